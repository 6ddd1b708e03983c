"""Ladders: what happens while a clock runs, and when. Each rung once; only the next one is ever armed.

Half of the time gone: whoever has it is reminded. Shortly before the end: the resident hears that it
won't do, and the new time. At the end: the card turns red and the case joins one list. Then those above.
When the new time won't do either, the resident hears that once more, and one more level above; and when
the last one named has passed as well, that nobody has forgotten them: no further time.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from desk.calendar import next_open
from desk.deadlines import Case, Clock
from desk.spans import Time, Times
from desk.timing import Timing
from models.kinds import Role, TimerKind

CLOCKS = (TimerKind.ANSWER_DUE, TimerKind.VISIT_DUE, TimerKind.PLAN_DUE, TimerKind.FINISH_DUE)
PROMISED = (TimerKind.ANSWER_DUE, TimerKind.VISIT_DUE, TimerKind.FINISH_DUE)  # what the resident was told
PER_PROMISE = 10  # rungs of one promise; a new promise has a ladder of its own


class Rung(IntEnum):
    """Stored in Timer.rung, so the numbers never change."""

    HALF = 1
    WARN = 2
    DUE = 3
    SUPERVISOR = 4
    MANAGER = 5
    DIRECTOR = 6
    AGAIN = 7
    BROKEN = 8


TELLS = {Rung.SUPERVISOR: Role.SUPERVISOR, Rung.MANAGER: Role.MANAGER, Rung.DIRECTOR: Role.DIRECTOR}


@dataclass(frozen=True, order=True)
class Climb:
    """One rung of one promise, and its moment."""

    at: datetime
    rung: Rung
    number: int  # as Timer.rung keeps it


def with_one_voice(clocks: dict[TimerKind, Clock], case: Case) -> dict[TimerKind, Clock]:
    """In an emergency it is the time on site that was promised: one promise, one time, one piece of news."""
    visit, answer = clocks.get(TimerKind.VISIT_DUE), clocks.get(TimerKind.ANSWER_DUE)
    if not (case.emergency and visit and answer and visit.met_at is None and visit.due <= answer.due):
        return clocks
    return clocks | {answer.kind: replace(answer, silent=True, later=None)}


def climbs_of(clock: Clock, case: Case, policy: Timing, times: Times) -> list[Climb]:
    """Every rung of the clock, in the order of time."""
    percents = _percents(clock, case, policy)
    moments = {Rung.DUE: clock.due}
    moments |= {rung: clock.at_percent(percent, times) for rung, percent in zip(TELLS, percents, strict=True)}
    if not (case.emergency and clock.kind is TimerKind.ANSWER_DUE):  # its first rungs come sooner
        moments[Rung.HALF] = clock.at_percent(policy.half, times)
    if clock.kind in PROMISED and not clock.silent:
        moments[Rung.WARN] = max(clock.began, clock.due - policy.warn_before)
    if clock.later:
        moments[Rung.AGAIN] = max(clock.due, clock.later - policy.warn_before)
    if clock.later and clock.told > 1:
        moments[Rung.BROKEN] = clock.later
    spoken = {rung: _by_day(at, rung, case, times) for rung, at in moments.items()}
    return sorted(Climb(at, rung, clock.promise * PER_PROMISE + rung) for rung, at in spoken.items())


def next_climb(clock: Clock, fired: frozenset[int], case: Case, policy: Timing, times: Times) -> Climb | None:
    """The rung to wait for; None when all have fired or the promise is kept."""
    if clock.met_at is not None:
        return None
    climbs = climbs_of(clock, case, policy, times)
    return next((climb for climb in climbs if climb.number not in fired), None)


def _percents(clock: Clock, case: Case, policy: Timing) -> tuple[int, int, int]:
    if clock.kind is TimerKind.ANSWER_DUE:
        return policy.emergency if case.emergency else policy.unaccepted
    return policy.unaccepted if case.emergency else policy.late


def _by_day(at: datetime, rung: Rung, case: Case, times: Times) -> datetime:
    """Nobody is disturbed at night but for an emergency; turning red disturbs nobody."""
    if case.emergency or rung is Rung.DUE:
        return at
    return next_open(at, times.hours[Time.SERVICE])
