"""P10: a line to Telegram that breaks in five ways, at every fourth request."""

import asyncio
import time
from random import Random

import pytest

from campaigns.bad_line import BadLine
from campaigns.machines import Machine
from campaigns.reckoning import reckon
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

COMPLAINTS, AT_ONCE, ESTATES = 120, 60, 4
RECOVERY = 360.0  # s after the last fault: doubts rest for up to five minutes


async def test_a_line_that_breaks_at_every_fourth_request_loses_and_doubles_no_complaint(
    machine: Machine, sim: Client, seed: int
) -> None:
    town, line = Town(sim), BadLine(machine.api_base, Random(seed))
    await town.settle(ESTATES, COMPLAINTS)
    for plan in town.plans(machine.folder):
        await machine.do("import", str(plan))
    filings = [
        Filing(resident, f"ZX{n:04d}", MATTERS[n % len(MATTERS)]) for n, resident in enumerate(town.residents)
    ]
    async with line.open() as machine.api_base:
        await machine.started()
        await town.arrive(town.residents)
        begun = time.monotonic()
        for first in range(0, COMPLAINTS, AT_ONCE):
            await asyncio.gather(*(each.go(sim, RECOVERY) for each in filings[first : first + AT_ONCE]))
        filed = time.monotonic() - begun
        line.share = 0
        while not (reckoning := await reckon(sim, town, filings)).whole:
            assert time.monotonic() - begun - filed < RECOVERY, reckoning
            await asyncio.sleep(1)
        machine.clear()
    told = {
        "complaints": COMPLAINTS,
        "troubles": dict(line.met),
        "answers lost to messages that arrived": line.doubtful_sends,
        "cards sent twice": len(reckoning.repeats),
        "drafts left beside their receipt": reckoning.orphans,
        "seconds": round(filed),
        "seconds until whole": round(time.monotonic() - begun - filed),
    }
    print(told)  # noqa: T201
    assert len(reckoning.repeats) <= line.doubtful_sends, told
    assert await sim.violations() == []
