"""The whole product, by clicking only."""

from page.desktop import LEAK, Desktop
from playwright.async_api import expect

CLICKS = ("开始", "发送", "提交", "我来", "完成", "明早 9:00", "解决了", "非常满意")
COUNT_CLICKS = """() => {
  window.clicks = 0;
  addEventListener("click", () => { window.clicks += 1; }, true);
}"""


async def filed(desktop: Desktop) -> None:
    await desktop.start()
    await desktop.say(1, LEAK)
    await desktop.press(1, "提交")
    await expect(desktop.bubble(1, "#0001 收到了")).to_be_visible()


async def finished(desktop: Desktop) -> None:
    await filed(desktop)
    await desktop.press(2, "我来")
    await expect(desktop.key(2, "完成")).to_be_visible()
    await desktop.press(2, "完成")
    await expect(desktop.bubble(1, "已办完").last).to_be_visible()


async def three_hours_later(desktop: Desktop) -> None:
    for _ in range(7):
        await desktop.jump("half_hour")


async def test_a_stranger_goes_all_the_way_round_with_one_sentence_and_eight_clicks(desktop: Desktop) -> None:
    await desktop.page.evaluate(COUNT_CLICKS)
    await finished(desktop)
    await desktop.jump("morning")
    await desktop.press(1, "解决了")
    await desktop.press(1, "非常满意")
    await expect(desktop.bubble(1, "谢谢您").last).to_be_visible()
    await expect(desktop.bubble(2, "关闭").last).to_be_visible()
    assert await desktop.page.evaluate("window.clicks") == len(CLICKS)


async def test_a_bad_answer_brings_the_case_back_to_the_supervisor(desktop: Desktop) -> None:
    await finished(desktop)
    await three_hours_later(desktop)
    await desktop.press(1, "没解决")
    await desktop.press(1, "很不满意")
    await expect(desktop.bubble(2, "第2次").last).to_be_visible()
    await desktop.press(2, "我来")
    await desktop.has_shown("不归您", 2)
    await desktop.become(3, "李主管")
    await desktop.phone(3).locator(".chat-row", has_text="工程群").click()
    await desktop.press(3, "我来")
    await expect(desktop.bubble(3, "李主管").last).to_be_visible()


async def test_a_stale_button_is_answered_and_changes_nothing(desktop: Desktop) -> None:
    await filed(desktop)
    await desktop.press(2, "我来")
    for n, note in enumerate(("换了新软管", "也擦干了"), 1):
        await desktop.phone(2).locator(".row", has_text="#0001").first.click(button="right")
        await desktop.page.get_by_role("menuitem", name="回复").click()
        await desktop.say(2, note)
        await expect(desktop.bubble(2, "已记在")).to_have_count(n)
    done = desktop.phone(2).locator(".row", has_text="已记在").locator(".key", has_text="完成")
    await done.last.click()
    await expect(desktop.bubble(1, "已办完").last).to_be_visible()
    await done.first.click()
    await desktop.has_shown("已经是", 2)


async def test_the_first_steps_can_be_taken_by_keyboard_alone(desktop: Desktop) -> None:
    keys = desktop.page.keyboard
    await keys.press("Alt+1")
    await desktop.phone(1).locator(".gate").focus()
    await keys.press("Enter")
    await expect(desktop.bubble(1, "机器人").first).to_be_visible()
    await keys.press("Alt+1")
    await keys.type("楼下垃圾三天没人收，臭死了")
    await keys.press("Enter")
    await expect(desktop.key(1, "提交")).to_be_visible()
    await desktop.phone(1).locator(".scroller").focus()
    await keys.press("Tab")  # the newest message, then its buttons
    for _ in range(4):
        if "提交" in await desktop.page.evaluate("document.activeElement.textContent.slice(0, 6)"):
            break
        await keys.press("Tab")
    await keys.press("Enter")
    await expect(desktop.bubble(1, "#0001 收到了")).to_be_visible()


async def test_the_time_bar_moves_the_estates_clock(desktop: Desktop) -> None:
    now = desktop.page.locator(".now")
    await expect(now).to_contain_text("10:0")
    await desktop.jump("half_hour")
    await expect(now).to_contain_text("10:3")
    await desktop.jump("morning")
    await expect(now).to_contain_text("11/24")
    await expect(now).to_contain_text("09:0")
    await desktop.jump("day")
    await expect(now).to_contain_text("11/25")
    await desktop.jump("mid_month")
    await expect(now).to_contain_text("12/16")
    async with desktop.page.expect_request(lambda request: "PT59S" in (request.post_data or "")):
        await desktop.page.locator("[data-jump=play]").click()
    await expect(now).not_to_contain_text("08:30")
    await desktop.page.locator("[data-jump=play]").click()
