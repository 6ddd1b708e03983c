"""P16: whatever somebody sends, wherever they are in a conversation, it is answered kindly, in their own
language, and nothing is lost.

All kinds of input × all states × all languages; the quick form takes a part in which each occurs, the long
one (YINGSHENG_CAMPAIGN=long) every pair of input and state, on both databases.
"""

import json
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from databases import ON_SQLITE
from village import LANGUAGES, MORNING, PEOPLE, Talk

from bot.texts import Texts, texts_in
from models import Attachment, Callback, Complaint, Event, Incoming, Person, Residency
from models.kinds import IncomingState, Status

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
EACH = 2  # inputs to a state in the quick form
LEAK, DIRT = "厨房水管漏水", "楼道很脏"
LOCALES = {"zh_Hans": "zh-hans", "en": "en", "zh_Hant_HK": "zh-hant-hk", "zh_Hant_TW": "zh-hant-tw"}
FILE = {"file_unique_id": "u"}
SIMPLIFIED = set("们这说请发对给电话单处时间谢楼")  # written otherwise in Traditional
# What people wrote, and the estate's own names, stay as they are in every language.
THEIRS = re.compile(
    rf"{LEAK}|{DIRT}|有件事|今晚在家|谢谢|人工|在吗|怎么还没人来|算了|报修|门口有一摊水|工程部|保洁部|客服中心|幸福里|师傅|记号\d+|明天来换管子|一"
)
CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass
class One:
    """A person in one language, in the middle of something."""

    talk: Talk
    who: str
    texts: Texts

    async def says(self, text: str = "", **more: Any) -> int:
        return await self.talk.says(self.who, text, **more)

    async def presses(self, key: str) -> None:
        await self.talk.presses(self.who, self.texts.plain(key))

    async def staff(self, *labels: str) -> None:
        for label in labels:
            await self.talk.presses("engineer", label, "engineering")

    async def is_told(self, words: str) -> None:
        """By whoever has accepted it, from their private chat."""
        latest = await Complaint.filter(filer__telegram_id=PEOPLE[self.who]).order_by("-id").first()
        assert latest is not None
        await self.talk.says("engineer", f"/start w_{latest.ref}")
        await self.talk.presses("engineer", "发给业主")
        await self.talk.says("engineer", words)

    async def files(self, text: str = LEAK) -> None:
        await self.says(text)
        await self.presses("draft.file")

    def seen(self) -> list[tuple[int, str, bool]]:
        chat = self.talk._chats[PEOPLE[self.who]]
        return [(each.message_id, each.text, each.deleted) for each in chat]


STATES: dict[str, list[str | tuple[str, ...]]] = {
    "nothing said yet": [],
    "a draft": ["says:" + LEAK],
    "a draft nobody understands": ["says:有件事"],
    "asked for the place": ["says:" + LEAK, "draft.place"],
    "choosing the kind": ["says:/start", "start.guide"],
    "choosing the matter": ["says:/start", "start.guide", "category.button_repairs"],
    "something open": ["files:" + LEAK],
    "adding to it": ["files:" + LEAK, "follow.add"],
    "wishing": ["files:" + LEAK, "follow.wish"],
    "asked why it is withdrawn": ["files:" + LEAK, "follow.undo"],
    "asked which of two": ["files:" + LEAK, "files:" + DIRT, "says:今晚在家"],
    "asked by staff": ["files:" + LEAK, ("我来", "问业主", "几点上门")],
    "answering staff": ["files:" + LEAK, ("我来", "问业主", "几点上门"), "question.answer"],
    "the work is done": ["files:" + LEAK, ("我来", "完成")],
    "asked whether it is solved": ["files:" + LEAK, ("我来", "完成"), "later"],
    "telling why it was bad": [
        "files:" + LEAK,
        ("我来", "完成"),
        "later",
        "callback.button_no",
        "score.1",
        "reason.other",
    ],
    "replying to staff": ["files:" + LEAK, ("我来",), "told", "relay.reply"],
    "choosing a time": ["files:" + LEAK, ("我来",), "follow.time"],
    "telling where they live": ["says:/home", "home.button_add"],
    "about to delete everything": ["files:" + LEAK, "says:/delete_me"],
}


def inputs(n: int) -> dict[str, dict[str, Any]]:
    """Every kind of thing that Telegram lets people send; what should be kept holds the mark."""
    mark, file = f"记号{n}", FILE | {"file_id": f"file{n}x"}
    box = {"width": 9, "height": 9, "duration": 9}
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "type": "regular"}
    poll |= dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers"), False)
    poll |= dict.fromkeys(("allows_revoting", "members_only"), False)
    sticker = file | {"type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    return {
        "sticker": {"sticker": sticker},
        "dice": {"dice": {"emoji": "🎲", "value": 6}},
        "somebody's contact": {"contact": {"phone_number": "13800000000", "first_name": "x"}},
        "poll": {"poll": poll},
        "something new": {"web_app_data": {"data": "x", "button_text": "y"}},
        "an unknown command": {"text": "/weather"},
        "a known command": {"text": "/my"},
        "nothing visible": {"text": "\u200b\u2060"},
        "hello": {"text": "在吗"},
        "thanks": {"text": "谢谢"},
        "a person": {"text": "人工"},
        "how far": {"text": "怎么还没人来"},
        "a change of mind": {"text": "算了"},
        "a wish to report": {"text": "/报修"},
        "an address": {"text": "3-1-502"},
        "nobody's number": {"text": "#987654"},
        "a stray number": {"text": "77"},
        "emoji": {"text": "😡😡😡"},
        "words": {"text": f"{mark}门口有一摊水"},
        "a slip of the finger": {"text": f"/{mark}门口有一摊水"},
        "very long words": {"text": f"{mark}{'一' * 4000}"},
        "markup": {"text": f"<b>{mark}</b>&lt;<a href='x'>"},
        "right to left": {"text": f"\u202e{mark}\u2066\U0001f469\u200d\U0001f467"},
        "a broken letter": {"text": f"{mark}\ud800\x00"},
        "photo": {"photo": [file | {"width": 9, "height": 9}]},
        "part of an album": {"photo": [file | {"width": 9, "height": 9}], "media_group_id": f"a{n}"},
        "voice": {"voice": file | {"duration": 3}},
        "round video": {"video_note": file | {"length": 9, "duration": 3}},
        "a film too big": {"video": file | box | {"file_size": 30_000_000}},
        "a program": {"document": file | {"file_name": "game.apk"}},
        "a program and words": {"document": file | {"file_name": "game.apk"}, "caption": mark},
        "a paper": {"document": file | {"file_name": "fee.pdf", "mime_type": "application/pdf"}},
        "music": {"audio": file | {"duration": 3}},
        "a moving picture": {"animation": file | box},
        "a place": {"location": {"latitude": 22.0 + n / 10_000, "longitude": 114.0}},
    }


EVERYWHERE = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgres"] if LONG else ["sqlite"], indirect=True
)
KINDS = tuple(inputs(0))
NOT_KEPT = frozenset({*KINDS[:18], "a program"})


def chosen(state: int) -> list[str]:
    """In the quick form a few for each state, all of them over all states."""
    return list(KINDS) if LONG else [KINDS[(state * EACH + n) % len(KINDS)] for n in range(EACH)]


async def walk(one: One, step: str | tuple[str, ...]) -> None:
    one.talk.clock.forward(minutes=2)  # so that nothing is bundled
    if isinstance(step, tuple):
        await one.staff(*step)
    elif step == "later":
        await one.talk.later(hours=4)
        late = (one.talk.clock.now() - MORNING) % timedelta(days=1)
        if late > timedelta(hours=8):  # nobody is asked at night
            await one.talk.later(seconds=(timedelta(days=1) - late).total_seconds())
    elif step == "told":
        await one.is_told("明天来换管子")
    elif ":" in step:
        verb, text = step.split(":", 1)
        await (one.files(text) if verb == "files" else one.says(text))
    else:
        await one.presses(step)


async def kept(talk: Talk) -> str:
    """Everything that somebody at the desk will read, in one text: what is only stored is read by nobody."""
    said = [f"{each.text} {each.place}" for each in await Complaint.all()]
    said += [json.dumps(each.facts, ensure_ascii=False) for each in await Event.all()]
    said += [f"{each.file_id} {each.latitude}" for each in await Attachment.all()]
    said += [each.comment for each in await Callback.all()]
    said += talk.sees("desk", "service")
    return "\n".join(said)


def check_language(bubble: str, locale: str) -> None:
    ours = THEIRS.sub("", bubble)
    if locale == "en":
        assert not CHINESE.search(ours), bubble
    elif locale != "zh_Hans":
        assert not SIMPLIFIED & set(ours), bubble


async def send(one: One, kind: str, n: int, locale: str) -> None:
    before, reactions = one.seen(), len(one.talk.reactions)
    statuses = {each.id: each.status for each in await Complaint.filter(filer__telegram_id=PEOPLE[one.who])}
    await one.says(**inputs(n)[kind])
    latest = await Incoming.all().order_by("-id").first()
    assert latest is not None
    assert latest.state is IncomingState.DONE, "nothing broke"
    after = one.seen()
    assert after != before or len(one.talk.reactions) > reactions, "silence"
    for shown in after:
        if shown not in before and not shown[2]:
            check_language(shown[1], locale)
    if kind not in NOT_KEPT:
        known = await kept(one.talk)
        marks = (f"记号{n}", f"file{n}x", str(22.0 + n / 10_000))
        assert any(mark in known for mark in marks), "lost"
    for complaint in await Complaint.filter(id__in=list(statuses)).exclude(status=Status.WITHDRAWN):
        statuses.pop(complaint.id)
    assert not statuses, "what was there is still there"


@EVERYWHERE
@pytest.mark.parametrize("state", STATES)
async def test_whatever_is_sent_is_answered_in_ones_own_language_and_not_lost(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    at = list(STATES).index(state)
    locales = list(LOCALES)
    for n, kind in enumerate(chosen(at)):
        locale = locales[(at + n) % len(locales)]
        who = f"resident {n}"
        monkeypatch.setitem(PEOPLE, who, 700_000 + n)
        monkeypatch.setitem(LANGUAGES, who, LOCALES[locale])
        await talk.village.person(who)
        await Person.all().update(home_asked_at=talk.clock.now(), elder_asked=True, phone_asked=True)
        one = One(talk, who, texts_in(locale))
        for step in STATES[state]:
            await walk(one, step)
        await send(one, kind, 1000 + n, locale)


@ON_SQLITE
@pytest.mark.parametrize("writing", [False, True])
async def test_staff_in_private_are_answered_too_and_no_complaint_breaks(
    talk: Talk, *, writing: bool
) -> None:
    complaint = await talk.village.accepted()
    one = One(talk, "engineer", texts_in("zh_Hans"))
    for n, kind in enumerate(KINDS[:: 1 if LONG else 3]):
        talk.clock.forward(minutes=2)
        if writing:
            await one.says(f"/start w_{complaint.ref}")
            await one.presses("task.tell")
        await send(one, kind, 2000 + n, "zh_Hans")
    assert (await Complaint.get(id=complaint.id)).status is Status.ACCEPTED


@ON_SQLITE
@pytest.mark.parametrize("said", ["在吗", "谢谢"])
async def test_a_hello_is_no_place(talk: Talk, said: str) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "改位置")
    await talk.says("owner", said)
    assert (await Complaint.get()).place == ""
    await talk.says("owner", "三楼走廊")
    assert (await Complaint.get()).place == "三楼走廊"


@ON_SQLITE
async def test_what_is_no_answer_to_what_is_asked_is_heard_as_a_report(talk: Talk) -> None:
    """A picture instead of an address, words instead of a time."""
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", **inputs(1)["photo"])
    assert await Attachment.all().count() == 1
    await talk.says("owner", LEAK)
    assert (await Complaint.get()).text == LEAK
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.presses("owner", "换时间")
    await talk.says("owner", "都可以")
    assert "都可以" in await kept(talk)


@ON_SQLITE
async def test_who_is_asked_where_they_live_still_gets_a_person_and_no_hello_is_an_address(
    talk: Talk,
) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "在吗")
    await talk.says("owner", "人工")
    assert "机器人" in talk.last("owner").text
    assert await Residency.all().count() == 0
