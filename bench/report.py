"""Figures, and the table at the end."""

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One result beside its peer and its goal."""

    what: str
    measured: str
    peer: str = ""
    ratio: str = ""
    goal: str = ""
    good: bool | None = None  # None: told for information, without a goal

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "reached", False: "missed", None: ""}[self.good]
        return self.what, self.measured, self.peer, self.ratio, self.goal, verdict


HEAD = ("figure", "measured", "beside", "ratio", "goal", "verdict")


def progress(line: str) -> None:
    """Tells what is going on, apart from the results."""
    sys.stderr.write(f"… {line}\n")
    sys.stderr.flush()


def table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(figure.cells for figure in figures)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
