"""Prepared queries answer as Tortoise's own do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from databases import NOW

from models import Person
from models.database import Database
from models.prepared import Edit, Lookup

BY_NAME = Lookup(Person, lambda name: Person.filter(name=name).order_by("-id"))
SPEND = Edit(
    Person, lambda name, when, used: Person.filter(name=name).update(budget_from=when, budget_used=used)
)
BEIJING = timezone(timedelta(hours=8))


async def test_a_lookup_finds_what_is_asked_for_each_time(database: Database) -> None:
    async def work() -> list[list[int]]:
        for telegram_id, name in enumerate(("a", "b", "a"), start=1):
            await Person.create(telegram_id=telegram_id, name=name, created_at=NOW)
        return [[person.telegram_id or 0 for person in await BY_NAME.all(name)] for name in "abc"]

    assert await database.transaction(work) == [[3, 1], [2], []]


async def test_an_edit_changes_those_rows_and_counts_them(database: Database) -> None:
    moment = datetime(2026, 11, 22, 20, 0, tzinfo=BEIJING)

    async def work() -> list[int]:
        for telegram_id, name in enumerate(("a", "b", "a"), start=1):
            await Person.create(telegram_id=telegram_id, name=name, created_at=NOW)
        return [await SPEND.run(name, moment, 7) for name in "abc"]

    async def read() -> list[tuple[datetime | None, int]]:
        return [(one.budget_from, one.budget_used) for one in await Person.filter(name="a")]

    assert await database.transaction(work) == [2, 1, 0]
    assert await database.transaction(read) == [(moment, 7)] * 2
    stored = await database.transaction(
        lambda: Person.filter(budget_from__lte=moment.astimezone(UTC)).count()
    )
    assert stored == 3


async def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 22)  # noqa: DTZ001
    with pytest.raises(ValueError, match="naive"):
        await database.transaction(lambda: SPEND.run("a", naive, 1))


async def test_a_value_without_a_place_in_the_sql_is_refused(database: Database) -> None:
    lost = Lookup(Person, lambda name, other: Person.filter(name=name))
    with pytest.raises(TypeError, match="place"):
        await database.transaction(lambda: lost.all("a", "b"))
