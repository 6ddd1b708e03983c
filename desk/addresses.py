"""Addresses as people write them: "3-1-502", "Block 3 502", and with the words of addresses.toml between."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from models import Home

WORDS = Path(__file__).with_name("addresses.toml")
TEN = 10
LONGEST = 60  # characters; what is longer tells a story, not an address
GAP = r"[\s,.、，・·\-—–－_/]*"
END = r"[\s.!~,。！～，]*"
BUILDING = r"[A-Z]?\d{1,3}|[A-Z]"
UNIT = r"[A-Z]?\d{1,2}|[A-Z]"
ROOM = r"[A-Z]?\d{1,4}[A-Z]?|[A-Z]"
BY_DASHES = re.compile(rf"({BUILDING})[\s\-—–－#]+(?:({UNIT})[\s\-—–－#]+)?(\d{{1,2}}-\d{{1,2}}|{ROOM})")


@dataclass(frozen=True, order=True)
class Address:
    """A home's building, unit ("" where there are none) and room, in one way of writing.

    A room is "502", floor and flat "5B", or floor and number "5-2".
    """

    building: str
    unit: str
    room: str


def read_address(text: str, names: Collection[str] = ()) -> Address | None:
    """The address that the whole text is, or None. `names` are buildings known by a name."""
    written = plain(text)
    if len(written) > LONGEST:
        return None
    for pattern in _patterns(frozenset(names)):
        if found := pattern.fullmatch(written):
            said = {name: _bare(part) for name, part in found.groupdict().items() if part}
            return Address(
                _first(said, "after", "marked", "named"), _first(said, "unit", "entrance"), _room(said)
            )
    if found := BY_DASHES.fullmatch(written):
        return Address(_bare(found[1]), _bare(found[2] or ""), _bare(found[3]))
    return None


def own_address(text: str) -> str:
    """The address in "I live in 3-1-502"; "" where nobody says that they live there."""
    words, short = _words(), text.strip()
    if len(short) > LONGEST:
        return ""
    said = rf"(?:(?:{words['greeting']}){GAP})?(?:{words['living']})\s*(.+?)\s*(?:{words['resident']})?{END}"
    found = re.fullmatch(said, short, re.IGNORECASE)
    return found[1] if found else ""


def may_be_a_time(told: Address) -> bool:
    """ "9-11": hours as well as a building and a room."""
    return not told.unit and told.room.isdecimal() and len(told.room) < len("502")


def address_in_cells(building: str, unit: str, room: str) -> Address | None:
    """An address whose parts stand in columns of their own; without a building, all of it in one."""
    if not room.strip():
        return None
    if not building.strip():
        return read_address(f"{unit} {room}".strip())
    words = _words()
    name = _without(plain(building), words["before_building"], words["building"])
    entrance = _without(plain(unit), words["before_unit"], words["unit"])
    marked = name if is_named(name) else f"BLOCK {name}"
    return read_address(f"{marked} UNIT {entrance} {room}" if entrance else f"{marked} {room}", {name})


def _without(written: str, before: str, after: str) -> str:
    found = re.fullmatch(rf"(?:{before})?\s*(.*?)\s*(?:{after})?", written)
    return found[1] if found else written


def plain(text: str) -> str:
    """Wide letters narrow, small ones capital, Chinese numerals as digits."""
    written = unicodedata.normalize("NFKC", text).upper().strip()
    return "".join(
        _number(run) if is_numeral else "".join(run)
        for is_numeral, letters in groupby(written, key=_is_numeral)
        for run in [list(letters)]
    )


def address_of(home: Home) -> Address:
    return Address(home.building, home.unit, home.room)


def matches(told: Address, homes: Iterable[Home]) -> list[Home]:
    """The homes this can mean: several when somebody left out the unit."""
    here = [home for home in homes if home.building == told.building]
    exact = [home for home in here if (home.unit, home.room) == (told.unit, told.room)]
    if exact or told.unit:
        return exact or [home for home in here if not home.unit and home.room == f"{told.unit}-{told.room}"]
    return [home for home in here if home.room == told.room]


def apart(one: Address, other: Address) -> bool:
    """Whether something tells that they are two; a part that is "" tells nothing."""
    parts = ((one.building, other.building), (one.unit, other.unit), (one.room, other.room))
    return any(mine and theirs and mine.upper() != theirs.upper() for mine, theirs in parts)


def is_named(building: str) -> bool:
    """Whether it goes by a name, not by a number or a letter."""
    return re.fullmatch(BUILDING, building) is None


def _first(said: dict[str, str], *names: str) -> str:
    return next((said[name] for name in names if name in said), "")


def _room(said: dict[str, str]) -> str:
    floor, number = said.get("floor", ""), _first(said, "sub", "room")
    if not floor:
        return number
    if number.isalpha():
        return f"{floor}{number}"
    with_floor = number.startswith(floor) and len(number) >= len(floor) + 2
    return number if with_floor else f"{floor}-{number}"


def _bare(part: str) -> str:
    return part.lstrip("0") or part


@cache
def _words() -> dict[str, str]:
    """Each kind of word as one regular expression."""
    return {key: "|".join(each) for key, each in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()}


@cache
def _patterns(names: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Large to small as in Chinese, and small to large as in Hong Kong's English."""
    words = _words()
    named = "|".join(sorted((re.escape(plain(name)) for name in names), key=len, reverse=True)) or "(?!)"
    before, after, ahead = words["before_building"], words["building"], words["before_room"]
    building = (
        rf"(?:(?:{before})\s*(?P<after>{BUILDING})\s*(?:{after})?"
        rf"|(?P<marked>{BUILDING})\s*(?:{after})|(?P<named>{named})\s*(?:{after})?)"
    )
    unit = rf"(?:(?P<unit>{UNIT})\s*(?:{words['unit']})|(?:{words['before_unit']})\s*(?P<entrance>{UNIT})(?![A-Z\d]))"
    floor = rf"(?P<floor>\d{{1,2}})\s*(?:{words['floor']})"
    sub = rf"(?:{words['sub']})\s*(?P<sub>\d{{1,2}})"
    room = rf"(?:{sub}|(?:{ahead})?\s*(?P<room>\d{{1,2}}-\d{{1,2}}|{ROOM})\s*(?:{words['room']})?)"
    return (
        re.compile(rf"{building}{GAP}(?:{unit}{GAP})?(?:{floor}{GAP})?{room}"),
        re.compile(rf"(?:{ahead})\s*(?P<room>{ROOM}){GAP}(?:{floor}{GAP})?{building}"),
    )


def _is_numeral(letter: str) -> bool:
    """A numeral that is no digit: one of the Chinese ones."""
    return unicodedata.category(letter) == "Lo" and unicodedata.numeric(letter, -1) >= 0


def _number(letters: list[str]) -> str:
    """Up to 999, as house numbers are said: tens and hundreds, or digit after digit."""
    values = [int(unicodedata.numeric(letter)) for letter in letters]
    if max(values) < TEN:
        return "".join(map(str, values)).lstrip("0") or "0"
    total = last = 0
    for value in values:
        if value < TEN:
            last = value
        else:
            total, last = total + max(1, last) * value, 0
    return str(total + last)
