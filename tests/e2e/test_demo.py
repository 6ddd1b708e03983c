"""The demo itself: one bot at a time, whenever somebody presses "Reset"."""

import asyncio
from pathlib import Path

import pytest
from estate import BRISK, MONDAY_MORNING

from bot.app import App
from bot.demo import Demo
from sandbox.client import Client
from sandbox.clock import MovableClock


async def pressed_twice(demo: Demo, running: list[App]) -> None:
    """As soon as there is a page to press it on."""
    while not running:
        await asyncio.sleep(0.01)
    async with Client(demo.sandbox.url) as sim:
        await asyncio.gather(sim.reset(), sim.reset())


async def test_a_reset_while_it_still_begins_leaves_one_bot_and_not_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[App] = []
    enter, leave = App.__aenter__, App.__aexit__

    async def entered(app: App) -> App:
        running.append(app)
        return await enter(app)

    async def left(app: App, *why: object) -> None:
        await leave(app, *why)
        running.remove(app)

    monkeypatch.setattr(App, "__aenter__", entered)
    monkeypatch.setattr(App, "__aexit__", left)
    async with Demo(tmp_path, clock=MovableClock(MONDAY_MORNING), tempo=BRISK) as demo:
        await asyncio.gather(demo.open(), pressed_twice(demo, running))
        assert running == [demo.app]
    assert running == []
