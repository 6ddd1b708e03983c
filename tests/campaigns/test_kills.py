"""P1 and P2: the process is killed again and again while residents file complaints."""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from campaigns.machines import LONG, ROOT, Machine, Run, kill, promised, ready, said
from campaigns.reckoning import Reckoning, in_flight_at, keep_history, reckon
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

KEEP = bool(os.environ.get("YINGSHENG_KEEP"))  # the history of a good run too
COMPLAINTS, KILLS = (2000, 200) if LONG else (300, 40)
ESTATES = 12 if LONG else 6
LIFE = 2.0  # s, at most, between being ready and being killed
CHILDHOOD_DEATHS = 0.25  # the share of kills that come before the process is ready
RECOVERY = 300.0  # s after the last kill: evidence for doubtful cards (20 s), two sweeps, a group's pace


class Reaper:
    """Starts the bot, kills it at a random moment, and starts it again, so many times."""

    def __init__(self, machine: Machine, kills: int, random: Random) -> None:
        self._machine, self._kills, self._random = machine, kills, random
        self.kills: list[datetime] = []
        self.run: Run | None = None

    @property
    def progress(self) -> float:
        return (len(self.kills) + 1) / (self._kills + 1)

    async def reap(self) -> None:
        for _ in range(self._kills):
            run = self._machine.start()
            await self._live(run)
            self.kills.append(datetime.now(UTC))
            assert run.poll() is None, f"it ended by itself:\n{said(run)}"
            kill(run)
        self.run = await self._machine.started()

    async def _live(self, run: Run) -> None:
        if self._random.random() < CHILDHOOD_DEATHS:
            await asyncio.sleep(self._random.uniform(0, LIFE / 2))
        else:
            await ready(run)
            await asyncio.sleep(self._random.uniform(0, LIFE))


async def file_in_step(sim: Client, filings: list[Filing], reaper: Reaper) -> None:
    """Residents file all the while: as many as there were kills, in proportion. One at a time each."""
    busy: dict[int, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as group:
        for n, filing in enumerate(filings):
            while n >= len(filings) * reaper.progress:
                await asyncio.sleep(0.05)
            if (before := busy.get(filing.resident.id)) is not None:
                await before
            busy[filing.resident.id] = group.create_task(filing.go(sim))


async def recovered(sim: Client, town: Town, filings: list[Filing]) -> tuple[Reckoning, float]:
    begun = time.monotonic()
    while True:
        reckoning = await reckon(sim, town, filings)
        seconds = time.monotonic() - begun
        if reckoning.whole or seconds > promised(RECOVERY):
            return reckoning, seconds
        await asyncio.sleep(1)


async def test_no_complaint_is_lost_or_doubled_however_often_the_process_is_killed(
    machine: Machine, sim: Client, seed: int, record_property: Callable[[str, object], None]
) -> None:
    town, random = Town(sim), Random(seed)
    await town.settle(ESTATES, COMPLAINTS)  # one each: a second would be taken for more on the first
    for plan in town.plans(machine.folder):
        await machine.do("import", str(plan))
    reaper = Reaper(machine, KILLS, random)
    filings = [
        Filing(resident, f"ZX{n:04d}", MATTERS[random.randrange(len(MATTERS))])
        for n, resident in enumerate(town.residents)
    ]
    begun = time.monotonic()
    await town.arrive(town.residents)
    async with asyncio.TaskGroup() as group:
        group.create_task(reaper.reap())
        group.create_task(file_in_step(sim, filings, reaper))
    filed = time.monotonic() - begun
    reckoning, recovery = await recovered(sim, town, filings)
    journal = await sim.journal()
    told = {
        "complaints": COMPLAINTS,
        "kills": len(reaper.kills),
        "lost": reckoning.lost,
        "doubled": reckoning.doubled,
        "repeated first messages": len(reckoning.repeats),
        "of them cards": sum(each.chat < 0 for each in reckoning.repeats),
        "drafts left beside their receipt": reckoning.orphans,
        "kills within a second after a send": in_flight_at(journal, reaper.kills),
        "seconds": round(filed),
        "seconds until whole": round(recovery, 1),
    }
    print(told)  # noqa: T201 - pytest shows it when the test fails, and with -s
    record_property("P1", told)
    violations = await sim.violations()
    if KEEP or not reckoning.whole or reckoning.unexplained(reaper.kills) or violations:
        folder = history_folder(machine, seed)
        keep_history(folder, journal, {"seed": seed, "moments": reaper.kills, **told})
        (folder / "said.log").write_text(machine.everything_said(), encoding="utf-8")
    assert reckoning.whole, told
    assert reckoning.unexplained(reaper.kills) == []
    assert violations == []


def history_folder(machine: Machine, seed: int) -> Path:
    engine = machine.database_url.partition(":")[0]
    return ROOT / "var" / "campaigns" / f"kills-{engine}-{seed}"
