"""How python-telegram-bot reaches Telegram: one aiohttp session instead of httpx (libraries.md 3).

The bot's token is part of every URL, and aiohttp's errors quote URLs: they are replaced, never chained.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from yarl import URL

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else every flood refusal begins with a deprecation warning

CONNECT_SECONDS = 5.0
READ_SECONDS = 8.0  # stopping waits for requests under way, and has ten seconds in all
WRITE_SECONDS = 60.0  # for a large file on a slow line
CONNECTIONS = 100


class Unsent(Exception):
    """The request never left: repeating it is safe."""


class Unanswered(Exception):
    """The request may have arrived; nobody knows."""


class ServerTrouble(NetworkError):
    """Telegram answered 5xx: it may or may not have done what was asked."""


_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class AiohttpRequest(BaseRequest):
    """One keep-alive session, opened at the first request."""

    def __init__(self, connections: int = CONNECTIONS, read_timeout: float | None = None) -> None:
        self._connections = connections
        self._read_timeout = READ_SECONDS if read_timeout is None else read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(connector=connector, headers=headers)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        await self.initialize()
        uploads = request_data is not None and request_data.contains_files
        connect = _seconds(connect_timeout, CONNECT_SECONDS)
        read = _seconds(read_timeout, self._read_timeout)
        write = _seconds(write_timeout, WRITE_SECONDS if uploads else CONNECT_SECONDS)
        limits = aiohttp.ClientTimeout(
            total=connect + read + write,
            connect=connect + _seconds(pool_timeout, CONNECT_SECONDS),
            sock_connect=connect,
            sock_read=None if uploads else read,  # the answer starts after the upload has ended
        )
        status, body = await self._exchange(url, method, _payload(request_data), limits)
        if status >= 500:  # noqa: PLR2004
            raise ServerTrouble(f"server error ({status})")
        return status, body

    async def _exchange(
        self, url: str, method: str, payload: Any, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        assert self._session is not None  # noqa: S101
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=payload, timeout=limits
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            trouble, cause = _translated(error)
        raise trouble from cause  # outside of the handler: the original must not hang on as its context

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As in the base class, without putting the payload into the log."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            pass
        raise TelegramError("Invalid server response")


@asynccontextmanager
async def speaking(
    token: str, api: str = "https://api.telegram.org", read_timeout: float | None = None
) -> AsyncIterator[ExtBot[None]]:
    """A bot with one shared session that paces nothing (the courier does) and asks nothing beforehand.

    The library's own `initialize()` would fail to start while Telegram is away.
    """
    request = AiohttpRequest(read_timeout=read_timeout)
    try:
        yield ExtBot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=request,
            get_updates_request=request,
        )
    finally:
        await request.shutdown()


def _seconds(given: Any, otherwise: float) -> float:
    return float(given) if isinstance(given, int | float) else otherwise


def _payload(data: RequestData | None) -> Any:
    if data is None or not data.contains_files:
        return data.json_parameters if data else None
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads file names as plain UTF-8
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mimetype) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mimetype)
    return form


def _translated(error: aiohttp.ClientError | OSError) -> tuple[NetworkError, Exception]:
    kind = type(error).__name__
    cause = Unsent(kind) if isinstance(error, _NEVER_LEFT) else Unanswered(kind)
    if isinstance(error, TimeoutError):
        return TimedOut(f"Timed out ({kind})"), cause
    return NetworkError(f"Network trouble ({kind})"), cause
