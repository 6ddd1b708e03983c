"""Pushing updates: in order within a queue key, in parallel across keys, again and again until 2xx."""

import asyncio
import http
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp

from sandbox.clock import Clock, sleep_by
from sandbox.journal import Journal
from sandbox.nursery import Nursery
from sandbox.updates import Update, UpdateQueue
from sandbox.wire import read_reply

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name, no secret
ANSWER_SECONDS = 60  # no answer by then is a failure
LONGEST_PAUSE = 60  # seconds; doubling stops at a random moment between this and twice this
MOST_RETRY_AFTER = 3600
SUCCESS = 2  # the hundreds of every good answer
GONE_SECONDS = 23 * 3600  # answering 410 for so long takes the webhook off
IGNORED_REPLIES = ("deletewebhook", "setwebhook", "close", "logout")

PATIENCE = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
Reply = Callable[[str, dict[str, Any], dict[str, Any]], Awaitable[object]]


@dataclass(frozen=True)
class Settings:
    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    certificate: bool = False


@dataclass
class Trouble:
    """What getWebhookInfo tells about the last failure."""

    at: int = 0
    message: str = ""
    gone_since: float = 0.0


@dataclass(frozen=True)
class Answer:
    error: str = ""
    retry_after: int = 0
    reply: tuple[str, dict[str, Any], dict[str, Any]] | None = None


class WebhookPusher:
    def __init__(
        self,
        settings: Settings,
        queue: UpdateQueue,
        clock: Clock,
        journal: Journal,
        nursery: Nursery,
        session: aiohttp.ClientSession,
        reply: Reply,
        closed: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.trouble = Trouble()
        self._queue, self._clock, self._journal = queue, clock, journal
        self._nursery, self._reply, self._closed = nursery, reply, closed
        self._session = session
        self._slots = asyncio.Semaphore(settings.max_connections)
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: dict[int, asyncio.Task[Any]] = {}
        self._random = Random(1)

    def push(self, update: Update) -> None:
        lane = self._lanes.setdefault(update.lane, deque())
        lane.append(update)
        if update.lane not in self._tasks:
            self._tasks[update.lane] = self._nursery.start(self._run(update.lane))

    def close(self) -> None:
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()

    async def _run(self, lane: int) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            self._queue.forget(waiting.popleft().id)
        self._tasks.pop(lane, None)

    async def _deliver(self, update: Update) -> None:
        fails, delay = 0, 1
        while self._still_wanted(update):
            answer = await self._attempt(update)
            if not answer.error:
                update.copies -= 1
                if update.copies < 1:
                    return
                continue
            pause, delay = self._pause(answer.retry_after, fails, delay)
            fails += 1
            if self._clock.now().timestamp() + pause > update.expires:
                return
            await sleep_by(self._clock, pause)

    def _still_wanted(self, update: Update) -> bool:
        return update.id in self._queue.pending and update.expires > self._clock.now().timestamp()

    def _pause(self, retry_after: int, fails: int, delay: int) -> tuple[int, int]:
        """The first retry is at once; then 2, 4, 8 seconds, unless the answer asked for something else."""
        if retry_after:
            return min(retry_after, MOST_RETRY_AFTER), delay
        if fails == 0:
            return 0, delay
        delay = min(self._random.randint(LONGEST_PAUSE, 2 * LONGEST_PAUSE), delay * 2)
        return delay, delay

    async def _attempt(self, update: Update) -> Answer:
        async with self._slots:
            answer = await self._post(update)
        self._journal.delivered(update.id, self._clock.now(), answer.error)
        if answer.error:
            self.trouble.at, self.trouble.message = int(self._clock.now().timestamp()), answer.error
        elif answer.reply:
            await self._obey(*answer.reply)
        return answer

    async def _obey(self, method: str, params: dict[str, Any], uploads: dict[str, Any]) -> None:
        """An answer that names a method is carried out as a call, and nobody hears the result."""
        if method.lower() not in IGNORED_REPLIES and not method.lower().startswith("get"):
            await self._reply(method, params, uploads)

    async def _post(self, update: Update) -> Answer:
        headers = {SECRET_HEADER: self.settings.secret} if self.settings.secret else {}
        try:
            async with self._session.post(
                self.settings.url, json=update.json(), headers=headers, timeout=PATIENCE
            ) as response:
                return await self._read(response)
        except TimeoutError:
            return Answer("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return Answer("Connection refused")
        except aiohttp.ClientError:
            return Answer("Webhook connection closed")

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        if response.status // 100 == SUCCESS:
            self.trouble.gone_since = 0.0
            return Answer(reply=await read_reply(response))
        self._count_gone(response.status)
        retry_after = response.headers.get("Retry-After", "0")
        error = f"Wrong response from the webhook: {response.status} {response.reason}"
        return Answer(error, int(retry_after) if retry_after.isdigit() else 0)

    def _count_gone(self, status: int) -> None:
        now = self._clock.now().timestamp()
        if status != http.HTTPStatus.GONE:
            self.trouble.gone_since = 0.0
        elif not self.trouble.gone_since:
            self.trouble.gone_since = now
        elif now > self.trouble.gone_since + GONE_SECONDS:
            self._closed()
