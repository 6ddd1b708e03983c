"""A courier between a real database and a real sandbox: what is owed, what arrived, and waiting for both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.courier import Courier, Tempo
from bot.pacing import Limits
from bot.request import speaking
from bot.speech import Call, Face
from desk.redrawing import owe_edit
from models import Card, Community, Complaint, Department, Outgoing, Person, Staff
from models.database import Database
from models.kinds import CardKind, CardState, Category, OutgoingState, Role, Status
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.journal import Entry
from sandbox.server import Sandbox, running

ALL_DAY = {"callback": {"civil_from": "00:00", "civil_from_off": "00:00", "civil_to": "23:59"}}
TOKEN = "424242:AAsandbox-token-for-tests-only_00000"
BOT_ID = 424242
PATIENCE = 120.0  # s until what should come counts as lost
HANGS = 600.0  # s; longer than any test, and than any machine that stands still for a while
QUICK = Tempo(
    poll=0.05,
    look_again=0.2,
    outage_first=0.05,
    outage_longest=0.3,
    edit_gap=timedelta(seconds=0.2),
    limits=Limits().faster(100),
)


@dataclass
class Words:
    """Faces are made of what the test says; a notice says its own name."""

    faces: dict[int, Face | None] = field(default_factory=dict)
    drawn: int = 0

    async def call(self, row: Outgoing) -> Call | None:
        if row.notice == "nothing":
            return None
        if row.notice == "broken":
            raise KeyError(row.params["secret"])
        return Call("sendMessage", {"chat_id": row.lane, "text": f"notice {row.notice}"})

    async def face(self, card: Card) -> Face | None:
        self.drawn += 1
        complaint = await Complaint.get(id=card.complaint_id)
        return self.faces.get(card.complaint_id, Face(f"complaint {complaint.text}"))


@dataclass
class Stage:
    database: Database
    sandbox: Sandbox
    sim: Client
    clock: MovableClock
    words: Words
    owner: int = 0
    group: int = 0
    community: int = 0
    department: int = 0
    numbers: int = 0

    @asynccontextmanager
    async def courier(
        self, boot: str = "first", tempo: Tempo = QUICK, url: str = ""
    ) -> AsyncIterator[Courier]:
        async with speaking(TOKEN, url or self.sandbox.url, HANGS) as bot:
            made = Courier(self.database, bot, BOT_ID, self.clock, self.words, boot, tempo)
            await made.start()
            try:
                yield made
            finally:
                await made.stop()

    async def owe(self, chat: int, text: str = "", **more: Any) -> int:
        """One more row; unless told otherwise it says a text."""
        method = more.pop("method", "sendMessage")
        params = more.pop("params", {"chat_id": chat, "text": text})
        row = Outgoing(
            bot_id=BOT_ID, lane=chat, method=method, params=params, created_at=self.clock.now(), **more
        )
        await self.database.transaction(row.save)
        return int(row.id)

    async def complain(self, text: str = "v1", **more: Any) -> int:
        self.numbers += 1
        complaint = await Complaint.create(
            ref=f"ref{self.numbers}",
            community_id=self.community,
            status=more.pop("status", Status.WAITING),
            text=text,
            created_at=self.clock.now(),
            **more,
        )
        return int(complaint.id)

    async def show(self, complaint_id: int, chat: int = 0, **more: Any) -> int:
        card = Card(
            bot_id=BOT_ID,
            complaint_id=complaint_id,
            kind=more.pop("kind", CardKind.STAFF),
            chat_id=chat or self.group,
            created_at=self.clock.now(),
            **more,
        )
        await self.database.transaction(card.save)
        return int(card.id)

    async def change(self, complaint_id: int, text: str) -> None:
        """As desk.changes does it: the version rises, live cards are due."""

        async def work() -> None:
            complaint = await Complaint.get(id=complaint_id)
            version = complaint.version + 1
            await Complaint.filter(id=complaint_id).update(text=text, version=version)
            await owe_edit(Card.filter(complaint_id=complaint_id, state__not=CardState.VOID))

        await self.database.transaction(work)

    def calls(self, method: str = "", chat: int = 0) -> list[Entry]:
        """Requests that took effect or not, in order of arrival; the outage's question aside."""
        return [
            entry
            for entry in self.sandbox.journal.entries
            if entry.method != "getMe"
            and method in ("", entry.method)
            and (not chat or entry.params.get("chat_id") == chat)
        ]

    def arrived(self, chat: int = 0) -> list[str]:
        """Texts of what took effect."""
        return [str(e.params.get("text")) for e in self.calls("", chat) if e.applied and "text" in e.params]

    async def row(self, row_id: int) -> Outgoing:
        return await Outgoing.get(id=row_id)

    async def card(self, card_id: int) -> Card:
        return await Card.get(id=card_id)

    async def ends(self, row_id: int, state: OutgoingState) -> Outgoing:
        async def look() -> bool:
            return (await self.row(row_id)).state is state

        await until(look)
        return await self.row(row_id)

    async def shows(self, card_id: int, state: CardState = CardState.SHOWN) -> Card:
        async def look() -> bool:
            return (await self.card(card_id)).state is state

        await until(look)
        return await self.card(card_id)

    async def is_shown(self, card_id: int, version: int) -> bool:
        card = await self.card(card_id)
        return card.shown == version and card.state is CardState.SHOWN

    def fault(self, kind: str, method: str = "*", **more: Any) -> None:
        self.sandbox.stage.faults.add({"kind": kind, "method": method, **more})


async def until(look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Look again and again, until what is found (or awaited) is true; answers what was found."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        found = look()
        found = await found if isinstance(found, Awaitable) else found
        if found:
            return found
        await asyncio.sleep(0.01)
    msg = f"nothing came of it within {seconds} seconds"
    raise AssertionError(msg)


def patient(**changes: Any) -> Tempo:
    return replace(QUICK, **changes)


@asynccontextmanager
async def set_up(database: Database) -> AsyncIterator[Stage]:
    clock = MovableClock()
    async with (
        running(clock=clock, bots=(BotSeed(TOKEN),)) as sandbox,
        Client(sandbox.url) as sim,
    ):
        made = Stage(database, sandbox, sim, clock, Words())
        await _people(made)
        yield made
        assert sandbox.violations == [], sandbox.violations


async def _people(stage: Stage) -> None:
    stage.owner = await stage.sim.person("Chen Yan", "zh-hans")
    await stage.sim.text(stage.owner, "/start")
    stage.group = await stage.sim.group("Repairs", [stage.owner])
    now = stage.clock.now()
    community = await Community.create(key="k", name="n", bot_id=BOT_ID, policy=ALL_DAY, created_at=now)
    department = await Department.create(
        community_id=community.id,
        key="repairs",
        name="Repairs",
        categories=[Category.REPAIRS],
        chat_id=stage.group,
    )
    stage.community, stage.department = community.id, department.id


async def a_desk(stage: Stage) -> int:
    """The chat of a second department, which takes what nobody else can."""
    chat = await stage.sim.group("Desk", [stage.owner])
    await Department.create(
        community_id=stage.community, key="desk", name="Desk", categories=[Category.OTHER], chat_id=chat
    )
    return chat


async def a_manager(stage: Stage) -> int:
    telegram_id = await stage.sim.person("Wu Min", "zh-hans")
    await stage.sim.text(telegram_id, "/start")
    person = await Person.create(telegram_id=telegram_id, reachable=True, created_at=stage.clock.now())
    await Staff.create(person_id=person.id, community_id=stage.community, role=Role.MANAGER)
    return telegram_id


async def a_person(stage: Stage) -> int:
    """Somebody more who has started the bot."""
    person = await stage.sim.person("Li")
    await stage.sim.text(person, "/start")
    return person
