"""One's own data: told once, copied, and gone without a trace when asked (P18, T7)."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from databases import ON_SQLITE
from traces import LEAVER, LEAVER_ID, contact, rows_with
from village import BOT_ID, GROUPS, PEOPLE, Talk, Village, photo

import models
from bot.texts import CHAINS, texts_in
from desk import erasing, keeping, privacy, questions, relaying
from desk.changes import complaint_by_id
from desk.enclosing import Report
from desk.errors import DeskError, NotAllowed, NotFound
from desk.newcomers import CONSENT_VERSION
from models import Callback, Complaint, Event, HomeLink, Involvement, Occupant, Outgoing, Person
from models.callback_kinds import CallbackState
from models.kinds import Action, InvolvementRole, Status
from triage import load
from triage.library import ours

WORDS = "厨房漏水漏到紫檀柜子里了"
MORE = "那只柜子是外婆琉璃留下的"
MARKS = (LEAVER, "Xanthippe", str(LEAVER_ID), "紫檀柜", "琉璃", "13911223344", "88栋77单元", "filemark")


@pytest.fixture
def leaver(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEOPLE, LEAVER, LEAVER_ID)
    return LEAVER


async def test_the_notice_comes_once_with_the_first_number_and_never_before(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "水管漏水")
    assert not any("/privacy" in text for text in talk.sees("owner"))
    await talk.presses("owner", "提交")
    assert "/privacy" in talk.last("owner").text
    person = await Person.get(telegram_id=PEOPLE["owner"])
    assert (person.consent_version, person.consent_language) == (CONSENT_VERSION, "zh-hans")
    assert person.consent_at == talk.clock.now()
    await Complaint.all().update(status=Status.CLOSED)
    await talk.says("owner", "又漏水了")
    await talk.presses("owner", "提交")
    assert sum("/privacy" in text for text in talk.sees("owner")) == 1


async def test_whose_draft_the_clock_filed_hears_the_notice_and_is_asked_too(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", "水管漏水")
    await talk.later(hours=25)
    assert (await Complaint.get()).number == 1
    assert "/privacy" in talk.last("owner").text
    assert "哪一户" in talk.last("owner").text
    assert (await Person.get(telegram_id=PEOPLE["owner"])).consent_version == CONSENT_VERSION


async def test_who_says_me_too_hears_the_notice_and_is_asked_too_and_staff_are_not(village: Village) -> None:
    talk = Talk(village, ours())
    await talk.village.nobody_was_asked()
    await talk.says("owner", "3栋2号电梯坏了")
    await talk.presses("owner", "提交")
    for who in ("stranger", "cleaner"):
        await talk.says(who, "3栋2号电梯坏了")
        await talk.presses(who, "我也是")
    [told] = [text for text in talk.sees("stranger") if "/privacy" in text]
    assert "哪一户" in told
    assert (await Person.get(telegram_id=PEOPLE["stranger"])).consent_version == CONSENT_VERSION
    assert not any("/privacy" in text for text in talk.sees("cleaner"))
    assert sum("/privacy" in text for text in talk.sees("owner")) == 1
    await talk.says("stranger", "3-1-502")
    assert any("已记下 3-1-502" in text for text in talk.sees("stranger"))


def test_a_new_wording_of_the_notice_is_a_new_version() -> None:
    """Who agreed to other words hears these. When this fails, raise CONSENT_VERSION, then write both down here."""
    words = [
        f"{texts_in(locale).plain('privacy.whole', version='')}{texts_in(locale).plain('notice.welcome')}"
        for locale in CHAINS
    ]
    digest = sha256("\n".join(words).encode()).hexdigest()[:12]
    assert (CONSENT_VERSION, digest) == ("2026-11-23.3", "a0a321130fbf")


@pytest.mark.parametrize("owner", [PEOPLE["neighbour"], None])
async def test_somebody_elses_contact_is_refused(talk: Talk, owner: int | None) -> None:
    """T7: Telegram's servers say whose contact it is."""
    await talk.says("owner", "", "", **contact("+8613911223344", owner))
    assert "不是您自己" in talk.last("owner").text
    assert talk.last("owner").asks_contact, "the button that it speaks of is there"
    assert not await Person.exclude(phone="").exists()


async def test_ones_own_number_is_kept_and_shown_only_to_who_has_accepted(talk: Talk) -> None:
    await talk.says("owner", "", "", **contact("+86 139-1122-3344", PEOPLE["owner"]))
    assert (await Person.get(telegram_id=PEOPLE["owner"])).phone == "13911223344"
    complaint = await talk.village.accepted()

    async def shown(who: str) -> str:
        actor = await talk.village.actor(who)
        fresh = await complaint_by_id(complaint.id)
        return await talk.database.transaction(lambda: privacy.phone_for(actor, fresh, talk.clock.now()))

    for who, refusal in (("plumber", NotAllowed), ("owner", NotAllowed), ("stranger", NotFound)):
        with pytest.raises(DeskError) as refused:
            await shown(who)
        assert type(refused.value) is refusal
    assert await Event.filter(action=Action.REVEAL).count() == 0
    assert await shown("engineer") == "13911223344"
    looked = await Event.get(action=Action.REVEAL)
    assert looked.actor_id == (await talk.village.person("engineer")).id


async def test_who_leaves_no_number_is_not_taken_to_report_something(talk: Talk) -> None:
    await talk.says("owner", "先不留")
    assert await Complaint.all().count() == 0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+86 139-1122-3344", "13911223344"),
        ("8613911223344", "13911223344"),
        ("139 1122 3344", "13911223344"),
        ("008613911223344", "13911223344"),
        ("+852 9123 4567", "85291234567"),
        ("0912345678", "0912345678"),
        ("+1 386 234 5678", "+13862345678"),
        ("0013862345678", "+13862345678"),
        ("１３９１１２２３３４４", "13911223344"),
        ("＋８６（１３９）１１２２－３３４４", "13911223344"),
        ("\u0661\u0663\u0669\u0661\u0661\u0662\u0662", ""),
        ("=1+1", ""),
        ("call me", ""),
        ("", ""),
    ],
)
def test_numbers_are_compared_in_one_way_of_writing(written: str, number: str) -> None:
    assert privacy.plain_phone(written) == number


async def test_a_copy_of_ones_data_comes_as_a_file_and_holds_nothing_of_others(talk: Talk) -> None:
    await talk.village.accepted(text=WORDS)
    await talk.village.filed("neighbour", "the neighbour's secret leak")
    await talk.says("owner", "/export_my_data")
    [upload] = [shown.upload for shown in talk._chats[PEOPLE["owner"]] if shown.upload]
    copy = json.loads(upload)
    assert copy["person"]["telegram_id"] == PEOPLE["owner"]
    assert [each["text"] for each in copy["complaints"]] == [WORDS]
    assert "accept" in [step["action"] for step in copy["complaints"][0]["history"]]
    assert b"secret" not in upload
    assert "师傅" not in upload.decode()


async def test_what_staff_asked_stands_in_the_copy_and_what_is_not_in_it_is_said(talk: Talk) -> None:
    complaint = await talk.village.accepted()
    engineer = await talk.village.actor("engineer")
    report = Report(BOT_ID, "水表关了吗？")
    await talk.database.transaction(
        lambda: questions.ask(complaint.ref, engineer, talk.clock.now(), report=report)
    )
    await talk.says("owner", "/export_my_data")
    [shown] = [each for each in talk._chats[PEOPLE["owner"]] if each.upload]
    history = json.loads(shown.upload)["complaints"][0]["history"]
    assert [step["facts"] for step in history if step["action"] == "ask"] == [{"question": "水表关了吗？"}]
    assert "师傅" not in shown.upload.decode()
    assert "不在文件里" in shown.text


async def lives_and_leaves(talk: Talk, who: str) -> Complaint:
    """Everything a resident can leave behind, and staff's answers to it."""
    await talk.village.nobody_was_asked()
    await talk.says(who, WORDS)
    await talk.says(who, "", "", **photo(caption="琉璃的照片"))
    await talk.presses(who, "提交")
    await talk.says(who, "88栋77单元66")
    await talk.says(who, "", "", **contact("+8613911223344", LEAVER_ID))
    await talk.presses("engineer", "我来", "engineering")
    quoted = talk.last("engineer", "engineering")
    original = {"message_id": quoted.message_id, "date": 1, "chat": talk._chat("engineer", "engineering")}
    reply = {"reply_to_message": original | {"text": quoted.text}}
    await talk.says("engineer", "紫檀柜要先搬开", "engineering", **reply)
    complaint = await Complaint.get()
    await talk.presses(who, "补充")
    await talk.says(who, MORE)
    await talk.says(who, "/export_my_data")
    await talk.says(who, "/delete_me")
    await talk.presses(who, "全部删除")
    return await Complaint.get(id=complaint.id)


async def test_who_wants_to_be_forgotten_is_in_no_row_of_any_table(talk: Talk, leaver: str) -> None:
    complaint = await lives_and_leaves(talk, leaver)
    assert "已全部删除" in talk.toasts[-1]
    assert await rows_with(MARKS) == []
    assert (complaint.status, complaint.category, complaint.number) == (Status.WITHDRAWN, "repairs", 1)
    assert await Event.filter(complaint_id=complaint.id).count() > 4
    assert not any("紫檀" in text for text in talk.sees("engineer", "engineering"))
    assert any("要求删除" in text for text in talk.sees("engineer", "engineering"))


@ON_SQLITE
async def test_after_the_scrub_no_byte_of_the_file_tells_of_them(
    talk: Talk, leaver: str, sqlite_url: str
) -> None:
    """P18, byte for byte: the database file and its log. PostgreSQL keeps its files to itself."""
    await lives_and_leaves(talk, leaver)
    await talk.database.scrub()
    file = Path(sqlite_url.removeprefix("sqlite://"))
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert len(content) > 50_000
    marks = {mark.encode() for mark in MARKS} | {json.dumps(mark)[1:-1].encode() for mark in MARKS}
    marks.add(LEAVER_ID.to_bytes(6, "big"))  # as SQLite stores a number
    assert [mark for mark in marks if mark in content] == []


@pytest.mark.parametrize("joined", [False, True])
async def test_what_still_waits_to_be_told_to_others_tells_nothing_of_who_left(
    talk: Talk, leaver: str, *, joined: bool
) -> None:
    """Notices to groups and colleagues that Telegram has not taken yet, of a matter that goes on as well."""
    complaint = await talk.village.accepted(who=leaver, text=WORDS)
    heir, actor = await talk.village.person("neighbour"), await talk.village.actor(leaver)
    now = talk.clock.now()
    same: dict[str, Any] = {"complaint": complaint, "person": heir, "role": InvolvementRole.JOINED, "at": now}

    async def leaves() -> None:
        if joined:
            await Involvement.create(**same)
        await relaying.reply(complaint.ref, actor, Report(BOT_ID, MORE), now)
        for text in (f"{LEAVER_ID}: {MORE}", "nothing of anybody"):
            queued: dict[str, Any] = {"lane": GROUPS["service"], "method": "sendMessage", "created_at": now}
            await Outgoing.create(bot_id=BOT_ID, params={"text": text}, **queued)
        await erasing.erase(actor, now)

    await talk.database.transaction(leaves)
    assert {row.params.get("text") for row in await Outgoing.filter(method="sendMessage")} == {
        "nothing of anybody"
    }
    assert [found for found in await rows_with(MARKS) if "Outgoing" in found] == []


async def test_what_others_were_told_stays_theirs_and_can_be_replied_to(talk: Talk) -> None:
    """Two letters that somebody said once stand in many messages that are not about them."""
    theirs = await talk.village.accepted(who="stranger", text="厕所漏水")
    engineer, now = await talk.village.actor("engineer"), talk.clock.now()
    said = Report(BOT_ID, "漏水的地方明早修")
    await talk.database.transaction(lambda: relaying.tell(theirs.ref, engineer, said, now))
    await talk.says("owner", "漏水")
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    [told] = [shown for shown in talk._chats[PEOPLE["stranger"]] if said.text in shown.text]
    above = {"message_id": told.message_id, "date": 1, "chat": talk._chat("stranger", "")}
    await talk.says("stranger", "好的", reply_to_message=above)
    assert "好的" in talk.last("engineer").text
    assert (await Outgoing.get(notice="relayed")).params["text"] == said.text


async def test_a_short_name_goes_from_what_the_desk_was_told_of_homes(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PEOPLE, "阿琉", LEAVER_ID)
    await talk.village.nobody_was_asked()
    await talk.says("阿琉", "/home")
    await talk.presses("阿琉", "登记一户")
    await talk.says("阿琉", "8栋2单元301")
    await talk.presses("desk", "是住户", "service")
    sent = await Outgoing.filter(lane=GROUPS["service"]).count()
    assert any("阿琉" in text for text in talk.sees("desk", "service"))
    await talk.says("阿琉", "/delete_me")
    await talk.presses("阿琉", "全部删除")
    assert await rows_with(("阿琉", str(LEAVER_ID), "8栋2单元301")) == []
    assert await Outgoing.filter(lane=GROUPS["service"]).count() == sent, "the record of what was sent stays"


async def test_what_telegram_would_not_take_is_not_sent_later_with_their_words(
    talk: Talk, leaver: str
) -> None:
    queued: dict[str, Any] = {
        "lane": GROUPS["service"],
        "method": "sendMessage",
        "created_at": talk.clock.now(),
    }
    parked: dict[str, Any] = {"state": "parked", "params": {"text": f"{LEAVER}: {WORDS}"}}
    await talk.database.transaction(lambda: Outgoing.create(bot_id=BOT_ID, **queued, **parked))
    await talk.says(leaver, WORDS)
    await talk.says(leaver, "/delete_me")
    await talk.presses(leaver, "全部删除")
    row = await Outgoing.get(lane=GROUPS["service"], method="sendMessage")
    assert (row.state, row.params) == ("dropped", {"text": ""})


async def test_what_is_just_being_sent_to_others_keeps_nothing_of_who_left(talk: Talk, leaver: str) -> None:
    """Nobody calls it back, but its record tells nothing of them, and nor does another try."""
    complaint = await talk.village.filed(who=leaver, text=WORDS)
    rows: list[dict[str, Any]] = [
        {"params": {"text": MORE[:4]}, "complaint_id": complaint.id},
        {"params": {"text": f"{LEAVER}: {WORDS}"}},
    ]
    now = talk.clock.now()
    for row in rows:
        row |= {"lane": GROUPS["service"], "method": "sendMessage", "state": "sending", "created_at": now}
        await Outgoing.create(bot_id=BOT_ID, **row)
    await talk.says(leaver, "/delete_me")
    await talk.presses(leaver, "全部删除")
    assert await rows_with((*MARKS, MORE[:4])) == []


async def test_the_marks_are_found_where_nobody_was_forgotten(
    talk: Talk, leaver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the tests above would notice if nothing were erased."""

    async def nothing(*_: Any) -> None:
        return None

    monkeypatch.setattr("desk.erasing.erase", nothing)
    await lives_and_leaves(talk, leaver)
    tables = {found.split()[0] for found in await rows_with(MARKS)}
    assert {"Person", "Complaint", "Event", "Incoming", "Residency", "Attachment"} - {"Attachment"} <= tables


async def test_keeping_everything_is_one_tap_too(talk: Talk) -> None:
    await talk.village.filed()
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "先不删")
    assert any("都没有动" in text for text in talk.sees("owner"))
    assert (await Complaint.get()).text


async def test_staff_are_forgotten_only_after_they_have_left(talk: Talk) -> None:
    await talk.says("engineer", "/delete_me")
    assert "工作人员" in await talk.presses("engineer", "全部删除")
    assert await Person.filter(telegram_id=PEOPLE["engineer"]).exists()


async def test_what_neighbours_have_joined_goes_on_without_the_one_who_left(talk: Talk) -> None:
    complaint = await talk.village.accepted(text=WORDS)
    heir = await talk.village.person("neighbour")
    joined: dict[str, Any] = {"complaint": complaint, "person": heir, "role": InvolvementRole.JOINED}
    await talk.database.transaction(lambda: Involvement.create(**joined, at=talk.clock.now()))
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    after = await Complaint.get(id=complaint.id)
    assert (after.status, after.filer_id, after.text) == (Status.ACCEPTED, heir.id, "")


async def test_the_question_whether_it_is_solved_goes_on_as_the_neighbours_too(talk: Talk) -> None:
    complaint = await talk.village.done(text=WORDS)
    heir = await talk.village.person("neighbour")
    joined: dict[str, Any] = {"complaint": complaint, "person": heir, "role": InvolvementRole.JOINED}
    await talk.database.transaction(lambda: Involvement.create(**joined, at=talk.clock.now()))
    await talk.later(hours=3, minutes=1)
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    await talk.later(minutes=1)
    data = next(tap for tap in talk.last("neighbour").buttons.values() if tap.startswith("s:yes:1:"))
    await talk.taps("neighbour", data)
    callback = await Callback.get(complaint_id=complaint.id)
    assert (callback.state, callback.answered_by_id) == (CallbackState.ANSWERED, heir.id)


async def test_a_year_after_it_ended_a_matter_is_only_a_number(talk: Talk) -> None:
    complaint, other = await talk.village.filed(text=WORDS), await talk.village.filed("neighbour", "leak")
    await Complaint.filter(id=complaint.id).update(status=Status.CLOSED, closed_at=talk.clock.now())
    talk.clock.forward(days=364)
    assert await talk.database.transaction(lambda: keeping.tidy(talk.clock.now())) is False
    talk.clock.forward(days=2)
    assert await talk.database.transaction(lambda: keeping.tidy(talk.clock.now())) is True
    old = await Complaint.get(id=complaint.id)
    assert (old.text, old.filer_id, old.category, old.status) == ("", None, "repairs", Status.CLOSED)
    assert (await Complaint.get(id=other.id)).text == "leak", "open matters are kept"
    assert await talk.database.transaction(lambda: keeping.tidy(talk.clock.now())) is False


async def test_the_roster_forgets_the_number_of_who_is_forgotten(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.database.transaction(lambda: Occupant.create(home=home, phone="13911223344", name="齐"))
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13911223344")
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    assert await Occupant.all().count() == 0
    assert await HomeLink.all().count() == 0


async def test_an_old_residency_is_forgotten_too(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.filed()
    await talk.says("owner", "8栋2单元301")
    await talk.presses("desk", "不认识", "service")
    await Complaint.all().update(status=Status.CLOSED, closed_at=talk.clock.now() + timedelta(days=300))
    talk.clock.forward(days=366)
    await talk.database.transaction(lambda: keeping.tidy(talk.clock.now()))
    assert await models.Residency.all().count() == 0


async def test_who_joined_has_a_copy_of_what_they_put_in_and_takes_it_along(talk: Talk, leaver: str) -> None:
    """P18: the neighbours' matter stays, and no card shows the words or pictures of who has left."""
    talk = Talk(talk.village, load())
    await talk.says("owner", "3栋2号梯停了，没法下楼")
    await talk.presses("owner", "提交")
    await talk.says(leaver, "3栋2号梯又停了，紫檀柜搬不下去")
    await talk.presses(leaver, "我也是")
    await talk.presses(leaver, "补充")
    await talk.says(leaver, **photo(1, caption="电梯里是琉璃的箱子"))
    await talk.says(leaver, "/export_my_data")
    [upload] = [shown.upload for shown in talk._chats[LEAVER_ID] if shown.upload]
    [shared] = json.loads(upload)["joined"]
    assert [each["caption"] for each in shared["attachments"]] == ["电梯里是琉璃的箱子"]
    assert [step["action"] for step in shared["history"]] == ["join", "supplement"]
    assert "没法下楼" not in upload.decode()
    await talk.says(leaver, "/delete_me")
    await talk.presses(leaver, "全部删除")
    assert await rows_with(MARKS) == []
    card = talk.last("engineer", "engineering").text
    assert "没法下楼" in card
    assert "琉璃" not in card
    assert "📷" not in card
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN, "nobody is left to have it"


async def test_whoever_had_accepted_it_hears_that_nobody_waits_and_keeps_no_number(talk: Talk) -> None:
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13911223344")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "业主电话", "engineering")
    assert any("13911223344" in text for text in talk.sees("engineer"))
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    assert not any("13911223344" in text for text in talk.sees("engineer"))
    assert any("先不用去了" in text for text in talk.sees("engineer"))
