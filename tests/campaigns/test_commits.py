"""P4: the process is killed at every single commit of a short script, and its disk fails now and then."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from campaigns.machines import Incubator, Machine, Run, ended, ready, said, sandbox_process, terminate
from campaigns.reckoning import Reckoning, reckon
from campaigns.soundness import broken_rules
from campaigns.tampering import SYNC, tampered
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
COMPLAINTS = 20 if LONG else 5
CALLS = ("fdatasync", "pwrite64") if LONG else ("fdatasync",)  # at the commit, or in the midst of it
ABREAST = 6  # stories told at once: most of their time is waiting for evidence (20 s, promises R2)
UNHARMED = 3  # this many runs in a row that outlive their script, and there is no commit left to kill at
MOST_COMMITS = 1000
PATIENCE = 1200.0  # s for a script, its recovery included, on a machine with little time


@dataclass
class Scene:
    """An estate and its residents before anybody has said anything, to begin from again and again."""

    incubator: Incubator
    database: Path

    @asynccontextmanager
    async def story(self, folder: Path) -> AsyncIterator["Story"]:
        folder.mkdir()
        copy = shutil.copy(self.database, folder / "desk.db")
        with sandbox_process(self.incubator, folder) as base:
            async with Client(base) as sim:
                town = Town(sim)
                await town.settle(1, COMPLAINTS)
                machine = Machine(self.incubator, folder, f"sqlite://{copy}", base)
                try:
                    yield Story(machine, town)
                finally:
                    machine.clear()


@dataclass
class Story:
    machine: Machine
    town: Town
    harmed: bool = False
    again: Run | None = None

    @property
    def database(self) -> Path:
        return self.machine.folder / "desk.db"

    async def tell(self, rule: str, call: str = SYNC) -> Reckoning:
        """The script, with a bot that meets the rule, and another one as soon as that has ended."""
        filings = [
            Filing(resident, f"ZX{n:04d}", MATTERS[n % len(MATTERS)])
            for n, resident in enumerate(self.town.residents)
        ]
        async with (
            tampered(self.machine, rule, call) as run,
            asyncio.timeout(PATIENCE),
            asyncio.TaskGroup() as group,
        ):
            group.create_task(self._follow(run))
            for filing in filings:
                group.create_task(filing.go(self.town.sim, PATIENCE))
            reckoning = await self._settled(filings)
            if not self.harmed:
                terminate(run)
        if self.again is not None:
            await ready(self.again)
            terminate(self.again)
            assert await ended(self.again) == 0, said(self.again)
        return reckoning

    async def _follow(self, run: Run) -> None:
        status = await ended(run, PATIENCE)
        if status:
            self.harmed = True
            broken = broken_rules(self.database)
            assert broken == []
            self.again = self.machine.start()

    async def _settled(self, filings: list[Filing]) -> Reckoning:
        while not (reckoning := await reckon(self.town.sim, self.town, filings)).whole:
            await asyncio.sleep(0.5)
        return reckoning


@pytest.fixture
async def scene(incubator: Incubator, sqlite_template: Path, tmp_path: Path) -> Scene:
    database = shutil.copy(sqlite_template, tmp_path / "scene.db")
    with sandbox_process(incubator, tmp_path) as base:
        async with Client(base) as sim:
            town = Town(sim)
            await town.settle(1, COMPLAINTS)
            machine = Machine(incubator, tmp_path, f"sqlite://{database}", base)
            await machine.do("import", str(town.plans(tmp_path)[0]))
    with closing(sqlite3.connect(database)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Scene(incubator, Path(database))


def numbered() -> Iterator[int]:
    yield from range(1, MOST_COMMITS)


@pytest.mark.parametrize("call", CALLS)
async def test_killed_at_any_commit_a_complaint_exists_wholly_or_not_and_the_rest_can_be_said_afterwards(
    scene: Scene, tmp_path: Path, call: str
) -> None:
    unharmed, repeats, told = 0, 0, 0
    numbers = numbered()

    async def tell() -> None:
        nonlocal unharmed, repeats, told
        while unharmed < UNHARMED:
            n = next(numbers)
            async with scene.story(tmp_path / f"commit-{n}") as story:
                try:
                    reckoning = await story.tell(f"signal=KILL:when={n}", call)
                except BaseException as error:
                    error.add_note(f"killed at commit {n}:\n{story.machine.everything_said()}")
                    raise
            told += 1
            repeats += len(reckoning.repeats)
            unharmed = 0 if story.harmed else unharmed + 1
            shutil.rmtree(story.machine.folder)

    async with asyncio.TaskGroup() as group:
        for _ in range(ABREAST):
            group.create_task(tell())
    print({"call": call, "killed at": told - unharmed, "cards sent twice": repeats})  # noqa: T201
    assert told > COMPLAINTS * 4


async def test_a_disk_that_fails_at_every_seventh_commit_delays_and_loses_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    async with scene.story(tmp_path / "failing") as story:
        await story.tell("error=EIO:when=20+7")
        assert broken_rules(story.database) == []
