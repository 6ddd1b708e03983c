"""Visits by seniority: managers and directors ask some residents themselves (C2).

Whom, a lot decides: a stated share in each category (desk.drawing). A major complaint, or one with a
loss, is visited by both, and one signature does not close it (S1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk import notices, signing
from desk.asking import TIERS
from desk.authority import LINE, RANK, Actor, Post, may_record
from desk.drawing import falls_on, is_drawn, next_place, pass_on, seed_of
from desk.policy import policy_for
from desk.workers import workers_of
from models import Callback, Complaint, Staff
from models.callback_kinds import CallbackState
from models.kinds import Category, Role, Severity, Status

MOST = 20  # tasks in one list; the oldest first


@dataclass(frozen=True)
class Task:
    """A visit that somebody is to hold."""

    ref: str
    number: int
    category: Category
    tier: Role
    round: int
    forced: bool


async def draw(complaint: Complaint, now: datetime) -> None:
    """Whether a manager's or a director's visit is due on top of the callback that begins."""
    category = complaint.category or Category.OTHER
    place = await next_place(complaint.community_id, category)
    shares = policy_for(complaint.community.policy).asking.shares
    roles = await _free_roles(complaint)
    grave = both_of(roles) if is_grave(complaint) else ()
    everybody = await Staff.filter(community_id=complaint.community_id, left_at=None).values_list("role")
    for tier in TIERS:
        if any(RANK[role] >= RANK[tier] for (role,) in everybody):
            lot = falls_on(seed_of(complaint.community, category, tier), place, shares[tier])
            able = any(RANK[role] >= RANK[tier] for role in roles)
            forced = tier in grave
            drawn = lot if forced else await is_drawn(*_stratum(complaint, tier), lot=lot, able=able)
            if drawn or forced:
                await _owe(complaint, tier, now, forced=forced, drawn=drawn)


async def mark_grave(complaint: Complaint, now: datetime) -> None:
    """It turned out to be major, or to have cost somebody money. Before the callback begins, nothing is owed."""
    mine = Callback.filter(complaint_id=complaint.id, round=complaint.round, tier=Role.DESK)
    if complaint.status is not Status.DONE or not is_grave(complaint) or not await mine.exists():
        return
    for tier in both_of(await _free_roles(complaint)):
        await _owe(complaint, tier, now, forced=True)


def both_of(roles: Sequence[Role]) -> tuple[Role, ...]:
    """Manager and director, two different people; where there is only one of them, that one."""
    if Role.DIRECTOR not in roles:
        return (Role.MANAGER,) if Role.MANAGER in roles else ()
    return TIERS if len([role for role in roles if role in TIERS]) > 1 else (Role.DIRECTOR,)


def is_grave(complaint: Complaint) -> bool:
    return complaint.severity is Severity.MAJOR or complaint.loss


async def forced_tiers(complaint_id: int, round_: int) -> list[Role]:
    """Who has to ask about this round before it can be closed, the lower one first."""
    rows = Callback.filter(complaint_id=complaint_id, round=round_, tier__in=TIERS, forced=True)
    return sorted((row.tier for row in await rows), key=TIERS.index)


async def signature_missing(complaint: Complaint) -> bool:
    """Whether a visit that must be held has not been: the complaint can't be closed yet."""
    forced = Callback.filter(complaint_id=complaint.id, round=complaint.round, tier__in=TIERS, forced=True)
    return await forced.filter(state=CallbackState.PHONE).exists()


async def tasks_of(actor: Actor) -> list[Task]:
    """What this person is to visit, oldest first: of their own tier and of those below."""
    found: list[Task] = []
    for post in actor.posts:
        tiers = [tier for tier in TIERS if post.outranks(tier)]
        owed = Callback.filter(
            complaint__community_id=post.community_id, tier__in=tiers, state=CallbackState.PHONE
        )
        rows = await owed.order_by("-forced", "id").select_related("complaint") if tiers else []
        theirs = (row for row in rows if _is_for(row, actor, post))
        mine = [_task(row) for row in theirs if not await signing.is_anothers(row, post.staff_id)]
        found += mine[:MOST]
    return found


def _is_for(row: Callback, actor: Actor, post: Post) -> bool:
    """Nobody is shown what they may not ask about, least of all what is about them."""
    return may_record(post.staff_id, actor.person_id, post.role, row.complaint, row.tier, row.round)


async def drop(complaint: Complaint) -> None:
    """The round is over before they were held: nothing is left to ask, and their lots go to the next cases."""
    owed = Callback.filter(complaint_id=complaint.id, round=complaint.round, tier__in=TIERS)
    for row in await owed.filter(state=CallbackState.PHONE):
        await let_go(complaint, row)


async def let_go(complaint: Complaint, row: Callback) -> None:
    """The share is one of visits that are held: a lot that comes to nothing falls on the next case."""
    await Callback.filter(id=row.id).update(state=CallbackState.MOOT)
    if row.drawn:
        await pass_on(*_stratum(complaint, row.tier))


async def ask_nobody(complaint: Complaint) -> None:
    """Whoever could be asked is forgotten: neither the desk nor a visitor has anything left to do."""
    waits = (CallbackState.ASKED, CallbackState.PHONE)
    for row in await Callback.filter(complaint_id=complaint.id, state__in=waits):
        await let_go(complaint, row)


def _stratum(complaint: Complaint, tier: Role) -> tuple[int, str]:
    return complaint.community_id, f"{complaint.category or Category.OTHER}:{tier}"


async def _free_roles(complaint: Complaint) -> list[Role]:
    """Of everybody in the community who may ask: not who did the work, nor whom it is about."""
    staff = Staff.filter(community_id=complaint.community_id, left_at=None)
    worked = await workers_of(complaint.id, complaint.round)
    return [
        role
        for staff_id, person_id, role in await staff.values_list("id", "person_id", "role")
        if staff_id not in worked and may_record(staff_id, person_id, role, complaint, role, complaint.round)
    ]


def _task(row: Callback) -> Task:
    complaint = row.complaint
    category = complaint.category or Category.OTHER
    return Task(complaint.ref, complaint.number or 0, category, row.tier, row.round, row.forced)


async def _owe(complaint: Complaint, tier: Role, now: datetime, *, forced: bool, drawn: bool = False) -> None:
    row = Callback(
        complaint_id=complaint.id,
        round=complaint.round,
        tier=tier,
        state=CallbackState.PHONE,
        forced=forced,
        drawn=drawn,
        asked_at=now,
    )
    await Callback.bulk_create([row], ignore_conflicts=True)
    if drawn and not forced:
        await _tell(complaint, tier, "visit_drawn", now)
    if forced:  # a lot may have fallen on it before: now it has to be held all the same
        mine = Callback.filter(complaint_id=complaint.id, round=complaint.round, tier=tier)
        await mine.update(forced=True)
        await mine.filter(state=CallbackState.MOOT).update(
            state=CallbackState.PHONE, drawn=False, held_at=None
        )
        both = len(both_of(await _free_roles(complaint))) > 1
        await _tell(complaint, tier, "visit_due" if both else "visit_due_alone", now)


async def _tell(complaint: Complaint, tier: Role, notice: str, now: datetime) -> None:
    """Once, in private, with the way to the task; where nobody of the tier can hold it, those above them."""
    facts = {"tier": tier, "round": complaint.round}
    for role in LINE[LINE.index(tier) :]:
        if await notices.tell_role(complaint, notice, role, now, facts=facts):
            return
