"""A second voice beside the lexicon: what sentences that sound like this one were about.

Logistic regression on which words, letters and pairs of them a text has (TF-IDF of presence, of unit length; short texts shorter). It
was trained outside (bench/learning.py); here is only the sum, and nothing in it depends on a library. It knows
what nobody put into the lexicon, and says of its own answers which pairs spoke for them.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from heapq import nlargest
from operator import add, itemgetter
from pathlib import Path
from typing import NamedTuple

from triage.errors import LexiconError
from triage.pace import unhurried
from triage.verdict import CATEGORIES, Reason

WEIGHTS = Path(__file__).with_name("learned.tsv")
DANGER = "danger"
VOICES = (*CATEGORIES, DANGER)
_PIECE = re.compile(r"[a-z']+|[^\W\d_]")  # a number says nothing of what is wrong
_BATCH = 250  # lines
_FARTHEST = 3.0  # behind the likeliest: the lexicon's surest words are never outvoted
_LEAST = 30.0  # as long as about ten letters: fewer say little, and shall not speak as loud
_REASONS = 3
_LEAST_REASON = 0.05

_Row = tuple[str, *tuple[float, ...]]  # the piece, the square of its rarity, then what it says for each voice
_FIRST = 2  # column of the first voice


class Heard(NamedTuple):
    """`sums`: what speaks for each department, as the lexicon's; `danger`: how much it sounds like harm now, 0 to 1.

    That is no probability: dangers weighed as much as all the rest together when it was learned.
    """

    sums: list[float]
    danger: float
    known: list[_Row]
    length: float

    def loudest(self) -> str:
        """What spoke most for danger."""
        return self._most(DANGER, 1)[0][0]

    def reasons(self, category: str, trust: float) -> Iterator[Reason]:
        """What spoke most for the category."""
        column = _FIRST + VOICES.index(category)
        for row in self._most(category, _REASONS):
            if (worth := round(float(row[column]) * trust / self.length, 2)) >= _LEAST_REASON:
                yield Reason(row[0], category, worth)

    def _most(self, voice: str, many: int) -> list[_Row]:
        return nlargest(many, self.known, key=itemgetter(_FIRST + VOICES.index(voice)))


class Learned:
    def __init__(self, alone: _Row, rows: dict[str, _Row]) -> None:
        self._alone = alone
        self._rows = rows

    def hear(self, spelled: str) -> Heard | None:
        """None if it knows nothing of the text."""
        known = [*filter(None, map(self._rows.get, pieces(spelled)))]
        if not known:
            return None
        _, rarities, *columns = zip(*known, strict=True)
        length = max(_LEAST, math.sqrt(sum(rarities)))
        sums = [own + sum(column) / length for own, column in zip(self._alone[_FIRST:], columns, strict=True)]
        danger = 1 / (1 + math.exp(-sums.pop()))
        least = max(sums) - _FARTHEST
        return Heard([max(each, least) for each in sums], danger, known, length)


def pieces(spelled: str) -> Collection[str]:
    """Words and single letters, and each with the next, numbers left out: what the weights are of. Each once, in
    the order they are said: a sum in the order of a set would differ in its last digits from process to process."""
    singles = _PIECE.findall(spelled)
    return dict.fromkeys((*singles, *map(add, singles, singles[1:])))


@lru_cache(maxsize=1)
def read_learned(path: Path = WEIGHTS) -> Learned:
    """Slowly, so that it may be done in a thread beside the event loop."""
    with path.open(encoding="utf-8") as lines:
        return learned_from(unhurried(lines, _BATCH), path.name)


def learned_from(lines: Iterable[str], source: str) -> Learned:
    """Tabs between; the first line names the voices, the second what each says of nothing at all."""
    fields = (line.rstrip("\n").split("\t") for line in lines)
    if tuple(next(fields, [])[_FIRST:]) != VOICES:
        raise LexiconError(source, f"must know {', '.join(VOICES)}, in this order")
    alone = _row(*next(fields))
    return Learned(alone, {row[0]: _row(*row) for row in fields})


def _row(piece: str, *numbers: str) -> _Row:
    return piece, *map(float, numbers)
