"""Places with a code to scan: the lift knows which lift it is."""

from datetime import datetime

from desk.policy import policy_for
from models import Community, Person, Place


async def scan(person: Person, key: str, now: datetime) -> Place | None:
    """The code of a place: the next report comes from there."""
    place = await Place.get_or_none(key=key).select_related("community")
    if place is not None:
        await Person.filter(id=person.id).update(
            place_id=place.id, place_at=now, community_id=place.community_id
        )
        person.community_id = place.community_id
    return place


async def spot_of(person_id: int, community: Community, now: datetime) -> int | None:
    """Where somebody stands: the code they scanned a moment ago. It counts for one report."""
    since = now - policy_for(community.policy).place_valid
    person = await Person.filter(id=person_id, place_at__gte=since).select_related("place").first()
    if person is None or person.place is None:
        return None
    await Person.filter(id=person_id).update(place_at=None)
    return person.place.id if person.place.community_id == community.id else None
