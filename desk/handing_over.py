"""One shift hands over to the next: a card at the policy's times, signed by whoever takes over (D9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import shifts
from desk.arranging import hold
from desk.authority import RANK, Actor, name_of
from desk.errors import NotFound, NotOnDuty
from desk.groups import can_hear, department_for
from desk.policy import policy_for
from desk.progress import work_on
from models import Community, Complaint, Occasion, Outgoing, Staff
from models.kinds import Category, Discretion, Doubt, OccasionKind, Role, Status

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
STALE = timedelta(days=1)  # an older handover nobody signed is history
CARD = "handover"  # the notice that is a card; it is drawn when it is sent
LONGEST_LIST = 8  # numbers in one line


@dataclass(frozen=True, order=True)
class Appointment:
    """Somebody is awaited at this time."""

    at: datetime
    number: int
    worker: str


@dataclass(frozen=True)
class Handover:
    """What the next shift has to know, as it is now."""

    occasion_id: int
    begins: datetime
    night: bool  # what ended was a night
    waiting: tuple[int, ...]  # numbers nobody has accepted
    going_on: int
    overdue: tuple[int, ...]
    answers_due: tuple[int, ...]  # promised in this shift
    emergencies: tuple[int, ...]  # that came in during the last shift
    came: int
    finished: int
    appointments: tuple[Appointment, ...]  # agreed with residents, for today or this shift
    on_duty: tuple[str, ...]
    signed_by: str
    signed_at: datetime | None
    community: str
    timezone: str
    language: str


async def due(now: datetime) -> list[int]:
    """Communities whose present shift nobody has begun yet."""
    periods = {one.id: shifts.shift_of(one, now).period for one in await Community.all()}
    begun = Occasion.filter(kind=OccasionKind.SHIFT, period__in=set(periods.values()))
    known = set(await begun.values_list("community_id", "period"))
    return [community_id for community_id, period in periods.items() if (community_id, period) not in known]


async def begin(community_id: int, now: datetime) -> None:
    """A shift begins, once, whoever looks first: its card is posted, and somebody has to be there."""
    await hold(community_id)
    community = await Community.get(id=community_id)
    shift = shifts.shift_of(community, now)
    if await Occasion.filter(community=community, kind=OccasionKind.SHIFT, period=shift.period).exists():
        return
    await Occasion.create(community=community, kind=OccasionKind.SHIFT, period=shift.period, at=now)
    if not await shifts.are_used(community_id):
        return
    await _post_card(community, shift, now)
    await warn_if_nobody(community, now)


async def warn_if_nobody(community: Community, now: datetime) -> bool:
    """At least one person is on duty at all times (S1); when nobody is, the managers hear it at once."""
    if await shifts.on_duty(community, now):
        return False
    period = shifts.shift_of(community, now).period
    await _tell(community, (Role.MANAGER, Role.DIRECTOR), "nobody_on_duty", period, now)
    return True


async def unsigned(now: datetime) -> list[int]:
    """Handovers that nobody has signed in time."""
    waiting = Occasion.filter(kind=OccasionKind.HANDOVER, at__gte=now - STALE, signed_at=None, warned_at=None)
    rows = await waiting.select_related("community")
    return [row.id for row in rows if row.at + policy_for(row.community.policy).sign_within <= now]


async def warn_unsigned(occasion_id: int, now: datetime) -> None:
    if not await Occasion.filter(id=occasion_id, signed_at=None, warned_at=None).update(warned_at=now):
        return
    row = await Occasion.get(id=occasion_id).select_related("community")
    await _tell(row.community, (Role.SUPERVISOR,), "handover_unsigned", row.period, now)


async def sign(occasion_id: int, actor: Actor, now: datetime) -> bool:
    """Takes the shift over. False when somebody has. NotFound to strangers, NotOnDuty to the others."""
    row = await Occasion.get_or_none(id=occasion_id, kind=OccasionKind.HANDOVER).select_related("community")
    post = actor.post_in(row.community_id) if row else None
    if row is None or post is None:
        raise NotFound
    if not post.outranks(Role.SUPERVISOR) and not await shifts.takes_over(
        row.community, post.staff_id, row.at
    ):
        raise NotOnDuty
    return bool(
        await Occasion.filter(id=row.id, signed_at=None).update(signed_at=now, signed_by_id=post.staff_id)
    )


async def read_handover(occasion_id: int, now: datetime) -> Handover:
    row = await Occasion.get(id=occasion_id).select_related("community", "signed_by__person")
    community = row.community
    shift = shifts.shift_of(community, row.at)
    last = shifts.shift_of(community, shift.begins - timedelta(minutes=1))
    told = Complaint.filter(community=community, discretion__not=Discretion.CONFIDENTIAL)  # a group's card
    tasks = await told.filter(status__in=OPEN).order_by("number").select_related("assignee__person")
    came = told.filter(filed_at__gte=last.begins, filed_at__lt=shift.begins)
    finished = told.filter(done_at__gte=last.begins, done_at__lt=shift.begins)
    signer: Any = row.signed_by
    return Handover(
        occasion_id=row.id,
        begins=shift.begins,
        night=last.begins.date() != last.ends.date(),
        waiting=_numbers(task for task in tasks if task.status is Status.WAITING),
        going_on=sum(task.status is not Status.WAITING for task in tasks),
        overdue=_numbers(task for task in tasks if (when := _due(task)) and when < now),
        answers_due=_numbers(task for task in tasks if (when := _due(task)) and now <= when < shift.ends),
        emergencies=_numbers(await came.exclude(emergency="").order_by("number")),
        came=await came.count(),
        finished=await finished.count(),
        appointments=await _appointments(tasks, now, max(shift.ends, _midnight(now, community))),
        on_duty=tuple(one.name for one in await shifts.on_duty(community, now)),
        signed_by=(signer.title or signer.person.name) if signer else "",
        signed_at=row.signed_at,
        community=community.name,
        timezone=community.timezone,
        language=community.language,
    )


async def _appointments(
    tasks: Sequence[Complaint], now: datetime, until: datetime
) -> tuple[Appointment, ...]:
    agreed: list[Appointment] = []
    for task in tasks:
        visit = (await work_on(task)).visit if task.visit_due_at else None
        if visit and visit.agreed and now <= visit.at < until:
            worker = name_of(task.assignee) if task.assignee else ""
            agreed.append(Appointment(visit.at, task.number or 0, worker))
    return tuple(sorted(agreed))


def _midnight(now: datetime, community: Community) -> datetime:
    zone = ZoneInfo(community.timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _due(task: Complaint) -> datetime | None:
    return task.answer_due_at if task.status is Status.WAITING else task.finish_due_at


def _numbers(tasks: Any) -> tuple[int, ...]:
    return tuple(task.number for task in tasks)


async def _post_card(community: Community, shift: shifts.Shift, now: datetime) -> None:
    """In the desk's group; while that is lost, to the supervisors in private."""
    desk = await department_for(community.id, Category.OTHER)
    if desk is None or desk.chat_id is None:
        return
    row = await Occasion.create(community=community, kind=OccasionKind.HANDOVER, period=shift.period, at=now)
    heard = can_hear(desk)
    instead = [] if heard else await _posts(community, (Role.SUPERVISOR,))
    for chat_id in [desk.chat_id] if heard else [post.person.telegram_id for post in instead]:
        await Outgoing.create(
            bot_id=community.bot_id,
            lane=chat_id,
            notice=CARD,
            params={"occasion": row.id, "topic_id": desk.topic_id if heard else None},
            key=f"handover:{row.id}:{chat_id}",
            created_at=now,
        )


async def _tell(
    community: Community, roles: tuple[Role, ...], notice: str, period: str, now: datetime
) -> None:
    """In private, once a minute."""
    rows = [
        Outgoing(
            bot_id=community.bot_id,
            lane=post.person.telegram_id,
            notice=notice,
            params={"community": community.name, "when": period[-5:], "language": community.language},
            key=f"{notice}:{community.id}:{period}:{now:%d%H%M}:{post.person_id}",
            doubt=Doubt.ONCE,
            created_at=now,
        )
        for post in await _posts(community, roles)
    ]
    await Outgoing.bulk_create(rows, ignore_conflicts=True)


async def _posts(community: Community, roles: tuple[Role, ...]) -> list[Staff]:
    """Who can be written to, of these roles; where nobody can, those above."""
    told = Staff.filter(community=community, left_at=None, person__reachable=True).select_related("person")
    posts = [post for post in await told if post.person.telegram_id is not None]
    lowest = min(RANK[role] for role in roles)
    return [post for post in posts if post.role in roles] or [
        post for post in posts if RANK[post.role] >= lowest
    ]
