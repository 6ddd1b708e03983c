"""How much is at stake, and whose fault it is: the desk judges, with a reason (I6, D2, S1)."""

from datetime import datetime
from typing import Any

from desk import concerned, notices, reckoning, visits
from desk.authority import Actor, parts_of
from desk.changes import change, check_can, complaint_by_ref
from desk.deciding import may_grant
from desk.errors import NotFound, NotNow, Outrun
from desk.history import Step, steps_of
from desk.leaders import leaders_at
from desk.lifecycle import STEPS, Part
from desk.sorting import THANKED
from desk.staying import stays
from models import Complaint, Staff
from models.kinds import Action, Role, Severity, TimerKind, Validity

STAFF = frozenset({Part.MEMBER, Part.ASSIGNEE, Part.DESK, Part.SUPERIOR})
OFFERED = (Action.ASK_TIME, Action.JUDGE, Action.PROPOSE, Action.THANK)
TOLD_AT_ONCE = (Role.MANAGER, Role.DIRECTOR)  # of a major one (D2)


async def check_judge(ref: str, actor: Actor) -> Complaint:
    """The complaint, for those who may judge it now."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.JUDGE, actor)
    return complaint


async def open_for(ref: str, actor: Actor) -> tuple[Complaint, frozenset[Action]]:
    """The complaint and what the actor could do to it now: for drawing buttons, never instead of a check."""
    complaint = await complaint_by_ref(ref)
    parts = parts_of(actor, complaint)
    if not parts & STAFF:
        raise NotFound
    steps = {action: STEPS.get((complaint.status, action)) for action in OFFERED}
    may = {action for action, step in steps.items() if step and step.by & parts}
    return complaint, frozenset(may if complaint.kind in THANKED else may - {Action.THANK})


async def judge_severity(
    ref: str, actor: Actor, severity: Severity, now: datetime, *, reason: str
) -> tuple[Complaint, bool]:
    """The clocks are reckoned anew from the same beginning; nothing starts over.

    No judgement is an extension (D4): what would end later than promised does so only when whoever
    judges could have approved that, and the resident hears it. Else the promise stays: then True.
    """
    complaint = await check_judge(ref, actor)
    before = complaint.severity
    if severity is before:
        return complaint, False
    facts: dict[str, Any] = {"severity": severity, "from": before}
    later = await _would_be_due(complaint, severity, now)
    needed = Role.MANAGER if severity is Severity.MINOR else Role.DIRECTOR
    approved = later is not None and await may_grant(complaint, actor, needed)
    more: dict[str, Any] = {"alarmed": None} if approved else {}
    facts |= {"approved": True} if approved else {}
    await change(complaint, Action.JUDGE, actor, now, reason=reason, facts=facts, severity=severity, **more)
    await reckoning.reckon(complaint, now)
    if approved and later is not None:
        told = {"until": later.isoformat(), "reason": reason}
        await concerned.tell(complaint, "extended", now, facts=told)
        await notices.tell_worker(complaint, "extension_granted", now, facts=told)
    await announce(complaint, now)
    await visits.mark_grave(complaint, now)
    return complaint, later is not None and not approved


async def _would_be_due(complaint: Complaint, severity: Severity, now: datetime) -> datetime | None:
    """When it would have to be finished; None where that is no later than promised."""
    facts = {"severity": severity, "from": complaint.severity, "approved": True}
    steps = [*await steps_of(complaint), Step(Action.JUDGE, complaint.status, now, facts)]
    clock = reckoning.reckoned(complaint, steps).clocks.get(TimerKind.FINISH_DUE)
    promised = complaint.finish_due_at
    if clock is None or promised is None or clock.met_at is not None or clock.due <= promised:
        return None
    return clock.due


async def mark_loss(ref: str, actor: Actor, now: datetime, *, reason: str) -> Complaint:
    """It cost the resident something: manager and director hear it at once, and both will visit (S1).

    Nobody takes it back: a loss that came to nothing is told by those who visit.
    """
    complaint = await check_judge(ref, actor)
    if complaint.loss:
        return complaint
    await change(complaint, Action.JUDGE, actor, now, reason=reason, facts={"loss": True}, loss=True)
    for role in TOLD_AT_ONCE:
        for leader in await leaders_at(complaint, role):
            await notices.tell_chat(complaint, leader, "loss", now, facts={"words": reason})
    await visits.mark_grave(complaint, now)
    return complaint


async def judge_validity(ref: str, actor: Actor, validity: Validity, now: datetime) -> Complaint:
    """For the figures; help is given all the same, and the resident never hears it."""
    complaint = await check_judge(ref, actor)
    await change(complaint, Action.JUDGE, actor, now, facts={"validity": validity}, validity=validity)
    return complaint


async def announce(complaint: Complaint, now: datetime) -> None:
    """What is important gets somebody who follows it; what is major is told above at once, day or night."""
    if complaint.severity is Severity.MINOR:
        return
    if complaint.tracker_id is None:
        await name_tracker(complaint, now)
    if complaint.severity is Severity.MAJOR:
        for role in TOLD_AT_ONCE:
            for leader in await leaders_at(complaint, role):
                await notices.tell_chat(complaint, leader, "major", now)


async def name_tracker(complaint: Complaint, now: datetime) -> None:
    """The first supervisor that can be written to; whoever is above where there is none; else nobody."""
    leaders = await leaders_at(complaint, Role.SUPERVISOR)
    named = Staff.filter(community_id=complaint.community_id, left_at=None, person__telegram_id__in=leaders)
    tracker = await named.order_by("id").first().select_related("person")
    complaint.tracker_id = tracker.id if tracker else None
    await Complaint.filter(id=complaint.id).update(tracker_id=complaint.tracker_id)
    if tracker is not None:
        await notices.tell_chat(complaint, tracker.person.telegram_id or 0, "tracking", now)


async def track(ref: str, actor: Actor, now: datetime) -> Complaint:
    """Somebody else says: I follow it."""
    complaint = await check_judge(ref, actor)
    post = actor.post_in(complaint.community_id)
    if post is None or not await stays(post.staff_id):
        raise Outrun(Action.JUDGE, complaint.status, number=complaint.number)
    facts = {"tracker": actor.called_in(complaint.community_id)}
    await change(complaint, Action.JUDGE, actor, now, facts=facts, tracker_id=post.staff_id)
    return complaint


async def thank(ref: str, actor: Actor, now: datetime) -> Complaint:
    """A suggestion or praise was read: its author hears by whom, and nothing more is owed (I4)."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.THANK, actor)
    if complaint.kind not in THANKED:
        raise NotNow(Action.THANK, complaint.status, number=complaint.number)
    name = actor.called_in(complaint.community_id)
    await change(complaint, Action.THANK, actor, now, facts={"name": name}, closed_at=now)
    await concerned.tell(complaint, f"thanked_{complaint.kind}", now, facts={"worker": name})
    return complaint
