"""The edge in: updates are written down as they came, then handled, one person at a time.

Writing down is one committed transaction; only then is Telegram told. Handling is another: its
effects, the conversation's state, what is said and "done" are committed together, or not at all.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.clock import Clock
from bot.envelope import Entry, Update, is_update, lane_of
from bot.logs import place_of
from bot.turns import said_before
from desk.cleaning import clean_all
from desk.errors import DeskError, Outrun
from models import Incoming
from models.database import Database, DatabaseAway
from models.kinds import IncomingState
from models.prepared import Edit

log = logging.getLogger(__name__)

_WAITING = IncomingState.WAITING
_CLAIM = Edit(
    Incoming,
    lambda row, now: Incoming.filter(id=row, state=_WAITING).update(state=IncomingState.DONE, handled_at=now),
)

MOST_OUTRUN = 5  # times in a row that others may be faster, before the person hears of it
MOST_ATTEMPTS = 3  # started and not finished; then the update is quarantined (telegram.md finding 3)
PAUSES = (0.1, 0.5, 1.0)  # seconds before the next attempt; a poisoned lane is free again in two seconds
DATABASE_PAUSE = 1.0  # seconds between looks for a database that is away
HANDS = 5  # updates handled at once; what is written down and sent waits behind them for the database
MOST_WAITING = 2000  # updates in memory; beyond that Telegram keeps the rest


class Undecodable(Exception):
    """The update is not one that aiogram knows; trying again won't help."""


class Listener(Protocol):
    """Where updates go. Both run inside the update's transaction."""

    async def handle(self, update: Update, now: datetime) -> None:
        """Raises Undecodable, or DeskError when the desk refuses what was asked."""
        ...

    async def refuse(self, update: Update, refusal: DeskError, now: datetime) -> None:
        """Tells the person what was refused, and why."""
        ...


class Inbox:
    """Takes updates from polling or webhook and hands them to the handlers."""

    def __init__(self, database: Database, bot_id: int, clock: Clock, listener: Listener) -> None:
        self._database = database
        self._bot_id = bot_id
        self._clock = clock
        self._listener = listener
        self._lanes: dict[int, deque[Entry]] = {}
        self._page: list[Update] = []  # what the next commit writes down
        self._writing = asyncio.Lock()
        self._hands = asyncio.Semaphore(HANDS)
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    @property
    def idle(self) -> bool:
        return not self._lanes

    @property
    def crowded(self) -> bool:
        """More is waiting than should be taken in."""
        return sum(map(len, self._lanes.values())) > MOST_WAITING

    async def start(self) -> None:
        """Handles what an earlier run left: one after another, so that a killer is known for sure."""
        left = Incoming.filter(bot_id=self._bot_id, state=IncomingState.WAITING).order_by("id")
        for row_id, update_id, body in await left.values_list("id", "update_id", "body"):
            await self._database.transaction(partial(self._count_attempt, row_id))
            await self._settle((row_id, update_id, json.loads(body)))

    async def stop(self) -> None:
        """Waits for the updates being handled; the others stay written down for the next run."""
        self._stopping = True
        await self._idle.wait()

    async def write_down(self, updates: Sequence[Update]) -> None:
        """Commits the updates; a repeated update_id is let go. After this Telegram may be told.

        What arrives during a commit goes on one page, which the next commit writes whole.
        """
        page = self._page
        page += updates
        async with self._writing:
            if page is self._page:
                self._page = []
                fresh = await self._database.transaction(partial(self._store, page), quiet=True)
                page.clear()
                for entry in fresh:
                    self._enqueue(entry)
        if page:
            raise DatabaseAway("whoever wrote this page down failed")

    async def _store(self, page: Sequence[Update]) -> list[Entry]:
        now, updates = self._clock.now(), dict[int, Update]()
        for update in page:
            if is_update(update):
                updates.setdefault(update["update_id"], update)
        stored = Incoming.filter(
            bot_id=self._bot_id, update_id__in=list(updates), state=IncomingState.WAITING
        )  # one that was there already may have been written down by a commit that was reported as failed
        # A write first: SQLite can't turn a reading transaction into a writing one under load.
        rows = [self._row(update, now) for update in updates.values()]
        await Incoming.bulk_create(rows, ignore_conflicts=True)
        fresh = await stored.order_by("id").values_list("id", "update_id")
        return [(row_id, update_id, updates[update_id]) for row_id, update_id in fresh]

    def _row(self, update: Update, now: datetime) -> Incoming:
        return Incoming(
            bot_id=self._bot_id,
            update_id=update["update_id"],
            lane=lane_of(update),
            body=json.dumps(update),
            received_at=now,
        )

    def _enqueue(self, entry: Entry) -> None:
        if self._stopping:
            return
        lane = lane_of(entry[2])
        if lane in self._lanes:
            self._lanes[lane].append(entry)
            return
        self._lanes[lane] = deque([entry])
        self._idle.clear()
        self._start_lane(lane)

    def _start_lane(self, lane: int) -> None:
        task = self._database.spawn(self._work(lane), name=f"lane {lane}")
        task.add_done_callback(lambda _: self._lane_ended(lane))

    async def _work(self, lane: int) -> None:
        queue = self._lanes[lane]
        while queue and not self._stopping:
            await self._settle(queue[0])
            queue.popleft()

    def _lane_ended(self, lane: int) -> None:
        """Even cancelled before its first step, it leaves nobody waiting; what it didn't finish goes on."""
        if self._lanes[lane] and not self._stopping:
            with suppress(DatabaseAway):  # it is being closed
                self._start_lane(lane)
                return
        del self._lanes[lane]
        if not self._lanes:
            self._idle.set()

    async def _settle(self, entry: Entry) -> None:
        """Handles one update, or quarantines it; returns only when one of the two is committed."""
        while not self._stopping:
            try:
                if await self._settled_in_turn(entry):
                    return
            except DatabaseAway:
                log.warning("the database is away; update %s waits", entry[1])
                await asyncio.sleep(DATABASE_PAUSE)

    async def _settled_in_turn(self, entry: Entry) -> bool:
        """With what the same person said before and another process has not come to yet, or never will."""
        before = await said_before(self._database, self._bot_id, entry, self._clock.now())
        for each in (*before, entry):
            if not await self._settled(each):
                return False
        return True

    async def _settled(self, entry: Entry) -> bool:
        """True when it is handled or put aside, False when it is to be tried again."""
        try:
            async with self._hands:
                await self._attempt(entry)
        except DatabaseAway:
            raise
        except Undecodable:
            await self._quarantine(entry, "undecodable")
        except Exception as error:  # noqa: BLE001 - a poisoned update must not stop the others; it is kept
            return await self._failed(entry, error)
        return True

    async def _attempt(self, entry: Entry) -> None:
        """A refusal undoes everything the handler did; what remains is telling the person."""
        try:
            await self._handled(entry)
        except DeskError as refusal:
            error = refusal
            await self._database.transaction(lambda: self._claimed(entry, error))

    async def _handled(self, entry: Entry) -> None:
        """Whoever is outrun by somebody else looks again: it may be possible still."""
        for _ in range(MOST_OUTRUN):
            with suppress(Outrun):
                return await self._database.transaction(lambda: self._claimed(entry, None))
        return await self._database.transaction(lambda: self._claimed(entry, None))

    async def _claimed(self, entry: Entry, refusal: DeskError | None) -> None:
        row_id, _, update = entry
        await self._database.one_at_a_time(lane_of(update))  # another process may have this person's last one
        now = self._clock.now()
        if not await _CLAIM.run(row_id, now):
            return  # another process has handled it
        if refusal is None:
            await self._listener.handle(clean_all(update), now)
        else:
            await self._listener.refuse(clean_all(update), refusal, now)

    async def _failed(self, entry: Entry, error: Exception) -> bool:
        """Counts a failed attempt. True when it was the last one."""
        attempts = await self._database.transaction(lambda: self._count_attempt(entry[0]))
        # The traceback's frames name the code; the message could hold what somebody wrote.
        log.error("update %s failed (attempt %s): %s", entry[1], attempts, place_of(error))
        if attempts >= MOST_ATTEMPTS:
            await self._quarantine(entry, type(error).__name__)
            return True
        await asyncio.sleep(PAUSES[attempts - 1])
        return False

    async def _count_attempt(self, row_id: int) -> int:
        row = await Incoming.get(id=row_id)
        if row.attempts >= MOST_ATTEMPTS:
            await self._put_aside(row_id, row.error or "killed the process")
        await Incoming.filter(id=row_id).update(attempts=row.attempts + 1)
        return row.attempts + 1

    async def _quarantine(self, entry: Entry, reason: str) -> None:
        log.error("update %s is quarantined: %s. When mended: python -m bot replay", entry[1], reason)
        await self._database.transaction(lambda: self._put_aside(entry[0], reason))

    async def _put_aside(self, row_id: int, reason: str) -> None:
        waiting = Incoming.filter(id=row_id, state=IncomingState.WAITING)
        await waiting.update(state=IncomingState.QUARANTINED, error=reason[:255])
