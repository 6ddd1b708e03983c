"""Server-sent events: what just happened, for every open page."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.events import Subscription
from sandbox.screens import told
from sandbox.stage import Stage

BEAT_SECONDS = 10.0  # a page that hears nothing for longer than two beats connects anew
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(stage: Stage, request: web.Request) -> web.StreamResponse:
    """Ends only when the page goes away or the sandbox stops."""
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    with stage.world.subscribe() as events, suppress(ConnectionResetError):  # the page went away
        await response.write(frame({"kind": "hello"}))
        while True:
            await response.write(frame(await _next(stage, events)))
    return response


async def _next(stage: Stage, events: Subscription) -> dict[str, Any]:
    try:
        return told(stage, await asyncio.wait_for(events.next(), BEAT_SECONDS))
    except TimeoutError:
        return {"kind": "beat", "now": stage.clock.now().isoformat()}


def frame(event: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=True)}\n\n".encode()
