"""Lots: whom a share of the callbacks falls on. Fair, repeatable, and told beforehand to nobody.

Each stratum (a category of a community) is cut into blocks in the order in which things come; in each
block the same number is drawn, at random, from a seed that anybody can write down: so the share is kept
at every moment within one block, and a draw can be checked years later.
"""

from math import gcd
from random import Random

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from models import Community, Draw
from models.kinds import Category, Role


def falls_on(seed: str, place: int, share: int) -> bool:
    """Whether the lot falls on the one that came at this place (0, 1, 2, …); share in percent."""
    step = gcd(share, 100)
    size, chosen = 100 // step, share // step
    block, at = divmod(place, size)
    return at in Random(f"{seed}:{block}").sample(range(size), chosen)


def seed_of(community: Community, stratum: str, what: Role | str) -> str:
    return f"{community.key}:{stratum}:{what}"


async def next_place(community_id: int, stratum: Category | str) -> int:
    """How many came before in this stratum. The update locks the row, so no place is given twice."""
    mine = await _row(community_id, stratum)
    await mine.update(drawn=F("drawn") + 1)
    return (await mine.get()).drawn - 1


async def is_drawn(community_id: int, stratum: str, *, lot: bool, able: bool) -> bool:
    """Whether a visit or a check is due here. A lot that nobody can follow goes to the next one that somebody can."""
    if lot and not able:
        await pass_on(community_id, stratum)
    return able and (lot or await takes_over(community_id, stratum))


async def pass_on(community_id: int, stratum: str) -> None:
    """The lot fell on one that nobody can visit, or that was not held in time; the share is kept all the same."""
    mine = await _row(community_id, stratum)
    await mine.update(owed=F("owed") + 1)


async def takes_over(community_id: int, stratum: str) -> bool:
    """Whether a lot that was passed on falls on this one."""
    mine = await _row(community_id, stratum)
    return bool(await mine.filter(owed__gt=0).update(owed=F("owed") - 1))


async def _row(community_id: int, stratum: str) -> QuerySet[Draw]:
    await Draw.bulk_create([Draw(community_id=community_id, stratum=stratum)], ignore_conflicts=True)
    return Draw.filter(community_id=community_id, stratum=stratum)
