"""PostgreSQL through a pool: transactions survive cancellation at any point, a lost server is told apart."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from models.engines.steps import CLOSED, ENDED, DatabaseAway, finish, refuse_bypass

log = logging.getLogger(__name__)

SWALLOWED = "a statement failed and its error was swallowed: PostgreSQL has rolled everything back"

_AWAY = (
    OSError,  # refused, unreachable, reset, timed out
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # a session whose end has been announced, but not its connection's
    asyncpg.OperatorInterventionError,  # shutting down, starting up, terminated, cancelled
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionRollbackError,  # deadlock
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,  # the tables were altered under a running process
)
_LOST = ("closed", "closing", "released back to the pool")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except _AWAY as error:
        raise DatabaseAway(f"PostgreSQL: {error or type(error).__name__}") from error
    except asyncpg.InterfaceError as error:
        if any(word in str(error) for word in _LOST):
            raise DatabaseAway(f"PostgreSQL: {error}") from error
        raise


class Session(asyncpg.Connection):  # type: ignore[misc]
    """A server session. Nobody changes its settings, so giving it back needs no round trip."""

    def get_reset_query(self) -> str:
        return ""


class Translating(AsyncpgDBClient):
    """Every way to a statement, with a lost server told apart from a wrong statement."""

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        with translated():
            return await super().execute_insert(query, values)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        with translated():
            await super().execute_many(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        with translated():
            return await super().execute_query(query, values)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        with translated():
            return await super().execute_query_dict(query, values)

    async def execute_script(self, query: str) -> None:
        with translated():
            await super().execute_script(query)


class Client(Translating):
    """The pool: outside of transactions each statement takes a session and commits by itself."""

    closed = False
    connection_class = Session

    async def create_connection(self, with_db: bool) -> None:
        if self.closed:
            raise DatabaseAway(CLOSED)  # a pool nobody closes keeps its sessions on the server
        with translated():
            await super().create_connection(with_db)

    def acquire_connection(self) -> Any:
        refuse_bypass(self)
        return super().acquire_connection()

    async def close(self) -> None:
        self.closed = True
        await super().close()

    async def execute_many(self, query: str, values: list[Any]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    async def take(self) -> Any:
        if self._pool is None:
            raise DatabaseAway(CLOSED)
        with translated():
            return await self._pool.acquire()

    async def give_back(self, session: Any) -> None:
        """A session that can't be reset is ended by the pool, which then connects anew."""
        if self._pool is None:
            return
        try:
            await self._pool.release(session)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("a session was lost: %s", error)

    def _in_transaction(self) -> TransactionContext:
        return Pooled(Transaction(self), self._pool_init_lock)


class Transaction(Translating, TransactionWrapper):
    """A session inside a transaction; refuses to work once that is over.

    Plain BEGIN and COMMIT instead of asyncpg's own transactions, which can't be tidied up after a
    cancelled BEGIN and don't tell when COMMIT really rolled back.
    """

    _parent: Client
    _savepoints = 0

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        self.check()
        return super().acquire_connection()

    def check(self) -> None:
        if self._finalized:
            raise TransactionManagementError(ENDED)

    async def begin(self) -> None:
        self._connection = await self._parent.take()
        with translated():
            await self._connection.execute("BEGIN")

    async def commit(self) -> None:
        self.check()
        with translated():
            outcome = await self._connection.execute("COMMIT")
        self._finalized = True
        if outcome != "COMMIT":
            raise TransactionManagementError(SWALLOWED)

    async def rollback(self) -> None:
        self.check()
        self._finalized = True
        with translated():
            await self._connection.execute("ROLLBACK")

    async def end(self, *, commit: bool) -> None:
        try:
            if commit and not self._finalized:
                await self.commit()
        finally:
            if not self._finalized:
                await self.rollback_quietly()
            if self._connection is not None:
                await self._parent.give_back(self._connection)

    async def rollback_quietly(self) -> None:
        """Ends whatever is still open; asyncpg sends it once an interrupted statement has ended."""
        self._finalized = True
        if self._connection is None:
            return
        try:
            await self._connection.execute("ROLLBACK")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("no rollback: %s", error)

    async def savepoint(self) -> None:
        await self.execute_script(f'SAVEPOINT "{id(self)}"')

    async def release_savepoint(self) -> None:
        await self.execute_script(f'RELEASE SAVEPOINT "{id(self)}"')

    async def savepoint_rollback(self) -> None:
        await self.execute_script(f'ROLLBACK TO SAVEPOINT "{id(self)}"')

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(Transaction(self))


class Pooled(TransactionContextPooled):
    """One transaction: enters whole or not at all, ends whole, and always gives the session back."""

    client: Transaction

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            await self.client.begin()
        except BaseException:
            await finish(self.client.end(commit=False))
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        get_connections().reset(self.token)
        await finish(self.client.end(commit=exc_type is None))


client_class = Client
