"""P11: an update that can't be handled is put aside, and stops neither its sender nor anybody else."""

import time
from typing import Any

import pytest

from campaigns.machines import Machine, Run, ended, promised, said, terminate
from campaigns.rows import ask
from campaigns.town import MATTERS, Filing, Resident, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

NEXT_SECONDS = 5.0  # until the next update is handled
BEYOND = 2**70  # no database can hold this id


def message(who: Any, text: Any = "hi", **more: Any) -> dict[str, Any]:
    person = {"id": who, "is_bot": False, "first_name": "P"}
    return {
        "message_id": 1,
        "date": 1,
        "chat": {"id": who, "type": "private"},
        "from": person,
        "text": text,
        **more,
    }


def poisons(victim: int) -> list[tuple[str, Any]]:
    nested: Any = "deep"
    for _ in range(200):
        nested = [nested]
    return [
        ("message", "no object at all"),
        ("message", {}),
        ("message", None),
        ("message", message(victim) | {"chat": {"id": "x", "type": "private"}}),
        ("message", message(victim, text=["a", "list"])),
        ("message", message(BEYOND)),
        ("message", message(victim, entities=nested)),
        ("message", message(victim, text="漏水" * 16_000 + "\x00")),
        ("callback_query", {"id": "1", "from": {"id": victim}, "data": None}),
        ("callback_query", {"id": "2", "from": {"id": victim, "is_bot": False, "first_name": "P"}}),
        ("edited_message", {"message_id": 5}),
        ("brand_new_kind_of_update", {"anything": 1}),
        ("my_chat_member", {"chat": {"id": victim}}),
    ]


async def handled_soon(sim: Client, resident: Resident) -> float:
    """Somebody asks for help; how long the bot took to answer: five seconds at most, on a machine left alone."""
    begun = time.monotonic()
    before = len(await sim.texts(resident.id))
    await sim.text(resident.id, "/help")

    async def answered() -> bool:
        return len(await sim.texts(resident.id)) > before + 1

    await sim.wait_for(answered, promised(NEXT_SECONDS))
    return time.monotonic() - begun


async def nothing_left(machine: Machine, sim: Client) -> dict[str, int]:
    """How many updates ended how; the last poison was tried again meanwhile, in a lane of its own."""
    states = "SELECT state, count(*) FROM incoming GROUP BY state"
    found: dict[str, int] = {}

    async def all_settled() -> bool:
        found.clear()
        found.update(await ask(machine.database_url, states))
        return "waiting" not in found

    await sim.wait_for(all_settled, promised(NEXT_SECONDS))
    return found


async def stop(run: Run) -> None:
    terminate(run)
    assert await ended(run) == 0, said(run)


async def test_after_each_poisoned_update_the_next_one_is_handled(machine: Machine, sim: Client) -> None:
    town = Town(sim)
    await town.settle(1, 2)
    victim, other = town.residents
    await machine.do("import", str(town.plans(machine.folder)[0]))
    run = await machine.started()
    await town.arrive(town.residents)
    await town.greeted(town.residents)
    for kind, payload in poisons(victim.id):
        await sim.inject(kind, payload, lane=victim.id)
        await handled_soon(sim, other)
        await handled_soon(sim, victim)
    found = await nothing_left(machine, sim)
    assert found["quarantined"] > 0
    assert "漏水漏水" not in said(run), "a resident's words never reach the log"
    await stop(run)


async def test_what_was_put_aside_is_handled_after_an_upgrade_and_a_replay(
    machine: Machine, sim: Client
) -> None:
    """The fault here is a table that is missing for a while; the upgrade brings it back."""
    town = Town(sim)
    await town.settle(1, 1)
    [resident] = town.residents
    await machine.do("import", str(town.plans(machine.folder)[0]))
    run = await machine.started()
    await town.arrive(town.residents)
    await town.greeted(town.residents)
    await ask(machine.database_url, "ALTER TABLE involvement RENAME TO mislaid")
    quarantined = "SELECT count(*) FROM incoming WHERE state = 'quarantined'"

    async def put_aside() -> bool:
        return await ask(machine.database_url, quarantined) == [(1,)]

    try:
        await sim.text(resident.id, f"{MATTERS[0]} ZX0001")
        await sim.wait_for(put_aside)
        await stop(run)
    finally:  # the tests after this one use the same database
        await ask(machine.database_url, "ALTER TABLE mislaid RENAME TO involvement")
    assert "1 update" in await machine.do("replay")
    run = await machine.started()
    await sim.wait_for(lambda: sim.sees(resident.id, "ZX0001"), promised(NEXT_SECONDS))

    async def offered() -> bool:
        last = await sim.last(resident.id)
        return bool(last["from"]["bot"] and last["buttons"])

    await sim.wait_for(offered, promised(NEXT_SECONDS))
    filing = Filing(resident, "ZX0002", MATTERS[1])
    await filing.go(sim)
    assert filing.number is not None
    await stop(run)
