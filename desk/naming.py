"""Which of the staff a complaint is about: once that is known, only those above them see it (D8)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from desk import dispatch, judging
from desk.authority import RANK, Actor, name_of, next_level
from desk.changes import change, complaint_for
from desk.errors import NotFound
from desk.leaders import SUPERIORS
from desk.waiting import wait_again
from models import Complaint, Department, Staff
from models.kinds import Action, Category, Discretion, Role, Severity


async def colleagues(ref: str, actor: Actor) -> list[tuple[int, str]]:
    """Who it may be, for those who may say so now."""
    complaint = await complaint_for(ref, actor, Action.NAME)
    staff = await Staff.filter(community_id=complaint.community_id, left_at=None).select_related("person")
    staff.sort(key=lambda one: (RANK[one.role], one.id))
    return [(one.id, name_of(one)) for one in staff if one.id != complaint.about_id]


async def colleague(ref: str, actor: Actor, staff_id: int) -> tuple[Complaint, Staff]:
    """One of them. NotFound for anybody else."""
    complaint = await complaint_for(ref, actor, Action.NAME)
    chosen = await Staff.get_or_none(
        id=staff_id, community_id=complaint.community_id, left_at=None
    ).select_related("person")
    if chosen is None:
        raise NotFound
    return complaint, chosen


async def name(ref: str, actor: Actor, staff_id: int, now: datetime) -> Complaint:
    """It leaves the group and whoever has it, and waits for somebody above; no clock begins anew."""
    complaint, chosen = await colleague(ref, actor, staff_id)
    level = await level_about(complaint.community_id, chosen.role, [chosen.id])
    await change(
        complaint,
        Action.NAME,
        actor,
        now,
        facts={"about": chosen.id},
        about_id=chosen.id,
        discretion=Discretion.CONFIDENTIAL,
        level=level,
        assignee_id=None,
        tracker_id=None,
        question_at=None,
    )
    complaint.assignee = None
    if complaint.severity is not Severity.MINOR:
        await judging.name_tracker(complaint, now)
    await wait_again(complaint, now)
    await dispatch.show_staff_card(complaint, await _department(complaint), now)
    return complaint


async def level_about(community_id: int, role: Role, accused: Collection[int]) -> Role:
    """The lowest role that may deal with what is about these, of whom the highest has this role."""
    others = Staff.filter(community_id=community_id, left_at=None, role__in=SUPERIORS)
    roles = await others.exclude(id__in=[*accused, 0]).values_list("role", flat=True)
    return level_above(role, [Role(str(role)) for role in roles])


def level_above(role: Role, others: Iterable[Role]) -> Role:
    """One above them; where nobody else is that high, the highest there are."""
    wanted = max(Role.SUPERVISOR, next_level(role), key=RANK.__getitem__)
    top = max(others, key=RANK.__getitem__, default=wanted)
    return min(wanted, top, key=RANK.__getitem__)


async def _department(complaint: Complaint) -> Department:
    kept = await Department.get_or_none(id=complaint.department_id) if complaint.department_id else None
    return kept or await dispatch.department_for(complaint.community_id, Category.OTHER)
