"""A sample of what was taken down in person is asked about again by somebody else, and a false record is void."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from honesty import broken_rules
from naive_rates import naive_rates
from village import Talk

from desk import rechecking
from desk.counts import Count
from desk.digests import lines_for
from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Attempt, Callback, Card, Complaint, Draw, Event, Person, Staff
from models.callback_kinds import CallbackState, Recheck, Solved, Way
from models.kinds import Action, CardKind, Role, Status

GROUP, DESK = "engineering", "service"
Records = Callable[[Talk], Awaitable[None]]


@pytest.fixture
async def owed(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A call is owed, and the lot falls on every record; it is Thursday, 10:00."""
    monkeypatch.setattr(rechecking, "falls_on", lambda *_: True)
    await Person.filter(name="owner").update(phone="13800001234")
    await talk.village.done("engineer")
    for _ in range(3):
        await talk.later(days=1)
    return talk


async def says_it_is_fine(talk: Talk) -> None:
    await talk.presses("desk", "我来打", DESK)
    await talk.presses("desk", "接通了")
    await talk.presses("desk", "✅ 解决了")
    await talk.presses("desk", "😀 非常满意")


async def says_they_refused(talk: Talk) -> None:
    await talk.presses("desk", "我来打", DESK)
    await talk.presses("desk", "不愿说")


async def says_nobody_was_there(talk: Talk) -> None:
    for hours in (0, 9, 48):
        await talk.later(hours=hours)
        await talk.presses("desk", "我来打", DESK)
        await talk.presses("desk", "没人接")


@pytest.mark.parametrize(
    ("writes", "said"),
    [
        (says_it_is_fine, "✅ 解决了 · 😀 非常满意"),
        (says_they_refused, "不愿说"),
        (says_nobody_was_there, "几个时段都没联系上"),
    ],
)
async def test_every_kind_of_record_is_checked_with_a_script_a_number_and_what_was_written(
    owed: Talk, writes: Records, said: str
) -> None:
    await writes(owed)
    assert f"desk师傅记的是“{said}”" in owed.last("supervisor").text
    await owed.presses("supervisor", "打开，我来问")
    page = owed.last("supervisor").text
    assert "13800001234" in page
    assert "我是幸福里的supervisor师傅，做个抽查" in page
    assert f"记的是：<b>{said}</b>" in page
    assert (await Event.filter(action=Action.REVEAL).order_by("-id").first()).facts == {  # type: ignore[union-attr]
        "name": "supervisor师傅"
    }
    await owed.presses("supervisor", "✅ 一样")
    callback = await Callback.get(tier=Role.DESK)
    assert callback.recheck is Recheck.AGREES
    assert callback.rechecked_by_id == (await Staff.get(role=Role.SUPERVISOR)).id
    assert (await Complaint.get()).status is Status.CLOSED
    assert await broken_rules() == []


async def test_whoever_wrote_it_down_does_not_check_it(owed: Talk) -> None:
    await says_they_refused(owed)
    ref = (await Complaint.get()).ref
    for verb in ("open", "agrees", "differs", "nobody"):
        assert "已关闭" in await owed.taps("desk", f"pc:{verb}:desk:1:{ref}")
    await owed.says("desk", "/visits")
    assert "没有要您亲自回访的" in owed.last("desk").text


@pytest.mark.parametrize("writes", [says_it_is_fine, says_they_refused, says_nobody_was_there])
async def test_a_record_that_is_not_so_is_void_and_somebody_else_asks_anew(
    owed: Talk, writes: Records
) -> None:
    """Nothing stays closed on it, and whoever wrote it asks no more."""
    await writes(owed)
    await owed.says("supervisor", "/visits")
    await owed.presses("supervisor", "🔎 #0001 维修")
    await owed.presses("supervisor", "❌ 不一样")
    callback, complaint = await Callback.get(tier=Role.DESK), await Complaint.get()
    assert (callback.state, callback.solved, callback.recorded_by_id) == (CallbackState.PHONE, None, None)
    assert (complaint.status, complaint.closed_at, complaint.call_needed) == (Status.DONE, None, True)
    assert "抽查不符 #0001" in owed.last("manager").text
    assert "请打电话回访" in owed.last("desk", DESK).text
    assert "等回访" in await owed.presses("desk", "我来打", DESK), "not by who wrote it"
    assert await broken_rules() == []
    await owed.presses("supervisor", "我来打")
    await owed.presses("supervisor", "接通了")
    await owed.presses("supervisor", "❌ 没解决")
    await owed.presses("supervisor", "😡")
    callback = await Callback.get(round=1, tier=Role.DESK)
    assert (callback.solved, callback.way) == (Solved.NO, Way.PHONE)
    assert (await Complaint.get()).status is Status.WAITING, "a bad answer reopens, as it would have before"
    assert await broken_rules() == []


async def test_a_call_that_is_owed_anew_is_a_new_message_in_the_desks_group(owed: Talk) -> None:
    """An edited one makes no sound, and stands far above."""
    await says_it_is_fine(owed)
    before = await Card.get(kind=CardKind.PHONE)
    await owed.says("supervisor", "/visits")
    await owed.presses("supervisor", "🔎 #0001 维修")
    await owed.presses("supervisor", "❌ 不一样")
    owed.last("desk", DESK)
    await owed.later(minutes=1)
    assert (await Card.get(kind=CardKind.PHONE)).message_id not in (None, before.message_id)


async def test_three_slots_are_tried_anew_after_false_tries(owed: Talk) -> None:
    await says_nobody_was_there(owed)
    await owed.presses("supervisor", "打开，我来问")
    await owed.presses("supervisor", "❌ 不一样")
    await owed.presses("supervisor", "我来打")
    await owed.presses("supervisor", "没人接")
    assert (await Callback.get()).state is CallbackState.PHONE
    assert await Attempt.filter(disputed=True).count() == 3


async def test_the_resident_may_still_answer_a_void_record_in_the_chat(owed: Talk) -> None:
    await says_it_is_fine(owed)
    await owed.presses("supervisor", "打开，我来问")
    await owed.presses("supervisor", "❌ 不一样")
    await owed.presses("owner", "🟡 没完全")
    assert (await Callback.get(round=1)).way is Way.CHAT
    assert (await Complaint.get()).round == 2
    assert await broken_rules() == []


async def test_who_is_not_there_is_asked_again_and_then_it_is_told_apart(owed: Talk) -> None:
    await says_it_is_fine(owed)
    for left in (2, 1, 0):
        await owed.says("supervisor", "/visits")
        await owed.presses("supervisor", "🔎 #0001")
        await owed.presses("supervisor", "没人接")
        assert ("还在 /visits" in owed.last("supervisor").text) == (left > 0)
    assert (await Callback.get()).recheck is Recheck.NOBODY
    assert (await Complaint.get()).status is Status.CLOSED


async def test_nobody_there_again_agrees_with_not_reached(owed: Talk) -> None:
    await says_nobody_was_there(owed)
    await owed.presses("supervisor", "打开，我来问")
    await owed.presses("supervisor", "没人接")
    assert (await Callback.get()).recheck is Recheck.AGREES


async def test_a_refusal_is_told_to_the_resident_who_puts_it_right_with_one_tap(owed: Talk) -> None:
    await says_they_refused(owed)
    assert "desk师傅记下了：#0001（维修）您不愿说" in owed.last("owner").text
    await owed.presses("owner", "❌ 没解决")
    callback = await Callback.get(round=1)
    assert (callback.state, callback.way, callback.recheck) == (CallbackState.ANSWERED, Way.CHAT, None)
    assert (await Complaint.get()).round == 2


async def test_where_nobody_else_can_ask_the_lot_goes_to_the_next_record(owed: Talk) -> None:
    """In an estate of one there is no second opinion, and no check that hangs for ever."""
    others = Staff.filter(role__in=(Role.SUPERVISOR, Role.MANAGER))
    await others.update(left_at=owed.clock.now())
    await says_they_refused(owed)
    assert (await Callback.get()).recheck is None
    assert (await Draw.get(stratum=rechecking.SILENCES)).owed == 1


async def test_figures_say_the_same_after_somebody_wished_to_be_forgotten(owed: Talk) -> None:
    began, community = owed.clock.now() - timedelta(days=10), owed.village.community.id
    await says_it_is_fine(owed)
    await owed.presses("supervisor", "打开，我来问")
    await owed.presses("supervisor", "✅ 一样")
    await owed.later(hours=1)
    period = Period(began, owed.clock.now())
    before = await naive_rates(community, period.since, period.until)
    await owed.says("owner", "/delete_me")
    await owed.presses("owner", "全部删除")
    assert await naive_rates(community, period.since, period.until) == before
    figures = await figures_for(community, period, owed.clock.now())
    assert figures.rates[RateKind.HELD].n == 1
    assert [len(figures.cases[each]) for each in (Count.CHECKED, Count.DIFFERS, Count.NOBODY)] == [1, 0, 0]


async def test_nobody_is_to_phone_somebody_who_is_forgotten(owed: Talk) -> None:
    await owed.says("owner", "/delete_me")
    await owed.presses("owner", "全部删除")
    assert {each.state for each in await Callback.all()} == {CallbackState.MOOT}
    assert await lines_for(owed.village.community.id, owed.clock.now()) == []
