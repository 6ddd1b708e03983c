"""How soon the demo's page paints, and how smoothly a thousand messages scroll, in Debian's Chromium without a window.

Browser, product and sandbox share the machine: these figures are of the clock, and want it left alone.
"""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bench.report import Figure, progress
from bot.demo import Demo
from sandbox.client import Client

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
WINDOW = ViewportSize(width=1440, height=900)
OPENINGS, SCROLLS = 9, 5
MESSAGES = 1000
FIRST_PAINT = 1000  # ms, the issue's own
SMOOTH = 34  # ms between frames: two of a screen's sixty in a second
PATIENCE = 120_000  # ms
ALONE = "data:text/html,<p>.</p>"  # what the browser needs for itself
PAINTED = """() => new Promise((painted) => new PerformanceObserver((entries) =>
  entries.getEntriesByName("first-contentful-paint").forEach((each) => painted(each.startTime))
).observe({ type: "paint", buffered: true }))"""
FRAMES = """async (by) => {
  const box = document.querySelector("#phone-2 .scroller"); const frames = []; let before = performance.now();
  for (let n = 0; n < 240; n += 1) {
    box.scrollTop -= by;
    await new Promise(requestAnimationFrame);
    const now = performance.now(); frames.push(now - before); before = now;
  }
  return frames;
}"""


def run() -> list[Figure]:
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    with TemporaryDirectory(prefix="yingsheng-bench-") as folder:
        async with async_playwright() as playwright, Demo(Path(folder)) as demo:
            await demo.open()
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            figures = [await _paint(browser, demo), *await _scrolling(browser, demo)]
            await browser.close()
    return figures


async def _paint(browser: Browser, demo: Demo) -> Figure:
    ours, alone = [], []
    for n in range(OPENINGS):
        progress(f"page: opening {n + 1} of {OPENINGS}")
        ours.append(await _opened(browser, f"{demo.sandbox.url}/?lang=en"))
        alone.append(await _opened(browser, ALONE))
    seen, least = median(ours), median(alone)
    measured = f"{seen:.0f} ms (longest {max(ours):.0f})"
    beside = f"an empty page {least:.0f} ms"
    good = seen < FIRST_PAINT
    return Figure("page: first paint", measured, beside, f"{seen / least:.1f}", f"< {FIRST_PAINT} ms", good)


async def _opened(browser: Browser, address: str) -> float:
    """In a window of its own: nothing is known yet."""
    context = await browser.new_context(viewport=WINDOW)
    page = await context.new_page()
    await page.goto(address)
    painted = await page.evaluate(PAINTED)
    await context.close()
    return float(painted)


async def _scrolling(browser: Browser, demo: Demo) -> list[Figure]:
    await _fill(demo)
    still, moving = [], []
    for n in range(SCROLLS):
        progress(f"page: scroll {n + 1} of {SCROLLS}")
        page = await browser.new_page(viewport=WINDOW)
        await _show(page, demo)
        still += await page.evaluate(FRAMES, 0)
        moving += await page.evaluate(FRAMES, 140)
        await page.close()
    seen, least = median(moving), median(still)
    late = sorted(moving)[int(0.95 * len(moving))]
    measured = f"{seen:.0f} ms (95 % within {late:.0f})"
    beside = f"standing still {least:.0f} ms"
    what = f"page: {MESSAGES} messages scrolled, from frame to frame"
    return [Figure(what, measured, beside, f"{seen / least:.1f}", f"≤ {SMOOTH} ms", seen <= SMOOTH)]


async def _fill(demo: Demo) -> None:
    async with Client(demo.sandbox.url) as sim:
        cast = await sim.cast()
    people, group = cast["people"], demo.sandbox.world.group(cast["groups"]["repairs"]["id"])
    if group is None:
        raise LookupError("repairs")
    for n in range(MESSAGES):
        sender = people["engineer" if n % 3 else "manager"]["id"]
        demo.sandbox.world.add_message(group, sender, {"text": f"{n} 水管漏水 " * (n % 7 + 1)})


async def _show(page: Page, demo: Demo) -> None:
    page.set_default_timeout(PATIENCE)
    await page.goto(f"{demo.sandbox.url}/?lang=en")
    await page.locator("#phone-2 .bubble", has_text=f"{MESSAGES - 1} ").first.wait_for()
