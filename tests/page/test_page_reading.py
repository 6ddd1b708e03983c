"""Everybody can read and reach everything: languages, names for screen readers, contrast, speed."""

import asyncio
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from page.desktop import LEAK, Desktop, until
from playwright.async_api import Browser, Page, Route, expect

from bot.demo import Demo
from sandbox.client import Client

PAGE = Path("sandbox/page")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
FAMILIES = ("role", "kind", "sample", "time", "panel", "fact", "because", "category", "status", "severity")
FEW_FILES, SMALL_FILES = 10, 64 * 1024  # before the first paint; bytes, all together
MANY = 1000  # messages in one chat
A_FEW = 62  # of them drawn at first, with the day; half as many more at a time
FRAMES = 240

CONTRAST = """() => {
  const parse = (text) => { const v = text.match(/[\\d.]+/g).map(Number);
    return text.startsWith('color(') ? [v[0] * 255, v[1] * 255, v[2] * 255, v[3] ?? 1] : [v[0], v[1], v[2], v[3] ?? 1]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const ground = (el) => { const layers = [];
    for (let e = el; e; e = e.parentElement) { const s = getComputedStyle(e);
      if (s.backgroundImage.includes('gradient')) return null;
      const c = parse(s.backgroundColor); layers.push(c); if (c[3] >= 0.9) break; }
    return layers.reverse().reduce((base, layer) => over(layer, base), [255, 255, 255, 1]); };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (el.closest('.face, .spoiler, select, [disabled]')) continue;
    const back = ground(el); if (!back) continue;
    const [a, b] = [light(over(parse(getComputedStyle(el).color), back)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push([walker.currentNode.data.trim().slice(0, 20), el.className, ratio.toFixed(2)]);
  }
  return poor;
}"""

NAMELESS = """() => [...document.querySelectorAll('button, a, input, select, textarea, dialog, [role=img], [role=tablist], section[id^=phone]')]
  .filter((el) => el.checkVisibility())
  .filter((el) => !(el.getAttribute('aria-label') || el.innerText?.trim() || el.closest('label')))
  .map((el) => el.outerHTML.slice(0, 90))"""

SCROLL = """async (frames) => {
  const box = document.querySelector("#phone-2 .scroller"), inside = box.querySelector(".inside");
  const first = inside.children.length, known = new Set(inside.children), added = []; let twice = 0, gone = 0;
  new MutationObserver((changes) => {
    const came = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    gone += changes.flatMap(({ removedNodes }) => [...removedNodes]).length;
    twice += came.filter((node) => known.has(node)).length;
    came.forEach((node) => known.add(node));
    added.push(came.length);
  }).observe(inside, { childList: true });
  for (let n = 0; n < frames; n += 1) {
    box.scrollTop -= 140;
    await new Promise(requestAnimationFrame);
  }
  return { first, added, twice, gone, drawn: inside.children.length };
}"""

PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
FRAME = (
    "new Promise(requestAnimationFrame).then(() => null)"  # what was just opened begins to move with the next
)
CAME = "performance.getEntriesByType('resource').map(({ name, encodedBodySize }) => [name, encodedBodySize])"

# Whatever moves in stands still, and what moves for ever need not.
STILL = """Promise.all(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
  .map((each) => each.finished.catch(() => null)))"""


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


def words_in(language: str) -> dict[str, str]:
    return dict(json.loads((PAGE / "words" / f"{language}.json").read_text(encoding="utf-8")))


def used_keys() -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PAGE / "js").glob("*.js"))
    return {key for call in re.findall(r"\bt\(([^`]*?)\)", code) for key in re.findall(r'"([a-z_.]+)"', call)}


async def test_every_word_of_the_page_exists_in_every_language() -> None:
    first, *others = (words_in(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() == first.keys()
        assert {key: re.findall(r"\{\w+\}", text) for key, text in other.items()} == {
            key: re.findall(r"\{\w+\}", text) for key, text in first.items()
        }
    known = {*first, "photo", "true"}
    assert {key for key in used_keys() if "." in key} - known == set()


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
async def test_the_page_speaks_the_readers_language(visit: Any, language: str) -> None:
    async with visit() as desktop:
        await desktop.page.goto(f"{desktop.demo.sandbox.url}/?lang={language}")
        await expect(desktop.page.locator("html")).to_have_attribute("lang", language)
        await expect(desktop.page.locator(".demo-mark")).to_have_text(words_in(language)["demo_data"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
async def test_text_has_contrast_and_everything_has_a_name(visit: Any, theme: str, width: int) -> None:
    async with visit(query=f"&theme={theme}", viewport={"width": width, "height": 844}) as desktop:
        await desktop.begin_anew()
        await desktop.start()
        await desktop.say(1, LEAK)
        await desktop.press(1, "提交")
        await expect(desktop.phone(1).locator(".pinned button")).to_be_visible()
        await is_readable(desktop.page)
        await desktop.page.locator("[aria-controls=drawer]").click()
        await expect(desktop.page.locator("#drawer .story")).to_be_visible()
        for tab in await desktop.page.locator("#drawer [role=tab]").all():
            await tab.click()
            await is_readable(desktop.page)
        await desktop.page.keyboard.press("Escape")
        assert await overflow(desktop.page) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_lists_menus_and_dialogs_have_contrast_and_names(visit: Any, theme: str) -> None:
    async with visit(query=f"&theme={theme}") as desktop:
        page = desktop.page
        for entry in ("扫码进入", "几户一起说"):
            await desktop.phone(1).get_by_role("button", name="更多").click()
            await is_readable(page)
            await page.get_by_role("menuitem", name=entry).click()
            await is_readable(page)
            await page.keyboard.press("Escape")
        for button in ("怎么玩", "重新开始"):
            await page.get_by_role("button", name=button).click()
            await is_readable(page)
            await page.keyboard.press("Escape")
        for n in (1, 2):
            await desktop.phone(n).get_by_role("button", name="返回").click()
        await is_readable(page)
        await desktop.chip("leak_night")
        await expect(page.locator("#scenarios.playing")).to_be_visible()
        await is_readable(page)
        await page.get_by_role("button", name="我来接手").click()


async def is_readable(page: Page) -> None:
    await page.evaluate(FRAME)
    await page.evaluate(STILL)
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(NAMELESS) == []


async def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(await page.evaluate("document.querySelector('main').scrollWidth - innerWidth"))


async def test_the_page_paints_before_any_of_its_code_has_come(browser: Browser, demo: Demo) -> None:
    """Its first paint waits for nothing but a few small files; how long it takes, `make bench` measures."""
    context, free = await browser.new_context(), asyncio.Event()

    async def held(route: Route) -> None:
        await free.wait()
        await route.abort()

    page = await context.new_page()
    await page.route(re.compile("/page/js/|/page/words/|/page/scenarios/|/sim/"), held)
    await page.goto(f"{demo.sandbox.url}/?lang=zh-Hans", wait_until="commit", timeout=0)
    await until(partial(page.evaluate, PAINTED))
    came = await page.evaluate(CAME)
    free.set()
    await page.unroute_all(behavior="wait")
    await context.close()
    assert len(came) <= FEW_FILES, came
    assert sum(size for _, size in came) <= SMALL_FILES, came


async def test_a_thousand_messages_are_drawn_bit_by_bit_as_one_scrolls_up(
    desktop: Desktop, demo: Demo, sim: Client, ids: dict[str, int]
) -> None:
    """What makes scrolling smooth, counted; how smooth it is, `make bench` measures."""
    world = demo.sandbox.world
    group = world.group(ids["repairs"])
    assert group is not None
    for n in range(MANY):
        world.add_message(
            group, ids["engineer" if n % 3 else "manager"], {"text": f"{n} 水管漏水 " * (n % 7 + 1)}
        )
    await desktop.page.reload()
    await desktop.page.locator("main[data-ready]").wait_for()
    await expect(desktop.bubble(2, f"{MANY - 1} 水管").first).to_be_visible()
    before = await layouts(desktop.page)
    seen = await desktop.page.evaluate(SCROLL, FRAMES)
    assert seen["first"] <= A_FEW
    assert max(seen["added"]) <= A_FEW / 2
    assert 300 < seen["drawn"] < MANY
    assert (seen["twice"], seen["gone"]) == (0, 0), "what stands there is not drawn again"
    assert await layouts(desktop.page) - before < 2.5 * FRAMES, "never once for each message"


async def layouts(page: Page) -> float:
    """How often the browser has laid the page out so far."""
    line = await page.context.new_cdp_session(page)
    await line.send("Performance.enable")
    found = await line.send("Performance.getMetrics")
    return next(float(each["value"]) for each in found["metrics"] if each["name"] == "LayoutCount")
