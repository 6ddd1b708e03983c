"""How many complaints somebody, or a home, may have open at once (T13)."""

from desk.errors import TooMany
from desk.policy import policy_for
from models import Complaint
from models.kinds import Status

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


async def check_room(draft: Complaint) -> None:
    """Raises TooMany; the draft stays, and ends at the desk like any other. Danger always has room."""
    if draft.emergency:
        return
    policy = policy_for(draft.community.policy)
    open_ones = Complaint.filter(community_id=draft.community_id, status__in=AT_WORK)
    if await open_ones.filter(filer_id=draft.filer_id).count() >= policy.open_per_person:
        raise TooMany
    if draft.home_id and await open_ones.filter(home_id=draft.home_id).count() >= policy.open_per_home:
        raise TooMany
