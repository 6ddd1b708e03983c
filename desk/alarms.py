"""How long one danger lasts: what is told of it within that time is one emergency."""

from datetime import datetime, timedelta

from models import Complaint, Event, Outgoing
from models.kinds import Action

ONE_DANGER = timedelta(hours=2)  # nobody is left in danger for longer; a cry after that is about a new one
# A whole building may cry at once, and a group takes twenty messages a minute.
ONE_SOUND = timedelta(minutes=1)


async def goes_on(complaint: Complaint, now: datetime) -> bool:
    """Whether somebody was alarmed about it not long ago."""
    alarms = Event.filter(complaint_id=complaint.id, action__in=(Action.FILE, Action.ALARM))
    return await alarms.filter(at__gt=now - ONE_DANGER).exists()


async def told_in_private(complaint: Complaint) -> list[int]:
    """The chats of those above who heard of it; what calms a department is to be heard by them, too."""
    told = Outgoing.filter(complaint_id=complaint.id, notice__in=("alarm", "tracking", "major"), lane__gt=0)
    return sorted({chat for (chat,) in await told.values_list("lane")})


async def sounds(complaint: Complaint, now: datetime) -> bool:
    """Whether its alarm was just given again."""
    given = Outgoing.filter(complaint_id=complaint.id, notice="alarm", created_at__gt=now - ONE_SOUND)
    return await given.exists()
