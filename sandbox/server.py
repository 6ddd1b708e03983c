"""The sandbox put together: one HTTP server on loopback, and what tests hold of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sandbox.cast import EMPTY_STAGE, BotSeed, Cast
from sandbox.clock import Clock, MovableClock
from sandbox.control import Control, Hook
from sandbox.files import MEBIBYTE
from sandbox.gateway import NOT_FOUND, TOKEN, Gateway
from sandbox.journal import Journal
from sandbox.page_routes import Backstage, Page
from sandbox.stage import Stage
from sandbox.strangers import no_strangers
from sandbox.wire import failure
from sandbox.world import World

HOST = "127.0.0.1"  # never anything else: whoever reaches it can be anybody
MOST_REQUEST = 60 * MEBIBYTE
CLOSING_SECONDS = 0.1  # long polls are not waited for


class Sandbox:
    """A running sandbox: where it listens, and its insides for tests in the same process."""

    def __init__(self, stage: Stage, control: Control, backstage: Backstage | None = None) -> None:
        self.stage = stage
        self.control = control
        self.page = Page(stage, backstage)
        self.gateway = Gateway(stage)
        self.app = self._application()
        self.port = 0
        self._runner = web.AppRunner(
            self.app, access_log=None, shutdown_timeout=CLOSING_SECONDS, handler_cancellation=True
        )

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def world(self) -> World:
        return self.stage.world

    @property
    def journal(self) -> Journal:
        return self.stage.journal

    @property
    def violations(self) -> list[dict[str, Any]]:
        return self.stage.journal.violations

    async def start(self, port: int = 0) -> None:
        self.stage.open()
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.stage.close()
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=MOST_REQUEST, middlewares=[no_strangers])
        app.add_routes(self.control.routes())
        self.page.join(app)
        for path in ("/bot{token}/{method}", "/bot{token}/{method}/"):
            app.router.add_route("*", path, self.gateway.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/{path:bot.*}", self._nothing)
        return app

    async def _download(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token) or self.stage.bot(token) is None:
            return failure(NOT_FOUND)
        file = self.stage.files.by_path(request.match_info["path"])
        if file is None:
            return failure(NOT_FOUND)
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _nothing(self, _: web.Request) -> web.Response:
        return failure(NOT_FOUND)


def build(
    clock: Clock | None = None,
    cast: Cast = EMPTY_STAGE,
    bots: tuple[BotSeed, ...] = (),
    tokens: frozenset[str] | None = None,
    on_reset: Hook | None = None,
    settled: Hook | None = None,
    backstage: Backstage | None = None,
) -> Sandbox:
    """`tokens` lists the only tokens that exist; without it any well-formed token makes a bot.

    `backstage` is the product's own view of itself, shown by the page's inspector.
    """
    stage = Stage(clock or MovableClock(), cast, bots, tokens)
    return Sandbox(stage, Control(stage, on_reset, settled), backstage)


@asynccontextmanager
async def running(port: int = 0, **options: Any) -> AsyncIterator[Sandbox]:
    """A sandbox in this event loop, spoken to over real HTTP; options as for `build`."""
    sandbox = build(**options)
    await sandbox.start(port)
    try:
        yield sandbox
    finally:
        await sandbox.stop()
