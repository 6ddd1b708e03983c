"""Whether somebody looks after a matter at night, though it isn't dangerous (D9)."""

from datetime import datetime

from desk import groups, shifts
from desk.clocks import at_night
from desk.sheets import Sheet
from models import Complaint


async def is_watched(complaint_id: int, sheet: Sheet, now: datetime) -> bool:
    """The policy says whose matters are; where shifts are kept, one of them is on duty as well.

    Nothing is said of a night watch that has nobody.
    """
    night = at_night(now, sheet.policy, sheet.zone)
    if not night or sheet.category is None or sheet.category not in sheet.policy.night_works:
        return False
    row = await Complaint.get(id=complaint_id).select_related("community")
    if not await shifts.are_used(row.community_id):
        return True
    owner = await groups.department_for(row.community_id, sheet.category)
    whose = row.department_id or (owner.id if owner else None)
    return any(whose in each.departments for each in await shifts.on_duty(row.community, now))
