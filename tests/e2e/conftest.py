"""The demo's estate, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from estate import BRISK, MONDAY_MORNING, Estate

from bot.demo import Demo
from sandbox.client import Client
from sandbox.clock import MovableClock


@pytest.fixture
async def estate(database_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    clock = MovableClock(MONDAY_MORNING)
    async with Demo(tmp_path, database_url, clock, BRISK) as demo:
        await demo.open()
        async with Client(demo.sandbox.url) as sim:
            cast = await sim.cast()
            people = {key: one["id"] for key, one in cast["people"].items()}
            groups = {key: one["id"] for key, one in cast["groups"].items()}
            yield Estate(demo, sim, people, groups)
            assert await sim.violations() == []
