"""The sweep: looks for timers that are due, and fires each in a transaction of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.clock import Clock
from desk import binding, digests, handing_over, moments, phoning, signing
from desk.errors import Outrun
from models.database import Database, DatabaseAway

Due = Callable[[datetime], Awaitable[list[int]]]
Happen = Callable[[int, datetime], Awaitable[None]]
ROUNDS: tuple[tuple[Due, Happen], ...] = (
    (binding.due, binding.leave),
    (handing_over.due, handing_over.begin),
    (handing_over.unsigned, handing_over.warn_unsigned),
    (signing.stuck, phoning.let_go),
)

log = logging.getLogger(__name__)

BATCH = 100  # timers read at once


class Sweep:
    """Any number may run at once: a timer belongs to whoever claims its row first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self.last_at = clock.monotonic()  # seconds; the watchdog looks at it

    async def run(self) -> int:
        """Fires everything due. Returns how many timers that were."""
        async with self._one_at_a_time:
            self.last_at = self._clock.monotonic()
            try:
                await self._look_round()
                return await self._fire_all()
            except DatabaseAway:
                log.warning("the database is away; the next sweep looks again")
                return 0

    async def finish(self) -> None:
        """Returns when no sweep is running."""
        async with self._one_at_a_time:
            return

    async def _fire_all(self) -> int:
        fired = 0
        while due := await moments.due(self._clock.now(), BATCH):
            for timer_id in due:
                await self._fire(timer_id)
            fired += len(due)
        await self._publish()
        return fired

    async def _publish(self) -> None:
        """What the calendar owes: digests are made once, whoever looks first."""
        now = self._clock.now()
        for community_id, kind, period in await digests.due(now):
            await self._do(partial(digests.publish, community_id, kind, period, now))

    async def _look_round(self) -> None:
        """What is due and belongs to no complaint. What fails is due again at the next sweep."""
        for due, happen in ROUNDS:
            now = self._clock.now()
            for row_id in await due(now):
                await self._do(partial(happen, row_id, now))

    async def _do(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await self._database.transaction(work)
        except DatabaseAway:
            raise
        except Exception:  # one broken row must not hold up the others
            log.exception("the next sweep tries again")

    async def _fire(self, timer_id: int) -> None:
        now = self._clock.now()
        try:
            await self._database.transaction(partial(moments.happen, timer_id, now))
        except DatabaseAway:
            raise
        except Outrun:
            log.info("timer %s was outrun by a person; it is looked at again", timer_id)
        except Exception as error:  # one broken timer must not hold up the others; it is kept and shown
            log.exception("timer %s failed and waits", timer_id)
            reason = type(error).__name__
            await self._database.transaction(partial(moments.postpone, timer_id, reason, now), quiet=True)
