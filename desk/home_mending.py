"""Somebody told a home wrongly and says so: in other words, or by editing the message that told it."""

from collections.abc import Sequence
from datetime import datetime

from desk import homes, housing
from desk.amid_words import Told, address_amid, corrected, means, put_right
from desk.authority import Actor
from desk.following import open_matters
from desk.sorting import sorted_out
from models import Community, Complaint, Residency
from models.kinds import ResidencyState
from triage import Triage


async def told_amid(text: str, community: Community, triage: Triage) -> Told | None:
    """An address with other words around it; None where those report something."""
    told = address_amid(text, await homes.named_buildings(community.id))
    if told is None:
        return None
    verdict = triage.verdict(told.besides) if told.besides else None
    if verdict is None or verdict.emergency or verdict.personal:
        return told if verdict is None else None
    return None if sorted_out(verdict)["category"] else told


async def meant_instead(
    text: str, actor: Actor, community: Community
) -> tuple[Residency, Residency | str] | None:
    """ "Not 601, 301": the home that it is not, and the one that it is, theirs already or an address to be told."""
    said = put_right(text)
    if said is None:
        return None
    wrong, right = said
    names = await homes.named_buildings(community.id)
    lived = await homes.of_person(actor.person_id, community.id)
    of_wrong = [each for each in lived if means(wrong, each, names)]
    of_right = [each for each in lived if means(right, each, names)]
    if len(of_wrong) != 1 or len(of_right) > 1:
        return None
    if of_right:
        return of_wrong[0], of_right[0]
    address = corrected(right, of_wrong[0], names)
    return (of_wrong[0], address) if address else None


async def about(homes_: Sequence[Residency], actor: Actor) -> Complaint | None:
    """The latest of their matters that is about one of them, or of which nobody knows yet which."""
    ids = {each.home_id for each in homes_ if each.home_id}
    for matter in await open_matters(actor):
        if matter.status in housing.HOUSED and (matter.home_id in ids or await housing.is_open(matter)):
            return matter
    return None


async def take_off(residency: Residency, actor: Actor, now: datetime) -> None:
    """What nobody had confirmed was a slip; a home that is theirs stays, beside the other."""
    if residency.state is ResidencyState.PENDING:
        await housing.leave(residency.ref, actor, now)
