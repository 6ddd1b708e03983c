"""What a hold may last is what the clocks count: nothing is offered that they would not give."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from village import Village

from desk import extending, holding, reckoning, withdrawing
from desk.errors import NeedsApproval, WrongTime
from desk.policy import policy_for
from models import Complaint
from models.kinds import Severity, TimerKind, WithdrawReason

MOST = policy_for({}).timing.hold_pause


async def rest(village: Village, until: datetime, who: str = "manager") -> None:
    complaint, holder = await Complaint.get(), await village.actor(who)
    holds = partial(holding.hold, complaint.ref, holder, village.clock.now(), until=until, reason="parts")
    await village.database.transaction(holds)


async def rested(village: Village) -> timedelta:
    """As the clock of the work counts it."""
    complaint = await Complaint.get().select_related("community")
    clock = (await reckoning.read(complaint)).clocks[TimerKind.FINISH_DUE]
    return sum((pause.ends - pause.begins for pause in clock.pauses), timedelta())


@pytest.fixture
async def interrupted(village: Village) -> Village:
    """A day on hold, half a day withdrawn; then it goes on with whoever had it."""
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
    manager = await village.actor("manager")
    await village.database.transaction(partial(holding.resume, ref, manager, now()))
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


SEVEN_WORKING_DAYS = timedelta(days=9)  # from a Monday: one weekend lies between


async def test_beyond_seven_working_days_nothing_rests_without_approval(village: Village) -> None:
    """D3; in this estate nobody is above the manager."""
    complaint = await village.accepted()
    begun = village.clock.now()
    for who in ("engineer", "supervisor"):
        with pytest.raises(NeedsApproval):
            await rest(village, begun + SEVEN_WORKING_DAYS + timedelta(minutes=1), who)
    await rest(village, begun + SEVEN_WORKING_DAYS, "engineer")
    await village.later(days=SEVEN_WORKING_DAYS.days, minutes=1)
    engineer, now = await village.actor("engineer"), village.clock.now()
    assert await holding.choices(complaint.ref, engineer, now) == []
    with pytest.raises(NeedsApproval):
        await rest(village, now + timedelta(days=1), "engineer")
    await rest(village, now + timedelta(days=1))


async def test_what_was_approved_for_the_work_is_approved_for_its_rests(village: Village) -> None:
    complaint = await village.accepted()
    engineer, manager, begun = (
        await village.actor("engineer"),
        await village.actor("manager"),
        village.clock.now(),
    )
    until = begun + timedelta(days=15)
    await village.database.transaction(
        lambda: extending.ask(complaint.ref, engineer, begun, until=until, reason="parts from abroad")
    )
    version = (await Complaint.get()).version
    await village.database.transaction(lambda: extending.grant(complaint.ref, manager, version, begun))
    with pytest.raises(NeedsApproval):
        await rest(village, until + timedelta(minutes=1), "engineer")
    await rest(village, until, "engineer")
