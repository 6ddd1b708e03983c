"""Every scenario on the page plays to its end, and its data names only what exists."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from page.desktop import Desktop
from playwright.async_api import expect

from bot.demo import SCRIPT
from sandbox.client import Client

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "sandbox/page/scenarios"
CATALOGUES = ("zh_Hans", "en")
LANGUAGES = {"zh-Hans", "zh-Hant", "en"}
UNTIL_THE_END = 180_000  # ms, for a loaded machine
REMEMBER_NOTICES = """() => {
  window.noticed = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const { className, textContent } of addedNodes) window.noticed.push([className, textContent]);
  }).observe(document.getElementById("notices"), { childList: true });
}"""


def scenario_data(name: str) -> Any:
    return json.loads((SCENARIOS / f"{name}.json").read_text(encoding="utf-8"))


NAMES: list[str] = scenario_data("index")
each_scenario = pytest.mark.parametrize("name", NAMES)


def said(language: str) -> list[str]:
    """Everything the product says in that language."""
    with (ROOT / "locales" / language / "texts.po").open("rb") as file:
        return [str(message.string) for message in read_po(file) if message.id]


@each_scenario
async def test_every_press_names_a_label_that_the_product_shows(name: str) -> None:
    texts = [text for language in CATALOGUES for text in said(language)]
    for step in scenario_data(name)["steps"]:
        if "press" in step:
            assert any(label in text for label in step["press"] for text in texts), step


async def test_the_chorus_knows_the_filing_button_in_every_catalogue() -> None:
    labels = scenario_data("agree")
    for language in CATALOGUES:
        with (ROOT / "locales" / language / "texts.po").open("rb") as file:
            button = str(read_po(file)["draft.file"].string)
        assert any(label in button for label in labels), button


@each_scenario
async def test_everybody_in_a_scenario_lives_or_works_in_the_demo(name: str) -> None:
    script = tomllib.loads(SCRIPT.read_text(encoding="utf-8"))
    groups = {department["group"] for department in script["departments"].values()}
    for step in scenario_data(name)["steps"]:
        assert step.get("as", "owner") in script["people"], step
        assert step.get("in", "desk") in groups, step


@each_scenario
async def test_every_step_is_told_in_three_languages(name: str) -> None:
    scenario = scenario_data(name)
    for told in (scenario["title"], *(step["tell"] for step in scenario["steps"] if "tell" in step)):
        assert told.keys() == LANGUAGES
        assert all(told.values()), told


async def play(desktop: Desktop, name: str) -> None:
    """From its chip to the notice that it is over, and nothing else may be noticed."""
    page = desktop.page
    await page.evaluate(REMEMBER_NOTICES)
    await page.locator(f"[data-scenario={name}]").click()
    await page.locator(f"body[data-scenario={name}]").wait_for()
    await expect(page.locator("body:not([data-scenario])")).to_have_count(1, timeout=UNTIL_THE_END)
    noticed = await page.evaluate("window.noticed")
    assert [text for kind, text in noticed if kind == "error"] == []
    assert f"“{scenario_data(name)['title']['zh-Hans']}”演完了" in noticed[-1][1]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
async def test_a_scenario_plays_to_its_end(name: str, visit: Any, sim: Client) -> None:
    async with visit(query="&speed=30") as desktop:
        await play(desktop, name)
        assert await sim.violations() == []
