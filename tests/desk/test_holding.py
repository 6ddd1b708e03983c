"""What a hold may last is what the clocks count: nothing is offered that they would not give."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from village import Village

from desk import holding, reckoning, withdrawing
from desk.errors import WrongTime
from desk.policy import policy_for
from models import Complaint
from models.kinds import Severity, TimerKind, WithdrawReason

MOST = policy_for({}).timing.hold_pause


async def rest(village: Village, until: datetime) -> None:
    complaint, engineer = await Complaint.get(), await village.actor("engineer")
    holds = partial(holding.hold, complaint.ref, engineer, village.clock.now(), until=until, reason="parts")
    await village.database.transaction(holds)


async def rested(village: Village) -> timedelta:
    """As the clock of the work counts it."""
    complaint = await Complaint.get().select_related("community")
    clock = (await reckoning.read(complaint)).clocks[TimerKind.FINISH_DUE]
    return sum((pause.ends - pause.begins for pause in clock.pauses), timedelta())


@pytest.fixture
async def interrupted(village: Village) -> Village:
    """Two days on hold, one of them withdrawn; then it goes on with whoever had it."""
    await village.accepted()
    await Complaint.all().update(severity=Severity.IMPORTANT)
    now, owner = village.clock.now, await village.actor("owner")
    await rest(village, now() + timedelta(days=5))
    await village.later(days=1)
    ref = (await Complaint.get()).ref
    gone = partial(withdrawing.withdraw, ref, owner, WithdrawReason.SOLVED, now())
    await village.database.transaction(gone)
    await village.later(hours=12)
    await village.database.transaction(partial(withdrawing.restore, ref, owner, now()))
    return village


async def test_what_is_left_is_the_cap_without_what_it_has_rested(interrupted: Village) -> None:
    now = interrupted.clock.now()
    left = MOST - timedelta(days=1)
    with pytest.raises(WrongTime):
        await rest(interrupted, now + left + timedelta(minutes=1))
    await rest(interrupted, now + left)
    away = timedelta(hours=12)
    assert await rested(interrupted) == MOST + away, "every minute that was offered is counted"


async def test_nothing_is_offered_beyond_it(interrupted: Village) -> None:
    ref, engineer, now = (
        (await Complaint.get()).ref,
        await interrupted.actor("engineer"),
        interrupted.clock.now(),
    )
    await rest(interrupted, now + MOST - timedelta(days=2))
    await interrupted.later(days=MOST.days - 2, minutes=1)
    offered = await holding.choices(ref, engineer, interrupted.clock.now())
    assert all(at <= interrupted.clock.now() + timedelta(days=1) for at in offered)
