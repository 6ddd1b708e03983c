"""Whatever people send is shown safely, with Telegram's own error where Telegram has one."""

from pathlib import Path

import pytest
from page.desktop import Desktop
from playwright.async_api import expect

from bot.demo import Demo

MANY_CODE_POINTS = "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇨🇳"
RIGHT_TO_LEFT = "שלום 3栋 \u202eمرحبا"
SCRIPTS = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
MEBIBYTES = 25


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


@pytest.mark.parametrize("text", [SCRIPTS, MANY_CODE_POINTS, RIGHT_TO_LEFT])
async def test_odd_words_are_shown_as_they_are(desktop: Desktop, text: str) -> None:
    await desktop.say(2, text)
    visible = text.replace("\u202e", "")
    shown = desktop.phone(2).locator(".row.mine .text").last
    await expect(shown).to_have_text(visible)
    assert await shown.locator("script, img").count() == 0
    assert "hacked" not in await desktop.page.title()


async def test_what_is_too_long_or_empty_is_refused_in_telegrams_words_and_not_lost(desktop: Desktop) -> None:
    await desktop.say(2, "长" * 10_000)
    await desktop.has_shown("message is too long", 2)
    assert len(await desktop.phone(2).locator("textarea").input_value()) == 10_000
    await desktop.say(2, "   ")
    await desktop.has_shown("text must be non-empty", 2)
    assert {kind for kind, _ in await desktop.shown(2)} == {"toast error"}


async def test_a_file_of_25_mebibytes_is_shown_with_its_size_and_comes_back_whole(
    desktop: Desktop, tmp_path: Path
) -> None:
    big = tmp_path / "<b>plan.pdf"
    big.write_bytes(b"%PDF" + bytes(MEBIBYTES * 1024 * 1024 - 4))
    await desktop.phone(2).get_by_role("button", name="添加照片").click()
    async with desktop.page.expect_file_chooser() as choosing:
        await desktop.page.get_by_role("menuitem", name="文件", exact=True).click()
    await (await choosing.value).set_files(big)
    paper = desktop.phone(2).locator(".paper")
    await expect(paper).to_contain_text("<b>plan.pdf")
    await expect(paper).to_contain_text("25.0 MB")
    async with desktop.page.expect_download() as waiting:
        await paper.click()
    assert Path(await (await waiting.value).path()).stat().st_size == big.stat().st_size


async def test_an_uploaded_page_never_runs(desktop: Desktop, tmp_path: Path) -> None:
    trap = tmp_path / "trap.html"
    trap.write_text("<script>document.title = 'hacked'</script>", encoding="utf-8")
    await desktop.phone(2).get_by_role("button", name="添加照片").click()
    async with desktop.page.expect_file_chooser() as choosing:
        await desktop.page.get_by_role("menuitem", name="文件", exact=True).click()
    await (await choosing.value).set_files(trap)
    address = await desktop.phone(2).locator(".paper", has_text="trap").get_attribute("href")
    other = await desktop.page.context.new_page()
    await other.goto(f"{desktop.demo.sandbox.url}{address}")
    assert await other.title() != "hacked"
