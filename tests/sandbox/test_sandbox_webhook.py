"""Webhooks: the secret, order within a queue key, parallel keys, retries, replies, giving up."""

import asyncio
import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.probes import Hook, Raw
from sandbox.server import Sandbox

standing = pytest.mark.parametrize("clock", [True], ids=["standing"], indirect=True)


def failing(
    status: int, times: int = 1, headers: dict[str, str] | None = None
) -> Callable[[dict[str, Any]], web.Response]:
    left = iter([status] * times)
    return lambda _: web.Response(status=next(left, 200), headers=headers)


async def test_updates_are_pushed_with_the_secret(raw: Raw, sim: Client, hook: Hook) -> None:
    await raw.ok("setWebhook", url=hook.url, secret_token="s3cret")
    await sim.text(await sim.person("Chen"), "漏水")
    await sim.wait_for(lambda: hook.texts == ["漏水"])
    assert hook.secrets == ["s3cret"]
    assert (await raw.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_what_waited_is_pushed_when_a_webhook_is_set(
    raw: Raw, sim: Client, hook: Hook, owner: int
) -> None:
    await raw.ok("setWebhook", url=hook.url)
    await sim.wait_for(lambda: hook.texts == ["/start"])


@standing
async def test_an_update_is_retried_at_once_then_after_2_4_and_8_seconds(
    raw: Raw, sim: Client, hook: Hook, clock: MovableClock, sandbox: Sandbox
) -> None:
    hook.answer = failing(500, times=5)
    await raw.ok("setWebhook", url=hook.url)
    person = await sim.person("Chen")
    await sim.text(person, "again and again")
    await sim.text(person, "behind")
    for pause, so_far in ((2, 2), (4, 3), (8, 4), (16, 5)):
        await sim.wait_for(functools.partial(hook.reached, so_far))
        await sim.wait_for(lambda: clock._listeners)  # it sleeps by this clock
        clock.advance(timedelta(seconds=pause - 1))
        await asyncio.sleep(0.05)
        assert len(hook.got) == so_far
        clock.advance(timedelta(seconds=1.01))
    await sim.wait_for(lambda: hook.texts[-1] == "behind")
    assert hook.texts == ["again and again"] * 6 + ["behind"]
    info = await raw.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


@standing
async def test_retry_after_of_the_answer_is_honoured(
    raw: Raw, sim: Client, hook: Hook, clock: MovableClock
) -> None:
    hook.answer = failing(503, headers={"Retry-After": "30"})
    await raw.ok("setWebhook", url=hook.url)
    await sim.text(await sim.person("Chen"), "x")
    await sim.wait_for(lambda: len(hook.got) == 1)
    await sim.wait_for(lambda: clock._listeners)
    clock.advance(timedelta(seconds=28))
    await asyncio.sleep(0.05)
    assert len(hook.got) == 1
    clock.advance(timedelta(seconds=3))
    await sim.wait_for(lambda: len(hook.got) == 2)


async def test_a_failing_update_holds_up_only_its_own_chat(
    raw: Raw, sim: Client, hook: Hook, owner: int
) -> None:
    sent = await raw.ok(
        "sendMessage",
        chat_id=owner,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "g"}]]},
    )
    await raw.updates(offset=-1)
    hook.answer = lambda update: web.Response(status=500 if "stuck" in str(update) else 200)
    await raw.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await sim.text(owner, "stuck")
    await sim.text(owner, "waits")
    await sim.press(owner, None, "Go", sent["message_id"])
    await sim.text(await sim.person("Li"), "passes")
    await sim.wait_for(lambda: "passes" in hook.texts and any("callback_query" in each for each in hook.got))
    assert "waits" not in hook.texts


async def test_different_chats_are_pushed_in_parallel_up_to_max_connections(
    raw: Raw, sim: Client, hook: Hook
) -> None:
    busy, most, full = 0, 0, asyncio.Event()

    async def slowly(_: dict[str, Any]) -> web.Response:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        if busy == 3:
            full.set()
        await full.wait()
        await asyncio.sleep(0.05)  # a fourth one would come meanwhile
        busy -= 1
        return web.Response()

    hook.answer = slowly
    await raw.ok("setWebhook", url=hook.url, max_connections=3)
    for number in range(6):
        await sim.text(await sim.person(f"P{number}"), "x")
    await sim.wait_for(lambda: len(hook.got) == 6)
    assert most == 3


async def test_an_undelivered_press_is_dropped_after_150_seconds(
    raw: Raw, sim: Client, hook: Hook, clock: MovableClock, owner: int
) -> None:
    sent = await raw.ok(
        "sendMessage",
        chat_id=owner,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "g"}]]},
    )
    hook.answer = lambda _: web.Response(status=500)
    await raw.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await sim.press(owner, None, "Go", sent["message_id"])
    await sim.wait_for(lambda: len(hook.got) == 2)
    clock.advance(timedelta(seconds=160))

    async def nothing_pending() -> bool:
        return bool((await raw.ok("getWebhookInfo"))["pending_update_count"] == 0)

    await sim.wait_for(nothing_pending)


async def test_a_method_in_the_answer_is_carried_out(raw: Raw, sim: Client, hook: Hook) -> None:
    hook.answer = lambda update: web.json_response(
        {"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "by reply"}
    )
    await raw.ok("setWebhook", url=hook.url)
    person = await sim.person("Chen")
    await sim.text(person, "x")
    await sim.wait_for(lambda: sim.sees(person, "by reply"))


async def test_a_dropped_reply_stops_nobody(raw: Raw, sim: Client, hook: Hook) -> None:
    await sim.fault("drop", "sendMessage")
    hook.answer = lambda _: web.json_response({"method": "sendMessage", "chat_id": 1, "text": "x"})
    await raw.ok("setWebhook", url=hook.url)
    person = await sim.person("Chen")
    await sim.text(person, "one")
    await sim.text(person, "two")
    await sim.wait_for(lambda: hook.texts == ["one", "two"])


async def test_aiograms_multipart_reply_is_carried_out(raw: Raw, sim: Client, bot: Bot) -> None:
    dispatcher, app = Dispatcher(), web.Application()

    @dispatcher.message()
    async def answer(message: Message) -> Any:
        return message.answer("in the reply")

    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="top").register(
        app, "/hook"
    )
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await raw.ok("setWebhook", url=url, secret_token="top")
    person = await sim.person("Chen")
    await sim.text(person, "x")
    await sim.wait_for(lambda: sim.sees(person, "in the reply"))
    await runner.cleanup()


async def test_answering_gone_for_23_hours_takes_the_webhook_off(
    raw: Raw, sim: Client, hook: Hook, clock: MovableClock
) -> None:
    hook.answer = lambda _: web.Response(status=410)
    await raw.ok("setWebhook", url=hook.url)
    person = await sim.person("Chen")
    await sim.text(person, "x")
    await sim.wait_for(lambda: len(hook.got) >= 2)
    clock.advance(timedelta(hours=23, minutes=1))

    async def gone() -> bool:
        return bool((await raw.ok("getWebhookInfo"))["url"] == "")

    await sim.wait_for(gone)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:444/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://example.org/x", "secret_token": "ü"}, "secret token contains unallowed characters"),
    ],
)
async def test_impossible_webhooks_are_refused(params: dict[str, str], reason: str, raw: Raw) -> None:
    assert await raw.refused("setWebhook", **params) == f"Bad Request: {reason}"
