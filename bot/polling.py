"""Long polling: asks Telegram for updates, and confirms only what is written down."""

import asyncio
import logging
from typing import Any, Never

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.envelope import is_update
from bot.inbox import Inbox
from models.database import DatabaseAway

log = logging.getLogger(__name__)

BATCH = 100  # updates; Telegram's most
LONG_POLL = 25  # seconds Telegram may keep the request open
PAUSES = (1, 2, 5, 10, 30)  # seconds after one, two, … failures in a row
CROWDED_PAUSE = 0.2  # seconds until the inbox is asked again whether it has room
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]


class IntakeLost(Exception):
    """Telegram won't give updates to this process; an operator has to act."""


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without decoding: one update that aiogram can't read must not stop the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = LONG_POLL
    allowed_updates: list[str] = ALLOWED


class Polling:
    """Fetches until it is stopped. Raises IntakeLost on 401 and 409, which no waiting heals."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox
        self._offset: int | None = None
        self._failures = 0
        self.asked = 0  # how often Telegram was asked: the second time, everything before is confirmed

    async def run(self) -> Never:
        while True:
            while self._inbox.crowded:  # noqa: ASYNC110 - lanes empty by themselves, nobody signals it
                await asyncio.sleep(CROWDED_PAUSE)
            updates = await self._fetch()
            if updates is not None and await self._took(updates):
                self._failures = 0

    async def _took(self, updates: list[Any]) -> bool:
        """The offset moves only when all are written down: asking with it confirms them."""
        whole = [update for update in updates if is_update(update)]
        if len(whole) < len(updates):
            log.error("%s of %s updates have no number: let go", len(updates) - len(whole), len(updates))
        try:
            if whole:
                await self._inbox.write_down(whole)
        except DatabaseAway as error:
            await self._pause(error)
            return False
        self._offset = max((update["update_id"] + 1 for update in whole), default=self._offset)
        return True

    async def _fetch(self) -> list[Any] | None:
        try:
            self.asked += 1
            updates = await self._bot(GetRawUpdates(offset=self._offset), request_timeout=LONG_POLL + 10)
        except TelegramConflictError:
            raise IntakeLost(CONFLICT) from None
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise IntakeLost(UNAUTHORIZED) from None
        except TelegramRetryAfter as wait:
            await asyncio.sleep(wait.retry_after)
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
            await self._pause(error)
        else:
            return updates
        return None

    async def _pause(self, error: Exception) -> None:
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        log.warning("no updates: %s; asking again in %s s", type(error).__name__, pause)
        await asyncio.sleep(pause)


CONFLICT = (
    "409: another process fetches this bot's updates, or a webhook is set. "
    "Stop the other one, or see python -m bot doctor"
)
UNAUTHORIZED = "401: Telegram doesn't know this token. Ask @BotFather for the current one"
