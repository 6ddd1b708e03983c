"""Two complaints become one (D10): what is more serious, and what was promised earlier, goes on in it."""

from datetime import datetime
from typing import Any

from desk import concerned, dispatch, joining, judging, notices, reckoning, timers
from desk.authority import RANK, Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotFound, NotNow
from desk.sorting import hidden_or_shown
from models import Attachment, Complaint, Involvement
from models.kinds import Action, Discretion, InvolvementRole, Kind, Role, Severity, Status

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
MOST_CANDIDATES = 8  # /find tells the others' numbers
# Which kind promises more (I4): only complaints and repairs have deadlines, a question is answered.
PROMISES = (Kind.PRAISE, Kind.SUGGESTION, Kind.QUESTION, Kind.COMPLAINT, Kind.REPAIR)


async def candidates(ref: str, actor: Actor) -> list[Complaint]:
    """What it could be one with: the open ones of its category first, the newest first."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.MERGE, actor)
    others = Complaint.filter(community_id=complaint.community_id, status__in=OPEN).exclude(id=complaint.id)
    rows = await others.exclude(discretion=Discretion.CONFIDENTIAL).order_by("-id").limit(100)
    rows.sort(key=lambda row: (row.category != complaint.category, row.place != complaint.place))
    return rows[:MOST_CANDIDATES]


def in_order(one: Complaint, other: Complaint) -> tuple[Complaint, Complaint]:
    """Which goes into which: as it was asked for, but an emergency goes into nothing but an older one."""
    back = bool(other.emergency) and (other.filed_at or other.created_at) <= (one.filed_at or one.created_at)
    return (other, one) if one.emergency and not back else (one, other)


async def merge(ref: str, into: str, actor: Actor, now: datetime) -> Complaint:
    """Everybody of the first joins the second, and hears of it. The one that goes on (see in_order).

    Rows are taken in the order of their ids, so that two merges can't wait for each other.
    """
    gone, target = in_order(await complaint_by_ref(ref), await complaint_by_ref(into))
    if gone.id == target.id or gone.community_id != target.community_id:
        raise NotFound
    check_can(gone, Action.MERGE, actor)
    check_can(target, Action.ABSORB, actor)
    if Discretion.CONFIDENTIAL in (gone.discretion, target.discretion):
        raise NotNow(Action.MERGE, gone.status, number=gone.number)  # nobody else may learn of it (D8)
    stronger, promised = _stronger(gone, target), _promised(gone)
    for each in sorted((gone, target), key=lambda one: one.id):
        if each is gone:
            facts: dict[str, Any] = {"into": target.number}
            await change(gone, Action.MERGE, actor, now, facts=facts, question_at=None)
        else:
            facts = {"text": gone.text, "number": gone.number} | promised
            facts |= {"severity": stronger["severity"], "from": target.severity}
            await change(target, Action.ABSORB, actor, now, facts=facts, said_by=gone.filer_id, **stronger)
    await timers.cancel(gone)
    await concerned.tell(gone, "merged", now, facts={"into": f"{target.number:04d}"})
    await notices.tell_worker(gone, "merged_away", now, facts={"into": f"{target.number:04d}"})
    await _bring_people(gone, target, now)
    await Attachment.filter(complaint_id=gone.id).update(complaint_id=target.id, round=target.round)
    await reckoning.reckon(target, now)
    await notices.tell_filer(target, "absorbed", now)
    if "tracker_id" in stronger:
        await judging.announce(target, now)
    await joining.mark_incident(target, now)
    return target


def _stronger(gone: Complaint, target: Complaint) -> dict[str, Any]:
    """What the one that goes on takes over: nobody's matter becomes smaller because a neighbour has it, too."""
    severity = max(gone.severity, target.severity, key=list(Severity).index)
    taken: dict[str, Any] = {
        "severity": severity,
        "kind": max(gone.kind, target.kind, key=PROMISES.index),
        "loss": gone.loss or target.loss,
        "assistance": gone.assistance or target.assistance,
        "level": max(gone.level, target.level, key=RANK.__getitem__),
    }
    if severity is not target.severity:
        taken["tracker_id"] = target.tracker_id or gone.tracker_id
    if gone.level is not Role.WORKER and target.barred_id is None and gone.barred_id != target.assignee_id:
        taken["barred_id"] = gone.barred_id  # it went wrong under them (C3)
    if gone.discretion is Discretion.ANONYMOUS:
        taken |= hidden_or_shown(target, Discretion.ANONYMOUS)
    return taken


def _promised(gone: Complaint) -> dict[str, str]:
    """What its people were promised and is still owed, for desk.deadlines."""
    owed = {"plan_by": gone.plan_due_at, "done_by": gone.finish_due_at}
    owed |= {"first_by": gone.answer_due_at} if gone.status is Status.WAITING else {}
    told = {name: due.isoformat() for name, due in owed.items() if due is not None}
    return told | {"since": (gone.filed_at or gone.created_at).isoformat()}


async def _bring_people(gone: Complaint, target: Complaint, now: datetime) -> None:
    """Who filed or joined the one belongs to the other; their message shows that one from now on."""
    rows = await Involvement.filter(complaint_id=gone.id).select_related("person")
    fresh = [
        Involvement(complaint_id=target.id, person_id=row.person_id, role=InvolvementRole.JOINED, at=now)
        for row in rows
    ]
    await Involvement.bulk_create(fresh, ignore_conflicts=True)
    await joining.know_joiners(target)
    if gone.call_needed:  # the chat doesn't reach whoever filed it: they are still to be phoned
        await Complaint.filter(id=target.id).update(call_needed=True)
        target.call_needed = True
    for row in rows:
        if row.person.reachable and row.person.telegram_id is not None:
            await dispatch.hand_receipt_over(gone, target, row.person.telegram_id, now)
