"""Who works here: appointed, given a role and departments, and gone at once when they leave (T19)."""

from dataclasses import dataclass
from datetime import datetime

from desk import deciding, leaving
from desk.arranging import hold
from desk.authority import RANK, Actor, check_manages, name_of
from desk.errors import LastManager, NotFound, Outranked
from desk.staying import remains
from models import Department, Membership, Person, Staff, Turn
from models.kinds import Role

NAME_LIMIT = 64  # characters of a title


@dataclass(frozen=True)
class Left:
    """Who left, and the numbers of what they had accepted: it waits for somebody else."""

    name: str
    community_id: int
    numbers: tuple[int, ...]


async def appoint(community_id: int, actor: Actor, telegram_id: int, name: str, now: datetime) -> Staff:
    """A colleague, as a worker at first. Who was here before comes back; who is here stays what they are."""
    check_manages(actor, community_id)
    person = await _person(telegram_id, name, now)
    if not await remains(person.id):  # forgotten just now, and somebody new since then
        person = await _person(telegram_id, name, now)
    fresh = Staff(person=person, community_id=community_id, role=Role.WORKER, title=name[:NAME_LIMIT])
    await Staff.bulk_create([fresh], ignore_conflicts=True)
    again = Staff.filter(person_id=person.id, community_id=community_id).exclude(left_at=None)
    await again.update(left_at=None, role=Role.WORKER)
    return await Staff.get(person_id=person.id, community_id=community_id).select_related(
        "person", "community"
    )


async def post_by_id(staff_id: int, actor: Actor) -> Staff:
    """Somebody's post, for the manager. Raises NotFound, ManagersOnly, and Outranked for those above."""
    post = await Staff.get_or_none(id=staff_id, left_at=None).select_related("person", "community")
    if post is None:
        raise NotFound
    if not check_manages(actor, post.community_id).outranks(post.role):
        raise Outranked
    return post


async def rank(staff_id: int, actor: Actor, role: Role, now: datetime) -> Staff:
    """A new role. Upwards a manager may name anybody: an estate's first director has nobody above.

    The others are named by a director: Outranked.
    """
    post = await post_by_id(staff_id, actor)
    if role is Role.DIRECTOR and not check_manages(actor, post.community_id).outranks(role):
        await hold(post.community_id)
        if await Staff.filter(community_id=post.community_id, left_at=None, role=role).exists():
            raise Outranked
    await _check_somebody_manages(post, role)
    await Staff.filter(id=post.id).update(role=role)
    post.role = role
    await deciding.ask_anew(post.community_id, now)
    return post


async def move(staff_id: int, actor: Actor, department_id: int) -> Staff:
    """Into the department, or out of it again."""
    post = await post_by_id(staff_id, actor)
    if not await Department.filter(id=department_id, community_id=post.community_id).exists():
        raise NotFound
    member = Membership.filter(staff_id=post.id, department_id=department_id)
    if not await member.delete():
        fresh = Membership(staff_id=post.id, department_id=department_id)
        await Membership.bulk_create([fresh], ignore_conflicts=True)
    return post


async def dismiss(staff_id: int, actor: Actor, now: datetime) -> Left:
    """All their rights here end in this moment (T19); what they had accepted waits for the others."""
    post = await post_by_id(staff_id, actor)
    await _check_somebody_manages(post, None)
    await Staff.filter(id=post.id).update(left_at=now, on_duty=False)
    await Membership.filter(staff_id=post.id).delete()
    await Turn.filter(staff_id=post.id).delete()
    return Left(name_of(post), post.community_id, await leaving.release(post, now))


async def _check_somebody_manages(post: Staff, role: Role | None) -> None:
    """An estate without any manager could be set up by nobody: LastManager."""
    if RANK[post.role] < RANK[Role.MANAGER] or (role is not None and RANK[role] >= RANK[Role.MANAGER]):
        return
    await hold(post.community_id)
    managers = Staff.filter(
        community_id=post.community_id, left_at=None, role__in=(Role.MANAGER, Role.DIRECTOR)
    )
    if not await managers.exclude(id=post.id).exists():
        raise LastManager


async def _person(telegram_id: int, name: str, now: datetime) -> Person:
    """Known by Telegram's id, whether or not they have written to us."""
    fresh = Person(telegram_id=telegram_id, name=name[:256], created_at=now)
    await Person.bulk_create([fresh], ignore_conflicts=True)
    return await Person.get(telegram_id=telegram_id)
