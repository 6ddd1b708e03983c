"""Finding complaints by number, home, phone or words: one's own community only (T8)."""

import re
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from desk.authority import Actor, Post, parts_of
from desk.errors import NotFound
from desk.lifecycle import Part
from desk.privacy import plain_phone
from models import Complaint
from models.kinds import Category, Discretion, Role, Status

MOST = 10  # found ones shown; who sees more than that has asked too little
MOST_READ = 100
NUMBER = re.compile(r"#?0*(\d{1,6})")
PHONE = re.compile(r"\d{7}")  # a local one, unless it reads as an address
SURELY_A_PHONE = 8  # digits; no address has that many
HOME = re.compile(r"([\dA-Z]{1,4})-(?:([\dA-Z]{1,4})-)?([\dA-Z]{1,5})", re.IGNORECASE)
STAFF = frozenset({Part.MEMBER, Part.DESK, Part.SUPERIOR, Part.ASSIGNEE})
OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


@dataclass(frozen=True)
class Hit:
    """One complaint in a list."""

    ref: str
    number: int
    status: Status
    category: Category
    place: str
    text: str
    due_at: datetime | None

    def late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


async def find(actor: Actor, community_id: int, wanted: str) -> list[Hit]:
    """Newest first; nothing that the actor has no part in. NotFound to strangers."""
    post = _check_works_here(actor, community_id)
    rows = Complaint.filter(community_id=community_id).exclude(status=Status.DRAFT)
    meant = _meant(rows, wanted.strip(), by_person=post.outranks(Role.DESK))
    return await _hits(meant.order_by("-id"), actor)


async def open_ones(actor: Actor, community_id: int) -> list[Hit]:
    """What isn't finished, the longest overdue first."""
    _check_works_here(actor, community_id)
    hits = await _hits(Complaint.filter(community_id=community_id, status__in=OPEN), actor, most=MOST_READ)
    return sorted(hits, key=lambda hit: (hit.due_at is None, hit.due_at, hit.number))


async def case(ref: str, actor: Actor) -> Complaint:
    """The complaint, for staff who have a part in it. NotFound to everybody else."""
    found = await Complaint.get_or_none(ref=ref).select_related("community", "assignee__person")
    if found is None or not parts_of(actor, found) & STAFF:
        raise NotFound
    return found


def has_tools(actor: Actor, complaint: Complaint) -> bool:
    """Whether the desk's own tools fit: it is open, and theirs to put right."""
    return complaint.status in OPEN and bool(parts_of(actor, complaint) & {Part.DESK, Part.SUPERIOR})


def _check_works_here(actor: Actor, community_id: int) -> Post:
    post = actor.post_in(community_id)
    if post is None:
        raise NotFound
    return post


def _meant(rows: QuerySet[Complaint], wanted: str, *, by_person: bool) -> QuerySet[Complaint]:
    """Who somebody is, only the desk and those above may ask."""
    if found := NUMBER.fullmatch(wanted):
        return rows.filter(number=int(found[1]))
    phone = plain_phone(wanted)
    if len(phone) >= SURELY_A_PHONE and by_person:
        return rows.filter(filer__phone__endswith=phone)
    if found := HOME.fullmatch(wanted):
        building, unit, room = found.groups()
        home = Q(home__building=building, home__unit=unit or "", home__room=room)
        seen = home if by_person else home & ~Q(discretion=Discretion.ANONYMOUS)  # as on the card (T9)
        return rows.filter(seen | Q(place__icontains=wanted))
    if PHONE.fullmatch(phone) and by_person:
        return rows.filter(filer__phone__endswith=phone)
    for word in wanted.split():
        told = Q(text__icontains=word) | Q(place__icontains=word)
        rows = rows.filter(told | Q(filer__name__icontains=word) if by_person else told)
    return rows


async def _hits(rows: QuerySet[Complaint], actor: Actor, most: int = MOST) -> list[Hit]:
    found = [row for row in await rows.limit(MOST_READ) if parts_of(actor, row) & STAFF]
    return [_hit(row) for row in found[:most]]


def _hit(row: Complaint) -> Hit:
    due = {Status.WAITING: row.answer_due_at, Status.ACCEPTED: row.finish_due_at}.get(row.status)
    category = row.category or Category.OTHER
    return Hit(row.ref, row.number or 0, row.status, category, row.place, row.text, due)
