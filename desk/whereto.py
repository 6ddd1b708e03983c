"""Where a danger is: told after it was cried, in whatever words, until those who run there know which building."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desk import indoors
from desk.addresses import read_address
from desk.indoors import UNDERSTOOD
from desk.sorting import PLACE_LIMIT
from models import Complaint
from models.kinds import Discretion, Status
from triage import Spot, Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
BARE = 2  # letters before a place that say nothing: "in", "at"
WORDS = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}


def is_open(complaint: Complaint) -> bool:
    """Whether those who run there still need to hear where to; not of who isn't to be known by it (T9, D8)."""
    if not complaint.emergency or complaint.status not in AT_WORK:
        return False
    return complaint.discretion is Discretion.OPEN and not _is_known(complaint)


def asks(said: str) -> bool:
    return WORDS["asks"].search(said) is not None


def asks_who_comes(said: str) -> bool:
    """Whether, when or from where somebody comes; asked, or urged, and not of a parcel or a repair."""
    return WORDS["coming"].search(said) is not None and WORDS["errand"].search(said) is None


def is_errand(said: str) -> bool:
    """Asks when a parcel, or who mends something of their own, comes."""
    return WORDS["coming"].search(said) is not None and WORDS["errand"].search(said) is not None


def is_trouble(said: str) -> bool:
    """Tells what is wrong, in such words as tell of no place."""
    return WORDS["trouble"].search(said) is not None


def is_at(said: str) -> bool:
    """Tells where they are and nothing else, whatever stands in that room."""
    return WORDS["at"].search(said) is not None


def is_over(said: str) -> bool:
    """Says that a danger is less, or over."""
    return WORDS["over"].search(said) is not None


def tells_its_own(said: str) -> str:
    """A place that is no address: one's own kitchen, or what is outside; "" where nothing is told."""
    found = (each.search(said) for each in (WORDS["own"], indoors.WORDS["room"], indoors.WORDS["shared"]))
    return next((plain(each[0]) for each in found if each), "")


def plain(said: str) -> str:
    return said.casefold()


def told(complaint: Complaint, found: Mapping[str, Any], said: str, *, asked: bool) -> dict[str, Any]:
    """The columns that say where it is, of a danger of which that is open; {} where the words don't tell.

    Whoever was asked says it in words of their own, however little of them we understand. What is said further
    stands beside it, a building first: the beginning is what a card has room for.
    """
    words = " ".join(said.split())
    spot = dict(found.get("verdict", {}).get("spot", {})) or (_by_marks(complaint, words) if asked else {})
    understood = str(found.get("place") or "")
    if WORDS["moved"].search(words) or (not spot and (asks(words) or WORDS["over"].search(words))):
        return {}
    if asked and words and (not complaint.place or spot or understood or any(map(str.isdigit, words))):
        bare = understood and words.endswith(understood) and len(words) <= len(understood) + BARE
        place = understood if bare else words
    else:
        place = understood
    if not place:
        return {}
    first = bool(spot.get("building"))
    shown = _together(str(complaint.verdict.get(UNDERSTOOD, complaint.place)), understood, first=first)
    place = _together(complaint.place, place, first=first)
    known = {"spot": complaint.verdict.get("spot", {}) | spot, UNDERSTOOD: shown[:PLACE_LIMIT]}
    return {"place": place[:PLACE_LIMIT], "verdict": complaint.verdict | known}


def corrected(complaint: Complaint, found: Mapping[str, Any], before: str, said: str) -> dict[str, Any]:
    """The same of an edited message that told it."""
    was, words, place = (" ".join(each.split()) for each in (before, said, complaint.place))
    if not (was and place and words) or (was not in place and place not in was):
        return {}
    spot = dict(found.get("verdict", {}).get("spot", {}))
    known = spot if spot.get("building") else complaint.verdict.get("spot", {}) | spot
    place = place.replace(was, words) if was in place else words
    told_ = {"spot": known, UNDERSTOOD: str(found.get("place") or "")}
    return {"place": place[:PLACE_LIMIT], "verdict": complaint.verdict | told_}


def tells_another(complaint: Complaint, verdict: Verdict, said: str) -> bool:
    """Another building than the one that is known: they may have been wrong, or it is there as well."""
    known = complaint.verdict.get("spot", {}).get("building")
    other = verdict.spot.building not in ("", known)
    return bool(known) and other and not WORDS["moved"].search(said) and not asks(said)


def _together(before: str, more: str, *, first: bool) -> str:
    if not more or before in more:
        return more or before
    return f"{more} {before}" if first else f"{before} {more}"


def _is_known(complaint: Complaint) -> bool:
    spot = Spot(**complaint.verdict.get("spot", {}))
    shared = spot.ground and not WORDS["each_has"].search(spot.ground)
    housed = complaint.home_id or complaint.spot_id or complaint.verdict.get("home")
    return bool(housed or spot.building or shared or read_address(complaint.place))


def _by_marks(complaint: Complaint, words: str) -> dict[str, str]:
    """ "5-1"; and a mere "5" once they have told what is beside it, and are asked which building."""
    found = WORDS["dashes"].search(words) or (WORDS["building"].search(words) if complaint.place else None)
    parts = found.groupdict() if found else {}
    building = parts.get("building") or parts.get("block") or ""
    told_ = (("building", building), ("unit", parts.get("unit")))
    return {name: part.lower() for name, part in told_ if part}
