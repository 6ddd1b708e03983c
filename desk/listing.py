"""One's own matters, page by page: the open ones, and those that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from desk.authority import Actor
from desk.errors import NotFound
from models import Complaint, Event, Involvement
from models.kinds import Action, Category, InvolvementRole, Role, Status

PAGE = 5  # matters; each has a button, and a phone shows about so many
LOOKED_BACK = timedelta(days=30)
MOST_WITHDRAWN = 20
PRESENT = (Status.DRAFT, Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
PAST = (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Page:
    ids: Sequence[int]  # newest first
    number: int
    pages: int
    total: int
    over: bool
    others: int  # how many the other list has
    drafts: int = 0  # of the total: not sent yet
    joined: frozenset[int] = frozenset()  # which of them are a neighbour's, and somebody said "me too"


async def page_of(actor: Actor, number: int, *, over: bool) -> Page:
    """A page beyond the last one is the last one."""
    joined = await _joined(actor)
    mine = _mine(actor, joined, over=over)
    total = await mine.count()
    pages = max(1, ceil(total / PAGE))
    number = min(number, pages)
    rows = mine.order_by("-id").offset((number - 1) * PAGE).limit(PAGE).values_list("id")
    others = await _mine(actor, joined, over=not over).count()
    ids = [complaint_id for (complaint_id,) in await rows]
    drafts = await mine.filter(status=Status.DRAFT).count()
    return Page(ids, number, pages, total, over, others, drafts, joined & frozenset(ids))


@dataclass(frozen=True)
class Withdrawal:
    """A complaint that its filer took back."""

    number: int
    category: Category
    why: str
    at: datetime
    zone: ZoneInfo


async def withdrawn(actor: Actor, now: datetime) -> Sequence[Withdrawal]:
    """The latest ones of the estates that somebody leads. Raises NotFound to whoever leads none."""
    led = [post.community_id for post in actor.posts if post.outranks(Role.SUPERVISOR)]
    if not led:
        raise NotFound
    steps = Event.filter(
        action=Action.WITHDRAW,
        at__gte=now - LOOKED_BACK,
        complaint__community_id__in=led,
        complaint__status=Status.WITHDRAWN,
    )
    rows = await steps.order_by("-at").limit(MOST_WITHDRAWN).select_related("complaint__community")
    return [_withdrawal(row) for row in rows]


def _withdrawal(step: Event) -> Withdrawal:
    row = step.complaint
    zone = ZoneInfo(row.community.timezone)
    return Withdrawal(row.number or 0, row.category or Category.OTHER, step.reason, step.at, zone)


async def _joined(actor: Actor) -> frozenset[int]:
    rows = Involvement.filter(person_id=actor.person_id, role=InvolvementRole.JOINED)
    return frozenset([complaint_id for (complaint_id,) in await rows.values_list("complaint_id")])


def _mine(actor: Actor, joined: frozenset[int], *, over: bool) -> QuerySet[Complaint]:
    """A draft that was thrown away never was a matter."""
    whose = Q(filer_id=actor.person_id) | Q(id__in=list(joined)) if joined else Q(filer_id=actor.person_id)
    mine = Complaint.filter(whose, status__in=PAST if over else PRESENT)
    return mine.filter(number__not_isnull=True) if over else mine
