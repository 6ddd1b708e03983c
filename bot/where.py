"""Filters: in which kind of chat something happens. Coroutines, since aiogram runs others in a thread."""

import re

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

FAKE_PEOPLE = (1087968824, 136817688, 777000)  # anonymous admin, channel, linked channel (T4)


async def in_private(event: Message | CallbackQuery) -> bool:
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type == ChatType.PRIVATE


async def in_group(event: Message | CallbackQuery) -> bool:
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)


async def for_us(message: Message, bot: Bot) -> bool:
    """No command that names another bot.

    aiogram's own check asks Telegram for our name when it is unknown, which no handler may wait for.
    """
    named = re.match(r"/\w+@(\w+)", message.text or "")
    me = bot._me  # noqa: SLF001 - set once at start, while Telegram can be reached
    return named is None or me is None or named[1].lower() == (me.username or "").lower()


def calls_us(message: Message, bot: Bot) -> bool:
    """By our name, or in a reply to us."""
    text, above = message.text or message.caption or "", message.reply_to_message
    me = bot._me  # noqa: SLF001 - as above
    named = me is not None and f"@{(me.username or '').lower()}" in text.lower()
    return named or (above is not None and above.from_user is not None and above.from_user.id == bot.id)


class Says(Filter):
    """A filter: the whole text has this shape. What the pattern names, the handler gets."""

    def __init__(self, pattern: str) -> None:
        self._shape = re.compile(rf"\s*(?:{pattern})\s*", re.IGNORECASE | re.DOTALL)

    async def __call__(self, message: Message) -> dict[str, str] | bool:
        found = self._shape.fullmatch(message.text or "")
        return (found.groupdict() or True) if found else False


def command_with(name: str, prefix: str, argument: str) -> str:
    """The pattern of a command with an argument, also when it comes through a link."""
    return rf"/(?:start(?:@\w+)?\s+{prefix}|{name}(?:@\w+)?\s+)(?P<{argument}>[\w-]+)"


BINDS = Says(command_with("bind", "b_", "code"))


async def binds_namelessly(message: Message) -> bool:
    """An admin who "remains anonymous" writes the line that binds a group: who it is, nobody can tell (T4)."""
    here = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return here and await BINDS(message) is not False


async def by_somebody(message: Message) -> bool:
    """A human being under their own name: no channel, no anonymous admin, no other bot (T4)."""
    sender = message.from_user
    return (
        sender is not None
        and not sender.is_bot
        and message.sender_chat is None
        and sender.id not in FAKE_PEOPLE
    )
