"""The open database: transactions, what they tell, tasks, closing."""

import asyncio
import contextvars
import logging

import pytest
from databases import NOW
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from models import Lease
from models.database import Database, DatabaseAway, NestedTransactionError


async def note(name: str, owner: str = "me") -> None:
    await Lease.create(name=name, owner=owner, expires_at=NOW)


async def names() -> list[str]:
    return [lease.name for lease in await Lease.all().order_by("name")]


async def fail() -> None:
    await note("half")
    raise ZeroDivisionError


async def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    await database.transaction(lambda: note("whole"))
    with pytest.raises(ZeroDivisionError):
        await database.transaction(fail)
    assert await names() == ["whole"]


async def test_a_transaction_returns_what_the_work_returns(database: Database) -> None:
    assert await database.transaction(lambda: Lease.all().count()) == 0


async def test_a_query_built_outside_does_not_bypass_the_transaction(database: Database) -> None:
    query = Lease.all()
    with pytest.raises(TransactionManagementError, match="built outside"):
        await database.transaction(query.count)


async def test_a_cancelled_caller_does_not_interrupt_its_transaction(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await note("first")
        begun.set()
        await go_on.wait()
        await note("second")

    caller = database.spawn(database.transaction(work), name="caller")
    await begun.wait()
    caller.cancel()
    await asyncio.wait([caller])
    go_on.set()
    await database.close()
    assert caller.cancelled()


async def test_closing_waits_for_what_a_cancelled_caller_left(database_url: str) -> None:
    database = await Database.open(database_url)
    await test_a_cancelled_caller_does_not_interrupt_its_transaction(database)
    database = await Database.open(database_url)
    assert await Lease.all().count() == 2
    await database.close()


async def test_the_failure_of_an_abandoned_transaction_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caller = database.spawn(database.transaction(fail), name="caller")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait([caller])
    await database.close()
    [record] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "ZeroDivisionError" in caplog.text
    assert record.getMessage() == "transaction failed"


async def test_a_transaction_inside_another_is_refused(database: Database) -> None:
    with pytest.raises(NestedTransactionError):
        await database.transaction(lambda: database.transaction(fail))


async def test_a_savepoint_takes_back_only_itself(database: Database) -> None:
    async def work() -> None:
        await note("one")
        with pytest.raises(IntegrityError):
            async with in_transaction():
                await note("one")
        await note("two")

    await database.transaction(work)
    assert await Lease.all().count() == 2


async def test_a_swallowed_error_never_looks_like_a_commit(database: Database) -> None:
    """PostgreSQL then rolls back at COMMIT without an error; SQLite goes on as if nothing were."""

    async def work() -> None:
        await note("one")
        with pytest.raises(IntegrityError):
            await note("one")

    if database.dialect == "postgres":
        with pytest.raises(TransactionManagementError, match="swallowed"):
            await database.transaction(work)
        assert await Lease.all().count() == 0
    else:
        await database.transaction(work)
        assert await Lease.all().count() == 1


async def test_listeners_hear_of_commits_only(database: Database) -> None:
    heard: list[int] = []
    database.on_commit(lambda: heard.append(1))
    await database.transaction(lambda: note("loud"))
    await database.transaction(lambda: note("quiet"), quiet=True)
    with pytest.raises(ZeroDivisionError):
        await database.transaction(fail)
    assert heard == [1]


async def test_a_failing_listener_takes_nothing_back(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[int] = []
    database.on_commit(lambda: 1 / 0)  # type: ignore[arg-type]
    database.on_commit(lambda: heard.append(1))
    await database.transaction(lambda: note("kept"))
    assert heard == [1]
    assert "a listener failed" in caplog.text
    assert await Lease.all().count() == 1


async def test_a_spawned_task_is_in_no_transaction(database: Database) -> None:
    """Even one that a transaction starts (telegram.md finding 5)."""

    async def work() -> asyncio.Task[None]:
        task = database.spawn(note("child"), name="child")
        if database.dialect == "postgres":
            await task
        return await fail_after(task)

    async def fail_after(task: asyncio.Task[None]) -> asyncio.Task[None]:
        await note("parent")
        spawned.append(task)
        raise ZeroDivisionError

    spawned: list[asyncio.Task[None]] = []
    with pytest.raises(ZeroDivisionError):
        await database.transaction(work)
    await spawned[0]
    assert await names() == ["child"]


async def test_what_outlives_its_transaction_is_told_so(database: Database) -> None:
    """A task made by hand inside a transaction; Tortoise would write into somebody else's."""
    over = asyncio.Event()

    async def outlive() -> None:
        await over.wait()
        await note("late")

    async def work() -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(outlive())

    task = await database.transaction(work)
    over.set()
    with pytest.raises(TransactionManagementError, match="outlived"):
        await task


async def test_spawned_tasks_see_the_context_of_opening(database_url: str) -> None:
    variable = contextvars.ContextVar("variable", default="unset")
    database = await Database.open(database_url)
    variable.set("later")

    async def look() -> str:
        return variable.get()

    assert await database.spawn(look(), name="look") == "unset"
    await database.close()


async def test_the_failure_of_a_spawned_task_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.wait([database.spawn(fail(), name="sweeper")])
    await asyncio.sleep(0)
    assert "sweeper failed" in caplog.text


async def test_closing_stops_what_was_spawned(database: Database) -> None:
    task = database.spawn(asyncio.Event().wait(), name="forever")
    await database.close()
    assert task.cancelled()


async def test_closing_does_not_wait_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction that hangs is rolled back, and its caller is told."""
    monkeypatch.setattr("models.database.PATIENCE", 0.2)
    begun = asyncio.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    caller = database.spawn(database.transaction(hang), name="caller")
    await begun.wait()
    await asyncio.wait_for(database.close(), 300)
    assert isinstance(caller.exception(), DatabaseAway)


async def test_closing_from_inside_does_not_hang(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.database.PATIENCE", 0.2)
    task = database.spawn(database.close(), name="closer")
    await asyncio.wait_for(asyncio.wait([task]), 300)
    assert task.exception() is None


async def test_a_closed_database_stays_closed(database: Database) -> None:
    await database.close()
    await database.close()
    with pytest.raises(DatabaseAway):
        await database.transaction(lambda: note("late"))
    with pytest.raises(DatabaseAway):
        database.spawn(note("late"), name="late")


async def test_a_late_query_does_not_connect_again(database: Database) -> None:
    """It would leave a thread or a session behind that nobody ends."""
    query = Lease.all().count()
    context = contextvars.copy_context()
    await database.close()
    task = asyncio.get_running_loop().create_task(_awaited(query), context=context)
    with pytest.raises(DatabaseAway, match="closed"):
        await task


async def _awaited(query: object) -> object:
    return await query  # type: ignore[misc]
