"""The world in which every screen is looked at: a complaint on its way, and every kind of message."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from page.desktop import call
from page.pictures import MONDAY_MORNING

from bot.demo import Demo
from sandbox.client import Client
from sandbox.clock import MovableClock

LEAK = "3栋1单元502厨房水管漏水，柜子都泡了"
FORMATTED = (
    "<b>加粗</b> <i>斜体</i> <s>划掉</s> <tg-spoiler>先遮住</tg-spoiler> <code>3-1-502</code>\n"
    "<a href='https://example.org/'>链接</a> /privacy\n"
    "<blockquote expandable>一\n二\n三\n四\n五</blockquote>"
)
STYLES = ("primary", "success", "danger")
ODD = "👩‍👩‍👧‍👦🏳️‍🌈 שלום مرحبا <script>alert(1)</script> https://example.org/" + "很长" * 20


@asynccontextmanager
async def peopled() -> AsyncIterator[tuple[Demo, dict[str, int]]]:
    with tempfile.TemporaryDirectory() as home:
        async with Demo(Path(home), clock=MovableClock(MONDAY_MORNING)) as demo:
            await demo.open()
            async with Client(demo.sandbox.url) as sim:
                cast = await sim.cast()
            yield demo, {key: one["id"] for key, one in (cast["people"] | cast["groups"]).items()}


async def told(demo: Demo, ids: dict[str, int]) -> None:
    """A complaint on its way, and every kind of message in the repairs' group."""
    group, owner, engineer = ids["repairs"], ids["owner"], ids["engineer"]
    async with Client(demo.sandbox.url) as sim:
        await sim.start(owner)
        await sim.text(owner, LEAK)
        await sim.settled()
        await sim.press(owner, None, "提交")
        await sim.settled()
        asked = await sim.text(ids["supervisor"], "谁有空？", group)
        await sim.text(engineer, "我去", group, reply_to=asked)
        for kind in ("photo", "voice", "document", "location"):
            await sim.send(engineer, kind, group)
        await sim.act(ids["supervisor"], "album", group, pieces=3, text="修好前后")
        edited = await sim.text(engineer, "到了", group)
        await sim.act(engineer, "edit", group, message_id=edited, text="到了，正在关水")
        await sim.act(ids["supervisor"], "react", group, message_id=edited, text="👍")
        await sim.text(engineer, ODD, group)
        await sim.start(ids["tenant"])
        await sim.settled()
    await demo.power("off")
    keys = [[{"text": style, "callback_data": style, "style": style} for style in STYLES]]
    await call(
        demo,
        "sendMessage",
        chat_id=group,
        text=FORMATTED,
        parse_mode="HTML",
        reply_markup={"inline_keyboard": keys},
    )
    contact = [
        [{"text": "分享我的电话", "request_contact": True}],
        [{"text": "我在这里", "request_location": True}],
    ]
    share = {"keyboard": contact, "input_field_placeholder": "3-1-502"}
    await call(demo, "sendMessage", chat_id=ids["tenant"], text="怎么联系您？", reply_markup=share)
    await demo.power("on")
