"""What waits to be sent, in all chats: urgency between chats, bounded memory."""

from bisect import insort
from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import count
from math import inf

from bot.items import Item, Lane, Sort, empty_queues
from bot.pacing import Pace, Ticket

LANE_LIMIT = 50  # items of one chat in memory; the rest stays in the database
THIN = 10  # with fewer left, the lane is filled up again
MOST = 20_000  # items in memory
LOOKAHEAD = 0.05  # s: what may leave this soon is booked now, so that the commit costs no time


class Lanes:
    """All chats' queues. One request per chat is under way; lane 0 stands for no chat, without order."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lanes: dict[int, Lane] = {}
        self._items: dict[tuple[bool, int], Item] = {}
        self._loose: list[Item] = []
        self._stamps = count(1)
        self._ready: list[tuple[tuple[int, float, int, int], int, int]] = []  # rank, stamp, chat
        self._later: list[tuple[float, int, int]] = []  # moment, stamp, chat

    def __len__(self) -> int:
        return len(self._items)

    def knows(self, sort: Sort, item_id: int) -> bool:
        known = self._items.get((sort is Sort.ROW, item_id))
        return known is not None and known.sort is sort

    @property
    def room(self) -> int:
        return max(0, MOST - len(self._items))

    def add(self, item: Item) -> None:
        if (known := self._items.get(item.key)) is not None and not self._gives_way(known, item):
            return
        if item.chat_id == 0:
            insort(self._loose, item, key=lambda each: each.place)
            self._items[item.key] = item
            return
        lane = self._lanes.setdefault(item.chat_id, Lane(item.chat_id))
        queue = lane.queues[item.sort]
        if len(queue) >= LANE_LIMIT and not self._make_way(lane, queue, item):
            return
        insort(queue, item, key=lambda each: each.place)
        self._items[item.key] = item
        self._line_up(lane)

    def take(self, now: float, most: int) -> list[tuple[Item, Ticket | None]]:
        """What may leave now or in an instant, most urgent first, each with its moment."""
        taken: list[tuple[Item, Ticket | None]] = list(self._take_loose(now, most))
        while self._later and self._later[0][0] <= now:
            _, stamp, chat_id = heappop(self._later)
            if (lane := self._current(stamp, chat_id)) is not None:
                self._line_up(lane, now)
        while self._ready and len(taken) < most:
            overall = self._pace.overall_at(now)
            if overall > now + LOOKAHEAD:
                break
            _, stamp, chat_id = heappop(self._ready)
            if (lane := self._current(stamp, chat_id)) is not None:
                taken += self._depart(lane, now, overall)
        return taken

    def next_moment(self, now: float) -> float:
        """When taking again may bring something, if nothing is added or finished before."""
        moments = [self._later[0][0]] if self._later else []
        if self._ready:
            moments.append(self._pace.overall_at(now) - LOOKAHEAD)
        if self._loose:
            moments.append(max(self._pace.resumes_at(), self._loose[0].earliest))
        return min(moments, default=inf)

    def again(self, item: Item, earliest: float) -> None:
        """It comes back from a try: first of its queue as before, not before this moment."""
        lane = self._release(item)
        item.earliest, item.tried = earliest, item.sort is Sort.ROW
        if lane is None:
            insort(self._loose, item, key=lambda each: each.place)
        else:
            insort(lane.queues[item.sort], item, key=lambda each: each.place)
            self._line_up(lane)

    def done(self, item: Item) -> None:
        """It is settled, or has to be read anew."""
        lane = self._release(item)
        self._items.pop(item.key, None)
        if lane is not None:
            self._line_up(lane)

    def forget(self, chat_id: int) -> None:
        """All of a chat that isn't under way has to be read anew."""
        lane = self._lanes.get(chat_id)
        if lane is None:
            return
        for queue in lane.queues.values():
            for item in queue:
                self._items.pop(item.key, None)
        lane.queues, lane.more = empty_queues(), False
        self._line_up(lane)

    def clear(self) -> None:
        """All that isn't under way has to be read anew."""
        for chat_id in list(self._lanes):
            self.forget(chat_id)
        for item in self._loose:
            self._items.pop(item.key, None)
        self._loose.clear()

    def full(self, sorts: Iterable[Sort]) -> list[int]:
        """Chats that can take no more of this."""
        return [
            lane.chat_id
            for lane in self._lanes.values()
            if any(len(lane.queues[sort]) >= LANE_LIMIT for sort in sorts)
        ]

    def thin(self) -> list[int]:
        """Chats whose rows in the database are to be fetched now."""
        return [
            lane.chat_id for lane in self._lanes.values() if lane.more and len(lane.queues[Sort.ROW]) < THIN
        ]

    def refilled(self, chat_id: int) -> None:
        lane = self._lanes[chat_id]
        lane.more = False
        self._line_up(lane)

    def _gives_way(self, known: Item, item: Item) -> bool:
        """A card that waits for evidence is owed as an edit at once: a press has found its message."""
        lane = self._lanes.get(known.chat_id)
        if known.sort is item.sort or lane is None or known not in lane.queues[known.sort]:
            return False
        lane.queues[known.sort].remove(known)
        del self._items[known.key]
        if known.chat_id != item.chat_id:
            self._line_up(lane)
        return True

    def _make_way(self, lane: Lane, queue: list[Item], item: Item) -> bool:
        lane.more = True
        if item.place >= queue[-1].place:
            return False
        self._items.pop(queue.pop().key, None)
        return True

    def _take_loose(self, now: float, most: int) -> Iterable[tuple[Item, None]]:
        if self._pace.resumes_at() > now:
            return []
        ready = [item for item in self._loose if item.earliest <= now][:most]
        self._loose = [item for item in self._loose if item not in ready] if ready else self._loose
        return [(item, None) for item in ready]

    def _depart(self, lane: Lane, now: float, overall: float) -> list[tuple[Item, Ticket | None]]:
        item = lane.next(now, self._pace)
        if item is None:
            self._line_up(lane, now)
            return []
        allowed = self._pace.chat_at(lane.chat_id, now, urgent=item.urgent, weight=item.weight)
        moment = max(now, overall, allowed)
        if moment > now + LOOKAHEAD:
            heappush(self._later, (moment - LOOKAHEAD, lane.stamp, lane.chat_id))
            return []
        lane.queues[item.sort].remove(item)
        lane.busy = item
        edit = item.sort is Sort.EDIT
        return [(item, self._pace.leave(lane.chat_id, moment, edit=edit, weight=item.weight))]

    def _release(self, item: Item) -> Lane | None:
        lane = self._lanes.get(item.chat_id)
        if lane is not None and lane.busy is item:
            lane.busy = None
        return lane

    def _line_up(self, lane: Lane, now: float = -inf) -> None:
        """Put the lane where it is looked at next; what was said about it before no longer counts."""
        lane.stamp = next(self._stamps)
        if lane.busy is not None:
            return
        if not len(lane) and not lane.more:
            del self._lanes[lane.chat_id]
            return
        heads = lane.heads(now) if now > -inf else {q[0].sort: q[0] for q in lane.queues.values() if q}
        if heads:
            first = min(heads.values(), key=lambda item: item.rank)
            heappush(self._ready, (first.rank, lane.stamp, lane.chat_id))
        elif (moment := lane.wakes_at(now)) < inf:
            heappush(self._later, (moment, lane.stamp, lane.chat_id))

    def _current(self, stamp: int, chat_id: int) -> Lane | None:
        lane = self._lanes.get(chat_id)
        return lane if lane is not None and lane.stamp == stamp else None
