"""A home that is told with other words around it, and one that is put right: "not 601, 301"."""

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from desk.addresses import Address, address_of, may_be_a_time, own_address, plain, read_address
from models import Residency

LONGEST = 120  # characters
PIECE = re.compile(r"[^\s,.，。;；!！、:：()（）]+")
EDGES = " \t\n,.，。;；!！、:：()（）"
WORDS = {
    name: re.compile("|".join(words), re.IGNORECASE)
    for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}


@dataclass(frozen=True)
class Told:
    """An address as it was written, and what was said besides."""

    address: str
    besides: str


def address_amid(text: str, names: Collection[str] = ()) -> Told | None:
    """The one address at the beginning or the end of a text; None without one, or with two.

    What may as well be an hour is none.
    """
    said = text.strip()
    if len(said) > LONGEST:
        return None
    for start, end in _runs(said):
        written = own_address(said[start:end]) or said[start:end]
        told = read_address(written, names)
        if told is None or may_be_a_time(told):
            continue
        besides = f"{said[:start]} {said[end:]}".strip(EDGES)
        second = any(read_address(besides[a:b], names) for a, b in _runs(besides)) if besides else False
        return None if second else Told(written, besides)
    return None


def _runs(said: str) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of it that hold whole pieces, the longest first."""
    pieces = [each.span() for each in PIECE.finditer(said)]
    for n in range(len(pieces), 0, -1):
        yield pieces[0][0], pieces[n - 1][1]
        if n < len(pieces):
            yield pieces[-n][0], pieces[-1][1]


def put_right(text: str) -> tuple[str, str] | None:
    """What it is not, and what it is, each a room or a whole address."""
    found = WORDS["put_right"].fullmatch(text.strip())
    if found is None:
        return None
    said = {name: part.strip(EDGES) for name, part in found.groupdict().items() if part}
    return _first(said, "wrong"), _first(said, "right")


def _first(said: dict[str, str], name: str) -> str:
    return next((part for key, part in said.items() if key.startswith(name)), "")


def means(said: str, residency: Residency, names: Collection[str] = ()) -> bool:
    """Whether a room, or a whole address, is that of a home."""
    home = told_home(residency, names)
    if home is None:
        return False
    whole = read_address(said, names)
    if whole is None:
        return home.room == plain(said)
    return (whole.building, whole.room) == (home.building, home.room) and whole.unit in ("", home.unit)


def corrected(said: str, residency: Residency, names: Collection[str] = ()) -> str:
    """The address that it is instead; "" where that can't be told."""
    home = told_home(residency, names)
    if home is None or read_address(said, names) is not None:
        return said if read_address(said, names) is not None else ""
    right = replace(home, room=plain(said))
    written = "-".join(filter(None, (right.building, right.unit, right.room)))
    return written if read_address(written, names) == right else ""


def told_home(residency: Residency, names: Collection[str] = ()) -> Address | None:
    if residency.home is not None:
        return address_of(residency.home)
    return read_address(own_address(residency.address) or residency.address, names)
