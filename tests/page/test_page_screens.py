"""What a phone shows, and what can be done on it."""

import re
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from page.desktop import Desktop, call, until
from PIL import Image
from playwright.async_api import expect

from bot.demo import Demo
from sandbox.client import Client

EVERYTHING = (
    "<b>bold</b> <tg-spoiler>secret</tg-spoiler> <a href='https://example.org/'>link</a> <code>x &lt; y</code>\n"
    "<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>"
)

WATCH_WHAT_PLAYS = """() => {
  window.played = false;
  new MutationObserver(() => {
    window.played ||= Boolean(document.querySelector(".voice:has([data-on=true]) .wave .heard"));
  }).observe(document.body, { subtree: true, attributes: true });
}"""


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


async def test_an_album_and_a_voice_message_arrive_and_the_voice_plays(desktop: Desktop) -> None:
    await desktop.start()
    phone, page = desktop.phone(1), desktop.page
    await phone.get_by_role("button", name="添加照片").click()
    await page.get_by_role("menuitem", name="示例照片").click()
    for name in ("水管漏水", "垃圾堆着", "修好了"):
        await page.locator(".sample", has_text=name).click()
    await page.locator("dialog .primary").click()
    album = phone.locator(".photos[data-count='3']")
    await expect(album.locator("img")).to_have_count(3)
    await expect(album.locator("img").first).to_have_js_property("naturalWidth", 960)
    await phone.get_by_role("button", name="语音", exact=True).click()  # no microphone here: a sample goes
    play = phone.locator(".voice .play")
    await page.evaluate(WATCH_WHAT_PLAYS)

    async def played() -> bool:
        """It lasts two seconds; where even the browser was late, it is played once more."""
        if await page.evaluate("window.played"):
            return True
        if await play.get_attribute("data-on") != "true":
            await play.click()
        return False

    await until(played)
    await desktop.phone(1).locator(".photo").first.click()
    await expect(page.locator(".lightbox img")).to_be_visible()
    await page.keyboard.press("Escape")


async def test_messages_show_formatting_keyboards_styles_and_topics(
    desktop: Desktop, demo: Demo, ids: dict[str, int]
) -> None:
    await desktop.start()
    owner, phone = ids["owner"], desktop.phone(1)
    keys = [[{"text": s, "callback_data": s, "style": s}] for s in ("primary", "success", "danger")]
    await call(
        demo,
        "sendMessage",
        chat_id=owner,
        text=EVERYTHING,
        parse_mode="HTML",
        reply_markup={"inline_keyboard": keys},
    )
    for style in ("primary", "success", "danger"):
        await expect(phone.locator(f".key.{style}[data-data={style}]")).to_be_visible()
    spoiler = phone.locator(".spoiler")
    await expect(spoiler).to_have_css("color", "rgba(0, 0, 0, 0)")
    await spoiler.click()
    await expect(spoiler).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    quote = phone.locator(".foldable .quoted")
    folded = await quote.evaluate("quote => quote.clientHeight")
    await phone.get_by_role("button", name="展开引文").click()
    await expect(phone.get_by_role("button", name="收起引文")).to_be_visible()
    assert await quote.evaluate("quote => quote.clientHeight") > folded
    share = {
        "keyboard": [
            [{"text": "Phone", "request_contact": True}, {"text": "Place", "request_location": True}]
        ],
        "input_field_placeholder": "Your room?",
    }
    await call(demo, "sendMessage", chat_id=owner, text="Who?", reply_markup=share)
    await expect(phone.locator("textarea")).to_have_attribute("placeholder", "Your room?")
    await phone.locator(".reply-keys .key", has_text="Phone").click()
    await expect(phone.locator(".card")).to_contain_text("+86")
    await expect(phone.locator(".reply-keys")).to_have_count(0)  # taken away with the bot's thanks
    await call(demo, "sendMessage", chat_id=owner, text="And where?", reply_markup=share)
    await phone.locator(".reply-keys .key", has_text="Place").click()
    await expect(phone.locator(".map")).to_be_visible()


async def test_a_forums_topics_are_tabs(desktop: Desktop, sim: Client, ids: dict[str, int]) -> None:
    group, engineer = ids["repairs"], ids["supervisor"]
    await sim.act(engineer, "forum", group)
    topic = (await sim.act(engineer, "topic", group, text="Lifts"))["thread"]
    await sim.text(engineer, "in the topic", group, thread=topic)
    await sim.text(engineer, "elsewhere", group)
    await desktop.phone(2).get_by_role("tab", name="Lifts").click()
    await expect(desktop.bubble(2, "in the topic")).to_be_visible()
    await expect(desktop.bubble(2, "elsewhere")).to_have_count(0)


async def test_replies_edits_reactions_pins_and_deletions_are_shown(desktop: Desktop) -> None:
    await desktop.say(2, "first words")
    bubble = desktop.bubble(2, "first words")
    menu = desktop.page.get_by_role("menuitem")

    async def choose(name: str) -> None:
        await bubble.last.click(button="right")
        await menu.filter(has_text=name).click()

    await choose("👍")
    await expect(desktop.phone(2).locator(".reactions")).to_contain_text("👍")
    await choose("置顶")
    await expect(desktop.phone(2).locator(".pinned")).to_contain_text("first words")
    await choose("修改")
    await desktop.say(2, "first words, mended")
    await expect(desktop.phone(2).locator(".edited")).to_have_text("已编辑")
    await choose("删除")
    await expect(desktop.phone(2).locator(".row.mine")).to_have_count(0)


async def test_a_deep_link_shows_its_code_and_enters(desktop: Desktop) -> None:
    await desktop.phone(1).get_by_role("button", name="更多").click()
    await desktop.page.get_by_role("menuitem", name="扫码进入").click()
    await expect(desktop.page.locator(".qr path")).to_have_attribute("d", re.compile("^M0 0h1v1"))
    await expect(desktop.page.locator(".address")).to_contain_text("?start=c_sunny-coast")
    drawn = Image.open(BytesIO(await desktop.page.locator(".qr").screenshot(animations="disabled")))
    address = await desktop.page.locator(".address").inner_text()
    assert [code.text for code in zxingcpp.read_barcodes(drawn)] == [address]
    await desktop.page.get_by_role("button", name="打开").click()
    await expect(desktop.bubble(1, "/start c_sunny-coast")).to_be_visible()
    await expect(desktop.bubble(1, "阳光海岸物业服务助手").last).to_be_visible()


async def test_a_resident_blocks_the_bot_and_a_worker_leaves_the_group(desktop: Desktop) -> None:
    await desktop.start()
    await desktop.phone(1).get_by_role("button", name="更多").click()
    await desktop.page.get_by_role("menuitem", name="拉黑").click()
    await desktop.phone(1).get_by_role("button", name="解除拉黑").click()
    await expect(desktop.phone(1).locator("textarea")).to_be_visible()
    await desktop.phone(2).get_by_role("button", name="更多").click()
    await desktop.page.get_by_role("menuitem", name="退出").click()
    await desktop.page.locator("dialog .danger").click()
    await expect(desktop.phone(2).locator(".chat-row", has_text="工程群")).to_have_count(0)
    await desktop.phone(2).get_by_role("button", name="加入群").click()
    await desktop.page.get_by_role("menuitem", name="工程群").click()
    await expect(desktop.phone(2).locator(".chat-row", has_text="工程群")).to_be_visible()


async def test_a_codes_address_may_be_as_long_as_telegram_allows_and_is_still_read(desktop: Desktop) -> None:
    await desktop.phone(1).get_by_role("button", name="更多").click()
    await desktop.page.get_by_role("menuitem", name="扫码进入").click()
    await desktop.page.locator("dialog input").fill("p_" + "x" * 62)
    drawn = Image.open(BytesIO(await desktop.page.locator(".qr").screenshot(animations="disabled")))
    assert [code.text.partition("=")[2] for code in zxingcpp.read_barcodes(drawn)] == ["p_" + "x" * 62]
    await desktop.page.locator("dialog input").fill("a b")
    await expect(desktop.page.get_by_role("button", name="打开")).to_be_disabled()


async def test_a_quote_on_a_hidden_phone_can_be_unfolded_when_it_is_shown(
    visit: Any, demo: Demo, ids: dict[str, int]
) -> None:
    async with visit(viewport={"width": 390, "height": 844}) as desktop:
        await call(demo, "sendMessage", chat_id=ids["repairs"], text=EVERYTHING, parse_mode="HTML")
        await desktop.page.locator(".tabs .dot").first.wait_for()
        await desktop.page.locator(".tabs button").nth(1).click()
        await desktop.phone(2).get_by_role("button", name="展开引文").last.click()
        await expect(desktop.phone(2).locator(".foldable.open")).to_have_count(1)


async def test_on_a_narrow_screen_one_phone_shows_and_becomes_anybody(visit: Any) -> None:
    async with visit(viewport={"width": 390, "height": 844}) as desktop:
        await expect(desktop.phone(1)).to_be_visible()
        await expect(desktop.phone(2)).to_be_hidden()
        await desktop.page.locator(".tabs button").nth(1).click()
        await expect(desktop.phone(1)).to_be_hidden()
        await desktop.become(2, "客服小陈")
        await desktop.phone(2).locator(".chat-row", has_text="客服值班群").click()
        await expect(desktop.phone(2).locator("textarea")).to_be_visible()
