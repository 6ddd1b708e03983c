"""What only a draft shows: how far it is, which open matter it seems to repeat; and what it left open."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from desk import indoors, joining
from desk.authority import name_of
from desk.doubts import Said, left_open
from desk.sorting import THANKED
from models import Complaint
from models.kinds import Category, Discretion, Status

MOST_SIBLINGS = 5  # more would bury the question


@dataclass(frozen=True)
class Offer:
    """An open complaint of other people that a draft seems to repeat. Not a word of theirs is in it, and no door."""

    ref: str
    number: int
    status: Status
    place: str
    households: int
    worker: str
    department: str
    due_at: datetime | None


@dataclass(frozen=True)
class Sibling:
    """Another open complaint of the same resident, or one they joined: of that nothing that its filer said (T9)."""

    ref: str
    number: int
    asked: bool  # waits for the resident's answer
    category: Category | None = None
    text: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Drafting:
    """How far a draft is."""

    step: str = ""  # of the guided way: category, subject; "" to be confirmed
    guided: bool = False
    misses: int = 0  # how often we didn't understand
    matters: tuple[tuple[Category, str], ...] = ()
    perhaps_danger: bool = False  # asked, not dispatched: the words leave it open
    offer: Offer | None = None
    doubt: Said | None = None  # what they said to that, where it was filed without a yes or no
    nameless: bool = False  # a danger that goes on, and its filer is forgotten (desk.nameless)


async def read_drafting(row: Complaint) -> Drafting:
    if row.status is not Status.DRAFT:
        return Drafting(doubt=left_open(row), nameless=bool(row.verdict.get("nameless")))
    said = row.verdict
    return Drafting(
        step=said.get("step", ""),
        guided=said.get("guided", False),
        misses=said.get("misses", 0),
        matters=tuple((Category(category), text) for category, text in said.get("matters", ())),
        perhaps_danger=said.get("perhaps_danger", False),
        offer=await _offer(row),
    )


async def siblings_of(draft: Complaint) -> tuple[Sibling, ...]:
    if draft.status is not Status.DRAFT or draft.discretion is Discretion.CONFIDENTIAL:
        return ()  # what is about the staff goes onto no card that they can see (D8)
    worked_on = ~Q(kind__in=THANKED) | ~Q(status=Status.WAITING)  # as desk.sorting.is_thanked reads it
    others = Complaint.filter(
        worked_on,
        involvements__person_id=draft.filer_id,
        community_id=draft.community_id,
        status__in=(Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE),
    )
    return tuple(
        Sibling(row.ref, row.number or 0, row.question_at is not None, row.category, row.text, row.subject)
        if row.filer_id == draft.filer_id
        else Sibling(row.ref, row.number or 0, asked=False, category=row.category, subject=row.subject)
        for row in await others.order_by("-id").limit(MOST_SIBLINGS)
    )


async def _offer(draft: Complaint) -> Offer | None:
    twin = await joining.twin_of(draft, draft.created_at)
    if twin is None:
        return None
    row = await Complaint.get(id=twin.complaint_id).select_related("department", "assignee__person", "spot")
    return Offer(
        ref=row.ref,
        number=row.number or 0,
        status=row.status,
        place=" ".join(filter(None, [row.spot.name if row.spot else "", indoors.place_to_neighbours(row)])),
        households=await joining.households_of(row.id, row.community_id),
        worker=name_of(row.assignee) if row.assignee else "",
        department=row.department.name if row.department else "",
        due_at=row.answer_due_at if row.status is Status.WAITING else row.finish_due_at,
    )
