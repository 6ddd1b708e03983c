"""What just happened, for whoever watches: the page's live stream, and waits in tests."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Self

MOST_UNREAD = 10_000  # a watcher that stopped reading loses the oldest events, never the server its memory


class Subscription:
    """An async iterator over events, from the moment it was opened; close it when done."""

    def __init__(self, events: "Events") -> None:
        self._events = events
        self._unread: deque[dict[str, Any]] = deque(maxlen=MOST_UNREAD)
        self._arrived = asyncio.Event()

    def push(self, event: dict[str, Any]) -> None:
        self._unread.append(event)
        self._arrived.set()

    def close(self) -> None:
        self._events.forget(self)

    async def next(self) -> dict[str, Any]:
        while not self._unread:
            self._arrived.clear()
            await self._arrived.wait()
        return self._unread.popleft()

    def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        return self

    async def __anext__(self) -> dict[str, Any]:
        return await self.next()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Events:
    def __init__(self) -> None:
        self._count = 0
        self._watchers: list[Subscription] = []

    def publish(self, kind: str, **data: Any) -> None:
        self._count += 1
        for watcher in self._watchers:
            watcher.push({"n": self._count, "kind": kind, **data})

    def subscribe(self) -> Subscription:
        watcher = Subscription(self)
        self._watchers.append(watcher)
        return watcher

    def forget(self, watcher: Subscription) -> None:
        if watcher in self._watchers:
            self._watchers.remove(watcher)
