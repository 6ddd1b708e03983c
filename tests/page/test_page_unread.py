"""A dot stands where somebody has something to read: only who sees a chat has read it."""

from typing import Any

from page.desktop import Desktop
from playwright.async_api import Locator, expect

from sandbox.client import Client

NARROW = {"width": 390, "height": 844}


def tab(desktop: Desktop, n: int) -> Locator:
    return desktop.page.locator(".tabs button").nth(n - 1)


async def test_on_a_narrow_screen_what_comes_to_a_hidden_phone_is_unread_until_it_is_shown(
    visit: Any, sim: Client, ids: dict[str, int]
) -> None:
    async with visit(viewport=NARROW) as desktop:
        await sim.text(ids["supervisor"], "谁有空？", ids["repairs"])  # phone 2 has this chat open, behind
        await expect(tab(desktop, 2).locator(".dot")).to_be_visible()
        await expect(tab(desktop, 2)).to_have_attribute("aria-label", "张师傅，1 条未读")
        await tab(desktop, 2).click()
        await expect(desktop.bubble(2, "谁有空？")).to_be_visible()
        await expect(tab(desktop, 2).locator(".dot")).to_have_count(0)
        await sim.text(ids["supervisor"], "现在就要", ids["repairs"])
        await expect(desktop.bubble(2, "现在就要")).to_be_visible()
        await expect(tab(desktop, 2).locator(".dot")).to_have_count(0)


async def test_a_wider_window_shows_all_phones_and_what_is_on_them_is_read(
    visit: Any, sim: Client, ids: dict[str, int]
) -> None:
    async with visit(viewport=NARROW) as desktop:
        await sim.text(ids["supervisor"], "谁有空？", ids["repairs"])
        await expect(tab(desktop, 2).locator(".dot")).to_be_visible()
        await desktop.page.set_viewport_size({"width": 1440, "height": 900})
        await expect(desktop.bubble(2, "谁有空？")).to_be_visible()
        await expect(tab(desktop, 2).locator(".dot")).to_have_count(0)


async def test_after_a_reset_the_old_phones_read_nothing_any_more(
    desktop: Desktop, sim: Client, ids: dict[str, int]
) -> None:
    """The page began with this group open on the middle phone."""
    await desktop.become(2, "保洁王班长")
    await desktop.phone(2).locator(".chat-row", has_text="保洁群").click()
    await desktop.page.get_by_role("button", name="重新开始").click()
    await desktop.page.locator("dialog .danger").click()
    await desktop.has_shown("已回到开头")
    await desktop.become(2, "保洁王班长")
    await sim.text(ids["supervisor"], "谁有空？", ids["cleaning"])
    await expect(desktop.phone(2).locator(".chat-row", has_text="保洁群").locator(".unread")).to_have_text(
        "1"
    )


async def test_one_person_on_two_phones_reads_as_long_as_one_of_them_shows_the_chat(
    desktop: Desktop, sim: Client, ids: dict[str, int]
) -> None:
    await desktop.become(3, "张师傅")
    await desktop.phone(3).locator(".chat-row", has_text="工程群").click()
    await desktop.phone(3).get_by_role("button", name="返回").click()
    await sim.text(ids["supervisor"], "谁有空？", ids["repairs"])
    await expect(desktop.bubble(2, "谁有空？")).to_be_visible()
    await expect(desktop.phone(3).locator(".chat-row", has_text="谁有空？")).to_be_visible()
    await expect(desktop.phone(3).locator(".unread")).to_have_count(0)
