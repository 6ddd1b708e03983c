"""From which home somebody reported who must stay unknown: for whoever has accepted it, and nobody else (T9).

Above whom it is loud, a guard has to know; the card in the group never tells it. Each look is written
down, as a look at the phone number is.
"""

from dataclasses import dataclass
from datetime import datetime

from desk import housing
from desk.addresses import Address, address_of
from desk.authority import Actor, may_look
from desk.changes import change, check_can
from desk.errors import NotAllowed
from desk.sharing import hides_home
from models import Complaint, Home
from models.kinds import Action, Status


@dataclass(frozen=True)
class Whence:
    """An address of the estate's list, or the words in which it was told."""

    home: Address | None
    told: str
    unsettled: bool  # nobody has confirmed yet that they live there


async def whence_at_work(actor: Actor, complaint: Complaint, now: datetime) -> Whence | None:
    """None where nobody has told. Raises NotFound, NotAllowed, NotNow."""
    check_can(complaint, Action.REVEAL, actor)
    at_work = complaint.status in (Status.ACCEPTED, Status.ON_HOLD)
    if not at_work or not may_look(actor, complaint):
        raise NotAllowed(Action.REVEAL)
    if not hides_home(complaint):
        return None
    facts = {"name": actor.called_in(complaint.community_id), "what": "home"}
    await change(complaint, Action.REVEAL, actor, now, facts=facts)
    home = await Home.get_or_none(id=complaint.home_id) if complaint.home_id else None
    told = str(complaint.verdict.get("home", ""))
    return Whence(address_of(home) if home else None, told, await housing.is_unconfirmed(complaint))
