"""Column types of our own."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from tortoise import fields
from tortoise.fields.base import Field

E = TypeVar("E", bound=StrEnum)


class UtcDatetimeField(fields.DatetimeField[Any]):
    """An aware moment, stored as UTC.

    Tortoise keeps whatever offset a value has, and SQLite then compares the texts wrongly.
    Naive values raise ValueError.
    """

    def to_python_value(self, value: Any) -> Any:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        self._check_aware(moment)
        return super().to_python_value(moment)

    def to_db_value(self, value: Any, instance: Any) -> Any:
        self._check_aware(value)
        return super().to_db_value(value.astimezone(UTC) if isinstance(value, datetime) else value, instance)

    def _check_aware(self, value: Any) -> None:
        if isinstance(value, datetime) and value.tzinfo is None:
            msg = f"naive datetime for {self.model_field_name}: {value!r}"
            raise ValueError(msg)


def word(kind: type[E], **options: Any) -> Any:
    """A column for one of our enums.

    The fixed width and description keep an added member from looking like a changed column,
    for which Tortoise would rebuild the table on SQLite (libraries.md 2.2).
    """
    field = fields.CharEnumField(kind, max_length=24, description=kind.__name__, **options)
    return cast("Field[Any]", field)
