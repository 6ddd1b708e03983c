"""What a start needs, and what it must survive: wrong settings, a wrong token, a rival, Telegram away."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from databases import free_port

from campaigns.machines import READY, TOKEN, Incubator, Machine, ended, kill, ready, said
from campaigns.rows import ask
from campaigns.town import Town
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.server import running

pytestmark = pytest.mark.slow

FAR_OFF = "UPDATE lease SET expires_at = '2100-01-01 00:00:00+00:00'"  # nobody would wait for that
STRANGER = "7000000002:" + "stranger".ljust(35, "-")  # a token that the sandbox doesn't know


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YINGSHENG_TOKEN", "no token"),
        ("YINGSHENG_DATABASE_URL", "mysql://root@localhost/desk"),
        ("YINGSHENG_DATABASE_URL", "sqlite:///no/such/folder/desk.db"),
        ("YINGSHENG_API_BASE", "ftp://telegram.invalid"),
        ("YINGSHENG_LOG_LEVEL", "LOUD"),
        ("YINGSHENG_INTAKE", "pigeons"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    incubator: Incubator, tmp_path: Path, name: str, value: str
) -> None:
    machine = Machine(incubator, tmp_path, f"sqlite://{tmp_path}/desk.db", "http://127.0.0.1:1")
    machine.more = {name: value}
    run = machine.start()
    assert await ended(run) != 0
    [line] = lines(said(run))
    assert name in line
    assert "Example: " in line or "; write " in line


async def test_a_database_that_was_never_migrated_stops_the_start_with_one_line(
    incubator: Incubator, tmp_path: Path, base: str
) -> None:
    machine = Machine(incubator, tmp_path, f"sqlite://{tmp_path}/desk.db", base)
    run = machine.start()
    assert await ended(run) != 0
    [line] = lines(said(run))
    assert "python -m bot migrate" in line


async def test_a_token_that_telegram_does_not_know_stops_the_process_with_one_line(machine: Machine) -> None:
    machine.token = STRANGER
    run = machine.start()
    assert await ended(run) != 0
    [line] = [line for line in lines(said(run)) if READY not in line]
    assert "401" in line


async def test_a_second_process_that_fetches_updates_stops_one_of_them_with_one_line(
    machine: Machine,
) -> None:
    first = await machine.started()
    rival = f"{machine.api_base}/bot{machine.token}/getUpdates?timeout=5"
    async with aiohttp.ClientSession() as session:
        while first.poll() is None:  # whoever asks second wins: one of the two must go
            async with session.get(rival) as answer:
                assert answer.status in (200, 409)
    assert await ended(first) != 0
    [line] = [line for line in lines(said(first)) if READY not in line]
    assert "409" in line


async def test_the_bot_starts_while_telegram_is_away_and_works_once_it_is_back(machine: Machine) -> None:
    port = free_port()  # nobody listens there
    machine.api_base = f"http://127.0.0.1:{port}"
    run = machine.start()
    await ready(run)
    await asyncio.sleep(1.5)
    assert run.poll() is None, said(run)
    bots = {"bots": (BotSeed(TOKEN),), "tokens": frozenset({TOKEN})}
    async with running(port, **bots) as back, Client(back.url) as sim:
        town = Town(sim)
        await town.settle(1, 2)
        await machine.do("import", str(town.plans(machine.folder)[0]))
        await town.arrive(town.residents)
        await town.greeted(town.residents)


async def test_a_killed_process_is_followed_at_once_by_the_next(machine: Machine, sim: Client) -> None:
    """The dead one's lease need not run out: a press would wait fifteen seconds for its answer."""
    town = Town(sim)
    await town.settle(1, 2)
    await machine.do("import", str(town.plans(machine.folder)[0]))
    first = await machine.started()
    await town.arrive(town.residents[:1])
    await town.greeted(town.residents[:1])
    kill(first)
    [[held]] = await ask(
        machine.database_url, FAR_OFF, "SELECT count(*) FROM lease WHERE name LIKE 'courier%'"
    )
    assert held == 1
    await machine.started()
    await town.arrive(town.residents[1:])
    await town.greeted(town.residents[1:])
