"""The rates of the service, as plain arithmetic over what happened (L1; the formulas are in docs/figures.md).

A case is counted on the day on which its outcome was known: answered, or the deadline had passed. What is
left out is kept beside the rate, never dropped in silence.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from models.callback_kinds import CallbackState, Solved

POINTS = {5: Fraction(1), 4: Fraction(1), 3: Fraction(9, 10), 2: Fraction(0), 1: Fraction(0)}
FIRST = 1
DISBELIEVED = "differs"  # why a record is left out that another person found not to be so
OWN_WORK = "own_work"  # likewise: nobody else was there to ask


class RateKind(StrEnum):
    """What is measured; each is printed with its n and with what is left out."""

    ANSWERED = "answered"  # a first human answer in time
    FINISHED = "finished"  # the work finished in time
    SOLVED = "solved"  # the resident says so, among real answers
    SATISFIED = "satisfied"  # likewise, weighted
    HELD = "held"  # finished work whose callback was answered, refused, or tried often enough, in time
    REPLIED = "replied"  # likewise, and the resident really answered
    CONTACTED = "contacted"  # after a bad answer somebody who leads it spoke to the resident in time
    REPEATED = "repeated"  # the same home or place and category again within 30 days


@dataclass(frozen=True)
class Round:
    """One round of work: what was promised, and what became of it."""

    number: int
    answer_due: datetime | None
    answered_at: datetime | None
    finish_due: datetime | None
    finished_at: datetime | None
    callback_due: datetime | None = None  # until when the resident has been asked; only finished work owes it


@dataclass(frozen=True)
class Amends:
    """Contact that a bad answer was promised, in the round that it began."""

    round: int
    due: datetime
    kept_at: datetime | None
    released_at: datetime | None  # "not now", or solved after all


@dataclass(frozen=True)
class Vote:
    """The callback of one round."""

    round: int
    held_at: datetime | None  # answered, refused or given up
    answered_at: datetime | None  # by the resident, for the first time
    state: CallbackState
    solved: Solved | None
    score: int | None
    counted_at: datetime | None  # when the answer that counts was given
    left_out: str = ""  # why it counts in no rate: found not to be so, or taken down by who did the work


@dataclass(frozen=True)
class Story:
    """A complaint, as far as rates look at it."""

    ref: str
    number: int
    filed_at: datetime
    left_out: str = ""  # why it counts in no rate: withdrawn, refused, no complaint
    over_at: datetime | None = (
        None  # since when it is left out: what was promised for later is no promise any more
    )
    counted: Collection[int] = ()  # rounds that count all the same: over before that, or answered
    rounds: Sequence[Round] = ()
    votes: Sequence[Vote] = ()
    amends: Sequence[Amends] = ()
    backs: Sequence[datetime] = ()  # when the resident said "it's back"
    repeats: bool = False  # the same had been filed shortly before


@dataclass(frozen=True)
class Item:
    """One case in a rate."""

    ref: str
    number: int
    points: Fraction  # 1: as it should be
    why: str = ""  # it is left out
    round: int = FIRST


Outcome = tuple[int, RateKind, Fraction, str]  # round, kind, points, and why it doesn't count


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
    def why(self) -> Counter[str]:
        """How many are left out for what reason."""
        return Counter(item.why for item in self.left_out)

    @property
    def met(self) -> int:
        return sum(item.points > 0 for item in self.items)

    def amiss(self, kind: RateKind) -> list[Item]:
        """The cases that are not as they should be."""
        repeated = kind is RateKind.REPEATED
        return [item for item in self.items if (item.points > 0 if repeated else item.points < 1)]

    def cases(self, kind: RateKind) -> list[Item]:
        """Every case behind the rate: first what fell short, then the rest, then what is left out."""
        short = self.amiss(kind)
        fell = {id(item) for item in short}
        return [*short, *(item for item in self.items if id(item) not in fell), *self.left_out]


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
        for round_, kind, points, own in _outcomes(story, period):
            out = story.left_out if round_ not in story.counted else ""
            why = out or own
            item = Item(story.ref, story.number, points, why, round_)
            (rates[kind].left_out if why else rates[kind].items).append(item)
    return rates


def _outcomes(story: Story, period: Period) -> Iterator[Outcome]:
    over = story.over_at
    for each in story.rounds:
        yield from _promise(each.number, RateKind.ANSWERED, each.answer_due, each.answered_at, period, over)
        yield from _promise(each.number, RateKind.FINISHED, each.finish_due, each.finished_at, period, over)
    for one in story.amends:
        freed = min(filter(None, (one.released_at, over)), default=None)
        yield from _promise(one.round, RateKind.CONTACTED, one.due, one.kept_at, period, freed)
    votes = {vote.round: vote for vote in story.votes}
    for each in story.rounds:
        yield from _callback(each, votes.get(each.number), period, over)
    for vote in story.votes:
        yield from _vote(vote, period)
    if story.filed_at in period:
        yield FIRST, RateKind.REPEATED, Fraction(story.repeats), ""
    for back in story.backs:  # it speaks of a round before, whatever became of the one that it began
        if back in period:
            yield FIRST, RateKind.REPEATED, Fraction(1), ""


def _promise(
    round_: int,
    kind: RateKind,
    due: datetime | None,
    kept_at: datetime | None,
    period: Period,
    over_at: datetime | None,
) -> Iterator[Outcome]:
    """Known when it was kept, or when its time had passed; never when it was over before."""
    if due is None:
        return
    in_time = kept_at is not None and kept_at <= due
    if not in_time and over_at is not None and over_at <= due:
        return
    if (kept_at if in_time else due) in period:
        yield round_, kind, Fraction(in_time), ""


def _callback(
    round_: Round, vote: Vote | None, period: Period, over_at: datetime | None
) -> Iterator[Outcome]:
    """Owed for all finished work, asked or not: known when it was held, or when its time had passed."""
    due = round_.callback_due
    if due is None:
        return
    out = vote.left_out if vote else ""
    held, replied = (vote.held_at, vote.answered_at) if vote else (None, None)
    if held is None and over_at is not None and over_at <= due:
        return
    known = held if held is not None and held <= due else due
    if known in period:
        yield round_.number, RateKind.HELD, Fraction(held is not None and held <= due), out
    in_time = replied is not None and replied <= due
    if (replied if in_time else due) in period:  # who was not reached, or refused, may still answer
        yield round_.number, RateKind.REPLIED, Fraction(in_time), out


def _vote(vote: Vote, period: Period) -> Iterator[Outcome]:
    if vote.state is not CallbackState.ANSWERED or vote.counted_at not in period:
        return
    yield vote.round, RateKind.SOLVED, Fraction(vote.solved is Solved.YES), vote.left_out
    if vote.score is not None:
        yield vote.round, RateKind.SATISFIED, POINTS[vote.score], vote.left_out
