"""T13, P21: an estate that reports all at once, and one who floods: everybody else gets a number all the same.

The long form is three hundred residents in a minute; figures belong into docs/reliability.md.
"""

import asyncio
import os
import time
from statistics import median, quantiles

import pytest
from databases import ON_SQLITE

from campaigns.machines import Machine, ready
from campaigns.rows import ask
from campaigns.town import MATTERS, Filing, Resident, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
RESIDENTS, SECONDS = (300, 60.0) if LONG else (8, 2.0)
FLOOD = 500 if LONG else 60  # messages of one person, while the second half of the others report
LOOK_EVERY = (
    2.0 if LONG else 0.25
)  # s; three hundred phones that look all the time would be the load themselves
PATIENCE = 600.0  # s; nobody's report may take longer, whatever the machine does beside it


def in_a_minute(town: Town) -> str:
    """The estate as it comes, with the flood's own limit."""
    [estate] = town.estates
    return town.plan(estate).replace("messages = 1000", "messages = 30")


async def report(sim: Client, residents: list[Resident], seconds: float, first: int) -> list[float]:
    """One after the other, in even steps; how long each waited for the number."""

    async def one(nth: int, resident: Resident) -> float:
        await asyncio.sleep(seconds * nth / len(residents))
        begun = time.monotonic()
        filing = Filing(resident, f"ZX{first + nth:04d}", MATTERS[nth % len(MATTERS)])
        await filing.go(sim, PATIENCE)
        assert filing.number is not None, f"{filing.mark} was lost"
        return time.monotonic() - begun

    return await asyncio.gather(*(one(nth, resident) for nth, resident in enumerate(residents)))


async def flood(sim: Client, resident: Resident, seconds: float) -> None:
    for nth in range(FLOOD):
        await sim.text(resident.id, f"楼道很脏 {nth}")
        await asyncio.sleep(seconds / FLOOD)


def told(waits: list[float]) -> str:
    return f"median {median(waits):.1f} s, p95 {quantiles(waits, n=20)[-1]:.1f} s, longest {max(waits):.1f} s"


@ON_SQLITE
async def test_of_many_who_report_at_once_everybody_gets_a_number_flood_or_not(
    machine: Machine, sim: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.town.LOOK_EVERY", LOOK_EVERY)
    town = Town(sim)
    await town.settle(1, RESIDENTS + 1)
    plan = machine.folder / "estate.toml"
    plan.write_text(in_a_minute(town), encoding="utf-8")
    await machine.do("import", str(plan))
    *others, loud = town.residents
    half = len(others) // 2
    try:
        await ready(machine.start())
        quiet = await report(sim, others[:half], SECONDS / 2, 0)
        beside, _ = await asyncio.gather(
            report(sim, others[half:], SECONDS / 2, half), flood(sim, loud, SECONDS / 2)
        )
        answers = [each for each in await sim.messages(loud.id) if each["from"]["bot"]]
    finally:
        machine.clear()
    print(f"alone: {told(quiet)}; beside the flood: {told(beside)}; the flood got {len(answers)} answers")  # noqa: T201
    filed = await ask(
        machine.database_url, "SELECT count(*), count(DISTINCT number) FROM complaint WHERE number > 0"
    )
    assert filed == [(len(others), len(others))]
    assert len(answers) < 40
