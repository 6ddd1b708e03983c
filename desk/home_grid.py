"""The estate's own homes, to be chosen step by step: building, unit, room."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from tortoise.functions import Min

from desk.errors import NotFound
from models import Community, Home


class Level(StrEnum):
    """What is chosen next."""

    BUILDING = "b"
    UNIT = "u"
    ROOM = "r"


@dataclass(frozen=True)
class Grid:
    """One page of what there is to choose from; each choice stands for all that is below it."""

    level: Level
    choices: Sequence[Home]
    page: int
    pages: int
    under: int = 0  # a home in what was chosen before; 0: nothing was
    back: Level | None = None


async def is_known(community_id: int) -> bool:
    """Whether there is anything to choose from."""
    return await Home.filter(community_id=community_id).exists()


async def read_grid(community: Community, level: Level, under: int, page: int, size: int) -> Grid:
    """Where there is only one building, or one unit, nobody is asked which. Raises NotFound."""
    homes, chosen = Home.filter(community_id=community.id), None
    if level is not Level.BUILDING:
        chosen = await homes.get_or_none(id=under)
        if chosen is None:
            raise NotFound
        homes = homes.filter(building=chosen.building)
        homes = homes.filter(unit=chosen.unit) if level is Level.ROOM else homes
    ids = await _first_of_each(level, community, chosen)
    if len(ids) == 1 and level is not Level.ROOM:
        below = Level.UNIT if level is Level.BUILDING else Level.ROOM
        return await read_grid(community, below, ids[0], 1, size)
    every = sorted(await homes.filter(id__in=ids) if ids else await homes, key=_in_order)
    pages = max(1, ceil(len(every) / size))
    page = min(page, pages)
    shown = every[(page - 1) * size : page * size]
    return Grid(level, shown, page, pages, under if chosen else 0, await _back(community, level, chosen))


async def _first_of_each(level: Level, community: Community, chosen: Home | None) -> list[int]:
    """One home of each building, or of each unit of a building; of rooms, none: they are all meant."""
    if level is Level.ROOM:
        return []
    part = "building" if level is Level.BUILDING else "unit"
    homes = Home.filter(community_id=community.id, **({"building": chosen.building} if chosen else {}))
    rows = await homes.annotate(first=Min("id")).group_by(part).values_list("first", flat=True)
    return [int(str(each)) for each in rows]


async def _back(community: Community, level: Level, chosen: Home | None) -> Level | None:
    """The step before this one that had a choice."""
    if level is Level.ROOM and len(await _first_of_each(Level.UNIT, community, chosen)) > 1:
        return Level.UNIT
    if level is not Level.BUILDING and len(await _first_of_each(Level.BUILDING, community, None)) > 1:
        return Level.BUILDING
    return None


def _in_order(home: Home) -> list[tuple[int, str]]:
    """2 before 10, and numbers before names."""
    parts = re.findall(r"\d+|\D+", f"{home.building} {home.unit} {home.room}")
    return [(int(part), "") if part.isdigit() else (10**9, part) for part in parts]
