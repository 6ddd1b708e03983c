"""The edge out: what is owed to Telegram leaves through here, in order, at its pace, and is never forgotten."""

import asyncio
import logging
import traceback
from datetime import timedelta
from functools import partial
from math import inf
from typing import Any

from telegram.ext import ExtBot

from bot.carrier import Carrier
from bot.clock import Clock
from bot.crew import Crew
from bot.errand import Errand, Next, Post
from bot.lanes import Lanes
from bot.lease import LeaseHolder, Taken
from bot.ledger import Ledger, replay_parked
from bot.letters import Letters
from bot.live_cards import LiveCards
from bot.outage import Outage
from bot.pacing import Pace
from bot.speech import Speech
from bot.tempo import Tempo
from models.database import Database, DatabaseAway

__all__ = ["Courier", "Tempo", "replay_parked"]

log = logging.getLogger(__name__)

UNDER_WAY = 60  # requests at once, all chats together
LOOK_REST = 0.01  # s between two looks at the tables, however many commits there are


class Courier:
    """Sends for one bot, in the one process that holds the lease for it.

    A turn of its loop is one transaction: it writes down how errands ended that are back, and marks
    those that are about to leave, before they leave. Under load the turns batch by themselves.
    """

    def __init__(
        self,
        database: Database,
        bot: ExtBot[Any],
        bot_id: int,
        clock: Clock,
        speech: Speech,
        boot: str,
        tempo: Tempo | None = None,
    ) -> None:
        self._tempo = tempo or Tempo()
        self._database, self._clock = database, clock
        post = Post(bot_id, boot, clock)
        letters = Letters(post, ids_in_order=database.dialect == "sqlite")
        self._ledger = Ledger(post, letters, LiveCards(post, self._tempo.edit_gap))
        self.pace = Pace(self._tempo.limits)
        self._lanes = Lanes(self.pace)
        self.outage = Outage(self._tempo.outage_first, self._tempo.outage_longest)
        self.lease = LeaseHolder(database, clock, f"courier:{bot_id}", boot, self._tempo.lease)
        self._carrier = Carrier(bot, speech, clock, self.pace, self.outage, self.lease)
        self._awake = asyncio.Event()
        self._crew = Crew(database, self._carrier, self.pace, clock, self._awake.set)
        self._news = True
        self._looked_at = self._look_at = self._look_again_at = -inf
        self._question: asyncio.Task[None] | None = None
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Nothing in memory waits or is under way."""
        return not (len(self._lanes) or self._crew.busy or self._news)

    async def start(self) -> None:
        self._database.on_commit(self.wake)
        self._loop = self._database.spawn(self._run(), name="courier")

    async def stop(self) -> None:
        """Let what is under way end, write down how it ended, and give up the lease."""
        self._stopping = True
        self._awake.set()
        if self._loop is not None:
            await asyncio.wait([self._loop])

    async def ended(self) -> None:
        """Returns when nothing is sent any more, for whatever reason."""
        if self._loop is not None:
            await asyncio.wait([self._loop])

    def wake(self) -> None:
        """Something may have been written."""
        self._news = True
        self._awake.set()

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._turn()
                await self._rest()
            except DatabaseAway as error:
                log.warning("the courier waits for the database: %s", error)
                await asyncio.sleep(self._tempo.outage_first)
            except Exception as error:  # noqa: BLE001  # a bug met once must not end all sending
                frames = "".join(traceback.format_tb(error.__traceback__))  # its message may quote people
                log.critical("the courier stumbled: %s\n%s", type(error).__name__, frames)
                await asyncio.sleep(self._tempo.outage_first)
        await self._wind_up()

    async def _turn(self) -> None:
        errands: list[Errand] = []
        if await self._hold_lease():
            await self._look()
            self._ask_during_outage()
            errands = self._choose()
        landed = self._crew.take_landed()
        if errands or landed:
            await self._book(landed, errands)
        for errand in errands:
            self._dispatch(errand)

    async def _rest(self) -> None:
        """Until something happens, or the time of something comes."""
        now = self._clock.monotonic()
        moments = [self._look_at, self._look_again_at, self.lease.renew_at]
        if self._news:
            moments.append(self._looked_at + LOOK_REST)
        if self.outage.reason:
            moments.append(self.outage.ask_at)
        elif self._crew.under_way < UNDER_WAY:
            moments.append(self._lanes.next_moment(now))
        seconds = self._tempo.poll if not self.lease.held else min(moments) - now
        try:
            async with asyncio.timeout(max(0.0, min(seconds, self._tempo.poll))):
                await self._awake.wait()
        except TimeoutError:
            pass
        self._awake.clear()

    async def _hold_lease(self) -> bool:
        taken = await self.lease.take()
        if taken is Taken.NEWLY:  # what left within the last minute counts, what was under way is in doubt
            await self._database.transaction(self._recover, quiet=True)
            self._lanes.clear()
            self._news = True
        return taken is not Taken.NOT

    async def _recover(self) -> None:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        since = now - timedelta(seconds=self._tempo.limits.group.seconds)
        for chat_id, moment in await self._ledger.recover(self._crew.unwritten, since):
            self.pace.prime(chat_id, [(now - moment).total_seconds()], monotonic)

    async def _look(self) -> None:
        now = self._clock.monotonic()
        if (self._news and now >= self._looked_at + LOOK_REST) or now >= self._look_at:
            self._news, self._looked_at, self._look_at = False, now, now + self._tempo.poll
            await self._ledger.look(self._lanes)
        if now >= self._look_again_at:
            self._look_again_at = now + self._tempo.look_again
            await self._ledger.look_again(self._lanes)
            self.pace.forget_idle(now)

    def _choose(self) -> list[Errand]:
        room = UNDER_WAY - self._crew.under_way
        if self.outage.reason or room <= 0 or not self.lease.held:
            return []
        return [Errand(item, ticket) for item, ticket in self._lanes.take(self._clock.monotonic(), room)]

    async def _book(self, landed: list[Errand], errands: list[Errand]) -> None:
        try:
            nexts = await self._database.transaction(partial(self._write, landed, errands), quiet=True)
        except BaseException:
            self._undo(landed, errands)
            raise
        for errand, after in zip(landed, nexts, strict=True):
            self._remember(errand, after)

    async def _write(self, landed: list[Errand], errands: list[Errand]) -> list[Next]:
        """Putting into words here waits for the database once, not once a reading."""
        nexts = await self._ledger.write(landed, errands)
        for errand in errands:
            await self._carrier.prepare(errand)
        return nexts

    def _undo(self, landed: list[Errand], errands: list[Errand]) -> None:
        """The transaction failed: what is back is still to be written down, what was chosen hasn't left."""
        self._crew.landed[:0] = landed
        for errand in errands:
            self._withdraw(errand)
            self._lanes.again(errand.item, self._clock.monotonic())

    def _withdraw(self, errand: Errand) -> None:
        if errand.ticket is not None:
            self.pace.withdraw(errand.ticket)

    def _remember(self, errand: Errand, after: Next) -> None:
        if after.concession is not None:
            errand.item.conceded += (after.concession,)
        if after.again_in is None:
            self._lanes.done(errand.item)
        else:
            self._lanes.again(errand.item, self._clock.monotonic() + after.again_in)
        for chat_id in after.reload:
            self._lanes.forget(chat_id)
            self._look_again_at = -inf
        if errand.card is not None or errand.fault is not None:
            self._news = True
        self._awake.set()

    def _dispatch(self, errand: Errand) -> None:
        if errand.letter is None and errand.card is None:  # taken away meanwhile
            self._withdraw(errand)
            self._lanes.done(errand.item)
            self._news = True
            return
        self._crew.send_out(errand)

    def _ask_during_outage(self) -> None:
        asking = self._question is not None and not self._question.done()
        if self.outage.reason and not asking and self._clock.monotonic() >= self.outage.ask_at:
            self._question = self._database.spawn(self._ask(), name="courier: is Telegram back?")

    async def _ask(self) -> None:
        await self._carrier.is_telegram_back()
        self._awake.set()

    async def _wind_up(self) -> None:
        await self._crew.come_home(self._tempo.stop)
        landed = self._crew.take_landed()
        if landed:
            await self._book(landed, [])
        await self.lease.release()
