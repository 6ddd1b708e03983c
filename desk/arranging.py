"""A manager arranges the estate: which department takes which category."""

import secrets

from tortoise.expressions import F

from desk.authority import Actor, check_manages
from desk.binding import department_of
from models import Community, Department
from models.kinds import Category

KEY_BYTES = 4


async def give(category: Category, department_id: int, actor: Actor) -> Department:
    """The category is this department's from now on; nothing is ever nobody's. Open tasks stay where they are."""
    chosen = await department_of(department_id, actor)
    await hold(chosen.community_id)
    for one in await Department.filter(community_id=chosen.community_id):
        kept = [each for each in one.categories if each != category]
        now_has = [*kept, str(category)] if one.id == chosen.id else kept
        if now_has != one.categories:
            await Department.filter(id=one.id).update(categories=now_has)
    return await department_of(department_id, actor)


async def add_department(community_id: int, actor: Actor, name: str) -> Department:
    """One more; what it takes and where it is told comes by buttons."""
    check_manages(actor, community_id)
    key = f"own-{secrets.token_hex(KEY_BYTES)}"
    made = await Department.create(community_id=community_id, key=key, name=name)
    return await department_of(made.id, actor)


async def hold(community_id: int) -> None:
    """Of two who arrange one estate at once, the second waits for the first."""
    await Community.filter(id=community_id).update(last_number=F("last_number"))
