"""Telegram's limits as pure code: what was sent and what time it is → the earliest moment to send."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import inf


@dataclass(frozen=True)
class Limit:
    """At most so many in any stretch of so many seconds (a margin for Telegram's clock included)."""

    count: int
    seconds: float

    def faster(self, factor: float) -> "Limit":
        return Limit(self.count, self.seconds / factor)


@dataclass(frozen=True)
class Limits:
    """Telegram's published limits (telegram.md 6); a burst of three in three seconds is one a second."""

    overall: Limit = Limit(30, 1.005)
    chat: Limit = Limit(3, 3.05)  # any chat: about one a second, three at once after a rest
    group: Limit = Limit(20, 60.5)  # sends and edits alike; the topics of a forum share it
    reserve: int = 3  # how many urgent ones a busy group can always take soon
    spacing: float = 3.5  # s: the first of them within this time, the second within twice that, ...
    patience: float = 0.25  # s: an unanswered request counts as arrived by then, for the overall limit

    def faster(self, factor: float) -> "Limits":
        """The same limits where time runs faster, for tests and the demo."""
        return replace(
            self,
            overall=self.overall.faster(factor),
            chat=self.chat.faster(factor),
            group=self.group.faster(factor),
            spacing=self.spacing / factor,
            patience=self.patience / factor,
        )


@dataclass
class History:
    """When requests arrived at Telegram, at the latest.

    Telegram counts arrivals, we only know departures and answers. An arrival is taken for as late as
    it can have been, the moment of the answer; a request still under way counts at every moment.
    """

    arrived: list[float] = field(default_factory=list)  # ascending
    leaving: list[float] = field(default_factory=list)  # departures of what is under way; inf: still to come

    def leave(self, moment: float, weight: int) -> None:
        for _ in range(weight):
            insort(self.leaving, moment)

    def land(self, departure: float, weight: int, now: float) -> None:
        """An answer came; departures that were given up on are counted already."""
        for _ in range(self.withdraw(departure, weight)):
            insort(self.arrived, now)

    def withdraw(self, departure: float, weight: int) -> int:
        """It didn't leave after all."""
        known = min(weight, self.leaving.count(departure))
        for _ in range(known):
            self.leaving.remove(departure)
        return known

    def give_up(self, now: float, patience: float) -> None:
        """Count what is under way for longer than patience as arrived."""
        while self.leaving and self.leaving[0] + patience <= now:
            insort(self.arrived, self.leaving.pop(0) + patience)

    def free_at(self, limit: Limit, ahead: int = 0) -> float:
        """From when on one more keeps the limit, with so many others sent just before it."""
        index = len(self.arrived) + len(self.leaving) + ahead - limit.count
        if index < 0:
            return -inf
        return self.arrived[index] + limit.seconds if index < len(self.arrived) else inf

    def forget(self, before: float) -> None:
        gone = next((i for i, moment in enumerate(self.arrived) if moment > before), len(self.arrived))
        del self.arrived[:gone]


@dataclass
class Chat:
    """One chat's past: all requests, the edits among them, and how long Telegram told us to wait."""

    history: History = field(default_factory=History)
    edits: list[float] = field(default_factory=list)
    paused_until: float = -inf

    def idle(self, before: float) -> bool:
        return not self.history.arrived and not self.history.leaving and self.paused_until <= before


@dataclass(frozen=True)
class Ticket:
    """A departure that was allowed."""

    chat_id: int
    moment: float
    weight: int = 1
    left: float = inf  # when it really did


class Pace:
    """Decides when a request may leave; all moments are monotonic seconds.

    In groups, what isn't urgent leaves room: after it, one urgent message could go within `spacing`
    seconds, two within twice that, and so on up to the reserve. So a burst stops at 17 of the 20, and
    the last three are used as the oldest are about to expire: the reserve costs no throughput, it
    turns a burst into a steady stream.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._overall = History()
        self._paused_until = -inf
        self._chats: dict[int, Chat] = {}

    def __len__(self) -> int:
        return len(self._chats)

    def chats(self) -> list[int]:
        """Everybody whose past still matters."""
        return list(self._chats)

    def overall_at(self, now: float) -> float:
        """From when on the bot may send anything at all; infinity until an answer comes in."""
        self._overall.give_up(now, self.limits.patience)
        self._overall.forget(now - self.limits.overall.seconds)
        free = max(self._paused_until, self._overall.free_at(self.limits.overall))
        if free == inf and self._overall.leaving:
            return self._overall.leaving[0] + self.limits.patience
        return free

    def resumes_at(self) -> float:
        """When the pause of the whole bot ends."""
        return self._paused_until

    def chat_at(self, chat_id: int, now: float, *, urgent: bool = False, weight: int = 1) -> float:
        """From when on this chat may get one more, not looking at other chats."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return -inf
        self._tidy(chat, now)
        history, limits = chat.history, self.limits
        moments = [chat.paused_until, history.free_at(limits.chat, min(weight, limits.chat.count) - 1)]
        if chat_id < 0:
            room = 0 if urgent else limits.reserve
            ahead = weight - 1
            moments += (
                history.free_at(limits.group, ahead + k) - k * limits.spacing for k in range(room + 1)
            )
        return max(moments)

    def shares(self, chat_id: int, now: float) -> tuple[int, int]:
        """How many sends and how many edits of the group's last minute are in the books."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0, 0
        self._tidy(chat, now)
        edits = len(chat.edits)
        return len(chat.history.arrived) + len(chat.history.leaving) - edits, edits

    def leave(self, chat_id: int, moment: float, *, edit: bool = False, weight: int = 1) -> Ticket:
        """A request is going to leave at this moment; an album weighs as much as it has pictures.

        It may be held up before it does, so until it departs it counts at every moment.
        """
        chat = self._chats.setdefault(chat_id, Chat())
        chat.history.leave(moment, weight)
        self._overall.leave(inf, weight)
        if edit:
            insort(chat.edits, moment)
        return Ticket(chat_id, moment, weight)

    def depart(self, ticket: Ticket, now: float) -> Ticket:
        """It leaves now: from here on its answer is waited for."""
        self._overall.leave(now, self._overall.withdraw(ticket.left, ticket.weight))
        return replace(ticket, left=now)

    def land(self, ticket: Ticket, now: float) -> None:
        """Its answer came, or the wait for it ended."""
        self._overall.land(ticket.left, ticket.weight, now)
        chat = self._chats[ticket.chat_id]
        chat.history.land(ticket.moment, ticket.weight, now)
        if ticket.weight > self.limits.chat.count:  # the burst is overdrawn: one a second pays it back
            each = self.limits.chat.seconds / self.limits.chat.count
            self.pause(ticket.chat_id, now + ticket.weight * each)

    def withdraw(self, ticket: Ticket) -> None:
        """It didn't leave after all."""
        self._overall.withdraw(ticket.left, ticket.weight)
        chat = self._chats[ticket.chat_id]
        chat.history.withdraw(ticket.moment, ticket.weight)
        if ticket.moment in chat.edits:
            chat.edits.remove(ticket.moment)

    def pause(self, chat_id: int | None, until: float) -> None:
        """Telegram told us to wait: this chat, or (None) the whole bot. Deadlines only grow."""
        if chat_id is None:
            self._paused_until = max(self._paused_until, until)
        else:
            chat = self._chats.setdefault(chat_id, Chat())
            chat.paused_until = max(chat.paused_until, until)

    def prime(self, chat_id: int, ages: Iterable[float], now: float) -> None:
        """Take over what an earlier process sent so many seconds ago."""
        chat = self._chats.setdefault(chat_id, Chat())
        for age in ages:
            insort(chat.history.arrived, now - age)
            insort(self._overall.arrived, now - age)

    def forget_idle(self, now: float) -> None:
        """Drop chats whose past no longer matters."""
        for chat_id, chat in list(self._chats.items()):
            self._tidy(chat, now)
            if chat.idle(now):
                del self._chats[chat_id]

    def _tidy(self, chat: Chat, now: float) -> None:
        horizon = now - self.limits.group.seconds
        chat.history.forget(horizon)
        while chat.edits and chat.edits[0] <= horizon:
            del chat.edits[0]
