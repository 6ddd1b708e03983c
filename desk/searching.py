"""Finding complaints by number, home, phone or words: one's own community only (T8)."""

import re
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Case, F, Q, When
from tortoise.queryset import QuerySet

from desk.authority import Actor, Post, parts_of
from desk.errors import NotFound
from desk.lifecycle import Part
from desk.privacy import plain_phone
from desk.seeing import seen_by
from models import Complaint
from models.kinds import Category, Discretion, Role, Status

MOST = 10  # found ones shown; who sees more than that has asked too little
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


@dataclass(frozen=True)
class Found:
    """The first of them, and how many there are."""

    hits: tuple[Hit, ...]
    total: int
    late: int = 0


async def find(actor: Actor, community_id: int, wanted: str) -> Found:
    """Newest first; nothing that the actor has no part in. NotFound to strangers."""
    post = _check_works_here(actor, community_id)
    rows = Complaint.filter(seen_by(post)).exclude(status=Status.DRAFT)
    meant = _meant(rows, wanted.strip(), by_person=post.outranks(Role.DESK))
    return Found(tuple(map(_hit, await meant.order_by("-id").limit(MOST))), await meant.count())


async def open_ones(actor: Actor, community_id: int, now: datetime) -> Found:
    """What isn't finished, the longest overdue first; what rests in time or has no deadline comes last."""
    rows = Complaint.filter(seen_by(_check_works_here(actor, community_id)), status__in=OPEN)
    late_rest = Q(status=Status.ON_HOLD, finish_due_at__lt=now)
    waits, goes_on = Q(status=Status.WAITING), Q(status=Status.ACCEPTED) | late_rest
    timed = (waits & Q(answer_due_at__not_isnull=True)) | (goes_on & Q(finish_due_at__not_isnull=True))
    due = Case(When(waits, then=F("answer_due_at")), default=F("finish_due_at"))
    first = await rows.filter(timed).annotate(due=due).order_by("due", "number").limit(MOST)
    rest = rows.filter(~timed).order_by("number")
    found = [*first, *(await rest.limit(MOST - len(first)) if len(first) < MOST else [])]
    late = (waits & Q(answer_due_at__lt=now)) | (goes_on & Q(finish_due_at__lt=now))
    return Found(tuple(_hit(row, now) for row in found), await rows.count(), await rows.filter(late).count())


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
    phone = plain_phone(wanted).lstrip("0")  # 0912… at home is 886912… from abroad
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


def _hit(row: Complaint, now: datetime | None = None) -> Hit:
    due = {Status.WAITING: row.answer_due_at, Status.ACCEPTED: row.finish_due_at}.get(row.status)
    if now and row.status is Status.ON_HOLD and row.finish_due_at and row.finish_due_at < now:
        due = row.finish_due_at
    category = row.category or Category.OTHER
    return Hit(row.ref, row.number or 0, row.status, category, row.place, row.text, due)
