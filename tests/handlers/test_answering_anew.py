"""The resident's stories: content, not content, of another mind, and back again."""

from datetime import timedelta

import pytest
from village import GROUPS, PEOPLE, Talk, photo

from desk import appointing
from models import Attachment, Callback, Complaint, Department, Event, Outgoing, Staff, Timer
from models.callback_kinds import CallbackState, Contact, Solved, Way
from models.kinds import Action, Role, Status, TimerKind, TimerState

GROUP = "engineering"


async def work(talk: Talk, worker: str = "engineer") -> None:
    await talk.presses(worker, "我来", GROUP)
    await talk.presses(worker, "完成", GROUP)


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk)
    await talk.later(hours=3, minutes=1)
    return talk


@pytest.fixture
async def content(asked: Talk) -> Talk:
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "😀")
    return asked


async def test_a_content_resident_may_praise_and_the_workers_group_reads_it(content: Talk) -> None:
    await content.presses("owner", "❤️")
    assert "❤️ #0001（维修）居民夸了engineer师傅！" in content.last("engineer", GROUP).text
    await content.says("owner", "柜子都擦干了，<b>真</b>细心")
    assert "柜子都擦干了，&lt;b&gt;真&lt;/b&gt;细心" in content.last("engineer", GROUP).text
    assert any("转给engineer师傅" in text for text in content.sees("owner"))


@pytest.mark.parametrize(("who", "left", "group"), [("engineer", False, ""), ("desk", True, "service")])
async def test_praise_reaches_who_did_it_or_the_desk_where_the_department_has_no_group(
    content: Talk, who: str, left: bool, group: str
) -> None:
    await Department.filter(key="engineering").update(chat_id=None)
    if left:
        await Staff.filter(role=Role.WORKER).update(left_at=content.clock.now())
    await content.presses("owner", "❤️")
    await content.says("owner", "柜子都擦干了")
    assert any("柜子都擦干了" in text for text in content.sees(who, group))


async def test_not_to_praise_is_one_tap_and_tells_nobody(content: Talk) -> None:
    before = len(content.sees("engineer", GROUP))
    await content.presses("owner", "不用")
    assert len(content.sees("engineer", GROUP)) == before
    assert (await Callback.get()).praised is False
    assert list(content.last("owner").buttons) == ["✏️ 改一改", "🔁 又出现了"]


async def test_a_bad_answer_is_asked_why_and_how_to_be_contacted_one_question_at_a_time(asked: Talk) -> None:
    await asked.presses("owner", "❌")
    await asked.presses("owner", "🙁")
    assert "哪里不好" in asked.last("owner").text
    await asked.presses("owner", "来得慢")
    assert "怎么联系您" in asked.last("owner").text
    await asked.presses("owner", "打电话给我")
    assert any("主管会在 <b>11月23日周一 15:01 前</b>联系您" in text for text in asked.sees("owner"))
    assert "来得慢" in asked.last("supervisor").text
    assert "打电话给我" in asked.last("supervisor").text
    callback = await Callback.get(round=1)
    assert (callback.reasons, callback.contact) == (["slow"], Contact.CALL)


async def test_the_worker_reads_neither_the_vote_nor_the_reason(asked: Talk) -> None:
    await asked.presses("owner", "❌")
    await asked.presses("owner", "😡")
    await asked.presses("owner", "态度")
    shown = "\n".join(asked.sees("engineer", GROUP) + asked.sees("engineer"))
    assert "态度" not in shown
    assert "很不满意" not in shown


async def test_other_reasons_are_told_in_words_or_by_voice_and_reach_who_takes_over(asked: Talk) -> None:
    await asked.presses("owner", "🟡")
    await asked.presses("owner", "🙁")
    await asked.presses("owner", "其他")
    await asked.says("owner", "柜子还是湿的", **photo(8))
    assert "接手的负责人" in asked.last("owner").text
    assert any("柜子还是湿的" in text for text in asked.sees("supervisor"))
    assert (await Callback.get(round=1)).comment == "柜子还是湿的"
    assert await Attachment.filter(file_id="f8").exists()


async def test_danger_told_instead_of_a_reason_is_a_new_matter_at_once(asked: Talk) -> None:
    await asked.presses("owner", "❌")
    await asked.presses("owner", "😡")
    await asked.presses("owner", "其他")
    await asked.says("owner", "厨房着火了")
    assert (await Complaint.get(number=2)).emergency == "fire"


async def test_an_answer_can_be_changed_for_seven_days_and_the_former_one_is_history(content: Talk) -> None:
    await content.later(days=6)
    await content.presses("owner", "改一改")
    assert "原来的回答有效" in content.last("owner").text
    assert (await Callback.get()).score == 5
    await content.presses("owner", "❌")
    complaint, callback = await Complaint.get(), await Callback.get(round=1)
    assert (complaint.status, complaint.round) == (Status.WAITING, 2)
    assert (callback.solved, callback.score) == (Solved.NO, None)
    votes = await Event.filter(action__in=(Action.RATE, Action.CLOSE, Action.REOPEN)).order_by("id")
    assert [event.facts.get("solved") or event.facts.get("score") for event in votes] == ["yes", 5, "no"]
    assert votes[-1].facts["before"] == "yes"


async def test_solved_but_no_longer_content_is_said_on_a_closed_case_and_the_old_score_holds_until_then(
    content: Talk,
) -> None:
    await content.presses("owner", "不用")
    await content.later(days=1)
    await content.presses("owner", "改一改")
    await content.presses("owner", "✅ 解决了")
    assert (await Callback.get()).score == 5, "the former score counts until the new one is there"
    assert {"😡 很不满意", "🔁 又出现了"} <= set(content.last("owner").buttons)
    await content.presses("owner", "🙂 满意")
    assert ((await Callback.get()).score, (await Complaint.get()).status) == (4, Status.CLOSED)
    await content.presses("owner", "不用")
    await content.presses("owner", "改一改")
    await content.presses("owner", "✅ 解决了")
    await content.presses("owner", "😡 很不满意")
    assert ((await Callback.get(round=1)).score, (await Complaint.get()).round) == (1, 2)


async def test_a_score_that_was_never_given_can_be_given_after_a_change(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.later(hours=25)
    await asked.presses("owner", "改一改")
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "🙂 满意")
    assert ((await Callback.get()).score, (await Complaint.get()).status) == (4, Status.CLOSED)


async def test_nothing_else_is_asked_while_the_score_of_a_changed_answer_is_open(content: Talk) -> None:
    await content.village.done(text="阳台水管漏水")
    await content.later(hours=2, minutes=55)
    await content.presses("owner", "改一改")
    await content.presses("owner", "✅ 解决了")
    await content.later(minutes=10)
    assert await Callback.all().count() == 1
    await content.presses("owner", "🙂 满意")
    await content.later(minutes=31)
    assert await Callback.all().count() == 2


async def test_praise_is_not_shown_beside_an_answer_that_became_a_bad_one(content: Talk) -> None:
    await content.presses("owner", "❤️")
    await content.presses("owner", "改一改")
    await content.presses("owner", "❌")
    assert not any("表扬" in text for text in content.sees("owner"))


async def test_after_seven_days_it_stands(content: Talk) -> None:
    [change] = [data for label, data in content.last("owner").buttons.items() if "改一改" in label]
    await content.later(days=7, minutes=1)
    before = await Callback.get()
    assert not any("改一改" in label for label in content.last("owner").buttons)
    assert await content.taps("owner", change) == "过了可以更改的日子了。有新情况请直接告诉我。"
    assert (await Callback.get()).turn == before.turn


@pytest.mark.parametrize("labels", [("❌ 没解决",), ("❌ 没解决", "😡"), ("✅ 解决了", "😀", "改一改")])
async def test_after_seven_days_no_question_stands_there_any_more(
    asked: Talk, labels: tuple[str, ...]
) -> None:
    for label in labels:
        await asked.presses("owner", label)
    assert _questions(asked)
    await asked.later(days=7, minutes=1)
    assert not _questions(asked)


def _questions(talk: Talk) -> list[str]:
    """The resident's keys that answer something, wherever they stand."""
    keys = [data for shown in talk._chats[PEOPLE["owner"]] for data in shown.buttons.values()]
    return [data for data in keys if data.startswith(("s:", "r:", "cr:", "cc:", "cm:change"))]


async def test_who_does_not_want_to_change_after_all_keeps_the_answer(content: Talk) -> None:
    await content.presses("owner", "改一改")
    await content.presses("owner", "不改了")
    callback = await Callback.get()
    assert (callback.solved, callback.score, callback.changing) == (Solved.YES, 5, False)


async def test_old_buttons_and_repeated_presses_never_change_a_vote(asked: Talk) -> None:
    first = asked.last("owner").buttons
    await asked.taps("owner", first["✅ 解决了"])
    await asked.taps("owner", first["❌ 没解决"])
    scores = asked.last("owner").buttons
    await asked.taps("owner", scores["🙂 满意"])
    await asked.taps("owner", scores["😡 很不满意"])
    await asked.presses("owner", "改一改")
    await asked.taps("owner", first["❌ 没解决"])
    await asked.taps("owner", scores["😡 很不满意"])
    callback = await Callback.get()
    assert (callback.solved, callback.score, (await Complaint.get()).round) == (Solved.YES, 4, 1)


async def test_it_is_back_opens_the_same_case_with_its_history_one_level_higher(content: Talk) -> None:
    await content.later(days=29)
    assert "不用您再说一遍" in await content.presses("owner", "又出现了")
    complaint = await Complaint.get()
    assert (complaint.number, complaint.status, complaint.round) == (1, Status.WAITING, 2)
    assert (complaint.level, complaint.closed_at) == ("supervisor", None)
    assert (await Event.filter(action=Action.REOPEN).get()).facts == {"back": True}
    assert "又出现了" in content.last("supervisor").text


async def test_after_thirty_days_it_is_a_new_matter(content: Talk) -> None:
    button = content.last("owner").buttons["🔁 又出现了"]
    await content.later(days=30, minutes=1)
    assert "过了可以更改的日子" in await content.taps("owner", button)
    assert (await Complaint.get()).status is Status.CLOSED


async def test_before_and_after_stand_above_the_question(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水", **photo(1))
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    card = next(shown for shown in talk._chats[GROUPS[GROUP]] if "0001" in shown.text)
    original = {"message_id": card.message_id, "date": 1, "chat": talk._chat("engineer", GROUP)}
    await talk.says("engineer", "", GROUP, reply_to_message=original, **photo(2))
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=4)
    album = await Outgoing.get(method="sendMediaGroup")
    assert [each["media"] for each in album.params["media"]] == ["f1", "f2"]
    assert album.doubt == "never"
    assert "📷" in talk.last("owner").text


async def test_nobody_is_asked_two_things_at_once(talk: Talk) -> None:
    for text in ("厨房水管漏水", "阳台水管漏水"):
        await talk.village.done(text=text)
    await talk.later(hours=4)
    assert await Callback.all().count() == 1
    waiting = await Timer.get(kind=TimerKind.CALLBACK_ASK, state=TimerState.ARMED)
    assert waiting.error == ""
    assert waiting.due_at == talk.clock.now() + timedelta(minutes=30)
    await talk.later(hours=1)
    assert await Callback.all().count() == 1
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", "🙂")
    await talk.later(hours=1)
    assert await Callback.filter(state=CallbackState.ASKED).count() == 1
    assert sum("解决了吗" in text for text in talk.sees("owner")) == 1


async def test_a_question_of_the_staff_comes_first(talk: Talk) -> None:
    first, second = [await talk.village.accepted(text=text) for text in ("厨房水管漏水", "阳台水管漏水")]
    await talk.later(minutes=1)
    await talk.taps("engineer", f"q:home:{second.ref}", GROUP)
    await talk.taps("engineer", f"t:done:{first.ref}", GROUP)
    await talk.later(hours=4)
    assert not await Callback.all().exists()


@pytest.mark.parametrize("hours", [4, 24 * 3], ids=["until it is past", "two days at most"])
async def test_a_time_to_come_that_nobody_has_agreed_to_comes_first(talk: Talk, hours: int) -> None:
    other = await talk.village.accepted("plumber", text="阳台水管漏水")
    await talk.village.done(text="厨房水管漏水")
    at, plumber = talk.clock.now() + timedelta(hours=hours), await talk.village.actor("plumber")
    await talk.database.transaction(lambda: appointing.propose(other.ref, plumber, at, talk.clock.now()))
    await talk.later(hours=3, minutes=1)
    assert not await Callback.exists(), "one question at a time"
    for _ in range(1 if hours == 4 else 6):
        await talk.later(hours=9)
    await talk.later(hours=18)
    assert await Callback.all().count() == 1


async def test_the_reminder_has_buttons_and_the_conversation_goes_on_below_it(asked: Talk) -> None:
    await asked.later(days=1)
    assert "一秒钟就好" in asked.last("owner").text
    await asked.presses("owner", "👍")
    assert "满意吗" in asked.last("owner").text
    assert sum("解决了吗" in text for text in asked.sees("owner")) == 0
    await asked.presses("owner", "🙂")
    callback = await Callback.get()
    assert (callback.way, callback.state) == (Way.CHAT, CallbackState.ANSWERED)


async def test_a_question_too_old_to_be_deleted_loses_its_buttons_when_it_is_asked_below(asked: Talk) -> None:
    question = asked.last("owner")
    await asked.later(days=1)
    await asked.later(days=1)
    await asked.presses("owner", "👍")
    assert not question.deleted, "Telegram would refuse it"
    assert not question.buttons
    assert "满意吗" in asked.last("owner").text
