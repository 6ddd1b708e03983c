"""A task that was accepted waits for somebody again."""

from datetime import datetime

from desk import reckoning, timers
from models import Complaint
from models.kinds import TimerKind

OF_THE_HOLDER = (TimerKind.IDLE, TimerKind.HOLD_END)


async def wait_again(complaint: Complaint, now: datetime) -> None:
    """The time to finish goes on as it was; to be accepted it has the time that policy gives."""
    await timers.cancel(complaint, *OF_THE_HOLDER)
    await reckoning.reckon(complaint, now)
