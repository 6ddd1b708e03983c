"""Everybody can read and reach everything: languages, names for screen readers, contrast, speed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from page.desktop import LEAK, Desktop
from playwright.async_api import Page, expect

from bot.demo import Demo
from sandbox.client import Client

PAGE = Path("sandbox/page")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
FAMILIES = ("role", "kind", "sample", "time", "panel", "fact", "because", "category", "status", "severity")
STILL = 400  # ms until what moves in stands still
FIRST_PAINT = 1000  # ms, the issue's own; what was measured stands in docs/demo.md
MANY = 1000  # messages in one chat
SMOOTH = 34  # ms between frames, the median: two of a screen's sixty in a second
FEW_JERKS = 60  # frames of 240 that take longer than 50 ms, which is seen
TRIES = 6  # the machine may be busy with something else: the best of them counts, and one is enough

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

SCROLL = """async () => {
  const box = document.querySelector('#phone-2 .scroller'); const frames = []; let before = performance.now();
  for (let n = 0; n < 240; n += 1) {
    box.scrollTop -= 140;
    await new Promise(requestAnimationFrame);
    const now = performance.now(); frames.push(now - before); before = now;
  }
  frames.sort((a, b) => a - b);
  return { median: frames[120], p95: frames[228], longest: frames[239], jerks: frames.filter((ms) => ms > 50).length,
    drawn: document.querySelectorAll('#phone-2 .row').length };
}"""

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


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
    await page.wait_for_timeout(STILL)
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(NAMELESS) == []


async def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(await page.evaluate("document.querySelector('main').scrollWidth - innerWidth"))


async def test_the_page_paints_within_a_second(visit: Any) -> None:
    paints: list[float] = []
    while len(paints) < TRIES and min(paints, default=FIRST_PAINT) >= FIRST_PAINT:
        async with visit() as desktop:  # a window of its own: nothing is known yet
            await desktop.page.wait_for_function(
                "performance.getEntriesByName('first-contentful-paint').length"
            )
            paints.append(await desktop.page.evaluate(PAINTED))
    assert min(paints) < FIRST_PAINT, paints


async def test_a_thousand_messages_scroll_smoothly(
    desktop: Desktop, demo: Demo, sim: Client, ids: dict[str, int]
) -> None:
    world = demo.sandbox.world
    group = world.group(ids["repairs"])
    assert group is not None
    for n in range(MANY):
        world.add_message(
            group, ids["engineer" if n % 3 else "manager"], {"text": f"{n} 水管漏水 " * (n % 7 + 1)}
        )
    seen = []
    for _ in range(TRIES):
        await desktop.page.reload()
        await desktop.page.locator("main[data-ready]").wait_for()
        await expect(desktop.bubble(2, f"{MANY - 1} 水管").first).to_be_visible()
        seen.append(await desktop.page.evaluate(SCROLL))
        assert seen[-1]["drawn"] > 300
        if seen[-1]["median"] < SMOOTH and seen[-1]["jerks"] <= FEW_JERKS:
            return
    pytest.fail(f"it jerks: {seen}")
