"""More than one matter in a text? Each clause is weighed by itself."""

import re
from collections.abc import Sequence

from triage.finding import Hit
from triage.verdict import CATEGORIES, Matter
from triage.weighing import Scales

_CLAUSE = re.compile("[^,.;!?\u3001\u3002\uff0c\uff1b\uff01\uff1f]+")
_SURE = 0.75  # a clause counts as a matter of its own from here
_HEARD = 1.0  # what a department's words must add up to before clauses are looked at
_OTHER = CATEGORIES.index("other")


def split(
    plain: str, spelled: str, hits: Sequence[Hit], scales: Scales, sums: Sequence[float]
) -> tuple[Matter, ...]:
    """Empty unless two clauses speak clearly for different departments."""
    if sum(value >= _HEARD for value in sums[:_OTHER]) <= 1:
        return ()
    shown, clauses = list(_CLAUSE.finditer(plain)), list(_CLAUSE.finditer(spelled))
    if len(shown) != len(clauses):
        return ()
    matters: dict[str, Matter] = {}
    for original, clause in zip(shown, clauses, strict=True):
        matter = _matter(original[0], _inside(clause.span(), hits), scales)
        if matter:
            matters.setdefault(matter.category, matter)
    return tuple(matters.values()) if len(matters) > 1 else ()


def _inside(span: tuple[int, int], hits: Sequence[Hit]) -> list[Hit]:
    """As if the clause were the whole text."""
    start, end = span
    return [
        hit._replace(start=hit.start - start, end=hit.end - start) for hit in hits if start <= hit.start < end
    ]


def _matter(text: str, hits: Sequence[Hit], scales: Scales) -> Matter | None:
    if not hits:
        return None
    category, confidence = scales.rank(scales.sums(scales.features(hits)))[0]
    return Matter(category, text.strip()) if category != "other" and confidence >= _SURE else None
