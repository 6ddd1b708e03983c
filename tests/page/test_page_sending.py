"""What is sent goes out with its words, and what is refused stays to be put right."""

from pathlib import Path

import pytest
from page.desktop import Desktop
from playwright.async_api import Locator, expect

from bot.demo import Demo
from sandbox.client import Client

TOO_LONG = "长" * 1025  # one more than a caption may have (Bot API, sendPhoto)


@pytest.fixture
def demo(used_demo: Demo) -> Demo:
    return used_demo


def input_of(desktop: Desktop, n: int) -> Locator:
    return desktop.phone(n).locator("textarea")


async def send_samples(desktop: Desktop, n: int, *names: str) -> None:
    await desktop.phone(n).get_by_role("button", name="添加照片").click()
    await desktop.page.get_by_role("menuitem", name="示例照片").click()
    for name in names:
        await desktop.page.locator(".sample", has_text=name).click()
    await desktop.page.locator("dialog .primary").click()


async def send_file(desktop: Desktop, n: int, kind: str, *files: Path) -> None:
    await desktop.phone(n).get_by_role("button", name="添加照片").click()
    async with desktop.page.expect_file_chooser() as choosing:
        await desktop.page.get_by_role("menuitem", name=kind, exact=True).click()
    await (await choosing.value).set_files(list(files))


@pytest.mark.parametrize("names", [("水管漏水",), ("水管漏水", "修好了")])
async def test_a_refused_caption_of_photos_comes_back_into_the_composer(
    desktop: Desktop, names: tuple[str, ...]
) -> None:
    await input_of(desktop, 2).fill(TOO_LONG)
    await send_samples(desktop, 2, *names)
    await desktop.has_shown("caption is too long", 2)
    await expect(input_of(desktop, 2)).to_have_value(TOO_LONG)
    await input_of(desktop, 2).fill("厨房这里")
    await send_samples(desktop, 2, *names)
    await expect(desktop.bubble(2, "厨房这里").locator(".photo")).to_have_count(len(names))
    await expect(input_of(desktop, 2)).to_have_value("")
    await desktop.begin_anew()


async def test_a_refused_caption_of_a_picked_photo_or_file_comes_back_too(
    desktop: Desktop, tmp_path: Path
) -> None:
    picture, paper = Path("docs/pictures/narrow.png"), tmp_path / "plan.pdf"
    paper.write_bytes(b"%PDF")
    for nth, (kind, file) in enumerate((("照片（可多选成相册）", picture), ("文件", paper)), 1):
        await input_of(desktop, 2).fill(TOO_LONG)
        await send_file(desktop, 2, kind, file)
        await desktop.has_shown("caption is too long", 2, times=nth)
        await expect(input_of(desktop, 2)).to_have_value(TOO_LONG)
    await input_of(desktop, 2).fill("图纸")
    await send_file(desktop, 2, "文件", paper)
    await expect(desktop.bubble(2, "图纸").locator(".paper")).to_contain_text("plan.pdf")
    await expect(input_of(desktop, 2)).to_have_value("")


async def test_a_photo_is_a_reply_until_it_was_taken(desktop: Desktop) -> None:
    await desktop.say(2, "拍给我看看")
    await desktop.bubble(2, "拍给我看看").last.click(button="right")
    await desktop.page.get_by_role("menuitem", name="回复").click()
    await input_of(desktop, 2).fill(TOO_LONG)
    await send_samples(desktop, 2, "灯不亮")
    await desktop.has_shown("caption is too long", 2)
    await expect(desktop.phone(2).locator(".context")).to_contain_text("拍给我看看")
    await input_of(desktop, 2).fill("喏")
    await send_samples(desktop, 2, "灯不亮")
    await expect(desktop.bubble(2, "喏").locator(".quoted-reply")).to_contain_text("拍给我看看")
    await expect(desktop.phone(2).locator(".context")).to_be_empty()


async def test_a_voice_message_answers_what_is_being_replied_to(desktop: Desktop) -> None:
    await desktop.say(2, "你怎么说")
    await desktop.bubble(2, "你怎么说").last.click(button="right")
    await desktop.page.get_by_role("menuitem", name="回复").click()
    await desktop.phone(2).get_by_role("button", name="语音", exact=True).click()
    voice = desktop.phone(2).locator(".row", has=desktop.page.locator(".voice")).last
    await expect(voice.locator(".quoted-reply")).to_contain_text("你怎么说")
    await expect(desktop.phone(2).locator(".context")).to_be_empty()


async def test_a_shared_transcript_shows_what_each_reply_answers(
    desktop: Desktop, sim: Client, ids: dict[str, int], tmp_path: Path
) -> None:
    group = ids["repairs"]
    asked = await sim.text(ids["supervisor"], "谁去三栋？", group)
    await sim.text(ids["engineer"], "我十分钟后到", group, reply_to=asked)
    await expect(desktop.bubble(2, "我十分钟后到").last).to_be_visible()
    async with desktop.page.expect_download() as waiting:
        await desktop.page.get_by_role("button", name="分享记录").click()
    await (await waiting.value).save_as(tmp_path / "shared.html")
    shared = await desktop.page.context.new_page()
    await shared.goto((tmp_path / "shared.html").as_uri())
    answer = shared.locator("div.person", has_text="我十分钟后到")
    await expect(answer.locator("blockquote")).to_have_text("李主管 谁去三栋？")
    await expect(
        shared.locator("div.person", has_text="谁去三栋？").first.locator("blockquote")
    ).to_have_count(0)
