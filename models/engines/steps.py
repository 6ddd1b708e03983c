"""What both clients need to stay whole: an error for a lost database, and steps that can't be cut short."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import get_current_context
from tortoise.exceptions import TransactionManagementError

T = TypeVar("T")

ENDED = "this transaction has ended: a task that was started inside it has outlived it"
CLOSED = "the database is closed"
BYPASS = "this query was built outside the transaction that it runs in, and would bypass it"


class DatabaseAway(Exception):
    """The database can't serve just now, through no fault of the caller: wait and repeat.

    Raised by a commit it leaves open whether the commit happened, so what is repeated must be
    safe to repeat.
    """


def refuse_bypass(client: BaseDBAsyncClient) -> None:
    """Tortoise binds a query to its connection when it is built, not when it runs.

    On SQLite such a query would wait for its own transaction, for ever.
    """
    context = get_current_context()
    current = context and context.connections.get(client.connection_name)
    if isinstance(current, TransactionalDBClient) and current._parent is client:  # noqa: SLF001
        raise TransactionManagementError(BYPASS)


async def finish(step: Coroutine[Any, Any, T]) -> T:
    """Run a step to its end; a cancellation that arrives meanwhile is raised afterwards."""
    task = asyncio.get_running_loop().create_task(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        raise
