"""From a raw update to the handlers: decodes it and feeds aiogram's dispatcher."""

from datetime import datetime

from aiogram import Bot, Dispatcher
from aiogram.types import Message, Update
from pydantic import ValidationError

from bot.acting import Acting
from bot.clock import Clock
from bot.dialogs import DialogStorage
from bot.envelope import Update as RawUpdate
from bot.evidence import heed
from bot.inbox import Undecodable
from bot.outbox import heard_at
from bot.standing import check_stands
from desk.errors import DeskError, DoesNotFit, NeedsApproval, WrongTime
from handlers import conversations, refusing
from triage import Triage

MENDABLE = (WrongTime, NeedsApproval, DoesNotFit)  # what was asked is still waited for: the next try may fit


class Conversations:
    """The inbox's listener (bot.inbox.Listener)."""

    def __init__(self, bot: Bot, clock: Clock, triage: Triage) -> None:
        self._bot = bot
        self._dispatcher = Dispatcher(storage=DialogStorage(clock), triage=triage)
        self._dispatcher.update.outer_middleware(Acting())
        self._dispatcher.include_router(conversations())

    async def handle(self, update: RawUpdate, now: datetime) -> None:
        event = self._read(update)
        heard_at.set(now)
        if event.callback_query is not None:
            await heed(event.callback_query, self._bot.id, now)
            await check_stands(event.callback_query, self._bot.id)
        await self._dispatcher.feed_update(self._bot, event, now=now)

    async def refuse(self, update: RawUpdate, refusal: DeskError, now: datetime) -> None:
        event = self._read(update)
        if event.callback_query is not None:  # what the handler did is undone, the evidence stands
            await heed(event.callback_query, self._bot.id, now)
        elif not isinstance(refusal, MENDABLE):
            await self._nothing_is_waited_for(event.message)
        await refusing.refuse(event, refusal, self._bot, now)

    async def _nothing_is_waited_for(self, message: Message | None) -> None:
        """The question went with what was refused: what comes next is heard for itself."""
        if message is not None and message.from_user is not None:
            chat, person = message.chat.id, message.from_user.id
            await self._dispatcher.fsm.get_context(self._bot, chat, person).clear()

    def _read(self, update: RawUpdate) -> Update:
        try:
            return Update.model_validate(update, context={"bot": self._bot})
        except ValidationError:
            raise Undecodable from None  # its text holds the whole update
