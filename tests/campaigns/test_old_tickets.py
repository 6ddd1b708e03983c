"""P19: what was closed long ago costs a start nothing. Counted in steps of SQLite's machine, not in seconds."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.clock import SystemClock
from bot.settings import Settings
from campaigns.machines import BOT_ID, TOKEN
from campaigns.rows import ask, grow_old
from campaigns.town import MATTERS, Filing, Town
from desk.estate import EstatePlan, install
from models.database import Database
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.server import running

pytestmark = pytest.mark.slow

ANCIENT = 20_000  # complaints closed long ago
EACH = 100  # steps; the machine is asked this often
FEW = 2 * ANCIENT  # steps; reading through them takes several a row


class Steps:
    """What every connection of this process to SQLite has had to do."""

    def __init__(self) -> None:
        self.taken = 0
        self._connect = sqlite3.connect

    def connect(self, *place: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._connect(*place, **options)
        connection.set_progress_handler(self._count, EACH)
        return connection

    def _count(self) -> None:
        self.taken += EACH


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    counted = Steps()
    monkeypatch.setattr(sqlite3, "connect", counted.connect)
    return counted


async def test_what_was_closed_long_ago_costs_a_start_nothing(
    sqlite_url: str, tmp_path: Path, steps: Steps
) -> None:
    here = running(bots=(BotSeed(TOKEN),), tokens=frozenset({TOKEN}))
    async with here as sandbox, Client(sandbox.url) as sim:
        town = Town(sim)
        await town.settle(1, 1)
        await founded(town, sqlite_url)
        given = {"token": TOKEN, "database_url": sqlite_url, "state_dir": tmp_path, "api_base": sim.url}
        settings = Settings.model_validate(given)
        async with App(settings, SystemClock()):
            await Filing(town.residents[0], "ZX0001", MATTERS[0]).go(sim)
        young = await start(settings, steps)
        await grow_old(sqlite_url, ANCIENT)
        [[count]] = await ask(sqlite_url, "SELECT count(*) FROM complaint")
        assert count == ANCIENT + 1
        before = steps.taken
        [[count]] = await ask(sqlite_url, "SELECT count(*) FROM complaint WHERE text = ''")
        assert steps.taken - before > FEW, "reading through them would be seen"
        old = await start(settings, steps)
        assert old - young < FEW


async def founded(town: Town, url: str) -> None:
    database = await Database.open(url)
    plan = EstatePlan.model_validate(town.parsed_plan(town.estates[0]))
    await database.transaction(lambda: install(plan, BOT_ID, SystemClock().now()))
    await database.close()


async def start(settings: Settings, steps: Steps) -> int:
    """Until there is nothing left to do."""
    before = steps.taken
    async with App(settings, SystemClock()) as app:
        await app.settled()
        return steps.taken - before
