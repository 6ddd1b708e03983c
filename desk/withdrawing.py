"""A resident takes a complaint back, and may think better of it for a while."""

from datetime import datetime

from desk import notices, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotNow
from desk.policy import policy_for
from models import Complaint, Event, Staff
from models.kinds import Action, WithdrawReason

ENDS = (Action.WITHDRAW, Action.MERGE, Action.DISCARD, Action.ERASE)


async def check_withdraw(ref: str, actor: Actor) -> Complaint:
    """The complaint, for its filer, while it can be withdrawn."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.WITHDRAW, actor)
    return complaint


async def withdraw(ref: str, actor: Actor, why: WithdrawReason, now: datetime) -> Complaint:
    """The clocks stop; staff learn it from the card, and whoever had accepted it in private."""
    complaint = await complaint_by_ref(ref)
    await change(complaint, Action.WITHDRAW, actor, now, reason=why, question_at=None)
    await timers.pause(complaint)
    await notices.tell_worker(complaint, "withdrawn", now, facts={"why": why})
    return complaint


async def restore(ref: str, actor: Actor, now: datetime) -> Complaint:
    """As it was, with the same worker; the time it was away is nobody's delay, and no clock begins anew.

    Raises NotNow when it is too late, and for what ended in another way: a draft thrown away, a merger.
    """
    complaint = await complaint_by_ref(ref)
    action = Action.RESTORE_WORK if await _still_there(complaint) else Action.RESTORE
    check_can(complaint, action, actor)
    ended = Event.filter(complaint_id=complaint.id, action__in=ENDS)
    left = await ended.order_by("-version").first()
    within = policy_for(complaint.community.policy).restore_within
    if left is None or left.action is not Action.WITHDRAW or now > left.at + within:
        raise NotNow(action, complaint.status, number=complaint.number)
    away = now - left.at
    assignee_id = complaint.assignee_id if action is Action.RESTORE_WORK else None
    await change(complaint, action, actor, now, assignee_id=assignee_id)
    await timers.go_on(complaint, away)
    await reckoning.reckon(complaint, now)
    await notices.tell_worker(complaint, "restored", now)
    return complaint


async def _still_there(complaint: Complaint) -> bool:
    return await Staff.filter(id=complaint.assignee_id or 0, left_at=None).exists()
