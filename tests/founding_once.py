"""A village is founded once in each worker; every other test gets the same rows, put there at once.

To found it anew takes a hundred questions to the database, and was a fifth of all tests' time.
"""

# ruff: noqa: S608 - the tables are our own

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any

from tortoise import BaseDBAsyncClient, Model
from village import StillClock, Village, found

import models
from models import Community
from models.database import Database


class Founding:
    """What founding a village leaves in a database, as the statements that bring it back."""

    def __init__(self) -> None:
        self._scripts: dict[str, str] = {}

    async def village(self, database: Database) -> Village:
        if database.dialect not in self._scripts:
            village = await found(database, StillClock())
            self._scripts[database.dialect] = await as_script(database)
            return village
        await connection().execute_script(self._scripts[database.dialect])
        return Village(database, await Community.get(), StillClock())


def connection() -> BaseDBAsyncClient:
    return Community._meta.db


def tables() -> list[str]:
    """Each after those that its rows speak of."""
    needs = {
        model._meta.db_table: {each._meta.db_table for each in _spoken_of(model)} - {model._meta.db_table}
        for model in _stored()
    }
    return list(TopologicalSorter(needs).static_order())


def _stored() -> Iterable[type[Model]]:
    return (model for model in vars(models).values() if isinstance(model, type) and issubclass(model, Model))


def _spoken_of(model: type[Model]) -> Iterable[type[Model]]:
    meta = model._meta
    for name in meta.fk_fields | meta.o2o_fields:
        field: Any = meta.fields_map[name]
        yield field.related_model


async def as_script(database: Database) -> str:
    """All rows, and how far each table has counted."""
    if database.dialect == "postgres":
        told = [await _pg_rows(table) for table in tables()] + await _pg_counted()
    else:
        told = [await _rows(table) for table in [*tables(), "sqlite_sequence"]]
    return "\n".join(["BEGIN;", *filter(None, told), "COMMIT;"])


async def _rows(table: str) -> str:
    columns = [row["name"] for row in await _asked(f"SELECT name FROM pragma_table_info('{table}')")]
    values = " || ',' || ".join(f'quote("{column}")' for column in columns)
    rows = [row["told"] for row in await _asked(f'SELECT {values} AS told FROM "{table}"')]
    emptied = f'DELETE FROM "{table}";' if table == "sqlite_sequence" else ""
    return emptied + (f'INSERT INTO "{table}" VALUES ({"),(".join(rows)});' if rows else "")


async def _pg_rows(table: str) -> str:
    key = next(model._meta.db_pk_column for model in _stored() if model._meta.db_table == table)
    # PostgreSQL puts an updated row elsewhere, and reads from where it stands: only an order is an order.
    [row] = await _asked(f'SELECT json_agg(t ORDER BY t.{key})::text AS told FROM "{table}" t')
    if row["told"] is None:
        return ""
    told = row["told"].replace("'", "''")
    return f"""INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", '{told}');"""


async def _pg_counted() -> list[str]:
    rows = await _asked(
        "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1"
    )
    return [f"SELECT setval('\"{row['sequencename']}\"', {row['last_value']});" for row in rows]


async def _asked(statement: str) -> list[dict[str, Any]]:
    return list(await connection().execute_query_dict(statement))
