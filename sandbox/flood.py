"""Telegram's sending limits, as strict windows: what a sender must never run into.

One private chat: 3 messages at once, then one a second. One group: 20 in any 60 seconds, edits included.
One bot: 30 in any second. An album counts as many as it has. What is refused doesn't count, but asking
again before the time that was named is a breach of its own.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.clock import Clock

PRIVATE_BURST = 3
PRIVATE_SECONDS = 1.0  # until one more may go to the same person
GROUP_MOST, GROUP_SECONDS = 20, 60.0
BOT_MOST, BOT_SECONDS = 30, 1.0
SENDING = ("send", "edit", "copy", "forward", "stopmessagelivelocation", "createforumtopic")
FREE = ("sendchataction",)


@dataclass(frozen=True)
class Refusal:
    limit: str
    retry_after: int


@dataclass
class Window:
    """At most so many in any so many seconds."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        over = len(self.sent) + min(count, self.most) - self.most
        return self.sent[over - 1] + self.seconds - now if over > 0 else 0.0

    def add(self, now: float, count: int) -> None:
        self.sent.extend([now] * count)


@dataclass
class Bucket:
    """A short burst, then one by one."""

    tokens: float = PRIVATE_BURST
    at: float = 0.0

    def wait(self, now: float, count: int) -> float:
        self.tokens = min(PRIVATE_BURST, self.tokens + (now - self.at) / PRIVATE_SECONDS)
        self.at = now
        return max(0.0, (min(count, PRIVATE_BURST) - self.tokens) * PRIVATE_SECONDS)

    def add(self, _: float, count: int) -> None:
        self.tokens -= count


class Flood:
    def __init__(self, clock: Clock) -> None:
        self.enabled = False
        self.scale = 1.0
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        self._bots: dict[int, Window] = {}
        self._chats: dict[tuple[int, int], Window | Bucket] = {}
        self._named: dict[tuple[int, int], float] = {}

    def set(self, *, enabled: bool, scale: float) -> None:
        self.enabled, self.scale = enabled, scale
        self.reset()

    def check(self, bot: int, method: str, chat: int, count: int) -> Refusal | None:
        if not self.enabled or not counts(method):
            return None
        now = self._clock.monotonic() * self.scale
        limits = self._limits(bot, chat)
        waits = {name: limit.wait(now, count) for name, limit in limits.items()}
        worst = max(waits, key=lambda name: waits[name])
        if waits[worst] > 0:
            return self._refuse((bot, chat), worst, now, waits[worst])
        for limit in limits.values():
            limit.add(now, count)
        return None

    def _refuse(self, place: tuple[int, int], limit: str, now: float, wait: float) -> Refusal:
        retry_after = max(1, math.ceil(wait / self.scale))
        self._named[place] = now + wait
        return Refusal(limit, retry_after)

    def name(self, bot: int, chat: int, retry_after: int) -> None:
        """Somebody else, a fault, has told the sender to wait."""
        self._named[bot, chat] = (self._clock.monotonic() + retry_after) * self.scale

    def too_soon(self, bot: int, chat: int) -> bool:
        return self._clock.monotonic() * self.scale < self._named.get((bot, chat), 0.0)

    def _limits(self, bot: int, chat: int) -> dict[str, Window | Bucket]:
        place = (bot, chat)
        if place not in self._chats:
            self._chats[place] = Window(GROUP_MOST, GROUP_SECONDS) if chat < 0 else Bucket()
        whole = self._bots.setdefault(bot, Window(BOT_MOST, BOT_SECONDS))
        return {"group" if chat < 0 else "private": self._chats[place], "bot": whole}


def counts(method: str) -> bool:
    name = method.lower()
    return name.startswith(SENDING) and name not in FREE
