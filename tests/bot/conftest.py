"""For the courier's tests a stage of its own for each; for the requests' a few lines of Bot API."""

from collections.abc import AsyncIterator

import pytest
from api_stub import TOKEN, Stub, listening
from courier_stage import Stage, set_up
from telegram.ext import ExtBot

from bot.request import speaking
from models.database import Database


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with set_up(database) as made:
        yield made


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with listening() as made:
        yield made


@pytest.fixture
async def bot(stub: Stub) -> AsyncIterator[ExtBot[None]]:
    async with speaking(TOKEN, stub.url) as made:
        yield made
