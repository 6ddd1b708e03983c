"""What handlers say becomes rows: an aiogram session that writes instead of sending.

Handlers are written as for any aiogram bot; each call they make is stored in the transaction
they run in, and the courier sends it after the commit. Calls that only read (get…) go straight
through, but never inside a transaction, which must not wait for the network.
"""

from collections.abc import AsyncGenerator
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Never, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile

from bot.clock import Clock
from bot.elder import easier, slow_reader
from models import Outgoing
from models.database import inside_transaction
from models.kinds import Doubt

HARMLESS = ("edit", "delete", "answer", "set", "pin", "unpin")  # repeating these changes nothing (R1)


class NotSentYet(RuntimeError):
    """A queued call has no result: it is sent after the handler's transaction."""


class NeedsUpload(RuntimeError):
    """A file that Telegram doesn't have yet was to be sent."""


class NetworkInTransaction(RuntimeError):
    """A call that needs the network now was made inside a transaction."""


class Queued:
    """Stands for the result of a queued call, and refuses to be read."""

    def __init__(self, method: str) -> None:
        object.__setattr__(self, "_method", method)

    def __getattr__(self, name: str) -> Never:
        method = object.__getattribute__(self, "_method")
        raise NotSentYet(f"{method} is queued: its {name} is not known yet")

    def __bool__(self) -> bool:
        return self.__getattr__("outcome")

    def __iter__(self) -> Never:
        self.__getattr__("content")


heard_at: ContextVar[datetime | None] = ContextVar("heard_at", default=None)
"""When the update came that is being answered: words and cards of one answer leave in their order."""


class OutboxSession(BaseSession):
    """The session of the bot that handlers get."""

    def __init__(self, clock: Clock, reader: BaseSession) -> None:
        super().__init__(api=reader.api)
        self._clock = clock
        self._reader = reader

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        name = method.__api_method__
        if name.startswith("get"):
            if inside_transaction():
                raise NetworkInTransaction(name)
            return await self._reader.make_request(bot, method, timeout)
        await self._queue(bot, name, method)
        return cast("TelegramType", Queued(name))

    async def _queue(self, bot: Bot, name: str, method: TelegramMethod[Any]) -> None:
        params = self._plain(bot, method)
        chat = params.get("chat_id")
        if chat and chat == slow_reader.get() and "reply_markup" in params:
            params["reply_markup"] = easier(params["reply_markup"])
        await Outgoing.create(
            bot_id=bot.id,
            lane=chat if isinstance(chat, int) else 0,
            method=name,
            params=params,
            doubt=Doubt.REPEAT if name.startswith(HARMLESS) else Doubt.ONCE,
            created_at=heard_at.get() or self._clock.now(),
        )

    def _plain(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
        """JSON as the Bot API reads it, aiogram's defaults filled in."""
        files: dict[str, InputFile] = {}
        named = ((field, getattr(method, field)) for field in type(method).model_fields)
        params = {
            field: plain
            for field, value in named
            if (plain := self.prepare_value(value, bot=bot, files=files, _dumps_json=False)) is not None
        }
        if files:
            raise NeedsUpload("a file to upload can't be queued: send it by its file_id")
        return params

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        stream = self._reader.stream_content(url, headers, timeout, chunk_size, raise_for_status)
        async for chunk in stream:
            yield chunk

    async def close(self) -> None:
        await self._reader.close()
