"""The whole product on one machine without Telegram: sandbox, bot and scheduler in one process.

Its database is its own and begins anew each time. Only this module knows the sandbox.
"""

import asyncio
import os
import shutil
import signal
import sys
import tomllib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

from bot.app import LOOK_EVERY, App
from bot.courier import Tempo
from bot.demo_plan import demo_plan
from bot.inspecting import look
from bot.logs import set_up_logging
from bot.settings import Settings
from desk import codes
from desk.estate import EstatePlan, install
from models import Lease
from models.database import Database, DatabaseAway
from models.kinds import CodePurpose
from models.migrate import migrate
from sandbox.cast import BotSeed, Cast, Group, Person
from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.server import Sandbox, build

SCRIPT = Path(__file__).with_name("demo.toml")
TOKEN = "1000000001:" + "demo".ljust(35, "-")  # of a bot that exists only inside the sandbox
BOT_ID = 1000000001
PORT = 8080


def demo(port: int | None) -> int:
    """Runs until Ctrl+C."""
    set_up_logging("WARNING")
    wanted = os.environ.get("PORT", str(PORT))
    if port is None and not wanted.isdecimal():
        sys.stderr.write(f"PORT: {wanted!r} is no number. Example: make demo PORT=8090\n")
        return 1
    return asyncio.run(_perform(int(wanted) if port is None else port))


async def _perform(port: int) -> int:
    me = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, me.cancel if me else sys.exit)
    try:
        async with Demo(Path("var/demo")) as play:
            await play.open(port)
            sys.stdout.write(f"{play.sandbox.url}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
    except asyncio.CancelledError:
        return 0
    except OSError as error:
        sys.stderr.write(f"port {port}: {error.strerror}. Example: make demo PORT=8090\n")
        return 1
    return 0


class Demo:
    """A peopled estate. `async with` leaves nothing running."""

    def __init__(
        self,
        folder: Path,
        database_url: str = "",
        clock: MovableClock | None = None,
        tempo: Tempo | None = None,
    ) -> None:
        """Without an address the database is a file in the folder, and begins anew."""
        self._folder = folder
        self._tempo = tempo
        self._address = database_url or f"sqlite://{folder}/demo.sqlite"
        self._lasting = bool(database_url)
        self._script = tomllib.loads(SCRIPT.read_text(encoding="utf-8"))
        self.clock = clock or MovableClock()
        self.clock.on_change(self._clock_moved)
        estate = self._script["estate"]
        seed = BotSeed(TOKEN, estate["bot_name"], estate["bot_username"])
        self.sandbox: Sandbox = build(
            clock=self.clock,
            cast=_cast(self._script),
            bots=(seed,),
            tokens=frozenset({TOKEN}),
            on_reset=lambda: asyncio.shield(self._begin_anew()),  # even if the page is closed meanwhile
            settled=self._settled,
            backstage=self,
        )
        self.app: App | None = None
        self._switch = asyncio.Lock()
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close_app()
        await self.sandbox.stop()

    async def open(self, port: int = 0) -> None:
        async with self._switch:  # a page that is quick may ask for a reset before there is a bot
            await self.sandbox.start(port)
            await self._begin()

    async def _begin_anew(self) -> None:
        async with self._switch:
            self._ready.clear()
            await self._close_app()
            await self._begin()

    async def _begin(self) -> None:
        await self._open_app()
        await self._staff_say_hello()
        await self._app_settled()
        self._ready.set()

    async def _open_app(self) -> None:
        settings = self._settings()
        await migrate(self._address, now=self.clock.now())
        await self._install()
        self._switch_on = partial(App, settings, self.clock, tempo=self._tempo)
        self.app = await self._switch_on().__aenter__()

    async def inspect(self, what: str, query: dict[str, str]) -> Any:
        """What the page's inspector shows; LookupError when there is nothing to see."""
        if self.app is None:
            raise LookupError("bot: it is switched off")
        try:
            found = await self.app.database.spawn(look(self.app, what, query), name=f"inspect {what}")
        except DatabaseAway:
            found = None
        if found is None:
            raise LookupError(what)
        return found

    async def code(self) -> str:
        """What `python -m bot code` gives out; LookupError while the bot is off."""
        if self.app is None:
            raise LookupError("bot: it is switched off")
        return await self.app.database.transaction(partial(codes.issue, CodePurpose.FOUND, self.clock.now()))

    async def power(self, wish: str) -> None:
        """Stops the bot in order, or kills it as a crash would; starts it again on the same database."""
        if wish not in ("off", "on", "restart", "kill"):
            raise ValueError(wish)
        async with self._switch:
            if wish == "kill":
                await self._crash()
            elif wish != "on":
                await self._close_app()
            if wish != "off" and self.app is None:
                self.app = await self._switch_on().__aenter__()

    async def _close_app(self) -> None:
        if self.app is not None:
            app, self.app = self.app, None
            await app.__aexit__()

    async def _crash(self) -> None:
        """A killed process's lease is taken over at once; here the process lives on, so it is dropped."""
        if self.app is not None:
            app, self.app = self.app, None
            await app.crash()
            await self._write(lambda: Lease.all().delete())

    def _settings(self) -> Settings:
        if not self._lasting:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
        return Settings.model_validate(
            {
                "token": TOKEN,
                "database_url": self._address,
                "state_dir": self._folder,
                "api_base": self.sandbox.url,
            }
        )

    async def _install(self) -> None:
        async with Client(self.sandbox.url) as sim:
            cast = await sim.cast()
        plan = EstatePlan.model_validate(demo_plan(self._script, cast))
        await self._write(lambda: install(plan, BOT_ID, self.clock.now()))

    async def _write(self, work: Callable[[], Awaitable[Any]]) -> None:
        """While the bot is off."""
        database = await Database.open(self._address)
        try:
            await database.transaction(work)
        finally:
            await database.close()

    async def _staff_say_hello(self) -> None:
        """Nobody can be written to in private before they have started the bot."""
        async with Client(self.sandbox.url) as sim:
            for key, person in (await sim.cast())["people"].items():
                if self._script["people"][key]["role"] != "resident":
                    await sim.text(person["id"], "/start")

    async def _settled(self) -> None:
        await self._ready.wait()
        await self._app_settled()

    async def _app_settled(self) -> None:
        """Nothing is on its way to the bot, and nothing in it."""
        queue = self.sandbox.stage.queues[BOT_ID]
        while self.app is not None:
            if queue.pending:
                await asyncio.sleep(LOOK_EVERY)
                continue
            await self.app.settled()
            if not queue.pending:
                return

    async def _clock_moved(self) -> None:
        if self.app is not None:
            await self.app.time_moved()


def _cast(script: dict[str, Any]) -> Cast:
    people = tuple(
        Person(key, one["name"], one["role"], one.get("language", "zh-hans"))
        for key, one in script["people"].items()
    )
    return Cast(people, tuple(_group(script, key) for key in script["departments"]))


def _group(script: dict[str, Any], key: str) -> Group:
    department = script["departments"][key]
    leaders = ("director", "manager", "supervisor")
    members = [who for who, one in script["people"].items() if key in one.get("departments", ())]
    return Group(department["group"], department["title"], (*leaders, *members), supergroup=True)
