"""What a complaint's clocks say now: read from its history, kept in its columns, and armed as timers.

Contract: after any step that may move a clock (hold, resume, ask, answer, return, transfer, take back,
reassign, arrive, agree on a time, reopen, withdraw, restore, another severity, an extension), in the
same transaction and after `change`:

    await reckoning.reckon(complaint, now)

It reads, by the actions of the history: "hold" with facts {"until": iso}, "agree" with {"at": iso},
"extend" with {"until": iso}; "ask" and "answer" need no facts. What follows from the status (waiting,
on hold, done, withdrawn) needs no call of its own. Deadlines never depend on who wrote last.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk import timers
from desk.deadlines import Case, Clock, clocks_of
from desk.history import Step, steps_of
from desk.ladders import CLOCKS, Climb, next_climb, with_one_voice
from desk.policy import policy_for
from desk.spans import Times
from desk.timing import Timing
from models import Complaint, Timer
from models.kinds import Status, TimerKind, TimerState

COLUMNS = {
    TimerKind.ANSWER_DUE: "answer_due_at",
    TimerKind.VISIT_DUE: "visit_due_at",
    TimerKind.PLAN_DUE: "plan_due_at",
    TimerKind.FINISH_DUE: "finish_due_at",
}
WHILE_OWED = (TimerKind.VISIT_DUE, TimerKind.PLAN_DUE)
RUNNING = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


@dataclass(frozen=True)
class Reckoning:
    """The clocks of a round, and by which rules they were reckoned."""

    clocks: dict[TimerKind, Clock]
    case: Case
    policy: Timing
    times: Times

    @property
    def columns(self) -> dict[str, Any]:
        due = {column: self._due(kind) for kind, column in COLUMNS.items()}
        running = [clock for clock in self.clocks.values() if clock.met_at is None and clock.later]
        return due | {"later_at": min((clock.later for clock in running if clock.later), default=None)}

    def _due(self, kind: TimerKind) -> datetime | None:
        """Of a visit and a plan only while they are owed; answer and end are looked at afterwards, too."""
        clock = self.clocks.get(kind)
        kept = clock is not None and clock.met_at is not None and kind in WHILE_OWED
        return clock.due if clock and not kept else None

    def next_of(self, kind: TimerKind, fired: frozenset[int]) -> Climb | None:
        clock = self.clocks.get(kind)
        return next_climb(clock, fired, self.case, self.policy, self.times) if clock else None


async def reckon(complaint: Complaint, now: datetime) -> Reckoning:
    """Brings columns and timers in line with the history. Nothing moves while it is withdrawn."""
    reckoning = await read(complaint)
    if complaint.status is not Status.WITHDRAWN:
        columns = reckoning.columns
        await Complaint.filter(id=complaint.id).update(**columns)
        complaint.update_from_dict(columns)
    await arm(complaint, reckoning, now)
    return reckoning


async def read(complaint: Complaint) -> Reckoning:
    """The clocks as they stand; changes nothing."""
    return reckoned(complaint, await steps_of(complaint))


def opening(complaint: Complaint, now: datetime, action: str = "file", **columns: Any) -> Reckoning:
    """The clocks of a round that is about to begin."""
    begins = [Step(action, Status.WAITING, now, {})]
    return reckoned(complaint, begins, **columns)


def reckoned(complaint: Complaint, steps: list[Step], **columns: Any) -> Reckoning:
    policy = policy_for(complaint.community.policy).timing
    times = policy.times(ZoneInfo(complaint.community.timezone))
    emergency = bool(complaint.emergency) and columns.get("round", complaint.round) == 1
    case = Case(complaint.kind, complaint.severity, emergency)
    clocks = with_one_voice(clocks_of(steps, case, policy, times), case)
    return Reckoning(clocks, case, policy, times)


async def arm(complaint: Complaint, reckoning: Reckoning, now: datetime) -> None:
    """One timer for each clock that runs: its next rung. All others of the ladders are put away."""
    kinds = CLOCKS if complaint.status in RUNNING else ()
    timed = Timer.filter(complaint_id=complaint.id, round=complaint.round, kind__in=CLOCKS)
    fired: dict[TimerKind, set[int]] = {kind: set() for kind in CLOCKS}
    for kind, rung in await timed.filter(state=TimerState.FIRED).values_list("kind", "rung"):
        fired[kind].add(rung)
    await timers.cancel(complaint, *CLOCKS)
    for kind in kinds:
        if climb := reckoning.next_of(kind, frozenset(fired[kind])):
            await timers.rearm(complaint, kind, max(climb.at, now), climb.number)


async def arm_first(complaint: Complaint, reckoning: Reckoning) -> None:
    """The same for a round that has just begun, when there is nothing to put away."""
    climbs = {kind: reckoning.next_of(kind, frozenset()) for kind in CLOCKS}
    await timers.arm_all(complaint, [(kind, c.at, c.number) for kind, c in climbs.items() if c])
