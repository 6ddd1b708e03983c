"""What people corrected: which words misfire, and which are missing."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from triage.analyst import Triage
from triage.errors import TriageError
from triage.verdict import CATEGORIES, KINDS

_ROWS = 20
_LEAST_WORD = 2  # letters


@dataclass(frozen=True, slots=True)
class Correction:
    text: str
    predicted: str
    corrected: str
    of: str = "category"


def read_corrections(path: Path) -> list[Correction]:
    with path.open(encoding="utf-8") as lines:
        return [_correction(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _correction(number: int, line: str) -> Correction:
    try:
        row = json.loads(line)
        of = str(row.get("of", "category"))
        found = Correction(str(row["text"]), row["predicted"], row["corrected"], of)
    except (ValueError, KeyError, TypeError) as error:
        raise TriageError(f"line {number}: not a correction ({error!r})") from error
    known = {"category": CATEGORIES, "kind": KINDS}.get(found.of, ())
    if found.corrected not in known:
        raise TriageError(f"line {number}: corrected to {found.corrected!r}, which is no {found.of}")
    return found


def report(corrections: Iterable[Correction], triage: Triage, least: int = 2) -> Iterator[str]:
    """Only what happened at least `least` times: one message is no rule."""
    mistaken = [one for one in corrections if one.predicted != one.corrected]
    wrong = [one for one in mistaken if one.of == "category"]
    kinds = Counter(f"{one.predicted} → {one.corrected}" for one in mistaken if one.of == "kind")
    yield f"{len(mistaken)} corrections"
    if kinds:
        yield "kinds: " + ", ".join(f"{use} {count}" for use, count in kinds.most_common())
    yield "\nmisfiring: spoke for the wrong department"
    yield from _table(_misfiring(wrong, triage), least)
    yield "\nmissing: in corrected texts, and unknown to the lexicon"
    yield from _table(_missing(wrong, triage), least)


def _misfiring(wrong: Iterable[Correction], triage: Triage) -> dict[str, Counter[str]]:
    """Counts each word once a text, where the lexicon still errs in the same way."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in wrong:
        verdict = triage.verdict(one.text)
        spoke = {
            reason.word
            for reason in verdict.because
            if reason.category == one.predicted == verdict.category and reason.weight > 0
        }
        for word in spoke:
            found[word][f"{one.predicted} → {one.corrected}"] += 1
    return found


def _missing(wrong: Iterable[Correction], triage: Triage) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in wrong:
        for word in {word for word in triage.unknown(one.text) if len(word) >= _LEAST_WORD}:
            found[word][one.corrected] += 1
    return found


def _table(found: dict[str, Counter[str]], least: int) -> Iterator[str]:
    rows = [(sum(uses.values()), word, uses) for word, uses in found.items()]
    often = sorted((row for row in rows if row[0] >= least), key=lambda row: (-row[0], row[1]))
    for total, word, uses in often[:_ROWS]:
        where = ", ".join(f"{use} {count}" for use, count in uses.most_common())
        yield f"  {word:12} {total:4}  ({where})"
    if not often:
        yield "  nothing"
