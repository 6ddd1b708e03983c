"""A proxy that breaks the line to Telegram at random, and keeps count of what it did."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import aiohttp
from aiohttp import web

SHARE = 0.05  # of the requests meet each of these
HALF_OPEN_SECONDS = 40.0
STALL_SECONDS = 30.0
TROUBLES = ("drop after accept", "reset in mid-answer", "half-open", "stall", "502 after accept")
PAGE = "<html><body>502 Bad Gateway</body></html>"


@dataclass
class BadLine:
    """Speaks HTTP on both sides, so that a trouble can be put at an exact point of one request."""

    beyond: str  # the address on its other side
    random: Random
    share: float = SHARE
    met: Counter[str] = field(default_factory=Counter)
    doubtful_sends: int = 0  # sendMessage that was carried out, and whose answer never came

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        async with aiohttp.ClientSession() as self._session:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                yield f"http://127.0.0.1:{runner.addresses[0][1]}"
            finally:
                await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        trouble = self._trouble()
        self.met[trouble] += 1
        if trouble == "half-open":
            await asyncio.sleep(HALF_OPEN_SECONDS)
            return self._cut(request)
        if trouble == "stall":
            await asyncio.sleep(STALL_SECONDS)
        status, body = await self._ask(request)
        if trouble and status == 200 and request.path.lower().endswith("/sendmessage"):
            self.doubtful_sends += 1
        if trouble == "502 after accept":
            return web.Response(status=502, text=PAGE, content_type="text/html")
        if trouble == "drop after accept":
            return self._cut(request)
        if trouble == "reset in mid-answer":
            return await self._half(request, body)
        return web.Response(status=status, body=body, content_type="application/json")

    def _trouble(self) -> str:
        place = self.random.random()
        return TROUBLES[int(place / self.share)] if place < self.share * len(TROUBLES) else ""

    async def _ask(self, request: web.Request) -> tuple[int, bytes]:
        data, kind = await request.read(), request.headers.get("Content-Type", "application/json")
        async with self._session.request(
            request.method, f"{self.beyond}{request.path_qs}", data=data, headers={"Content-Type": kind}
        ) as answer:
            return answer.status, await answer.read()

    async def _half(self, request: web.Request, body: bytes) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        answer.content_length = len(body)
        await answer.prepare(request)
        await answer.write(body[: len(body) // 2])
        return self._cut(request)

    @staticmethod
    def _cut(request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
