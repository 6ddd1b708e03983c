"""A few lines of Bot API: records what comes over the wire, and answers as told."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"
MESSAGE = {"message_id": 7, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "x"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Stub:
    """Records what comes over the wire, and answers as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answer: Answer = self.ok
        self.result: Any = MESSAGE
        self.url = ""

    async def receive(self, request: web.Request) -> web.StreamResponse:
        fields = {
            name: (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
            for name, value in (await request.post()).items()
        }
        self.calls.append((request.path.rsplit("/", 1)[-1], fields))
        return await self.answer(request)

    async def ok(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": self.result})

    @property
    def fields(self) -> dict[str, Any]:
        return self.calls[-1][1]


def saying(status: int, body: dict[str, Any] | str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text)

    return answer


@asynccontextmanager
async def listening() -> AsyncIterator[Stub]:
    made, app = Stub(), web.Application()
    app.router.add_post("/bot{token}/{method}", made.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
