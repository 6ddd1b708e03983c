"""More than one matter in a text? Each clause is weighed by itself."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from triage.errors import LexiconError
from triage.finding import Hit
from triage.lexicon_file import Lexicon
from triage.normal import LONGEST
from triage.verdict import CATEGORIES, Matter
from triage.weighing import Scales

_STOPS = "[,.;!?\u3001\u3002\uff0c\uff1b\uff01\uff1f]+"
_BLANK = "(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])"
_ENDS = frozenset(".;!?\u3002\uff1b\uff01\uff1f")  # of a sentence
_SURE = 0.75  # a clause counts as a matter of its own from here
_CLEAR = 2.0  # likewise where a word says that something new begins: so far ahead of any other department
_HEARD = 1.0  # what a department's words must add up to before clauses are looked at
_NAMED = 2  # words: where no comma stands, a matter names a thing and what is wrong with it
_OTHER = CATEGORIES.index("other")


class _Clause(NamedTuple):
    start: int
    end: int
    joined: bool = False  # a word joins it to what stands before ("and also"), or a blank
    new: bool = False  # such a word says that here, or after the first clause, something else begins
    sentence: bool = False  # begins one


class Matters:
    def __init__(self, lexicon: Lexicon, scales: Scales) -> None:
        self._scales = scales
        self._border = _compiled(lexicon)

    def of(
        self, plain: str, spelled: str, hits: Sequence[Hit], sums: Sequence[float], staff: Sequence[Hit]
    ) -> tuple[Matter, ...]:
        """Empty unless two clauses speak clearly for different departments, or one for a department and one of its
        staff: `staff` is all that touches these."""
        if not staff and sum(value >= _HEARD for value in sums[:_OTHER]) <= 1:
            return ()
        shown, clauses = self._clauses(plain), self._clauses(spelled)
        if len(shown) != len(clauses) or len(shown) == 1:
            return ()
        said = [_inside(clause, hits) for clause in clauses]
        if staff:
            touching = [at for at, clause in enumerate(clauses) if _inside(clause, staff)]
            return self._beside_staff(plain, shown, said, touching) if touching else ()
        found = self._apart(plain, shown, said)
        return found if len(found) > 1 else ()

    def _apart(
        self, plain: str, clauses: Sequence[_Clause], said: Sequence[Sequence[Hit]]
    ) -> tuple[Matter, ...]:
        """One for each department, in the order they are told."""
        matters: dict[str, Matter] = {}
        for clause, hits in zip(clauses, said, strict=True):
            category = self._category(clause, hits)
            if category:
                matters.setdefault(category, Matter(category, plain[clause.start : clause.end].strip()))
        return tuple(matters.values())

    def _beside_staff(
        self, plain: str, clauses: Sequence[_Clause], said: Sequence[Sequence[Hit]], touching: Sequence[int]
    ) -> tuple[Matter, ...]:
        """All that touches the staff stays in one piece (D8): from the first word of it to the last, and what follows
        that, unless something else plainly begins there."""
        first, last = touching[0], touching[-1]
        before = self._apart(plain, clauses[:first], said[:first])
        after: tuple[Matter, ...] = ()
        if (
            clauses[last + 1 :]
            and (clauses[last + 1].new or clauses[last + 1].sentence)
            and len(plain) < LONGEST
        ):
            after = self._apart(plain, clauses[last + 1 :], said[last + 1 :])
            new = clauses[last + 1]
            after = after if after and after[0].text == plain[new.start : new.end].strip() else ()
        if not before and not after:
            return ()
        about = plain[clauses[first].start : clauses[last].end].strip()
        return (*before, Matter(CATEGORIES[_OTHER], about), *after)

    def _category(self, clause: _Clause, hits: Sequence[Hit]) -> str | None:
        if len(hits) < (_NAMED if clause.joined else 1):
            return None
        sums = self._scales.sums(self._scales.features(hits))
        category, confidence = self._scales.rank(sums)[0]
        if category == CATEGORIES[_OTHER]:
            return None
        best, second = sorted(sums[:_OTHER], reverse=True)[:2]
        clear = clause.new and best - second >= _CLEAR
        return category if clear or confidence >= _SURE else None

    def _clauses(self, text: str) -> list[_Clause]:
        """A word that joins belongs to what it joins."""
        found, start, joined, new, sentence = [], 0, False, False, True
        for border in self._border.finditer(text):
            word = border["word"] is not None
            if text[start : border.start()].strip():
                found.append(_Clause(start, border.start(), joined, new, sentence))
            start = border.start() if word else border.end()
            joined = word or border["blank"] is not None
            new, sentence = word, not _ENDS.isdisjoint(border[0])
        if text[start:].strip():
            found.append(_Clause(start, len(text), joined, new, sentence))
        if len(found) > 1:
            found[0] = found[0]._replace(new=found[1].new)
        return found


def _inside(clause: _Clause, hits: Sequence[Hit]) -> list[Hit]:
    """As if the clause were the whole text."""
    begins, ends = clause.start, clause.end
    return [
        Hit(start - begins, end - begins, word, concepts, denied)
        for start, end, word, concepts, denied in hits
        if begins <= start < ends
    ]


def _compiled(lexicon: Lexicon) -> re.Pattern[str]:
    words = "|".join(lexicon.patterns.get("next_matter", ("(?!)",)))
    try:
        return re.compile(f"(?P<word>{words})|(?P<blank>{_BLANK})|{_STOPS}", re.IGNORECASE)
    except re.error as error:
        raise LexiconError("[patterns.next_matter]", f"is no regular expression: {error}") from error
