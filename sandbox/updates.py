"""One queue of updates per bot: numbered, kept for a while, fetched with getUpdates or pushed by webhook."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from sandbox.clock import Clock
from sandbox.errors import conflict

FIRST_UPDATE = 700_000_001
KEPT_SECONDS = 24 * 3600
QUERY_KEPT_SECONDS = 150  # presses are worth less than messages when nobody fetches them
MOST_PENDING = 100_000
MOST_FETCHED = 100
LONGEST_POLL_SECONDS = 50
SAME_OFFSET_SECONDS = 3.0  # a poll repeated with the same offset is held that long
QUIET_WEEK_SECONDS = 7 * 24 * 3600  # after a quiet week the numbering starts anew somewhere else
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Update:
    id: int
    kind: str
    payload: Any
    lane: int  # Telegram's queue key: what shares it is delivered in order
    expires: float  # unix time
    copies: int = 1

    def json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


class Pusher(Protocol):
    def push(self, update: Update) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Meddling:
    """What a fault does to an update on its way in."""

    kind: str
    seconds: float = 0.0
    copies: int = 2


class UpdateQueue:
    def __init__(self, clock: Clock, bot_id: int, meddle: Callable[[int, Update], Meddling | None]) -> None:
        self._clock = clock
        self._bot_id = bot_id
        self._meddle = meddle
        self.later: Callable[[float, Callable[[], None]], None] = lambda _, act: act()
        self.pending: dict[int, Update] = {}
        self.allowed: list[str] = []  # empty: everything but what must be asked for
        self.pusher: Pusher | None = None
        self.holds_repeats = False
        self.dropped = 0
        self._next = FIRST_UPDATE
        self._last_at = clock.now().timestamp()
        self._poll: asyncio.Future[None] | None = None
        self._last_poll: tuple[int, float] = (0, -SAME_OFFSET_SECONDS)
        self._reordered: Update | None = None
        self._random = Random(bot_id)

    def put(self, kind: str, payload: Any, lane: int) -> int | None:
        """The number it got; none when the bot didn't ask for this kind, or has too many waiting."""
        if not self._wanted(kind) or len(self.pending) >= MOST_PENDING:
            self.dropped += 1
            return None
        kept = QUERY_KEPT_SECONDS if kind == "callback_query" else KEPT_SECONDS
        update = Update(self._number(), kind, payload, lane, self._now() + kept)
        self._let_in(update, self._meddle(self._bot_id, update))
        return update.id

    def _let_in(self, update: Update, meddling: Meddling | None) -> None:
        if meddling and meddling.kind == "delay":
            self.later(meddling.seconds, lambda: self._enter(update))
        elif meddling and meddling.kind == "reorder":
            self._reordered = update
            self.later(meddling.seconds, self._release)
        else:
            update.copies = meddling.copies if meddling else 1
            self._enter(update)
            self._release()

    def _release(self) -> None:
        """What was held back to come out of order comes now, behind its successor."""
        held, self._reordered = self._reordered, None
        if held:
            self._enter(held)

    def _enter(self, update: Update) -> None:
        self.pending[update.id] = update
        if self.pusher:
            self.pusher.push(update)
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def forget(self, update_id: int) -> None:
        self.pending.pop(update_id, None)

    def forget_expired(self) -> None:
        now = self._now()
        for update in [each for each in self.pending.values() if each.expires <= now]:
            self.forget(update.id)

    async def fetch(self, offset: int, limit: int, longest: float) -> list[dict[str, Any]]:
        if self.pusher:
            raise conflict(WEBHOOK_ACTIVE)
        self.interrupt(OTHER_POLL)
        offset = self._confirm(offset)
        seconds = max(min(longest, LONGEST_POLL_SECONDS), self._held(offset))
        if not self._batch(offset, limit) and seconds > 0:
            await self._wait(seconds)
        return self._batch(offset, limit)

    def interrupt(self, reason: str) -> None:
        """Only one may wait for updates: whoever waited gets a conflict."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def drop_pending(self) -> None:
        self.pending.clear()
        self._reordered = None

    def _confirm(self, offset: int) -> int:
        self.forget_expired()
        if offset < 0:
            kept = sorted(self.pending)[offset:]
            offset = kept[0] if kept else self._next
        for update_id in [each for each in self.pending if each < offset]:
            self.forget(update_id)
        return offset

    def _held(self, offset: int) -> float:
        last_offset, at = self._last_poll
        now = self._clock.monotonic()
        self._last_poll = (offset, now)
        return (
            SAME_OFFSET_SECONDS
            if self.holds_repeats and offset == last_offset and now < at + SAME_OFFSET_SECONDS
            else 0
        )

    def _batch(self, offset: int, limit: int) -> list[dict[str, Any]]:
        self.forget_expired()
        due = [update for update in self.pending.values() if update.id >= offset]
        return [update.json() for update in due[:limit] for _ in range(update.copies)][:MOST_FETCHED]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def _number(self) -> int:
        now = self._now()
        if now - self._last_at > QUIET_WEEK_SECONDS and not self.pending:
            self._next = self._random.randrange(FIRST_UPDATE, 2**31 // 2)
        self._last_at = now
        self._next += 1
        return self._next - 1

    def _now(self) -> float:
        return self._clock.now().timestamp()
