"""What a phone shows for a moment: the bot types, a toast, an alert. The bot itself is off; the test speaks for it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio
from page.desktop import Desktop, call
from playwright.async_api import expect

from bot.demo import TOKEN, Demo
from sandbox.client import Client

ALERT = "这张单已经派给别人了。"


@pytest_asyncio.fixture(loop_scope="session")
async def demo(used_demo: Demo) -> AsyncIterator[Demo]:
    await used_demo.power("off")
    yield used_demo
    await used_demo.power("on")


@pytest_asyncio.fixture(loop_scope="session")
async def asked(desktop: Desktop, demo: Demo, ids: dict[str, int]) -> Desktop:
    """A message with one button is in the group."""
    keys = {"inline_keyboard": [[{"text": "我来", "callback_data": "mine"}]]}
    await call(demo, "sendMessage", chat_id=ids["repairs"], text="谁去？", reply_markup=keys)
    return desktop


async def waiting(desktop: Desktop) -> str:
    """The press that nobody has answered yet."""
    await expect(desktop.phone(2).locator(".waiting .key.pressed .spin")).to_be_visible()
    return list(desktop.demo.sandbox.world.state.queries)[-1]


async def pressed(desktop: Desktop, **answer: Any) -> None:
    await desktop.press(2, "我来")
    query = await waiting(desktop)
    await call(desktop.demo, "answerCallbackQuery", callback_query_id=query, **answer)
    await expect(desktop.phone(2).locator(".waiting")).to_have_count(0)


async def test_a_pressed_button_waits_and_its_toast_goes_by_itself(asked: Desktop) -> None:
    await pressed(asked, text="记下了")
    await asked.has_shown("记下了", 2)
    await expect(asked.phone(2).locator(".toast")).to_have_count(0)
    await expect(asked.phone(2).locator(".alert")).to_have_count(0)


async def test_an_alert_keeps_the_focus_until_it_is_closed_and_gives_it_back(asked: Desktop) -> None:
    await pressed(asked, text=ALERT, show_alert=True)
    alert = asked.phone(2).get_by_role("alertdialog", name=ALERT)
    ok = alert.get_by_role("button", name="好")
    await expect(alert).to_contain_text(ALERT)
    await expect(ok).to_be_focused()
    for keys in ("Tab", "Shift+Tab"):
        await asked.page.keyboard.press(keys)
        await expect(ok).to_be_focused()
    for behind in (".scroller", ".composer", ".chat-head"):
        await expect(asked.phone(2).locator(f"{behind}[inert], [inert] {behind}")).to_have_count(1)
    await asked.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)
    await expect(asked.key(2, "我来")).to_be_focused()


async def test_escape_closes_an_alert_even_when_its_message_changed_meanwhile(
    asked: Desktop, ids: dict[str, int]
) -> None:
    await pressed(asked, text=ALERT, show_alert=True)
    message = await asked.phone(2).locator(".row.theirs").last.get_attribute("data-id")
    await call(
        asked.demo,
        "editMessageText",
        chat_id=ids["repairs"],
        message_id=int(message or 0),
        text="王班长已经去了",
    )
    await expect(asked.bubble(2, "王班长已经去了")).to_be_visible()
    await asked.page.keyboard.press("Escape")
    await expect(asked.phone(2).locator(".alert")).to_have_count(0)
    await expect(asked.phone(2).locator(".row.theirs").last).to_be_focused()


async def test_who_types_on_another_phone_is_not_interrupted_by_an_alert(asked: Desktop) -> None:
    await asked.press(2, "我来")
    query = await waiting(asked)
    await asked.phone(1).locator(".gate").focus()
    await call(asked.demo, "answerCallbackQuery", callback_query_id=query, text=ALERT, show_alert=True)
    await expect(asked.phone(2).get_by_role("alertdialog")).to_be_visible()
    await expect(asked.phone(1).locator(".gate")).to_be_focused()
    await asked.phone(2).get_by_role("button", name="好").click()
    await expect(asked.phone(2).get_by_role("alertdialog")).to_have_count(0)


async def test_that_the_bot_types_is_shown_until_it_has_spoken(
    desktop: Desktop, demo: Demo, sim: Client, ids: dict[str, int]
) -> None:
    await sim.start(ids["owner"])
    doing = desktop.phone(1).locator(".chat-head small")
    await expect(doing).to_have_text("机器人")
    await call(demo, "sendChatAction", chat_id=ids["owner"], action="typing")
    await desktop.has_shown("正在输入…", 1)
    await call(demo, "sendMessage", chat_id=ids["owner"], text="在查")
    await expect(desktop.bubble(1, "在查")).to_be_visible()
    await expect(doing).to_have_text("机器人")


async def test_typing_that_comes_to_nothing_ends_by_itself(
    desktop: Desktop, demo: Demo, sim: Client, ids: dict[str, int]
) -> None:
    await sim.start(ids["owner"])
    await call(demo, "sendChatAction", chat_id=ids["owner"], action="typing")
    await desktop.has_shown("正在输入…", 1)
    await expect(desktop.phone(1).locator(".chat-head .typing")).to_have_count(0)


async def upload(demo: Demo, kind: str, chat: int) -> None:
    form = aiohttp.FormData({"chat_id": str(chat)})
    form.add_field(kind, b"\0" * 64, filename=f"{kind}.mp4")
    method = "send" + "".join(part.capitalize() for part in kind.split("_"))
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{demo.sandbox.url}/bot{TOKEN}/{method}", data=form) as response,
    ):
        assert response.ok, await response.text()


async def test_everything_that_is_sent_is_drawn_and_nothing_twice(
    desktop: Desktop, demo: Demo, sim: Client, ids: dict[str, int]
) -> None:
    group = ids["repairs"]
    for kind in ("video_note", "animation", "sticker", "audio", "video"):
        await upload(demo, kind, group)
    for kind in ("photo", "voice", "document", "location"):
        await sim.send(ids["engineer"], kind, group)
    phone = desktop.phone(2)
    for drawn in ("video.round", ".sticker", "audio", ".photo", ".voice", ".paper", ".map"):
        await expect(phone.locator(f".bubble {drawn}")).to_have_count(1)
    await expect(phone.locator(".bubble video")).to_have_count(3)
