"""How many complaints somebody, or a home, may have open at once (T13)."""

from desk import homes
from desk.errors import TooMany
from desk.policy import policy_for
from desk.sorting import PERSON
from models import Complaint
from models.kinds import Status

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


async def check_room(draft: Complaint) -> None:
    """Raises TooMany; the draft stays, and ends at the desk like any other.

    Danger always has room, and so has the wish for a person, of which there is one at a time.
    """
    if draft.emergency or draft.subject == PERSON:
        return
    policy = policy_for(draft.community.policy)
    open_ones = Complaint.filter(community_id=draft.community_id, status__in=AT_WORK)
    if await open_ones.filter(filer_id=draft.filer_id).count() >= policy.open_per_person:
        raise TooMany
    if draft.home_id and await _beside(draft, draft.home_id) >= policy.open_per_home:
        raise TooMany


async def _beside(draft: Complaint, home_id: int) -> int:
    """What a home has open. Whoever only says so that they live there takes no room from those who do."""
    confirmed = {person.id for person in await homes.present(home_id)}
    open_ones = Complaint.filter(community_id=draft.community_id, home_id=home_id, status__in=AT_WORK)
    filers = await open_ones.values_list("filer_id")
    ours = draft.filer_id in confirmed
    return sum((filer_id in confirmed) is ours for (filer_id,) in filers)
