"""Work that has to rest: with a reason and an end, never longer than policy allows, told to the resident."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import concerned, extending, notices, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.deciding import may_grant
from desk.errors import AlreadyLate, NeedsApproval, NotFound, WrongTime
from desk.history import steps_of
from desk.pauses import rest_left
from desk.policy import policy_for
from desk.spans import utc
from models import Complaint, Event
from models.kinds import Action, TimerKind

REASONS = ("parts", "resident", "outside", "weather")  # with words in every language
DAYS = (1, 2, 3, 5, 7)  # what is offered, as far as policy allows it
GOES_ON = time(9)  # of the day on which the work goes on, in the estate's time


async def hold(
    ref: str, actor: Actor, now: datetime, *, until: datetime, reason: str = "", text: str = ""
) -> Complaint:
    """A reason known by its name, or in words. Raises WrongTime when it would rest too long, NeedsApproval."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.HOLD, actor)
    check_reason(reason, text)
    check_rest(complaint, await _left(complaint), until, now)
    await _check_in_time(complaint, actor, now)
    if not await _may_rest(complaint, actor, until):
        raise NeedsApproval(extending.needed(complaint, until))
    worker = actor.called_in(complaint.community_id)
    facts = {"until": until.isoformat(), "reason": reason, "text": text, "worker": worker}
    await change(complaint, Action.HOLD, actor, now, reason=reason or text, facts=facts)
    await timers.cancel(complaint, TimerKind.IDLE)
    await timers.arm(complaint, TimerKind.HOLD_END, until, rung=complaint.version)
    await reckoning.reckon(complaint, now)
    await concerned.tell(complaint, "held", now, facts=facts)
    return complaint


def check_reason(reason: str, text: str) -> None:
    """NotFound without any, or with one that none of our buttons names."""
    if reason not in REASONS and not (text and not reason):
        raise NotFound


def check_rest(complaint: Complaint, left: timedelta, until: datetime, now: datetime) -> None:
    """All rests of a round together are capped: pausing again doesn't buy more time (better.md 5)."""
    if not now < until <= now + left:
        raise WrongTime(policy_for(complaint.community.policy).timing.hold_pause.days)


async def _left(complaint: Complaint) -> timedelta:
    """As the clocks will count it, so that nothing is offered that they would not give."""
    return rest_left(await steps_of(complaint), policy_for(complaint.community.policy).timing)


async def _check_in_time(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """What is late rests only by those who could give it more time: it is late however it is put aside (D4)."""
    end = complaint.finish_due_at
    if (
        end is not None
        and end <= now
        and not await may_grant(complaint, actor, extending.needed(complaint, now))
    ):
        raise AlreadyLate(extending.needed(complaint, now))


async def _may_rest(complaint: Complaint, actor: Actor, until: datetime) -> bool:
    """Nothing takes over seven working days without approval (D3): given before, or by who holds it."""
    given = Event.filter(complaint_id=complaint.id, action=Action.EXTEND, round=complaint.round)
    dates = [utc(facts["until"]) for (facts,) in await given.values_list("facts")]
    if until <= max([extending.longest(complaint), *dates]):
        return True
    return await may_grant(complaint, actor, extending.needed(complaint, until))


async def resume(ref: str, actor: Actor | None, now: datetime) -> Complaint:
    """By hand, or by the clock when the date has come."""
    complaint = await complaint_by_ref(ref)
    await change(complaint, Action.RESUME, actor, now)
    await timers.cancel(complaint, TimerKind.HOLD_END)
    await reckoning.reckon(complaint, now)
    await concerned.tell(complaint, "resumed", now)
    await notices.tell_assignee(complaint, "goes_on", now, actor)
    return complaint


async def rest_is_over(complaint: Complaint, now: datetime) -> None:
    await resume(complaint.ref, None, now)


async def choices(ref: str, actor: Actor, now: datetime) -> list[datetime]:
    """The mornings until which it may rest, for those who may hold it now. AlreadyLate for those who may not."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.HOLD, actor)
    await _check_in_time(complaint, actor, now)
    left = await _left(complaint)
    mornings = (on_morning(now, days, ZoneInfo(complaint.community.timezone)) for days in DAYS)
    offered = [morning for morning in mornings if morning <= now + left]
    return [morning for morning in offered if await _may_rest(complaint, actor, morning)]


def on_morning(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, GOES_ON, tzinfo=zone)
