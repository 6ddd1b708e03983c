"""P16 at its size: whatever strings people send, what is kept is what was sent, cleaned once; whatever is made of
it passes Telegram's strict parser; and a roster, however broken, is taken over whole or refused with a reason.

Short in the suite; YINGSHENG_CAMPAIGN=long sends twenty thousand (docs/reliability.md).
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

import pytest
from estate import BRISK, MONDAY_MORNING, Estate

from bot.demo import Demo
from desk.cleaning import clean_text
from models import Attachment, Card, Event, Incoming, Outgoing, Person
from models.kinds import CardState, IncomingState, OutgoingState
from sandbox.client import Client
from sandbox.clock import MovableClock

pytestmark = pytest.mark.slow

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
PEOPLE, EACH = (500, 20) if LONG else (6, 10)
AT_ONCE = 10  # people who write at the same time
PATIENCE = 600.0  # s until what they wrote is handled; only what hangs takes that long
LONGEST = 4096  # characters of one message (Bot API)


def _of(first: int, last: int) -> Callable[[Random], str]:
    return lambda random: chr(random.randint(first, last))


PIECES: tuple[Callable[[Random], str], ...] = (
    _of(0x00, 0x1F),
    _of(0x7F, 0x9F),
    _of(0x20, 0x7E),
    _of(0x200B, 0x200F),
    _of(0x2028, 0x202F),
    _of(0x2060, 0x206F),
    _of(0x0300, 0x036F),
    _of(0x0590, 0x06FF),
    _of(0x4E00, 0x9FFF),
    _of(0xD800, 0xDFFF),
    _of(0xFE00, 0xFE0F),
    _of(0xFFF0, 0xFFFF),
    _of(0x1F1E6, 0x1F1FF),
    _of(0x1F300, 0x1FAFF),
    _of(0x10000, 0x10FFFF),
    _of(0xE0000, 0xE007F),
    lambda random: random.choice(
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\u2764\ufe0f\u200d\U0001f525")
    ),
    lambda random: random.choice(
        (
            "<b>",
            "</b>",
            "<a href='tg://user?id=1'>",
            "<br/>",
            "<",
            "&",
            "&lt;",
            "&#0;",
            "<![CDATA[",
            "<tg-spoiler>",
        )
    ),
    lambda random: random.choice(
        ("{0}", "{number}", "%s", "%(x)s", "\\u0000", "\\", "'", '"', "--;", "null", "$1", "```", "_*[")
    ),
    lambda random: random.choice(
        ("=1+1", "@SUM(A1)", "+1", "-1", "\t=cmd", "@everybody", "#0001", "https://x.cn", "t.me/x?start=h_x")
    ),
)


def string(random: Random) -> str:
    pieces = random.choices(PIECES, k=random.randint(1, 4))
    length = random.choice((1, 2, 5, 20, 80)) if random.random() > 0.02 else random.randint(4000, 4200)
    made = "".join(random.choice(pieces)(random) for _ in range(length))
    return str(json.loads(json.dumps(made)))  # two halves that happen to meet are one letter


def is_telegrams(text: str) -> bool:
    """Whether Telegram itself would let it pass; all else reaches us only through a door left open."""
    return len(text) <= LONGEST and text.encode(errors="replace").decode() == text


@pytest.fixture
async def estate(database_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    async with Demo(tmp_path, database_url, MovableClock(MONDAY_MORNING), BRISK) as demo:
        await demo.open()
        async with Client(demo.sandbox.url) as sim:
            yield Estate(demo, sim, {}, {})


@dataclass
class Writer:
    """Somebody who says one string after the other, in one way or another."""

    id: int
    n: int
    random: Random
    sent: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    async def says(self, estate: Estate, strings: int) -> None:
        await estate.sim.start(self.id)
        for nth in range(strings):
            text = f"楼道{self.n}的灯坏了{nth} {string(self.random)}"
            self.sent.append(text)
            if not is_telegrams(text):
                await self._injected(estate, nth, text=text)
            elif self.random.random() < 0.1 and len(text) < 1024:
                self.captions.append(text)
                await estate.sim.send(self.id, "photo", None, text=text)
            else:
                await estate.sim.text(self.id, text)

    async def _injected(self, estate: Estate, nth: int, **body: Any) -> None:
        """As JSON with escapes: what no Telegram sends, and anybody could."""
        user = {"id": self.id, "is_bot": False, "first_name": string(self.random), "language_code": "zh-hans"}
        chat = {"id": self.id, "type": "private", "first_name": "x"}
        message = {"message_id": 10**9 + nth, "date": 1, "chat": chat, "from": user, **body}
        await estate.sim.inject("message", message, lane=self.id)


async def test_whatever_is_sent_is_kept_as_it_was_and_shown_without_a_fault(
    estate: Estate, seed: int
) -> None:
    begun, random, seen = time.monotonic(), Random(seed), 0
    names = [f"住户{n}" for n in range(PEOPLE)]
    writers = [
        Writer(await estate.sim.person(name, "zh-hans"), n, Random(random.random()))
        for n, name in enumerate(names)
    ]
    for first in range(0, PEOPLE, AT_ONCE):
        some = writers[first : first + AT_ONCE]
        await asyncio.gather(*(one.says(estate, EACH) for one in some))
        await estate.sim.settled(PATIENCE)
        seen = await nothing_refused(estate, seen)
    await estate.sim.advance(timedelta(hours=25))  # what nobody confirmed goes to its department
    await estate.sim.settled(PATIENCE)
    await nothing_refused(estate, seen)
    assert [fault for one in writers for fault in await lost(one)] == []
    assert await Incoming.exclude(state=IncomingState.DONE).count() == 0
    print(f"seed {seed}: {PEOPLE * EACH} strings, {time.monotonic() - begun:.0f} s")  # noqa: T201


async def lost(writer: Writer) -> list[str]:
    """What isn't there as it was said, in the order in which it was said."""
    person = await Person.get(telegram_id=writer.id)
    events = await Event.filter(actor_id=person.id).order_by("id")
    kept = [str(event.facts["text"]) for event in events if event.facts.get("text")]
    files = await Attachment.filter(person_id=person.id).order_by("id")
    return [
        *differences([clean_text(text).strip() for text in writer.sent], kept),
        *differences(
            [clean_text(text).strip() for text in writer.captions], [each.caption.strip() for each in files]
        ),
    ]


def differences(sent: list[str], kept: list[str]) -> list[str]:
    pairs = zip_longest(sent, kept, fillvalue="")
    return [ascii(pair) for pair in pairs if pair[0] != pair[1]]


async def nothing_refused(estate: Estate, after: int) -> int:
    """By Telegram's parser; and nothing was put aside because of it. The number of the last call looked at."""
    calls = await estate.sim.journal(after)
    assert [ascii(call) for call in calls if call["status"] == 400] == []
    assert [row.error for row in await Outgoing.filter(state=OutgoingState.PARKED)] == []
    assert await Card.filter(state=CardState.PARKED).count() == 0
    return int(calls[-1]["n"]) if calls else after
