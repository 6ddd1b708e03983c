"""Ladders: every rung once, at its moment, to the right people, and nobody pinged case by case."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from village import GROUPS, PEOPLE, Village

from desk import filing, holding, leaders, lists, timers, working
from desk.changes import change, complaint_by_id
from desk.ladders import CLOCKS
from models import Complaint, Event, Outgoing, Timer
from models.kinds import Action, Discretion, Role, Severity, Status, TimerKind, TimerState
from scheduler.sweeping import Sweep


def at(text: str) -> datetime:
    """Of November 2026; the village begins on Monday 23, 10:00."""
    return datetime.fromisoformat(f"2026-11-{text.replace(' ', 'T')}+08:00")


async def owed(_: Village, **named: str) -> list[tuple[str, str]]:
    """What is owed since last time: whom, and what."""
    names = {number: who for who, number in (PEOPLE | GROUPS).items()}
    rows = await Outgoing.exclude(notice__in=("", "digest")).filter(**named).order_by("id")
    told = [(names[row.lane], row.notice) for row in rows]
    await Outgoing.filter(id__in=[row.id for row in rows]).delete()
    return told


async def until(village: Village, moment: str, every: int = 5) -> None:
    """Sweeps every so many minutes, and each time by two processes at once."""
    while village.clock.now() < at(moment):
        village.clock.forward(minutes=every)
        await asyncio.gather(*(Sweep(village.database, village.clock).run() for _ in range(2)))


async def escalations() -> list[tuple[str, str]]:
    events = await Event.filter(action=Action.ESCALATE).order_by("id")
    return [(event.facts["clock"], event.facts.get("told", "")) for event in events]


async def test_what_nobody_accepts_goes_up_step_by_step_and_each_rung_comes_once(village: Village) -> None:
    """Due at 12:00: half at 11:00, the resident at 11:50, then red and the supervisor, then those above."""
    await village.filed()
    await until(village, "23 10:55")
    assert await owed(village) == []
    await until(village, "23 11:00")
    assert await owed(village) == [("engineering", "overdue_list")]
    await until(village, "23 11:50")
    assert await owed(village) == [("owner", "warned_answer_due")]
    assert (await Complaint.get()).later_at == at("23 13:00"), "an hour of service more"
    await until(village, "23 12:00")
    assert await owed(village) == [("engineering", "overdue_list"), ("supervisor", "overdue_list")]
    await until(village, "23 12:50")
    assert await owed(village) == [("manager", "overdue_list"), ("owner", "warned_again")]
    await until(village, "23 13:00")
    assert await owed(village) == [], "the manager has heard of it"
    assert (await Complaint.get()).alarmed is Role.MANAGER
    clock = TimerKind.ANSWER_DUE
    assert [each for each in await escalations() if each[0] == clock] == [
        (clock, ""),
        (clock, "supervisor"),
        (clock, "manager"),
    ]
    await until(village, "23 14:00")
    assert (clock, "director") in await escalations()
    fired = await Timer.filter(kind=clock, state=TimerState.FIRED).values_list("rung")
    assert sorted(fired) == [(rung,) for rung in range(1, 9)]
    assert ("owner", "broken") in await owed(village), "the last time that was named"
    await until(village, "23 16:00")
    assert sum(told[0] == clock for told in await escalations()) == 4, "and that is all"


async def test_an_accepted_one_reminds_its_worker_and_warns_its_resident(village: Village) -> None:
    """Due on Wednesday at 10:00; half of its fifteen hours of work is over on Tuesday at 10:00."""
    complaint = await village.accepted()
    engineer, now = await village.actor("engineer"), village.clock.now()
    plan = {"text": "周二换管子"}
    await village.database.transaction(lambda: change(complaint, Action.NOTE, engineer, now, facts=plan))
    await until(village, "24 09:30", every=30)
    await until(village, "24 10:00")
    assert ("engineer", "half_finish_due") in await owed(village)
    await until(village, "25 09:00", every=30)
    await until(village, "25 09:50")
    assert await owed(village) == [("owner", "warned_finish_due")]
    await until(village, "25 10:00")
    assert await owed(village) == [("engineering", "overdue_list"), ("supervisor", "overdue_list")]
    assert (await Complaint.get()).alarmed is Role.SUPERVISOR


async def test_when_the_new_time_breaks_too_the_resident_hears_it_once_more_and_one_more_level(
    village: Village,
) -> None:
    """Due on Wednesday at 10:00; the new time is a working day later."""
    complaint, engineer = await village.accepted(), await village.actor("engineer")
    await village.database.transaction(lambda: working.arrive(complaint.ref, engineer, village.clock.now()))
    await until(village, "25 10:00", every=30)
    await until(village, "25 10:05")
    later = (await Complaint.get()).later_at
    assert later is not None
    assert later > (complaint.finish_due_at or later)
    await owed(village)
    alarmed = (await Complaint.get()).alarmed
    due = later.astimezone(at("25 10:00").tzinfo)
    await until(village, f"{due - timedelta(hours=1):%d %H:%M}", every=30)
    await until(village, f"{due:%d %H:%M}")
    told = [notice for who, notice in await owed(village) if who == "owner"]
    assert told == ["warned_again"]
    after = await Complaint.get()
    assert after.later_at is not None
    assert after.later_at > later, "the last time that is named"
    assert after.alarmed is not alarmed
    await until(village, "30 18:00", every=120)
    told = [notice for who, notice in await owed(village) if who == "owner"]
    assert told == ["broken"], "no third time, and no silence either"


async def test_what_is_finished_sets_off_nothing(village: Village) -> None:
    await village.done()
    await until(village, "23 13:00")
    assert await escalations() == []
    assert await Timer.filter(state=TimerState.ARMED, kind__in=CLOCKS).count() == 0


async def test_three_late_ones_are_one_message(village: Village) -> None:
    for n in range(3):
        await village.filed(text=f"漏{n}")
    await until(village, "23 11:30")
    [row] = await Outgoing.filter(notice="overdue_list")
    assert row.not_before == at("23 11:02"), "what becomes late together is told together"
    late = await village.database.transaction(lambda: lists.read_list(row.params, at("23 12:30")))
    assert [line.number for line in late.lines] == [1, 2, 3]


async def test_a_list_comes_once_in_half_an_hour(village: Village) -> None:
    await village.filed(text="漏1")
    await until(village, "23 11:05")
    await Outgoing.filter(notice="overdue_list").update(state="sent")
    await village.filed("neighbour", "leak")
    await until(village, "23 12:05")
    rows = await Outgoing.filter(notice="overdue_list", lane=GROUPS["engineering"]).order_by("id")
    assert [row.not_before for row in rows] == [at("23 11:02"), at("23 12:02")]


async def test_a_list_stands_still_for_what_is_done_by_then(village: Village) -> None:
    complaint = await village.filed()
    await until(village, "23 12:05")
    row = await Outgoing.filter(notice="overdue_list").order_by("-id").first()
    assert row is not None
    engineer = await village.actor("engineer")
    await village.database.transaction(lambda: working.accept(complaint.ref, engineer, village.clock.now()))
    late = await village.database.transaction(lambda: lists.read_list(row.params, village.clock.now()))
    assert late.lines == ()


async def test_at_night_nobody_is_disturbed(village: Village) -> None:
    village.clock.forward(hours=11, minutes=30)  # 21:30: due at 09:00, half of it at 08:00
    await village.filed()
    await until(village, "24 07:25")
    assert await owed(village) == []
    await until(village, "24 08:05")
    assert await owed(village) == [("engineering", "overdue_list")]


async def test_a_sweep_that_comes_late_at_night_waits_for_the_morning(village: Village) -> None:
    await village.filed()
    village.clock.forward(hours=16)  # nothing swept since; now it is 02:00
    for _ in range(2):
        await Sweep(village.database, village.clock).run()
    [row] = await Outgoing.filter(notice__not="")
    assert (row.notice, row.not_before) == ("overdue_list", at("24 07:30")), (
        "red is the card, and nobody hears"
    )
    await until(village, "24 07:30")
    told = await owed(village)
    assert ("owner", "warned_answer_due") in told
    assert [one for one in told if one == ("supervisor", "overdue_list")] == [("supervisor", "overdue_list")]


async def test_a_card_turns_red_at_closing_time_though_its_warning_comes_too_late_for_that_day(
    village: Village,
) -> None:
    village.clock.forward(hours=10)  # 20:00: due at 22:00, to be warned of at 21:50
    complaint = await village.filed()
    await until(village, "23 21:45")
    village.clock.forward(minutes=15)
    for _ in range(3):
        await Sweep(village.database, village.clock).run()
        village.clock.forward(minutes=1)
    red = Event.filter(complaint_id=complaint.id, action=Action.ESCALATE)
    assert [each.at for each in await red] == [at("23 22:00")]
    assert await owed(village) == [("engineering", "overdue_list")], "of its first half"
    await until(village, "24 07:35")
    assert ("owner", "warned_answer_due") in await owed(village)
    assert [each.at for each in await red if "told" not in each.facts] == [at("23 22:00")]


async def test_in_danger_those_above_hear_at_once_each_by_itself_even_at_night(village: Village) -> None:
    village.clock.forward(hours=15)  # 01:00
    await village.draft(text="着火了")
    await owed(village)
    await until(village, "24 01:15")
    told = await owed(village)
    assert ("supervisor", "alarm_answer_due") in told
    assert ("manager", "alarm_answer_due") in told
    await until(village, "24 01:20")
    assert [each for each in await owed(village) if each[0] == "owner"] == [("owner", "warned_visit_due")]
    await until(village, "24 01:30")
    assert ("supervisor", "alarm_visit_due") in await owed(village), "and nobody is there either"


async def test_a_hold_silences_no_emergency_and_no_rung_comes_twice_when_it_goes_on(village: Village) -> None:
    await village.draft(text="着火了")
    await owed(village)
    complaint, supervisor = await Complaint.get(), await village.actor("supervisor")
    engineer, now = await village.actor("engineer"), village.clock.now()
    await village.database.transaction(lambda: working.accept(complaint.ref, engineer, now))
    rests = partial(holding.hold, complaint.ref, supervisor, now, until=at("23 18:00"), reason="parts")
    await village.database.transaction(rests)
    await owed(village)
    await until(village, "23 10:30")
    assert (await Complaint.get()).status is Status.ON_HOLD
    told = await owed(village)
    assert [one for one in told if one[0] in ("owner", "supervisor")] == [
        ("owner", "warned_visit_due"),
        ("supervisor", "alarm_visit_due"),
    ]
    goes_on = partial(holding.resume, complaint.ref, supervisor)
    await village.database.transaction(lambda: goes_on(village.clock.now()))
    await until(village, "23 13:00")
    visit = [told for clock, told in await escalations() if clock == TimerKind.VISIT_DUE]
    assert visit == ["", "supervisor", "manager", "director"]


async def test_a_pause_that_nobody_reckoned_with_sets_off_no_false_alarm(village: Village) -> None:
    complaint = await village.accepted()
    finish = complaint.finish_due_at
    supervisor = await village.actor("supervisor")

    async def asked() -> None:
        fresh = await complaint_by_id(complaint.id)
        await change(fresh, Action.ASK, supervisor, village.clock.now(), facts={})

    await village.database.transaction(asked)
    armed = await Timer.get(kind=TimerKind.FINISH_DUE, state=TimerState.ARMED)
    await Timer.filter(id=armed.id).update(due_at=village.clock.now())
    await village.later(minutes=1)
    moved = await Timer.get(id=armed.id)
    assert moved.state is TimerState.ARMED
    assert moved.due_at > village.clock.now()
    assert finish is not None


async def test_a_rung_that_was_put_away_and_armed_again_still_comes_only_once(village: Village) -> None:
    complaint = await village.filed()
    await until(village, "23 11:00")
    row = await complaint_by_id(complaint.id)
    fired = await Timer.get(kind=TimerKind.ANSWER_DUE, state=TimerState.FIRED)
    await village.database.transaction(lambda: timers.rearm(row, fired.kind, at("23 11:30"), fired.rung))
    assert (await Timer.get(id=fired.id)).state is TimerState.FIRED


@pytest.mark.parametrize("severity", [Severity.IMPORTANT, Severity.MAJOR])
async def test_what_matters_more_has_somebody_who_follows_it(village: Village, severity: Severity) -> None:
    draft = await village.draft()
    await Complaint.filter(id=draft.id).update(severity=severity)
    owner = await village.actor("owner")
    await village.database.transaction(lambda: filing.file(draft.ref, owner, village.clock.now()))
    complaint = await Complaint.get(status=Status.WAITING).select_related("tracker__person")
    assert complaint.tracker is not None
    assert complaint.tracker.role is Role.SUPERVISOR
    told = await owed(village)
    assert ("supervisor", "tracking") in told
    assert (("manager", "major") in told) is (severity is Severity.MAJOR)


async def test_what_is_about_one_of_the_staff_stands_on_no_groups_list(village: Village) -> None:
    """Nor on that of anybody who isn't above them (D8)."""
    await village.filed()
    await Complaint.all().update(
        discretion=Discretion.CONFIDENTIAL,
        level=Role.MANAGER,
        alarmed=Role.DIRECTOR,
        answer_due_at=at("23 10:01"),
    )
    complaint = await Complaint.get().select_related("community")
    assert await leaders.leaders_at(complaint, Role.SUPERVISOR) == [PEOPLE["manager"]]
    village.clock.forward(hours=1)
    seen = {}
    kinds: dict[str, dict[str, Any]] = {
        "group": {"group": GROUPS["engineering"]},
        "supervisor": {"role": "supervisor"},
        "manager": {"role": "manager"},
    }
    for name, facts in kinds.items():
        found = await lists.read_list({"community": complaint.community_id, **facts}, village.clock.now())
        seen[name] = len(found.lines)
    assert seen == {"group": 0, "supervisor": 0, "manager": 1}
