"""An estate as plain values: all that setting it up shows."""

from dataclasses import dataclass

from tortoise.queryset import QuerySet

from models import Community, Department, GroupChat, Membership, Staff
from models.kinds import Category, Role


@dataclass(frozen=True)
class DepartmentView:
    """A department, and whether it can be told anything."""

    id: int
    community: int
    name: str
    categories: tuple[Category, ...]
    bound: bool
    topic: bool
    group: str  # the title of its group, "" unknown
    problem: str
    missing: tuple[str, ...]  # rights the bot hasn't got there

    @property
    def ready(self) -> bool:
        return self.bound and not self.problem and "send" not in self.missing


@dataclass(frozen=True)
class StaffView:
    """A member of staff in one post."""

    id: int
    community: int
    name: str
    role: Role
    departments: tuple[int, ...]
    reachable: bool  # has started the bot, so can be written to


@dataclass(frozen=True)
class EstateView:
    """One community, its departments and its staff."""

    id: int
    key: str
    name: str
    timezone: str
    language: str
    departments: tuple[DepartmentView, ...]
    staff: tuple[StaffView, ...]


async def read_estate(community_id: int) -> EstateView:
    community = await Community.get(id=community_id)
    return EstateView(
        community.id,
        community.key,
        community.name,
        community.timezone,
        community.language,
        await _departments(community),
        await _staff(Staff.filter(community_id=community_id, left_at=None)),
    )


async def read_department(row: Department) -> DepartmentView:
    """`row` has its community with it."""
    known = await GroupChat.get_or_none(bot_id=row.community.bot_id, chat_id=row.chat_id or 0)
    return _department(row, known)


async def read_colleague(staff_id: int) -> StaffView:
    [found] = await _staff(Staff.filter(id=staff_id))
    return found


async def _departments(community: Community) -> tuple[DepartmentView, ...]:
    """What an older file named stays for the record only."""
    kept = await Department.filter(community_id=community.id, retired=False).order_by("id")
    chats = [row.chat_id for row in kept if row.chat_id is not None]
    known = {one.chat_id: one for one in await GroupChat.filter(bot_id=community.bot_id, chat_id__in=chats)}
    return tuple(_department(row, known.get(row.chat_id or 0)) for row in kept)


def _department(row: Department, chat: GroupChat | None) -> DepartmentView:
    return DepartmentView(
        row.id,
        row.community_id,
        row.name,
        tuple(Category(each) for each in row.categories),
        bound=row.chat_id is not None,
        topic=row.topic_id is not None,
        group=chat.title if chat else "",
        problem=row.chat_problem,
        missing=tuple(chat.missing) if chat else (),
    )


async def _staff(posts: QuerySet[Staff]) -> tuple[StaffView, ...]:
    rows = await posts.order_by("id").select_related("person")
    belongs = await Membership.filter(staff_id__in=[row.id for row in rows]).values_list(
        "staff_id", "department_id"
    )
    return tuple(
        StaffView(
            row.id,
            row.community_id,
            row.title or row.person.name,
            row.role,
            tuple(department for staff, department in belongs if staff == row.id),
            row.person.reachable,
        )
        for row in rows
    )
