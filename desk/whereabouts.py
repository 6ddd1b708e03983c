"""By what two reports are about the same place: for counting what comes back (L1).

A room of somebody's home ("the kitchen") is no place of its own: the home is. What is written differently
(other digits, a space between) is the same when its parts are, or when it reads alike without spaces and signs.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

Place = tuple[str, ...]


def places_of(home_id: int | None, spot_id: int | None, told: str, verdict: Mapping[str, Any]) -> list[Place]:
    """Every name under which it may be found again; none where nothing tells."""
    known: list[Place] = [(kind, str(one)) for kind, one in (("home", home_id), ("spot", spot_id)) if one]
    if shared := _shared(verdict.get("spot", {})):
        return [*known, shared]
    plain = _plain(told)
    return known or ([("told", plain)] if plain else [])


def _shared(spot: Mapping[str, str]) -> Place:
    """A lift, a ground that all share, or as much of a building as was said."""
    building = spot.get("building", "")
    for part in ("lift", "ground"):
        if spot.get(part):
            return (part, building, spot[part])
    rest = tuple(spot.get(part, "") for part in ("unit", "floor", "room"))
    return ("building", building, *rest) if building else ()


def _plain(told: str) -> str:
    folded = unicodedata.normalize("NFKC", told).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
