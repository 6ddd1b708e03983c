"""python-telegram-bot on aiohttp: everything arrives as meant, failures are told apart, the token stays inside."""

import asyncio
import io
import json
import logging
import socket
import traceback

import aiohttp
import pytest
from aiohttp import web
from api_stub import TOKEN, Stub, saying
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.calls import place
from bot.request import AiohttpRequest, ServerTrouble, Unanswered, Unsent, speaking
from bot.speech import Call


async def test_text_arrives_as_it_was_meant(bot: ExtBot[None], stub: Stub) -> None:
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "a:1"}]]}
    params = {"chat_id": 5, "text": "漏水 & <b>急</b>", "parse_mode": "HTML", "reply_markup": keyboard}
    assert await place(bot, Call("sendMessage", params)) == 7
    method, fields = stub.calls[-1]
    assert method == "sendMessage"
    assert fields["text"] == params["text"]
    assert json.loads(fields["reply_markup"]) == keyboard


async def test_an_upload_arrives_byte_for_byte_with_its_name(bot: ExtBot[None], stub: Stub) -> None:
    content = bytes(range(256)) * 40
    await bot.send_document(5, InputFile(io.BytesIO(content), filename="报表 十一月.xlsx"), caption="月报")
    assert stub.fields["document"] == ("报表 十一月.xlsx", content)
    assert stub.fields["caption"] == "月报"


async def test_refusals_become_the_librarys_errors(bot: ExtBot[None], stub: Stub) -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    stub.answer = saying(400, refusal)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    stub.answer = saying(429, {"ok": False, "description": "", "parameters": {"retry_after": 3}})
    with pytest.raises(RetryAfter):
        await bot.send_message(5, "x")
    stub.answer = saying(401, {"ok": False, "description": "Unauthorized"})
    with pytest.raises(InvalidToken):
        await bot.send_message(5, "x")


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_server_error_is_told_apart(bot: ExtBot[None], stub: Stub, status: int) -> None:
    stub.answer = saying(status, "<html>nginx</html>")
    with pytest.raises(ServerTrouble):
        await bot.send_message(5, "x")


async def test_an_unreadable_answer_is_not_logged(
    bot: ExtBot[None], stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    stub.answer = saying(200, "{张三丰")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(5, "x")
    assert "张三丰" not in caplog.text


async def test_a_refused_connection_never_left() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with speaking(TOKEN, url) as bot:
            with pytest.raises(NetworkError) as caught:
                await bot.send_message(5, "x")
    assert isinstance(caught.value.__cause__, Unsent)


async def test_an_unknown_host_never_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async with speaking(TOKEN, "http://no-such-host.invalid") as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(5, "x")
    assert isinstance(caught.value.__cause__, Unsent)


async def test_a_lost_answer_leaves_doubt(bot: ExtBot[None], stub: Stub) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    stub.answer = hang_up
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(5, "x")
    assert isinstance(caught.value.__cause__, Unanswered)


async def test_a_late_answer_leaves_doubt(stub: Stub) -> None:
    async def late(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(600)
        return web.Response()

    stub.answer = late
    request = AiohttpRequest(read_timeout=0.05)
    bot: ExtBot[None] = ExtBot(
        TOKEN, base_url=f"{stub.url}/bot", request=request, get_updates_request=request
    )
    with pytest.raises(TimedOut) as caught:
        await bot.send_message(5, "x")
    await request.shutdown()
    assert isinstance(caught.value.__cause__, Unanswered)


async def test_the_token_is_in_no_error_and_no_log(
    stub: Stub, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    request = AiohttpRequest(read_timeout=0.05)
    seen = repr(request) + str(request)
    async with aiohttp.ClientSession():
        for url in (stub.url, "http://127.0.0.1:1", "http://no-such-host.invalid", "http://[broken"):
            bot: ExtBot[None] = ExtBot(
                TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request
            )
            stub.answer = saying(500, "")
            with pytest.raises(TelegramError) as caught:
                await bot.send_message(5, "x")
            seen += "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
    await request.shutdown()
    secret = TOKEN.partition(":")[2]
    assert secret not in seen
    assert secret not in caplog.text
