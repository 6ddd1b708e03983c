"""When work rests: holds, questions that wait for the resident, withdrawals; each within its cap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from desk.history import Step
from desk.spans import Span, Times, utc
from desk.timing import Timing
from models.kinds import Status

NOTHING = timedelta(0)
AT_WORK = (Status.ACCEPTED, Status.ON_HOLD)
FOREVER = timedelta(days=3650)  # an end that nobody has given; caps make it shorter


@dataclass(frozen=True)
class Pause:
    begins: datetime
    ends: datetime


def walk(start: datetime, span: Span, pauses: Iterable[Pause], times: Times) -> datetime:
    """The moment at which the span has passed, pauses left out."""
    at, left = start, span.length
    for pause in pauses:
        if pause.ends <= at:
            continue
        passed = times.between(at, pause.begins, span.time)
        if passed >= left:
            break
        at, left = pause.ends, left - passed
    return times.later(at, Span(left, span.time))


def after(moment: datetime, pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """What is left of them then."""
    return tuple(replace(one, begins=max(one.begins, moment)) for one in pauses if one.ends > moment)


def pauses_of(steps: Sequence[Step], policy: Timing) -> tuple[Pause, ...]:
    """When the work rested, in order and without overlaps, each kind within its cap."""
    asked = _capped(_asked(steps), policy.question_pause)
    return in_order(holds_of(steps, policy), asked, away(steps))


def asked_until(steps: Sequence[Step], policy: Timing) -> datetime | None:
    """Until when a question that is open now stops the work's clock, if nobody answers it; None when it does not."""
    asked = list(_asked(steps))
    last = asked[-1] if asked and asked[-1].ends == asked[-1].begins + FOREVER else None
    counted = {pause.begins: pause.ends for pause in _capped(asked, policy.question_pause)}
    return counted.get(last.begins) if last else None


def holds_of(steps: Sequence[Step], policy: Timing) -> Iterator[Pause]:
    return _capped(_between(steps, Status.ON_HOLD), policy.hold_pause)


def rest_left(steps: Sequence[Step], policy: Timing) -> timedelta:
    """How much longer the work of this round may rest: what the cap of its holds leaves."""
    held = sum((pause.ends - pause.begins for pause in _between(steps, Status.ON_HOLD)), NOTHING)
    return max(policy.hold_pause - held, NOTHING)


def away(steps: Sequence[Step]) -> tuple[Pause, ...]:
    """When it was withdrawn or refused, before it came back."""
    gone = [*_between(steps, Status.WITHDRAWN), *_between(steps, Status.REFUSED)]
    return tuple(_capped(sorted(gone, key=lambda pause: pause.begins), timedelta.max))


def _between(steps: Sequence[Step], status: Status) -> Iterator[Pause]:
    """Spans in which the complaint had that status; one that lasts has the end that was given for it."""
    since: Step | None = None
    for step in steps:
        if step.status is status:
            since = since or step
        elif since is not None:
            yield Pause(since.at, step.at)
            since = None
    if since is not None:
        yield Pause(since.at, utc(since.facts["until"]) if "until" in since.facts else since.at + FOREVER)


def _asked(steps: Sequence[Step]) -> Iterator[Pause]:
    """From a question until its answer, or until the work leaves the hands of who asked.

    A hold that comes between is one of its own; after it the card says again what it waits for.
    """
    since: datetime | None = None
    is_open = False
    for step in steps:
        asked = step.action == "ask" and "unheard" not in step.facts
        over = step.action in ("answer", "reassign", "inherit", "go_on") or step.status not in AT_WORK
        is_open = asked or (is_open and not over)
        waits = is_open and step.status is Status.ACCEPTED
        if since is not None and not waits:
            yield Pause(since, step.at)
        since = (since or step.at) if waits else None
    if since is not None:
        yield Pause(since, since + FOREVER)


def _capped(pauses: Iterable[Pause], most: timedelta) -> Iterator[Pause]:
    """As many of them, from the first on, as the cap allows in all."""
    for pause in pauses:
        taken = min(max(pause.ends - pause.begins, NOTHING), most)
        most -= taken
        if taken:
            yield Pause(pause.begins, pause.begins + taken)


def in_order(*pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Without overlaps."""
    return tuple(_merged(sorted(chain(*pauses), key=lambda pause: pause.begins)))


def _merged(pauses: Iterable[Pause]) -> Iterator[Pause]:
    last: Pause | None = None
    for pause in pauses:
        if last is not None and pause.begins <= last.ends:
            last = replace(last, ends=max(last.ends, pause.ends))
            continue
        if last is not None:
            yield last
        last = pause
    if last is not None:
        yield last
