"""What triage must know besides the words: how the staff are called, and whether one of them is at work for somebody."""

from desk import following
from desk.authority import Actor
from models import Community, Complaint, Staff
from models.kinds import Category, Status
from triage import Triage


async def words_for(triage: Triage, actor: Actor, community: Community, text: str) -> Triage:
    """Asked of the database only where somebody's conduct is spoken of at all."""
    words = triage.of(community.key)
    if not words.verdict(text).conduct:
        return words
    posts = Staff.filter(community_id=community.id, left_at=None).exclude(title="").order_by("id")
    titles = [post.title for post in await posts]
    served = not actor.posts and any(map(_by_staff, await following.open_matters(actor)))
    return words.knowing(titles, served=served)


def _by_staff(complaint: Complaint) -> bool:
    """Somebody has it, and "he" is none of those whom it is about: a neighbour who is loud, a stranger."""
    others = complaint.category is Category.NOISE or (
        complaint.category is Category.SECURITY and not complaint.emergency
    )
    return complaint.assignee_id is not None and complaint.status is not Status.WAITING and not others
