"""Ten thousand cancellations at random points, and the database neither wedges nor halves anything (P12)."""

import asyncio
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from databases import NOW
from tortoise.transactions import in_transaction

from models import Lease
from models.database import Database

log = logging.getLogger(__name__)

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
CANCELLATIONS = 10_000
AT_ONCE = 25
HEARTBEAT = 1.0  # s, on a machine left alone, as in the long campaigns (P12)
PATIENCE = 600  # s; only what is wedged takes that long

Attempt = Callable[[Database, str], Coroutine[Any, Any, None]]


def lease(name: str) -> Lease:
    return Lease(name=name, owner="half", expires_at=NOW)


async def write_twice(name: str) -> None:
    await lease(f"{name}-1").save(force_create=True)
    await Lease.filter(name=f"{name}-1").update(owner="whole")
    await lease(f"{name}-2").save(force_create=True)
    await Lease.filter(name=f"{name}-2").update(owner="whole")


async def shielded(database: Database, name: str) -> None:
    await database.transaction(lambda: write_twice(name))


async def bare(_: Database, name: str) -> None:
    async with in_transaction():
        await write_twice(name)


async def nested(_: Database, name: str) -> None:
    async with in_transaction():
        await lease(f"{name}-1").save(force_create=True)
        async with in_transaction():
            await Lease.filter(name=f"{name}-1").update(owner="whole")
        await Lease.create(name=f"{name}-2", owner="whole", expires_at=NOW)


async def statements(_: Database, name: str) -> None:
    await Lease.bulk_create([lease(f"{name}-1"), lease(f"{name}-2")])
    await Lease.filter(name__startswith=name).update(owner="whole")


class Heart:
    """Asks the database something all the time, and remembers the longest wait for an answer."""

    def __init__(self) -> None:
        self.slowest = 0.0
        self.beats = 0

    async def beat(self) -> None:
        while True:
            began = time.perf_counter()
            await Lease.filter(name="nobody").exists()
            self.slowest = max(self.slowest, time.perf_counter() - began)
            self.beats += 1
            await asyncio.sleep(0.005)


async def storm(database: Database, attempt: Attempt, dice: random.Random) -> Counter[str]:
    ends: Counter[str] = Counter()
    window = 0.002
    while ends["cancelled"] < CANCELLATIONS // len(ATTEMPTS):
        began = time.perf_counter()
        ends.update(await gust(database, attempt, dice, window))
        # cancel at moments spread over the time that a gust takes, so that most of it is hit somewhere
        window = (window + time.perf_counter() - began) / 2
    return ends


async def gust(database: Database, attempt: Attempt, dice: random.Random, window: float) -> list[str]:
    loop = asyncio.get_running_loop()
    names = [f"{dice.getrandbits(64):x}" for _ in range(AT_ONCE)]
    tasks = [loop.create_task(attempt(database, name)) for name in names]
    for task in tasks:
        loop.call_later(dice.random() * window, task.cancel)
    _, stuck = await asyncio.wait(tasks, timeout=PATIENCE)
    assert not stuck
    question = Lease.filter(name="nobody").exists()
    await asyncio.wait_for(question, PATIENCE)  # its turn comes after what shielded work is left
    return ["cancelled" if task.cancelled() else str(task.exception() or "done") for task in tasks]


async def check_nothing_is_half(attempt: Attempt) -> int:
    rows = await Lease.all().values_list("name", "owner")
    if attempt is not statements:
        assert {owner for _, owner in rows} <= {"whole"}
    pairs = Counter(str(name).rpartition("-")[0] for name, _ in rows)
    assert set(pairs.values()) <= {2}
    return len(pairs)


ATTEMPTS = [shielded, bare, nested, statements]


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_no_cancellation_wedges_or_halves(database: Database, attempt: Attempt) -> None:
    seed = random.randrange(2**32) if LONG else 20261122
    log.info("seed %s", seed)
    heart = Heart()
    beating = database.spawn(heart.beat(), name="heart")
    ends = await storm(database, attempt, random.Random(seed))
    beats = heart.beats
    async with asyncio.timeout(PATIENCE):
        while heart.beats == beats:  # nothing is wedged: its turn comes again
            await asyncio.sleep(0.01)
    beating.cancel()
    whole = await check_nothing_is_half(attempt)
    log.info("%s, %s whole, slowest of %s heartbeats %.3f s", ends, whole, heart.beats, heart.slowest)
    assert set(ends) <= {"cancelled", "done"}
    assert whole >= ends["done"]
    if LONG:
        assert heart.slowest < HEARTBEAT
    await database.transaction(lambda: write_twice("after"))
