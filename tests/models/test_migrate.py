"""Migrations lose nothing: filled databases, refusals, failures, two at once, backups (P21)."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from databases import NOW, opened
from made_up import ADDS, ALTERS, DROPS, FAILS, SHIPPED, Package, ask, contents, dialect, fill, schema
from tortoise.context import get_current_context
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from models import Lease
from models.additive import NotAdditiveError
from models.backup import KEPT, back_up, backups
from models.database import Database
from models.migrate import (
    LOCK,
    DamagedDatabaseError,
    DatabaseBusyError,
    NewerDatabaseError,
    _next_migration,
    migrate,
    pending,
)

COPIES = 3


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    monkeypatch.syspath_prepend(tmp_path)
    return Package(tmp_path, f"made_up_{abs(hash(tmp_path))}", SHIPPED)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, since these tests alter tables."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    postgres = request.getfixturevalue("postgres")
    with postgres.database(request.getfixturevalue("postgres_template")) as name:
        yield postgres.url(name)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite://"))


async def test_no_table_was_altered_without_a_migration() -> None:
    """`python -m models.migrate make NAME` writes it."""
    assert await _next_migration() is None


async def test_a_migrated_schema_is_what_the_tables_ask_for(
    blank_url: str, request: pytest.FixtureRequest
) -> None:
    async with opened(blank_url):
        await get_current_context().generate_schemas()  # type: ignore[union-attr]
    migrated = request.getfixturevalue(f"{dialect(blank_url)}_url")
    assert await schema(migrated) == await schema(blank_url)


async def test_migrating_says_what_it_does_and_does_it_once(blank_url: str) -> None:
    said: list[str] = []
    assert await pending(blank_url) == SHIPPED
    assert await migrate(blank_url, now=NOW, progress=said.append) == SHIPPED
    assert said == [f"applied: {name}" for name in SHIPPED]
    assert await pending(blank_url) == []
    assert await migrate(blank_url, now=NOW, progress=said.append) == []


async def test_asking_what_is_pending_creates_nothing(tmp_path: Path) -> None:
    assert await pending(f"sqlite://{tmp_path}/new.db") == SHIPPED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", range(1, len(SHIPPED) + 1))
async def test_a_filled_database_of_any_version_keeps_every_row(
    blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    then = Package(tmp_path, f"then_{abs(hash(tmp_path))}", SHIPPED[:version])
    await migrate(blank_url, now=NOW, package=then.name)
    await fill(blank_url)
    before = await contents(blank_url)
    assert await migrate(blank_url, now=NOW) == SHIPPED[version:]
    assert await contents(blank_url) == before


async def test_an_added_column_and_index_leave_the_rest_alone(database_url: str, package: Package) -> None:
    await fill(database_url)
    rows, tables = await contents(database_url), await schema(database_url)
    name = package.add(ADDS)
    assert await migrate(database_url, now=NOW, package=package.name) == [name]
    assert await contents(database_url) == rows
    changed = set(tables) ^ set(await schema(database_url))
    assert all("person" in "".join(row) for row in changed)
    found = await ask(database_url, "SELECT nickname, visits FROM person")
    assert found == [{"nickname": None, "visits": 0}] * 3
    assert any("person_nickname" in row for row in await schema(database_url))


@pytest.mark.parametrize("operations", [ALTERS, DROPS])
async def test_what_more_than_adds_is_refused(database_url: str, package: Package, operations: str) -> None:
    await fill(database_url)
    rows, tables = await contents(database_url), await schema(database_url)
    package.add(ADDS)
    bad = package.add(operations)
    with pytest.raises(NotAdditiveError, match=bad):
        await migrate(database_url, now=NOW, package=package.name)
    assert (await contents(database_url), await schema(database_url)) == (rows, tables)


async def test_a_failed_migration_leaves_everything_as_it_was(database_url: str, package: Package) -> None:
    """Also the migrations before it in the same run."""
    await fill(database_url)
    rows, tables = await contents(database_url), await schema(database_url)
    names = [package.add(ADDS), package.add(FAILS)]
    with pytest.raises(OperationalError, match="nowhere"):
        await migrate(database_url, now=NOW, package=package.name)
    assert (await contents(database_url), await schema(database_url)) == (rows, tables)
    assert await pending(database_url, package=package.name) == names


async def test_a_newer_database_is_left_alone(database_url: str, package: Package) -> None:
    name = package.add(ADDS)
    await migrate(database_url, now=NOW, package=package.name)
    with pytest.raises(NewerDatabaseError, match=name):
        await migrate(database_url, now=NOW)


MIGRATOR = """
import asyncio, sys
from datetime import UTC, datetime
from models.migrate import migrate
print(len(asyncio.run(migrate(sys.argv[1], now=datetime.now(UTC), patience=600))))
"""


async def test_of_two_at_once_one_applies_and_both_end_well(blank_url: str) -> None:
    command = [sys.executable, "-c", MIGRATOR, blank_url]
    pipe = asyncio.subprocess.PIPE
    both = [await asyncio.create_subprocess_exec(*command, stdout=pipe) for _ in range(2)]
    said = [(await asyncio.wait_for(one.communicate(), 600))[0] for one in both]
    assert sorted(int(text) for text in said) == [0, len(SHIPPED)]
    assert [one.returncode for one in both] == [0, 0]


async def test_waiting_for_another_one_has_an_end(database_url: str, package: Package) -> None:
    package.add(ADDS)
    lock = {"sqlite": "SELECT 1", "postgres": f"SELECT pg_advisory_xact_lock({LOCK})"}
    async with opened(database_url) as database, in_transaction() as connection:
        await connection.execute_query(lock[database.dialect])
        with pytest.raises(DatabaseBusyError, match="in use"):
            await migrate(database_url, now=NOW, patience=0.2, package=package.name)
    assert len(await migrate(database_url, now=NOW, package=package.name)) == 1


async def test_the_bot_may_run_on_while_it_is_migrated(database: Database, database_url: str) -> None:
    await migrate(database_url, now=NOW)
    await Lease.create(name="x", owner="me", expires_at=NOW)
    assert await database.transaction(lambda: Lease.all().count()) == 1


async def test_the_copy_made_before_can_take_its_place(sqlite_url: str, package: Package) -> None:
    await fill(sqlite_url)
    rows, tables = await contents(sqlite_url), await schema(sqlite_url)
    name, said = package.add(ADDS), list[str]()
    await migrate(sqlite_url, now=NOW, progress=said.append, package=package.name)
    [copy] = backups(file_of(sqlite_url))
    assert copy.name == f"desk.db.20261123T010000000000Z.before-{name}.bak"
    assert said[0] == f"backup: {copy}"
    assert (await contents(f"sqlite://{copy}"), await schema(f"sqlite://{copy}")) == (rows, tables)


async def test_no_copy_without_need(sqlite_url: str) -> None:
    await migrate(sqlite_url, now=NOW)
    assert backups(file_of(sqlite_url)) == []


async def test_a_copy_can_be_taken_while_rows_are_written(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        enough, written = asyncio.Event(), list[int]()

        async def write() -> None:
            while not enough.is_set():
                number = len(written)
                await database.transaction(
                    lambda: Lease.bulk_create(
                        [Lease(name=f"{number}{half}", owner="me", expires_at=NOW) for half in "ab"]  # noqa: B023
                    )
                )
                written.append(number)

        writing = database.spawn(write(), name="writer")
        for n in range(COPIES):
            await asyncio.to_thread(back_up, file_of(sqlite_url), "online", NOW + timedelta(seconds=n))
            before = len(written)
            while len(written) < before + 3 and not writing.done():  # something is written between any two
                await asyncio.sleep(0.02)
        enough.set()
        await writing
    assert len(backups(file_of(sqlite_url))) == COPIES
    for copy in backups(file_of(sqlite_url)):
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("SELECT count(*) % 2 FROM lease").fetchall() == [(0,)]


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    database = tmp_path / "desk.db"
    sqlite3.connect(database).close()
    made = [back_up(database, f"v{n}", NOW + timedelta(hours=n)) for n in range(KEPT + 3)]
    assert backups(database) == made[-KEPT:]


async def test_a_damaged_database_is_not_declared_migrated(sqlite_url: str, package: Package) -> None:
    package.add(ADDS)
    with closing(sqlite3.connect(file_of(sqlite_url))) as connection, connection:
        connection.execute("INSERT INTO home (community_id, building, unit, room) VALUES (7, 1, 1, 1)")
    with pytest.raises(DamagedDatabaseError, match="foreign_key_check"):
        await migrate(sqlite_url, now=NOW, package=package.name)
    assert len(await pending(sqlite_url, package=package.name)) == 1
