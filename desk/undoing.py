"""A danger that was none: what had been an ordinary report is one again; and whoever took it back may be wrong.

Only the resident's own press does it; what they write is passed on, and brings a danger back that they took back.
"""

from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tortoise.expressions import Q

from desk import alarms, beside, danger, notices, origins, reckoning, whereto, withdrawing
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_id, complaint_by_ref
from desk.notices import DANGER, ORDINARY
from desk.policy import policy_for
from models import Card, Complaint, Event
from models.kinds import Action, Severity, Status, WithdrawReason
from triage import Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
RIGHT_AFTER = timedelta(minutes=10)  # a cry without a place is of what was just taken back; later of anything


class Undone(NamedTuple):
    """A danger that its filer took back as none."""

    complaint: Complaint
    kind: str
    at: datetime


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
            return Undone(complaint, complaint.emergency, step.at)
        if mine and complaint.status in AT_WORK and not complaint.emergency:
            return Undone(complaint, str(step.facts.get("was") or danger.CALLED), step.at)
    return None


async def is_meant(undone: Undone, verdict: Verdict, said: str, now: datetime, *, recanted: bool) -> bool:
    """Whether a cry is about it: they say that it was one; or it is the same danger in the same place, or right
    after it and without a place. Nobody is sent to the first for a fire in another kitchen, or in the street.
    """
    alike = recanted or verdict.emergency in (undone.kind, danger.CALLED)
    if not alike or await origins.is_away(verdict, undone.complaint):
        return False
    if recanted:
        return True
    placed = any(astuple(verdict.spot)) or bool(whereto.tells_its_own(said))
    there = beside.may_be_there(verdict, said, undone.complaint)
    return there and (placed or now <= undone.at + RIGHT_AFTER)


async def bring_back(
    undone: Undone, actor: Actor, now: datetime, said: str, *, cried: bool = False
) -> Complaint:
    """A danger again, where it was, and since now: who comes late to it is late from here on.

    What is cried is what those who run there read; that it was no mistake alone tells them nothing.
    """
    ref = undone.complaint.ref
    if undone.complaint.status is not Status.WITHDRAWN:
        return await danger.call_now(ref, actor, now, undone.kind, said)
    back = await withdrawing.restore(ref, actor, now)
    facts: dict[str, Any] = {"raised": True, "was": [back.emergency, back.severity]}
    await change(back, Action.ALARM, actor, now, facts=facts | ({"text": said} if cried else {}))
    await reckoning.reckon(back, now)
    return back


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
