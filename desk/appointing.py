"""Agreeing on a time to come: one side proposes, the other says yes or names another (S4, I7)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import concerned, enclosing, extending, notices, questions, reckoning
from desk.authority import Actor, check_may, name_of, parts_of
from desk.changes import change, check_can, complaint_by_ref, complaint_for
from desk.clocks import at_night
from desk.deadlines import allowed
from desk.deciding import may_grant
from desk.enclosing import Report
from desk.errors import NeedsApproval, NightTime, NotAllowed, NotNow, WrongTime
from desk.history import steps_of
from desk.lifecycle import Part
from desk.policy import policy_for
from desk.progress import work_on
from models import Complaint
from models.kinds import Action

HOURS = (time(9), time(11), time(15), time(17), time(19))  # what is offered, in the estate's time
NOTICE = timedelta(hours=1)  # nobody is offered a visit sooner
MOST_OFFERED = 8


async def propose(ref: str, actor: Actor, at: datetime, now: datetime, *, again: bool = False) -> Complaint:
    """Staff propose a time; again: they were there, and have to come once more."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.APPOINT, actor)
    check_time(complaint, at, now)
    facts = {"at": at.isoformat(), "again": again, "worker": actor.called_in(complaint.community_id)}
    facts |= await _approval(complaint, actor, at)
    await change(complaint, Action.APPOINT, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    await notices.tell_filer(complaint, "visit_again" if again else "visit", now, facts=facts)
    return complaint


async def prefer(ref: str, actor: Actor, at: datetime, now: datetime) -> Complaint:
    """The resident would rather have another time; whoever has the task agrees or proposes once more."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.PREFER, actor)
    check_time(complaint, at, now)
    await change(complaint, Action.PREFER, actor, now, facts={"at": at.isoformat()})
    await reckoning.reckon(complaint, now)
    await notices.tell_assignee(complaint, "visit_preferred", now, facts={"at": at.isoformat()})
    return complaint


async def wish(ref: str, actor: Actor, report: Report, now: datetime) -> Complaint:
    """Likewise in words that are no time of the clock: staff name one (I7)."""
    complaint = await complaint_for(ref, actor, Action.RESCHEDULE)
    await change(complaint, Action.RESCHEDULE, actor, now, facts={"text": report.text})
    await enclosing.enclose_report(complaint, actor, report, now)
    await reckoning.reckon(complaint, now)
    await notices.tell_assignee(complaint, "visit_wished", now, facts={"text": report.text})
    return complaint


async def agree(ref: str, actor: Actor, at: datetime, now: datetime) -> Complaint:
    """Yes to the time that stands. NotNow when another one was named meanwhile."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.AGREE, actor)
    parts = parts_of(actor, complaint)
    resident = Part.FILER in parts
    if not resident and not parts & {Part.ASSIGNEE, Part.SUPERIOR}:
        raise NotAllowed(Action.AGREE)  # the desk writes down what it agreed on itself (settle)
    await check_stands(complaint, at, resident=resident)
    worker = _who_comes(complaint, actor, resident=resident)
    facts = {"at": at.isoformat(), "resident": resident, "worker": worker}
    await change(complaint, Action.AGREE, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    if resident:
        await notices.tell_assignee(complaint, "visit_agreed", now, facts=facts)
        await concerned.tell_family(complaint, "visit_agreed", now, facts=facts)
    else:
        await notices.tell_filer(complaint, "visit_confirmed", now, facts=facts)
        await concerned.tell_family(complaint, "visit_confirmed", now, facts=facts)
    return complaint


async def settle(ref: str, actor: Actor, at: datetime, now: datetime) -> Complaint:
    """Agreed on by phone or at the door, taken down by whoever did: the resident hears it, and can put it right.

    It takes the same approval as a time that is proposed: nobody can say what was said on the phone.
    """
    complaint = await complaint_by_ref(ref)
    _check_settles(complaint, actor)
    check_time(complaint, at, now)
    worker = _who_comes(complaint, actor, resident=not _has_it(complaint, actor))
    facts = {"at": at.isoformat(), "resident": False, "worker": worker, "spoken": True}
    facts |= await _approval(complaint, actor, at)
    await change(complaint, Action.AGREE, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    if await questions.hears(complaint):  # whoever only phones has heard it there
        await notices.tell_filer(complaint, "visit_settled", now, facts=facts)
    await concerned.tell_family(complaint, "visit_settled", now, facts=facts)
    await notices.tell_assignee(complaint, "visit_settled_for_you", now, actor, facts=facts)
    return complaint


def _check_settles(complaint: Complaint, actor: Actor) -> None:
    """The resident says yes for themselves (agree)."""
    check_can(complaint, Action.AGREE, actor)
    if Part.FILER in parts_of(actor, complaint):
        raise NotAllowed(Action.AGREE)


def _has_it(complaint: Complaint, actor: Actor) -> bool:
    return Part.ASSIGNEE in parts_of(actor, complaint)


def _who_comes(complaint: Complaint, actor: Actor, *, resident: bool) -> str:
    """Who has the task, when somebody else says the word."""
    other = complaint.assignee if resident else None
    return name_of(other) if other else actor.called_in(complaint.community_id)


async def _approval(complaint: Complaint, actor: Actor, at: datetime) -> dict[str, Any]:
    """What makes the end of the work later than allowed takes the same approval as an extension (D3, D4).

    Raises NeedsApproval when whoever proposes it could not grant one.
    """
    until = _worked_off(complaint, at)
    if until <= await _allowed(complaint):
        return {}
    needed = extending.needed(complaint, until)
    if not await may_grant(complaint, actor, needed):
        raise NeedsApproval(needed)
    return {"approved": True}


def _worked_off(complaint: Complaint, at: datetime) -> datetime:
    """Until when the work takes, with a visit then."""
    policy = policy_for(complaint.community.policy).timing
    return policy.times(ZoneInfo(complaint.community.timezone)).later(at, policy.agreed_finish)


async def _allowed(complaint: Complaint) -> datetime:
    """Until when it may take without approval; always, where no end was promised."""
    policy = policy_for(complaint.community.policy).timing
    if complaint.finish_due_at is None:
        return datetime.max.replace(tzinfo=UTC)
    times = policy.times(ZoneInfo(complaint.community.timezone))
    return max(complaint.finish_due_at, allowed(await steps_of(complaint), policy, times))


async def check_stands(complaint: Complaint, at: datetime, *, resident: bool) -> None:
    """Nobody agrees with themselves, nor to a time that was changed."""
    visit = (await work_on(complaint)).visit
    if visit is None or visit.agreed or visit.at != at or visit.by_resident is resident:
        raise NotNow(Action.AGREE, complaint.status, number=complaint.number)


def check_time(complaint: Complaint, at: datetime, now: datetime) -> None:
    """In the future, no further off than policy lets a resident be put off (S4), and not at night (D9)."""
    latest, policy = _latest(complaint, now), policy_for(complaint.community.policy)
    if not now < at <= latest:
        raise WrongTime((latest - now).days)
    if not complaint.emergency and at_night(at, policy, ZoneInfo(complaint.community.timezone)):
        raise NightTime((latest - now).days)


def _latest(complaint: Complaint, now: datetime) -> datetime:
    timing = policy_for(complaint.community.policy).timing
    return timing.times(ZoneInfo(complaint.community.timezone)).later(now, timing.agree_within)


async def choices(ref: str, actor: Actor, action: Action, now: datetime) -> list[datetime]:
    """Times to choose from, for those who may name one now.

    The resident is offered what suits them; to staff NeedsApproval is raised when no time is left.
    """
    complaint = await complaint_by_ref(ref)
    check_may(actor, action, complaint)
    check_can(complaint, action, actor)
    if action is Action.AGREE:
        _check_settles(complaint, actor)
    offered = list(_offered(now, _latest(complaint, now), ZoneInfo(complaint.community.timezone)))
    if action is not Action.PREFER:
        offered = await _without_approval(complaint, actor, offered)
    return offered[:MOST_OFFERED]


async def _without_approval(complaint: Complaint, actor: Actor, offered: list[datetime]) -> list[datetime]:
    """Those that the actor may propose; NeedsApproval when there is none."""
    latest = await _allowed(complaint)
    beyond = [until for until in (_worked_off(complaint, at) for at in offered) if until > latest]
    if not beyond or await may_grant(complaint, actor, extending.needed(complaint, beyond[-1])):
        return offered
    if len(beyond) == len(offered):
        raise NeedsApproval(extending.needed(complaint, beyond[0]))
    return offered[: len(offered) - len(beyond)]


def _offered(now: datetime, latest: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for days in range((latest - now).days + 2):
        for hour in HOURS:
            at = datetime.combine(today + timedelta(days=days), hour, tzinfo=zone)
            if now + NOTICE <= at <= latest:
                yield at
