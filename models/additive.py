"""What a migration may do: add. Anything else can lose rows, or break the version that still runs."""

import re
from collections.abc import Iterable, Iterator

_ALLOWED = re.compile(
    r"CREATE TABLE |CREATE (UNIQUE )?INDEX |DROP INDEX |COMMENT ON |INSERT INTO |UPDATE "
    r"|ALTER TABLE \S+ ADD (COLUMN|CONSTRAINT) "
)
_REBUILD = re.compile(r"\bNEW__")  # how Tortoise names the copy when it rebuilds a table on SQLite
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
NOT_SQL = "THIS OPERATION CANNOT BE REPRESENTED AS SQL"


class NotAdditiveError(Exception):
    """A migration would do more than add."""

    def __init__(self, migration: str, statement: str) -> None:
        super().__init__(f"migration {migration} is refused, it does more than add: {statement}")


def check_additive(migration: str, sql: Iterable[str]) -> None:
    for statement in _statements(sql):
        if not _adds(statement):
            raise NotAdditiveError(migration, statement[:200])


def without_comments(sql: Iterable[str]) -> Iterator[str]:
    """What there is to run; the text of what remains is untouched."""
    return (part for part in sql if _COMMENT.sub("", part).strip())


def _statements(sql: Iterable[str]) -> Iterator[str]:
    for part in sql:
        if NOT_SQL in part:
            yield part
        bare = _COMMENT.sub(" ", _QUOTED.sub("''", part))
        yield from filter(None, (" ".join(statement.split()) for statement in bare.split(";")))


def _adds(statement: str) -> bool:
    upper = statement.upper()
    if not _ALLOWED.match(upper) or _REBUILD.search(upper):
        return False
    # a required column without a default can't be added to a table with rows
    return " ADD COLUMN " not in upper or " NOT NULL" not in upper or " DEFAULT " in upper
