"""Fixtures for all tests: `database` (open, migrated) and its address, on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from abreast import Chains, turn
from databases import Postgres, migrated, postgres_server

from models.database import Database

if TYPE_CHECKING:
    from founding_once import Founding
    from village import Talk, Village
    from xdist.remote import Producer


STANDS_STILL = 120.0  # s; a machine that has to do with others

# Busy machines are slow at times. What is drawn anew each time is for the campaigns: a change is judged
# by the change, not by the luck of the draw.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    derandomize=os.environ.get("YINGSHENG_CAMPAIGN") != "long",
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="conversations on SQLite and on PostgreSQL, each")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Chains:
    return Chains(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # one process alone keeps the order of the files
        items.sort(key=lambda item: turn(item.nodeid))


def pytest_collection_finish() -> None:
    """What was imported stays; looking it through again and again took 3 s a minute.

    And where bot and Telegram are one process that stands still for ten seconds, no answer is lost.
    """
    gc.collect()
    gc.freeze()
    if (request := sys.modules.get("bot.request")) is not None:
        request.__dict__["READ_SECONDS"] = STANDS_STILL


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        migrated(postgres.url(name))
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrated(f"sqlite://{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite://{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    with postgres.database(postgres_template) as name:
        yield name


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_database: str) -> str:
    postgres.wipe(postgres_database)
    return postgres.url(postgres_database)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database with empty tables; to alter tables take `blank_url`."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'blank.db'}"
        return
    postgres = request.getfixturevalue("postgres")
    with postgres.database() as name:
        yield postgres.url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = await Database.open(database_url)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(scope="session")
def founding() -> "Founding":
    from founding_once import Founding

    return Founding()


@pytest.fixture
async def village(database: Database, founding: "Founding") -> "Village":
    """A small estate in the database, without HTTP; only tests that use it pay for its imports."""
    return await founding.village(database)


@pytest.fixture
def talk(village: "Village") -> "Talk":
    from village import Talk

    return Talk(village)
