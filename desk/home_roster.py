"""The estate's own list of homes and who lives there: read whole, or not at all."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from desk import claims
from desk.addresses import Address, address_in_cells, plain
from desk.arranging import hold
from desk.privacy import plain_phone
from models import Community, Home, Occupant
from models.kinds import ResidencyKind

WORDS = Path(__file__).with_name("home_roster.toml")
NAME_LIMIT = 64  # characters
PART_LIMIT = 32  # characters of a building, a unit, a room
# A whole number that a program has made a fraction: pandas writes "502.0" where a column has an empty cell,
# Excel "502.00". More zeros may be the end of a phone number with a dot in it.
FRACTION = re.compile(r"([+\uff0b]?\d+)[.\uff0e][0\uff10]{1,2}")


class BadRoster(ValueError):
    """The list can't be taken as it is; each line says which row, and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Entry:
    """One row: a home, and whom the roster names for it ("" nobody)."""

    address: Address
    name: str = ""
    phone: str = ""
    kind: ResidencyKind = ResidencyKind.UNTOLD


@dataclass(frozen=True)
class Outcome:
    """What an import has changed."""

    homes: int
    fresh: int  # of them, homes that were not known before
    people: int
    missing: int  # homes we knew that the list doesn't name; they stay


def read_rows(rows: Iterable[Sequence[str]]) -> list[Entry]:
    """The entries of a list whose first row names its columns. Raises BadRoster with every bad row."""
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not numbered:
        raise BadRoster(["row 1: the list is empty"])
    columns = _columns(numbered[0][1])
    entries: dict[Entry, int] = {}
    problems = []
    for number, row in numbered[1:]:
        try:
            entry = _entry({name: _cell(name, row, places) for name, places in columns.items()})
        except ValueError as problem:
            problems.append(f"row {number}: {problem}")
            continue
        if entries.setdefault(entry, number) != number:
            problems.append(f"row {number}: the same as row {entries[entry]}")
    if problems or not entries:
        raise BadRoster(problems or ["row 2: there are no homes below the names of the columns"])
    return list(entries)


async def take_over(entries: Sequence[Entry], community: Community, now: datetime) -> Outcome:
    """Homes are added, never taken away; the people are those of this list and no others.

    Whoever waits to be confirmed and is on the list need wait no longer.
    """
    await hold(community.id)  # another one may be read at the same time
    known = {_address(home): home for home in await Home.filter(community_id=community.id)}
    addresses = {entry.address for entry in entries}
    fresh = [Home(community=community, **vars(each)) for each in sorted(addresses - known.keys())]
    await Home.bulk_create(fresh, ignore_conflicts=True)  # the desk may have confirmed one just now
    homes = {_address(home): home for home in await Home.filter(community_id=community.id)}
    await Occupant.filter(home__community_id=community.id).delete()
    people = [
        Occupant(home=homes[each.address], name=each.name, phone=each.phone, kind=each.kind)
        for each in entries
        if each.name or each.phone
    ]
    await Occupant.bulk_create(people)
    await claims.settle_in(community, now)
    return Outcome(len(addresses), len(fresh), len(people), len(known.keys() - addresses))


def _address(home: Home) -> Address:
    return Address(home.building, home.unit, home.room)


def names_columns(header: Sequence[str]) -> bool:
    """Whether these are names of columns, as far as they can be told."""
    return any(plain(cell).casefold() in _words()["columns"] for cell in header)


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    """Where each is; more than one when two of the list's columns mean the same: a phone and a mobile."""
    names = _words()["columns"]
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(header):
        if (column := names.get(plain(cell).casefold())) is not None:
            found.setdefault(column, []).append(at)
    if "room" not in found:
        written = ", ".join(cell for cell in header if cell.strip())
        raise BadRoster(
            [f"row 1: no column for the room among: {written}. Example: building,unit,room,name,phone"]
        )
    return found


def _cell(column: str, row: Sequence[str], places: Sequence[int]) -> str:
    """What the one that is filled says; which of two is right is not ours to guess."""
    said: dict[str, str] = {}
    for written in (row[at].strip() for at in places if at < len(row)):
        cell = written if column == "name" else _whole(written)
        if cell:
            said.setdefault((column == "phone" and plain_phone(cell)) or plain(cell), cell)
    if len(said) > 1:
        raise ValueError(
            f"two different cells for the {column}: {', '.join(map(repr, said.values()))}. Keep one"
        )
    return next(iter(said.values()), "")


def _whole(cell: str) -> str:
    found = FRACTION.fullmatch(cell)
    return found[1] if found else cell


def _entry(cells: Mapping[str, str]) -> Entry:
    address = address_in_cells(cells.get("building", ""), cells.get("unit", ""), cells["room"])
    if address is None:
        written = " ".join(filter(None, (cells.get(name) for name in ("building", "unit", "room"))))
        raise ValueError(f"{written!r} is no address" if written else "there is no address")
    if len(max(astuple(address), key=len)) > PART_LIMIT:
        raise ValueError(f"a part of the address has more than {PART_LIMIT} characters")
    name, phone = cells.get("name", ""), cells.get("phone", "")
    if len(name) > NAME_LIMIT:
        raise ValueError(f"the name has more than {NAME_LIMIT} characters")
    if phone and not plain_phone(phone):
        raise ValueError(f"{phone!r} is no phone number")
    return Entry(address, name, plain_phone(phone), _kind(cells.get("kind", "")))


def _kind(written: str) -> ResidencyKind:
    if not written:
        return ResidencyKind.UNTOLD
    kind = _words()["kinds"].get(plain(written).casefold())
    if kind is None:
        raise ValueError(f"{written!r} is none of owner, tenant, family")
    return ResidencyKind(kind)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Section → word → what it means."""
    sections = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {
        section: {plain(word).casefold(): meaning for meaning, words in meanings.items() for word in words}
        for section, meanings in sections.items()
    }
