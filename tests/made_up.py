"""Later migrations that tests make up, filled databases, and what is in them."""

import re
from pathlib import Path
from typing import Any

from databases import NOW, opened
from tortoise.connection import get_connection

import models
from models import Attachment, Community, Complaint, Event, Incoming, Person
from models.database import Database

FOLDER = Path(models.__file__).parent / "migrations"
SHIPPED = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))

TEXT = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("yingsheng", "{previous}")]
    operations = [{operations}]
"""
ADDS = """
    ops.AddField("Person", "nickname", fields.CharField(max_length=64, null=True)),
    ops.AddField("Person", "visits", fields.IntField(db_default=0)),
    ops.AddIndex("Person", Index(fields=("nickname",), name="person_nickname")),
"""
ALTERS = 'ops.AlterField("Person", "name", fields.CharField(max_length=512, default="")),'
DROPS = 'ops.RemoveField("Person", "phone"),'
FAILS = 'ops.RunSQL("INSERT INTO nowhere VALUES (1)"),'

_SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master"],
    "postgres": [
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT table_name, column_name, data_type, is_nullable, column_default,
        character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    ],
}


class Package:
    """The migrations that are shipped, or the first of them, and later ones that are made up."""

    def __init__(self, folder: Path, name: str, shipped: list[str]) -> None:
        self.name = name
        self._folder = folder / name
        self._folder.mkdir()
        (self._folder / "__init__.py").touch()
        for migration in shipped:
            (self._folder / f"{migration}.py").write_bytes((FOLDER / f"{migration}.py").read_bytes())

    def add(self, operations: str) -> str:
        names = sorted(path.stem for path in self._folder.glob("[0-9]*.py"))
        text = TEXT.format(previous=names[-1], operations=operations)
        name = f"{len(names) + 1:04d}_made_up"
        (self._folder / f"{name}.py").write_text(text)
        return name


def dialect(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgres"


async def ask(url: str, *queries: str) -> list[dict[str, Any]]:
    async with opened(url):
        connection = get_connection(dialect(url))
        return [row for query in queries for row in await connection.execute_query_dict(query)]


async def fill(url: str) -> None:
    database = await Database.open(url)
    await database.transaction(_rows)
    await database.close()


async def _rows() -> None:
    estate = await Community.create(key="k", name="n", created_at=NOW)
    for number in range(3):
        person = await Person.create(telegram_id=number, name="\u7532", created_at=NOW)
        matter = await Complaint.create(
            ref=f"r{number}", community=estate, status="draft", filer=person, created_at=NOW
        )
        await Event.create(complaint=matter, version=1, action="draft", status="draft", at=NOW)
        await Attachment.create(
            complaint=matter, person=person, bot_id=1, kind="photo", stage="report", at=NOW
        )
        await Incoming.create(bot_id=1, update_id=number, lane=1, body="{}", received_at=NOW)


async def contents(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, with the columns that this version knows."""
    found = {}
    for name in models.__all__:
        meta = getattr(models, name)._meta
        columns = ", ".join(f'"{column}"' for column in sorted(meta.db_fields))
        query = f'SELECT {columns} FROM "{meta.db_table}" ORDER BY "{meta.db_pk_column}"'  # noqa: S608
        found[meta.db_table] = await ask(url, query)
    return found


async def schema(url: str) -> list[tuple[str, ...]]:
    """Every table, column, index and constraint, in the database's own words."""
    rows = await ask(url, *_SCHEMA[dialect(url)])
    described = [tuple(_plain(value) for value in row.values()) for row in rows]
    return sorted(row for row in described if "tortoise_migrations" not in "".join(row))


def _plain(value: object) -> str:
    return re.sub(r"/\*.*?\*/|\s+|IF NOT EXISTS", "", str(value), flags=re.DOTALL)
