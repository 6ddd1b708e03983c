"""P14: the machine's clock jumps, the bot is killed and restarted; nothing is asked twice, nothing early.

The clock is the only one that the bot has: "early" is before the moment that was promised, by that clock.
Short in the suite; `make campaign` runs 25 histories (docs/reliability.md).
"""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from village import StillClock, found

from desk import answers
from desk.authority import Actor
from desk.clocks import civil_moment
from desk.errors import DeskError
from desk.policy import policy_for
from models import Callback, Card, Event, Outgoing, Timer
from models.callback_kinds import CallbackState, Solved
from models.database import Database
from models.kinds import Action, CardKind, TimerState
from scheduler.sweeping import Sweep
from scheduler.timetable import SWEEP_EVERY

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
HISTORIES, STEPS = (25, 100) if LONG else (1, 40)
COMPLAINTS = 3
JUMPS = [timedelta(**{unit: sign * n}) for unit, n in (("hours", 1), ("days", 1)) for sign in (1, -1)]
ONCE = (Action.CALL_BACK, Action.REMIND, Action.OWE_CALL)
ZONE = ZoneInfo("Asia/Shanghai")

pytestmark = pytest.mark.slow


class JumpingClock(StillClock):
    def jump(self, span: timedelta) -> None:
        """Somebody sets the machine's clock; the monotonic one goes on."""
        self._now += span


class History:
    """One estate under a clock that nobody can trust."""

    def __init__(self, url: str, random: Random, clock: JumpingClock) -> None:
        self._url, self._random, self._clock = url, random, clock
        self.did: Counter[str] = Counter()

    async def run(self) -> None:
        self._database = await Database.open(self._url)
        village = self._village = await found(self._database, self._clock)
        for n in range(COMPLAINTS):
            await village.done(who=("owner", "neighbour", "stranger")[n], text="厨房水管漏水")
        for _ in range(STEPS):
            await self._step()
            assert await amiss() == []
        await self._database.close()

    async def _step(self) -> None:
        what = self._random.choices(("pass", "jump", "restart", "kill", "answer"), (50, 18, 12, 15, 5))[0]
        self.did[what] += 1
        if what == "jump":
            self._clock.jump(self._random.choice(JUMPS))
        elif what == "restart":
            await self._restart()
        elif what == "kill":
            await self._kill()
        elif what == "answer":
            await self._answer()
        else:
            self._clock.forward(minutes=self._random.randint(1, 240))
        await Sweep(self._database, self._clock).run()
        await self._village.telegram_takes_everything()

    async def _restart(self) -> None:
        await self._database.close()
        self._database = self._village.database = await Database.open(self._url)

    async def _kill(self) -> None:
        """In the middle of a sweep, wherever it may be."""
        self._clock.forward(minutes=self._random.randint(1, 600))
        sweep = self._database.spawn(Sweep(self._database, self._clock).run(), name="to be killed")
        await asyncio.sleep(self._random.random() * 0.05)
        sweep.cancel()
        with suppress(asyncio.CancelledError):
            await sweep
        await self._restart()

    async def _answer(self) -> None:
        row = await Callback.filter(state=CallbackState.ASKED).select_related("complaint").first()
        if row is not None:
            who, now = Actor(row.complaint.filer_id or 0, ""), self._clock.now()
            said = partial(answers.say_solved, row.complaint.ref, who, row.round, row.turn, Solved.YES, now)
            with suppress(DeskError):
                await self._database.transaction(said)


async def amiss() -> list[str]:
    """What happened twice, too early, or at night."""
    wrong = twice(
        f"{action} #{complaint} round {round_}"
        for complaint, round_, action in await Event.filter(action__in=ONCE).values_list(
            "complaint_id", "round", "action"
        )
    )
    wrong += twice(
        f"{notice} in {lane} about {complaint}"
        for notice, lane, complaint in await Outgoing.filter(notice="callback_reminder").values_list(
            "notice", "lane", "complaint_id"
        )
    )
    wrong += twice(f"digest {key}" for (key,) in await Outgoing.filter(notice="digest").values_list("key"))
    wrong += twice(
        f"card {kind} of {complaint} round {round_}"
        for kind, complaint, round_ in await Card.filter(
            kind__in=(CardKind.CALLBACK, CardKind.PHONE)
        ).values_list("kind", "complaint_id", "round")
    )
    for timer in await Timer.filter(state=TimerState.FIRED):
        assert timer.fired_at is not None
        if timer.fired_at < timer.due_at - timedelta(seconds=SWEEP_EVERY):
            wrong.append(f"{timer.kind} fired {timer.due_at - timer.fired_at} early")
    asked = await Event.filter(action__in=(Action.CALL_BACK, Action.REMIND)).values_list("at")
    return wrong + [f"asked at {at}" for (at,) in asked if at_night(at)]


def twice(things: Iterable[str]) -> list[str]:
    return [f"{thing}: {count} times" for thing, count in Counter(things).items() if count > 1]


def at_night(moment: datetime) -> bool:
    return civil_moment(moment, policy_for({}), ZONE) != moment


async def test_whatever_the_clock_does_nothing_is_asked_twice_and_nothing_early(
    sqlite_template: Path, tmp_path: Path, seed: int
) -> None:
    random, did = Random(seed), Counter[str]()
    for n in range(HISTORIES):
        path = shutil.copy(sqlite_template, tmp_path / f"{n}.db")
        history = History(f"sqlite://{path}", random, JumpingClock())
        await history.run()
        did += history.did
    print(f"seed {seed}: {HISTORIES} histories, {dict(did)}")  # noqa: T201 - pytest shows it with -s
