"""The desk puts right what was filed: its category, its kind, one that is two. Two that are one: desk.merging."""

from datetime import datetime
from typing import Any

from desk import concerned, corrections, dispatch, filing, moving, notices, reckoning, taking_down
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_id, complaint_by_ref
from desk.deadlines import CLOCKED
from desk.errors import NotFound
from desk.sorting import discretion_of, discretion_sorted, hidden_or_shown, sorted_out
from models import Complaint
from models.kinds import Action, CardKind, Category, Kind, Status
from models.learning import Teacher
from triage import Triage


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
        await moving.move_card(complaint, CardKind.STAFF, there, now)
    return complaint


async def sort_kind(ref: str, actor: Actor, kind: Kind, now: datetime) -> Complaint:
    """Another kind (I4), reckoned from the same beginning; triage learns from it.

    Whoever is promised more or less by it hears so, and of a promise that falls away those above, too.
    """
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.SORT, actor)
    before = complaint.kind
    if kind is before:
        return complaint
    await change(complaint, Action.SORT, actor, now, facts={"kind": kind, "was_kind": before}, kind=kind)
    await reckoning.reckon(complaint, now)
    if (kind in CLOCKED) is not (before in CLOCKED):
        await concerned.tell(complaint, "other_kind", now, facts={"sort": kind})
    if before in CLOCKED and kind not in CLOCKED:
        await notices.tell_leaders(complaint, "no_deadline", now, facts={"sort": kind})
    return complaint


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
    await change(first, Action.SPLIT, actor, now, facts=facts, said_by=first.filer_id)
    await dispatch.show_receipt(second, now)
    await notices.tell_filer(second, "split", now, facts={"first": f"{first.number:04d}"})
    return await complaint_by_id(second.id)
