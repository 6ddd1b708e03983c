"""Whether a report lies inside somebody's home: then it is theirs, and no neighbour joins it or reads of its door (T9)."""

import re
import tomllib
from pathlib import Path

from desk.addresses import Address, address_of, apart, read_address
from models import Complaint, Home
from triage import Spot

WORDS = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}
UNDERSTOOD = (
    "understood"  # of a place in words of their own (desk.whereto): what neighbours may read of it (T9)
)
NEVER_INSIDE = frozenset({"elevator"})  # whoever names their door beside one means where they live
COMMON = frozenset({"access", "garbage"})  # of the building, unless a room is told
CUT_OFF = frozenset({"gas", "heating", "network", "power", "water"})


def lies_inside(complaint: Complaint) -> bool:
    """By the door or the room that it tells; where nothing else tells the place, by what it is about.

    A pipe that leaks at home is theirs, water that is cut off is the building's.
    """
    spot = _spot(complaint)
    if spot.lift or complaint.subject in NEVER_INSIDE:
        return False
    if door_told(complaint) is not None:
        return True
    if spot.ground or complaint.spot_id is not None:
        return False
    if WORDS["room"].search(complaint.text):
        return True
    if spot.building or not (complaint.home_id or complaint.verdict.get("home")):
        return False
    return not _is_of_all(complaint)


def door_told(complaint: Complaint) -> Address | None:
    """The door in its place, if it tells one."""
    told = place_in(complaint)
    return told if told.room else None


def place_in(complaint: Complaint) -> Address:
    """As much of an address as its place tells; a part is "" where it doesn't."""
    spot = _spot(complaint)
    if told := read_address(complaint.place):
        return told
    flat = f"{spot.floor}{spot.room}" if spot.room.isalpha() else spot.room
    return Address(spot.building.upper(), spot.unit.upper(), flat.upper())


def tells_a_home(complaint: Complaint) -> bool:
    """A lift is in no home, but its place may name the door of whoever waits for it."""
    return lies_inside(complaint) or door_told(complaint) is not None


def may_be_in(home: Home, complaint: Complaint) -> bool:
    """Whether nothing tells that it is another home."""
    if told := door_told(complaint):
        return not apart(told, address_of(home))
    return complaint.home_id in (None, home.id)


def is_in(home: Home, complaint: Complaint) -> bool:
    """Whether it tells so."""
    told = door_told(complaint) is not None or complaint.home_id is not None
    return told and may_be_in(home, complaint)


def place_to_neighbours(complaint: Complaint) -> str:
    """What others than its filer may read of its place: never a door, nor the address that its filer told, nor
    what they only said of it in words of their own (desk.whereto).
    """
    if tells_a_home(complaint):
        return ""
    told = str(complaint.verdict.get("home", ""))
    return str(complaint.verdict.get(UNDERSTOOD, complaint.place)).removeprefix(told).strip()


def _is_of_all(complaint: Complaint) -> bool:
    if complaint.subject in COMMON or WORDS["shared"].search(complaint.text):
        return True
    return complaint.subject in CUT_OFF and bool(WORDS["outage"].search(complaint.text))


def _spot(complaint: Complaint) -> Spot:
    return Spot(**complaint.verdict.get("spot", {}))
