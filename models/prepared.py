"""Queries that every update asks: Tortoise writes their SQL once, not each time.

Building a query takes Tortoise ten times as long as SQLite takes to answer it (docs/performance.md).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from tortoise.models import Model
from tortoise.queryset import AwaitableQuery, QuerySet

M = TypeVar("M", bound=Model)
Asked = int | str | datetime

_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


class _Statement:
    """SQL and its parameters, of which some are places for what is asked."""

    def __init__(self, query: AwaitableQuery[Any], marks: list[Any]) -> None:
        query._make_query()  # noqa: SLF001
        self._sql, self._given = query.query.get_parameterized_sql()
        self.related = getattr(query, "_select_related_idx", [])
        self._places = [(at, marks.index(one)) for at, one in enumerate(self._given) if one in marks]
        if {which for _, which in self._places} != set(range(len(marks))):
            msg = f"not every value that is asked for has a place of its own: {self._sql}"
            raise TypeError(msg)

    def filled(self, asked: tuple[Asked, ...]) -> tuple[str, list[Any]]:
        values = list(self._given)
        for at, which in self._places:
            values[at] = _stored(asked[which])
        return self._sql, values


class _Prepared:
    """`build` makes the query from values that may be int, str or an aware moment, never None."""

    def __init__(self, model: type[Model], build: Callable[..., AwaitableQuery[Any]]) -> None:
        self._model = model
        self._build = build
        self._statements: dict[str, _Statement] = {}

    def _statement(self, connection: Any, asked: tuple[Asked, ...]) -> _Statement:
        dialect = connection.capabilities.dialect
        statement = self._statements.get(dialect)
        if statement is None:
            marks = [_mark(which, one) for which, one in enumerate(asked)]
            query = self._build(*marks)
            query._db = connection  # noqa: SLF001
            statement = self._statements[dialect] = _Statement(query, marks)
        return statement

    @property
    def _connection(self) -> Any:
        """The transaction's, inside of one."""
        return self._model._meta.db  # noqa: SLF001


class Lookup(_Prepared, Generic[M]):
    """Rows that are asked for again and again."""

    def __init__(self, model: type[M], build: Callable[..., QuerySet[M]]) -> None:
        super().__init__(model, build)

    async def all(self, *asked: Asked) -> list[M]:
        connection = self._connection
        statement = self._statement(connection, asked)
        reader = connection.executor_class(self._model, connection, select_related_idx=statement.related)
        rows: list[M] = await reader.execute_select(*statement.filled(asked))
        return rows

    async def first(self, *asked: Asked) -> M | None:
        return next(iter(await self.all(*asked)), None)


class Edit(_Prepared):
    """An update that is made again and again."""

    async def run(self, *asked: Asked) -> int:
        """How many rows it changed."""
        connection = self._connection
        changed, _ = await connection.execute_query(*self._statement(connection, asked).filled(asked))
        return int(changed)


def _mark(which: int, like: Asked) -> Asked:
    """A value that stands for the one to be asked, and for no other."""
    if isinstance(like, datetime):
        return _LONG_AGO + timedelta(microseconds=which)
    return 2**62 + which if isinstance(like, int) else f"\ue000{which}"


def _stored(value: Asked) -> Asked:
    """As models.fields.UtcDatetimeField does."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        msg = f"naive datetime: {value!r}"
        raise ValueError(msg)
    return value.astimezone(UTC)
