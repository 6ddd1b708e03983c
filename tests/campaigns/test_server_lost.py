"""P13: PostgreSQL crashes again and again while residents file, and stays away for seconds."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from databases import OwnServer, migrated, own_server

from campaigns.machines import Incubator, Machine, promised, said
from campaigns.reckoning import reckon
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

CRASHES, COMPLAINTS = 4, 40
AWAY = 3.0  # s until the server is back, at most
RECOVERY = 60.0  # s after the last crash (P13)


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as running:
        migrated(running.url)
        yield running


@pytest.fixture
def machine(incubator: Incubator, tmp_path: Path, base: str, server: OwnServer) -> Iterator[Machine]:
    made = Machine(incubator, tmp_path, server.url, base)
    yield made
    made.clear()


async def crash(server: OwnServer, random: Random) -> None:
    await asyncio.to_thread(server.stop_at_once)
    await asyncio.sleep(random.uniform(0, AWAY))
    await asyncio.to_thread(server.start)


async def test_a_server_that_crashes_costs_no_complaint_and_no_restart(
    machine: Machine, server: OwnServer, sim: Client, seed: int
) -> None:
    town, random = Town(sim), Random(seed)
    await town.settle(1, COMPLAINTS)
    [plan] = town.plans(machine.folder)
    await machine.do("import", str(plan))
    run = await machine.started()
    filings = [Filing(each, f"ZX{n:04d}", random.choice(MATTERS)) for n, each in enumerate(town.residents)]
    crashes: list[datetime] = []
    async with asyncio.TaskGroup() as group:
        for n in range(CRASHES):
            for filing in filings[n::CRASHES]:
                group.create_task(filing.go(sim))
            await asyncio.sleep(random.uniform(0, 2))
            crashes.append(datetime.now(UTC))
            await crash(server, random)
        back = time.monotonic()
    while not (reckoning := await reckon(sim, town, filings)).whole:
        assert time.monotonic() - back < promised(RECOVERY), reckoning
        await asyncio.sleep(0.5)
    print(f"whole {time.monotonic() - back:.0f} s after the last crash")  # noqa: T201
    assert run.poll() is None, f"it ended by itself:\n{said(run)}"
    assert reckoning.unexplained(crashes) == []
    assert await sim.violations() == []
