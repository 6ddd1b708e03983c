"""Two transactions on PostgreSQL of which one begins before the other has ended: what luck brings rarely."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models import Lease
from models.database import Database

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # SQLite has one writer
WAITS = """
    SELECT count(*) AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
LOOK_EVERY = 0.01  # seconds

Work = Callable[[], Awaitable[Any]]


async def abreast(database: Database, first: Work, second: Work) -> tuple[Any, Any]:
    """The second begins when the first has done everything but commit, and goes as far as it gets; then the
    first commits. What came of each: its result, or its error.
    """
    done, go = asyncio.Event(), asyncio.Event()

    async def and_waits() -> Any:
        try:
            return await first()
        finally:
            done.set()
            await go.wait()

    one = database.spawn(database.transaction(and_waits), name="first")
    await done.wait()
    two = database.spawn(database.transaction(second), name="second")
    await until_somebody_waits(two.done)
    go.set()
    ends = await asyncio.gather(one, two, return_exceptions=True)
    return ends[0], ends[1]


async def until_somebody_waits(or_else: Callable[[], bool]) -> None:
    """Some transaction waits for a lock; or it has ended, since nothing held it up."""
    while not or_else() and not await _somebody_waits():
        await asyncio.sleep(LOOK_EVERY)


async def _somebody_waits() -> bool:
    [row] = await Lease._meta.db.execute_query_dict(WAITS)
    return bool(row["waiting"])
