"""Where and when, as the resident wrote it; the patterns are data."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from triage.errors import LexiconError
from triage.verdict import Spot

_TEN = 10
_NEVER = "(?!)"
_NOWHERE = Spot()


class _Pattern(NamedTuple):
    needs: re.Pattern[str]  # quick: where it isn't found, the whole isn't looked for
    whole: re.Pattern[str]


class Places:
    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self._place = _compiled(patterns, "place")
        self._ground = _compiled(patterns, "ground")
        self._when = _compiled(patterns, "when")
        self._parts = {part: _compiled(patterns, f"spot_{part}") for part in Spot.__slots__}

    def place(self, text: str) -> str | None:
        return _longest(self._place, text) or _longest(self._ground, text)

    def when(self, text: str) -> str | None:
        return _longest(self._when, text)

    def spot(self, spelled: str) -> Spot:
        """The parts of the place, spelled alike however people write them; the first of each kind."""
        told: dict[str, str] = {}
        for part, pattern in self._parts.items():
            if pattern.needs.search(spelled) and (hit := pattern.whole.search(spelled)):
                told[part] = _alike(next(filter(None, hit.groups())))
        return Spot(**told) if told else _NOWHERE


def _compiled(patterns: Mapping[str, Sequence[str]], name: str) -> _Pattern:
    """`NAME_needs`: letters of which the text must have one. `NAME_starts`: what each must begin with, so that there
    is one look instead of many. Both only save time."""
    written = "|".join(patterns.get(name, (_NEVER,)))
    needs, starts = ("".join(patterns.get(f"{name}_{what}", ())) for what in ("needs", "starts"))
    ahead = f"(?={starts})" if starts else ""
    try:
        return _Pattern(re.compile(needs), re.compile(f"{ahead}(?:{written})", re.IGNORECASE))
    except re.error as error:
        raise LexiconError(f"[patterns.{name}]", f"is no regular expression: {error}") from error


def _longest(pattern: _Pattern, text: str) -> str | None:
    if not pattern.needs.search(text):
        return None
    return max((match[0].strip() for match in pattern.whole.finditer(text)), key=len, default=None)


def _alike(written: str) -> str:
    """One spelling: a number in Chinese letters becomes digits, leading noughts go."""
    word = "".join(written.split())
    if word.isdecimal():
        return str(int(word))
    number = ones = 0
    for letter in word:
        value = unicodedata.numeric(letter, None)
        if value is None or letter.isdecimal() or (ones and 0 < value < _TEN):  # "two three" are two houses
            return word
        if value >= _TEN:
            number, ones = number + max(ones, 1) * int(value), 0
        else:
            ones = int(value) or ones
    return str(number + ones)
