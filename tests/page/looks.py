"""Every screen of the page as a picture, to be looked at: `make looks` (FOLDER=…, ARGS="en zh-Hans").

Two widths, light and dark, in the page's languages; then each state of a task. Only eyes judge; docs/demo.md says what they found.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from page.desktop import call
from page.looks_cards import SPOKEN, cards
from page.looks_world import peopled, told
from page.pictures import ARGUMENTS, CHROMIUM, MOVED_IN, NARROW, opened
from playwright.async_api import Browser, Locator, Page, async_playwright

from bot.demo import Demo

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SIZES = ((1440, 900), (390, 844))
ALERT = "这张单已经派给王班长了，他今天 12:00 前到。"


@dataclass
class Album:
    """One open page, and where its pictures go."""

    page: Page
    demo: Demo
    ids: dict[str, int]
    folder: Path
    wide: bool

    async def shot(self, name: str) -> None:
        await self.page.wait_for_timeout(MOVED_IN)
        await self.page.screenshot(path=self.folder / f"{name}.png")

    def phone(self, n: int) -> Locator:
        return self.page.locator(f"#phone-{n}")

    async def front(self, n: int) -> None:
        tab = self.page.locator(".tabs button").nth(n - 1)
        if not self.wide and await tab.get_attribute("aria-pressed") == "false":
            await tab.click()

    async def back(self, n: int) -> None:
        await self.front(n)
        if await self.phone(n).locator(".back").is_visible():
            await self.phone(n).locator(".back").click()

    async def menu_entry(self, n: int, opener: str, entry: int) -> None:
        await self.front(n)
        await self.phone(n).locator(opener).click()
        await self.phone(n).locator("[role=menuitem]").nth(entry).click()

    async def closed(self) -> None:
        await self.page.keyboard.press("Escape")
        await self.page.locator("dialog").wait_for(state="detached")


async def main(folder: Path, *languages: str) -> None:
    async with async_playwright() as player, peopled() as (demo, ids):
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        await fresh(browser, demo, folder)
        await told(demo, ids)
        for language in languages or LANGUAGES:
            for theme in ("light", "dark"):
                for width, height in SIZES:
                    name = f"{language}-{theme}-{'wide' if width > NARROW else 'narrow'}"
                    page = await opened(browser, demo.sandbox.url, f"&theme={theme}", width, height, language)
                    album = Album(page, demo, ids, folder / name, width > NARROW)
                    album.folder.mkdir(parents=True, exist_ok=True)
                    await walk(album)
                    await page.close()
        for locale, language in SPOKEN.items():
            if language in (languages or LANGUAGES):
                await cards(browser, folder, locale)
        await browser.close()


async def fresh(browser: Browser, demo: Demo, folder: Path) -> None:
    """The first thing that a stranger sees."""
    for width, height in SIZES:
        for theme in ("light", "dark"):
            page = await opened(browser, demo.sandbox.url, f"&theme={theme}", width, height)
            (folder / "start").mkdir(parents=True, exist_ok=True)
            await page.wait_for_timeout(MOVED_IN)
            await page.screenshot(path=folder / "start" / f"{theme}-{width}.png")
            await page.close()


async def walk(album: Album) -> None:
    await album.shot("01-phones")
    await messages(album)
    await lists(album)
    await dialogs(album)
    await playing(album)
    await inside(album)
    await moments(album)


async def messages(album: Album) -> None:
    await album.front(2)
    await album.shot("02-messages-end")
    scroller = album.phone(2).locator(".scroller")
    for n in (3, 4):
        await scroller.evaluate("box => { box.scrollTop -= box.clientHeight * 0.9 }")
        await album.shot(f"{n:02}-messages-up")
    await album.phone(2).locator(".row.mine .bubble").last.click(button="right")
    await album.shot("05-message-menu")
    await album.page.keyboard.press("Escape")
    await album.phone(2).locator(".composer .plain").first.click()
    await album.shot("06-clip")
    await album.page.keyboard.press("Escape")
    await album.phone(2).locator(".photos[data-count='3'] .photo").first.click()
    await album.shot("07-lightbox")
    await album.closed()


async def lists(album: Album) -> None:
    for n in (1, 2, 3):
        await album.back(n)
    await album.shot("08-lists")
    await album.front(1)
    tenant = str(album.ids["tenant"])
    await album.phone(1).locator("select").select_option(tenant)
    await album.phone(1).locator(".chat-row").first.click()
    await album.shot("09-reply-keyboard")
    await album.phone(1).locator("select").select_option(str(album.ids["owner"]))
    await album.phone(1).locator(".chat-row").first.click()
    await album.front(2)
    await album.phone(2).locator(f"[data-chat='{album.ids['repairs']}']").click()


async def dialogs(album: Album) -> None:
    await album.menu_entry(1, ".chat-head .plain:last-child", 0)
    await album.shot("10-qr")
    await album.closed()
    await album.menu_entry(1, ".chat-head .plain:last-child", 1)
    await album.shot("11-several")
    await album.closed()
    await album.menu_entry(1, ".composer .plain >> nth=0", 1)
    await album.page.locator(".sample").first.click()
    await album.shot("12-samples")
    await album.closed()
    for n, name in ((2, "13-help"), (4, "14-reset")):
        await album.page.locator(".tools .tool").nth(n).click()
        await album.shot(name)
        await album.closed()
    await album.menu_entry(2, ".chat-head .plain:last-child", 0)
    await album.shot("15-leave")
    await album.closed()


async def playing(album: Album) -> None:
    for n in (1, 2, 3):
        await album.page.locator(".groups button").nth(n).click()
        await album.shot(f"16-chips-{n}")
    await album.page.locator(".groups button").first.click()


async def inside(album: Album) -> None:
    await album.page.locator("[aria-controls=drawer]").click()
    await album.page.locator("#drawer .story").wait_for()
    await album.shot("17-inspector-matters")
    await album.page.locator("#drawer [role=tabpanel]").evaluate("panel => { panel.scrollTop = 1e6 }")
    await album.shot("18-inspector-matters-end")
    tabs = album.page.locator("#drawer [role=tab]")
    await tabs.nth(1).click()
    await album.page.locator("#drawer summary").nth(2).click()
    await album.shot("19-inspector-requests")
    for n, name in ((2, "20-inspector-queues"), (3, "21-inspector-faults")):
        await tabs.nth(n).click()
        await album.shot(name)
    await tabs.first.click()
    await album.page.keyboard.press("Alt+i")


async def moments(album: Album) -> None:
    """A scenario that plays, an alert, a toast, a notice, a refusal."""
    await album.front(2)
    await album.demo.power("off")
    await album.phone(2).locator(".key.primary").last.click()
    await album.shot("22-waiting")
    await answer(album, ALERT, show_alert=True)
    await album.shot("23-alert")
    await album.phone(2).locator(".alert button").click()
    await album.phone(2).locator(".key.success").last.click()
    await album.page.wait_for_timeout(MOVED_IN)
    await answer(album, "记下了")
    await album.phone(2).locator("textarea").fill("长" * 5000)
    await album.phone(2).locator(".send").click()
    await album.shot("24-toasts")
    await album.phone(2).locator("textarea").fill("")
    await call(album.demo, "sendChatAction", chat_id=album.ids["repairs"], action="typing")
    await album.shot("25-typing")
    await album.demo.power("on")
    await album.front(1)
    await album.page.locator(".chip").first.click()
    await album.page.wait_for_timeout(3 * MOVED_IN)
    await album.shot("26-playing")
    await album.page.locator("#scenarios.playing button").last.click()


async def answer(album: Album, text: str, **more: Any) -> None:
    query = list(album.demo.sandbox.world.state.queries)[-1]
    await call(album.demo, "answerCallbackQuery", callback_query_id=query, text=text, **more)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
