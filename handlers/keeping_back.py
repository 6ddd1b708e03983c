"""A resident says no, in words, to what they were asked about themselves: all right, and nothing is made of it."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, ReplyKeyboardRemove

from bot.keeping_back import declined
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import following
from desk.authority import Actor

WHERE_ASKED = (None, "Housing:telling")  # nothing is waited for, or an address is


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(kept_back, declines)
    return router


async def declines(message: Message, actor: Actor, raw_state: str | None = None) -> bool | dict[str, Any]:
    """Not while staff wait for an answer: to them the same words are one."""
    if (
        raw_state not in WHERE_ASKED
        or actor.posts
        or not message.text
        or message.reply_to_message is not None
    ):
        return False
    about = await declined(message.chat.id, message.text)
    return bool(about) and not await following.owes_answer(actor) and {"about": about}


async def kept_back(message: Message, about: str, state: FSMContext, texts: Texts) -> None:
    """Nothing more is asked at once."""
    await state.clear()
    markup = ReplyKeyboardRemove() if about == "phone" else None
    await message.answer(texts("phone.none" if about == "phone" else "home.kept_back"), reply_markup=markup)
