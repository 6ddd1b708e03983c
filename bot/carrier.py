"""One errand on its way: put into words, held until its moment, sent, and what Telegram said understood."""

import asyncio
import logging
import traceback
from dataclasses import replace
from random import uniform
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.calls import concede, place, weight
from bot.clock import Clock
from bot.errand import Errand
from bot.faults import Fault, Kind, classify
from bot.items import Sort
from bot.lease import LeaseHolder
from bot.live_cards import draw
from bot.outage import Outage
from bot.pacing import Pace
from bot.speech import Call, Speech
from models.database import DatabaseAway

log = logging.getLogger(__name__)

JITTER = 0.5  # s, at most, beyond what Telegram told us to wait


class Carrier:
    def __init__(
        self,
        bot: ExtBot[Any],
        speech: Speech,
        clock: Clock,
        pace: Pace,
        outage: Outage,
        lease: LeaseHolder,
    ) -> None:
        self._bot, self._speech, self._clock = bot, speech, clock
        self._pace, self._outage, self._lease = pace, outage, lease

    async def carry(self, errand: Errand) -> None:
        """Always comes back, with a message id or a fault in the errand."""
        left = False
        try:
            left = errand.call is not None and errand.fault is None and await self._may_leave(errand)
            if left and errand.call is not None:
                errand.message_id = await place(self._bot, errand.call)
        except Exception as error:  # noqa: BLE001  # whatever it is, the row keeps it as its reason
            errand.fault = self._understand(errand, error)
        self._come_back(errand, left=left)

    async def is_telegram_back(self) -> None:
        """A question that changes nothing, while there is an outage."""
        try:
            await self._bot.get_me()
        except Exception as error:  # noqa: BLE001  # the reason goes where it can be seen
            fault = classify(error, "getMe", 0)
            self._outage.lasts(f"{fault.kind}: {fault.reason}", self._clock.monotonic())
        else:
            self._outage.answered()

    async def prepare(self, errand: Errand) -> None:
        """What is to be sent, read in the transaction that marks it as leaving."""
        try:
            await self._put_into_words(errand)
        except DatabaseAway:
            raise
        except Exception as error:  # noqa: BLE001  # one that can't be put into words keeps nobody else
            errand.fault = self._understand(errand, error)

    async def _put_into_words(self, errand: Errand) -> None:
        if errand.card is not None:
            errand.face = await self._speech.face(errand.card)
            errand.call, errand.digest = draw(errand.card, errand.face)
        elif errand.letter is not None:
            errand.call = await self._words(errand)
        for concession in errand.item.conceded:
            errand.call = errand.call and (concede(errand.call, concession) or errand.call)

    async def _words(self, errand: Errand) -> Call | None:
        letter = errand.letter
        assert letter is not None  # noqa: S101
        if letter.notice is not None:
            return await self._speech.call(letter.notice)
        if errand.item.chat_id and "chat_id" in letter.params:  # the chat may have moved since
            return Call(letter.method, letter.params | {"chat_id": errand.item.chat_id})
        return Call(letter.method, letter.params)

    async def _may_leave(self, errand: Errand) -> bool:
        """Wait for the moment that was booked; without the lease nothing leaves."""
        assert errand.call is not None  # noqa: S101
        if errand.ticket is not None:
            self._weigh(errand, weight(errand.call.method, errand.call.params))
            await asyncio.sleep(max(0.0, errand.ticket.moment - self._clock.monotonic()))
        if not self._lease.held:
            errand.fault = Fault(Kind.NOT_SENT, "another process sends now")
            return False
        if errand.ticket is not None:
            errand.ticket = self._pace.depart(errand.ticket, self._clock.monotonic())
        return True

    def _weigh(self, errand: Errand, messages: int) -> None:
        ticket = errand.ticket
        if ticket is not None and ticket.weight != messages:
            self._pace.withdraw(ticket)
            edit = errand.item.sort is Sort.EDIT
            errand.ticket = self._pace.leave(ticket.chat_id, ticket.moment, edit=edit, weight=messages)

    def _understand(self, errand: Errand, error: Exception) -> Fault:
        item, method = errand.item, errand.call.method if errand.call else "nothing yet"
        if isinstance(error, DatabaseAway):
            return Fault(Kind.NOT_SENT, "the database was away")
        fault = classify(error, method, item.chat_id)
        if not isinstance(error, TelegramError):  # frames only: messages quote what people wrote
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s, %s %d: %s\n%s", method, item.sort.name, item.id, type(error).__name__, frames)
        log.warning("%s, %s %d: %s (%s)", method, item.sort.name, item.id, fault.kind, fault.reason)
        return replace(fault, seconds=fault.seconds + uniform(0, JITTER)) if fault.seconds else fault

    def _come_back(self, errand: Errand, *, left: bool) -> None:
        now, ticket = self._clock.monotonic(), errand.ticket
        errand.at = self._clock.now()
        if ticket is not None and left:
            self._pace.land(ticket, now)
        elif ticket is not None:
            self._pace.withdraw(ticket)
        self._heed(errand, now, left=left)

    def _heed(self, errand: Errand, now: float, *, left: bool) -> None:
        """What this answer means for other errands."""
        fault = errand.fault
        if fault is not None and fault.kind is Kind.WAIT:
            self._pace.pause(errand.item.chat_id if fault.chat_bound else None, now + fault.seconds)
        if not left:
            return
        if fault is not None and fault.kind in {Kind.NOT_SENT, Kind.CONFIG}:
            self._outage.begin(f"{fault.kind}: {fault.reason}", now)
        elif fault is not None and fault.kind is Kind.DOUBT:
            self._outage.unanswered(fault.reason, now)
        else:
            self._outage.answered()
