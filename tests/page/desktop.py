"""One browser window on the demo, and what a visitor does in it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page, expect

from bot.demo import TOKEN, Demo
from sandbox.client import Client

LEAK = "3栋1单元502厨房水管漏水，柜子都泡了"


@dataclass
class Desktop:
    page: Page
    demo: Demo
    errors: list[str]

    def phone(self, n: int) -> Locator:
        return self.page.locator(f"#phone-{n}")

    def bubble(self, n: int, words: str) -> Locator:
        return self.phone(n).locator(".bubble", has_text=words)

    def key(self, n: int, label: str) -> Locator:
        """The newest button with that label under a message."""
        return self.phone(n).locator(".keys .key", has_text=label).last

    async def begin_anew(self) -> None:
        """Where tests share an estate: what one resident says twice would be more on the same matter."""
        async with Client(self.demo.sandbox.url) as sim:
            await sim.reset()
        await self.page.reload()
        await self.page.locator("main[data-ready]").wait_for()

    async def start(self, n: int = 1) -> None:
        """Unless it was done before."""
        await self.phone(n).locator(".row, .gate:visible").first.wait_for()
        if await self.phone(n).locator(".gate").is_visible():
            await self.phone(n).locator(".gate").click()
        await expect(self.bubble(n, "机器人").first).to_be_visible()

    async def say(self, n: int, text: str) -> None:
        await self.phone(n).locator("textarea").fill(text)
        await self.phone(n).locator(".send").click()

    async def press(self, n: int, label: str) -> None:
        await self.key(n, label).click()

    async def become(self, n: int, name: str) -> None:
        await self.phone(n).locator("select").select_option(label=name)

    async def jump(self, name: str) -> None:
        await self.page.locator(f"[data-jump={name}]").click()
        await expect(self.page.locator(f"[data-jump={name}]")).to_be_enabled()

    async def chip(self, scenario: str) -> None:
        """Presses a scenario's chip, in whichever group it is."""
        await self.page.locator(".chip").first.wait_for()
        for group in await self.page.locator(".groups button").all():
            await group.click()
            chip = self.page.locator(f"[data-scenario={scenario}]")
            if await chip.count():
                await chip.click()
                return
        raise AssertionError(scenario)

    async def shown(self, n: int = 0) -> list[tuple[str, str]]:
        """What has shown for a moment, and may be gone: on the page itself, or on a phone; kind and words."""
        phone = f"phone-{n}" if n else ""
        found = await self.page.evaluate("window.shown")
        return [(each["kind"], each["words"]) for each in found if each["phone"] == phone]

    async def has_shown(self, words: str, n: int = 0, times: int = 1) -> None:
        async def look() -> bool:
            return sum(words in said for _, said in await self.shown(n)) >= times

        await until(look)


async def until(look: Callable[[], Awaitable[bool]], seconds: float = 180) -> None:
    """Only what hangs takes that long. Playwright's own waiting for a function would need eval in the page."""
    async with asyncio.timeout(seconds):
        while not await look():
            await asyncio.sleep(0.05)


async def call(demo: Demo, method: str, **params: Any) -> None:
    """The bot says something that the product doesn't, yet."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{demo.sandbox.url}/bot{TOKEN}/{method}", json=params) as response,
    ):
        assert response.ok, await response.text()
