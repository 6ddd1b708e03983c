"""Webhook: a route of our own that answers only after the update is written down.

aiogram's answers before (telegram.md finding 2), and its secret is optional.
"""

import asyncio
import hmac
import json
import logging
from http import HTTPStatus
from itertools import chain, repeat
from typing import Never

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import web

from bot.envelope import is_update
from bot.inbox import Inbox
from bot.polling import ALLOWED, PAUSES, UNAUTHORIZED, IntakeLost
from bot.settings import EXAMPLES, WrongSettings
from models.database import DatabaseAway

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
BODY_LIMIT = 1024 * 1024  # bytes; Telegram's updates are far smaller
RETRY_AFTER = "5"  # seconds; Telegram honours the header


class Webhook:
    """Takes updates by HTTP. The reply's body is empty: Telegram would run one as an API call."""

    def __init__(self, inbox: Inbox, secret: str, path: str, host: str, port: int) -> None:
        if not secret:
            raise ValueError("without a secret anybody could send updates")
        self._inbox = inbox
        self._secret = secret.encode()
        self._host, self._port = host, port
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post(path, self._receive)
        self._runner = web.AppRunner(app, access_log=None)  # the path is as good as a secret

    @property
    def port(self) -> int:
        """The port in use, once started."""
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Raises WrongSettings when somebody else listens there."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            where, example = f"{self._host}:{self._port}", EXAMPLES["webhook_port"]
            raise WrongSettings(f"{where}: {error.strerror}. Example: {example}") from None

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if self._inbox.crowded:
            return _later()
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            update = None
        if not is_update(update):
            log.error("a request with the right secret held no update: let go")
            return web.Response()  # an error would only bring the same body back for a day
        try:
            await self._inbox.write_down([update])
        except DatabaseAway:
            return _later()
        return web.Response()


def _later() -> web.Response:
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})


async def announce(bot: Bot, url: str, secret: str) -> Never:
    """Tells Telegram where we listen, as soon as it can be reached. Raises IntakeLost when it refuses."""
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)
            break
        except TelegramRetryAfter as wait:
            await asyncio.sleep(wait.retry_after)
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
            log.warning("no webhook yet: %s; asking again in %s s", type(error).__name__, pause)
            await asyncio.sleep(pause)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise IntakeLost(UNAUTHORIZED) from None
        except TelegramAPIError as refusal:
            raise IntakeLost(f"Telegram refuses the webhook: {refusal.message}") from None
    while True:
        await asyncio.Event().wait()
