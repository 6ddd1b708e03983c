"""A resident wants something of the bot in a group: shown the way to the private chat, once."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import Message

from bot.reading import is_command
from bot.saying import say_once
from bot.small_talk import begins
from bot.texts import Texts
from bot.where import by_somebody, calls_us, in_group
from desk.authority import Actor


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(pointed_to_private, in_group, by_somebody, wants_us)
    return router


async def wants_us(message: Message, bot: Bot, actor: Actor) -> bool:
    """By a command, a reply or our name. Staff know where they are, and other talk is not ours."""
    text = message.text or message.caption or ""
    return not actor.posts and (calls_us(message, bot) or is_command(text) or begins(text))


async def pointed_to_private(message: Message, bot: Bot, texts: Texts, now: datetime) -> None:
    """Never twice to the same person in the same group."""
    if message.from_user is not None:
        key = f"pointed:{message.chat.id}:{message.from_user.id}"
        text = texts("help.use_private")
        await say_once(bot, message.chat.id, text, key, now, reply_to=message.message_id)
