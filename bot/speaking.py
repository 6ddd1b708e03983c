"""Faces said and redrawn from a handler.

A message of more than two days ago reaches a press as no more than its chat and number. People still see it
with its buttons, and Telegram still changes it: so nothing here asks for more than those two.
"""

from aiogram.methods import EditMessageReplyMarkup, EditMessageText
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

from bot.speech import Face


async def say(message: MaybeInaccessibleMessageUnion, face: Face | str) -> None:
    """A new message with the face, in the same chat."""
    shown = _face(face)
    await message.answer(shown.text, reply_markup=rows_of(shown), **shown.extra)


async def say_below(tap: CallbackQuery, face: Face | str) -> None:
    """A new message in the chat of the one that was pressed."""
    if tap.message is not None:
        await say(tap.message, face)


async def edit(tap: CallbackQuery, face: Face | str) -> None:
    """The message that was pressed shows the face."""
    shown = _face(face)
    if (at := tap.message) is not None:
        there = EditMessageText(
            chat_id=at.chat.id, message_id=at.message_id, text=shown.text, reply_markup=rows_of(shown)
        )
        await there.as_(tap.bot)


async def take_away(tap: CallbackQuery) -> None:
    """The message that was pressed has served its purpose; one of long ago can only lose its buttons."""
    if isinstance(tap.message, Message):
        await tap.message.delete()
    else:
        await show_buttons(tap, None)


async def show_buttons(tap: CallbackQuery, rows: InlineKeyboardMarkup | None) -> None:
    """Other buttons under the message that was pressed, or none."""
    if (at := tap.message) is not None:
        there = EditMessageReplyMarkup(chat_id=at.chat.id, message_id=at.message_id, reply_markup=rows)
        await there.as_(tap.bot)


def rows_of(face: Face) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.model_validate(face.keyboard) if face.keyboard else None


def _face(shown: Face | str) -> Face:
    return Face(shown) if isinstance(shown, str) else shown
