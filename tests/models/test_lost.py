"""A database that goes away is told apart from a bug, and nothing of ours has to restart (P13)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import asyncpg
import pytest
from databases import NOW, opened
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from models import Dialog, Lease
from models.database import Database, DatabaseAway


async def note(name: str) -> None:
    await Lease.create(name=name, owner="me", expires_at=NOW)


@pytest.fixture
async def killer(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


@pytest.fixture
async def remote(postgres_url: str) -> AsyncIterator[Database]:
    database = await Database.open(postgres_url)
    yield database
    await database.close()


async def end_sessions(killer: asyncpg.Connection) -> None:
    await killer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


async def test_sessions_ended_by_the_server_are_replaced(
    remote: Database, killer: asyncpg.Connection
) -> None:
    async def work() -> None:
        await note("half")
        await end_sessions(killer)
        await note("other half")

    with pytest.raises(DatabaseAway):
        await remote.transaction(work)
    await remote.transaction(lambda: note("again"))
    assert [lease.name for lease in await Lease.all()] == ["again"]


async def test_a_session_lost_before_commit_is_no_commit(
    remote: Database, killer: asyncpg.Connection
) -> None:
    async def work() -> None:
        await note("half")
        await end_sessions(killer)

    with pytest.raises(DatabaseAway):
        await remote.transaction(work)
    assert await Lease.all().count() == 0


async def test_idle_sessions_ended_by_the_server_are_replaced(
    remote: Database, killer: asyncpg.Connection
) -> None:
    await end_sessions(killer)
    for attempt in range(3):  # the news may not have arrived yet
        try:
            await note(f"x{attempt}")
        except DatabaseAway:
            continue
        return
    pytest.fail("the pool kept giving out dead sessions")


async def test_a_statement_that_takes_too_long_is_given_up(postgres_url: str) -> None:
    async with opened(postgres_url, command_timeout=0.2):
        with pytest.raises(DatabaseAway):  # it would say nothing, and go on with the next statement
            async with in_transaction() as connection:
                await connection.execute_query("SELECT pg_sleep(20)")
        await note("works")


async def test_deadlocks_are_to_be_repeated(remote: Database) -> None:
    await note("a")
    await note("b")
    both = asyncio.Barrier(2)

    async def take(first: str, second: str) -> None:
        async def work() -> None:
            await Lease.filter(name=first).update(owner="taker")
            await both.wait()
            await Lease.filter(name=second).update(owner="taker")

        await remote.transaction(work)

    results = await asyncio.gather(take("a", "b"), take("b", "a"), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["DatabaseAway", "NoneType"]


async def test_a_locked_file_is_waited_for(sqlite_url: str) -> None:
    async with opened(sqlite_url, busy_timeout=100) as database:
        path = sqlite_url.removeprefix("sqlite://")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseAway, match="locked"):
                await database.transaction(lambda: note("refused"))
            with pytest.raises(DatabaseAway, match="locked"):
                await note("refused")
            other.execute("ROLLBACK")
        await database.transaction(lambda: note("accepted"))
        assert await Lease.all().count() == 1


async def test_what_follows_a_full_disk_does_not_commit(sqlite_url: str) -> None:
    """SQLite may roll back by itself then; the next statements would each commit alone."""
    bulky = [Dialog(key=f"{n}", data={"said": "x" * 5000}, updated_at=NOW) for n in range(100)]

    async def work() -> None:
        await note("first")
        with pytest.raises(DatabaseAway, match="full"):
            await Dialog.bulk_create(bulky)
        with pytest.raises(DatabaseAway, match="full"):
            await note("second")

    async with opened(sqlite_url, max_page_count=1) as database:
        with pytest.raises(DatabaseAway, match="full"):
            await database.transaction(work)
        assert await Lease.all().count() == 0


async def test_bugs_are_not_taken_for_absence(database: Database) -> None:
    await database.transaction(lambda: note("x"))
    with pytest.raises(IntegrityError):
        await database.transaction(lambda: note("x"))
    with pytest.raises(OperationalError, match="nowhere"):
        await get_connection(database.dialect).execute_query("SELECT name FROM nowhere")
