"""A Bot API that says yes to everything as fast as it can: the peer's and our own counterpart.

A raw protocol instead of a framework: it runs on the same two cores as what is measured.
`GET /count` tells how many messages came in; `GET /times` when, on the machine's monotonic clock.
"""

import asyncio
import json
import sys
import time
from typing import Any, cast

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
ME = {
    "id": 1000000001,
    "is_bot": True,
    "first_name": "bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
}
SAYING = ("send", "edit")


class Stub(asyncio.Protocol):
    """One connection; requests come one after another on it."""

    heard: list[float]  # of all connections together
    polled: list[float]

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            whole = end + 4 + _length(head)
            if len(self._buffer) < whole:
                return
            self._buffer = self._buffer[whole:]
            self._obey(head.split(b" ", 2)[1].rpartition(b"/")[2].decode())

    def _obey(self, method: str) -> None:
        if method == "getUpdates":
            self.polled.append(time.monotonic())
            asyncio.get_running_loop().call_later(25, self._answer, {"ok": True, "result": []})
        elif method.startswith(SAYING):
            self.heard.append(time.monotonic())
            self._answer({"ok": True, "result": _message(len(self.heard))})
        elif method == "count":
            self._answer(len(self.heard))
        elif method == "times":
            self._answer({"heard": self.heard, "polled": self.polled})
        else:
            self._answer({"ok": True, "result": ME if method == "getMe" else True})

    def _answer(self, body: Any) -> None:
        payload = json.dumps(body).encode()
        if not self._transport.is_closing():
            self._transport.write(HEAD % (len(payload), payload))


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _message(number: int) -> dict[str, Any]:
    chat = {"id": 1, "type": "private", "first_name": "R"}
    return {"message_id": number, "date": int(time.time()), "chat": chat, "text": "ok"}


async def serve(port: int) -> None:
    Stub.heard, Stub.polled = [], []
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1])))
