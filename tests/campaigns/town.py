"""A town of several estates in a sandbox, and residents who file complaints there by hand."""

import asyncio
import json
import re
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.client import Client, Refused

DEPARTMENTS = {
    "cleaning": ("保洁部", ["cleaning"]),
    "engineering": ("工程部", ["repairs"]),
    "security": ("安保部", ["security", "noise"]),
    "accounts": ("收费处", ["fees"]),
    "service": ("客服中心", ["other"]),
}
MATTERS = (
    "厨房水管漏水，柜子都泡了",
    "楼道垃圾堆了三天没人清扫",
    "楼上半夜装修太吵了睡不着",
    "物业费账单多收了两百块",
)
FILE = "提交"
NUMBER = re.compile(r"#(\d{4,})")
LOOK_EVERY = 0.25  # s between looks at one's phone
PRESS_AGAIN = 8.0  # s without any change, until somebody presses again
GIVE_UP = 600.0  # s until a complaint that came to nothing is reported as lost


@dataclass(frozen=True, eq=False)
class Estate:
    key: str
    groups: dict[str, int]  # department → chat
    workers: dict[str, list[int]]  # department → Telegram ids
    supervisor: int


@dataclass(frozen=True, eq=False)
class Resident:
    id: int
    estate: Estate


@dataclass
class Town:
    sim: Client
    workers: int = 1  # in each department
    estates: list[Estate] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)

    async def settle(self, estates: int, residents: int) -> None:
        """Founds estates of five groups each, and people who have come in through their links."""
        self.estates = [await self._found(f"estate-{n}") for n in range(estates)]
        for n in range(residents):
            person = await self.sim.person(f"住户{n}", "zh-hans")
            self.residents.append(Resident(person, self.estates[n % estates]))

    async def arrive(self, residents: Sequence[Resident]) -> None:
        """Everybody opens their estate's link; the bot greets them when it gets to it."""
        for resident in residents:
            await self.sim.text(resident.id, f"/start c_{resident.estate.key}")

    async def greeted(self, residents: Sequence[Resident], seconds: float = GIVE_UP) -> None:
        async def everybody() -> bool:
            lasts = [await self.sim.last(resident.id) for resident in residents]
            return all(last["from"]["bot"] for last in lasts)

        await self.sim.wait_for(everybody, seconds)

    def plan(self, estate: Estate) -> str:
        """The estate's file for `python -m bot import`."""
        lines = [f'key = "{estate.key}"', f'name = "{estate.key}"']
        for key, (name, categories) in DEPARTMENTS.items():
            lines += [f"[departments.{key}]", f'name = "{name}"', f"categories = {json.dumps(categories)}"]
            lines += [f"chat_id = {estate.groups[key]}"]
        for key, workers in estate.workers.items():
            for worker in workers:
                lines += _member(worker, f"{key} {worker}", "worker", [key])
        lines += _member(estate.supervisor, "supervisor", "supervisor", [])
        lines += ["[policy.flood]", "messages = 1000", "open_per_person = 1000"]  # nobody here is a flood
        lines += ["[policy.work]", "bundle_from = 1000"]  # every mark is looked for on a card of its own
        return "\n".join(lines)

    def parsed_plan(self, estate: Estate) -> dict[str, Any]:
        return tomllib.loads(self.plan(estate))

    def plans(self, folder: Path) -> list[Path]:
        paths = [folder / f"{estate.key}.toml" for estate in self.estates]
        for estate, path in zip(self.estates, paths, strict=True):
            path.write_text(self.plan(estate), encoding="utf-8")
        return paths

    async def _found(self, key: str) -> Estate:
        workers = {
            each: [await self.sim.person(f"{key} {each} {n}", "zh-hans") for n in range(self.workers)]
            for each in DEPARTMENTS
        }
        supervisor = await self.sim.person(f"{key} supervisor", "zh-hans")
        groups = {
            each: await self.sim.group(f"{key} {each}", [supervisor, *workers[each]], supergroup=True)
            for each in DEPARTMENTS
        }
        return Estate(key, groups, workers, supervisor)


def _member(telegram_id: int, name: str, role: str, departments: list[str]) -> list[str]:
    return [
        "[[staff]]",
        f"telegram_id = {telegram_id}",
        f'name = "{name}"',
        f'role = "{role}"',
        f"departments = {json.dumps(departments)}",
    ]


@dataclass
class Filing:
    """One complaint as its resident lives through it: says it, confirms it, gets a number."""

    resident: Resident
    mark: str  # in the text, so that it can be found wherever it turns up
    matter: str
    number: int | None = None
    presses: int = 0
    before: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        return f"{self.matter} {self.mark}"

    async def go(self, sim: Client, give_up: float = GIVE_UP) -> None:
        """As somebody does who looks at the phone, and presses again when nothing happens."""
        self.before = await numbers_seen(sim, self.resident)
        await sim.text(self.resident.id, self.text)
        await self.finish(sim, give_up)

    async def finish(self, sim: Client, give_up: float = GIVE_UP) -> None:
        """What was said is confirmed, unless that has happened already."""
        end, pressed = time.monotonic() + give_up, -PRESS_AGAIN
        while time.monotonic() < end:
            if new := await numbers_seen(sim, self.resident) - self.before:
                [self.number] = new
                return
            if time.monotonic() > pressed + PRESS_AGAIN and await self._press(sim):
                pressed = time.monotonic()
            await asyncio.sleep(LOOK_EVERY)

    async def _press(self, sim: Client) -> bool:
        """Confirms the newest draft that shows the mark: its first button, whatever the bot guessed."""
        for message in reversed(await sim.messages(self.resident.id)):
            mine = message["from"]["bot"] and self.mark in message["text"] and message["buttons"]
            if mine:
                try:
                    await sim.press(self.resident.id, None, _first(message), message["message_id"])
                except Refused:
                    return False  # the message has changed meanwhile
                self.presses += 1
                return True
        return False


async def numbers_seen(sim: Client, resident: Resident) -> set[int]:
    """The receipts in somebody's chat."""
    return {
        int(found[1])
        for message in await sim.messages(resident.id)
        if message["from"]["bot"] and (found := NUMBER.search(message["text"]))
    }


def _first(message: dict[str, Any]) -> str:
    labels = [str(button["text"]) for row in message["buttons"] for button in row]
    return next((label for label in labels if FILE in label), labels[0])
