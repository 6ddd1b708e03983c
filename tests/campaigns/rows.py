"""A look into a bot's database from outside, and rows put there in bulk."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import asyncpg

Row = tuple[Any, ...]

FIRST_OLD = 1_000_000
LONG_AGO = "'2025-01-01 00:00:00+00:00'"
OLD: dict[str, dict[str, str]] = {
    "complaint": {
        "id": f"{FIRST_OLD} + n.i",
        "ref": "'old' || n.i",
        "number": "1000 + n.i",
        "status": "'closed'",
    },
    "involvement": {"complaint_id": f"{FIRST_OLD} + n.i"},
    "event": {"complaint_id": f"{FIRST_OLD} + n.i"},
    "card": {"complaint_id": f"{FIRST_OLD} + n.i", "state": "'shown'", "sent_at": LONG_AGO},
    "timer": {"complaint_id": f"{FIRST_OLD} + n.i", "state": "'fired'"},
}


async def ask(url: str, *statements: str) -> list[Row]:
    """Runs the statements in one transaction; answers the rows of the last one."""
    if url.startswith("sqlite://"):
        return await asyncio.to_thread(_ask_sqlite, url.removeprefix("sqlite://"), statements)
    connection = await asyncpg.connect(url, timeout=300)
    try:
        async with connection.transaction():
            answers = [await connection.fetch(statement) for statement in statements]
    finally:
        await connection.close()
    return [tuple(row) for row in answers[-1]]


def _ask_sqlite(path: str, statements: tuple[str, ...]) -> list[Row]:
    with closing(sqlite3.connect(path, timeout=300)) as database, database:
        return [database.execute(statement).fetchall() for statement in statements][-1]


async def left_sending(url: str) -> int:
    """What a process that has stopped must not leave behind."""
    count = 0
    for table in ("outgoing", "card"):
        [[sending]] = await ask(url, f"SELECT count(*) FROM {table} WHERE state = 'sending'")  # noqa: S608
        count += sending
    return count


async def grow_old(url: str, count: int) -> None:
    """So many closed complaints like the first one, each with its history, its cards and its timers."""
    [[model]] = await ask(url, "SELECT min(id) FROM complaint")
    for table, changes in OLD.items():
        names = [name for name in await _columns(url, table) if name != "id" or name in changes]
        values = ", ".join(changes.get(name, f't."{name}"') for name in names)
        key = "id" if table == "complaint" else "complaint_id"
        columns = ", ".join(f'"{name}"' for name in names)
        numbers = f"n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"  # noqa: S608
        rows = f"SELECT {values} FROM {table} t, n WHERE t.{key} = {model}"  # noqa: S608
        await ask(url, f"INSERT INTO {table} ({columns}) WITH RECURSIVE {numbers} {rows}")


async def _columns(url: str, table: str) -> list[str]:
    if url.startswith("sqlite://"):
        return [row[1] for row in await ask(url, f"PRAGMA table_info({table})")]
    question = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"  # noqa: S608
    return [row[0] for row in await ask(url, question)]
