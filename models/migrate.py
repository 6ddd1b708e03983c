"""Bring a database up to date: locked, backed up, only ever adding, whole or not at all.

`python -m models.migrate make NAME` writes the next migration from the models;
`python -m models.migrate anew` writes the first one anew, which is only right before a release.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from tortoise.apps import Apps
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, SqliteSchemaEditor
from tortoise.migrations.writer import MigrationWriter, format_migration_name
from tortoise.transactions import in_transaction

from models.additive import check_additive, without_comments
from models.backup import back_up
from models.engines.source import APP, Dialect, Source, parse
from models.engines.steps import DatabaseAway

EDITORS = {"sqlite": SqliteSchemaEditor, "postgres": AsyncpgSchemaEditor}
PACKAGE = "models.migrations"
PATIENCE = 30.0  # seconds to wait for another migration, or for a writer, to end
LOCK = 0x79696E67  # "ying", the advisory lock's number on PostgreSQL

_written: dict[tuple[Dialect, str, str], list[str]] = {}


class MigrationError(Exception):
    """The database was left as it was."""


class NewerDatabaseError(MigrationError):
    """The database belongs to a newer version of the program."""


class DamagedDatabaseError(MigrationError):
    """SQLite finds faults in the database."""


class DatabaseBusyError(DatabaseAway):
    """Somebody else migrates the database, or writes to it for too long."""


def _say_nothing(_: str) -> None:
    pass


async def migrate(
    url: str,
    *,
    now: datetime,
    progress: Callable[[str], None] = _say_nothing,
    patience: float = PATIENCE,
    package: str = PACKAGE,
) -> list[str]:
    """Apply what is pending, and return the names.

    All of it is one transaction, whose lock also keeps a second migration waiting: SQLite's own
    write lock, or an advisory lock of PostgreSQL. A crash releases both.
    """
    source = _for_migrating(parse(url), patience)
    async with _connected(source), _locked(source, patience) as connection:
        applied = await _applied(connection, source.dialect)
        names = _pending(applied, package)
        if names and applied and source.dialect == "sqlite":
            copy = await asyncio.to_thread(back_up, source.file, f"before-{names[0]}", now)
            progress(f"backup: {copy}")
        if names:
            await _apply(connection, source.dialect, package, names)
            await _verify(connection, source.dialect)
    for name in names:
        progress(f"applied: {name}")
    return names


async def pending(url: str, *, package: str = PACKAGE) -> list[str]:
    source = parse(url)
    if source.dialect == "sqlite" and not source.file.exists():
        return _on_disk(package)
    async with _connected(source) as connection:
        return _pending(await _applied(connection, source.dialect), package)


def _for_migrating(source: Source, patience: float) -> Source:
    if source.dialect == "sqlite":
        return source.having(foreign_keys="OFF", busy_timeout=round(patience * 1000))
    return source.having(maxsize=1, command_timeout=None)


def _app(dialect: Dialect, package: str) -> dict[str, dict[str, Any]]:
    return {APP: {"models": ["models"], "default_connection": dialect, "migrations": package}}


@asynccontextmanager
async def _connected(source: Source) -> AsyncIterator[BaseDBAsyncClient]:
    """A connection of our own; the models stay bound to whatever database is open besides."""
    with TortoiseContext() as context:
        await context.connections._init(source.connections(), create_db=False)  # noqa: SLF001
        client = context.connections.get(source.dialect)
        try:
            await client.create_connection(with_db=True)
            yield client
        finally:
            await client.close()


@asynccontextmanager
async def _locked(source: Source, patience: float) -> AsyncIterator[BaseDBAsyncClient]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(in_transaction(source.dialect))
            if source.dialect == "postgres":
                await connection.execute_script(f"SET LOCAL lock_timeout = {round(patience * 1000)}")
                await connection.execute_query("SELECT pg_advisory_xact_lock($1)", [LOCK])
        except DatabaseAway as error:
            raise DatabaseBusyError(f"{source.name} is in use: {error}") from error
        yield connection


async def _applied(connection: BaseDBAsyncClient, dialect: Dialect) -> list[str]:
    known = {
        "sqlite": "SELECT name FROM sqlite_master WHERE name = 'tortoise_migrations'",
        "postgres": "SELECT 1 WHERE to_regclass('tortoise_migrations') IS NOT NULL",
    }
    if not await connection.execute_query_dict(known[dialect]):
        return []
    rows = await connection.execute_query_dict("SELECT name FROM tortoise_migrations ORDER BY name")
    return [row["name"] for row in rows]


def _on_disk(package: str) -> list[str]:
    folders = import_module(package).__path__
    names = {path.stem for folder in folders for path in Path(folder).glob("[0-9]*.py")}
    return sorted(names)


def _pending(applied: list[str], package: str) -> list[str]:
    on_disk = _on_disk(package)
    if unknown := set(applied) - set(on_disk):
        raise NewerDatabaseError(f"the database has migrations this version lacks: {sorted(unknown)}")
    return [name for name in on_disk if name not in applied]


async def _apply(connection: BaseDBAsyncClient, dialect: Dialect, package: str, names: list[str]) -> None:
    """What runs is the very text that was checked; asking Tortoise twice would also take twice as long."""
    executor = MigrationExecutor(connection, _app(dialect, package))
    await executor.recorder.ensure_schema(EDITORS[dialect](connection))
    for name in names:
        for statement in await _statements(executor, dialect, package, name):
            await connection.execute_script(statement)
        await executor.recorder.record_applied(APP, name)


async def _statements(executor: MigrationExecutor, dialect: Dialect, package: str, name: str) -> list[str]:
    """To write them takes Tortoise half a second, which the demo would stand still for at each reset."""
    if (known := _written.get((dialect, package, name))) is not None:
        return known
    statements = await executor.collect_sql(APP, name)
    check_additive(name, statements)
    checked = list(without_comments(statements))
    if package == PACKAGE:  # ours don't change while we run
        _written[dialect, package, name] = checked
    return checked


async def _verify(connection: BaseDBAsyncClient, dialect: Dialect) -> None:
    """PostgreSQL checks while it works; SQLite was told not to."""
    if dialect == "postgres":
        return
    for check, healthy in (("foreign_key_check", []), ("integrity_check", [{"integrity_check": "ok"}])):
        rows = await connection.execute_query_dict(f"PRAGMA {check}")
        if rows != healthy:
            raise DamagedDatabaseError(f"{check}: {rows[:5]}")


def make(name: str, *, anew: bool = False) -> Path | None:
    """Write the next migration from the models, or the first one anew."""
    folder = Path(import_module(PACKAGE).__path__[0])
    if anew:
        for path in folder.glob("[0-9]*.py"):
            path.unlink()
    writer = asyncio.run(_next_migration())
    if writer is None:
        return None
    writer.name = format_migration_name(int(writer.name[:4]), name)
    path = writer.write()
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)  # noqa: S603
    return path


async def _next_migration() -> MigrationWriter | None:
    source = parse("sqlite://unused")
    app = _app(source.dialect, PACKAGE)
    with TortoiseContext() as context:
        config = {"connections": source.connections(), "apps": app}
        await context.init(config, init_connections=False)
        apps = cast("Apps", context.apps)
        for model in apps[APP].values():
            model._meta.table_description = ""  # noqa: SLF001  # a docstring is no part of the schema
        writers = await MigrationAutodetector(apps, app).changes()
    return writers[0] if writers else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.migrate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make", help="write the next migration").add_argument("name")
    commands.add_parser("anew", help="write the first migration anew")
    arguments = parser.parse_args()
    name = getattr(arguments, "name", "initial")
    path = make(name, anew=arguments.command == "anew")
    sys.stdout.write(f"{path or 'no changes'}\n")


if __name__ == "__main__":
    main()
