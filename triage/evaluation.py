"""How well triage does on labelled messages: (language, scope) → share right, and what it takes for what."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from triage.verdict import CATEGORIES, Verdict

Judge = Callable[[str], Verdict]
OTHER = "other"
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; `also` is a second department that counts as right, `emergency` None where people differed."""

    text: str
    language: str
    category: str
    also: str | None
    kind: str | None
    emergency: bool | None

    @property
    def scope(self) -> str:
        return "out of scope" if self.category == OTHER else "in scope"

    def allows(self, category: str) -> bool:
        return category in (self.category, self.also)


def read_messages(path: Path) -> list[Message]:
    with path.open(encoding="utf-8") as lines:
        return [_message(json.loads(line)) for line in lines if line.strip()]


def _message(row: dict[str, Any]) -> Message:
    emergency = row.get("emergency")
    return Message(
        text=row["text"],
        language=row.get("lang", "?"),
        category=row["category"],
        also=row.get("also"),
        kind=row.get("kind"),
        emergency=None if emergency is None else bool(emergency),
    )


def evaluation(messages: Iterable[Message], judge: Judge) -> Iterator[str]:
    """The figures as lines of text."""
    judged = [(message, judge(message.text)) for message in messages]
    yield from _shares("right", judged, lambda m, v: m.allows(v.category))
    yield from _shares("among first two", judged, lambda m, v: any(m.allows(c) for c, _ in v.ranked[:2]))
    yield from _confidence(judged)
    yield from _emergencies(judged)
    yield from _kinds(judged)
    yield from confusion((m, v.category) for m, v in judged)


Judged = list[tuple[Message, Verdict]]


def _shares(title: str, judged: Judged, good: Callable[[Message, Verdict], bool]) -> Iterator[str]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for message, verdict in judged:
        for group in (f"{message.language}, {message.scope}", f"all, {message.scope}", "all"):
            groups[group].append(good(message, verdict))
    yield f"\n{title}"
    for group in sorted(groups):
        yield f"  {group:28} {_share(groups[group])}"


def _share(good: list[bool]) -> str:
    return f"{sum(good) / len(good):6.1%}  of {len(good)}" if good else "     -  of 0"


def _confidence(judged: Judged) -> Iterator[str]:
    sure = [m.allows(v.category) for m, v in judged if v.confident]
    yield f"\ncalled confident               {_share(sure)} ({len(sure) / max(1, len(judged)):.0%} of all)"
    for low, high in pairwise(_BINS):
        inside = [
            m.allows(v.category)
            for m, v in judged
            if low <= v.ranked[0][1] < high or v.ranked[0][1] == high == 1
        ]
        yield f"  confidence {low:4.0%} to {high:4.0%}       {_share(inside)}"


def _emergencies(judged: Judged) -> Iterator[str]:
    yes = [v.emergency is not None for m, v in judged if m.emergency is True]
    no = [v.emergency is not None for m, v in judged if m.emergency is False]
    yield f"\nemergencies found              {_share(yes)}"
    yield f"false alarms                   {_share(no)}"


def _kinds(judged: Judged) -> Iterator[str]:
    known = [m.kind == v.kind for m, v in judged if m.kind]
    yield f"\nkind                           {_share(known)}"


def confusion(pairs: Iterable[tuple[Message, str]]) -> Iterator[str]:
    """Rows: what it is; columns: what it was taken for. What `also` allows is counted as right."""
    counts = Counter((m.category, m.category if m.allows(taken) else taken) for m, taken in pairs)
    yield "\n" + " " * 10 + "".join(f"{name:>10}" for name in CATEGORIES)
    for true in CATEGORIES:
        yield f"{true:10}" + "".join(f"{counts[true, taken]:10}" for taken in CATEGORIES)
