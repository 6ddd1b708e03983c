"""Words a community's desk uses again and again, kept by the desk itself."""

from desk.authority import Actor
from desk.errors import NotFound
from desk.taking_down import check_takes_down
from models import CannedReply

MOST = 12  # on one message; more nobody reads through
LONGEST = 500  # characters of the column


async def replies_of(community_id: int, actor: Actor) -> list[CannedReply]:
    check_takes_down(actor, community_id)
    return await CannedReply.filter(community_id=community_id).order_by("-id").limit(MOST)


async def keep(community_id: int, actor: Actor, text: str) -> CannedReply:
    check_takes_down(actor, community_id)
    return await CannedReply.create(community_id=community_id, text=text[:LONGEST])


async def words_of(reply_id: int, community_id: int, actor: Actor) -> str:
    """NotFound for another community's words."""
    check_takes_down(actor, community_id)
    found = await CannedReply.get_or_none(id=reply_id, community_id=community_id)
    if found is None:
        raise NotFound
    return found.text
