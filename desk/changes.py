"""The one way a complaint changes: table, authority, compare-and-set, history, cards."""

import secrets
from datetime import datetime
from typing import Any

from desk.authority import Actor, check_may, name_of
from desk.clearing import take_nudges
from desk.errors import NotFound, NotNow, Outrun
from desk.lifecycle import STEPS, Step
from desk.redrawing import owe_edit
from models import Card, Complaint, Event
from models.kinds import Action, CardKind, CardState, Status

# Which messages show it; all, where nothing is said. Three hundred neighbours needn't see each other come.
CONCERNS = {
    Action.JOIN: (CardKind.STAFF,),
    Action.LEAVE: (CardKind.STAFF,),
    Action.OPINE: (CardKind.STAFF, CardKind.BENCH),
}
REF_BYTES = 8  # 64 random bits: not to be guessed, and short enough for a button
REF_LENGTH = 11  # characters that they make


def new_ref() -> str:
    return secrets.token_urlsafe(REF_BYTES)


def is_ref(said: str) -> bool:
    """Whether it could be one: links and buttons can say anything, and no database is asked about that (T3)."""
    return len(said) == REF_LENGTH and said.isascii() and said.isprintable()


async def complaint_by_ref(ref: str) -> Complaint:
    """The complaint a button or link means; NotFound when there is none."""
    rows = Complaint.filter(ref=ref).select_related("community", "assignee__person")
    found = await rows.first() if is_ref(ref) else None
    if found is None:
        raise NotFound
    return found


async def complaint_by_id(complaint_id: int) -> Complaint:
    return await Complaint.get(id=complaint_id).select_related("community", "assignee__person")


async def complaint_for(ref: str, actor: Actor, action: Action) -> Complaint:
    """The complaint, for those who may do this to it now. Raises NotFound, NotAllowed, NotNow."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, action, actor)
    return complaint


def check_can(complaint: Complaint, action: Action, actor: Actor | None) -> Step:
    """Whether the actor may do this now. Raises NotFound, NotAllowed, NotNow."""
    check_may(actor, action, complaint)
    step = STEPS.get((complaint.status, action))
    if step is None:
        raise _moved_on(NotNow, complaint, action)
    return step


async def change(
    complaint: Complaint,
    action: Action,
    actor: Actor | None,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    said_by: int | None = None,
    **columns: Any,
) -> Complaint:
    """Takes a complaint one step on, and brings the row in memory up to date.

    A step that quotes somebody else than its actor says whose words they are: they go with that person (P18).
    Checks come before the first write, so a refusal leaves nothing behind. Raises NotFound,
    NotAllowed, NotNow; Outrun when another process changed it since it was read.
    """
    step, before = check_can(complaint, action, actor), complaint.status
    facts = (facts or {}) | _promised(complaint, step)
    columns |= {"status": step.to, "version": complaint.version + 1}
    same = Complaint.filter(id=complaint.id, status=complaint.status, version=complaint.version)
    if not await same.update(**columns):
        raise _moved_on(Outrun, complaint, action)
    complaint.update_from_dict(columns)
    await record(complaint, action, actor, now, reason=reason, facts=facts, said_by=said_by)
    await refresh_cards(complaint, *CONCERNS.get(action, ()))
    if before is Status.WAITING is not complaint.status:
        await _leave_bundle(complaint)
    if before is Status.DRAFT is not complaint.status:
        await take_nudges(complaint, now)
    return complaint


async def record(
    complaint: Complaint,
    action: Action,
    actor: Actor | None,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    said_by: int | None = None,
) -> None:
    """Appends one step of history; (complaint, version) is unique, so no step is told twice."""
    await Event.create(
        complaint_id=complaint.id,
        version=complaint.version,
        action=action,
        status=complaint.status,
        round=complaint.round,
        actor_id=actor.person_id if actor else None,
        said_by_id=said_by,
        reason=reason,
        facts=facts or {},
        at=now,
    )


async def refresh_cards(complaint: Complaint, *kinds: CardKind) -> None:
    """Owes every live message of the complaint (of these kinds) one edit, however many changes there were."""
    live = Card.filter(complaint_id=complaint.id, state__not=CardState.VOID)
    if kinds:
        live = live.filter(kind__in=kinds)
    await owe_edit(live)


def _promised(complaint: Complaint, step: Step) -> dict[str, Any]:
    """What had been promised at the moment of keeping it, for whoever reckons rates later."""
    left = complaint.status is Status.WAITING and step.to in (Status.ACCEPTED, Status.DONE)
    answer = {"answer_due": complaint.answer_due_at} if left else {}
    finish = {"finish_due": complaint.finish_due_at} if step.to is Status.DONE is not complaint.status else {}
    return {name: due.isoformat() for name, due in (answer | finish).items() if due is not None}


async def _leave_bundle(complaint: Complaint) -> None:
    """Told of among many so far: now it is somebody's, and gets a card of its own."""
    bundled = Card.filter(complaint_id=complaint.id, state=CardState.BUNDLED)
    bundles = await bundled.values_list("bundle_id", flat=True)
    if bundles:
        over = complaint.status in (Status.WITHDRAWN, Status.REFUSED)
        await bundled.update(state=CardState.VOID if over else CardState.DUE)
        await owe_edit(Card.filter(id__in=list(bundles)))


def _moved_on(error: type[NotNow], complaint: Complaint, action: Action) -> NotNow:
    taken = complaint.status is not Status.WAITING and complaint.assignee_id is not None
    return error(
        action=action,
        status=complaint.status,
        by=name_of(complaint.assignee) if taken and complaint.assignee else "",
        number=complaint.number,
        timezone=complaint.community.timezone,
    )
