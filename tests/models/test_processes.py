"""Two processes on one SQLite file."""

import asyncio
import sys

from databases import NOW

from models import Lease
from models.database import Database

ROUNDS = 150
WRITER = """
import asyncio, sys
from models import Lease, database as module
from models.database import Database
from models.engines.source import parse

module.parse = lambda url: parse(url).having(busy_timeout=600_000)  # whoever stands still for a while holds up the other

async def read_then_write():
    counter = await Lease.get(name="counter")
    await Lease.filter(name="counter").update(owner=str(int(counter.owner) + 1))

async def main():
    database = await Database.open(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        await database.transaction(read_then_write)
    await database.close()

asyncio.run(main())
"""


async def test_reading_then_writing_in_two_processes_neither_fails_nor_loses(sqlite_url: str) -> None:
    """Upgrading a deferred transaction fails at once, half of the time (telegram.md finding 6)."""
    database = await Database.open(sqlite_url)
    await Lease.create(name="counter", owner="0", expires_at=NOW)
    command = [sys.executable, "-c", WRITER, sqlite_url, str(ROUNDS)]
    writers = [await asyncio.create_subprocess_exec(*command) for _ in range(2)]
    assert [await asyncio.wait_for(writer.wait(), 600) for writer in writers] == [0, 0]
    assert (await Lease.get(name="counter")).owner == str(2 * ROUNDS)
    await database.close()
