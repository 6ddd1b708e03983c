"""The stage for contract tests: a sandbox in this loop, its client, a real aiogram bot, a real PTB bot."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.ext import ExtBot

from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.probes import SEED, TOKEN, Hook, Raw, listening
from sandbox.server import Sandbox, running


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> MovableClock:
    """Goes on by itself, unless the test is `standing`."""
    return MovableClock(frozen=getattr(request, "param", False))


@pytest.fixture
async def sandbox(clock: MovableClock) -> AsyncIterator[Sandbox]:
    async with running(clock=clock, bots=(SEED,)) as started:
        yield started


@pytest.fixture
async def sim(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with Client(sandbox.url) as client:
        yield client


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    made = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield made
    await made.session.close()


@pytest.fixture
async def ptb(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    made: ExtBot[None] = ExtBot(TOKEN, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot")
    async with made:
        yield made


@pytest.fixture
async def owner(sim: Client) -> int:
    """Somebody who has started the bot; the bot has seen it."""
    person = await sim.person("Chen Yan", "zh-hans")
    await sim.text(person, "/start")
    return person


@pytest.fixture
async def group(sim: Client, owner: int) -> int:
    return await sim.group("Repairs", [owner])


@pytest.fixture
async def forum(sim: Client, owner: int) -> int:
    return await sim.group("All departments", [owner], forum=True)


@pytest.fixture
async def raw(sandbox: Sandbox) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(sandbox.url, session)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening() as made:
        yield made
