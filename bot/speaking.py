"""Faces said and redrawn from a handler."""

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.speech import Face


async def say(message: Message, face: Face | str) -> None:
    """A new message with the face, in the same chat."""
    shown = _face(face)
    await message.answer(shown.text, reply_markup=rows_of(shown), **shown.extra)


async def say_below(tap: CallbackQuery, face: Face | str) -> None:
    """A new message in the chat of the one that was pressed; nothing when that is too old to be seen."""
    if isinstance(tap.message, Message):
        await say(tap.message, face)


async def edit(tap: CallbackQuery, face: Face | str) -> None:
    """The message that was pressed shows the face; one too old to be seen is left as it is."""
    shown = _face(face)
    if isinstance(tap.message, Message):
        await tap.message.edit_text(shown.text, reply_markup=rows_of(shown))


def rows_of(face: Face) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.model_validate(face.keyboard) if face.keyboard else None


def _face(shown: Face | str) -> Face:
    return Face(shown) if isinstance(shown, str) else shown
