"""A danger that was none: what had been an ordinary report is one again; and whoever took it back may be wrong.

Only the resident's own press does it; what they write is passed on, and brings a danger back that they took back.
"""

from datetime import datetime
from typing import Any, NamedTuple

from tortoise.expressions import Q

from desk import alarms, danger, notices, origins, reckoning, withdrawing
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_id, complaint_by_ref
from desk.notices import DANGER, ORDINARY
from desk.policy import policy_for
from models import Card, Complaint, Event
from models.kinds import Action, Severity, Status, WithdrawReason
from triage import Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


class Undone(NamedTuple):
    """A danger that its filer took back as none."""

    complaint: Complaint
    kind: str


async def false_alarm(ref: str, actor: Actor, now: datetime) -> Complaint:
    """Back to what it was; what was filed as a danger is withdrawn, and can be restored like any other."""
    complaint = await complaint_by_ref(ref)
    severity = await _grave_before(complaint)
    if severity is None:
        return await withdrawing.withdraw(ref, actor, WithdrawReason.FALSE_ALARM, now)
    check_can(complaint, Action.CALM, actor)
    facts = {"was": complaint.emergency}
    calm: dict[str, Any] = {"emergency": "", "assistance": False, "severity": severity}
    await change(complaint, Action.CALM, actor, now, facts=facts, **calm)
    await reckoning.reckon(complaint, now)
    await Card.filter(complaint_id=complaint.id).update(urgency=ORDINARY)
    await notices.tell_worker(complaint, "calmed", now)
    await notices.tell_department(complaint, "calmed", now, urgency=DANGER)
    for chat in await alarms.told_in_private(complaint):
        await notices.tell_chat(complaint, chat, "calmed", now)
    return complaint


async def lately(actor: Actor, now: datetime) -> Undone | None:
    """What they took back while one danger may still last."""
    away = Q(action=Action.WITHDRAW, reason=WithdrawReason.FALSE_ALARM)
    taken = Event.filter(away | Q(action=Action.CALM), actor_id=actor.person_id)
    for step in await taken.filter(at__gt=now - alarms.ONE_DANGER).order_by("-id"):
        complaint = await complaint_by_id(step.complaint_id)
        mine = complaint.filer_id == actor.person_id
        there = now <= step.at + policy_for(complaint.community.policy).restore_within
        if mine and there and complaint.status is Status.WITHDRAWN and step.version == complaint.version:
            return Undone(complaint, complaint.emergency)
        if mine and complaint.status in AT_WORK and not complaint.emergency:
            return Undone(complaint, str(step.facts.get("was") or danger.CALLED))
    return None


async def is_meant(undone: Undone, verdict: Verdict, *, recanted: bool) -> bool:
    """Whether a cry is about it: the same danger, or they say that it was one; and nothing tells another place."""
    alike = recanted or verdict.emergency in (undone.kind, danger.CALLED)
    return alike and not await origins.is_away(verdict, undone.complaint)


async def bring_back(undone: Undone, actor: Actor, now: datetime, said: str) -> Complaint:
    """A danger again, where it was."""
    ref = undone.complaint.ref
    if undone.complaint.status is Status.WITHDRAWN:
        return await withdrawing.restore(ref, actor, now)
    return await danger.call_now(ref, actor, now, undone.kind, said)


async def _grave_before(complaint: Complaint) -> Severity | None:
    """How grave it was before it became a danger. None for what has been one from the beginning, or is one to others."""
    raised: list[Event] = []
    others = False
    for step in await Event.filter(complaint_id=complaint.id).order_by("version"):
        if step.action is Action.CALM:
            raised, others = [], False
        elif step.action is Action.ALARM and "raised" in step.facts:
            raised.append(step)
            others = others or step.actor_id != complaint.filer_id
        elif step.action is Action.JOIN:
            others = others or bool(raised)
    emergency, severity = raised[0].facts.get("was", ("?", "")) if raised else ("?", "")
    return None if emergency or others or not complaint.emergency else Severity(severity)
