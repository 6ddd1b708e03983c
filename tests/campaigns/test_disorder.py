"""P6: repeated, interleaved and renumbered updates end in the same state as when each comes once.

Telegram promises less than one would like: messages come in order per chat and presses in order per
person, but side by side; any update may come again; a press may come again under a new number; after
a quiet week the numbers begin anew somewhere else.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from village import BOT_ID, TOKEN, Guess, StillClock

from bot.buttons import DraftTap, DraftVerb, TaskTap, TaskVerb
from bot.inbox import Inbox
from bot.listening import Conversations
from bot.outbox import OutboxSession
from campaigns.town import DEPARTMENTS
from desk.estate import EstatePlan, install
from models import Card, Community, Complaint, Event, Incoming, Involvement, Outgoing, Timer
from models.database import Database
from models.kinds import IncomingState

pytestmark = pytest.mark.slow

STEPS = ("write", "file", "accept", "done")  # of one complaint: each follows from what the one before brought
RESIDENTS, WORKERS = 3, 2
MATTERS = ("厨房漏水", "楼道很脏", "卧室漏水")
PEOPLE = count(1_000_000)
UPDATES = count(500_000_000)
QUERIES = count(1)
EXAMPLES = 200 if os.environ.get("YINGSHENG_CAMPAIGN") == "long" else 15


@dataclass
class World:
    """One community of its own, its people, and what Telegram would send."""

    database: Database
    inbox: Inbox
    community: Community
    residents: list[int]
    workers: list[int]
    groups: dict[str, int]
    sent: list[dict[str, Any]] = field(default_factory=list)
    jump: int = 0  # after a quiet week the numbers go on elsewhere

    async def deliver(self, *updates: dict[str, Any]) -> None:
        await self.inbox.write_down(list(updates))
        async with asyncio.timeout(600):
            await self.inbox._idle.wait()

    def numbered(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": next(UPDATES) + self.jump, kind: payload}
        self.sent.append(update)
        return update

    async def step(self, resident: int, step: str) -> dict[str, Any]:
        who = self.residents[resident]
        if step == "write":
            return self.numbered("message", _message(who, MATTERS[resident]))
        complaint = await Complaint.get(filer__telegram_id=who)
        if step == "file":
            return self.press(who, who, 1, DraftTap(verb=DraftVerb.FILE, ref=complaint.ref).pack())
        verb = TaskVerb.ACCEPT if step == "accept" else TaskVerb.DONE
        department = "cleaning" if complaint.category == "cleaning" else "engineering"
        chat = self.groups[department]
        card = Card.filter(complaint_id=complaint.id, chat_id=chat)
        await card.update(message_id=complaint.id)  # nobody sends it here
        return self.press(self.workers[0], chat, complaint.id, TaskTap(verb=verb, ref=complaint.ref).pack())

    def press(self, who: int, chat: int, message: int, data: str) -> dict[str, Any]:
        kind = "private" if chat > 0 else "supergroup"
        shown = {"message_id": message, "date": 1, "chat": {"id": chat, "type": kind, "title": "g"}}
        query = {"id": str(next(QUERIES)), "from": _person(who), "chat_instance": "1", "data": data}
        return self.numbered("callback_query", query | {"message": shown})

    def pressed_again(self, update: dict[str, Any]) -> dict[str, Any]:
        """The app sends an unanswered press once more: same button, new numbers."""
        return self.numbered("callback_query", update["callback_query"] | {"id": str(next(QUERIES))})

    async def state(self) -> dict[str, Any]:
        """All that the business knows, without ids, references and the order of numbers."""
        complaints = await Complaint.filter(community_id=self.community.id).order_by("filer_id")
        return {
            "complaints": [await _facts(each, n) for n, each in enumerate(complaints)],
            "numbers": sorted(each.number or 0 for each in complaints),
            "quarantined": await Incoming.filter(state=IncomingState.QUARANTINED).count(),
            "waiting": await Incoming.filter(state=IncomingState.WAITING).count(),
        }


async def _facts(complaint: Complaint, n: int) -> dict[str, Any]:
    its = {"complaint_id": complaint.id}
    timers = await Timer.filter(**its).order_by("kind").values_list("kind", "state", "round")
    notices = await Outgoing.filter(**its).exclude(notice="").order_by("notice").values_list("notice", "lane")
    return {
        "n": n,
        "text": complaint.text,
        "status": complaint.status,
        "category": complaint.category,
        "round": complaint.round,
        "events": [str(each.action) for each in await Event.filter(**its).order_by("version")],
        "cards": sorted(map(str, await Card.filter(**its).values_list("kind", flat=True))),
        "people": await Involvement.filter(**its).count(),
        "timers": [tuple(map(str, each)) for each in timers],
        "notices": [each[0] for each in notices],
        "assigned": complaint.assignee_id is not None,
    }


def _person(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": f"P{who}", "language_code": "zh-hans"}


def _message(who: int, text: str) -> dict[str, Any]:
    chat = {"id": who, "type": "private", "first_name": "P"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": _person(who), "text": text}


@pytest.fixture
async def inbox(database: Database) -> AsyncIterator[Inbox]:
    clock, reader = StillClock(), AiohttpSession()
    bot = Bot(TOKEN, session=OutboxSession(clock, reader))
    yield Inbox(database, BOT_ID, clock, Conversations(bot, clock, Guess()))
    await reader.close()


async def world(database: Database, inbox: Inbox) -> World:
    """Everybody comes in through the new community's link."""
    residents = [next(PEOPLE) for _ in range(RESIDENTS)]
    workers = [next(PEOPLE) for _ in range(WORKERS)]
    groups = {key: -next(PEOPLE) for key in DEPARTMENTS}
    key = f"estate-{residents[0]}"
    plan = {
        "key": key,
        "name": "E",
        "departments": {
            each: {"name": name, "categories": categories, "chat_id": groups[each]}
            for each, (name, categories) in DEPARTMENTS.items()
        },
        "staff": [
            {"telegram_id": each, "name": f"W{each}", "role": "worker", "departments": list(DEPARTMENTS)}
            for each in workers
        ],
    }
    now = StillClock().now()
    community = await database.transaction(lambda: install(EstatePlan.model_validate(plan), BOT_ID, now))
    made = World(database, inbox, community, residents, workers, groups)
    for resident in residents:
        await made.deliver(made.numbered("message", _message(resident, f"/start c_{key}")))
    return made


@dataclass(frozen=True)
class Turn:
    """How the next step of somebody's story arrives."""

    who: int
    times: int
    jump: int
    old_ones: tuple[int, ...]  # what came long ago comes again
    press_again: int | None  # under a new number


TURNS = st.builds(
    Turn,
    who=st.integers(0, RESIDENTS - 1),
    times=st.integers(1, 5),
    jump=st.sampled_from([0, 0, -400_000_000, 1_000_000_000]),
    old_ones=st.lists(st.integers(0, 99), max_size=2).map(tuple),
    press_again=st.none() | st.integers(0, 99),
)


async def disorderly_run(database: Database, inbox: Inbox, turns: list[Turn]) -> dict[str, Any]:
    """Any merge of the residents' stories, with repetitions of anything at any later time."""
    made = await world(database, inbox)
    ahead = [(resident, list(STEPS)) for resident in range(RESIDENTS)]
    for turn in turns:
        made.jump = turn.jump
        resident, steps = ahead[turn.who % len(ahead)]
        update = await made.step(resident, steps.pop(0))
        ahead = [each for each in ahead if each[1]]
        batch = [update] * turn.times + [made.sent[old % len(made.sent)] for old in turn.old_ones]
        presses = [each for each in made.sent if "callback_query" in each]
        if presses and turn.press_again is not None:
            batch.append(made.pressed_again(presses[turn.press_again % len(presses)]))
        await made.deliver(*batch)
    return await made.state()


@pytest.fixture
async def expected(database: Database, inbox: Inbox) -> dict[str, Any]:
    """What comes of it when each update comes once and one story is told beside the other."""
    made = await world(database, inbox)
    for step in STEPS:
        for resident in range(RESIDENTS):
            await made.deliver(await made.step(resident, step))
    return await made.state()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(turns=st.lists(TURNS, min_size=RESIDENTS * len(STEPS), max_size=RESIDENTS * len(STEPS)))
async def test_repeated_interleaved_and_renumbered_updates_change_nothing(
    database: Database, inbox: Inbox, expected: dict[str, Any], turns: list[Turn]
) -> None:
    assert [each["status"] for each in expected["complaints"]] == ["done"] * RESIDENTS
    assert await disorderly_run(database, inbox, turns) == expected
