"""The desk puts right what was filed: its category, two that are one, one that is two."""

from datetime import datetime
from typing import Any

from desk import corrections, dispatch, filing, joining, notices, taking_down, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_id, complaint_by_ref
from desk.errors import NotFound, NotNow
from desk.sorting import discretion_of, discretion_sorted, hidden_or_shown, sorted_out
from models import Attachment, Complaint, Involvement
from models.kinds import Action, Category, Discretion, InvolvementRole, Status
from models.learning import Teacher
from triage import Triage

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
MOST_CANDIDATES = 8  # to merge with; /find tells the others' numbers


async def sort(ref: str, actor: Actor, category: Category, now: datetime) -> Complaint:
    """Another category. What nobody has accepted yet goes to whoever takes it; triage learns from it."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.SORT, actor)
    there = await dispatch.department_for(complaint.community_id, category)
    moves = complaint.status is Status.WAITING and there.id != complaint.department_id
    columns: dict[str, Any] = {"department_id": there.id} if moves else {}
    facts = {"category": category, "was": complaint.category, "to": there.name if moves else ""}
    columns |= {"category": category, "subject": ""}
    columns |= hidden_or_shown(complaint, discretion_sorted(complaint, category))
    await change(complaint, Action.SORT, actor, now, facts=facts, **columns)
    await corrections.note_down(complaint, category, Teacher.STAFF, now)
    if moves:
        await dispatch.move_staff_card(complaint, there, now)
    return complaint


async def candidates(ref: str, actor: Actor) -> list[Complaint]:
    """What it could be one with: the open ones of its category first, the newest first."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.MERGE, actor)
    others = Complaint.filter(community_id=complaint.community_id, status__in=OPEN).exclude(id=complaint.id)
    rows = await others.exclude(discretion=Discretion.CONFIDENTIAL).order_by("-id").limit(100)
    rows.sort(key=lambda row: (row.category != complaint.category, row.place != complaint.place))
    return rows[:MOST_CANDIDATES]


async def merge(ref: str, into: str, actor: Actor, now: datetime) -> Complaint:
    """Two that are one (D10): everybody of the first joins the second, and hears of it.

    Rows are taken in the order of their ids, so that two merges can't wait for each other.
    """
    gone, target = await complaint_by_ref(ref), await complaint_by_ref(into)
    if gone.id == target.id or gone.community_id != target.community_id:
        raise NotFound
    check_can(gone, Action.MERGE, actor)
    check_can(target, Action.ABSORB, actor)
    if Discretion.CONFIDENTIAL in (gone.discretion, target.discretion):
        raise NotNow(Action.MERGE, gone.status, number=gone.number)  # nobody else may learn of it (D8)
    for each in sorted((gone, target), key=lambda one: one.id):
        if each is gone:
            await change(gone, Action.MERGE, actor, now, facts={"into": target.number}, question_at=None)
        else:
            facts = {"text": gone.text, "number": gone.number}
            await change(target, Action.ABSORB, actor, now, facts=facts)
    await timers.cancel(gone)
    await notices.tell_involved(gone, "merged", now, facts={"into": f"{target.number:04d}"})
    await _bring_people(gone, target, now)
    await Attachment.filter(complaint_id=gone.id).update(complaint_id=target.id, round=target.round)
    await notices.tell_filer(target, "absorbed", now)
    return target


async def split(ref: str, actor: Actor, text: str, triage: Triage, now: datetime) -> Complaint:
    """One that is two: the second gets a number, clocks and a card of its own, in the same name."""
    first = await complaint_by_ref(ref)
    check_can(first, Action.SPLIT, actor)
    if first.filer_id is None:
        raise NotFound
    told = sorted_out(triage.of(first.community.key).verdict(text))
    told["place"] = told["place"] or first.place
    told["discretion"] = discretion_of(told["category"], told["subject"])
    told |= {"home_id": first.home_id, "channel": first.channel}
    draft = await taking_down.draft_for(first.community, first.filer_id, actor, text, now, **told)
    second = await filing.file(draft.ref, None, now)
    facts = {"text": text, "number": second.number}
    await change(first, Action.SPLIT, actor, now, facts=facts)
    await dispatch.show_receipt(second, now)
    await notices.tell_filer(second, "split", now, facts={"first": f"{first.number:04d}"})
    return await complaint_by_id(second.id)


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
