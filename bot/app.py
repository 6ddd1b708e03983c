"""The composition root: builds everything from Settings and a Clock, starts and stops it in order."""

import asyncio
import logging
import secrets
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Never, Self
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import LinkPreviewOptions

from bot import garbage
from bot.clock import Clock
from bot.courier import Courier, Tempo
from bot.inbox import Inbox
from bot.lexicons import keep_fresh
from bot.listening import Conversations
from bot.outbox import OutboxSession
from bot.polling import IntakeLost, Polling
from bot.request import speaking
from bot.settings import Settings
from bot.webhook import Webhook, announce
from bot.wording import Wording
from models import Community
from models.database import Database
from models.migrate import pending
from scheduler.timetable import SWEEP_EVERY, Timetable
from triage import Triage
from triage.library import Library

log = logging.getLogger(__name__)

QUIET_LOOKS = 3  # how often in a row nothing is under way before everything counts as settled
GETTING_READY = 5.0  # seconds that starting waits for Telegram
LOOK_EVERY = 0.02  # seconds between those looks


class NotMigrated(Exception):
    """The database has not the tables this version needs."""


class CoreEnded(Exception):
    """What everything hangs on has ended, which never happens but for a bug: start anew."""


class App:
    """The running bot. `async with App(...)` starts it; leaving stops it in the opposite order."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        sweep_every: float = SWEEP_EVERY,
        tempo: Tempo | None = None,
    ) -> None:
        self._settings = settings
        self.clock = clock
        self._sweep_every = sweep_every
        self._tempo = tempo
        self._exits = AsyncExitStack()
        self._intake: asyncio.Task[IntakeLost] | None = None
        self.webhook: Webhook | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._exits.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exits.aclose()

    async def crash(self) -> None:
        """As SIGKILL would: what is under way is neither finished nor written down (the demo, tests)."""
        await self.database.close(patience=0)
        await self._exits.aclose()

    async def run(self) -> None:
        """Until it is cancelled, or until no more updates can be had: then IntakeLost says why.

        Whatever else ends a task that everything hangs on: a bot that is deaf or mute must not go on.
        """
        if self._intake is None:
            return
        mute = self.database.spawn(self.courier.ended(), name="courier watch")
        try:
            await asyncio.wait([self._intake, mute], return_when=asyncio.FIRST_COMPLETED)
        finally:
            mute.cancel()
        if not self._intake.done():
            raise CoreEnded("the courier has ended by itself")
        if self._intake.cancelled():
            raise CoreEnded(f"{self._settings.intake} has ended by itself")
        raise self._intake.result()

    async def _start(self) -> None:
        """Stopping is the same list read backwards: intake, inbox, time, courier, database."""
        url = self._settings.database_url.get_secret_value()
        if missing := await pending(url):
            raise NotMigrated(f"migrations to run first: {', '.join(missing)}. Do: python -m bot migrate")
        self.database = await Database.open(url)
        self._exits.push_async_callback(self.database.close)
        await Community.filter(bot_id=None).update(bot_id=self._settings.bot_id)
        self.courier = await self._start_courier()  # at once: what is owed goes out while triage loads
        triage = await asyncio.to_thread(self._load_triage)
        watch = self.database.spawn(keep_fresh(triage), name="lexicon watch")
        self._exits.callback(watch.cancel)
        self.inbox = await self._start_inbox(triage)
        self.timetable = Timetable(self.database, self.clock, self._sweep_every)
        self.timetable.start()
        self._exits.push_async_callback(self.timetable.stop)
        await self._start_intake()
        garbage.look_rarely()
        log.info("ready")

    def _load_triage(self) -> Library:
        """Blocks for half a second: jieba's dictionary, our lexicon, and each community's own words."""
        folder = self._settings.state_dir / "lexicon"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        library = Library(folder)
        library.refresh()
        return library

    async def _start_courier(self) -> Courier:
        token, base = self._settings.token.get_secret_value(), self._settings.api_base
        speaker = await self._exits.enter_async_context(speaking(token, base))
        boot, words = secrets.token_hex(8), Wording(self.clock)
        courier = Courier(self.database, speaker, self._settings.bot_id, self.clock, words, boot, self._tempo)
        await courier.start()
        self._exits.push_async_callback(courier.stop)
        return courier

    async def _start_inbox(self, triage: Triage) -> Inbox:
        api = TelegramAPIServer.from_base(self._settings.api_base)
        self._reader = AiohttpSession(api=api)
        self._exits.push_async_callback(self._reader.close)
        bot = self._bot(OutboxSession(self.clock, self._reader))
        # Its name, for commands that name a bot; it runs without.
        with suppress(TelegramAPIError, ClientDecodeError, TimeoutError):
            await asyncio.wait_for(bot.me(), GETTING_READY)
        listener = Conversations(bot, self.clock, triage)
        inbox = Inbox(self.database, self._settings.bot_id, self.clock, listener)
        await inbox.start()
        self._exits.push_async_callback(inbox.stop)
        return inbox

    async def _start_intake(self) -> None:
        reading = self._bot(self._reader)
        if self._settings.intake == "polling":
            fetching = Polling(reading, self.inbox).run()
        else:
            secret = self._settings.webhook_secret.get_secret_value()
            url = self._settings.webhook_url
            host, port = self._settings.webhook_host, self._settings.webhook_port
            self.webhook = Webhook(self.inbox, secret, urlsplit(url).path or "/", host, port)
            await self.webhook.start()
            self._exits.push_async_callback(self.webhook.stop)
            fetching = announce(reading, url, secret)
        self._intake = self.database.spawn(_until_lost(fetching), name=self._settings.intake)
        self._exits.push_async_callback(self._stop_intake)

    async def _stop_intake(self) -> None:
        if self._intake is not None:
            self._intake.cancel()
            await asyncio.wait([self._intake])

    def _bot(self, session: AiohttpSession | OutboxSession) -> Bot:
        plain = DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
        )
        return Bot(self._settings.token.get_secret_value(), session=session, default=plain)

    async def time_moved(self) -> None:
        """The clock was moved by hand (the demo): what is due now is not left to the next sweep."""
        await self.database.spawn(self.timetable.sweep.run(), name="sweep after a jump")
        self.courier.wake()

    async def settled(self) -> None:
        """Returns when nothing is under way: no update unhandled, nothing due unsent."""
        quiet = 0
        while quiet < QUIET_LOOKS:
            await asyncio.sleep(LOOK_EVERY)
            quiet = quiet + 1 if self.inbox.idle and self.courier.idle else 0


async def _until_lost(fetching: Coroutine[object, object, Never]) -> IntakeLost:
    try:
        return await fetching
    except IntakeLost as lost:
        return lost
