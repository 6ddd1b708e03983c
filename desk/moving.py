"""A group was lost, came back or is another now: each open task stands where somebody reads it, once."""

from datetime import datetime

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from desk import dispatch
from desk.groups import place_for
from desk.redrawing import owe_edit
from models import Callback, Card, Complaint, Department
from models.callback_kinds import CallbackState
from models.kinds import CardKind, CardState, Category, Discretion, Role, Status

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)


async def bring_tasks(department: Department, now: datetime) -> None:
    """Open tasks that stand elsewhere, or nowhere: they may be at the desk since a group was lost."""
    tasks = Complaint.filter(department_id=department.id, status__in=OPEN)
    await _bring(tasks, CardKind.STAFF, await place_for(department, department.community_id), now)


async def inherit(community_id: int) -> None:
    """What a department that is no more had is whose category it is; whoever works on it goes on, by the same clocks."""
    left = Complaint.filter(community_id=community_id, department__retired=True, status__in=OPEN)
    for task in await left.order_by("id"):
        heir = await dispatch.department_for(community_id, task.category or Category.OTHER)
        now_theirs = Complaint.filter(
            id=task.id, department_id=task.department_id
        )  # not transferred meanwhile
        await now_theirs.update(department_id=heir.id)


async def bring_calls(community_id: int, now: datetime) -> None:
    """Whom the desk is to phone is told where the desk reads."""
    owed = Callback.filter(tier=Role.DESK, state=CallbackState.PHONE)
    tasks = Complaint.filter(
        community_id=community_id, status=Status.DONE, id__in=Subquery(owed.values("complaint_id"))
    )
    await _bring(tasks, CardKind.PHONE, await place_for(None, community_id), now)


async def _bring(tasks: QuerySet[Complaint], kind: CardKind, place: Department | None, now: datetime) -> None:
    """What is parked comes back with its group; what is about one of the staff stands in private (D8)."""
    if place is None:
        return
    told = tasks.exclude(discretion=Discretion.CONFIDENTIAL).order_by("id")
    for task in await told.select_related("community"):
        if not await _stands(_cards_of(task, kind), place):
            await move_card(task, kind, place, now)


async def move_card(complaint: Complaint, kind: CardKind, there: Department, now: datetime) -> None:
    """The cards shown so far say where it went; there is a new one at the bottom of the other group."""
    shown = _cards_of(complaint, kind)
    bundles = await shown.filter(state=CardState.BUNDLED).values_list("bundle_id", flat=True)
    await shown.filter(state=CardState.BUNDLED).update(state=CardState.VOID)
    await owe_edit(Card.filter(id__in=list(bundles)))
    await owe_edit(shown, moved_to=there.name)
    if kind is CardKind.PHONE:
        await dispatch.show_phone_card(complaint, now)
    else:
        await dispatch.show_staff_card(complaint, there, now)


async def _stands(cards: QuerySet[Card], place: Department) -> bool:
    here = cards.filter(moved_to="", chat_id=place.chat_id, topic_id=place.topic_id)
    return await here.exclude(state=CardState.VOID).exists()


def _cards_of(complaint: Complaint, kind: CardKind) -> QuerySet[Card]:
    return Card.filter(complaint_id=complaint.id, kind=kind, round=complaint.round)
