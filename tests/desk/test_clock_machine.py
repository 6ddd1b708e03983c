"""The clock of the work under anything that staff and residents do, in any order (promises P15, better.md 5)."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.deadlines import Case, Clock, clocks_of
from desk.history import Step
from desk.ladders import PER_PROMISE, Rung, next_climb
from desk.policy import policy_for
from models.kinds import Kind, Severity, Status, TimerKind

POLICY = policy_for({}).timing
TIMES = POLICY.times(ZoneInfo("Asia/Shanghai"))
MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
W, A, H = Status.WAITING, Status.ACCEPTED, Status.ON_HOLD
NOTHING = timedelta()
spans = st.integers(1, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


class ClockMachine(RuleBasedStateMachine):
    """One round of one complaint; the sweep looks after every step."""

    @initialize(severity=st.sampled_from(Severity))
    def file(self, severity: Severity) -> None:
        self.severity, self.now, self.asked, self.dated = severity, MONDAY, False, False
        self.steps = [Step("file", W, MONDAY, {})]
        self.fired: list[int] = []

    @property
    def clock(self) -> Clock:
        case = Case(Kind.REPAIR, self.severity, emergency=False)
        return clocks_of(self.steps, case, POLICY, TIMES)[TimerKind.FINISH_DUE]

    @property
    def status(self) -> Status:
        return self.steps[-1].status

    def does(self, action: str, status: Status, **facts: Any) -> None:
        self.steps.append(Step(action, status, self.now, facts))

    @rule(span=spans)
    def waits(self, span: timedelta) -> None:
        self.now += span
        self.sweeps()

    @precondition(lambda self: self.status is W)
    @rule()
    def accept(self) -> None:
        self.unmoved("accept", A)

    @rule(
        action=st.sampled_from(["note", "tell", "remark", "supplement", "urge", "reply", "arrive", "appoint"])
    )
    def says_something(self, action: str) -> None:
        self.unmoved(action, self.status)

    @precondition(lambda self: self.status is A and not self.asked)
    @rule()
    def ask(self) -> None:
        before, self.asked = self.clock.due, True
        self.does("ask", A)
        assert self.clock.due >= before

    @precondition(lambda self: self.asked)
    @rule(action=st.sampled_from(["answer", "reassign"]))
    def answer(self, action: str) -> None:
        self.asked = False
        self.does(action, self.status if action == "answer" else A)

    @precondition(lambda self: self.status is A)
    @rule(span=spans)
    def hold(self, span: timedelta) -> None:
        before = self.clock.due
        self.does("hold", H, until=(self.now + span).isoformat())
        assert self.asked or self.clock.due >= before

    @precondition(lambda self: self.status is H)
    @rule()
    def resume(self) -> None:
        self.does("resume", A)

    @precondition(lambda self: self.status is A and not self.asked)
    @rule()
    def reassign(self) -> None:
        self.unmoved("reassign", A)

    @precondition(lambda self: self.status is A and not self.asked)
    @rule()
    def transfer(self) -> None:
        self.unmoved("transfer", W)

    @precondition(lambda self: self.status is A)
    @rule(more=spans)
    def extend(self, more: timedelta) -> None:
        until, promise = max(self.now, self.clock.due) + more, self.clock.promise
        self.does("extend", A, until=until.isoformat())
        self.dated = True
        assert self.clock.due >= until
        assert self.clock.promise == promise + 1

    @rule(severity=st.sampled_from(Severity), approved=st.booleans())
    def judge(self, severity: Severity, approved: bool) -> None:
        """Approval is asked for where the end would come later, as desk.judging does."""
        before, facts = self.clock, {"severity": severity, "from": self.severity}
        self.does("judge", self.status, **facts, approved=True)
        longer = self.clock.due > before.due
        if not (longer and approved):
            self.steps.pop()
            self.does("judge", self.status, **facts)
        self.severity, after = severity, self.clock
        assert approved or after.due <= before.due, "an extension that nobody approved"
        assert (after.promise > before.promise) is (after.due > before.due), "a ladder of its own"

    def unmoved(self, action: str, status: Status) -> None:
        before = (self.clock.due, self.clock.promise)
        self.does(action, status)
        assert (self.clock.due, self.clock.promise) == before, action

    def sweeps(self) -> None:
        """Fires what is due, as desk.climbing does: the rung, and what it writes into the history."""
        case = Case(Kind.REPAIR, self.severity, emergency=False)
        while climb := next_climb(self.clock, frozenset(self.fired), case, POLICY, TIMES):
            if climb.at > self.now:
                break
            assert climb.number // PER_PROMISE == self.clock.promise, "of the promise that holds"
            self.fired.append(climb.number)
            if climb.rung in (Rung.WARN, Rung.AGAIN):
                until = TIMES.later(max(self.clock.due, self.now), POLICY.later_finish).isoformat()
                promised = {"clock": TimerKind.FINISH_DUE, "promise": self.clock.promise, "until": until}
                self.unmoved_by(Step("warn", self.status, self.now, promised))

    def unmoved_by(self, step: Step) -> None:
        due = self.clock.due
        self.steps.append(step)
        assert self.clock.due == due

    @invariant()
    def it_never_runs_backwards(self) -> None:
        clock = self.clock
        assert clock.span.length >= NOTHING
        assert clock.due >= clock.began
        assert all(one.begins < one.ends <= then.begins for one, then in pairwise(clock.pauses))
        assert sum((one.ends - one.begins for one in clock.pauses), NOTHING) <= (
            POLICY.hold_pause + POLICY.question_pause
        )

    @invariant()
    def pauses_add_what_they_last_and_nothing_else_does(self) -> None:
        clock = self.clock
        if self.dated:
            return
        counted = [one for one in clock.pauses if one.begins < clock.due]
        rested = sum((TIMES.between(one.begins, one.ends, clock.span.time) for one in counted), NOTHING)
        assert TIMES.between(clock.began, clock.due, clock.span.time) == clock.span.length + rested

    @invariant()
    def every_rung_once(self) -> None:
        assert len(set(self.fired)) == len(self.fired)


ClockMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTheClockOfTheWork = ClockMachine.TestCase
