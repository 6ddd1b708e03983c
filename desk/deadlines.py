"""When things are due: computed from the history of a round, so that nobody's message resets a clock.

Pauses (a hold, a question that waits for the resident, a withdrawal) stop what the work takes, up to
the policy's caps; emergencies know no pause. What rests once it is late stays late. Those above hear
nothing new while it is withdrawn, or on a hold, which then takes approval (D4). desk.reckoning reads and writes; here is only arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.calendar import next_open
from desk.history import Step, calmed
from desk.pauses import NOTHING, Pause, after, away, holds_of, in_order, pauses_of, walk
from desk.spans import Span, Time, Times, utc
from desk.timing import Timing
from models.kinds import Kind, Severity, Status, TimerKind

BEGIN = ("file", "reopen")  # a round
TAKES = ("accept", "reassign")  # somebody has it now
PLANNED = ("appoint", "agree", "hold", "extend", "complete")  # a result or a plan, by whoever may do it
TOLD = ("note", "tell")  # likewise, in the words of whoever has it, unless they are the desk's stock of words
THERE = ("arrive", "complete")
OTHER_TIME = ("prefer", "reschedule", "inherit", "go_on")  # asked for, or no longer theirs who agreed
UNHEARD = (Status.DRAFT, Status.WAITING, Status.WITHDRAWN)
WORKED_OFF = (Status.DONE, Status.CLOSED, Status.REFUSED)
CLOCKED = (Kind.COMPLAINT, Kind.REPAIR)  # I4: only these have deadlines as complaints


@dataclass(frozen=True)
class Case:
    """What the deadlines of a complaint depend on, apart from its history."""

    kind: Kind
    severity: Severity
    emergency: bool


@dataclass(frozen=True)
class Clock:
    """One promise, from when it was made."""

    kind: TimerKind
    began: datetime
    span: Span
    due: datetime
    promise: int = 0  # how often it was promised anew: an extension, another appointment
    pauses: tuple[Pause, ...] = ()
    gone: tuple[Pause, ...] = ()  # those that count beyond the end, too
    met_at: datetime | None = None
    later: datetime | None = None  # the new time that the resident was told, when it won't be kept
    told: int = 0  # how often they were told a new one
    silent: bool = False  # the resident hears of it by another clock (desk.ladders)

    def named(self, policy: Timing) -> datetime:
        """The time as it was said: what was agreed, without the grace that we give ourselves."""
        agreed = self.kind is TimerKind.VISIT_DUE and self.promise > 0
        return self.due - policy.agreed_grace if agreed else self.due

    def at_percent(self, percent: int, times: Times) -> datetime:
        """When that much of its time has passed; beyond 100 it goes on in the same time, whatever is asked."""
        if percent < 100:  # noqa: PLR2004 - percent
            return min(self.due, walk(self.began, self.span.part(percent), self.pauses, times))
        return walk(self.due, self.span.part(percent - 100), self.gone, times)


def clocks_of(steps: Sequence[Step], case: Case, policy: Timing, times: Times) -> dict[TimerKind, Clock]:
    """The clocks of a round; those that don't apply are missing."""
    begun = next((step for step in steps if step.action in BEGIN), None)
    if begun is None or case.kind in (Kind.SUGGESTION, Kind.PRAISE):
        return {}
    steps = steps[steps.index(begun) :]
    clocks = [_answer(steps, case, policy, times)]
    clocks += [_plan(steps, policy, times)] if case.kind in CLOCKED or case.emergency else []
    clocks.append(_finish(steps, case, policy, times))
    if visit := _visit(steps, case, policy):
        clocks.append(visit)
    return {clock.kind: _told(clock, steps, times) for clock in clocks}


def _told(clock: Clock, steps: Sequence[Step], times: Times) -> Clock:
    """With what the resident was told about this promise; it is later by what has rested since."""
    of = (clock.kind, clock.promise)
    warned = [s for s in steps if s.action == "warn" and (s.facts["clock"], s.facts["promise"]) == of]
    if warned:
        at, until = warned[-1].at, utc(warned[-1].facts["until"])
        left = Span(times.between(at, until, clock.span.time), clock.span.time)
        later = walk(at, left, rested, times) if (rested := after(at, clock.pauses)) else until
        return replace(clock, later=later, told=len(warned))
    return clock


def _answer(steps: Sequence[Step], case: Case, policy: Timing, times: Times) -> Clock:
    """Until a human being has answered. What was returned or passed on waits anew, for its next worker."""
    first = policy.first_answer if not case.emergency else Span(policy.emergency_on_site)
    began, span, promise, met = _raised(steps), first, 0, None
    for step in steps:
        if met is None and step.status not in UNHEARD:
            met = step.at
        elif met is not None and step.status is Status.WAITING:
            again = policy.answer_again if not case.emergency else first
            began, span, promise, met = step.at, again, promise + 1, None
    if promise == 0 and not case.emergency:
        span = _by_morning(began, span, policy, times)
    pauses = away(steps)
    due = walk(began, span, pauses, times)
    clock = Clock(TimerKind.ANSWER_DUE, began, span, due, promise, pauses, pauses, met)
    return _taken_over(clock, steps, "first_by", times)


def _raised(steps: Sequence[Step]) -> datetime:
    """Since when it has been as urgent as it is: what became an emergency later has its time from then on."""
    raised = (step.at for step in calmed(steps) if step.action == "alarm" and "raised" in step.facts)
    return next(raised, steps[0].at)


def _by_morning(began: datetime, span: Span, policy: Timing, times: Times) -> Span:
    """For what came at night, somebody has been found soon after the night ends (D9)."""
    hours = times.hours[Time.SERVICE]
    opens = next_open(began, hours)
    if opens == began:
        return span
    morning = datetime.combine(opens.astimezone(hours.zone), policy.arranged_by, hours.zone)
    return Span(times.between(began, morning, Time.SERVICE), Time.SERVICE) if morning > opens else span


def _plan(steps: Sequence[Step], policy: Timing, times: Times) -> Clock:
    pauses = pauses_of(steps, policy)
    due = walk(steps[0].at, policy.plan, pauses, times)
    clock = Clock(TimerKind.PLAN_DUE, steps[0].at, policy.plan, due, 0, pauses, away(steps), _planned(steps))
    return _taken_over(clock, steps, "plan_by", times)


def _planned(steps: Sequence[Step]) -> datetime | None:
    """Since when there is a result or a plan: a kind word of the desk is neither."""
    holder: int | None = None
    for step in steps:
        if step.action in TAKES:
            holder = step.facts.get("person", step.actor)  # given by a leader, or taken
        elif step.status is Status.WAITING:
            holder = None
        own = step.actor is not None and step.actor == holder and "stock" not in step.facts
        if step.action in PLANNED or (step.action in TOLD and own):
            return step.at
    return None


def _visit(steps: Sequence[Step], case: Case, policy: Timing) -> Clock | None:
    """Somebody is there: at once in an emergency, else at the time that both sides agreed on.

    When the resident asks for another time, the agreed one is no promise any more.
    """
    at_once, promise = None, 0
    if case.emergency:
        span = Span(policy.emergency_on_site)
        began = _raised(steps)
        at_once = Clock(TimerKind.VISIT_DUE, began, span, began + span.length)
    clock = at_once
    for step in steps:
        if step.action == "agree" and "at" in step.facts:
            promise += 1
            at = utc(step.facts["at"]) + policy.agreed_grace
            clock = Clock(TimerKind.VISIT_DUE, step.at, Span(max(at - step.at, NOTHING)), at, promise)
        elif clock and clock.met_at is None and step.action in OTHER_TIME and step.at < clock.due:
            clock = at_once
        elif clock and clock.met_at is None and (step.action in THERE or step.status in WORKED_OFF):
            clock = replace(clock, met_at=step.at)
    return clock


def _finish(steps: Sequence[Step], case: Case, policy: Timing, times: Times) -> Clock:
    """The work; a time agreed with the resident or an extension moves it, no message does.

    However often another time is agreed on, it moves no further than without approval it may (D3).
    """
    pauses, gone = ((), ()) if case.emergency else (pauses_of(steps, policy), away(steps))

    def by(severity: Severity) -> Clock:
        span = Span(policy.emergency_finish) if case.emergency else policy.finish[severity]
        span = span if case.emergency or case.kind in CLOCKED else policy.plan  # a question wants an answer
        due = walk(steps[0].at, span, pauses, times)
        return Clock(TimerKind.FINISH_DUE, steps[0].at, span, due, 0, pauses, gone)

    judged = [step for step in steps if step.action in ("judge", "absorb") and "severity" in step.facts]
    clock, dated = by(Severity(judged[0].facts["from"]) if judged else case.severity), False
    for at, step in enumerate(steps):
        if step.action == "extend":
            clock, dated = _extended(clock, step, times), True
        elif step.action == "agree" and "at" in step.facts:
            latest = times.later(step.at, policy.agree_within)
            until = times.later(min(utc(step.facts["at"]), latest), policy.agreed_finish)
            until = min(until, allowed(steps[: at + 1], policy, times))
            if until > clock.due:
                clock, dated = _promised(clock, step.at, until, times), True
        elif step in judged:
            clock = _judged(clock, by(Severity(step.facts["severity"])), step, dated=dated)
            clock = _taken_over(clock, [step], "done_by", times)
    met = steps[-1].status in WORKED_OFF
    ended = next((s.at for s in steps if s.status in WORKED_OFF), None) if met else None
    held = () if case.emergency else (one for one in holds_of(steps, policy) if one.begins >= clock.due)
    return replace(clock, met_at=ended, gone=in_order(clock.gone, held))


def allowed(steps: Sequence[Step], policy: Timing, times: Times) -> datetime:
    """Until when appointments may move the end of this round: seven working days (S2), or what was approved."""
    dates = [times.later(steps[0].at, policy.longest)]
    for step in steps:
        if step.action == "extend":
            dates.append(utc(step.facts["until"]))
        elif step.action in ("appoint", "agree") and "approved" in step.facts:
            dates.append(times.later(utc(step.facts["at"]), policy.agreed_finish))
    return max(dates)


def _judged(clock: Clock, anew: Clock, step: Step, *, dated: bool) -> Clock:
    """Another severity, reckoned from the same beginning; later than promised only when approved (D4)."""
    if "approved" in step.facts:  # whatever rests later on, it stays a promise of its own
        return replace(max(clock, anew, key=lambda each: each.due), promise=clock.promise + 1)
    if anew.due < clock.due and not dated:
        return replace(anew, promise=clock.promise)
    return clock


def _taken_over(clock: Clock, steps: Sequence[Step], promise: str, times: Times) -> Clock:
    """What was promised earlier to whoever's complaint went into this one (desk.merging) is owed by this one."""
    for step in steps:
        owed = clock.began <= step.at and (clock.met_at is None or step.at < clock.met_at)
        if promise in step.facts and owed and (by := utc(step.facts[promise])) < clock.due:
            since = utc(step.facts["since"])
            span = Span(times.between(since, by, clock.span.time), clock.span.time)
            clock = replace(
                _promised(clock, step.at, by, times), began=since, span=span, promise=clock.promise
            )
    return clock


def _extended(clock: Clock, step: Step, times: Times) -> Clock:
    """To the date that was approved: whoever approved it saw until when it rests."""
    if step.status is Status.ON_HOLD:
        clock = replace(clock, pauses=tuple(one for one in clock.pauses if one.begins > step.at))
    return _promised(clock, step.at, utc(step.facts["until"]), times)


def _promised(clock: Clock, at: datetime, until: datetime, times: Times) -> Clock:
    """The same clock with a new date; what rested before the promise is in the date already."""
    rested, due = after(at, clock.pauses), until
    span = Span(times.between(at, until, clock.span.time), clock.span.time)
    for pause in rested:
        due += pause.ends - pause.begins if pause.begins < due else NOTHING
    return replace(clock, began=at, span=span, due=due, promise=clock.promise + 1, pauses=rested)
