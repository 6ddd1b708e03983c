"""The one middleware: answers who is acting. Everything else is a visible call in a handler."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot.elder import slow_reader
from bot.reading import is_command
from bot.texts import Texts, locale_for, texts_in
from bot.where import binds_namelessly
from desk.errors import NobodyHome
from desk.knowing import words_for
from desk.people import actor_for, community_of, meet
from models import Person

DEFAULT_LOCALE = "zh_Hans"


async def texts_for(person: Person, bot_id: int) -> Texts:
    """In their own language; where Telegram tells none that we speak, in their estate's."""
    if locale_for(person.language, ""):
        return texts_of(person, DEFAULT_LOCALE)
    try:
        return texts_of(person, (await community_of(person, bot_id)).language)
    except NobodyHome:
        return texts_of(person, DEFAULT_LOCALE)


def texts_of(person: Person | None, default: str) -> Texts:
    """The one place that knows how a person is spoken to: their language, and shorter for the elderly."""
    if person is None:
        return texts_in(default)
    return texts_in(locale_for(person.language, default), short=person.elder)


class Acting(BaseMiddleware):
    """Gives handlers `person`, `actor`, `texts`, and the `triage` that knows their estate's own words."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, Update) and event.my_chat_member is not None:
            return await handler(event, data)  # about the bot itself, whoever did it
        user: User | None = data.get("event_from_user")
        if isinstance(event, Update) and event.message is not None and await binds_namelessly(event.message):
            return await handler(event, data)  # refused there, and told what to do (T4)
        if user is None or user.is_bot:
            return None
        chat: Chat | None = data.get("event_chat")
        now: datetime = data["now"]
        bot: Bot = data["bot"]
        private = chat is not None and chat.type == ChatType.PRIVATE
        person = await meet(
            user.id, user.full_name, user.language_code or "", now, private=private, bot_id=bot.id
        )
        data["person"] = person
        data["actor"] = await actor_for(person)
        data["texts"] = await texts_for(person, bot.id)
        heard = (event.message or event.edited_message) if isinstance(event, Update) else None
        if heard is not None and _is_said(heard):
            with suppress(NobodyHome):
                community = await community_of(person, bot.id)
                said = _words(heard)
                data["triage"] = await words_for(data["triage"], data["actor"], community, said)
        slow_reader.set(user.id if person.elder else 0)
        return await handler(event, data)


def _words(message: Message) -> str:
    return message.text or message.caption or ""


def _is_said(message: Message) -> bool:
    """Words that triage may be asked about; commands need nobody's lexicon."""
    words = _words(message)
    return bool(words) and not is_command(words)
