"""The chips: their data name only what exists, and a few play in the browser (all of them: e2e/test_scenarios)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from page.desktop import Desktop, until
from scenes import NAMES, groups, scenario

from bot.demo import SCRIPT
from sandbox.client import Client

ROOT = Path(__file__).parents[2]
CATALOGUES = ("zh_Hans", "en")
LANGUAGES = {"zh-Hans", "zh-Hant", "en"}
PLAYED = ("leak_night", "extension", "setup", "forty")
OTHERS = {"tell", "in", "text", "reply"}  # beside what a step is
STEPS = {
    "clock",
    "as",
    "say",
    "press",
    "pick",
    "photos",
    "start",
    "choose",
    "people",
    "group",
    "code",
    "keep",
    "crowd",
}
UNTIL_THE_END = 900  # s; only what hangs takes that long


each_scenario = pytest.mark.parametrize("name", NAMES)


def said(language: str) -> list[str]:
    """Everything the product says in that language."""
    with (ROOT / "locales" / language / "texts.po").open("rb") as file:
        return [str(message.string) for message in read_po(file) if message.id]


@each_scenario
async def test_every_press_names_a_label_that_the_product_shows(name: str) -> None:
    """Or one that somebody in it has said before."""
    texts = [text for language in CATALOGUES for text in said(language)]
    for step in scenario(name)["steps"]:
        texts.append(step.get("say", ""))
        if "press" in step:
            assert any(label in text for label in step["press"] for text in texts), step


async def test_the_chorus_knows_the_filing_button_in_every_catalogue() -> None:
    labels = scenario("agree")
    for language in CATALOGUES:
        with (ROOT / "locales" / language / "texts.po").open("rb") as file:
            button = str(read_po(file)["draft.file"].string)
        assert any(label in button for label in labels), button


@each_scenario
async def test_everybody_in_a_scenario_lives_or_works_in_the_demo_or_comes_in_it(name: str) -> None:
    script = tomllib.loads(SCRIPT.read_text(encoding="utf-8"))
    people = set(script["people"])
    rooms = {department["group"] for department in script["departments"].values()}
    for step in scenario(name)["steps"]:
        people |= set(step.get("people", ()))
        if "group" in step:
            rooms.add(step["group"]["key"])
        assert {step.get("as", "owner"), *step.get("choose", ())} <= people, step
        assert step.get("in", "desk") in rooms, step


@each_scenario
async def test_every_step_is_told_in_three_languages(name: str) -> None:
    script = scenario(name)
    for told in (script["title"], *(step["tell"] for step in script["steps"] if "tell" in step)):
        assert told.keys() == LANGUAGES
        assert all(told.values()), told


async def test_each_group_of_chips_has_a_name_in_three_languages() -> None:
    for group in groups():
        assert group["title"].keys() == LANGUAGES
        assert all(group["title"].values()), group


async def test_what_is_played_in_the_browser_has_every_kind_of_step() -> None:
    assert {key for name in NAMES for step in scenario(name)["steps"] for key in step} <= STEPS | OTHERS
    assert {key for name in PLAYED for step in scenario(name)["steps"] for key in step} >= STEPS


async def play(desktop: Desktop, name: str) -> None:
    """From its chip to the notice that it is over, and nothing else may be noticed."""
    await desktop.chip(name)

    async def over() -> bool:
        return any(kind == "error" or "演完了" in words for kind, words in await desktop.shown())

    await until(over, UNTIL_THE_END)
    noticed = await desktop.shown()
    assert [text for kind, text in noticed if kind == "error"] == []
    assert f"“{scenario(name)['title']['zh-Hans']}”演完了" in noticed[-1][1]


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
async def test_a_scenario_plays_to_its_end(name: str, visit: Any, sim: Client) -> None:
    async with visit(query="&speed=30") as desktop:
        await play(desktop, name)
        assert await sim.violations() == []
