"""SQLite through one connection: transactions begin IMMEDIATE and survive cancellation at any point."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from models.engines.steps import CLOSED, ENDED, DatabaseAway, finish, refuse_bypass

log = logging.getLogger(__name__)

_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_PRIMARY = 0xFF  # the low byte of SQLite's extended result codes


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        origin = error.args[0] if isinstance(error, OperationalError) else error
        if getattr(origin, "sqlite_errorcode", 0) & _PRIMARY in _AWAY:
            raise DatabaseAway(f"SQLite: {origin}") from error
        raise
    except ValueError as error:
        if str(error) in {"Connection closed", "no active connection"}:  # aiosqlite's words
            raise DatabaseAway(CLOSED) from error
        raise


class Turn(ConnectionWrapper[aiosqlite.Connection]):
    """One statement's turn on the connection."""

    async def __aenter__(self) -> aiosqlite.Connection:
        # Tortoise would connect here, holding the lock, and keep it for ever when that fails
        if self.connection is None:
            raise DatabaseAway(CLOSED)
        await self._lock.acquire()
        return self.connection


class Here:
    """The connection, used by the loop's own thread: changing threads costs more than most statements.

    Inside a transaction nothing waits: BEGIN has taken the lock, and only COMMIT waits for the disk.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._there = connection

    @property
    def _open(self) -> sqlite3.Connection:
        if not self._there._running:  # noqa: SLF001
            raise DatabaseAway(CLOSED)
        return self._there._conn  # noqa: SLF001

    @property
    def total_changes(self) -> int:
        return self._open.total_changes

    async def execute_fetchall(self, query: str, values: Sequence[Any] | None = None) -> list[Any]:
        return self._open.execute(query, values or ()).fetchall()

    async def execute_insert(self, query: str, values: Sequence[Any]) -> Any:
        return (self._open.execute(query, values).lastrowid,)

    async def executemany(self, query: str, values: Sequence[Sequence[Any]]) -> None:
        self._open.executemany(query, values)


class TurnHere(Turn):
    """One statement's turn inside a transaction."""

    async def __aenter__(self) -> Any:
        return Here(await super().__aenter__())


class Translating(SqliteClient):
    """Every way to a statement, with a lost database told apart from a wrong statement."""

    def acquire_connection(self) -> Turn:
        return Turn(self._lock, self)

    @contextmanager
    def watched(self) -> Iterator[None]:
        with translated():
            yield

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        with self.watched():
            return await super().execute_insert(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        with self.watched():
            await super().execute_many(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        with self.watched():
            return await super().execute_query(query, values)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        with self.watched():
            return await super().execute_query_dict(query, values)

    async def execute_script(self, query: str) -> None:
        with self.watched():
            await super().execute_script(query)


class Client(Translating):
    """The connection outside of transactions: each statement commits by itself."""

    closed = False

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002
        if self.closed:
            raise DatabaseAway(CLOSED)  # a connection nobody closes keeps the process from ending
        connection = aiosqlite.connect(self.filename, isolation_level=None, check_same_thread=False)
        connection._thread.daemon = True  # noqa: SLF001  # nor may a crash leave the process hanging
        with translated():
            self._connection = await connection
            self._connection.row_factory = sqlite3.Row
            for pragma, value in self.pragmas.items():
                await self._connection.execute_fetchall(f"PRAGMA {pragma}={value}")
        await self._post_connect()

    def acquire_connection(self) -> Turn:
        refuse_bypass(self)
        return super().acquire_connection()

    async def close(self) -> None:
        self.closed = True
        await super().close()

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    def _in_transaction(self) -> TransactionContext:
        return Immediate(Transaction(self), self._lock)


class Transaction(Translating, SqliteTransactionWrapper):
    """The connection inside a transaction; refuses to work once that is over or broken."""

    _broken: DatabaseAway | None = None

    def acquire_connection(self) -> Turn:
        self.check()
        return TurnHere(self._lock, self)

    def check(self) -> None:
        if self._finalized:
            raise TransactionManagementError(ENDED)
        if self._broken is not None:
            raise self._broken

    @contextmanager
    def watched(self) -> Iterator[None]:
        """SQLite may roll back by itself on such errors, and what follows would commit alone."""
        try:
            with translated():
                yield
        except DatabaseAway as error:
            self._broken = error
            raise

    async def execute_script(self, query: str) -> None:
        """Statement by statement, since sqlite3's own executescript commits first."""
        statement = ""
        for part in query.split(";"):
            statement += part + ";"
            if sqlite3.complete_statement(statement):
                await self.execute_query(statement)
                statement = ""

    async def begin(self) -> None:
        """Takes the write lock at once: upgrading later fails without waiting (libraries.md 2.3)."""
        if self._connection is None:
            raise DatabaseAway(CLOSED)
        with translated():
            await self._connection.execute_fetchall("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        self.check()
        with translated():
            await super().commit()

    async def end(self, *, commit: bool) -> None:
        try:
            if commit and not self._finalized:
                await self.commit()
        finally:
            if not self._finalized:
                await self.rollback_quietly()

    async def rollback_quietly(self) -> None:
        """Ends whatever is still open; SQLite's thread runs it after all that was asked before."""
        self._finalized = True
        try:
            await self._connection.rollback()
        except (ValueError, sqlite3.Error) as error:
            log.warning("no rollback: %s", error)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))


class Immediate(SqliteTransactionContext):
    """One transaction: enters whole or not at all, ends whole, and always gives the lock back."""

    connection: Transaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.connection.begin()
        except BaseException:
            await finish(self._leave(commit=False))
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        get_connections().reset(self.token)
        await finish(self._leave(commit=exc_type is None))

    async def _leave(self, *, commit: bool) -> None:
        try:
            await self.connection.end(commit=commit)
        finally:
            self._trxlock.release()


client_class = Client
