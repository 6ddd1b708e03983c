"""P5: the power goes while residents file, and the disk keeps only what it had confirmed."""

import asyncio
import os
import time
from pathlib import Path
from random import Random

import pytest
from databases import ON_SQLITE

from campaigns.disk import CALLS, WORDS, cut_power, log_of, stand_still
from campaigns.machines import Machine, ready, said
from campaigns.reckoning import reckon
from campaigns.soundness import broken_rules
from campaigns.tampering import traced
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = [pytest.mark.slow, ON_SQLITE]

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
CUTS, ESTATES = (200, 12) if LONG else (5, 1)
EACH = 4  # complaints between two cuts
LIFE = 3.0  # s, at most, that the power stays on once somebody files
MOST = 4  # the cut comes at one of the first so many times that it is met with something unsynced
MORE = 15  # cuts, where none of these has met anything
RECOVERY = 600.0  # s; evidence for doubtful messages takes 20, and a group takes 20 a minute


class Outages:
    """The power comes back each time, to the files that were left."""

    def __init__(self, machine: Machine, random: Random) -> None:
        self._machine, self._random = machine, random
        self._database = Path(machine.database_url.removeprefix("sqlite://"))
        self.sectors: list[int] = []  # lost at each cut

    async def next(self, sim: Client, filings: list[Filing]) -> None:
        async with traced(self._machine, CALLS, *WORDS) as run:
            await ready(run)
            for filing in filings:
                await sim.text(filing.resident.id, filing.text)
            await stand_still(run, log_of(self._database), self._random.randint(1, MOST), LIFE)
            assert run.poll() is None, f"it ended by itself:\n{said(run)}"
            self.sectors.append(cut_power(run, self._database, self._random))
        assert broken_rules(self._database) == []


async def test_nothing_is_lost_when_the_power_goes_and_the_disk_forgets_what_it_had_not_confirmed(
    machine: Machine, sim: Client, seed: int
) -> None:
    town, random = Town(sim), Random(seed)
    await town.settle(ESTATES, (CUTS + MORE) * EACH)
    for plan in town.plans(machine.folder):
        await machine.do("import", str(plan))
    filings = [Filing(each, f"ZX{n:04d}", random.choice(MATTERS)) for n, each in enumerate(town.residents)]
    await machine.started()
    await town.arrive(town.residents)
    await town.greeted(town.residents, RECOVERY)
    machine.clear()
    outages, said_so_far = Outages(machine, random), list[Filing]()
    async with asyncio.TaskGroup() as group:
        for first in range(0, len(filings), EACH):
            if len(outages.sectors) >= CUTS and any(outages.sectors):
                break
            batch = filings[first : first + EACH]
            await outages.next(sim, batch)
            said_so_far += batch
            for filing in batch:
                group.create_task(filing.finish(sim, RECOVERY))
        await machine.started()
    end = time.monotonic() + RECOVERY
    while not (reckoning := await reckon(sim, town, said_so_far)).whole:
        assert time.monotonic() < end, reckoning
        await asyncio.sleep(0.5)
    assert sum(outages.sectors) > 0, "no cut met anything that was not synced"
    assert await sim.violations() == []
