"""P14 for a whole process: the machine's clock jumps under the running bot, as libfaketime makes it do.

libfaketime 0.9.10 breaks Python's time.sleep when it leaves the monotonic clock alone (clock_nanosleep answers
EINVAL) and lets threads wait for ever when it does not, so the process under test sleeps by select instead.

Only the wall clock jumps, as with NTP or a resumed virtual machine; the monotonic one goes on. The bot is
stopped (SIGSTOP) while its clock moves, so each jump is also a pause from which it has to wake.
"""

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import debian
import pytest

from campaigns.machines import Machine, Run, StuckError, ready
from campaigns.town import MATTERS, Filing, Town
from sandbox.client import Client

pytestmark = pytest.mark.slow

LIBRARY = "libfaketime.so.1"
SHANGHAI = ZoneInfo("Asia/Shanghai")
SLEEP_BY_SELECT = (
    "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"
)
TWO_SWEEPS = 31.0  # s, and one more: whatever is done twice would be done by then
QUESTION, REMINDER = "解决了吗", "一秒钟就好"


def library() -> str:
    """Where Debian keeps it. Never skipped silently."""
    for attempt in (False, True):
        if attempt and not debian.install("libfaketime"):
            break
        if found := sorted(Path("/usr/lib").glob(f"*/faketime/{LIBRARY}")):
            return str(found[0])
    raise StuckError("install libfaketime (Debian, as root: apt-get install libfaketime)")


class Sky:
    """The sun over one process: how far its clock is ahead of ours."""

    def __init__(self, file: Path) -> None:
        self._file = file
        (file.parent / "sitecustomize.py").write_text(SLEEP_BY_SELECT, encoding="ascii")
        self._ahead = _next_monday_morning() - datetime.now(UTC)
        self._tell()

    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": library(),
            "PYTHONPATH": str(self._file.parent),  # where sitecustomize is found
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def jump(self, run: Run, **span: float) -> None:
        os.kill(run.pid, signal.SIGSTOP)
        self._ahead += timedelta(**span)
        self._tell()
        os.kill(run.pid, signal.SIGCONT)

    def _tell(self) -> None:
        self._file.write_text(f"{self._ahead.total_seconds():+.0f}", encoding="ascii")


def _next_monday_morning() -> datetime:
    local = datetime.now(SHANGHAI)
    day = local + timedelta(days=7 - local.weekday())
    return day.replace(hour=10, minute=0, second=0).astimezone(UTC)


async def test_whatever_the_machines_clock_does_a_resident_is_asked_and_reminded_once(
    machine: Machine, sim: Client, tmp_path: Path
) -> None:
    sky = Sky(tmp_path / "ahead")
    town = Town(sim)
    await town.settle(1, 1)
    await machine.do("import", str(town.plans(machine.folder)[0]))
    machine.more |= sky.environment()
    run = machine.launch()
    await ready(run)
    [resident], [estate] = town.residents, town.estates
    await town.arrive(town.residents)
    await town.greeted(town.residents)
    await Filing(resident, "一", MATTERS[3]).go(sim)
    worker, group = estate.workers["accounts"][0], estate.groups["accounts"]
    for label in ("我来", "完成"):
        await sim.wait_for(lambda label=label: pressed(sim, worker, group, label))  # type: ignore[misc]

    async def told(words: str) -> int:
        texts = await sim.texts(resident.id)
        return sum(words in text and (words is REMINDER or REMINDER not in text) for text in texts)

    await asyncio.sleep(TWO_SWEEPS)
    assert await told(QUESTION) == 0, "not before its time"
    sky.jump(run, hours=3)
    await sim.wait_for(lambda: told(QUESTION), 4 * TWO_SWEEPS)
    for hours in (-1, 1, -24, 24):
        sky.jump(run, hours=hours)
        await asyncio.sleep(TWO_SWEEPS)
        assert (await told(QUESTION), await told(REMINDER)) == (1, 0), hours
    sky.jump(run, hours=25)
    await sim.wait_for(lambda: told(REMINDER), 4 * TWO_SWEEPS)
    for hours in (-25, 25):
        sky.jump(run, hours=hours)
        await asyncio.sleep(TWO_SWEEPS)
        assert (await told(QUESTION), await told(REMINDER)) == (1, 1), hours
    assert run.poll() is None, "and it is well"


async def pressed(sim: Client, who: int, group: int, label: str) -> bool:
    """Once the button is there."""
    for message in reversed(await sim.messages(who, group)):
        if any(label in button["text"] for row in message["buttons"] for button in row):
            await sim.press(who, group, label)
            return True
    return False
