"""Whose group takes what, and which of them can be written to."""

from models import Complaint, Department
from models.kinds import Category

TOPIC_GONE = "topic gone"  # a problem, but the group itself can be written to


async def department_for(community_id: int, category: Category) -> Department | None:
    """Who owns a category; whatever nobody owns is the desk's."""
    departments = await Department.filter(community_id=community_id).order_by("id")
    for wanted in (category, Category.OTHER):
        for department in departments:
            if wanted in department.categories:
                return department
    return None


def can_hear(department: Department | None) -> bool:
    """Whether it has a group that can be written to."""
    return (
        department is not None
        and department.chat_id is not None
        and department.chat_problem in ("", TOPIC_GONE)
    )


async def place_for(department: Department | None, community_id: int) -> Department | None:
    """Who hears of a department's task in a group: itself, else the desk; None when neither can."""
    if can_hear(department):
        return department
    desk = await department_for(community_id, Category.OTHER)
    return desk if can_hear(desk) else None


async def place_of(complaint: Complaint) -> Department | None:
    """The same for a complaint's department."""
    mine = Department.get_or_none(id=complaint.department_id) if complaint.department_id else None
    return await place_for(await mine if mine else None, complaint.community_id)
