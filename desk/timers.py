"""Timers: armed and cancelled here, claimed by the sweep, each fired at most once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from models import Complaint, Timer
from models.kinds import TimerKind, TimerState


async def arm(complaint: Complaint, kind: TimerKind, due_at: datetime, *, rung: int = 0) -> None:
    """Sets a timer of the complaint's present round; setting the same one again moves nothing."""
    fresh = Timer(complaint_id=complaint.id, kind=kind, round=complaint.round, rung=rung, due_at=due_at)
    await Timer.bulk_create([fresh], ignore_conflicts=True)


async def arm_all(complaint: Complaint, wanted: Iterable[tuple[TimerKind, datetime, int]]) -> None:
    """Several at once: kind, moment, rung."""
    fresh = [
        Timer(complaint_id=complaint.id, kind=kind, round=complaint.round, rung=rung, due_at=due_at)
        for kind, due_at, rung in wanted
    ]
    if fresh:
        await Timer.bulk_create(fresh, ignore_conflicts=True)


async def rearm(complaint: Complaint, kind: TimerKind, due_at: datetime, rung: int) -> None:
    """Arms it whether or not it was there before; one that has fired stays fired."""
    same = Timer.filter(complaint_id=complaint.id, kind=kind, round=complaint.round, rung=rung)
    changes = {"state": TimerState.ARMED, "due_at": due_at, "attempts": 0, "error": ""}
    if not await same.exclude(state=TimerState.FIRED).update(**changes):
        await arm(complaint, kind, due_at, rung=rung)


async def cancel(complaint: Complaint, *kinds: TimerKind) -> None:
    """Without kinds: all of what a complaint that is over doesn't need."""
    armed = Timer.filter(complaint_id=complaint.id, state=TimerState.ARMED)
    those = armed.filter(kind__in=kinds) if kinds else armed.exclude(kind=TimerKind.CALLBACK_STANDS)
    await those.update(state=TimerState.CANCELLED)


async def pause(complaint: Complaint) -> None:
    """Stops everything that is armed, to go on later."""
    await Timer.filter(complaint_id=complaint.id, state=TimerState.ARMED).update(state=TimerState.PAUSED)


async def go_on(complaint: Complaint, away: timedelta) -> None:
    """What was paused is armed again, later by the time it was away."""
    for timer in await Timer.filter(complaint_id=complaint.id, state=TimerState.PAUSED):
        await Timer.filter(id=timer.id).update(state=TimerState.ARMED, due_at=timer.due_at + away)


async def bring_forward(complaint: Complaint, kind: TimerKind, now: datetime) -> None:
    """A timer that is armed for later fires at the next look."""
    later = Timer.filter(complaint_id=complaint.id, kind=kind, state=TimerState.ARMED, due_at__gt=now)
    await later.update(due_at=now)


async def put_off(timer_id: int, until: datetime) -> None:
    """A claimed timer waits for a better hour."""
    await Timer.filter(id=timer_id).update(state=TimerState.ARMED, due_at=until, fired_at=None)


async def claim(timer_id: int, now: datetime) -> bool:
    """Whether this caller is the one to fire it. The first statement of a sweep's transaction."""
    due = Timer.filter(id=timer_id, state=TimerState.ARMED, due_at__lte=now)
    return bool(await due.update(state=TimerState.FIRED, fired_at=now))
