"""Groups become a department's own by a one-time code, and only so; where nobody does that, the bot leaves (T5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from desk import codes, lists, moving
from desk.authority import Actor, check_manages, managed_by
from desk.errors import NotFound
from desk.groups import can_hear
from models import Community, Department, GroupChat, Outgoing
from models.kinds import Category, CodePurpose, Doubt, OutgoingState

PATIENCE = timedelta(minutes=10)  # whoever was given a link sends it within moments
UNBOUND, LEAVE = "group_unbound", "leaveChat"
HOST_PATIENCE = timedelta(days=1)  # a manager may still be writing the estate file


async def department_of(department_id: int, actor: Actor) -> Department:
    """The department, for its manager. Raises NotFound, ManagersOnly."""
    department = await Department.get_or_none(id=department_id).select_related("community")
    if department is None:
        raise NotFound
    check_manages(actor, department.community_id)
    return department


async def invite(department_id: int, actor: Actor, now: datetime) -> str:
    """A fresh code that binds one group or topic to the department, whoever shows it there."""
    department = await department_of(department_id, actor)
    return await codes.issue(CodePurpose.BIND, now, department_id=department.id)


async def bind(
    code: str, actor: Actor, bot_id: int, chat_id: int, topic_id: int | None, now: datetime
) -> Department:
    """This group, or this topic of it, is the department's from now on; its open tasks come along."""
    department = (await codes.spend(code, CodePurpose.BIND, actor.person_id, now)).department
    if department is None:
        raise NotFound
    old, heard = department.chat_id, can_hear(department)
    where = {"chat_id": chat_id, "topic_id": topic_id, "chat_problem": ""}
    await _stay(bot_id, chat_id)
    await Department.filter(id=department.id).update(**where)
    department.update_from_dict(where)
    await leave_behind(department, [department], old, bot_id, now, heard=heard)
    for each in await _served_from(bot_id, chat_id):
        await moving.bring_tasks(each, now)
    await moving.bring_calls(department.community_id, now)
    return department


async def leave_behind(
    department: Department,
    heirs: Sequence[Department | None],
    old: int | None,
    bot_id: int,
    now: datetime,
    *,
    heard: bool,
) -> None:
    """Its lists go where its heirs are told. The former group, where the bot could write until now, is left."""
    if old is None or old == department.chat_id:
        return
    await lists.move(department.community_id, heirs, old, bot_id)
    if heard:
        await _leave_soon(bot_id, old, now)


async def rights_missing(bot_id: int, chat_id: int) -> tuple[str, ...]:
    """What Telegram last told of the bot's rights in a group."""
    known = await GroupChat.get_or_none(bot_id=bot_id, chat_id=chat_id)
    return tuple(known.missing) if known else ()


async def came_in(
    bot_id: int, chat_id: int, title: str, missing: list[str], by: Actor | None, now: datetime
) -> None:
    """Telegram tells that the bot is in a group: its tasks come back there. Unless it is bound soon, the bot leaves."""
    fresh = GroupChat(bot_id=bot_id, chat_id=chat_id, leave_at=now + await _patience(bot_id, by))
    await GroupChat.bulk_create([fresh], ignore_conflicts=True)
    here = GroupChat.filter(bot_id=bot_id, chat_id=chat_id)
    await here.update(title=title[:256], missing=missing)
    await come_back(bot_id, chat_id, now)


async def come_back(bot_id: int, chat_id: int, now: datetime) -> None:
    """The tasks that are told in a group stand there again; it is nobody's no longer."""
    for department in await _served_from(bot_id, chat_id):
        await GroupChat.filter(bot_id=bot_id, chat_id=chat_id).update(leave_at=None)
        await moving.bring_tasks(department, now)
        await moving.bring_calls(department.community_id, now)


async def went_out(bot_id: int, chat_id: int) -> None:
    await GroupChat.filter(bot_id=bot_id, chat_id=chat_id).delete()


async def due(now: datetime) -> list[int]:
    """Groups whose time is up."""
    late = GroupChat.filter(leave_at__lte=now).order_by("leave_at")
    return [group_id for (group_id,) in await late.values_list("id")]


async def leave(group_id: int, now: datetime) -> None:
    """Says a polite word and goes, unless the group has been bound meanwhile."""
    if not await GroupChat.filter(id=group_id, leave_at__lte=now).update(leave_at=None):
        return
    group = await GroupChat.get(id=group_id)
    if await Department.filter(chat_id=group.chat_id).exists():
        return
    await _owe(group, now, notice=UNBOUND)
    await _owe(group, now, method=LEAVE, params={"chat_id": group.chat_id})


async def _patience(bot_id: int, by: Actor | None) -> timedelta:
    """A stranger gets minutes; a manager, or whoever is just installing the bot, a day."""
    installing = not await Community.filter(bot_id=bot_id).exists()
    return HOST_PATIENCE if installing or (by and managed_by(by)) else PATIENCE


async def _leave_soon(bot_id: int, chat_id: int, now: datetime) -> None:
    """The department's former group is a stranger's now (T5), unless it is another department's as well."""
    if await Department.filter(chat_id=chat_id, community__bot_id=bot_id).exists():
        return
    former = GroupChat(bot_id=bot_id, chat_id=chat_id, leave_at=now + PATIENCE)  # a file may have bound it
    await GroupChat.bulk_create([former], ignore_conflicts=True)
    await GroupChat.filter(bot_id=bot_id, chat_id=chat_id).update(leave_at=now + PATIENCE)


async def _served_from(bot_id: int, chat_id: int) -> list[Department]:
    """Whose tasks are told in a group: those it belongs to, in the desk's also those that can't hear."""
    departments = await Department.filter(community__bot_id=bot_id).order_by("id")
    here = [one for one in departments if one.chat_id == chat_id]
    desks = {one.community_id for one in here if Category.OTHER in one.categories}
    homeless = [one for one in departments if one.community_id in desks and not can_hear(one)]
    return [*here, *(one for one in homeless if one not in here)]


async def _stay(bot_id: int, chat_id: int) -> None:
    """Before it is a department's, for that is what `leave` looks at last; a farewell that is owed is not said."""
    await GroupChat.filter(bot_id=bot_id, chat_id=chat_id).update(leave_at=None)
    owed = Outgoing.filter(bot_id=bot_id, lane=chat_id, state=OutgoingState.WAITING)
    await owed.filter(Q(notice=UNBOUND) | Q(method=LEAVE)).delete()


async def _owe(group: GroupChat, now: datetime, **what: Any) -> None:
    await Outgoing.create(bot_id=group.bot_id, lane=group.chat_id, doubt=Doubt.NEVER, created_at=now, **what)
