"""P12, at the level of the whole application: tasks are cancelled at random, and nothing gets stuck."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.app import App, CoreEnded
from bot.clock import SystemClock
from bot.courier import Tempo
from bot.pacing import Limits
from bot.settings import Settings
from campaigns.machines import BOT_ID, PATIENCE, TOKEN, promised
from campaigns.town import MATTERS, Filing, Town
from desk.estate import EstatePlan, install
from models import Complaint, Incoming
from models.database import Database
from models.kinds import IncomingState
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.server import running

pytestmark = pytest.mark.slow

RESIDENTS = 12
STORM_SECONDS = 10.0
FEWEST = 100  # cancellations
FEWEST_BEATS = 6
BEAT = 0.05  # s between heartbeats
LONGEST_BEAT = 5.0  # s; a wedge lasts for ever
BRISK = Tempo(edit_gap=timedelta(0), limits=Limits().faster(100), poll=0.1, look_again=0.5)
CORE = ("polling", "courier", "courier watch", "sweep watchdog")  # whoever ends these ends the process


@pytest.fixture
async def sim() -> AsyncIterator[Client]:
    async with (
        running(bots=(BotSeed(TOKEN),), tokens=frozenset({TOKEN})) as sandbox,
        Client(sandbox.url) as client,
    ):
        yield client


@pytest.fixture
async def town(sim: Client, database_url: str) -> Town:
    town = Town(sim)
    await town.settle(1, RESIDENTS)
    [estate] = town.estates
    database = await Database.open(database_url)
    plan = EstatePlan.model_validate(town.parsed_plan(estate))
    await database.transaction(lambda: install(plan, BOT_ID, SystemClock().now()))
    await database.close()
    return town


@pytest.fixture
def app(sim: Client, database_url: str, tmp_path: Path) -> App:
    given = {"token": TOKEN, "database_url": database_url, "state_dir": tmp_path, "api_base": sim.url}
    return App(Settings.model_validate(given), SystemClock(), tempo=BRISK)


async def heartbeat(database: Database, longest: list[float]) -> None:
    """Somebody else's transaction, again and again: how long the slowest took."""
    while True:
        begun = time.monotonic()
        await database.transaction(lambda: Complaint.all().count(), quiet=True)
        longest.append(time.monotonic() - begun)
        await asyncio.sleep(BEAT)


async def chatter(sim: Client, town: Town) -> None:
    """Everybody asks something now and then, so that there is always something to cut short."""
    while True:
        for resident in town.residents:
            await sim.text(resident.id, "/help")
        await asyncio.sleep(0.1)


async def cancel_at_random(database: Database, random: Random, hit: Counter[str]) -> None:
    """Lanes and sends under way, at whatever await they happen to be, also within their transactions."""
    while True:
        victims = [task for task in database._tasks if task.get_name() not in (*CORE, "storm")]
        if victims:
            victim = random.choice(victims)
            hit[victim.get_name().split()[0]] += 1
            victim.cancel()
        await asyncio.sleep(random.uniform(0, 0.02))


async def test_random_cancellations_wedge_nothing_and_a_restart_finishes_what_they_cut_short(
    app: App, town: Town, sim: Client, seed: int, database_url: str, tmp_path: Path
) -> None:
    random, beats, hit = Random(seed), list[float](), Counter[str]()
    filings = [
        Filing(resident, f"ZX{n:04d}", MATTERS[n % len(MATTERS)]) for n, resident in enumerate(town.residents)
    ]
    async with app:
        storm = (
            chatter(sim, town),
            heartbeat(app.database, beats),
            cancel_at_random(app.database, random, hit),
        )
        tasks = [app.database.spawn(each, name="storm") for each in storm]
        await asyncio.gather(*(filing.go(sim, STORM_SECONDS) for filing in filings))
        async with asyncio.timeout(PATIENCE):
            while hit.total() < FEWEST or len(beats) < FEWEST_BEATS:
                await asyncio.sleep(BEAT)
            so_far = len(beats)
            while len(beats) == so_far:  # nothing is wedged: its turn comes again
                await asyncio.sleep(BEAT)
        for task in tasks:
            task.cancel()
    print({"cancelled": dict(hit), "slowest beat": round(max(beats), 3)})  # noqa: T201
    assert max(beats) < promised(LONGEST_BEAT)
    again = App(app._settings, SystemClock(), tempo=BRISK)
    async with again, asyncio.timeout(PATIENCE):
        await asyncio.gather(*(filing.finish(sim) for filing in filings))
        while await Incoming.filter(state=IncomingState.WAITING).exists():  # what they chattered, too
            await asyncio.sleep(BEAT)
        assert await Incoming.filter(state=IncomingState.QUARANTINED).count() == 0
    assert {filing.number for filing in filings} == set(range(1, RESIDENTS + 1))


@pytest.mark.parametrize("name", ["polling", "courier"])
async def test_when_a_task_that_everything_hangs_on_ends_so_does_the_process(
    app: App, town: Town, name: str
) -> None:
    async with app:
        [victim] = [task for task in app.database._tasks if task.get_name() == name]
        running_app = app.database.spawn(app.run(), name="run")
        await asyncio.sleep(0.2)
        victim.cancel()
        with pytest.raises(CoreEnded):
            await asyncio.wait_for(running_app, PATIENCE)
