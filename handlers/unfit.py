"""Files that can't be used as they are: said kindly and once; the words beside them are taken all the same."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message

from bot.reading import unfit_file
from bot.saying import say_once
from bot.texts import Texts
from bot.where import by_somebody, in_private


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(sent_unfit, in_private, by_somebody, is_unfit)
    return router


async def is_unfit(message: Message) -> bool:
    return unfit_file(message) is not None


async def sent_unfit(message: Message, bot: Bot, texts: Texts, now: datetime) -> None:
    """Once for an album; what is left of the message goes on to the others."""
    album = message.media_group_id or message.message_id
    text = texts(f"unfit.{unfit_file(message)}")
    await say_once(bot, message.chat.id, text, f"unfit:{message.chat.id}:{album}", now)
    raise SkipHandler
