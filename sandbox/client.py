"""A small client of the control API, for tests that read as sentences.

async with Client(sandbox.url) as sim:
    owner = await sim.person("Chen Yan", "zh-hans")
    await sim.text(owner, "/start")
    await sim.wait_for(lambda: sim.last_text(owner, contains="number"))
    await sim.press(owner, None, "Confirm")
"""

import asyncio
import base64
import inspect
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self

import aiohttp

PATIENCE_SECONDS = 120.0  # only what hangs takes that long
LOOK_AGAIN_SECONDS = 0.02


class Refused(Exception):
    """The control API answered with an error."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


class Client:
    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    # the stage
    async def cast(self) -> dict[str, Any]:
        return dict(await self._call("GET", "cast"))

    async def reset(self) -> None:
        await self._call("POST", "reset")

    async def person(self, name: str, language: str = "", phone: str = "") -> int:
        made = await self._call("POST", "users", {"name": name, "language": language, "phone": phone})
        return int(made["id"])

    async def group(self, title: str, members: list[int], *, forum: bool = False, **more: Any) -> int:
        made = await self._call(
            "POST", "groups", {"title": title, "members": members, "forum": forum, **more}
        )
        return int(made["id"])

    async def code(self) -> str:
        """With which a further estate is set up (demo only)."""
        return str((await self._call("POST", "code"))["code"])

    # what people do
    async def act(self, person: int, do: str, chat: int | None = None, **more: Any) -> dict[str, Any]:
        return dict(await self._call("POST", "act", {"as": person, "chat": chat, "do": do, **more}))

    async def text(self, person: int, text: str, chat: int | None = None, **more: Any) -> int:
        return int((await self.act(person, "text", chat, text=text, **more))["message_id"])

    async def start(self, person: int, payload: str = "", **more: Any) -> int:
        """Opens the bot, as by a link with `?start=payload`."""
        return await self.text(person, f"/start {payload}".strip(), **more)

    async def send(
        self, person: int, kind: str, chat: int | None = None, data: bytes | None = None, **more: Any
    ) -> int:
        """A photo, voice, video, document, sticker, location or contact."""
        given = {"data": base64.b64encode(data).decode()} if data else {}
        return int((await self.act(person, kind, chat, **given, **more))["message_id"])

    async def press(
        self, person: int, chat: int | None, label: str, message_id: int | None = None, **more: Any
    ) -> str:
        """Presses the newest button with that label, or with part of it; answers the query's id."""
        found = message_id or await self._with_button(person, chat, label)
        pressed = await self.act(person, "press", chat, message_id=found, button=label, **more)
        return str(pressed["query_id"])

    async def press_data(self, person: int, chat: int | None, message_id: int, data: str) -> str:
        return str((await self.act(person, "press", chat, message_id=message_id, data=data))["query_id"])

    async def _with_button(self, person: int, chat: int | None, label: str) -> int:
        for message in reversed(await self.messages(person, chat)):
            labels = [button["text"] for row in message["buttons"] for button in row]
            if any(label in each for each in labels):
                return int(message["message_id"])
        raise Refused(404, f"no message shows a button {label!r}")

    # what people see
    async def view(self, person: int, chat: int | None = None, **more: Any) -> dict[str, Any]:
        place = {"chat": str(chat)} if chat is not None else {}
        query = {"as": str(person), **place, **{name: str(value) for name, value in more.items()}}
        return dict(await self._call("GET", "view", query=query))

    async def messages(self, person: int, chat: int | None = None) -> list[dict[str, Any]]:
        return list((await self.view(person, chat))["messages"])

    async def texts(self, person: int, chat: int | None = None) -> list[str]:
        return [str(message["text"]) for message in await self.messages(person, chat)]

    async def last(self, person: int, chat: int | None = None) -> dict[str, Any]:
        return dict((await self.view(person, chat, limit=1))["messages"][-1])

    async def sees(self, person: int, words: str, chat: int | None = None) -> bool:
        return any(words in text for text in await self.texts(person, chat))

    async def answer(self, query_id: str) -> dict[str, Any]:
        """The toast or alert that a press brought up."""
        return dict(await self._call("GET", "answers", query={"query_id": query_id}))

    async def wait_for(self, look: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """Looks again and again until what it finds is true; then answers what it found."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            found = look()
            value = await found if inspect.isawaitable(found) else found
            if value:
                return value
            if loop.time() > end:
                msg = f"nothing came of it within {seconds} seconds"
                raise AssertionError(msg)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    # behind the scenes
    async def journal(self, after: int = 0) -> list[dict[str, Any]]:
        return list(await self._call("GET", "journal", query={"after": str(after)}))

    async def calls(self, method: str) -> list[dict[str, Any]]:
        return [entry for entry in await self.journal() if entry["method"] == method]

    async def violations(self) -> list[dict[str, Any]]:
        return list(await self._call("GET", "violations"))

    async def breaches(self) -> list[dict[str, Any]]:
        return list(await self._call("GET", "breaches"))

    async def deliveries(self) -> list[dict[str, Any]]:
        return list(await self._call("GET", "deliveries"))

    async def fault(self, kind: str, method: str = "*", **more: Any) -> None:
        await self._call("POST", "faults", {"kind": kind, "method": method, **more})

    async def inject(self, kind: str, payload: Any, **more: Any) -> int | None:
        """An update exactly as given, however odd; answers its number."""
        made = await self._call("POST", "updates", {"kind": kind, "payload": payload, **more})
        return None if made["update_id"] is None else int(made["update_id"])

    async def mend(self) -> None:
        await self._call("DELETE", "faults")

    async def limits(self, *, flood: bool = True, scale: float = 1) -> None:
        await self._call("POST", "limits", {"flood": flood, "scale": scale})

    async def advance(self, by: timedelta) -> datetime:
        moved = await self._call("POST", "clock", {"advance": f"PT{by.total_seconds()}S"})
        return datetime.fromisoformat(moved["now"])

    async def set_clock(self, to: datetime) -> datetime:
        moved = await self._call("POST", "clock", {"to": to.isoformat()})
        return datetime.fromisoformat(moved["now"])

    async def settled(self, seconds: float = PATIENCE_SECONDS) -> None:
        await self._call("GET", "settled", query={"timeout": str(seconds)})

    async def _call(
        self, verb: str, path: str, body: dict[str, Any] | None = None, query: dict[str, str] | None = None
    ) -> Any:
        # As a stream, because aiohttp warns of large bodies given in one piece.
        data = io.BytesIO(json.dumps(body).encode()) if body is not None else None
        headers = {"Content-Type": "application/json"}
        url = f"{self.url}/sim/{path}"
        async with self._session.request(verb, url, data=data, params=query, headers=headers) as response:
            answer = await response.json()
            if not response.ok:
                raise Refused(response.status, answer["error"])
            return answer
