"""The page with phones: its files, its live stream, and what it asks beyond the control API."""

import asyncio
import json
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from sandbox.screens import everything
from sandbox.sse import stream
from sandbox.stage import Stage

FOLDER = Path(__file__).with_name("page")
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox"  # what people upload is shown, never run
HOSTS = ("127.0.0.1", "localhost", "[::1]")


class Backstage(Protocol):
    """What the product tells of itself, and how it is switched off and on; given by whoever starts it."""

    async def inspect(self, what: str, query: dict[str, str]) -> Any:
        """Plain JSON; LookupError when there is no such thing."""

    async def code(self) -> str:
        """A one-time code with which somebody sets up a further estate; LookupError when it can't be had."""

    async def power(self, wish: str) -> None:
        """`off`, `on`, `restart` or `kill` (and start again); ValueError for anything else."""


class Page:
    def __init__(self, stage: Stage, backstage: Backstage | None = None) -> None:
        self._stage = stage
        self._backstage = backstage

    def join(self, app: web.Application) -> None:
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/{path:.+}", self._file),
                web.get("/sim/events", self._events),
                web.get("/sim/world", self._world),
                web.get("/sim/inspect/{what}", self._inspect),
                web.post("/sim/bot", self._power),
                web.post("/sim/code", self._code),
            ]
        )
        app.on_response_prepare.append(_guard)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
            raise web.HTTPForbidden(text="loopback only")
        return _answer(FOLDER / "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = (FOLDER / request.match_info["path"]).resolve()
        if not path.is_relative_to(FOLDER) or not path.is_file():
            raise web.HTTPNotFound
        return _answer(path)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await stream(self._stage, request)

    async def _world(self, _: web.Request) -> web.Response:
        return web.json_response(everything(self._stage))

    async def _inspect(self, request: web.Request) -> web.Response:
        if self._backstage is None:
            return _refuse("nobody here can be inspected: this is for the demo", 404)
        try:
            found = await self._backstage.inspect(request.match_info["what"], dict(request.query))
        except LookupError as error:
            return _refuse(f"there is no {error}", 404)
        return web.json_response(found)

    async def _code(self, _: web.Request) -> web.Response:
        if self._backstage is None:
            return _refuse("nobody here gives out codes: this is for the demo", 404)
        try:
            return web.json_response({"code": await self._backstage.code()})
        except LookupError as error:
            return _refuse(f"there is no {error}", 404)

    async def _power(self, request: web.Request) -> web.Response:
        if self._backstage is None:
            return _refuse("there is no bot here to switch", 404)
        try:
            wish = str(json.loads(await request.text())["do"])
            await asyncio.shield(self._backstage.power(wish))  # even if the page is closed meanwhile
        except (ValueError, KeyError, TypeError) as error:
            return _refuse(f"can't understand this: {error}", 400)
        return web.json_response({})


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing that somebody said or sent may ever run as a script."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.path.startswith("/sim/files/"):
        response.headers["Content-Security-Policy"] = FILE_POLICY
    elif request.path == "/" or request.path.startswith("/page/"):
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"


def _answer(path: Path) -> web.Response:
    kind = TYPES.get(path.suffix, "application/octet-stream")
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=headers)


def _refuse(reason: str, status: int) -> web.Response:
    return web.json_response({"error": reason}, status=status)
