"""The README's pictures: `python tests/page/pictures.py`, from the running demo in a real browser."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.demo import Demo
from sandbox.clock import MovableClock

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/pictures"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PATIENCE = 60_000  # ms
WORKER, GROUP = "保洁王班长", "保洁群"
AT_LAST, PAUSE = "王班长这才接单", "暂停"
NARROW = 900  # px
MOVED_IN = 700  # ms until nothing moves any more


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        await taken(browser, the_phones, the_inspector)
        await taken(browser, a_narrow_screen)
        await browser.close()


async def taken(browser: Browser, *pictures: Callable[[Browser, str], Awaitable[None]]) -> None:
    """In an estate where nothing has happened yet."""
    with tempfile.TemporaryDirectory() as folder:
        async with Demo(Path(folder), clock=MovableClock(MONDAY_MORNING)) as demo:
            await demo.open()
            for picture in pictures:
                await picture(browser, demo.sandbox.url)


async def opened(
    browser: Browser, url: str, query: str, width: int, height: int, language: str = "zh-Hans"
) -> Page:
    page = await browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=2 if width < NARROW else 1
    )
    page.set_default_timeout(PATIENCE)
    await page.goto(f"{url}/?lang={language}{query}")
    await page.locator("main[data-ready]").wait_for()
    return page


async def the_phones(browser: Browser, url: str) -> None:
    """Nobody accepted in time: the resident, the group, and the supervisor who was told."""
    page = await opened(browser, url, "&theme=light&speed=3", 1440, 900)
    await page.locator("[data-scenario=garbage]").click()
    await page.locator("#scenarios p", has_text=AT_LAST).wait_for()
    await page.get_by_role("button", name=PAUSE).click()
    await page.locator("#phone-2 select").select_option(label=WORKER)
    row = page.locator("#phone-2 .chat-row", has_text=GROUP)
    await row.or_(page.locator("#phone-2 textarea")).first.wait_for()
    if await row.is_visible():  # else the story was faster, and has opened it
        await row.click()
    await shot(page, "phones")


async def the_inspector(browser: Browser, url: str) -> None:
    """The same complaint from behind, in the dark."""
    page = await opened(browser, url, "&theme=dark&speed=12", 1440, 900)
    await page.locator("[aria-controls=drawer]").click()
    await page.locator("#drawer .story").wait_for()
    await shot(page, "inspector")


async def a_narrow_screen(browser: Browser, url: str) -> None:
    page = await opened(browser, url, "&theme=light&speed=12", 390, 844)
    await play(page, "leak_night")
    await page.locator("#notices p").wait_for(state="detached")
    await shot(page, "narrow")


async def play(page: Page, scenario: str) -> None:
    await page.locator(f"[data-scenario={scenario}]").first.click()
    await page.locator("body[data-scenario]").wait_for()
    await page.locator("body:not([data-scenario])").wait_for()


async def shot(page: Page, name: str) -> None:
    await page.wait_for_timeout(MOVED_IN)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    asyncio.run(main())
