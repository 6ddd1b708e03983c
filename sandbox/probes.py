"""For contract tests: a bot without a library, and a webhook that records what it gets."""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.cast import BotSeed
from sandbox.samples import picture
from sandbox.webhook import SECRET_HEADER

TOKEN = "424242:AAsandbox-token-for-tests-only_00000"  # noqa: S105  # of a bot that exists nowhere else
BOT_ID = 424242
SEED = BotSeed(TOKEN, "Yingsheng", "yingsheng_bot")
PNG = picture(1, side=8)


class Raw:
    """The Bot API over bare HTTP: what is said on the wire, without a library in between."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def __call__(self, method: str, token: str = TOKEN, /, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/bot{token}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            if body.get("error_code", 200) != response.status or body["ok"] != response.ok:
                raise AssertionError(response.status, body)
            return body

    async def ok(self, method: str, /, **params: Any) -> Any:
        body = await self(method, **params)
        if not body["ok"]:
            raise AssertionError(body)
        return body["result"]

    async def refused(self, method: str, /, **params: Any) -> str:
        body = await self(method, **params)
        if body["ok"]:
            raise AssertionError(body)
        return str(body["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        return list(await self.ok("getUpdates", **params))


class Hook:
    """Answers 200, or whatever `answer` says; keeps every update and the secret that came with it."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda _: web.Response()
        self.url = ""

    async def receive(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get(SECRET_HEADER))
        answer = self.answer(update)
        found: web.StreamResponse = await answer if inspect.isawaitable(answer) else answer
        return found

    def reached(self, count: int) -> bool:
        return len(self.got) == count

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()
