"""The same day, but what is owed goes out: by the real courier, over HTTP, to a Telegram that is strict about limits."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from estate_day import Day
from tortoise.expressions import Q
from village import BOT_ID, GROUPS, PEOPLE, TOKEN, StillClock, found

from bot.buttons import HomeTap, HomeVerb
from bot.courier import Courier, Tempo
from bot.pacing import Limits
from bot.request import speaking
from bot.wording import Wording
from desk import people
from models import Card, Outgoing, Person
from models.database import Database
from models.kinds import CardState, OutgoingState
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.server import running

FASTER = 20.0  # seconds of Telegram's in one of ours: a group's minute takes 3 s
TEMPO = Tempo(edit_gap=timedelta(), limits=Limits().faster(FASTER))
QUIET = 0.2  # s without news: what is left waits for its group's turn, or for a later hour
AT_LAST = 120.0  # s
HOME_CLAIMED = f'"{HomeTap.__prefix__}:{HomeVerb.CONFIRM}:'


class DayClock(StillClock):
    """The calendar is moved by hand; what a group is still allowed goes by real seconds."""

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class SentDay(Day):
    sim: Client = field(kw_only=True)
    courier: Courier = field(kw_only=True)

    async def run(self, complaints: int) -> None:
        await super().run(complaints)
        async with asyncio.timeout(AT_LAST):
            while await self._owed():
                await asyncio.sleep(QUIET)
        for entry in await self.sim.journal():
            self._read(entry)

    async def _meet(self, telegram_id: int) -> Person:
        """Everybody has a Telegram of their own, and has started the bot."""
        theirs = await self.sim.person(f"人{telegram_id}", "zh-hans")
        await self.sim.start(theirs)
        return await people.meet(theirs, f"人{telegram_id}", "zh-hans", self.now, private=True, bot_id=BOT_ID)

    async def _deliver(self) -> None:
        self.courier.wake()
        before = -1
        while (owed := await self._owed()) and owed != before:
            before = owed
            await asyncio.sleep(QUIET)

    async def _owed(self) -> int:
        ripe = Q(not_before=None) | Q(not_before__lte=self.now)
        rows = Outgoing.filter(ripe, state__in=(OutgoingState.WAITING, OutgoingState.SENDING))
        return await rows.count() + await Card.filter(ripe, state=CardState.DUE).count()

    def _read(self, entry: dict[str, Any]) -> None:
        chat, params = int(entry["params"].get("chat_id") or 0), entry["params"]
        if not entry["method"].startswith(("send", "edit")):
            return
        if chat < 0:
            self.sent[chat].append(datetime.fromisoformat(entry["at"]).timestamp() * FASTER)
            told = json.dumps(params, ensure_ascii=False)
            self.grouped.append(("home_claimed" if HOME_CLAIMED in told else entry["method"], told))
        elif chat not in PEOPLE.values():
            self.said[entry["method"]].add(params.get("text") or params.get("caption") or "")


@asynccontextmanager
async def sent_day(database: Database, random: Random, **more: Any) -> AsyncIterator[SentDay]:
    """In the sandbox's own people and groups. At the end Telegram had nothing to refuse, nor to wonder at."""
    clock = DayClock()
    async with running(bots=(BotSeed(TOKEN),)) as sandbox, Client(sandbox.url) as sim:
        await sim.limits(scale=FASTER)
        with pytest.MonkeyPatch.context() as patch:
            for who in PEOPLE:
                patch.setitem(PEOPLE, who, await sim.person(who, "zh-hans"))
                await sim.start(PEOPLE[who])
            for name in GROUPS:
                patch.setitem(GROUPS, name, await sim.group(name, [PEOPLE["manager"]], supergroup=True))
            village = await found(database, clock, policy=more.pop("policy"))
            async with speaking(TOKEN, sandbox.url) as speaker:
                courier = Courier(database, speaker, BOT_ID, clock, Wording(clock), "day", TEMPO)
                await courier.start()
                try:
                    yield SentDay(village, random, **more, sim=sim, courier=courier)
                finally:
                    await courier.stop()
        assert await sim.violations() == []
        assert await sim.breaches() == []
