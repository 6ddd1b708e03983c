"""What is past its end is forgotten by nobody, however it is put aside; and the resident hears only what is so."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from village import GROUPS, MORNING, Talk

from desk import digests, holding, lists, questions
from desk.changes import change
from models import Complaint, Event, Staff
from models.kinds import Action, Status, TimerKind

GROUP = "engineering"
END = MORNING + timedelta(days=2)  # Wednesday, 10:00


@pytest.fixture
async def planned(talk: Talk) -> Talk:
    """Accepted, with a plan; its supervisor hears when the end has come, the manager on Friday at 10:00."""
    complaint, engineer = await talk.village.accepted(), await talk.village.actor("engineer")
    plan = partial(change, complaint, Action.NOTE, engineer, MORNING, facts={"text": "周三换管子"})
    await talk.database.transaction(plan)
    return talk


@pytest.fixture
async def late(planned: Talk) -> Talk:
    """Half an hour past its end."""
    await until(planned, END + timedelta(minutes=30))
    return planned


async def until(talk: Talk, moment: datetime) -> None:
    while talk.clock.now() < moment:
        await talk.later(minutes=min(30.0, (moment - talk.clock.now()) / timedelta(minutes=1)))


async def holds(talk: Talk, who: str, **span: float) -> None:
    complaint, actor, now = await Complaint.get(), await talk.village.actor(who), talk.clock.now()
    rest = partial(holding.hold, complaint.ref, actor, now, until=now + timedelta(**span), reason="parts")
    await talk.database.transaction(rest)
    await talk.later(minutes=0)


async def goes_on(talk: Talk) -> None:
    ref, manager = (await Complaint.get()).ref, await talk.village.actor("manager")
    await talk.database.transaction(partial(holding.resume, ref, manager, talk.clock.now()))
    await talk.later(minutes=0)


async def asks(talk: Talk) -> None:
    ref, engineer = (await Complaint.get()).ref, await talk.village.actor("engineer")
    await talk.database.transaction(partial(questions.ask, ref, engineer, talk.clock.now(), canned="home"))
    await talk.later(minutes=0)


def heard(talk: Talk, who: str, words: str = "超时清单") -> int:
    return sum(words in text for text in talk.sees(who))


async def rungs() -> list[str]:
    found = await Event.filter(action=Action.ESCALATE).order_by("id")
    return [event.facts.get("told", "") for event in found if event.facts["clock"] == TimerKind.FINISH_DUE]


async def test_past_its_end_it_rests_only_with_approval(late: Talk) -> None:
    """D3, D4: else its worker would stop the alarm with one button."""
    for who in ("engineer", "supervisor"):
        await late.presses(who, "更多", GROUP)
        said = await late.presses(who, "暂停")
        assert "已经超时" in said
        assert "申请延期" in said
    assert (await Complaint.get()).status is Status.ACCEPTED
    await late.presses("manager", "更多", GROUP)
    await late.presses("manager", "暂停")
    await late.presses("manager", "等配件")
    await late.presses("manager", "明天")
    assert (await Complaint.get()).status is Status.ON_HOLD


async def test_before_its_end_it_rests_as_ever_and_is_late_for_nobody(planned: Talk) -> None:
    await until(planned, END - timedelta(hours=1))
    await holds(planned, "engineer", days=2)
    await until(planned, END + timedelta(days=1))
    assert heard(planned, "supervisor") == 0
    assert await digests.lines_for(planned.village.community.id, planned.clock.now()) == []


async def test_those_above_hear_no_more_of_it_while_it_rests_with_approval_and_go_on_hearing_afterwards(
    late: Talk,
) -> None:
    """Who could give it more time has seen why it rests, and until when (D4); late it stays all the same."""
    assert heard(late, "supervisor") == 1
    await holds(late, "manager", days=2)
    assert "🔴" in late.last("engineer", GROUP).text, "its card stays red"
    await until(late, END + timedelta(days=2, minutes=25))
    assert await rungs() == ["", "supervisor"]
    facts = {"community": late.village.community.id, "group": GROUPS[GROUP]}
    listed = await late.database.transaction(lambda: lists.read_list(facts, late.clock.now()))
    assert [(line.number, line.due) for line in listed.lines] == [(1, END)]
    await late.says("desk", "/open")
    assert "超时 <b>1</b> 件" in late.last("desk").text
    assert next(iter(late.last("desk").buttons)).startswith("🔴 #0001")
    lines = await digests.lines_for(late.village.community.id, late.clock.now())
    assert [(line.kind, line.number) for line in lines] == [("late", 1)]
    assert heard(late, "manager") == 0
    await late.later(minutes=10)  # it goes on, on Friday at 10:35
    await late.later(days=4)
    assert await rungs() == ["", "supervisor", "manager"]
    await late.later(hours=1)
    assert heard(late, "manager") == 1


async def test_a_question_to_the_resident_after_the_end_keeps_nobody_from_hearing(late: Talk) -> None:
    await asks(late)
    await until(late, END + timedelta(days=2, minutes=30))
    assert await rungs() == ["", "supervisor", "manager"]


async def test_while_it_rests_no_second_time_breaks_and_afterwards_as_much_of_it_is_left(late: Talk) -> None:
    """The resident has heard of the hold; what was told before is no promise meanwhile."""
    told = (await Complaint.get()).later_at
    assert told is not None
    await until(late, told - timedelta(hours=2))
    await holds(late, "manager", days=4)  # from Thursday to Monday at 8:00, before the working day
    before = len(late.sees("owner"))
    await until(late, told + timedelta(days=3))
    assert len(late.sees("owner")) == before
    await goes_on(late)
    shifted = (await Complaint.get()).later_at
    assert shifted is not None
    assert shifted >= late.clock.now(), "what was left of it is left"
    await until(late, shifted + timedelta(minutes=5))
    assert heard(late, "owner", "也来不及了") == 1


async def test_while_the_resident_is_asked_nothing_is_said_to_break(late: Talk) -> None:
    told = (await Complaint.get()).later_at
    assert told is not None
    await asks(late)
    await until(late, told + timedelta(hours=1))
    assert heard(late, "owner", "也来不及了") == 0


@pytest.mark.parametrize(("missing", "named"), [(["manager"], "主管"), (["manager", "supervisor"], "")])
async def test_only_who_really_hears_is_named_to_the_resident(
    late: Talk, missing: list[str], named: str
) -> None:
    await Staff.filter(role__in=missing).update(left_at=late.clock.now())
    told = (await Complaint.get()).later_at
    assert told is not None
    await until(late, told)
    said = late.last("owner").text
    assert f"<b>{named}</b>，最晚" in said if named else "正在催办" in said
    assert "对不起" in said
    assert "经理" not in said


async def test_the_receipt_of_an_emergency_promises_no_time_that_has_passed(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    for _ in range(40):
        await talk.later(minutes=10)
        if heard(talk, "owner", "做到，实在对不起"):
            break
    assert heard(talk, "owner", "做到，实在对不起") == 1
    receipt = next(text for text in talk.sees("owner") if "#0001" in text and "没能在" in text)
    assert "正在催办" not in receipt


async def test_when_the_last_time_that_was_named_passes_nobody_is_left_without_a_word(talk: Talk) -> None:
    """And the receipt names that time, no earlier one."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    last = MORNING + timedelta(hours=4)
    await until(talk, last - timedelta(minutes=5))
    assert heard(talk, "owner", "最晚 <b>今天 14:00 前") == 1
    assert heard(talk, "owner", "没能在 今天 14:00 前做到") == 0
    await until(talk, last + timedelta(minutes=5))
    assert heard(talk, "owner", "没能在 今天 14:00 前做到，实在对不起") == 1
    assert "请同事找我" in "".join(talk.last("owner").buttons)
    receipt = next(text for text in talk.sees("owner") if "#0001 收到了" in text)
    assert "没能在 <b>11月23日 14:00</b> 前给您回话" in receipt
    await until(talk, last + timedelta(hours=8))
    assert heard(talk, "owner", "前做到") == 1, "no further time, and no further word"
