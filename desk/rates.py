"""The rates of the service, as plain arithmetic over what happened (L1; the formulas are in docs/figures.md).

A case is counted on the day on which its outcome was known: answered, or the deadline had passed. What is
left out is kept beside the rate, never dropped in silence.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from models.callback_kinds import CallbackState, Recheck, Solved

POINTS = {5: Fraction(1), 4: Fraction(1), 3: Fraction(9, 10), 2: Fraction(0), 1: Fraction(0)}
FIRST = 1
HELD = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)


class RateKind(StrEnum):
    """What is measured; each is printed with its n and with what is left out."""

    ANSWERED = "answered"  # a first human answer in time
    FINISHED = "finished"  # the work finished in time
    SOLVED = "solved"  # the resident says so, among real answers
    SATISFIED = "satisfied"  # likewise, weighted
    HELD = "held"  # callbacks answered, refused, or tried often enough
    REPLIED = "replied"  # callbacks that the resident really answered
    REPEATED = "repeated"  # the same home or place and category again within 30 days


@dataclass(frozen=True)
class Round:
    """One round of work: what was promised, and what became of it."""

    number: int
    answer_due: datetime | None
    answered_at: datetime | None
    finish_due: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class Vote:
    """The callback of one round."""

    round: int
    asked_at: datetime
    state: CallbackState
    solved: Solved | None
    score: int | None
    counted_at: datetime | None  # when the answer that counts was given
    recheck: Recheck | None


@dataclass(frozen=True)
class Story:
    """A complaint, as far as rates look at it."""

    ref: str
    number: int
    filed_at: datetime
    left_out: str = ""  # why it counts in no rate: withdrawn, refused, no complaint
    counted: Collection[int] = ()  # rounds that count all the same: over before that, or answered
    rounds: Sequence[Round] = ()
    votes: Sequence[Vote] = ()
    backs: Sequence[datetime] = ()  # when the resident said "it's back"
    repeats: bool = False  # the same had been filed shortly before


@dataclass(frozen=True)
class Item:
    """One case in a rate."""

    ref: str
    number: int
    points: Fraction  # 1: as it should be


Outcome = tuple[int, RateKind, Fraction, bool]  # round, kind, points, and whether it counts


@dataclass
class Rate:
    """A rate with every case behind it."""

    items: list[Item] = field(default_factory=list)
    left_out: list[Item] = field(default_factory=list)

    @property
    def n(self) -> int:
        return len(self.items)

    @property
    def value(self) -> Fraction | None:
        """None when there is nothing to measure: no case is neither good nor bad."""
        return sum((item.points for item in self.items), Fraction()) / self.n if self.items else None

    @property
    def met(self) -> int:
        return sum(item.points > 0 for item in self.items)

    def amiss(self, kind: RateKind) -> list[Item]:
        """The cases that are not as they should be."""
        repeated = kind is RateKind.REPEATED
        return [item for item in self.items if (item.points > 0 if repeated else item.points < 1)]


@dataclass(frozen=True)
class Period:
    """From a moment up to, and without, another."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment < self.until


def rates_of(stories: Iterable[Story], period: Period) -> dict[RateKind, Rate]:
    rates = {kind: Rate() for kind in RateKind}
    for story in stories:
        for round_, kind, points, counts in _outcomes(story, period):
            item = Item(story.ref, story.number, points)
            rate, out = rates[kind], story.left_out and round_ not in story.counted
            (rate.left_out if out or not counts else rate.items).append(item)
    return rates


def _outcomes(story: Story, period: Period) -> Iterator[Outcome]:
    for each in story.rounds:
        yield from _promise(each.number, RateKind.ANSWERED, each.answer_due, each.answered_at, period)
        yield from _promise(each.number, RateKind.FINISHED, each.finish_due, each.finished_at, period)
    for vote in story.votes:
        yield from _vote(vote, period)
    if story.filed_at in period:
        yield FIRST, RateKind.REPEATED, Fraction(story.repeats), True
    for back in story.backs:  # it speaks of a round before, whatever became of the one that it began
        if back in period:
            yield FIRST, RateKind.REPEATED, Fraction(1), True


def _promise(
    round_: int, kind: RateKind, due: datetime | None, kept_at: datetime | None, period: Period
) -> Iterator[Outcome]:
    """Known when it was kept, or when its time had passed."""
    if due is None:
        return
    in_time = kept_at is not None and kept_at <= due
    if (kept_at if in_time else due) in period:
        yield round_, kind, Fraction(in_time), True


def _vote(vote: Vote, period: Period) -> Iterator[Outcome]:
    counts = vote.recheck is not Recheck.DIFFERS
    if vote.asked_at in period:
        yield vote.round, RateKind.HELD, Fraction(vote.state in HELD), counts
        yield vote.round, RateKind.REPLIED, Fraction(vote.state is CallbackState.ANSWERED), counts
    if vote.state is not CallbackState.ANSWERED or vote.counted_at not in period:
        return
    yield vote.round, RateKind.SOLVED, Fraction(vote.solved is Solved.YES), counts
    if vote.score is not None:
        yield vote.round, RateKind.SATISFIED, POINTS[vote.score], counts
