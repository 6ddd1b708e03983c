"""A rush under Telegram's real limits, as the sandbox keeps them: no refusal, no idle second, danger first.

Residents: 300 report at once, at Telegram's own pace. Group: one burst of tasks for one group, with
emergencies in its midst; the sandbox and the bot both count time six times as fast.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.load import SENTENCES
from bench.report import Figure, progress
from bench.rig import DEPARTMENTS, TOKEN, Stuck, free_port, home, process, wait_for_port
from bot.texts import texts_in
from sandbox.client import Client

RESIDENTS = 300
TASKS, FASTER = 80, 6
URGENT, TRAPPED = 3, "电梯困人了，快来救人！"
BOT_MOST = 30  # a second
GROUP_MOST, GROUP_SECONDS = 20, 60.0
LEAST_USED = 0.95
MOST_URGENT = 15.0  # s until the last of three emergencies is told in a group with a backlog
AT_ONCE = 20  # requests to the sandbox
GIVE_UP = 90.0  # seconds
COUNTED = re.compile("send|edit")


@dataclass
class Town:
    """A sandbox with the bot and its groups in it."""

    sim: Client
    groups: list[int]
    people: list[int]

    async def together(self, acts: Sequence[Coroutine[Any, Any, Any]]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(act: Coroutine[Any, Any, Any]) -> None:
            async with gate:
                await act

        await asyncio.gather(*map(one, acts))

    async def sent(self, chat: int | None = None) -> list[datetime]:
        """When messages that count were accepted; in private chats, or in one group."""
        entries = [one for one in await self.sim.journal() if one["applied"] and COUNTED.match(one["method"])]
        chats = [(int(one["params"]["chat_id"]), datetime.fromisoformat(one["at"])) for one in entries]
        return sorted(at for where, at in chats if (where > 0 if chat is None else where == chat))

    async def until(self, count: int, chat: int | None = None) -> list[datetime]:
        for _ in range(int(GIVE_UP / 0.5)):
            if len(sent := await self.sent(chat)) >= count:
                return sent
            await asyncio.sleep(0.5)
        raise Stuck(f"{len(sent)} of {count} messages were sent")

    async def refusals(self) -> int:
        refused = sum(one["status"] == 429 for one in await self.sim.journal())
        return int(refused) + len(await self.sim.breaches())


def run() -> list[Figure]:
    return [*asyncio.run(_residents()), *asyncio.run(_group())]


async def _residents() -> list[Figure]:
    progress(f"flood: {RESIDENTS} residents at once, at Telegram's pace")
    async with _town(RESIDENTS, 1) as town:
        texts = [SENTENCES[n % len(SENTENCES)] for n in range(RESIDENTS)]
        await town.together([town.sim.text(p, text) for p, text in zip(town.people, texts, strict=True)])
        sent, refused = await town.until(RESIDENTS), await town.refusals()
    took = (sent[RESIDENTS - 1] - sent[0]).total_seconds()
    used = (RESIDENTS - BOT_MOST) / took / BOT_MOST
    return [
        _used(f"{RESIDENTS} residents answered in {took:.1f} s", used, f"allowed {BOT_MOST}/s"),
        _none(f"429 or asked too soon, {RESIDENTS} residents", refused),
    ]


async def _group() -> list[Figure]:
    progress(f"flood: a burst of {TASKS} tasks for one group, {FASTER} times as fast")
    async with _town(TASKS + URGENT, FASTER) as town:
        people, urgent, group = town.people[:TASKS], town.people[TASKS:], town.groups[1]
        confirm = texts_in("zh_Hans").plain("draft.file")
        await town.together([town.sim.text(person, SENTENCES[0]) for person in people])
        await town.until(TASKS)
        await town.together([town.sim.press(person, None, confirm) for person in people])
        await town.until(2 * GROUP_MOST, group)
        cried = datetime.now().astimezone()
        await town.together([town.sim.text(person, TRAPPED) for person in urgent])
        sent, refused = await town.until(TASKS + URGENT, group), await town.refusals()
        heard = await _heard(town, group)
    window = GROUP_SECONDS / FASTER
    whole = int((sent[-1] - sent[0]).total_seconds() / window)
    inside = sum((at - sent[0]).total_seconds() < whole * window for at in sent)
    waited = (max(heard) - cried).total_seconds() * FASTER if len(heard) == URGENT else float("inf")
    return [
        _used(
            f"one group, {inside} cards in {whole} full minutes",
            inside / whole / GROUP_MOST,
            "allowed 20/min",
        ),
        _none(f"429 or asked too soon, {TASKS + URGENT} cards for one group", refused),
        Figure(
            f"{URGENT} emergencies told behind a backlog of {TASKS - 2 * GROUP_MOST}",
            f"{waited:.1f} s",
            f"the backlog {(sent[-1] - cried).total_seconds() * FASTER:.0f} s",
            "",
            f"≤ {MOST_URGENT:.0f} s",
            waited <= MOST_URGENT,
        ),
    ]


async def _heard(town: Town, group: int) -> list[datetime]:
    """When the group was first told of each emergency."""
    entries = [one for one in await town.sim.journal() if one["applied"] and one["method"] == "sendMessage"]
    told = [
        one for one in entries if int(one["params"]["chat_id"]) == group and TRAPPED in str(one["params"])
    ]
    return [datetime.fromisoformat(one["at"]) for one in told]


@asynccontextmanager
async def _town(residents: int, faster: int) -> AsyncIterator[Town]:
    port = free_port()
    with ExitStack() as running:
        running.enter_context(process("-m", "sandbox", "--port", str(port), "--token", TOKEN))
        wait_for_port(port)
        async with Client(f"http://127.0.0.1:{port}") as sim:
            people = [await sim.person(f"resident {n}", "zh-hans") for n in range(residents)]
            groups = [await sim.group(key, people[:1], supergroup=True) for key in DEPARTMENTS]
            await sim.limits(flood=True, scale=faster)
            environment = running.enter_context(home(sim.url, groups))
            running.enter_context(process("-m", "bench.ours", str(faster), environment=environment))
            yield Town(sim, groups, people)


def _used(what: str, used: float, beside: str) -> Figure:
    return Figure(
        what, f"{used:.1%} of the rate", beside, f"{used:.3f}", f"≥ {LEAST_USED:.0%}", used >= LEAST_USED
    )


def _none(what: str, count: int) -> Figure:
    return Figure(what, str(count), "", "", "0", count == 0)
