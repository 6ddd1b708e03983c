"""Where a database is: an address as people write it, and what Tortoise makes of it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Dialect = Literal["sqlite", "postgres"]

APP = "yingsheng"
EXAMPLES = "sqlite:///var/lib/yingsheng/desk.db or postgres://user:password@host:5432/database"
POOL = 10  # sessions per process
COMMAND_SECONDS = 30.0
CONNECT_SECONDS = 10.0
SESSION = {
    "application_name": APP,
    "idle_in_transaction_session_timeout": "60s",  # a stuck process must not keep its locks
}


class DatabaseAddressError(ValueError):
    """The address of the database can't be understood."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; write {EXAMPLES}")


@dataclass(frozen=True)
class Source:
    dialect: Dialect
    name: str  # for people: without user, password and options
    credentials: dict[str, Any]

    @property
    def file(self) -> Path:
        return Path(self.credentials["file_path"])

    def having(self, **credentials: Any) -> "Source":
        return replace(self, credentials=self.credentials | credentials)

    def connections(self) -> dict[str, Any]:
        """For Tortoise.

        The connection is named after the dialect: Tortoise keeps the SQL it has built per
        connection name, and the placeholders differ.
        """
        engine = {"sqlite": "models.engines.sqlite", "postgres": "models.engines.asyncpg"}
        return {self.dialect: {"engine": engine[self.dialect], "credentials": self.credentials}}


def parse(url: str) -> Source:
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest)
    if separator and scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise DatabaseAddressError("the database's address must begin with sqlite:// or postgres://")


def _sqlite(path: str) -> Source:
    if not path or path == ":memory:" or "?" in path:
        raise DatabaseAddressError("SQLite needs the path of a file, and takes no options")
    if not Path(path).absolute().parent.is_dir():
        raise DatabaseAddressError(f"the folder of {path} does not exist")
    pragmas = {
        "busy_timeout": 5000,  # milliseconds
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "foreign_keys": "ON",
    }
    return Source("sqlite", path, {"file_path": path, **pragmas})


def _postgres(url: str) -> Source:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        raise DatabaseAddressError("PostgreSQL's port must be a number") from error
    database = unquote(parts.path.removeprefix("/"))
    if not database:
        raise DatabaseAddressError("PostgreSQL's address names no database")
    host = unquote(parts.hostname or "127.0.0.1")
    credentials = {
        "host": host,
        "port": port,
        "user": _unquoted(parts.username),
        "password": _unquoted(parts.password),
        "database": database,
        "maxsize": POOL,
        "command_timeout": COMMAND_SECONDS,
        "timeout": CONNECT_SECONDS,
        "server_settings": SESSION,
    }
    return Source("postgres", f"{host}:{port}/{database}", credentials | _options(parts.query))


def _unquoted(part: str | None) -> str | None:
    return None if part is None else unquote(part)


def _options(query: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key == "pool" and value.isdigit() and int(value) > 0:
            options["maxsize"] = int(value)
        elif key == "sslmode":
            options["ssl"] = value
        elif key == "host":
            options["host"] = value  # the directory of a Unix socket
        else:
            raise DatabaseAddressError(f"PostgreSQL's address has no option {key!r} with such a value")
    return options
