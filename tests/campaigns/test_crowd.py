"""P7: ten members of staff press Accept fifty times at once, on as many workers as the database allows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import cycle

import aiohttp
import pytest
from aiohttp import web
from databases import free_port

from campaigns.machines import PATIENCE, Machine, ready
from campaigns.rows import ask
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

STAFF, PRESSES_EACH = 10, 5
WORKERS = 4  # processes; SQLite serves one
SECRET = "campaign" * 5
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def balancer(ports: list[int]) -> AsyncIterator[int]:
    """One address in front of several processes, which take turns."""
    turns = cycle(ports)

    async def pass_on(request: web.Request) -> web.Response:
        url, body = f"http://127.0.0.1:{next(turns)}/hook", await request.read()
        try:
            async with session.post(url, data=body, headers={HEADER: request.headers[HEADER]}) as answer:
                return web.Response(status=answer.status)
        except aiohttp.ClientError:  # not started yet
            return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/hook", pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    async with aiohttp.ClientSession() as session:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()


def by_webhook(machine: Machine, url: str, port: int) -> Machine:
    more = {"INTAKE": "webhook", "WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET, "WEBHOOK_PORT": str(port)}
    settings = {f"YINGSHENG_{name}": value for name, value in more.items()}
    folder = machine.folder / str(port)
    folder.mkdir()
    return Machine(machine.incubator, folder, machine.database_url, machine.api_base, more=settings)


async def accept_at_once(sim: Client, staff: list[int], chat: int) -> list[str]:
    """What the toasts said. Telegram takes no answer after half a minute, and a busy machine may need more."""
    begun = await sim.advance(timedelta())
    card = (await sim.last(staff[0], chat))["message_id"]
    presses = (sim.press(each, chat, "我来", card) for _ in range(PRESSES_EACH) for each in staff)
    queries = await asyncio.gather(*presses)

    async def all_answered() -> list[str]:
        await sim.set_clock(begun)
        answers = [await sim.answer(query) for query in queries]
        return [str(each["text"]) for each in answers] if all(each["answered"] for each in answers) else []

    said: list[str] = await sim.wait_for(all_answered, PATIENCE)
    return said


async def test_of_fifty_presses_at_once_one_wins_and_all_others_are_told_who_was_faster(
    machine: Machine, sim: Client
) -> None:
    town = Town(sim, workers=STAFF)
    await town.settle(1, 1)
    await machine.do("import", str(town.plans(machine.folder)[0]))
    ports = [free_port() for _ in range(WORKERS if machine.database_url.startswith("postgres") else 1)]
    async with balancer(ports) as port:
        workers = [by_webhook(machine, f"http://127.0.0.1:{port}/hook", each) for each in ports]
        try:
            for worker in workers:
                await ready(worker.start())
            filing = Filing(town.residents[0], "ZX0001", MATTERS[0])
            await filing.go(sim)
            [estate] = town.estates
            chat, staff = estate.groups["engineering"], estate.workers["engineering"]
            await sim.wait_for(lambda: sim.sees(staff[0], "ZX0001", chat), PATIENCE)
            before = len(await sim.deliveries())
            said = await accept_at_once(sim, staff, chat)
            failed = [each for each in (await sim.deliveries())[before:] if each["error"]]
        finally:
            for worker in workers:
                worker.clear()
    assert said.count("接单成功") == 1
    assert all(said)
    assert failed == []
    events = "SELECT count(*) FROM event WHERE action = 'accept'"
    assert await ask(machine.database_url, events) == [(1,)]
