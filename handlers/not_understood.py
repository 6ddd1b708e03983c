"""What nobody else took: a kind word instead of silence."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.reading import is_command, unfit_file
from bot.texts import Texts
from bot.where import by_somebody, in_private

# What people send that holds no report, and has its own kind answer.
KINDS = ("sticker", "dice", "contact", "poll", "game", "story")


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(not_understood, in_private, by_somebody)
    router.callback_query.register(old_button)
    return router


async def not_understood(message: Message, texts: Texts) -> None:
    if unfit_file(message):
        return  # said already
    kind = next((each for each in KINDS if getattr(message, each, None) is not None), None)
    if is_command(message.text or ""):
        kind = "command"
    await message.answer(texts(f"unknown.{kind}") if kind else texts("help.unknown"))


async def old_button(tap: CallbackQuery, texts: Texts) -> None:
    await tap.answer(texts.plain("refusal.old_button"), show_alert=True)
