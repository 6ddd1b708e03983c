"""getUpdates: offsets, expiry, allowed kinds, and only one poller at a time."""

import asyncio
from datetime import timedelta

import pytest
import telegram
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.probes import BOT_ID, TOKEN, Raw
from sandbox.server import Sandbox

PTB_KEYBOARD = telegram.InlineKeyboardMarkup.from_button(
    telegram.InlineKeyboardButton("Go", callback_data="g")
)
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Accept", callback_data="ok:1")]])
LONG = 300  # s that a poll may wait


async def test_an_aiogram_bot_lives_by_polling(bot: Bot, sim: Client) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(f"you said {message.text}", reply_markup=KEYBOARD)

    @dispatcher.callback_query()
    async def accept(query: CallbackQuery) -> None:
        await query.answer("taken", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("accepted")

    polling = dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5)
    async with asyncio.TaskGroup() as group:
        group.create_task(polling)
        person = await sim.person("Chen")
        await sim.text(person, "漏水")
        await sim.wait_for(lambda: sim.sees(person, "you said 漏水"))
        query = await sim.press(person, None, "Accept")
        await sim.wait_for(lambda: sim.sees(person, "accepted"))
        toast = await sim.answer(query)
        await dispatcher.stop_polling()
    assert (toast["text"], toast["alert"]) == ("taken", True)
    assert await sim.violations() == []


async def test_a_ptb_application_lives_by_polling(sandbox: Sandbox, sim: Client) -> None:
    builder = Application.builder().token(TOKEN).base_url(f"{sandbox.url}/bot")
    application = builder.base_file_url(f"{sandbox.url}/file/bot").build()

    async def answer(update: telegram.Update, _: object) -> None:
        assert update.message
        await update.message.reply_text("heard", reply_markup=PTB_KEYBOARD)

    async def pressed(update: telegram.Update, _: object) -> None:
        assert update.callback_query
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("gone")

    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.add_handler(CallbackQueryHandler(pressed))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(poll_interval=0, timeout=2)
        person = await sim.person("Chen")
        await sim.text(person, "hello")
        await sim.wait_for(lambda: sim.sees(person, "heard"))
        await sim.press(person, None, "Go")
        await sim.wait_for(lambda: sim.sees(person, "gone"))
        await application.updater.stop()
        await application.stop()
    assert await sim.violations() == []


async def waits(sim: Client, sandbox: Sandbox) -> None:
    """The request has come, and there is nothing yet to answer it with."""
    await sim.wait_for(lambda: sandbox.stage.queues[BOT_ID]._poll is not None)


async def test_updates_stay_until_a_later_offset_confirms_them(raw: Raw, sim: Client) -> None:
    person = await sim.person("Chen")
    for text in ("one", "two", "three"):
        await sim.text(person, text)
    ids = [each["update_id"] for each in await raw.updates()]
    assert ids == [each["update_id"] for each in await raw.updates()]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert [each["update_id"] for each in await raw.updates(offset=ids[1], limit=1)] == [ids[1]]
    assert [each["update_id"] for each in await raw.updates()] == ids[1:]
    assert [each["update_id"] for each in await raw.updates(offset=-1)] == ids[2:]
    assert await raw.updates(offset=ids[2] + 1) == []


async def test_a_long_poll_answers_as_soon_as_something_happens(
    raw: Raw, sim: Client, sandbox: Sandbox
) -> None:
    person = await sim.person("Chen")
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(raw.updates(timeout=LONG))
        await waits(sim, sandbox)
        await sim.text(person, "now")
    assert poll.result()[0]["message"]["text"] == "now"


async def test_a_second_poller_sends_the_first_away(
    raw: Raw, sim: Client, sandbox: Sandbox, bot: Bot
) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(raw("getUpdates", timeout=LONG))
        await waits(sim, sandbox)
        await raw.updates()
    assert first.result()["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await raw.ok("setWebhook", url="http://127.0.0.1:9/never")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_setting_a_webhook_ends_a_waiting_poll(raw: Raw, sim: Client, sandbox: Sandbox) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(raw("getUpdates", timeout=LONG))
        await waits(sim, sandbox)
        await raw.ok("setWebhook", url="http://127.0.0.1:9/never")
    assert poll.result()["description"] == "Conflict: terminated by setWebhook request"
    await raw.ok("deleteWebhook")
    assert await raw.updates() == []


async def test_a_killed_poller_loses_nothing_and_its_successor_is_not_sent_away(
    raw: Raw, sim: Client, sandbox: Sandbox
) -> None:
    person = await sim.person("Chen")
    dying = asyncio.get_running_loop().create_task(raw.updates(timeout=LONG))
    await waits(sim, sandbox)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await sim.text(person, "after the crash")
    assert [each["message"]["text"] for each in await raw.updates()] == ["after the crash"]


async def test_messages_are_kept_a_day_and_presses_150_seconds(
    raw: Raw, sim: Client, clock: MovableClock, owner: int
) -> None:
    sent = await raw.ok(
        "sendMessage", chat_id=owner, text="x", reply_markup=KEYBOARD.model_dump(exclude_none=True)
    )
    await sim.press(owner, None, "Accept", sent["message_id"])
    kinds = [min(each) for each in await raw.updates()]
    assert kinds == ["message", "callback_query"]
    clock.advance(timedelta(seconds=151))
    assert [min(each) for each in await raw.updates()] == ["message"]
    clock.advance(timedelta(days=1))
    assert await raw.updates() == []


async def test_only_allowed_kinds_are_queued(raw: Raw, sim: Client, owner: int) -> None:
    await raw.updates(allowed_updates=["edited_message"], offset=-1)
    message = await sim.text(owner, "first")
    await sim.act(owner, "edit", message_id=message, text="second")
    [*_, update] = await raw.updates()
    assert update["edited_message"]["text"] == "second"
    assert update["edited_message"]["edit_date"]


async def test_reactions_and_members_must_be_asked_for(raw: Raw, sim: Client, owner: int, group: int) -> None:
    message = await sim.text(owner, "x", group)
    neighbour = await sim.person("Li")
    await raw.updates(offset=-1)
    await sim.act(owner, "react", group, message_id=message, text="👍")
    await sim.act(neighbour, "join", group)
    assert not any("message_reaction" in each or "chat_member" in each for each in await raw.updates())
    await raw.updates(allowed_updates=["message_reaction", "chat_member"])
    await sim.act(owner, "react", group, message_id=message, text="❤")
    await sim.act(neighbour, "leave", group)
    found = await raw.updates()
    assert [
        each["message_reaction"]["new_reaction"][0]["emoji"] for each in found if "message_reaction" in each
    ] == ["❤"]
    assert [each["chat_member"]["new_chat_member"]["status"] for each in found if "chat_member" in each] == [
        "left"
    ]


async def test_after_a_quiet_week_numbering_starts_elsewhere(
    raw: Raw, sim: Client, clock: MovableClock
) -> None:
    person = await sim.person("Chen")
    await sim.text(person, "one")
    [first] = await raw.updates()
    await raw.updates(offset=first["update_id"] + 1)
    clock.advance(timedelta(days=8))
    await sim.text(person, "two")
    [second] = await raw.updates()
    assert abs(second["update_id"] - first["update_id"]) > 1
