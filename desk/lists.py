"""The list of what is late: one per place or leader in half an hour, never one ping a case.

A place is a group or one topic of it, and in each the list is one community's.

A row owes the list; what stands on it is read when it is sent, so it is never out of date, and a list
on which nothing is left is not sent at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from desk.authority import RANK, name_of
from desk.calendar import next_open
from desk.groups import can_hear, department_for, place_for, place_of
from desk.notices import ORDINARY
from desk.policy import policy_for
from desk.reach import GROUP_GONE
from desk.reckoning import Reckoning
from desk.spans import Time
from models import Community, Complaint, Department, Outgoing, Staff
from models.kinds import Category, Discretion, Doubt, OutgoingState, Role, Status

NOTICE = "overdue_list"


@dataclass(frozen=True)
class Late:
    """One line of the list."""

    ref: str
    number: int
    category: Category
    place: str
    worker: str  # "" while nobody has accepted it
    due: datetime
    emergency: bool


@dataclass(frozen=True)
class LateList:
    """What is late, the worst first: dangers, then what nobody has accepted, then by age."""

    lines: tuple[Late, ...]
    zone: ZoneInfo
    language: str


async def owe_group(complaint: Complaint, reckoning: Reckoning, now: datetime) -> None:
    """On the list of its department's group, or the desk's."""
    department = await place_of(complaint)
    if department is None or department.chat_id is None:
        return
    facts = _facts(complaint.community_id, department)
    await _owe(complaint, department.chat_id, facts, reckoning, now)


async def move(community_id: int, heirs: Sequence[Department | None], old: int, bot_id: int) -> None:
    """What was going to be told in the old group is told where its tasks stand now; if others stay, in both."""
    parked = Q(state=OutgoingState.PARKED, error__startswith=GROUP_GONE)
    owed = Outgoing.filter(Q(state=OutgoingState.WAITING) | parked, lane=old, notice=NOTICE, bot_id=bot_id)
    rows = [row for row in await owed if row.params["community"] == community_id]
    places = [place for heir in heirs if (place := await place_for(heir, community_id))]
    for row, place in product(rows, places):
        await _owe_there(row, place)
    if places and not await Department.filter(chat_id=old).exists():
        await owed.filter(id__in=[row.id for row in rows]).delete()


async def _owe_there(row: Outgoing, place: Department) -> None:
    """A list on which nothing is left is not sent: it may be owed where nothing is late."""
    facts = _facts(row.params["community"], place)
    waiting = Outgoing.filter(
        lane=place.chat_id, notice=NOTICE, bot_id=row.bot_id, state=OutgoingState.WAITING
    )
    if any(_is_for_same(one.params, facts) for one in await waiting):
        return
    await Outgoing.create(
        bot_id=row.bot_id,
        lane=place.chat_id,
        urgency=row.urgency,
        notice=NOTICE,
        params=facts,
        doubt=row.doubt,
        not_before=row.not_before,
        created_at=row.created_at,
    )


def _facts(community_id: int, place: Department) -> dict[str, Any]:
    topic = {"topic_id": place.topic_id} if place.topic_id else {}
    return {"community": community_id, "group": place.chat_id, **topic}


async def owe_leader(
    complaint: Complaint, telegram_id: int, role: Role, reckoning: Reckoning, now: datetime
) -> None:
    facts = {"community": complaint.community_id, "role": role, "reader": telegram_id}
    await _owe(complaint, telegram_id, facts, reckoning, now)


async def _owe(
    complaint: Complaint, lane: int, facts: dict[str, Any], reckoning: Reckoning, now: datetime
) -> None:
    policy = reckoning.policy
    lists = Outgoing.filter(lane=lane, notice=NOTICE, bot_id=complaint.community.bot_id)
    recent = Q(state=OutgoingState.WAITING) | Q(not_before__gt=now - policy.list_every)
    told = [row for row in await lists.filter(recent).order_by("-id") if _is_for_same(row.params, facts)]
    for row in told:
        if _covers(row.params, facts) and await _still_waits(row):
            return  # it will stand on that one
    due = max([now + policy.list_gather, *((row.not_before or now) + policy.list_every for row in told)])
    if not reckoning.case.emergency:
        due = next_open(due, reckoning.times.hours[Time.SERVICE])
    row = Outgoing(
        bot_id=complaint.community.bot_id,
        lane=lane,
        urgency=ORDINARY,
        notice=NOTICE,
        params=facts,
        key=":".join([NOTICE, str(lane), _kind(facts), f"{due:%Y%m%d%H%M}"]),  # two sweeps at once owe one
        doubt=Doubt.NEVER,
        not_before=due,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)


def _kind(facts: dict[str, Any]) -> str:
    """What a list shows, as a part of its key."""
    return f"{facts['community']}:{facts.get('role') or facts.get('topic_id', '')}"


def _is_for_same(owed: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Of one community, in one place or to one reader."""
    return all(owed.get(name) == facts.get(name) for name in ("community", "topic_id"))


def _covers(owed: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Whether everything that belongs on the one list stands on the other: higher roles see less."""
    return "role" not in facts or RANK[Role(owed["role"])] <= RANK[Role(facts["role"])]


async def _still_waits(row: Outgoing) -> bool:
    """Not taken by the courier; and not before what is late now can be read (the row is held until then)."""
    mine = Outgoing.filter(id=row.id, state=OutgoingState.WAITING)
    return bool(await mine.update(not_before=row.not_before))


async def read_list(facts: dict[str, Any], now: datetime) -> LateList:
    """What stands on a list at this moment."""
    community = await Community.get(id=facts["community"])
    rows = Complaint.filter(_late(community, now), community_id=community.id)
    if "group" in facts:
        rows = rows.exclude(discretion=Discretion.CONFIDENTIAL)  # never in a group (D8)
        rows = rows.filter(await _told_in(community.id, facts["group"], facts.get("topic_id")))
    else:
        reader, role = facts.get("reader", 0), Role(facts["role"])
        above = [each for each in Role if RANK[each] >= RANK[role]]
        own = await Staff.filter(community_id=community.id, person__telegram_id=reader, left_at=None).first()
        highest = max(RANK[role], RANK[own.role]) if own else RANK[role]
        theirs = [each for each in Role if RANK[each] <= highest]
        open_to_them = ~Q(discretion=Discretion.CONFIDENTIAL) | Q(level__in=theirs)
        not_about = Q(about_id__isnull=True) | ~Q(about__person__telegram_id=reader)
        rows = rows.filter(open_to_them, not_about, alarmed__in=above)
    found = await rows.select_related("assignee__person").order_by("id")
    lines = sorted(
        (_line(row, now) for row in found), key=lambda line: (not line.emergency, bool(line.worker), line.due)
    )
    return LateList(tuple(lines), ZoneInfo(community.timezone), community.language)


async def _told_in(community_id: int, chat_id: int, topic_id: int | None) -> Q:
    """What is told in a group: its departments' tasks, in the desk's also what has no group of its own."""
    departments = await Department.filter(community_id=community_id)
    all_here = [one for one in departments if one.chat_id == chat_id]
    in_topic = [one for one in all_here if (one.topic_id or None) == topic_id]
    here = [one.id for one in in_topic or all_here]  # the topic may have been lost meanwhile
    desk = await department_for(community_id, Category.OTHER)
    if desk is None or desk.id not in here:
        return Q(department_id__in=here)
    homeless = [one.id for one in departments if not can_hear(one)]
    return Q(department_id__in=[*here, *homeless]) | Q(department_id__isnull=True)


def _late(community: Community, now: datetime) -> Q:
    """Past its time; or not accepted and half of its time is over."""
    policy, zone = policy_for(community.policy).timing, ZoneInfo(community.timezone)
    span = policy.first_answer.part(100 - policy.half)
    soon = policy.times(zone).later(now, span)
    waiting = Q(status=Status.WAITING, answer_due_at__lte=soon)
    working = Q(finish_due_at__lte=now) | Q(visit_due_at__lte=now) | Q(plan_due_at__lte=now)
    broken = Q(finish_due_at__lte=now) | Q(visit_due_at__lte=now)  # a hold in time moves the end
    missed = Q(status=Status.ON_HOLD) & broken  # somebody is awaited there all the same
    return waiting | missed | (Q(status__in=(Status.WAITING, Status.ACCEPTED)) & working)


def _line(row: Complaint, now: datetime) -> Late:
    waiting = row.status is Status.WAITING
    end = row.finish_due_at
    others = (row.answer_due_at,) if waiting else (row.visit_due_at, row.plan_due_at)
    due = end if end and end <= now and not waiting else min(filter(None, (*others, end)), default=None)
    return Late(
        ref=row.ref,
        number=row.number or 0,
        category=row.category or Category.OTHER,
        place=row.place,
        worker=name_of(row.assignee) if row.assignee and not waiting else "",
        due=due or row.created_at,
        emergency=bool(row.emergency),
    )
