"""Everything the sandbox is made of, except HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.cast import BotSeed, Cast
from sandbox.clock import Clock
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.flood import Flood
from sandbox.journal import Journal
from sandbox.membership import Membership
from sandbox.nursery import Nursery
from sandbox.records import Bot, State
from sandbox.updates import UpdateQueue
from sandbox.webhook import Settings, WebhookPusher
from sandbox.world import World

Reply = Callable[[str, dict[str, Any], dict[str, Any]], Awaitable[object]]


class Stage:
    def __init__(
        self, clock: Clock, cast: Cast, bots: tuple[BotSeed, ...], tokens: frozenset[str] | None
    ) -> None:
        self.clock = clock
        self.tokens = tokens
        self.world = World(clock, cast)
        self.journal = Journal()
        self.faults = Faults()
        self.flood = Flood(clock)
        self.nursery = Nursery()
        self.files = Files(self.world)
        self.queues: dict[int, UpdateQueue] = {}
        self.delivery = Delivery(self.world, self.queues)
        self.membership = Membership(self.world, self.delivery)
        self.call: Callable[[Bot, str, dict[str, Any], dict[str, Any]], Awaitable[object]]
        self.outward: aiohttp.ClientSession  # webhooks are called through it
        for seed in bots:
            self._welcome(seed)
        self._beginning = self.world.snapshot()

    def bot(self, token: str) -> Bot | None:
        """Any token makes a bot, unless a list says which ones exist."""
        bot_id = int(token.partition(":")[0])
        bot = self.world.state.bots.get(bot_id)
        if bot:
            return bot if bot.token == token else None
        if self.tokens is not None and token not in self.tokens:
            return None
        seed = BotSeed(token, "Sandbox", f"sandbox_{bot_id}_bot")
        return self._welcome(seed)

    def _welcome(self, seed: BotSeed) -> Bot:
        bot = self.world.add_bot(seed)
        queue = UpdateQueue(self.clock, bot.id, self.faults.for_update)
        queue.later = lambda seconds, act: self.nursery.later(self.clock, seconds, act)
        self.queues[bot.id] = queue
        return bot

    def set_webhook(self, bot: Bot, settings: Settings) -> None:
        queue = self.queues[bot.id]
        self.drop_webhook(bot)
        queue.interrupt("terminated by setWebhook request")

        async def reply(method: str, params: dict[str, Any], uploads: dict[str, Any]) -> object:
            return await self.call(bot, method, params, uploads)

        def closed() -> None:
            self.drop_webhook(bot)

        queue.pusher = WebhookPusher(
            settings, queue, self.clock, self.journal, self.nursery, self.outward, reply, closed
        )
        for update in list(queue.pending.values()):
            queue.pusher.push(update)

    def drop_webhook(self, bot: Bot) -> None:
        queue = self.queues[bot.id]
        if queue.pusher:
            queue.pusher.close()
            queue.pusher = None

    def mark(self) -> None:
        """From here on, `reset` comes back to what is now."""
        self._beginning = self.world.snapshot()

    def reset(self) -> None:
        """People and messages are as at the beginning; bots stay connected and updates go on being numbered."""
        bots = self.world.state.bots
        self.world.restore(self._beginning)
        for bot in bots.values():
            self._remember(bot)
        for queue in self.queues.values():
            queue.drop_pending()
        self.journal.clear()
        self.faults.clear()
        self.flood.reset()

    def _remember(self, bot: Bot) -> None:
        if bot.id not in self.world.state.bots:
            self.world.add_bot(BotSeed(bot.token, "Sandbox", f"sandbox_{bot.id}_bot"))

    def snapshot(self) -> State:
        return self.world.snapshot()

    async def close(self) -> None:
        for bot in list(self.world.state.bots.values()):
            self.drop_webhook(bot)
        await self.nursery.close()
        await self.outward.close()

    def open(self) -> None:
        self.outward = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
