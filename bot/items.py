"""One chat's queue: rows in their order, cards each for itself."""

from dataclasses import dataclass, field
from enum import IntEnum
from math import inf

from bot.calls import Concession
from bot.pacing import Pace

SENDS_FIRST, EDITS_SHARE = 12, 5  # of a busy group's minute (conversations.md)


class Sort(IntEnum):
    """Kinds of work, in the order that breaks ties."""

    ROW = 0  # a queued call
    CARD = 1  # a card's first message
    EDIT = 2  # a card's further life


@dataclass(eq=False, slots=True)
class Item:
    """Something to send: only what decides when."""

    sort: Sort
    id: int
    chat_id: int
    urgency: int
    created: float  # timestamp
    order: float  # inside (chat, sort, urgency): the id, or for edits the moment of the last one
    earliest: float = -inf  # monotonic
    tried: bool = False  # a row that was tried already keeps those behind it waiting
    weight: int = 1
    unasked: bool = False  # we speak up by ourselves: never at night (desk.civility)
    conceded: tuple[Concession, ...] = ()

    @property
    def key(self) -> tuple[bool, int]:
        return self.sort is Sort.ROW, self.id

    @property
    def place(self) -> tuple[int, float]:
        return self.urgency, self.order

    @property
    def rank(self) -> tuple[int, float, int, int]:
        return self.urgency, self.created, self.sort, self.id

    @property
    def urgent(self) -> bool:
        return self.urgency == 0 and self.sort is not Sort.EDIT


def empty_queues() -> dict[Sort, list[Item]]:
    return {sort: [] for sort in Sort}


@dataclass(eq=False)
class Lane:
    chat_id: int
    queues: dict[Sort, list[Item]] = field(default_factory=empty_queues)
    busy: Item | None = None
    more: bool = False  # the database holds further rows of this chat
    stamp: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.queues.values()))

    def heads(self, now: float) -> dict[Sort, Item]:
        """The first of each queue that may go now. Rows keep their order, cards are independent."""
        return {sort: item for sort, queue in self.queues.items() if (item := _first(queue, now))}

    def next(self, now: float, pace: Pace) -> Item | None:
        heads = self.heads(now)
        edit = heads.pop(Sort.EDIT, None)
        send = min(heads.values(), key=lambda item: item.rank, default=None)
        if edit is None or send is None:
            return send or edit
        sends, edits = pace.shares(self.chat_id, now)
        return edit if sends >= SENDS_FIRST and edits < EDITS_SHARE else send

    def wakes_at(self, now: float) -> float:
        moments = (item.earliest for queue in self.queues.values() for item in queue)
        return min((moment for moment in moments if moment > now), default=inf)


def _first(queue: list[Item], now: float) -> Item | None:
    for item in queue:
        if item.earliest <= now:
            return item
        if item.tried:
            return None
    return None
