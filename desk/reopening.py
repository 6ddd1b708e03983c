"""It was not solved, or it is back: the same case begins again, one level higher (C3, D6)."""

from datetime import datetime
from typing import Any

from desk import contacting, dispatch, notices, reckoning, timers, visits
from desk.authority import Actor, next_lead
from desk.changes import change
from models import Complaint, Department, Staff
from models.kinds import Action, Category


async def reopen(complaint: Complaint, actor: Actor | None, now: datetime, *, facts: dict[str, Any]) -> None:
    """Next round, one level higher, not led by the same worker; clocks begin anew, nobody tells it twice.

    No actor: after what the resident said on the phone or at the door.
    """
    if not facts.get("back"):  # what is merely back was answered well: the ordinary clocks will do
        facts = facts | {"contact_due": contacting.due_at(complaint, now).isoformat()}
    clocks = reckoning.opening(complaint, now, "reopen", round=complaint.round + 1)
    posts = await Staff.filter(community_id=complaint.community_id, left_at=None).values_list("id", "role")
    level, barred = next_lead(complaint.level, posts, complaint.assignee_id)
    category = complaint.category or Category.OTHER
    theirs = await Department.get_or_none(id=complaint.department_id, retired=False)  # maybe by a transfer
    department = theirs or await dispatch.department_for(complaint.community_id, category)
    await visits.drop(complaint)
    await change(
        complaint,
        Action.REOPEN,
        actor,
        now,
        facts=facts,
        round=complaint.round + 1,
        level=level,
        department_id=department.id if department else None,
        assignee_id=None,
        barred_id=barred,
        done_at=None,
        closed_at=None,
        call_needed=False,
        alarmed=None,
        **clocks.columns,
    )
    complaint.assignee = None
    await timers.cancel(complaint)
    await reckoning.arm_first(complaint, clocks)
    if due := facts.get("contact_due"):
        await contacting.begin(complaint, datetime.fromisoformat(due))
    await dispatch.show_staff_card(complaint, department, now)
    await notices.tell_leaders(complaint, "back" if facts.get("back") else "reopened", now)
