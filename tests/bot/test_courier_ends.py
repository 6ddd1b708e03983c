"""What a crash, a stop, a lost lease or an absent Telegram leave behind, and what follows of it."""

import asyncio
from datetime import timedelta
from itertools import groupby

import pytest
from courier_stage import HANGS, Stage, a_person, patient, until

from bot.courier import Courier
from bot.pacing import Limits
from models import Lease
from models.kinds import Doubt, OutgoingState

SENT, PARKED, DROPPED = OutgoingState.SENT, OutgoingState.PARKED, OutgoingState.DROPPED
WAITING, SENDING = OutgoingState.WAITING, OutgoingState.SENDING
UNTIL_IT_IS_GIVEN_UP = 30.0  # s; a lease that a busy machine doesn't lose, asked for again every three


@pytest.mark.parametrize(
    ("doubt", "doubts", "state"),
    [
        (Doubt.REPEAT, 5, SENT),
        (Doubt.ONCE, 0, SENT),
        (Doubt.ONCE, 1, PARKED),
        (Doubt.NEVER, 0, DROPPED),
    ],
)
async def test_after_a_crash_what_was_being_sent_follows_the_rules(
    stage: Stage, doubt: Doubt, doubts: int, state: OutgoingState
) -> None:
    row_id = await stage.owe(
        stage.owner, "x", doubt=doubt, doubts=doubts, state=SENDING, boot="dead", attempts=1
    )
    async with stage.courier(boot="next"):
        row = await stage.ends(row_id, state)
    assert row.error == "" or "process ended" in row.error
    assert len(stage.arrived()) == (1 if state is SENT else 0)


async def test_a_killed_courier_duplicates_at_most_what_was_under_way(stage: Stage) -> None:
    rows = [await stage.owe(stage.owner, str(number)) for number in range(10)]
    async with stage.courier(boot="killed", tempo=patient(limits=Limits().faster(10))) as courier:
        await until(lambda: len(stage.arrived()) >= 4)
        await kill(courier)
    async with stage.courier(boot="next"):
        for row_id in rows:
            await stage.ends(row_id, SENT)
    assert [text for text, _ in groupby(stage.arrived())] == [str(number) for number in range(10)]
    assert len(stage.arrived()) <= 11


async def kill(courier: Courier) -> None:
    """As SIGKILL: no time to write anything down, the lease stays taken until it ends."""
    tasks = [*courier._crew._under_way, courier._loop]
    for task in tasks:
        if task is not None:
            task.cancel()
    await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
    await Lease.all().update(expires_at=courier._clock.now() - timedelta(hours=1))


async def test_stopping_lets_requests_end_and_leaves_nothing_in_doubt(stage: Stage) -> None:
    stage.fault("429", "sendMessage", after_ms=300, nth=1000)
    rows = [await stage.owe(stage.owner if n % 2 else stage.group, str(n)) for n in range(20)]
    async with stage.courier(tempo=patient(stop=HANGS)) as courier:
        await until(lambda: len(stage.arrived()) >= 5)
        before = len(stage.arrived())
        await courier.stop()
    assert len(stage.arrived()) <= before + 2  # one under way for each chat, and no other one leaves
    states = [(await stage.row(row_id)).state for row_id in rows]
    assert set(states) <= {SENT, WAITING}
    assert states.count(SENT) == len(stage.arrived())
    assert not await Lease.all().exists()


async def test_stopping_does_not_wait_for_ever_and_writes_the_doubt_down(stage: Stage) -> None:
    stage.fault("hang", "sendMessage", seconds=HANGS)
    row_id = await stage.owe(stage.owner, "x")
    async with stage.courier(tempo=patient(stop=0.2)) as courier:
        await until(lambda: stage.calls("sendMessage"))
        await asyncio.wait_for(courier.stop(), HANGS / 2)
    assert (await stage.row(row_id)).state is WAITING
    async with stage.courier(boot="next"):
        row = await stage.ends(row_id, SENT)
    assert row.doubts == 1


async def test_only_one_courier_sends_and_the_other_takes_over(stage: Stage) -> None:
    tempo = patient(lease=UNTIL_IT_IS_GIVEN_UP)
    async with stage.courier("a", tempo) as first:
        await stage.ends(await stage.owe(stage.owner, "1"), SENT)
        async with stage.courier("b", tempo) as second:
            await stage.ends(await stage.owe(stage.owner, "2"), SENT)
            assert first.lease.held
            assert not second.lease.held
            await first.stop()
            row = await stage.ends(await stage.owe(stage.owner, "3"), SENT)
            assert row.boot == "b"
    assert stage.arrived() == ["1", "2", "3"]


async def test_a_courier_that_lost_its_lease_sends_no_more(stage: Stage) -> None:
    tempo = patient(lease=0.6)
    async with stage.courier("a", tempo) as courier:
        await stage.ends(await stage.owe(stage.owner, "1"), SENT)
        until_when = stage.clock.now() + timedelta(hours=1)
        await Lease.all().update(owner="thief", expires_at=until_when)
        await until(lambda: not courier.lease.held)
        row_id = await stage.owe(stage.owner, "2")
        await asyncio.sleep(0.5)
        assert (await stage.row(row_id)).state is WAITING
        await Lease.all().delete()
        await stage.ends(row_id, SENT)


async def test_a_killed_holder_is_followed_when_its_lease_ends(stage: Stage) -> None:
    await stage.owe(stage.owner, "1")
    tempo = patient(lease=0.6)
    async with stage.courier("a", tempo) as first:
        await until(stage.arrived)
        assert first._loop is not None
        first._loop.cancel()
        await asyncio.wait([first._loop])
        async with stage.courier("b", tempo):
            await stage.ends(await stage.owe(stage.owner, "2"), SENT)


async def test_while_telegram_is_away_nothing_is_lost_doubted_or_reordered(stage: Stage) -> None:
    rows = [await stage.owe(stage.owner, str(number)) for number in range(5)]
    async with stage.courier(url="http://127.0.0.1:9") as courier:
        await until(lambda: courier.outage.reason)
        await asyncio.sleep(0.3)
        assert courier.outage.reason.startswith("not sent")
        assert {(await stage.row(row_id)).state for row_id in rows} == {WAITING}
    async with stage.courier(boot="next"):
        for row_id in rows:
            assert (await stage.ends(row_id, SENT)).doubts == 0
    assert stage.arrived() == [str(number) for number in range(5)]


async def test_a_storm_of_server_errors_is_an_outage_that_spares_what_waits(stage: Stage) -> None:
    people = [await a_person(stage) for _ in range(6)]
    stage.fault("5xx", "sendMessage", times=-1)
    stage.fault("5xx", "getMe", times=-1)
    rows = [await stage.owe(person, str(n)) for person in people for n in range(5)]
    async with stage.courier() as courier:
        await until(lambda: courier.outage.reason)
        await asyncio.sleep(0.5)
        assert len(stage.calls("sendMessage")) <= 6  # one each; then only harmless questions
        stage.sandbox.stage.faults.clear()
        for row_id in rows:
            await stage.ends(row_id, SENT)
    assert len(stage.arrived()) == 30


async def test_a_wrong_token_stops_the_sender_and_keeps_the_queue(stage: Stage) -> None:
    stage.fault("403", "*", status=401, description="Unauthorized", times=-1)
    rows = [await stage.owe(stage.owner, str(number)) for number in range(3)]
    async with stage.courier() as courier:
        await until(lambda: courier.outage.reason.startswith("configuration"))
        await asyncio.sleep(0.2)
        assert [(await stage.row(row_id)).state for row_id in rows] == [WAITING] * 3
        assert len(stage.calls("sendMessage")) == 1
        stage.sandbox.stage.faults.clear()
        for row_id in rows:
            await stage.ends(row_id, SENT)
