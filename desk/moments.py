"""What happens when a timer is due: the same use cases that people call."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import F, Subquery

from desk import (
    callbacks,
    climbing,
    contacting,
    doubting,
    filing,
    holding,
    passing_on,
    timers,
    withdrawing,
    working,
)
from desk.clocks import civil_moment, waking_moment
from desk.errors import NotNow, NotYet, Outrun
from desk.ladders import CLOCKS
from desk.policy import Policy, policy_for
from models import Complaint, Timer
from models.kinds import TimerKind, TimerState

HAPPENS: Mapping[TimerKind, Callable[[Complaint, datetime], Awaitable[None]]] = {
    TimerKind.DRAFT_NUDGE: working.nudge,
    TimerKind.DRAFT_DOUBT: doubting.file_unanswered,
    TimerKind.DRAFT_FILE: filing.file_left,
    TimerKind.HOLD_END: holding.rest_is_over,
    TimerKind.RESTORE_END: withdrawing.stays_withdrawn,
    TimerKind.IDLE: passing_on.take_back_idle,
    TimerKind.CALLBACK_ASK: callbacks.ask,
    TimerKind.CALLBACK_REMIND: callbacks.remind,
    TimerKind.CALLBACK_PHONE: callbacks.owe_call,
    TimerKind.CALLBACK_SETTLE: callbacks.settle,
    TimerKind.CONTACT_DUE: contacting.press,
    TimerKind.CALLBACK_STANDS: callbacks.stand,
}

CLIMBS = frozenset(CLOCKS)  # ladders: what happens depends on the rung (desk.climbing)

# What speaks up by itself, and may not at night: not even after an outage (C5).
Hours = Callable[[datetime, Policy, ZoneInfo], datetime]
CIVIL: Mapping[TimerKind, Hours] = {
    TimerKind.CALLBACK_ASK: civil_moment,
    TimerKind.CALLBACK_REMIND: civil_moment,
    TimerKind.CALLBACK_PHONE: civil_moment,
    TimerKind.CONTACT_DUE: waking_moment,
    TimerKind.DRAFT_NUDGE: waking_moment,
    TimerKind.DRAFT_FILE: waking_moment,
    TimerKind.IDLE: waking_moment,
}
PAUSE = timedelta(minutes=5)  # after the first failure; one more for each further one


async def due(now: datetime, limit: int) -> list[int]:
    """Ids of the timers that should fire, earliest first."""
    armed = Timer.filter(state=TimerState.ARMED, due_at__lte=now).order_by("due_at", "id").limit(limit)
    return [timer_id for (timer_id,) in await armed.values_list("id")]


async def happen(timer_id: int, now: datetime) -> None:
    """Fires one timer, unless somebody else has or its moment has passed.

    Raises Outrun when a person was faster by a moment: the timer stays armed, to be looked at again.
    """
    await _hold_complaint(timer_id)
    if not await timers.claim(timer_id, now):
        return
    timer = await Timer.get(id=timer_id).select_related("complaint__community", "complaint__assignee__person")
    if timer.round != timer.complaint.round and timer.kind is not TimerKind.CALLBACK_STANDS:
        return
    if (until := _civil(timer, now)) != now:
        await timers.put_off(timer_id, until)
        return
    try:
        if timer.kind in CLIMBS:
            await climbing.climb(timer, now)
        else:
            await HAPPENS[timer.kind](timer.complaint, now)
    except Outrun:
        raise
    except NotYet as wait:
        await timers.put_off(timer_id, wait.until)
    except NotNow:
        return  # the complaint has moved on: nothing was written, nothing is left to do


async def postpone(timer_id: int, error: str, now: datetime) -> None:
    """A timer whose use case failed waits, longer each time, and keeps the reason where the doctor looks."""
    armed = Timer.filter(id=timer_id, state=TimerState.ARMED)
    await armed.update(attempts=F("attempts") + 1, error=error)
    timer = await Timer.get(id=timer_id)
    await armed.update(due_at=now + PAUSE * timer.attempts)


async def _hold_complaint(timer_id: int) -> None:
    """Locks the complaint before its timer, as people's actions do: two orders would be a deadlock."""
    of_timer = Subquery(Timer.filter(id=timer_id).values("complaint_id"))
    await Complaint.filter(id__in=of_timer).update(version=F("version"))


def _civil(timer: Timer, now: datetime) -> datetime:
    """When it may speak: now, or in the morning."""
    community = timer.complaint.community
    hours = CIVIL.get(timer.kind)
    return hours(now, policy_for(community.policy), ZoneInfo(community.timezone)) if hours else now
