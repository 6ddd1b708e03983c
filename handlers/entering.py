"""Somebody comes in through a code: of a home, from a letter or the family, or of a place, from a lift."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, Message

from bot.buttons import keyboard
from bot.choosing import ask_language
from bot.hello import hello_keyboard
from bot.home_words import LETTER, home_rows, outcome
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import home_links, people, places, reach
from desk.authority import Actor
from models import Person

PLACE = "p_"  # how the link of a place begins


def build() -> Router:
    router = Router(name=__name__)
    start = Command("start", ignore_mention=True, ignore_case=True)
    router.message.register(opened_letter, start, with_home, in_private, by_somebody)
    router.message.register(scanned_place, start, with_place, in_private, by_somebody)
    return router


async def with_home(_: Message, command: CommandObject) -> bool:
    return (command.args or "").startswith(LETTER)


async def with_place(_: Message, command: CommandObject) -> bool:
    return (command.args or "").startswith(PLACE)


async def opened_letter(
    message: Message,
    bot: Bot,
    command: CommandObject,
    state: FSMContext,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    await state.clear()
    await reach.person_back(bot.id, message.chat.id)
    token = (command.args or "").removeprefix(LETTER)
    residency = await home_links.open_link(actor, token, now)
    await people.enter(person, residency.community.key, bot.id)
    rows = InlineKeyboardMarkup.model_validate(keyboard(home_rows(residency, texts)))
    await message.answer(outcome(residency, texts), reply_markup=rows)
    hello = texts("hello.first", community=(await people.community_of(person, bot.id)).name)
    await message.answer(hello, reply_markup=hello_keyboard(texts))
    await ask_language(message, person, texts)


async def scanned_place(
    message: Message,
    bot: Bot,
    command: CommandObject,
    state: FSMContext,
    person: Person,
    texts: Texts,
    now: datetime,
) -> None:
    """Says that it is a bot, and where they stand; the next report comes from there."""
    await state.clear()
    await reach.person_back(bot.id, message.chat.id)
    place = await places.scan(person, (command.args or "").removeprefix(PLACE), now)
    hello = texts("hello.first", community=(await people.community_of(person, bot.id)).name)
    here = f"\n{texts('hello.at_place', place=place.name)}" if place else ""
    await message.answer(f"{hello}{here}", reply_markup=hello_keyboard(texts))
    await ask_language(message, person, texts)
