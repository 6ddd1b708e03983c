"""Agreeing on a time to come: one side proposes, the other says yes or names another (S4, I7)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import enclosing, notices, reckoning
from desk.authority import Actor, check_may, parts_of
from desk.changes import change, check_can, complaint_by_ref, complaint_for
from desk.clocks import at_night
from desk.enclosing import Report
from desk.errors import NightTime, NotNow, WrongTime
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
    resident = Part.FILER in parts_of(actor, complaint)
    await check_stands(complaint, at, resident=resident)
    worker = actor.called_in(complaint.community_id)
    facts = {"at": at.isoformat(), "resident": resident, "worker": worker}
    await change(complaint, Action.AGREE, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    if resident:
        await notices.tell_assignee(complaint, "visit_agreed", now, facts=facts)
    else:
        await notices.tell_filer(complaint, "visit_confirmed", now, facts=facts)
    return complaint


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
    """Times to choose from, for those who may name one now."""
    complaint = await complaint_by_ref(ref)
    check_may(actor, action, complaint)
    check_can(complaint, action, actor)
    return list(_offered(now, _latest(complaint, now), ZoneInfo(complaint.community.timezone)))[:MOST_OFFERED]


def _offered(now: datetime, latest: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for days in range((latest - now).days + 2):
        for hour in HOURS:
            at = datetime.combine(today + timedelta(days=days), hour, tzinfo=zone)
            if now + NOTICE <= at <= latest:
                yield at
