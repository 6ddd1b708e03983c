"""What time does: each timer once, none that was cancelled, none lost to a failure or a jump of the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from village import Village

from desk import callbacks, moments, timers, working
from desk.errors import Outrun
from models import Callback, Card, Complaint, Event, Outgoing, Timer
from models.database import Database, DatabaseAway
from models.kinds import Action, CardKind, Status, TimerKind, TimerState
from scheduler.sweeping import Sweep
from scheduler.timetable import Timetable


async def told(notice: str) -> int:
    return await Outgoing.filter(notice=notice).count()


def put(
    monkeypatch: pytest.MonkeyPatch, kind: TimerKind, does: Callable[[Complaint, datetime], Awaitable[None]]
) -> None:
    monkeypatch.setattr(moments, "HAPPENS", {**moments.HAPPENS, kind: does})


async def test_a_timer_fires_once_however_often_and_by_however_many_it_is_swept(village: Village) -> None:
    await village.draft()
    village.clock.forward(hours=2)
    sweeps = [Sweep(village.database, village.clock).run() for _ in range(4)]
    await asyncio.gather(*sweeps)
    await village.later(minutes=1)
    assert await told("draft_nudge") == 1
    assert await Event.filter(action=Action.REMIND).count() == 1


async def test_no_timer_fires_early(village: Village) -> None:
    await village.draft()
    assert await village.later(minutes=14, seconds=59) == 0
    assert await village.later(seconds=1) == 1


async def test_a_cancelled_timer_never_fires(village: Village) -> None:
    await village.accepted()
    await village.later(hours=3)
    assert await Event.filter(action=Action.ESCALATE).count() == 0
    timer = await Timer.get(kind=TimerKind.ANSWER_DUE)
    assert timer.state is TimerState.CANCELLED


async def test_a_timer_of_an_earlier_round_is_let_go(village: Village) -> None:
    complaint = await village.filed()
    await Complaint.filter(id=complaint.id).update(round=2)
    await village.later(hours=3)
    assert await Event.filter(action=Action.ESCALATE).count() == 0


async def test_a_jump_of_days_fires_each_timer_once(village: Village) -> None:
    await village.draft()
    await village.filed("neighbour", "leak")
    await village.done(who="stranger", text="漏")
    for _ in range(3):
        await village.later(days=30)
        await village.telegram_takes_everything()
    kinds = await Timer.filter(state=TimerState.FIRED).values_list("complaint_id", "kind", "rung")
    assert len(set(kinds)) == len(kinds)
    assert await Timer.filter(state=TimerState.ARMED, due_at__lte=village.clock.now()).count() == 0
    assert await told("warned_answer_due") == 2, "the neighbour's, and the draft that was filed"
    assert await told("callback_reminder") == 1
    assert await Card.filter(kind=CardKind.PHONE).count() == 1


async def test_a_clock_set_back_repeats_nothing(village: Village) -> None:
    await village.draft()
    await village.later(hours=3)
    await village.later(days=-2)
    await village.later(days=1)
    assert await told("draft_nudge") == 1
    await village.later(days=1, hours=1)
    assert await told("draft_nudge") == 1


async def test_a_failing_timer_waits_is_visible_and_stops_nobody(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(complaint: Complaint, now: datetime) -> None:
        await timers.cancel(complaint)  # undone with the rest
        raise ZeroDivisionError

    await village.draft("owner", "漏")
    await village.draft("neighbour", "leak")
    put(monkeypatch, TimerKind.DRAFT_NUDGE, breaks)
    await Timer.filter(kind=TimerKind.DRAFT_NUDGE, complaint_id=2).update(kind=TimerKind.DRAFT_FILE, rung=9)
    await village.later(hours=2)
    failed = await Timer.get(kind=TimerKind.DRAFT_NUDGE)
    assert (failed.state, failed.attempts, failed.error) == (TimerState.ARMED, 1, "ZeroDivisionError")
    assert await told("draft_filed") == 1, "a timer behind it has fired"
    assert await village.later(minutes=4) == 0
    await village.later(minutes=1)
    again = await Timer.get(kind=TimerKind.DRAFT_NUDGE)
    assert again.attempts == 2
    assert again.due_at - village.clock.now() > timedelta(minutes=5), "it waits longer each time"
    monkeypatch.undo()
    await village.later(minutes=30)
    assert await told("draft_nudge") == 1


async def test_a_timer_outrun_by_a_person_is_looked_at_again_and_not_lost(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note in the same moment changes the version; the promise has passed all the same."""
    outruns = [Outrun(Action.REMIND, Status.DRAFT)] * 2

    async def is_outrun(complaint: Complaint, now: datetime) -> None:
        if outruns:
            raise outruns.pop()
        await working.nudge(complaint, now)

    await village.draft()
    put(monkeypatch, TimerKind.DRAFT_NUDGE, is_outrun)
    await village.later(hours=2)
    timer = await Timer.get(kind=TimerKind.DRAFT_NUDGE)
    assert (timer.state, timer.attempts) == (TimerState.FIRED, 0)
    assert await told("draft_nudge") == 1


async def test_people_and_the_sweep_do_not_lock_each_other_out(village: Village) -> None:
    """Accepting and finishing cancel the timers that fire in the same moment."""
    complaints = []
    for n in range(8):
        complaint = await village.filed(text=f"漏{n}")
        complaints.append(complaint.ref)
    engineer = await village.actor("engineer")
    village.clock.forward(hours=2)

    async def accept(ref: str) -> None:
        await village.database.transaction(lambda: working.accept(ref, engineer, village.clock.now()))

    sweep = Sweep(village.database, village.clock)
    ends = await asyncio.gather(sweep.run(), *(accept(ref) for ref in complaints), return_exceptions=True)
    await sweep.run()
    broken = [end for end in ends if isinstance(end, Exception) and not isinstance(end, Outrun)]
    assert broken == []
    assert await Timer.filter(attempts__gt=0).count() == 0


async def test_the_callback_waits_for_civil_hours_when_the_sweep_comes_at_night(village: Village) -> None:
    await village.done()
    await village.later(hours=15)  # 01:00
    assert await Callback.all().count() == 0
    timer = await Timer.get(kind=TimerKind.CALLBACK_ASK)
    assert (timer.state, timer.fired_at) == (TimerState.ARMED, None)
    await village.later(hours=8)  # 09:00
    assert await Callback.all().count() == 1


async def test_a_database_that_is_away_ends_the_sweep_and_loses_nothing(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    await village.draft()
    village.clock.forward(hours=2)
    sweep = Sweep(village.database, village.clock)

    async def away(*_: object, **__: object) -> None:
        raise DatabaseAway("gone")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", away)
        assert await sweep.run() == 0
    assert await sweep.run() == 1


async def test_the_watchdog_sweeps_when_the_timetable_stands_still_and_survives_a_failure(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """APScheduler waits when the machine's clock is set back; a failing sweep must not end the watch."""
    looks: list[int] = []

    async def run(self: Sweep) -> int:
        looks.append(1)
        raise ZeroDivisionError

    table = Timetable(village.database, village.clock, sweep_every=0.02)
    table.start()
    try:
        table._jobs.pause()
        monkeypatch.setattr(Sweep, "run", run)
        village.clock.forward(minutes=1)
        async with asyncio.timeout(300):
            while len(looks) < 2:
                await asyncio.sleep(0.02)
    finally:
        await table.stop()


async def test_every_kind_of_timer_has_something_that_happens() -> None:
    assert set(moments.HAPPENS) | moments.CLIMBS == set(TimerKind)
    assert callbacks.settle in moments.HAPPENS.values()
