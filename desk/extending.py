"""More time for the work: asked with a reason and a date, granted at the right level, told to the resident (D4)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk import concerned, notices, reckoning
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.deciding import asker_of, check_decides, check_pending, tell_deciders
from desk.errors import NotNow
from desk.policy import policy_for
from desk.spans import Span, Time, utc
from models import Complaint, Event, Staff
from models.kinds import Action, Role, Severity

DAYS = (1, 2, 3, 5)  # working days more, as they are offered
SETTLED = (Action.EXTEND, Action.DENY)
LONGEST = timedelta(days=90)  # a date further away is a slip of the finger


async def check_ask(ref: str, actor: Actor) -> Complaint:
    """The complaint, for those who may ask for more time now. Raises NotFound, NotAllowed, NotNow."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.ASK_TIME, actor)
    return complaint


async def choices(ref: str, actor: Actor, now: datetime) -> list[datetime]:
    """Dates to choose from, for those who may ask."""
    complaint = await check_ask(ref, actor)
    times = policy_for(complaint.community.policy).timing.times(ZoneInfo(complaint.community.timezone))
    begins, day = max(now, complaint.finish_due_at or now), times.hours[Time.WORKING].day
    return [times.later(begins, Span(n * day, Time.WORKING)) for n in DAYS]


async def ask(ref: str, actor: Actor, now: datetime, *, until: datetime, reason: str) -> Role:
    """Answers who decides: the manager; the director where more is at stake, or where it takes very long."""
    complaint = await check_ask(ref, actor)
    if not max(now, complaint.finish_due_at or now) < until <= now + LONGEST:
        raise NotNow(Action.ASK_TIME, complaint.status, number=complaint.number)
    worker = actor.called_in(complaint.community_id)
    facts = {"until": until.isoformat(), "reason": reason, "worker": worker}
    await change(complaint, Action.ASK_TIME, actor, now, reason=reason, facts=facts)
    asked = facts | {"version": complaint.version}
    return await tell_deciders(complaint, needed(complaint, until), "extension", now, asked)


def needed(complaint: Complaint, until: datetime) -> Role:
    """S1: the manager for a minor one, else the director; S2: nobody below for more than seven working days."""
    minor = complaint.severity is Severity.MINOR and until <= longest(complaint)
    return Role.MANAGER if minor else Role.DIRECTOR


def longest(complaint: Complaint) -> datetime:
    """Until when it may take without the director: seven working days (S2, D3)."""
    policy, zone = policy_for(complaint.community.policy).timing, ZoneInfo(complaint.community.timezone)
    return policy.times(zone).later(complaint.filed_at or complaint.created_at, policy.longest)


async def grant(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    """A new promise: the resident hears it with the reason, and the ladder begins anew."""
    complaint, request = await _request(ref, actor, version, Action.EXTEND)
    if utc(request.facts["until"]) <= now:  # asked long ago; it can only be denied by now
        raise NotNow(Action.EXTEND, complaint.status, number=complaint.number)
    facts = {key: request.facts[key] for key in ("until", "reason")}
    asked_by = {"asked_by": request.facts["worker"], "was_due": _iso(complaint.finish_due_at)}
    await change(
        complaint, Action.EXTEND, actor, now, reason=request.reason, facts=facts | asked_by, alarmed=None
    )
    await reckoning.reckon(complaint, now)
    await concerned.tell(complaint, "extended", now, facts=facts)
    await _answer(complaint, "extension_granted", now, facts)
    return complaint


async def deny(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    """The clock goes on as it was."""
    complaint, request = await _request(ref, actor, version, Action.DENY)
    await change(complaint, Action.DENY, actor, now, facts={"until": request.facts["until"]})
    due = {"due": _iso(complaint.finish_due_at)} if complaint.finish_due_at else {"due": ""}
    await _answer(complaint, "extension_denied", now, due)
    return complaint


async def _answer(complaint: Complaint, notice: str, now: datetime, facts: dict[str, str]) -> None:
    """To whoever has it, and to who asked, if it is somebody else's or nobody's by now."""
    await notices.tell_worker(complaint, notice, now, facts=facts)
    asker = await asker_of(complaint, Action.ASK_TIME)
    if asker is not None and asker != complaint.assignee_id:
        who = await Staff.get_or_none(id=asker, left_at=None)
        await notices.tell_staff(complaint, who, notice, now, facts=facts)


async def _request(ref: str, actor: Actor, version: int, action: Action) -> tuple[Complaint, Event]:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, action, actor)
    request = await check_pending(complaint, version, Action.ASK_TIME, *SETTLED)
    await check_decides(complaint, action, actor, needed(complaint, utc(request.facts["until"])))
    return complaint, request


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
