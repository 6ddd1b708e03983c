"""P17, as far as it goes yet: nothing a run writes holds the token or the database's password."""

import logging
import re
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import pytest
from aiogram import Bot
from telegram.ext import ExtBot

from bot.logs import Redacting
from bot.settings import Settings
from campaigns.machines import TOKEN, Machine, ended, terminate
from campaigns.rows import ask
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

PASSWORD = "pa55-of-the-desk"
SECRET_HALF = TOKEN.partition(":")[2]
SECRETS = (TOKEN, quote(TOKEN, safe=""), quote(TOKEN, safe="").lower(), SECRET_HALF, PASSWORD)


def leaks(text: str) -> list[str]:
    """The lines that hold a secret, with what stands around it."""
    return [line for line in text.splitlines() if any(secret in line for secret in SECRETS)]


def with_password(url: str, password: str = PASSWORD) -> str:
    """Here PostgreSQL trusts whoever comes, and lets any password pass."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{password}@{parts.hostname}:{parts.port}"))


async def stop(machine: Machine) -> None:
    terminate(machine.runs[-1])
    await ended(machine.runs[-1])


async def test_whatever_goes_wrong_no_line_of_any_process_holds_the_token_or_a_password(
    machine: Machine, sim: Client
) -> None:
    machine.database_url = with_password(machine.database_url)
    machine.more = {"YINGSHENG_LOG_LEVEL": "DEBUG"}
    town = Town(sim)
    await town.settle(1, 6)
    await machine.do("import", str(town.plans(machine.folder)[0]))
    await ended(machine.start("doctor"))
    await machine.started()
    for kind in ("drop", "5xx", "html502", "429", "400", "403", "apply_then_drop"):
        await sim.fault(kind, "sendMessage", times=1)
    for kind in ("5xx", "html502", "drop", "429"):
        await sim.fault(kind, "getUpdates", times=1)
    await town.arrive(town.residents)
    await sim.inject("message", {"broken": TOKEN})
    await sim.fault("drop", "*", nth=30, times=5)
    filing = Filing(town.residents[-1], "ZX0001", MATTERS[0])
    await filing.go(sim)
    await ask(machine.database_url, "ALTER TABLE involvement RENAME TO mislaid")
    try:
        await sim.text(town.residents[0].id, f"{MATTERS[1]} {TOKEN}")
        await sim.wait_for(lambda: "quarantined" in machine.everything_said(), 300)
        await stop(machine)
    finally:  # the tests after this one use the same database
        await ask(machine.database_url, "ALTER TABLE mislaid RENAME TO involvement")
    await machine.do("replay")
    machine.api_base = "http://127.0.0.1:1"
    await ended(machine.start("doctor"))
    machine.token = TOKEN
    gone = machine.database_url.rpartition("/")[0] + "/no_such_database_or_folder/desk.db"
    machine.database_url = gone
    for command in ("run", "migrate", "doctor", "replay"):
        await ended(machine.start(command))
    text = machine.everything_said()
    assert len(text) > 1000, "the runs must have said something"
    assert leaks(text) == []
    assert not re.search(r"\d{3,20}(:|%3A)[A-Za-z0-9_-]{30,}", text)


def test_reprs_and_tracebacks_that_hold_bots_and_settings_come_out_of_the_log_without_secrets(
    tmp_path: Path,
) -> None:
    settings = Settings.model_validate(
        {"token": TOKEN, "database_url": f"postgres://desk:{PASSWORD}@db:5432/desk", "state_dir": tmp_path}
    )
    ours, theirs = Bot(TOKEN), ExtBot(TOKEN)
    assert leaks(f"{settings!r} {settings} {settings.model_dump()!r}") == []
    try:
        raise ValueError(f"{ours!r} {theirs!r} {ours.token} {settings.database_url.get_secret_value()}")  # noqa: TRY301
    except ValueError as error:
        record = logging.LogRecord(
            "x",
            logging.ERROR,
            __file__,
            1,
            "%r %r %s",
            (theirs, ours, theirs.base_file_url),
            (type(error), error, error.__traceback__),
        )
    written = Redacting("%(message)s").format(record)
    assert "Traceback" in written
    assert leaks(written) == []
