"""Databases for tests: one migrated template per worker, and a copy of it for each test."""

import asyncio
import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import debian
import pytest

from models.database import Database
from models.engines.source import parse
from models.migrate import migrate

T = TypeVar("T")

_ASKED = count()

VARIABLE = "YINGSHENG_TEST_POSTGRES"
PREFIX = "yingsheng_test_"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PATIENCE = 300  # s until a server that doesn't answer counts as stuck
PORTS = range(20_000, 30_000)  # below those that the kernel gives to whoever asks for any
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where one is enough
ALONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
WIPE = """
    DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    PERFORM setval(seqrelid, 1, false) FROM pg_sequence;
    END $$
"""


class NoPostgresError(Exception):
    """Tests never go without PostgreSQL silently."""


class Postgres:
    """A server that tests may fill with databases; they are dropped again."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._numbers = count()
        self._template = ""

    def url(self, database: str) -> str:
        return urlunsplit(self._parts._replace(path=f"/{database}"))

    def run(self, *statements: str) -> list[Any]:
        return _run(_execute(urlunsplit(self._parts), statements))

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        name = f"{PREFIX}{os.getpid()}_{next(self._numbers)}"
        self._copy(template, name)
        try:
            yield name
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _copy(self, template: str, name: str) -> None:
        """Who has just left the template may still be on the way out; the server waits five seconds."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            except asyncpg.ObjectInUseError:
                if time.monotonic() > end:
                    raise
            else:
                return

    def wipe(self, database: str) -> None:
        """Back to empty tables; ten times as fast as a new database."""
        _run(_execute(self.url(database), (ALONE, WIPE)))

    def drop_stale(self) -> None:
        """What killed runs on this machine left behind."""
        names = [row["datname"] for row in self.run("SELECT datname FROM pg_database")]
        for name in names:
            owner = name.removeprefix(PREFIX).split("_")[0]
            if name.startswith(PREFIX) and not Path(f"/proc/{owner}").exists():
                self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _execute(url: str, statements: tuple[str, ...]) -> list[Any]:
    connection = await asyncpg.connect(url, timeout=PATIENCE)
    try:
        results: list[list[Any]] = [await connection.fetch(statement) for statement in statements]
    finally:
        await connection.close()
    return results[-1]


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """The server named in the environment, else the one on this machine, else one of our own."""
    if named := os.environ.get(VARIABLE):
        if not _can_create_databases(named):
            raise NoPostgresError(f"{VARIABLE} names a server where databases can't be created")
        yield Postgres(named)
        return
    if local := _local_server():
        yield local
        return
    with own_server() as server:
        yield Postgres(server.url)


def _local_server() -> Postgres | None:
    for user in ("postgres", getpass.getuser()):
        url = f"postgres://{user}@127.0.0.1:5432/postgres"
        if _can_create_databases(url):
            server = Postgres(url)
            server.drop_stale()
            return server
    return None


def _can_create_databases(url: str) -> bool:
    question = "SELECT rolsuper OR rolcreatedb AS may FROM pg_roles WHERE rolname = current_user"
    try:
        [row] = _run(_execute(url, (question,)))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return bool(row["may"])


class OwnServer:
    """A server in a folder of its own, which tests may stop in any way."""

    def __init__(self, folder: str) -> None:
        binaries, self._port = _binaries(), free_port()
        self._folder = folder
        self._user = "postgres" if os.geteuid() == 0 else getpass.getuser()  # it refuses to run as root
        shutil.chown(folder, self._user)
        self._control = [binaries / "pg_ctl", "-D", f"{folder}/data", "-w", "-t", PATIENCE]
        self._do("-o", "-U postgres -A trust -E UTF8 --no-sync", "init")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._do("-l", f"{self._folder}/log", "-o", options, "start")

    def stop_at_once(self) -> None:
        """As when it crashes: connections end, and the next start recovers from its log."""
        self._do("-m", "immediate", "stop")

    def _do(self, *words: object) -> None:
        _as(self._user, *self._control, *words)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    with TemporaryDirectory(prefix="yingsheng-postgres-", ignore_cleanup_errors=True) as folder:
        server = OwnServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop_at_once()


def _binaries() -> Path:
    found = _newest_binaries()
    if found is None and debian.install("postgresql"):
        found = _newest_binaries()
    if found is None:
        raise NoPostgresError(
            f"install PostgreSQL (Debian: apt-get install postgresql), or name a server in {VARIABLE}"
        )
    return found


def _newest_binaries() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if debian:
        return debian[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def free_port() -> int:
    """It stays free until somebody listens there: each process of tests looks from a place of its own."""
    for n in range(len(PORTS)):
        port = PORTS[(os.getpid() * 101 + next(_ASKED) + n) % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"no port of {PORTS} is free")


def _as(user: str, *command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", user, "--", *words]
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPostgresError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


@asynccontextmanager
async def opened(url: str, **credentials: Any) -> AsyncIterator[Database]:
    """A database opened with other settings than an address can ask for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.database.parse", lambda url: parse(url).having(**credentials))
        patch.setattr("models.database.SAFE", {})
        database = await Database.open(url)
    try:
        yield database
    finally:
        await database.close()


def _run(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own, since a fixture may be asked for while a test's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def migrated(url: str) -> None:
    _run(migrate(url, now=NOW))
