"""Everything can be reached without a mouse, and the focus is never lost."""

import pytest
from page.desktop import LEAK, Desktop
from playwright.async_api import expect

from bot.demo import Demo
from sandbox.client import Client


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


async def test_a_messages_menu_opens_walks_and_gives_the_focus_back(desktop: Desktop) -> None:
    keys = desktop.page.keyboard
    await desktop.say(2, "第一句")
    await desktop.say(2, "第二句")
    await expect(desktop.bubble(2, "第二句")).to_be_visible()
    await desktop.phone(2).locator(".scroller").focus()
    await keys.press("ArrowUp")
    await keys.press("ArrowUp")
    row = desktop.phone(2).locator(".row", has_text="第一句")
    await expect(row).to_be_focused()
    await keys.press("Enter")
    items = desktop.page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await keys.press("ArrowUp")
    await expect(items.filter(has_text="删除")).to_be_focused()
    await keys.press("Escape")
    await expect(row).to_be_focused()
    await keys.press("Enter")
    for _ in range(6):  # past the six reactions
        await keys.press("ArrowDown")
    await keys.press("Enter")  # reply
    await expect(desktop.phone(2).locator("textarea")).to_be_focused()
    await expect(desktop.phone(2).locator(".context")).to_contain_text("第一句")


async def test_a_dialog_keeps_the_focus_and_gives_it_back(desktop: Desktop) -> None:
    help_button = desktop.page.get_by_role("button", name="怎么玩")
    await help_button.focus()
    await desktop.page.keyboard.press("Enter")
    await expect(desktop.page.locator("dialog[open]")).to_be_visible()
    for _ in range(4):
        await desktop.page.keyboard.press("Tab")
        assert await desktop.page.evaluate(
            "!document.activeElement.closest('body > :not(dialog)') || document.activeElement === document.body"
        )
    await desktop.page.keyboard.press("Escape")
    await expect(help_button).to_be_focused()


async def test_chats_are_opened_and_left_by_keys(desktop: Desktop) -> None:
    keys = desktop.page.keyboard
    await keys.press("Alt+3")
    await desktop.phone(3).locator(".chat-row", has_text="保洁群").focus()
    await keys.press("Enter")
    await expect(desktop.phone(3).locator("textarea")).to_be_focused()
    await desktop.phone(3).get_by_role("button", name="返回").focus()
    await keys.press("Enter")
    await expect(desktop.phone(3).locator(".chat-row", has_text="保洁群")).to_be_focused()


async def test_topics_and_the_inspectors_tabs_are_walked_with_arrows(
    desktop: Desktop, sim: Client, ids: dict[str, int]
) -> None:
    keys, leader, group = desktop.page.keyboard, ids["supervisor"], ids["repairs"]
    await sim.act(leader, "forum", group)
    topic = (await sim.act(leader, "topic", group, text="电梯"))["thread"]
    await sim.text(leader, "二号梯停了", group, thread=topic)
    tabs = desktop.phone(2).get_by_role("tab")
    await tabs.first.focus()
    await keys.press("ArrowRight")
    await expect(tabs.filter(has_text="电梯")).to_be_focused()
    await expect(tabs.filter(has_text="电梯")).to_have_attribute("aria-selected", "true")
    await expect(desktop.bubble(2, "二号梯停了")).to_be_visible()
    await keys.press("Alt+i")
    panels = desktop.page.locator("#drawer [role=tab]")
    await expect(panels.first).to_be_focused()
    await keys.press("ArrowLeft")
    await expect(panels.last).to_be_focused()
    await expect(desktop.page.locator("#drawer .levers").first).to_be_visible()
    await keys.press("Escape")
    await expect(desktop.page.locator("#drawer")).to_be_hidden()
    await expect(desktop.page.locator("[aria-controls=drawer]")).to_be_focused()


async def test_a_button_pressed_by_key_keeps_its_place_when_its_message_changes(desktop: Desktop) -> None:
    await desktop.begin_anew()
    await desktop.start()
    await desktop.say(1, LEAK)
    await desktop.press(1, "提交")
    await desktop.key(2, "我来").focus()
    await desktop.page.keyboard.press("Enter")
    await expect(desktop.key(2, "完成")).to_be_visible()
    row = desktop.phone(2).locator(".row", has=desktop.page.locator(".key", has_text="完成")).last
    assert await row.evaluate("row => row.contains(document.activeElement)")
