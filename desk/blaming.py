"""Whom of the staff a complaint is about, as far as its words tell: by name, or everybody of a rank (D8)."""

from collections.abc import Iterable, Sequence
from typing import Any

from desk.authority import RANK
from desk.naming import level_about
from models import Complaint, Staff
from models.kinds import Discretion, Role
from triage import Triage


def still_knowing(triage: Triage, draft: Complaint) -> Triage:
    """What was said of somebody of the staff stays so, whatever is said besides: "he" is still the same."""
    about = draft.verdict.get("about")
    return triage if about is None else triage.knowing(about["names"], served=True)


async def whom_about(draft: Complaint) -> dict[str, Any]:
    """What is about one of the staff is led by somebody above them.

    A rank means all who have it; one that nobody has, and nobody is above, means the highest there are.
    """
    if draft.discretion is not Discretion.CONFIDENTIAL:
        return {}
    rows = await Staff.filter(community_id=draft.community_id, left_at=None).order_by("id")
    told = draft.verdict.get("about") or {}
    ranks = [Role(rank) for rank in told.get("ranks", ())]
    named = [post for post in rows if post.title and post.title in told.get("names", ())]
    if not (ranks or named):
        named = [post for post in rows if post.title and post.title in draft.text]
    accused = {post.id: post for post in (*named, *_holders(ranks, rows))}.values()
    role = max((*ranks, *(post.role for post in accused)), key=RANK.__getitem__, default=Role.WORKER)
    top = max((post.role for post in accused), key=RANK.__getitem__, default=role)
    highest = [post for post in accused if post.role is top]
    level = await level_about(draft.community_id, role, [post.id for post in accused])
    return {"about_id": highest[0].id if len(highest) == 1 else None, "level": level}


def _holders(ranks: Iterable[Role], posts: Sequence[Staff]) -> list[Staff]:
    top = max((post.role for post in posts), key=RANK.__getitem__, default=Role.WORKER)
    meant = {min(rank, top, key=RANK.__getitem__) for rank in ranks}
    return [post for post in posts if post.role in meant]
