"""Filing for those who phone, visit or write: the same register, the same clocks (I1)."""

from datetime import datetime
from typing import Any

from desk import callers, corrections, dispatch, filing, homes, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref, new_ref, record
from desk.errors import NotFound
from desk.jotting import Jotted
from desk.people import NAME_LIMIT
from desk.policy import policy_for
from desk.privacy import plain_phone
from desk.sorting import PLACE_LIMIT, discretion_sorted, hidden_or_shown, place_sorted, sorted_out
from desk.staying import remains
from models import Community, Complaint, Involvement, Person
from models.kinds import (
    Action,
    Category,
    Channel,
    Discretion,
    InvolvementRole,
    Role,
    Status,
    TimerKind,
)
from models.learning import Teacher
from triage import Triage


def check_takes_down(actor: Actor, community_id: int) -> None:
    """The desk, and whoever stands above it. To everybody else there is no such thing."""
    post = actor.post_in(community_id)
    if post is None or not post.outranks(Role.DESK):
        raise NotFound


async def take_down(
    actor: Actor, community: Community, jotted: Jotted, triage: Triage, now: datetime
) -> Complaint:
    """A draft in the caller's name. Danger is filed at once; forgotten, it files itself minutes later."""
    check_takes_down(actor, community.id)
    caller = await _caller(community, jotted, now)
    told: dict[str, Any] = sorted_out(triage.of(community.key).verdict(jotted.text))
    told |= {"home_id": await _home_id(community, jotted.home), "channel": jotted.channel or Channel.PHONE}
    if told["home_id"] is None and jotted.home:
        told["verdict"]["home"] = home = jotted.home[:PLACE_LIMIT]
        told["place"] = place_sorted(told["place"], home, told["discretion"])
    draft = await draft_for(community, caller.id, actor, jotted.text, now, **told)
    await timers.arm(draft, TimerKind.DRAFT_FILE, now + policy_for(community.policy).draft_nudge_after)
    if draft.discretion is Discretion.CONFIDENTIAL:  # about a colleague: the desk lets go of it (D8)
        return await filing.file(draft.ref, None, now)
    return await confirm(draft.ref, actor, now) if draft.emergency else draft


async def draft_for(
    community: Community, filer_id: int, actor: Actor, text: str, now: datetime, **told: Any
) -> Complaint:
    """A draft in somebody's name; its history says who wrote it down (I2)."""
    draft = await Complaint.create(
        ref=new_ref(),
        community=community,
        status=Status.DRAFT,
        filer_id=filer_id,
        text=text,
        created_at=now,
        **told,
    )
    draft.assignee = None  # nobody yet, and known to be nobody: no query needed
    await record(draft, Action.DRAFT, actor, now, facts={"text": text}, said_by=filer_id)
    await Involvement.create(complaint=draft, person_id=filer_id, role=InvolvementRole.FILER, at=now)
    return draft


async def confirm(ref: str, actor: Actor, now: datetime) -> Complaint:
    """Filed as if the resident had done it; where the chat reaches them, they see it there."""
    complaint = await filing.file(ref, actor, now, alone=True)
    await dispatch.show_receipt(complaint, now)
    return complaint


async def sort_draft(ref: str, actor: Actor, category: Category, now: datetime) -> Complaint:
    draft = await complaint_by_ref(ref)
    chosen = draft.verdict | {"chosen": True}
    subject = draft.subject if category is draft.category else ""
    columns: dict[str, Any] = {"category": category, "subject": subject, "verdict": chosen}
    columns |= hidden_or_shown(draft, discretion_sorted(draft, category))
    await change(draft, Action.REFINE, actor, now, facts={"category": category}, **columns)
    await corrections.note_down(draft, category, Teacher.STAFF, now)
    return draft


async def draft_of_caller(ref: str, actor: Actor) -> Complaint:
    draft = await complaint_by_ref(ref)
    check_takes_down(actor, draft.community_id)
    check_can(draft, Action.REFINE, actor)
    return draft


async def _caller(community: Community, jotted: Jotted, now: datetime) -> Person:
    """Whoever is known with that number, else somebody new; without a number always new.

    Its owner may be telling it in the chat just now: then whose it is is looked up once more.
    """
    phone = plain_phone(jotted.phone) or jotted.phone
    while (found := await callers.known(phone, community)) is not None:
        if await remains(found.id):
            return found
    return await Person.create(
        name=jotted.name[:NAME_LIMIT], phone=phone, community=community, created_at=now
    )


async def _home_id(community: Community, said: str) -> int | None:
    """The one home it can mean, in whatever way it was written."""
    told = await homes.understood(said, community) if said else None
    found = await homes.found(told, community) if told else []
    return found[0].id if len(found) == 1 else None
