"""A resident takes a complaint back, and may think better of it for a while."""

from datetime import datetime

from desk import alarms, concerned, dispatch, inheriting, notices, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotNow
from desk.notices import DANGER
from desk.policy import policy_for
from desk.progress import Rest, work_of
from desk.staying import stays
from models import Complaint, Event
from models.kinds import Action, Status, TimerKind, WithdrawReason

ENDS = (Action.WITHDRAW, Action.MERGE, Action.DISCARD, Action.ERASE)


async def check_withdraw(ref: str, actor: Actor) -> Complaint:
    """The complaint, for its filer, while it can be withdrawn."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.WITHDRAW, actor)
    return complaint


async def withdraw(ref: str, actor: Actor, why: WithdrawReason, now: datetime) -> Complaint:
    """The clocks stop; staff learn it from the card, and whoever had accepted it in private.

    It is only theirs to take back: where neighbours have joined, it goes on without them (D10).
    """
    complaint = await check_withdraw(ref, actor)
    if heir := await inheriting.heir_of(complaint, actor.person_id):
        await inheriting.pass_on(complaint, heir, actor, now, reason=why)
        await notices.tell_actor(complaint, actor, "withdrawn_alone", now)
        return complaint
    await change(complaint, Action.WITHDRAW, actor, now, reason=why, question_at=None)
    await timers.pause(complaint)
    until = now + policy_for(complaint.community.policy).restore_within
    await timers.arm(complaint, TimerKind.RESTORE_END, until, rung=complaint.version)
    await notices.tell_worker(complaint, "withdrawn", now, facts={"why": why})
    if complaint.emergency:  # whoever runs there hears it, whatever the reason
        notice = "false_alarm" if why is WithdrawReason.FALSE_ALARM else "withdrawn"
        await notices.tell_department(complaint, notice, now, facts={"why": why}, urgency=DANGER)
        for chat in await alarms.told_in_private(complaint):
            await notices.tell_chat(complaint, chat, notice, now, facts={"why": why})
    return complaint


async def restore(ref: str, actor: Actor, now: datetime) -> Complaint:
    """As it was, with the same worker; the time it was away is nobody's delay, and no clock begins anew.

    Raises NotNow when it is too late, and for what ended in another way: a draft thrown away, a merger.
    """
    complaint = await complaint_by_ref(ref)
    held = await _rest_before(complaint) if await _still_there(complaint) else None
    rest = held if held and held.until > now else None
    action = await _way_back(complaint, rest)
    check_can(complaint, action, actor)
    ended = Event.filter(complaint_id=complaint.id, action__in=ENDS)
    left = await ended.order_by("-version").first()
    within = policy_for(complaint.community.policy).restore_within
    if left is None or left.action is not Action.WITHDRAW or now > left.at + within:
        raise NotNow(action, complaint.status, number=complaint.number)
    away = now - left.at
    assignee_id = complaint.assignee_id if action is not Action.RESTORE else None
    facts = {"until": rest.until.isoformat(), "reason": rest.reason, "text": rest.text} if rest else {}
    await change(complaint, action, actor, now, facts=facts, assignee_id=assignee_id)
    await timers.cancel(complaint, TimerKind.RESTORE_END)
    await timers.go_on(complaint, away)
    await _rest_on(complaint, rest)
    await reckoning.reckon(complaint, now)
    await notices.tell_worker(complaint, "restored_resting" if rest else "restored", now, facts=facts)
    if held and not rest:
        await concerned.tell(complaint, "resumed", now)
    if complaint.emergency and complaint.status is Status.WAITING:  # they heard that nobody is needed
        await notices.tell_department(complaint, "alarm", now, urgency=DANGER)
        await notices.tell_leaders(complaint, "alarm", now, urgency=DANGER)
    return complaint


async def stays_withdrawn(complaint: Complaint, _: datetime) -> None:
    """What can't be taken back any more is offered no longer."""
    if complaint.status is Status.WITHDRAWN:
        await dispatch.redraw(complaint)


async def _way_back(complaint: Complaint, rest: Rest | None) -> Action:
    if rest is not None:
        return Action.RESTORE_REST
    return Action.RESTORE_WORK if await _still_there(complaint) else Action.RESTORE


async def _rest_before(complaint: Complaint) -> Rest | None:
    """How it rested when it was withdrawn."""
    events = Event.filter(complaint_id=complaint.id, round=complaint.round, version__lt=complaint.version)
    return work_of(await events.order_by("version")).rest


async def _rest_on(complaint: Complaint, rest: Rest | None) -> None:
    """Until the day that was told: having been away makes it no later."""
    await timers.cancel(complaint, TimerKind.HOLD_END)
    if rest is not None:
        await timers.arm(complaint, TimerKind.HOLD_END, rest.until, rung=complaint.version)


async def _still_there(complaint: Complaint) -> bool:
    return await stays(complaint.assignee_id)
