"""A day of an estate: nothing is forgotten, every rung comes once and in time, no group above its limit.

Short in the suite; `make campaign` runs 500 complaints (docs/reliability.md).
"""

import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from estate_day import Day, busiest_minute, told_to_groups
from sent_day import sent_day
from village import StillClock, found

from desk.deadlines import clocks_of
from desk.history import Step
from desk.ladders import CLOCKS, Rung
from desk.reckoning import reckoned
from models import Complaint, Event, Timer
from models.database import Database
from models.kinds import Action, Status, TimerKind, TimerState

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
COMPLAINTS, STAFF = (500, 40) if LONG else (24, 9)
STEP = timedelta(minutes=5 if LONG else 30)
HOLE = re.compile(r"\{|\}|None|  | $| [）)，。]|<b></b>|（）|\(\)", re.MULTILINE)  # what no text may show

ALIKE = re.compile(r"\d+|今天|昨天|明天|星期.|\d+月\d+日")  # one of each kind is read

pytestmark = pytest.mark.slow


@pytest.fixture(params=["reckoned", *(["sent"] if LONG else [])])
async def day(request: pytest.FixtureRequest, sqlite_url: str, seed: int) -> AsyncIterator[Day]:
    """What is owed counts as sent by the rules of pacing; in the long form it also goes out, over HTTP.

    There twenty seconds pass in one: a busy machine would be late where Telegram is strict.
    """
    database = await Database.open(sqlite_url)
    policy = {"flood": {"open_per_person": 1000}}
    made = sent_day if request.param == "sent" else reckoned_day
    try:
        async with made(database, Random(seed), policy=policy, step=STEP) as day:
            await day.settle(STAFF)
            yield day
    finally:
        await database.close()


@asynccontextmanager
async def reckoned_day(
    database: Database, random: Random, *, policy: Any, step: timedelta
) -> AsyncIterator[Day]:
    yield Day(await found(database, StillClock(), policy=policy), random, step)


async def test_a_day_of_an_estate_with_everything_that_goes_wrong_in_it(day: Day, seed: int) -> None:
    await day.run(COMPLAINTS)
    await report(day, seed)
    assert await left_over(day.now) == []
    assert await rungs_out_of_turn() == []
    assert await promises_out_of_time() == []
    assert {group: n for group, sent in day.sent.items() if (n := busiest_minute(sent)) > 20} == {}
    assert told_to_groups(day) == []
    assert [text for texts in day.said.values() for text in texts if HOLE.search(text)] == []
    assert {"accept", "complete", "hold", "transfer", "ask"} <= set(day.did)
    assert await Event.filter(action=Action.WARN).exists(), "some were late, and their residents heard it"


async def left_over(now: datetime) -> list[str]:
    """What waits for nobody: everything has ended or has a callback before it, and no timer was passed over."""
    at_work = await Complaint.filter(status__in=(Status.WAITING, Status.ACCEPTED, Status.ON_HOLD))
    late = await Timer.filter(state=TimerState.ARMED, due_at__lt=now - 2 * STEP).select_related("complaint")
    unsure = await Timer.exclude(error="")
    return [
        *(f"#{each.number} is {each.status}" for each in at_work),
        *(f"{each.kind} of #{each.complaint.number} was passed over" for each in late),
        *(f"{each.kind} failed: {each.error}" for each in unsure),
    ]


async def rungs_out_of_turn() -> list[str]:
    """Each rung once, never long after its moment, never before a lower one of the same promise."""
    fired = await Timer.filter(state=TimerState.FIRED, kind__in=CLOCKS).order_by("fired_at", "rung")
    wrong = [
        f"{timer.kind} {timer.rung} of {timer.complaint_id}: {timer.due_at} → {timer.fired_at}"
        for timer in fired
        if timer.fired_at is None or not timedelta() <= timer.fired_at - timer.due_at <= 2 * STEP
    ]
    told = Counter(
        (
            event.complaint_id,
            event.round,
            event.facts["clock"],
            event.facts["promise"],
            event.facts.get("told"),
        )
        for event in await Event.filter(action=Action.ESCALATE)
    )
    return wrong + [f"{key} {times} times" for key, times in told.items() if times > 1]


async def promises_out_of_time() -> list[str]:
    """Of each first answer: red at its moment if nobody had accepted it by then, and never otherwise.

    The resident is warned before it turns red. Both are looked up in the history as it was then.
    """
    wrong = []
    for complaint in await Complaint.filter(number__not_isnull=True).select_related("community"):
        events = await Event.filter(complaint_id=complaint.id).order_by("version")
        steps = [
            Step(str(one.action), one.status, one.at, one.facts, one.actor_id)
            for one in events
            if one.round == 1
        ]
        reckoning = reckoned(complaint, steps, round=1)
        for clock in clocks_of(steps, reckoning.case, reckoning.policy, reckoning.times).values():
            ours = [s for s in steps if s.facts.get("clock") == clock.kind]
            ours = [s for s in ours if s.facts.get("promise") == clock.promise]
            red = [s.at for s in ours if s.action == "escalate" and "told" not in s.facts]
            ended = clock.met_at or steps[-1].at
            broken = ended > clock.due + 2 * STEP
            if (broken and len(red) != 1) or (
                red and clock.kind is TimerKind.ANSWER_DUE and not clock.due <= red[0] <= clock.due + 2 * STEP
            ):
                wrong.append(f"#{complaint.number} {clock.kind}: due {clock.due}, ended {ended}, red {red}")
    return wrong


async def report(day: Day, seed: int) -> None:
    """For docs/reliability.md; pytest shows it with -s."""
    states = Counter(str(each.status) for each in await Complaint.filter(number__not_isnull=True))
    rungs = Counter(
        Rung(timer.rung % 10).name for timer in await Timer.filter(state=TimerState.FIRED, kind__in=CLOCKS)
    )
    busiest = max(map(busiest_minute, day.sent.values()), default=0)
    sent, texts = sum(map(len, day.sent.values())), sum(map(len, day.said.values()))
    print(  # noqa: T201
        f"seed {seed}: {dict(states)}; {dict(day.did)}; rungs {dict(rungs)}; {sent} to groups, "
        f"busiest minute {busiest}, longest wait {day.waited:.0f} s; {texts} texts to residents"
    )
    if LONG:
        for notice, told in sorted(day.said.items()):
            shapes = {ALIKE.sub("0", text): text for text in told}
            print(notice, *sorted(shapes.values()), sep="\n  ")  # noqa: T201
