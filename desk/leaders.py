"""Who leads a complaint at its level, and can be written to."""

from desk.authority import RANK, Actor, may_record
from desk.workers import workers_of
from models import Complaint, Person, Staff
from models.kinds import Discretion, Role

SUPERIORS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)


async def leaders_of(complaint: Complaint) -> list[int]:
    """Telegram ids of those who can lead it."""
    return await leaders_at(complaint, complaint.level)


async def leaders_at(complaint: Complaint, level: Role) -> list[int]:
    """Telegram ids of everybody of that level; one with nobody goes one up, and the last one down.

    What is about one of the staff is told to nobody below its own level (D8).
    """
    return [who for who, _ in await _those_at(complaint, level)]


async def heard_at(complaint: Complaint, level: Role) -> Role | None:
    """Who they are, for whoever is told so; None when there is nobody."""
    return next((role for _, role in await _those_at(complaint, level)), None)


async def is_among(actor: Actor, complaint: Complaint, level: Role, besides: int | None) -> bool:
    """Whether they are of those, or above; one person is not, unless nobody else can be written to."""
    post = actor.post_in(complaint.community_id)
    if post is None or not post.outranks(await heard_at(complaint, level) or level):
        return False
    others = Person.filter(telegram_id__in=await leaders_at(complaint, level)).exclude(id=actor.person_id)
    return actor.person_id != besides or not await others.exists()


async def _those_at(complaint: Complaint, level: Role) -> list[tuple[int, Role]]:
    if complaint.discretion is Discretion.CONFIDENTIAL:
        level = max(level, complaint.level, key=RANK.__getitem__)
    posts = await Staff.filter(
        community_id=complaint.community_id,
        left_at=None,
        role__in=SUPERIORS,
        person__telegram_id__not_isnull=True,
        person__reachable=True,
    ).values_list("id", "role", "person__telegram_id")
    out = (complaint.barred_id, complaint.about_id)
    ranks = {RANK[role] for staff_id, role, _ in posts if staff_id not in out}
    high_enough = {rank for rank in ranks if rank >= RANK[level]}
    told = min(high_enough) if high_enough else max(ranks, default=None)
    return [(who, role) for staff_id, role, who in posts if RANK[role] == told and staff_id not in out]


async def askers_of(complaint: Complaint, role: Role) -> list[tuple[int, int]]:
    """Post and Telegram id of everybody of this role who may ask the resident, and can be written to."""
    posts = Staff.filter(
        community_id=complaint.community_id,
        left_at=None,
        role=role,
        person__telegram_id__not_isnull=True,
        person__reachable=True,
    )
    rows = await posts.values_list("id", "person_id", "person__telegram_id")
    worked = await workers_of(complaint.id, complaint.round)
    return [
        (staff_id, telegram_id)
        for staff_id, person_id, telegram_id in rows
        if staff_id not in worked and may_record(staff_id, person_id, role, complaint, role, complaint.round)
    ]
