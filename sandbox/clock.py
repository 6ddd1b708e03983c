"""Time that can be moved forward, and waiting by it."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

CHECK_AGAIN_SECONDS = 0.25  # a clock that doesn't say when it is moved is looked at this often


class Clock(Protocol):
    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...


class MovableClock:
    """Real time plus every jump so far; with `frozen`, only the jumps.

    Jumps forward move `monotonic()` too, so that whoever paces by it sees the same leap. Jumps back move
    only `now()`. Listeners that return something awaitable are awaited by `settle()`.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._frozen = frozen
        self._began = time.monotonic()
        self._start = (start or datetime.now(UTC)).astimezone(UTC)
        self._shift = timedelta()
        self._leaps = 0.0
        self._listeners: list[Callable[[], object]] = []
        self._owed: list[Awaitable[object]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed()) + self._shift

    def monotonic(self) -> float:
        return self._began + self._passed() + self._leaps

    def advance(self, by: timedelta) -> None:
        self._shift += by
        self._leaps += max(0.0, by.total_seconds())
        self._tell()

    def set(self, to: datetime) -> None:
        if to.tzinfo is None:
            msg = "the clock is set to an aware time only"
            raise ValueError(msg)
        self.advance(to - self.now())

    def on_change(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Calls back after every jump; the answer takes the listener off again."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    async def settle(self) -> None:
        while self._owed:
            await self._owed.pop(0)

    def _passed(self) -> float:
        return 0.0 if self._frozen else time.monotonic() - self._began

    def _tell(self) -> None:
        for listener in list(self._listeners):
            result = listener()
            if inspect.isawaitable(result):
                self._owed.append(result)


async def sleep_by(clock: Clock, seconds: float) -> None:
    """Sleeps until the clock, wherever it is moved, has gone on by so many seconds."""
    due = clock.monotonic() + seconds
    moved = asyncio.Event()
    forget = clock.on_change(moved.set) if isinstance(clock, MovableClock) else lambda: None
    try:
        while (left := due - clock.monotonic()) > 0:
            moved.clear()
            await _until(moved, min(left, CHECK_AGAIN_SECONDS))
    finally:
        forget()


async def _until(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
