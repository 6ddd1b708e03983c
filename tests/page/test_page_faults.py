"""The inspector's fault buttons act where a visitor sees it, and what they broke heals."""

import pytest
from page.desktop import LEAK, Desktop
from playwright.async_api import Locator, expect

from bot.demo import Demo


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


def drawer(desktop: Desktop) -> Locator:
    return desktop.page.locator("#drawer")


async def pull(desktop: Desktop, lever: str) -> None:
    if await drawer(desktop).is_hidden():
        await desktop.page.keyboard.press("Alt+i")
    await drawer(desktop).get_by_role("tab", name="捣乱").click()
    before = len(await desktop.shown())
    await drawer(desktop).locator(f"[data-lever={lever}]").click()
    await desktop.has_shown("", times=before + 1)


async def ended(desktop: Desktop, how: str) -> None:
    """A request did, and the inspector says so."""
    await drawer(desktop).get_by_role("tab", name="请求").click()
    await expect(drawer(desktop).locator("summary", has_text=how).first).to_be_visible()


async def files_a_report(desktop: Desktop) -> None:
    await desktop.press(1, "提交")
    await expect(desktop.bubble(1, "#0001 收到了")).to_be_visible()
    await expect(desktop.phone(2).locator(".bubble", has_text="#0001").first).to_be_visible()


async def test_too_many_requests_are_waited_out_and_nothing_is_said_twice(desktop: Desktop) -> None:
    await desktop.begin_anew()
    await desktop.start()
    await pull(desktop, "too_many")
    await desktop.say(1, LEAK)
    await ended(desktop, "429")
    await expect(desktop.key(1, "提交")).to_be_visible()
    await expect(desktop.phone(1).locator(".key", has_text="提交")).to_have_count(1)
    await files_a_report(desktop)


async def test_who_had_blocked_the_bot_is_answered_when_they_write_again(desktop: Desktop) -> None:
    await desktop.begin_anew()
    await desktop.start()
    await pull(desktop, "blocked")
    await desktop.say(1, LEAK)
    await ended(desktop, "403")
    await expect(desktop.phone(1).locator(".key", has_text="提交")).to_have_count(0)
    await desktop.say(1, "柜子也湿了")
    await files_a_report(desktop)


async def test_an_answer_that_got_lost_on_its_way_loses_no_report(desktop: Desktop) -> None:
    await desktop.begin_anew()
    await desktop.start()
    await pull(desktop, "dropped")
    await desktop.say(1, LEAK)
    await ended(desktop, "apply_then_drop")
    await files_a_report(desktop)


async def test_without_a_line_everything_waits_until_all_is_mended(desktop: Desktop) -> None:
    await desktop.begin_anew()
    await desktop.start()
    await pull(desktop, "away")
    await desktop.say(1, LEAK)
    await ended(desktop, "drop")
    await expect(desktop.phone(1).locator(".key", has_text="提交")).to_have_count(0)
    await pull(desktop, "mend")
    await files_a_report(desktop)


async def test_the_inspector_comes_back_with_the_bot(desktop: Desktop) -> None:
    """Nothing has changed meanwhile: what was shown before stands there again."""
    await desktop.begin_anew()
    await desktop.start()
    await desktop.say(1, LEAK)
    await files_a_report(desktop)
    await pull(desktop, "off")
    await desktop.has_shown("机器人关了")
    await drawer(desktop).get_by_role("tab", name="投诉").click()
    await expect(drawer(desktop)).to_contain_text("机器人关着")
    await pull(desktop, "on")
    await desktop.has_shown("机器人回来了")
    await drawer(desktop).get_by_role("tab", name="投诉").click()
    await expect(drawer(desktop).locator(".story")).to_contain_text("李阿姨")
