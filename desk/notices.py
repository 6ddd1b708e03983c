"""What people are owed to hear. A notice is a row; its words are found when it is sent."""

from datetime import datetime
from typing import Any

from desk.authority import Actor
from desk.groups import can_hear, department_for, place_for, place_of
from desk.leaders import askers_of, leaders_of
from models import Community, Complaint, Department, Outgoing, Person, Staff
from models.kinds import Category, Discretion, Doubt, Role

DANGER, ORDINARY, CAN_WAIT = 0, 1, 2


async def tell_filer(
    complaint: Complaint,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    doubt: Doubt = Doubt.ONCE,
) -> bool:
    """Owes the resident a notice. False when the chat doesn't reach them: a person has to phone."""
    if complaint.verdict.get("nameless"):
        return False  # nor is there anybody to be phoned
    person = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    if person is None or person.telegram_id is None or not person.reachable:
        await Complaint.filter(id=complaint.id).update(call_needed=True)
        complaint.call_needed = True
        return False
    await _owe(complaint, person.telegram_id, notice, now, facts, doubt, ORDINARY)
    return True


async def tell_worker(
    complaint: Complaint, notice: str, now: datetime, *, facts: dict[str, Any] | None = None
) -> bool:
    """Owes a notice to whoever has accepted it, in private. False when nobody has, or can be written to."""
    if (worker := await worker_of(complaint)) is not None:
        await _owe(complaint, worker, notice, now, facts, Doubt.ONCE, ORDINARY)
    return worker is not None


async def worker_of(complaint: Complaint) -> int | None:
    """The private chat of whoever has accepted it."""
    found = Staff.filter(id=complaint.assignee_id, left_at=None, person__reachable=True)
    chats = await found.values_list("person__telegram_id") if complaint.assignee_id else []
    return chats[0][0] if chats else None


async def tell_leaders(
    complaint: Complaint,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    urgency: int = ORDINARY,
) -> None:
    """Owes a notice to those who can lead it, in private; to the desk's group when none can be written to."""
    leaders = await leaders_of(complaint)
    for telegram_id in leaders:
        await _owe(complaint, telegram_id, notice, now, facts, Doubt.ONCE, urgency)
    if not leaders:
        await _tell_group(complaint, notice, now, urgency)


async def tell_chat(
    complaint: Complaint,
    telegram_id: int,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    doubt: Doubt = Doubt.ONCE,
) -> None:
    """Owes a notice to one person whom it concerns, in private."""
    await _owe(complaint, telegram_id, notice, now, facts, doubt, ORDINARY)


async def tell_actor(
    complaint: Complaint, actor: Actor, notice: str, now: datetime, *, hourly: bool = False, **facts: Any
) -> None:
    """Owes whoever acts a word about what came of it; hourly, where they may do it again and again."""
    person = await Person.get_or_none(id=actor.person_id, reachable=True)
    if person is not None and person.telegram_id is not None:
        key = f"{notice}:{complaint.id}:{person.telegram_id}:{now:%Y%m%d%H}" if hourly else ""
        await _owe(complaint, person.telegram_id, notice, now, facts, Doubt.ONCE, ORDINARY, key)


async def tell_department(
    complaint: Complaint,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    urgency: int = ORDINARY,
    besides: Department | None = None,
) -> None:
    """Owes a notice where its card is, since an edited card makes no sound; or in the group of another department.

    About staff, and where no group can be written to, it goes to the leaders.
    """
    place = await (place_for(besides, complaint.community_id) if besides else place_of(complaint))
    if complaint.discretion is Discretion.CONFIDENTIAL or place is None:
        await tell_leaders(complaint, notice, now, facts=facts, urgency=urgency)
    else:
        told = ({"topic_id": place.topic_id} if place.topic_id else {}) | (facts or {})
        await _owe(complaint, place.chat_id, notice, now, told, Doubt.ONCE, urgency)


async def tell_desk(
    complaint: Complaint, notice: str, now: datetime, *, facts: dict[str, Any] | None = None
) -> None:
    """Owes a notice to the desk's group; without one, and about staff (D8), to the leaders."""
    if not await _tell_group(complaint, notice, now, ORDINARY, facts):
        for telegram_id in await leaders_of(complaint):
            await _owe(complaint, telegram_id, notice, now, facts, Doubt.ONCE, ORDINARY)


async def tell_person(
    person: Person, community: Community, notice: str, now: datetime, facts: dict[str, Any]
) -> None:
    """Owes somebody a notice that is about no complaint. Who can't be written to hears nothing."""
    if person.telegram_id is not None and person.reachable:
        await _owe_plainly(community, person.telegram_id, notice, now, facts)


async def tell_community(
    community: Community, notice: str, now: datetime, facts: dict[str, Any], key: str | None = None
) -> None:
    """The same for the desk's group; with a key no more than once."""
    desk = await department_for(community.id, Category.OTHER)
    if desk is not None and desk.chat_id is not None:  # a lost one hears it when it is back
        topic = {"topic_id": desk.topic_id} if desk.topic_id else {}
        await _owe_plainly(community, desk.chat_id, notice, now, facts | topic, key)


async def _owe_plainly(
    community: Community,
    chat_id: int,
    notice: str,
    now: datetime,
    facts: dict[str, Any],
    key: str | None = None,
) -> None:
    row = Outgoing(
        bot_id=community.bot_id,
        lane=chat_id,
        notice=notice,
        params={"language": community.language, **facts},
        key=key,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)


async def tell_group(
    complaint: Complaint, notice: str, now: datetime, *, facts: dict[str, Any] | None = None
) -> None:
    """Owes good news to the group of the department that did the work; without one to who did it, or to the desk."""
    department = await Department.get_or_none(id=complaint.department_id)
    if department and can_hear(department) and complaint.discretion is not Discretion.CONFIDENTIAL:
        topic = {"topic_id": department.topic_id} if department.topic_id else {}
        await _owe(complaint, department.chat_id, notice, now, topic | (facts or {}), Doubt.ONCE, CAN_WAIT)
    elif not await tell_worker(complaint, notice, now, facts=facts):
        await _tell_group(complaint, notice, now, CAN_WAIT, facts)


async def tell_role(
    complaint: Complaint,
    notice: str,
    role: Role,
    now: datetime,
    *,
    besides: int | None = None,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Owes those of this role who may ask the resident a notice in private, besides one. Whether there are any."""
    told = [chat for staff_id, chat in await askers_of(complaint, role) if staff_id != besides]
    for telegram_id in told:
        await _owe(complaint, telegram_id, notice, now, facts, Doubt.ONCE, ORDINARY)
    return bool(told)


async def tell_assignee(
    complaint: Complaint,
    notice: str,
    now: datetime,
    by: Actor | None = None,
    *,
    facts: dict[str, Any] | None = None,
) -> None:
    """Owes whoever has the task a notice in private, unless they did it themselves. The card tells it anyway."""
    holder = await Staff.get_or_none(id=complaint.assignee_id) if complaint.assignee_id else None
    if holder is not None and (by is None or by.person_id != holder.person_id):
        await tell_staff(complaint, holder, notice, now, facts=facts)


async def tell_staff(
    complaint: Complaint,
    member: Staff | None,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
) -> None:
    """Owes one of the staff a notice in private, if they can be written to."""
    person = await Person.get_or_none(id=member.person_id, reachable=True) if member else None
    if person is not None and person.telegram_id is not None:
        await _owe(complaint, person.telegram_id, notice, now, facts, Doubt.ONCE, ORDINARY)


async def _tell_group(
    complaint: Complaint, notice: str, now: datetime, urgency: int, facts: dict[str, Any] | None = None
) -> bool:
    desk = await department_for(complaint.community_id, Category.OTHER)
    if desk is None or not can_hear(desk) or complaint.discretion is Discretion.CONFIDENTIAL:
        return False
    topic = {"topic_id": desk.topic_id} if desk.topic_id else {}
    await _owe(complaint, desk.chat_id, notice, now, topic | (facts or {}), Doubt.ONCE, urgency)
    return True


async def _owe(
    complaint: Complaint,
    chat_id: int | None,
    notice: str,
    now: datetime,
    facts: dict[str, Any] | None,
    doubt: Doubt,
    urgency: int,
    key: str = "",
) -> None:
    row = Outgoing(
        bot_id=complaint.community.bot_id,
        lane=chat_id,
        urgency=DANGER if complaint.emergency else urgency,
        notice=notice,
        params=facts or {},
        complaint_id=complaint.id,
        key=key or f"{notice}:{complaint.id}:{complaint.version}:{chat_id}",
        doubt=doubt,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)
