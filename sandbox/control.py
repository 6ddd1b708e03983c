"""The control API: people act, faults are set, the clock is moved; reading is `lookout`'s half."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox import comings, presses
from sandbox.acts import perform
from sandbox.clock import MovableClock
from sandbox.door import body, door
from sandbox.errors import ControlError
from sandbox.lookout import Lookout
from sandbox.stage import Stage

Hook = Callable[[], Awaitable[object]]
DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>[\d.]+)S)?)?"
)
SETTLE_SECONDS = 60.0
KINDS_OF_ACT = (comings, presses)  # imported for what they register


class Control:
    def __init__(self, stage: Stage, on_reset: Hook | None = None, settled: Hook | None = None) -> None:
        self.stage = stage
        self.on_reset = on_reset
        self.settled = settled

    def routes(self) -> list[web.RouteDef]:
        table: dict[tuple[str, str], Callable[[web.Request], Any]] = {
            ("POST", "reset"): self.reset,
            ("POST", "users"): self.add_user,
            ("POST", "groups"): self.add_group,
            ("POST", "act"): self.act,
            ("POST", "updates"): self.inject,
            ("POST", "faults"): self.add_fault,
            ("DELETE", "faults"): self.clear_faults,
            ("POST", "limits"): self.limits,
            ("POST", "clock"): self.move_clock,
            ("GET", "clock"): lambda _: self._time(),
            ("GET", "settled"): self.wait_until_settled,
        }
        acting = [web.route(verb, f"/sim/{path}", door(handler)) for (verb, path), handler in table.items()]
        return acting + Lookout(self.stage).routes()

    async def reset(self, _: web.Request) -> dict[str, Any]:
        self.stage.reset()
        if self.on_reset:
            await self.on_reset()
        return {}

    async def add_user(self, request: web.Request) -> dict[str, Any]:
        wish = await body(request)
        name = str(wish.get("name") or "").strip()
        if not name:
            raise ControlError("a person needs a name")
        user = self.stage.world.add_person(name, wish.get("language") or "", phone=wish.get("phone") or "")
        return {"id": user.id}

    async def add_group(self, request: web.Request) -> dict[str, Any]:
        wish = await body(request)
        world, members = self.stage.world, wish.get("members") or []
        if not members:
            raise ControlError("a group needs members: the first one owns it")
        owner = world.user(members[0]).id
        chat = world.add_group(
            str(wish.get("title") or "Group"),
            [world.user(each).id for each in members],
            forum=bool(wish.get("forum")),
            supergroup=bool(wish.get("supergroup")),
        )
        if wish.get("bot", True) and world.default_bot():
            admin = bool(wish.get("bot_admin", True))
            for bot in list(world.state.bots):
                self.stage.membership.add_bot(chat, bot, owner, admin=admin)
        return {"id": chat.id}

    async def act(self, request: web.Request) -> dict[str, Any]:
        return perform(self.stage, await body(request))

    async def inject(self, request: web.Request) -> dict[str, Any]:
        """An update exactly as given, however odd, goes to the bot: `{"kind", "payload", "lane"}`."""
        wish = await body(request)
        bot = int(wish.get("bot") or self.stage.world.default_bot().id)
        if not isinstance(wish.get("kind"), str) or "payload" not in wish:
            raise ControlError("an update needs its kind and its payload")
        update_id = self.stage.queues[bot].put(wish["kind"], wish["payload"], int(wish.get("lane") or 0))
        return {"update_id": update_id}

    async def add_fault(self, request: web.Request) -> dict[str, Any]:
        self.stage.faults.add(await body(request))
        return {}

    def clear_faults(self, _: web.Request) -> dict[str, Any]:
        self.stage.faults.clear()
        return {}

    async def limits(self, request: web.Request) -> dict[str, Any]:
        wish = await body(request)
        self.stage.flood.set(enabled=bool(wish.get("flood", True)), scale=float(wish.get("scale") or 1))
        return {}

    async def move_clock(self, request: web.Request) -> dict[str, Any]:
        wish, clock = await body(request), self.stage.clock
        if not isinstance(clock, MovableClock):
            raise ControlError("this sandbox was given a clock that can't be moved")
        if wish.get("to"):
            clock.set(_moment(str(wish["to"])))
        else:
            clock.advance(_span(str(wish.get("advance") or "")))
        await clock.settle()
        self.stage.world.events.publish("clock", now=clock.now().isoformat())
        return self._time()

    def _time(self) -> dict[str, Any]:
        return {"now": self.stage.clock.now().isoformat()}

    async def wait_until_settled(self, request: web.Request) -> dict[str, Any]:
        if self.settled is None:
            raise ControlError("nobody here knows when the bot has settled: this is for the demo", 404)
        try:
            await asyncio.wait_for(self.settled(), float(request.query.get("timeout") or SETTLE_SECONDS))
        except TimeoutError:
            raise ControlError("still busy", 408) from None
        return {"settled": True}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ControlError("a moment needs its offset, like 2026-11-23T09:00:00+08:00")
    return moment


def _span(text: str) -> timedelta:
    found = DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        raise ControlError('say how far: {"advance": "PT30M"} or {"to": "2026-11-23T09:00:00+08:00"}')
    return timedelta(**{name: float(value) for name, value in found.groupdict().items() if value})
