"""Somebody leaves the staff: what they had accepted waits for the others, what they followed is followed on.

What was theirs to decide is asked of others.
"""

from datetime import datetime

from tortoise.expressions import F

from desk import bundles, deciding, judging, passing_on
from desk.changes import complaint_by_id
from desk.leaders import leaders_of
from models import Complaint, Department, Staff
from models.kinds import Discretion, Status

AT_WORK = (Status.ACCEPTED, Status.ON_HOLD)
FOLLOWED = (Status.WAITING, *AT_WORK, Status.DONE)  # to its end (D2)
NOTICE = "left_behind"


async def release(post: Staff, now: datetime) -> tuple[int, ...]:
    """The numbers of what waits for somebody again. Their post has ended already, so nothing returns to it."""
    mine = Complaint.filter(assignee_id=post.id, status__in=AT_WORK)
    await mine.update(version=F("version"))  # what somebody else is just given is theirs
    rows = await mine.order_by("id").values_list("id")
    numbers = [await _give_back(complaint_id, now) for (complaint_id,) in rows]
    followed = Complaint.filter(tracker_id=post.id, status__in=FOLLOWED)
    await followed.update(version=F("version"))
    for (complaint_id,) in await followed.order_by("id").values_list("id"):
        await judging.name_tracker(await complaint_by_id(complaint_id), now)
    await deciding.ask_anew(post.community_id, now)
    return tuple(numbers)


async def _give_back(complaint_id: int, now: datetime) -> int:
    """The clocks go on; whoever may take it hears of it, many of them in one message."""
    complaint = await complaint_by_id(complaint_id)
    after = await passing_on.take_back(complaint.ref, None, now)
    department = await Department.get_or_none(id=after.department_id)
    if department and department.chat_id and after.discretion is not Discretion.CONFIDENTIAL:
        await bundles.owe(after, department.chat_id, NOTICE, now, topic_id=department.topic_id)
    else:
        for chat_id in await leaders_of(after):
            await bundles.owe(after, chat_id, NOTICE, now)
    return after.number or 0
