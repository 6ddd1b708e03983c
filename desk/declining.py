"""Not ours: a person's decision, with a reason and where else to go; the resident may object once (I8)."""

from datetime import datetime

from desk import concerned, joining, notices, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.deciding import check_decides, check_pending, tell_deciders
from desk.errors import NotNow
from models import Complaint, Event
from models.kinds import Action, Role

SETTLED = (Action.REFUSE, Action.KEEP)


async def check_propose(ref: str, actor: Actor) -> Complaint:
    """The complaint, for those who may propose it now."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.PROPOSE, actor)
    return complaint


async def propose(ref: str, actor: Actor, now: datetime, *, reason: str, contact: str) -> Role:
    """The desk thinks it isn't ours; a manager has to agree before the resident hears anything."""
    complaint = await check_propose(ref, actor)
    facts = {"reason": reason, "contact": contact, "worker": actor.called_in(complaint.community_id)}
    await change(complaint, Action.PROPOSE, actor, now, reason=reason, facts=facts)
    return await tell_deciders(
        complaint, Role.MANAGER, "refusal", now, facts | {"version": complaint.version}
    )


async def refuse(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    """With the manager's consent: the resident hears why, where to go, and that they may object."""
    complaint, request = await _proposal(ref, actor, version, Action.REFUSE)
    facts = {key: request.facts[key] for key in ("reason", "contact")}
    await change(
        complaint,
        Action.REFUSE,
        actor,
        now,
        reason=request.reason,
        facts=facts,
        question_at=None,
        later_at=None,
    )
    await timers.cancel(complaint)
    notice = "refused_finally" if await _objected(complaint) else "refused"
    await concerned.tell(complaint, notice, now, facts=facts)
    return complaint


async def keep(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    """It is ours all the same: the clocks never stopped."""
    complaint, request = await _proposal(ref, actor, version, Action.KEEP)
    await change(complaint, Action.KEEP, actor, now, facts={"asked_by": request.facts["worker"]})
    await notices.tell_desk(complaint, "kept", now)
    return complaint


async def object_to(ref: str, actor: Actor, now: datetime) -> Role:
    """Once, by whoever shares the matter, and the director decides. NotNow for a second time."""
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    check_can(complaint, Action.OBJECT, actor)
    if await _objected(complaint):
        raise NotNow(Action.OBJECT, complaint.status, number=complaint.number)
    refused = await Event.filter(complaint_id=complaint.id, action=Action.REFUSE).order_by("-version").first()
    reason = refused.reason if refused else ""
    await change(complaint, Action.OBJECT, actor, now, facts={"reason": reason})
    facts = {"reason": reason, "version": complaint.version}
    return await tell_deciders(complaint, Role.DIRECTOR, "objection", now, facts)


async def uphold(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    complaint = await _objection(ref, actor, version, Action.UPHOLD)
    await change(complaint, Action.UPHOLD, actor, now)
    refused = await Event.filter(complaint_id=complaint.id, action=Action.REFUSE).order_by("-version").first()
    facts = {"contact": str(refused.facts["contact"]) if refused else ""}
    await concerned.tell(complaint, "upheld", now, facts=facts)
    return complaint


async def take_up(ref: str, actor: Actor, version: int, now: datetime) -> Complaint:
    """It is done after all; the time it was refused is nobody's delay."""
    complaint = await _objection(ref, actor, version, Action.TAKE_UP)
    await change(complaint, Action.TAKE_UP, actor, now, assignee_id=None)
    complaint.assignee = None
    await reckoning.reckon(complaint, now)
    await concerned.tell(complaint, "taken_up", now)
    await notices.tell_leaders(complaint, "to_be_done", now)
    return complaint


async def _proposal(ref: str, actor: Actor, version: int, action: Action) -> tuple[Complaint, Event]:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, action, actor)
    request = await check_pending(complaint, version, Action.PROPOSE, *SETTLED)
    await check_decides(complaint, action, actor, Role.MANAGER)
    return complaint, request


async def _objection(ref: str, actor: Actor, version: int, action: Action) -> Complaint:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, action, actor)
    await check_pending(complaint, version, Action.OBJECT, Action.UPHOLD, Action.TAKE_UP)
    await check_decides(complaint, action, actor, Role.DIRECTOR)
    return complaint


async def _objected(complaint: Complaint) -> bool:
    return await Event.filter(complaint_id=complaint.id, action=Action.OBJECT).exists()
