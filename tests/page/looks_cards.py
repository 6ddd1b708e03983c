"""Each state of a task, as its department's card and as the resident's receipt, at a phone's width.

Part of `make looks`. Buttons are pressed by their name in the catalogue, so that each language walks the same way.
"""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from estate import BRISK
from page.pictures import MONDAY_MORNING, MOVED_IN, opened
from playwright.async_api import Browser, Page

from bot.demo import Demo
from bot.texts import Texts, texts_in
from models import Community, Person
from sandbox.client import Client
from sandbox.clock import MovableClock

WIDTH, HEIGHT = 390, 844
SPOKEN = {"zh_Hans": "zh-Hans", "zh_Hant_HK": "zh-Hant"}  # of the estate, and of the page around it
SAID = {
    "zh_Hans": {
        "leak": "3栋1单元502厨房水管漏水，柜子都泡了",
        "lift": "3栋2号梯坏了，按了没反应",
        "same": "3栋2号梯又停了，按了没反应",
        "trapped": "我和孩子被困在2号梯里了，按钮没反应",
        "noise": "楼上又在跳操放音乐，吵得孩子睡不着",
        "manner": "保洁王班长态度很差，还骂人",
        "praise": "想表扬保洁王班长，楼道每天擦得干干净净",
        "home": "在家，随时可以来",
        "other": "后天上午 9:30",
        "day": "明天 15:00",
        "fixed": "换了软管，不漏了",
        "wet": "5栋大堂天花板漏水，维修一下",
        "lamp": "小区东门外马路上的路灯坏了，维修一下",
        "why": "马路上的路灯由市政维护",
        "whom": "市政热线 12345",
        "damage": "地板泡坏了，大约八百元",
        "wish": "希望今晚能用水",
    },
    "zh_Hant_HK": {
        "leak": "3棟1單元502廚房水管漏水，櫃都浸壞了",
        "lift": "3棟2號升降機壞了，按了沒反應",
        "same": "3棟2號升降機又停了，按了沒反應",
        "trapped": "我和孩子被困在2號升降機裏，按鈕沒反應",
        "noise": "樓上又在跳操放音樂，吵得孩子睡不着",
        "manner": "保安員態度很差，還罵人",
        "praise": "想表揚清潔王班長，樓道每天擦得乾乾淨淨",
        "home": "在家，隨時可以來",
        "other": "後天上午 9:30",
        "day": "明天 15:00",
        "fixed": "換了軟管，不漏了",
        "wet": "5棟大堂天花板漏水，維修一下",
        "lamp": "屋苑東門外馬路上的路燈壞了，維修一下",
        "why": "馬路上的路燈由市政維護",
        "whom": "市政熱線 12345",
        "damage": "地板浸壞了，大約八百元",
        "wish": "希望今晚能用水",
    },
}


@dataclass
class Tale:
    """One estate in which nothing has happened yet, and a window that looks at it."""

    sim: Client
    page: Page
    texts: Texts
    ids: dict[str, int]
    folder: Path

    async def says(self, who: str, what: str, group: str = "") -> None:
        await self.sim.text(self.ids[who], SAID[self.texts.locale][what], self.ids.get(group))
        await self.sim.settled()

    async def files(self, who: str, what: str) -> None:
        await self.says(who, what)
        await self.presses(who, "draft.file")

    async def presses(self, who: str, key: str, group: str = "") -> None:
        label = self.texts.plain(key) if "." in key else key
        await self.sim.press(self.ids[who], self.ids.get(group), label)
        await self.sim.settled()

    async def menu(self, who: str, *keys: str, group: str = "repairs") -> None:
        """Behind "more", in private."""
        await self.presses(who, "task.more", group)
        for key in keys:
            await self.presses(who, key)

    async def finishes(self, who: str = "engineer", key: str = "task.done", group: str = "repairs") -> None:
        for message in reversed(await self.sim.messages(self.ids[who], self.ids[group])):
            if message["buttons"]:
                more = {"reply_to": message["message_id"], "text": SAID[self.texts.locale]["fixed"]}
                await self.sim.send(self.ids[who], "photo", self.ids[group], **more)
                break
        await self.sim.settled()
        await self.presses(who, key, group)

    async def later(self, **span: float) -> None:
        await self.sim.advance(timedelta(**span))
        await self.sim.settled()

    async def seen(self, name: str, who: str, group: str = "", words: str = "#0001", n: int = -1) -> None:
        """One message on somebody's phone; the newest that says so, or the n-th."""
        await self._open(who, group)
        row = self.page.locator("#phone-1 .row", has_text=words).nth(n)
        await row.scroll_into_view_if_needed()
        await self.page.wait_for_timeout(MOVED_IN)
        await row.screenshot(path=self.folder / f"{name}.png")

    async def both(self, name: str, *, worker: str = "engineer", n: int = 0) -> None:
        """The card of the first task, and what the resident has of it."""
        await self.seen(f"{name}-staff", worker, "repairs", n=n)
        await self.seen(f"{name}-owner", "owner", n=0)

    async def _open(self, who: str, group: str) -> None:
        await self.page.reload()  # it knows who came meanwhile
        await self.page.locator("main[data-ready]").wait_for()
        back = self.page.locator("#phone-1 .back")
        if await back.is_visible():
            await back.click()
        await self.page.locator("#phone-1 select").select_option(str(self.ids[who]))
        chat = f"[data-chat='{self.ids[group]}']" if group else ".chat-row"
        await self.page.locator(f"#phone-1 {chat}").first.click()
        await self.page.locator("#phone-1 .row").first.wait_for()


async def at_work(tale: Tale) -> None:
    await tale.files("owner", "leak")
    await tale.both("01-waiting")
    await tale.presses("engineer", "task.take", "repairs")
    await tale.both("02-accepted")
    await tale.presses("engineer", "task.ask", "repairs")
    await tale.presses("engineer", "ask.home", "repairs")
    await tale.both("03-asked")
    await tale.presses("owner", "question.answer")
    await tale.says("owner", "home")
    await tale.menu("engineer", "task.when", "task.typed")
    await tale.says("engineer", "day")
    await tale.both("04-appointing")
    await tale.presses("owner", "visit.button_other")
    await tale.says("owner", "other")
    await tale.both("05-another-time")
    await tale.presses("engineer", "task.agree")
    await tale.both("06-appointed")
    await tale.later(hours=48)
    await tale.both("07-visit-late")
    await tale.presses("engineer", "task.here", "repairs")
    await tale.both("08-on-site")


async def to_the_end(tale: Tale) -> None:
    await tale.files("owner", "leak")
    await tale.presses("engineer", "task.take", "repairs")
    await tale.menu("engineer", "task.hold", "why.hold_parts", "task.typed_day")
    await tale.says("engineer", "day")
    await tale.both("10-on-hold")
    await tale.presses("engineer", "task.go", "repairs")
    await tale.menu("supervisor", "judge.button_menu", "judge.button_loss")
    await tale.says("supervisor", "damage")
    await tale.finishes()
    await tale.both("11-done-with-a-loss")
    await tale.later(hours=3, minutes=5)
    for key in ("callback.button_no", "score.1", "reason.not_fixed", "contact.call"):
        await tale.presses("owner", key)
    await tale.seen("12-superseded", "engineer", "repairs", n=0)
    await tale.both("13-again", worker="supervisor", n=2)
    await tale.presses("supervisor", "task.take", "repairs")
    await tale.finishes("supervisor", "task.temp")
    await tale.both("14-done-for-now", n=2)
    await tale.later(hours=3, minutes=5)
    await tale.seen("15-callback", "owner")


async def closed(tale: Tale) -> None:
    await tale.files("owner", "leak")
    await tale.presses("engineer", "task.take", "repairs")
    await tale.finishes()
    await tale.both("20-done")
    await tale.later(hours=3, minutes=5)
    for key in ("callback.button_yes", "score.4"):
        await tale.presses("owner", key)
    await tale.both("21-closed")


async def late(tale: Tale) -> None:
    await tale.files("owner", "leak")
    await tale.files("neighbour", "wet")
    await tale.later(hours=1, minutes=52)
    await tale.both("30-soon-late")
    await tale.later(minutes=10)
    await tale.both("31-late")
    await tale.seen("32-late-list", "supervisor", "repairs")
    await tale.presses("engineer", "task.take", "repairs")
    await tale.later(days=4)
    await tale.seen("33-accepted-and-late-staff", "engineer", "repairs", "#0002", 0)
    await tale.seen("33-accepted-and-late-owner", "neighbour", "", "#0002", 0)


async def elsewhere(tale: Tale) -> None:
    await tale.files("owner", "leak")
    await tale.presses("engineer", "task.take", "repairs")
    await tale.menu("engineer", "task.move", "保洁部", "why.move_their_skill")
    await tale.both("40-moved")
    await tale.seen("41-came-here", "cleaner", "cleaning")
    await tale.files("neighbour", "wet")
    await tale.sim.text(tale.ids["desk"], "/find 1")
    await tale.sim.settled()
    await tale.presses("desk", "#0001")
    await tale.presses("desk", "tools.merge")
    await tale.presses("desk", "#0002")
    await tale.presses("desk", "tools.merge_yes")
    await tale.seen("42-merged-staff", "cleaner", "cleaning")
    await tale.seen("42-merged-owner", "owner", words="#0002", n=0)
    await tale.files("owner", "lamp")
    await tale.menu("supervisor", "judge.button_menu", "judge.button_refuse")
    await tale.says("supervisor", "why")
    await tale.says("supervisor", "whom")
    await tale.presses("manager", "decide.refuse")
    await tale.seen("43-refused-staff", "engineer", "repairs", "#0003")
    await tale.seen("43-refused-owner", "owner", "", "#0003", 0)


async def together(tale: Tale) -> None:
    await tale.files("owner", "lift")
    for n in range(3):
        who = f"passer-by {n}"
        tale.ids[who] = await tale.sim.person(who, tale.texts.locale.replace("_", "-"))
        await tale.says(who, "same")
        await tale.presses(who, "join.me_too")
    await tale.both("50-incident")
    await tale.seen("51-joined", "passer-by 1", n=0)
    await tale.files("neighbour", "wet")
    await tale.presses("neighbour", "follow.wish")
    await tale.says("neighbour", "wish")
    await tale.presses("neighbour", "follow.undo")
    await tale.presses("neighbour", "withdraw.why_changed")
    await tale.seen("52-withdrawn-staff", "engineer", "repairs", "#0002")
    await tale.seen("52-withdrawn-owner", "neighbour", "", "#0002", 0)


async def apart(tale: Tale) -> None:
    await tale.says("owner", "trapped")
    await tale.presses("owner", "need.stairs")
    await tale.both("60-emergency")
    await tale.later(minutes=31)
    await tale.both("61-emergency-late")
    await tale.files("neighbour", "noise")
    await tale.seen("62-anonymous", "guard", "security", "#0002")
    await tale.files("neighbour", "manner")
    await tale.seen("63-confidential", "supervisor", "", "#0003")
    await tale.says("tenant", "praise")
    await tale.presses("tenant", "draft.send_thanked")
    await tale.seen("64-praise-staff", "cleaner", "cleaning", "#0004")
    await tale.seen("64-praise-owner", "tenant", "", "#0004", 0)


async def flood(tale: Tale) -> None:
    for n in range(15):
        who = f"neighbour {n}"
        tale.ids[who] = await tale.sim.person(who, tale.texts.locale.replace("_", "-"))
        await tale.sim.text(tale.ids[who], f"{n + 1}{SAID[tale.texts.locale]['leak'][1:]}")
        await tale.sim.settled()
        await tale.presses(who, "draft.file")
    await tale.seen("70-bundle", "engineer", "repairs", "🗂")
    await tale.presses("engineer", "bundle.list", "repairs")
    await tale.seen("71-bundle-list", "engineer", "", "#00")


TALES = (at_work, to_the_end, closed, late, elsewhere, together, apart, flood)


async def cards(browser: Browser, folder: Path, locale: str) -> None:
    for tell in TALES:
        await told_in(browser, folder / f"cards-{locale}", locale, tell)


async def told_in(
    browser: Browser, folder: Path, locale: str, tell: Callable[[Tale], Awaitable[None]]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with an_estate(locale) as (demo, ids), Client(demo.sandbox.url) as sim:
        page = await opened(browser, demo.sandbox.url, "&theme=light", WIDTH, HEIGHT, SPOKEN[locale])
        await tell(Tale(sim, page, texts_in(locale), ids, folder))
        await page.close()


@asynccontextmanager
async def an_estate(locale: str) -> AsyncIterator[tuple[Demo, dict[str, int]]]:
    with tempfile.TemporaryDirectory() as home:
        async with Demo(Path(home), clock=MovableClock(MONDAY_MORNING), tempo=BRISK) as demo:
            await demo.open()
            async with Client(demo.sandbox.url) as sim:
                cast = await sim.cast()
                for one in cast["people"].values():
                    await sim.start(one["id"])
                await sim.settled()
            assert demo.app is not None
            await demo.app.database.transaction(lambda: speaks(locale))
            yield demo, {key: one["id"] for key, one in (cast["groups"] | cast["people"]).items()}


async def speaks(locale: str) -> None:
    """Everybody and the estate."""
    await Community.all().update(language=locale)
    await Person.all().update(language=locale.replace("_", "-"))
