"""The demo page in a real browser: Debian's Chromium, headless, driven by Playwright.

One event loop for browser and product; a fresh estate for every test.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import debian
import pytest
import pytest_asyncio
from estate import BRISK
from page.desktop import Desktop
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from bot.demo import Demo
from sandbox.client import Client
from sandbox.clock import MovableClock

CHROMIUM = Path("/usr/bin/chromium")
PACKAGES = ["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"]
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in the estate
PATIENCE = 180_000  # ms, and only what hangs takes that long; other workers want the cores too

# What shows for a moment only. A test that looks may be late, on a busy machine by seconds.
REMEMBER_WHAT_SHOWS = """
window.shown = [];
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) {
      if (!node.matches) continue;
      const brief = ".toast, #notices > *, .typing";
      for (const each of [...(node.matches(brief) ? [node] : []), ...node.querySelectorAll(brief)])
        window.shown.push({ phone: each.closest("section[id^=phone]")?.id ?? "", kind: each.className, words: each.textContent });
    }
}).observe(document, { childList: true, subtree: true });
"""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser in each worker, in one event loop."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Installs the browser where that is possible; never skips."""
    if not CHROMIUM.exists() and not debian.install(*PACKAGES):
        pytest.fail(f"these tests need a browser: apt-get install {' '.join(PACKAGES)}")
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, timeout=PATIENCE)
        yield browser
        await browser.close()


@asynccontextmanager
async def an_estate(folder: Path) -> AsyncIterator[Demo]:
    async with Demo(folder, clock=MovableClock(MONDAY_MORNING), tempo=BRISK) as demo:
        await demo.open()
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """An estate where nothing has happened yet."""
    async with an_estate(tmp_path / "demo") as demo:
        yield demo


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def used_demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """One estate for all tests of a module, which must not mind what the others left there."""
    async with an_estate(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


Visit = Any  # an async context manager that opens the page in a window of its own


@pytest.fixture
def visit(browser: Browser, demo: Demo) -> Visit:
    """Opens the page; at the end nothing may have gone wrong in it."""

    @asynccontextmanager
    async def opened(address: str = "", query: str = "", **options: Any) -> AsyncIterator[Desktop]:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(REMEMBER_WHAT_SHOWS)
        desktop = await _desktop(context, demo)
        await desktop.page.goto(f"{address or demo.sandbox.url}/?lang=zh-Hans{query}")
        await desktop.page.locator("main[data-ready]").wait_for()
        yield desktop
        await context.close()
        assert desktop.errors == []

    return opened


async def _desktop(context: BrowserContext, demo: Demo) -> Desktop:
    page, errors = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(f"a dialog: {dialog.message}"))
    return Desktop(page, demo, errors)


@pytest_asyncio.fixture(loop_scope="session")
async def desktop(visit: Visit) -> AsyncIterator[Desktop]:
    async with visit() as desktop:
        yield desktop


@pytest_asyncio.fixture(loop_scope="session")
async def ids(sim: Client) -> dict[str, int]:
    cast = await sim.cast()
    return {key: one["id"] for key, one in (cast["people"] | cast["groups"]).items()}


@pytest_asyncio.fixture(loop_scope="session")
async def sim(demo: Demo) -> AsyncIterator[Client]:
    async with Client(demo.sandbox.url) as client:
        yield client
