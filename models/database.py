"""An open database: where transactions and tasks start, so that none is lost or cut short."""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, ClassVar, TypeVar

from tortoise.context import TortoiseContext, get_current_context
from tortoise.transactions import in_transaction

from models.engines.source import APP, Dialect, Source, parse
from models.engines.steps import CLOSED, DatabaseAway, finish

__all__ = ["Database", "DatabaseAway", "NestedTransactionError", "UnsafeSettingsError", "inside_transaction"]

T = TypeVar("T")
log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds that closing gives running transactions to end, before they roll back
SAFE: dict[str, Callable[[Any], bool]] = {
    "journal_mode": lambda value: value == "wal",
    "synchronous": lambda value: value == 2,  # noqa: PLR2004  # FULL: what is committed is on the disk
    "foreign_keys": lambda value: value == 1,
    "busy_timeout": lambda value: value >= 5000,  # noqa: PLR2004  # milliseconds
}

_inside = contextvars.ContextVar("inside_transaction", default=False)


def inside_transaction() -> bool:
    """Whether the running code is part of a transaction, and so must not wait for the network."""
    return _inside.get()


class NestedTransactionError(RuntimeError):
    """A transaction was asked for inside another: do the work in the one there is."""


class UnsafeSettingsError(RuntimeError):
    """SQLite did not take the settings that keep data safe."""


class Database:
    """An open database: Tortoise's models use it in the task that opened it and in what it spawns."""

    _opened: ClassVar[list["Database"]] = []

    def __init__(self, source: Source) -> None:
        self.dialect: Dialect = source.dialect
        self.name = source.name
        self._tortoise = TortoiseContext()
        self._context = contextvars.copy_context()
        self._listeners: list[Callable[[], None]] = []
        self._transactions: set[asyncio.Task[Any]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect, and make the models use this database from here on."""
        source = parse(url)
        _refuse_two_dialects(source.dialect)
        database = cls(source)
        Database._opened.append(database)
        database._tortoise.__enter__()
        try:
            await database._connect(source)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self, *, patience: float | None = None) -> None:
        """Wait some seconds for running transactions, stop what was spawned, and disconnect in any case."""
        if self._closing:
            return
        self._closing = True
        try:
            await _end(self._transactions, patience=PATIENCE if patience is None else patience)
            await _end(self._tasks, patience=0)
        finally:
            Database._opened.remove(self)
            if get_current_context() is self._tortoise:
                with suppress(ValueError):  # closed in another context than opened
                    self._tortoise.__exit__(None, None, None)
            await finish(self._disconnect())

    async def transaction(self, work: Callable[[], Awaitable[T]], *, quiet: bool = False) -> T:
        """Run the work in one transaction, which a cancelled caller doesn't interrupt."""
        if _inside.get():
            raise NestedTransactionError
        task = self._start(self._transact(work, quiet=quiet), self._transactions, "transaction")
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and not _being_cancelled():
                raise DatabaseAway(CLOSED) from None
            task.add_done_callback(_report)  # nobody else hears any more how it ends
            raise

    async def one_at_a_time(self, number: int) -> None:
        """Inside a transaction: nobody else passes here with this number before it ends, in whatever process.

        SQLite lets one write at a time anyway.
        """
        if self.dialect == "postgres":
            await self._tortoise.db().execute_query("SELECT pg_advisory_xact_lock($1)", [number])

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Have the listener called after every transaction that was committed and is not quiet."""
        self._listeners.append(listener)

    async def scrub(self) -> None:
        """Rewrite the tables without what was deleted: until then its bytes are still in the file (P18).

        Writers wait meanwhile. PostgreSQL makes the room of deleted rows free to be written over.
        """
        connection = self._tortoise.db()
        await connection.execute_script("VACUUM")
        if self.dialect == "sqlite":
            await connection.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")

    def spawn(self, coroutine: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start a task that is in no transaction, whoever asks; closing cancels it."""
        task = self._start(coroutine, self._tasks, name)
        task.add_done_callback(_report)
        return task

    def _start(
        self, coroutine: Coroutine[Any, Any, T], keep: set[asyncio.Task[Any]], name: str
    ) -> asyncio.Task[T]:
        if self._closing:
            coroutine.close()
            raise DatabaseAway(CLOSED)
        loop = asyncio.get_running_loop()
        task = loop.create_task(coroutine, name=name, context=self._context.copy())
        keep.add(task)
        task.add_done_callback(keep.discard)
        return task

    async def _transact(self, work: Callable[[], Awaitable[T]], *, quiet: bool) -> T:
        _inside.set(True)
        async with in_transaction():
            result = await work()
        _inside.set(False)
        if not quiet:
            self._tell_listeners()
        return result

    def _tell_listeners(self) -> None:
        for listener in self._listeners:
            try:
                listener()
            except Exception:  # what is committed must not look failed to who asked for it
                log.exception("a listener failed after a commit")

    async def _connect(self, source: Source) -> None:
        app = {"models": ["models"], "default_connection": self.dialect}
        await self._tortoise.init({"connections": source.connections(), "apps": {APP: app}})
        await self._tortoise.db().create_connection(with_db=True)
        if self.dialect == "sqlite":
            await self._check_settings()
        self._context = contextvars.copy_context()

    async def _check_settings(self) -> None:
        for setting, is_safe in SAFE.items():
            [row] = await self._tortoise.db().execute_query_dict(f"PRAGMA {setting}")
            [value] = row.values()
            if not is_safe(value):
                raise UnsafeSettingsError(f"SQLite runs {self.name} with {setting} = {value}")

    async def _disconnect(self) -> None:
        if self._tortoise.inited:
            await self._tortoise.db().close()


def _refuse_two_dialects(dialect: Dialect) -> None:
    others = [database.name for database in Database._opened if database.dialect != dialect]  # noqa: SLF001
    if others:
        raise RuntimeError(f"Tortoise's models serve one dialect at a time, and {others} is open")


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _end(tasks: set[asyncio.Task[Any]], *, patience: float) -> None:
    waiting = tasks - {asyncio.current_task()}
    if waiting and patience:
        _, waiting = await asyncio.wait(waiting, timeout=patience)
    for task in waiting:
        log.warning("closing the database stops %s", task.get_name())
        task.cancel()
    if waiting:
        await asyncio.wait(waiting, timeout=PATIENCE)


def _report(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("%s failed", task.get_name(), exc_info=error)
