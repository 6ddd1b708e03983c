"""The wire: every way to send parameters, envelopes, files, tokens, contract violations."""

import asyncio
import sys
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramUnauthorizedError
from aiogram.types import BufferedInputFile
from telegram.error import InvalidToken
from telegram.ext import ExtBot

from sandbox.client import Client
from sandbox.methods import METHODS
from sandbox.probes import PNG, SEED, TOKEN, Raw
from sandbox.schema import methods
from sandbox.server import Sandbox, running


@pytest.mark.parametrize("encoding", ["query", "form", "json", "multipart"])
async def test_parameters_may_come_in_any_encoding(encoding: str, raw: Raw, owner: int) -> None:
    url, params = f"{raw.url}/bot{TOKEN}/sendmessage", {"chat_id": str(owner), "text": "a+b &c"}
    form = aiohttp.FormData(params, default_to_multipart=True)
    sending = {
        "query": raw.session.get(url, params=params),
        "form": raw.session.post(url, data=params),
        "json": raw.session.post(url, json=params),
        "multipart": raw.session.post(url, data=form),
    }
    for name, request in sending.items():
        if name == encoding:
            async with request as response:
                assert (await response.json())["result"]["text"] == "a+b &c"
        else:
            request.close()


async def test_nested_json_may_come_as_a_string(raw: Raw, owner: int) -> None:
    markup = '{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}'
    sent = await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=markup)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "go"


async def test_unknown_method_is_not_found(raw: Raw) -> None:
    assert await raw.refused("sendMesage") == "Not Found"


async def test_unknown_token_is_unauthorized_as_each_library_says_it() -> None:
    async with running(bots=(SEED,), tokens=frozenset({TOKEN})) as sandbox:
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer

        stranger = "1:" + "A" * 35
        session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
        with pytest.raises(TelegramUnauthorizedError):
            await Bot(stranger, session=session).get_me()
        await session.close()
        speaker: ExtBot[None] = ExtBot(stranger, base_url=f"{sandbox.url}/bot")
        with pytest.raises(InvalidToken):
            await speaker.initialize()
        await speaker.shutdown()


async def test_unknown_field_is_carried_out_but_recorded(raw: Raw, sandbox: Sandbox, owner: int) -> None:
    buttons = [[{"text": "Go", "calback_data": "x", "callback_data": "go"}]]
    markup = {"inline_keyboard": buttons}
    await raw.ok("sendMessage", chat_id=owner, text="x", parsemode="HTML", reply_markup=markup)
    assert [each["what"] for each in sandbox.violations] == [
        "unknown field parsemode",
        "unknown field reply_markup.inline_keyboard.calback_data",
    ]


def test_a_field_of_one_of_several_kinds_is_known_and_a_wrong_one_in_it_is_told() -> None:
    method = methods()["setmessagereaction"]
    assert method.unknown({"reaction": [{"type": "emoji", "emoji": "👀"}]}) == []
    assert method.unknown({"reaction": [{"type": "emoji", "emjoi": "👀"}]}) == ["reaction.emjoi"]


async def test_ordinary_calls_of_both_libraries_break_no_contract(
    bot: Bot, ptb: ExtBot[None], sandbox: Sandbox, owner: int, group: int
) -> None:
    await bot.send_photo(group, BufferedInputFile(PNG, "p.png"), caption="<b>x</b>", parse_mode="HTML")
    await ptb.send_document(owner, b"%PDF", filename="a.pdf")
    await ptb.send_message(owner, "x", reply_to_message_id=1, disable_web_page_preview=True)
    assert sandbox.violations == []


async def test_missing_and_malformed_parameters_get_telegrams_words(raw: Raw, owner: int) -> None:
    assert await raw.refused("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert await raw.refused("sendMessage", chat_id=owner) == "Bad Request: message text is empty"
    assert await raw.refused("sendMessage", chat_id=404, text="x") == "Bad Request: chat not found"
    assert await raw.refused("sendPhoto", chat_id=owner) == "Bad Request: there is no photo in the request"
    reason = await raw.refused("sendMessage", chat_id=owner, text="x", reply_markup="{")
    assert reason == "Bad Request: can't parse reply keyboard markup JSON object"
    reason = await raw.refused("sendMessage", chat_id=owner, text="x", reply_parameters={"message_id": "a"})
    assert reason == "Bad Request: can't parse reply parameters JSON object"
    reason = await raw.refused("deleteMessage", chat_id=owner)
    assert reason == "Bad Request: message identifier is not specified"


async def test_upload_comes_back_byte_for_byte_with_both_libraries(
    bot: Bot, ptb: ExtBot[None], owner: int
) -> None:
    data = bytes(range(256)) * 300
    sent = await bot.send_document(owner, BufferedInputFile(data, "報告.bin"))
    assert sent.document
    assert sent.document.file_name == "報告.bin"
    assert (found := await bot.download(sent.document.file_id))
    assert found.read() == data
    photo = await ptb.send_photo(owner, PNG)
    file = await ptb.get_file(photo.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == PNG


async def test_file_address_works_with_a_percent_encoded_token(raw: Raw, bot: Bot, owner: int) -> None:
    sent = await bot.send_photo(owner, BufferedInputFile(PNG, "p.png"))
    assert sent.photo
    path = (await bot.get_file(sent.photo[-1].file_id)).file_path
    async with raw.session.get(f"{raw.url}/file/bot{quote(TOKEN, safe='')}/{path}") as response:
        assert await response.read() == PNG


async def test_file_id_means_nothing_to_another_bot(raw: Raw, bot: Bot, sim: Client, owner: int) -> None:
    sent = await bot.send_photo(owner, BufferedInputFile(PNG, "p.png"))
    assert sent.photo
    body = await raw("getFile", "777:AA-another-bot", file_id=sent.photo[-1].file_id)
    assert body["description"] == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_known_file_is_sent_again_by_its_id(bot: Bot, owner: int) -> None:
    first = await bot.send_photo(owner, BufferedInputFile(PNG, "p.png"))
    assert first.photo
    again = await bot.send_photo(owner, first.photo[-1].file_id)
    assert again.photo
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await bot.send_document(owner, first.photo[-1].file_id)


async def test_files_have_telegrams_size_limits(sim: Client, raw: Raw, bot: Bot, owner: int) -> None:
    await raw.updates(offset=-1)
    await sim.send(owner, "document", data=b"x" * (20 * 1024 * 1024 + 1))
    [update] = (await raw.updates())[-1:]
    file_id = update["message"]["document"]["file_id"]
    assert await raw.refused("getFile", file_id=file_id) == "Bad Request: file is too big"
    with pytest.raises(TelegramBadRequest, match="too big for a photo"):
        await bot.send_photo(owner, BufferedInputFile(PNG + b"x" * (10 * 1024 * 1024), "big.png"))
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(owner, BufferedInputFile(b"not a picture", "p.png"))


JUNK: list[Any] = [
    "",
    "x",
    "\u202e",
    -1,
    10**20,
    1.5,
    True,
    [],
    [1],
    [[]],
    {},
    {"type": "photo"},
    {"inline_keyboard": [[{}]]},
]


@pytest.mark.parametrize("place", ["private", "forum"])
async def test_no_junk_in_any_field_of_any_method_breaks_the_server(
    place: str, sandbox: Sandbox, owner: int, forum: int
) -> None:
    chat = owner if place == "private" else forum
    bot = sandbox.stage.bot(TOKEN)
    assert bot
    for name in sorted(set(METHODS) & set(methods()) - {"getupdates", "leavechat"}):
        await sandbox.gateway.perform(bot, "sendMessage", {"chat_id": chat, "text": "mine"}, {})
        mine = sandbox.journal.entries[-1].result["message_id"]
        likely = {"chat_id": chat, "from_chat_id": chat, "text": "x", "message_id": mine, "user_id": owner}
        known = {each: value for each, value in likely.items() if each in methods()[name].fields}
        for field in methods()[name].fields:
            for junk in JUNK:
                await sandbox.gateway.perform(bot, name, known | {field: junk}, {})
    assert [each for each in sandbox.violations if "failed" in each["what"]] == []


async def test_it_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--token", TOKEN, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/bot{TOKEN}/getMe") as response:
            assert (await response.json())["result"]["id"] == 424242
        async with session.get(f"{url}/bot1:{'A' * 35}/getMe") as response:
            assert response.status == 401
    process.terminate()
    assert await process.wait() == 0
