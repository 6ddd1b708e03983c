"""When the jobs run: APScheduler for the calendar, a monotonic watchdog for clocks that jump.

Late runs are made up for once (coalesce), never skipped (no misfire limit) and never doubled.
APScheduler stands still when the machine's clock is set back; the watchdog then sweeps instead.
"""

import asyncio
import logging
from datetime import UTC
from functools import partial

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from desk import keeping
from models.database import Database
from scheduler.sweeping import Sweep

log = logging.getLogger(__name__)

SWEEP_EVERY = 15  # seconds (promise P3: a card in at most two sweeps)
TIDY_AT = "03:40"  # UTC; the small hours in East Asia are over, nothing else is due


class Timetable:
    """Starts and stops everything that time does."""

    def __init__(self, database: Database, clock: Clock, sweep_every: float = SWEEP_EVERY) -> None:
        self._database = database
        self._clock = clock
        self._every = sweep_every
        self.sweep = Sweep(database, clock)
        self._jobs = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._watchdog: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Call with the database open: jobs take over the context they are started in."""
        self._jobs.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        self._jobs.add_job(self.sweep.run, "interval", seconds=self._every, id="sweep")
        hour, minute = TIDY_AT.split(":")
        self._jobs.add_job(self._tidy, "cron", hour=hour, minute=minute, id="tidy")
        self._jobs.start()
        self._watchdog = self._database.spawn(self._watch(), name="sweep watchdog")

    async def stop(self) -> None:
        """Lets a running sweep end first: APScheduler would cancel it."""
        if self._jobs.running:
            self._jobs.pause()
            await self.sweep.finish()
            self._jobs.shutdown(wait=False)
        if self._watchdog is not None:
            self._watchdog.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            if self._clock.monotonic() - self.sweep.last_at > 2 * self._every:
                log.warning("no sweep for two periods: sweeping now")
                await self._sweep_anyway()

    async def _sweep_anyway(self) -> None:
        try:
            await self.sweep.run()
        except Exception:  # one bad sweep must not end the watchdog
            log.exception("the sweep failed; the watchdog goes on looking")

    async def _tidy(self) -> None:
        now = self._clock.now()
        if await self._database.transaction(partial(keeping.tidy, now), quiet=True):
            await self._database.scrub()


def _tell(event: JobExecutionEvent) -> None:
    log.error("job %s: %s", event.job_id, type(event.exception).__name__ if event.exception else "missed")
