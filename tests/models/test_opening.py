"""Opening a database: addresses, settings, several in one process."""

import asyncio
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from databases import NOW
from tortoise.connection import get_connection

from models import Lease
from models.database import Database, DatabaseAway, UnsafeSettingsError
from models.engines import source
from models.engines.source import DatabaseAddressError, parse


@pytest.mark.parametrize(
    "url",
    [
        "desk.db",
        "mysql://host/desk",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite:///tmp/desk.db?synchronous=OFF",
        "sqlite:///no/such/folder/desk.db",
        "postgres://host",
        "postgres://host:port/desk",
        "postgres://host/desk?pool=many",
        "postgres://user:hunter2@host/desk?unknown=1",
    ],
)
def test_a_wrong_address_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseAddressError, match=r"write sqlite://.* or postgres://") as refusal:
        parse(url)
    assert "hunter2" not in str(refusal.value)


def test_an_address_of_postgres_is_taken_apart() -> None:
    there = parse("postgres://us%40er:pa%2Fss@host:6000/desk?pool=3&sslmode=require")
    asked = {"user": "us@er", "password": "pa/ss", "host": "host", "port": 6000, "maxsize": 3}
    assert there.credentials.items() >= {**asked, "database": "desk", "ssl": "require"}.items()
    assert there.name == "host:6000/desk"


async def test_no_password_is_shown_when_nobody_answers() -> None:
    with pytest.raises(DatabaseAway) as refusal:
        await Database.open("postgres://user:hunter2@127.0.0.1:1/desk")
    assert "hunter2" not in str(refusal.value)


async def test_sqlite_runs_with_the_safe_settings(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    client = get_connection("sqlite")
    values = [
        next(iter((await client.execute_query_dict(f"PRAGMA {setting}"))[0].values()))
        for setting in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    ]
    await database.close()
    assert values == ["wal", 2, 1, 5000]


@pytest.mark.parametrize(
    "unsafe",
    [{"synchronous": "NORMAL"}, {"journal_mode": "DELETE"}, {"foreign_keys": "OFF"}, {"busy_timeout": 0}],
)
async def test_unsafe_settings_are_refused(
    sqlite_url: str, unsafe: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.database.parse", lambda url: source.parse(url).having(**unsafe))
    with pytest.raises(UnsafeSettingsError, match=next(iter(unsafe))):
        await Database.open(sqlite_url)


async def test_one_after_another_in_one_process(sqlite_url: str, postgres_url: str) -> None:
    for url in (sqlite_url, postgres_url, sqlite_url, postgres_url):
        database = await Database.open(url)
        await database.transaction(lambda: Lease.create(name="x", owner="me", expires_at=NOW))
        assert await Lease.filter(name="x").delete() == 1
        await database.close()


async def test_two_of_one_dialect_at_once(sqlite_url: str, tmp_path: Path) -> None:
    """Each serves its own tasks."""
    other = tmp_path / "other.db"
    other.write_bytes(Path(sqlite_url.removeprefix("sqlite://")).read_bytes())
    first = await Database.open(sqlite_url)
    second = await Database.open(f"sqlite://{other}")
    await first.transaction(lambda: Lease.create(name="x", owner="me", expires_at=NOW))
    assert await second.transaction(lambda: Lease.all().count()) == 0
    await second.close()
    assert await Lease.all().count() == 1
    await first.close()


async def test_two_dialects_at_once_are_refused(sqlite_url: str, postgres_url: str) -> None:
    """Tortoise keeps one connection name per model class, not per context."""
    database = await Database.open(sqlite_url)
    with pytest.raises(RuntimeError, match="one dialect at a time"):
        await Database.open(postgres_url)
    assert await Lease.all().count() == 0
    await database.close()


async def test_the_pool_is_as_large_as_the_address_says(postgres_url: str) -> None:
    database = await Database.open(f"{postgres_url}?pool=2")
    assert await database.transaction(lambda: Lease.all().count()) == 0
    await database.close()


async def test_sessions_are_named_and_not_left_idle_in_transactions(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    client = get_connection("postgres")
    [row] = await client.execute_query_dict(
        "SELECT current_setting('application_name') AS name,"
        " current_setting('idle_in_transaction_session_timeout') AS idle"
    )
    await database.close()
    assert row == {"name": "yingsheng", "idle": "1min"}


async def test_closing_leaves_no_session(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    await Lease.all().count()
    await database.close()
    connection = await asyncpg.connect(postgres_url)
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend'
    """
    async with asyncio.timeout(300):
        while await connection.fetchval(query) > 1:  # whoever has closed may still be on the way out
            await asyncio.sleep(0.02)
    await connection.close()


CRASH = """
import asyncio, sys
from models.database import Database
async def main():
    await Database.open(sys.argv[1])
    1 / 0
asyncio.run(main())
"""


def test_a_crash_before_closing_does_not_hang_the_process(database_url: str) -> None:
    """aiosqlite's thread would keep it alive for ever (libraries.md 2.1)."""
    done = subprocess.run(
        [sys.executable, "-c", CRASH, database_url], capture_output=True, timeout=600, check=False
    )
    assert done.returncode == 1
    assert b"ZeroDivisionError" in done.stderr
