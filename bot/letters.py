"""Outgoing rows: found, taken, and cleared up after a crash."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from bot.errand import Errand, Letter, Post
from bot.items import Item, Sort
from bot.lanes import LANE_LIMIT, Lanes
from desk.civility import UNASKED, letters_for_later
from models import Outgoing
from models.kinds import Doubt, OutgoingState

PAGE = 1000  # rows per look
LATE_COMMITS = 200  # ids: PostgreSQL commits them out of order; later ones are found by looking again
SOON = timedelta(seconds=5)  # a row that is due later than this isn't kept in memory
ALBUM = 10  # messages, until its parameters are read
COLUMNS = ("id", "lane", "urgency", "method", "boot", "not_before", "created_at", "notice")


class Letters:
    def __init__(self, post: Post, *, ids_in_order: bool) -> None:
        self._bot_id = post.bot_id
        self._boot = post.boot
        self._clock = post.clock
        self._slack = 0 if ids_in_order else LATE_COMMITS
        self._seen = 0  # all rows up to here were looked at

    async def look(self, lanes: Lanes) -> None:
        """New rows, and more of the chats that are running out of them."""
        more = True
        while more and lanes.room:
            rows = await self._waiting(Q(id__gt=self._seen - self._slack)).limit(PAGE).values_list(*COLUMNS)
            self._put(lanes, rows)
            more = len(rows) == PAGE and rows[-1][0] > self._seen
            self._seen = max(self._seen, rows[-1][0]) if rows else self._seen
        if not lanes.room:
            self._put(lanes, await self._waiting(Q(urgency=0)).limit(PAGE).values_list(*COLUMNS))
        for chat_id in lanes.thin():
            first = self._waiting(Q(lane=chat_id)).order_by("urgency", "id").limit(LANE_LIMIT)
            rows = await first.values_list(*COLUMNS)
            lanes.refilled(chat_id)
            self._put(lanes, rows)

    def rewind(self) -> None:
        """Look at everything once more."""
        self._seen = 0

    async def look_again(self, lanes: Lanes) -> None:
        """Rows that came back, were postponed, or were committed late."""
        after = 0
        while lanes.room:
            old = self._waiting(Q(id__gt=after) & Q(id__lte=self._seen))
            if full := lanes.full([Sort.ROW]):
                old = old.filter(lane__not_in=full)
            rows = await old.limit(PAGE).values_list(*COLUMNS)
            self._put(lanes, rows)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    async def take(self, errands: Iterable[Errand]) -> None:
        """Mark as leaving, before anything leaves; what was taken away or has to wait stays without a letter."""
        wanted = {errand.item.id: errand for errand in errands}
        later = await self._keep_for_later([each.item.id for each in wanted.values() if each.item.unasked])
        mine = Outgoing.filter(id__in=[row_id for row_id in wanted if row_id not in later])
        await mine.filter(state=OutgoingState.WAITING).update(
            state=OutgoingState.SENDING, boot=self._boot, attempts=F("attempts") + 1
        )
        taken = mine.filter(state=OutgoingState.SENDING, boot=self._boot)
        rows = await taken.values_list("id", "method", "params", "doubt", "doubts")
        for row in rows:
            wanted[row[0]].letter = Letter(*row)
        await self._attach_notices([row[0] for row in rows if not row[1]], wanted)

    async def recover(self, under_way: Sequence[int] = ()) -> None:
        """What other runs were sending when they ended is in doubt; what we marked but never sent isn't."""
        sending = Outgoing.filter(bot_id=self._bot_id, state=OutgoingState.SENDING)
        unsent = sending.filter(boot=self._boot)
        await (unsent.exclude(id__in=list(under_way)) if under_way else unsent).update(
            state=OutgoingState.WAITING
        )
        orphans = sending.exclude(boot=self._boot)
        why = "nobody knows whether it was sent: the process ended meanwhile"
        await orphans.filter(doubt=Doubt.NEVER).update(state=OutgoingState.DROPPED, error=why)
        await orphans.filter(doubt=Doubt.ONCE, doubts__gte=1).update(state=OutgoingState.PARKED, error=why)
        await orphans.update(state=OutgoingState.WAITING, doubts=F("doubts") + 1)

    async def recent(self, since: datetime) -> list[tuple[int, datetime]]:
        """(chat, moment) of what was sent since then; what is in doubt counts as sent just now."""
        sent = Outgoing.filter(bot_id=self._bot_id, lane__not=0, sent_at__gte=since)
        doubtful = Outgoing.filter(bot_id=self._bot_id, lane__not=0, state=OutgoingState.SENDING)
        now = self._clock.now()
        rows = await sent.values_list("lane", "sent_at")
        return [*rows, *((lane, now) for lane in await doubtful.values_list("lane", flat=True))]

    async def _keep_for_later(self, ids: list[int]) -> Collection[int]:
        """What we say unasked waits for the morning, and keeps nothing else waiting."""
        later = await letters_for_later(ids, self._clock.now()) if ids else {}
        for row_id, moment in later.items():
            await Outgoing.filter(id=row_id, state=OutgoingState.WAITING).update(not_before=moment, boot="")
        return later.keys()

    def _waiting(self, which: Q) -> QuerySet[Outgoing]:
        due = Q(not_before=None) | Q(not_before__lte=self._clock.now() + SOON)
        return Outgoing.filter(which, due, bot_id=self._bot_id, state=OutgoingState.WAITING).order_by("id")

    def _put(self, lanes: Lanes, rows: Iterable[Any]) -> None:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        for row in rows:
            if not lanes.knows(Sort.ROW, row[0]):
                lanes.add(_item(row, now, monotonic))

    async def _attach_notices(self, ids: list[int], wanted: dict[int, Errand]) -> None:
        for notice in await Outgoing.filter(id__in=ids) if ids else ():
            letter = wanted[notice.id].letter
            assert letter is not None  # noqa: S101
            letter.notice = notice


def _item(row: Any, now: datetime, monotonic: float) -> Item:
    row_id, lane, urgency, method, boot, not_before, created, notice = row
    item = Item(Sort.ROW, row_id, lane, urgency, created.timestamp(), row_id, tried=bool(boot))
    item.unasked = notice in UNASKED
    if not_before is not None:
        item.earliest = monotonic + (not_before - now).total_seconds()
    if method == "sendMediaGroup":
        item.weight = ALBUM
    return item
