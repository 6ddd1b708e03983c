"""What the phones show, and what happens between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from page.desktop import LEAK, Desktop, until
from playwright.async_api import Page, Route, expect
from scenes import groups, scenario

from bot.demo import Demo
from sandbox.client import Client

BEFORE_ALL_HAVE_SPOKEN = 20  # acts of forty residents, two or three each


class Line:
    """A wire between browser and demo that can be cut and mended. Its port stays its own meanwhile."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open: set[asyncio.StreamWriter] = set()
        self._whole = True

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()
        self.cut()

    def mend(self) -> None:
        self._whole = True

    def cut(self) -> None:
        self._whole = False
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        there = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, there[1]}
        if not self._whole:  # it was cut just now
            self.cut()
        await asyncio.gather(self._pump(reader, there[1]), self._pump(there[0], writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()


class Turnstile:
    """Lets so many requests of the page through, and no more until it is free."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.free = asyncio.Event()
        self.under_way = 0

    async def passes(self, route: Route) -> None:
        self.under_way += 1
        self._most -= 1
        if self._most < 0:
            await self.free.wait()
        await route.fulfill(response=await route.fetch(timeout=0))
        self.under_way -= 1

    async def quiet(self) -> bool:
        return self.under_way == 0


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def begun_anew(sim: Client) -> None:
    """What one story left, another would take for its own."""
    await sim.reset()


async def test_a_dropped_connection_comes_back_by_itself_with_what_was_missed(
    demo: Demo, visit: Any, sim: Client, ids: dict[str, int]
) -> None:
    line = Line(demo.sandbox.port)
    async with line.laid() as address, visit(address) as desktop:
        await desktop.start()
        await desktop.phone(1).get_by_role("button", name="返回").click()
        line.cut()
        await expect(desktop.page.get_by_text("连接断了")).to_be_visible()
        await sim.text(ids["owner"], LEAK)
        await sim.settled()
        line.mend()
        await expect(desktop.phone(1).locator(".unread")).to_have_text("1")
        await expect(desktop.page.get_by_text("连接断了")).to_be_hidden()
        await desktop.phone(1).locator(".chat-row").first.click()
        await expect(desktop.key(1, "提交")).to_be_visible()


async def test_two_browsers_see_the_same_world_each_with_its_own_unread_dots(visit: Any) -> None:
    async with visit() as one, visit(query="&theme=dark") as other:
        await one.start()
        await expect(other.bubble(1, "机器人").first).to_be_visible()
        await other.phone(1).get_by_role("button", name="返回").click()
        await one.say(1, LEAK)
        await expect(other.phone(1).locator(".unread")).to_have_text("1")
        await expect(one.phone(1).locator(".unread")).to_have_count(0)
        await one.press(1, "提交")
        await other.press(2, "我来")
        await expect(one.bubble(2, "张师傅").last).to_be_visible()


@asynccontextmanager
async def turnstile(page: Page, address: str, most: int) -> AsyncIterator[Turnstile]:
    made = Turnstile(most)
    await page.route(address, made.passes)
    yield made
    made.free.set()
    await page.unroute_all(behavior="wait")


async def test_a_scenario_plays_by_itself_and_a_hand_on_a_phone_takes_over(visit: Any) -> None:
    steps = len(scenario("low_score")["steps"])
    async with (
        visit(query="&speed=30") as desktop,
        turnstile(desktop.page, "**/sim/settled*", steps - 2) as before_the_end,
    ):
        await desktop.chip("low_score")
        await expect(desktop.bubble(2, "第2次").first).to_be_visible()
        await desktop.phone(3).locator("textarea, .chat-row").first.click()
        await expect(desktop.page.locator("#scenarios")).to_contain_text("您接手了")
        before_the_end.free.set()
        await desktop.page.get_by_role("button", name="我来接手").click()
        beside = next(group["scenarios"] for group in groups() if "low_score" in group["scenarios"])
        await expect(desktop.page.locator(".chip")).to_have_count(len(beside))


async def test_a_crowd_stands_still_under_a_hand_and_never_comes_back_into_the_next_scenario(
    visit: Any,
) -> None:
    async with (
        visit(query="&speed=30") as desktop,
        Client(desktop.demo.sandbox.url) as sim,
        turnstile(desktop.page, "**/sim/act", BEFORE_ALL_HAVE_SPOKEN) as acts,
    ):

        async def told() -> int:
            """What they said themselves: of the bot's words about it more may come at any later hour."""
            await sim.settled()
            answered = {int(call["params"]["chat_id"]) for call in await sim.calls("sendMessage")}
            said = [message for each in answered if each > 0 for message in await sim.messages(each)]
            return sum("2号" in message["text"] and not message["from"]["bot"] for message in said)

        await desktop.chip("forty")
        await expect(desktop.bubble(2, "2号").first).to_be_visible()
        await desktop.phone(1).locator("button:visible").first.click()
        await expect(desktop.page.locator("#scenarios")).to_contain_text("您接手了")
        acts.free.set()
        await until(acts.quiet)  # whoever had begun to speak
        still = await told()
        await asyncio.sleep(1)
        assert await told() == still < 40
        await desktop.page.get_by_role("button", name="我来接手").click()
        await desktop.chip("low_score")
        await expect(desktop.bubble(2, "第2次").first).to_be_visible()
        assert await told() == still


async def test_reset_begins_anew_and_share_saves_a_file_without_scripts(
    desktop: Desktop, tmp_path: Path
) -> None:
    await desktop.start()
    await desktop.say(1, "走廊 <script>alert(1)</script> 灯坏了")
    await expect(desktop.page.locator(".row.mine", has_text="灯坏了")).to_be_visible()
    async with desktop.page.expect_download() as waiting:
        await desktop.page.get_by_role("button", name="分享记录").click()
    await (await waiting.value).save_as(tmp_path / "shared.html")
    text = (tmp_path / "shared.html").read_text(encoding="utf-8")
    assert "灯坏了" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    await desktop.page.get_by_role("button", name="重新开始").click()
    await desktop.page.locator("dialog .danger").click()
    await desktop.has_shown("已回到开头")
    await expect(desktop.phone(1).locator(".gate")).to_have_text("开始")


async def test_the_inspector_says_why_and_the_bot_goes_on_after_a_stop(desktop: Desktop) -> None:
    await desktop.start()
    await desktop.say(1, LEAK)
    await desktop.press(1, "提交")
    drawer = desktop.page.locator("#drawer")
    await expect(drawer).to_be_hidden()
    await desktop.page.keyboard.press("Alt+i")
    await expect(drawer.get_by_role("heading", name="为什么这样分")).to_be_visible()
    await expect(drawer.locator(".because")).to_contain_text("漏水")
    await expect(drawer.locator(".story")).to_contain_text("维修")  # not its name in the code
    await drawer.get_by_role("tab", name="请求").click()
    await expect(drawer.get_by_text("sendMessage").first).to_be_visible()
    await drawer.get_by_role("tab", name="收发").click()
    await expect(drawer.get_by_text("任务卡")).to_be_visible()
    await drawer.get_by_role("tab", name="捣乱").click()
    await drawer.get_by_role("button", name="关掉机器人").click()
    await desktop.has_shown("机器人关了")
    await desktop.press(2, "我来")
    await drawer.get_by_role("button", name="打开机器人").click()
    await expect(desktop.bubble(2, "张师傅").last).to_be_visible()
    await drawer.get_by_role("button", name="当场崩溃再启动").click()
    await desktop.has_shown("机器人刚才崩溃了")
    await desktop.press(2, "完成")
    await expect(desktop.bubble(1, "已办完").last).to_be_visible()


async def test_several_residents_say_the_same_at_the_press_of_a_button(desktop: Desktop) -> None:
    await desktop.start()
    await desktop.phone(1).get_by_role("button", name="添加照片").click()
    await desktop.page.get_by_role("menuitem", name="几户一起说").click()
    await desktop.page.locator("dialog textarea").fill("3栋2号梯停了，坏了")
    await desktop.page.get_by_role("button", name="一起说", exact=True).click()
    await desktop.has_shown("3 户都说了")
    await expect(desktop.phone(2).locator(".bubble", has_text="2号梯").first).to_be_visible()


async def test_a_reset_goes_on_when_the_page_that_asked_for_it_is_closed(desktop: Desktop) -> None:
    impatient = aiohttp.ClientTimeout(total=0.05)
    async with aiohttp.ClientSession(timeout=impatient) as session:
        with pytest.raises(TimeoutError):
            await session.post(f"{desktop.demo.sandbox.url}/sim/reset")
    await expect(desktop.phone(1).locator(".gate")).to_have_text("开始")
    await desktop.start()
