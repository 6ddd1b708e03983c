"""Who lives where, as far as we know, and who has moved out.

Never a condition for reporting: what isn't settled yet delays nothing but the news of the household.
"""

from datetime import datetime

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from desk.addresses import LONGEST, Address, is_named, matches, own_address, read_address
from desk.authority import Actor, check_may_house
from desk.changes import new_ref
from desk.errors import NotFound
from desk.sorting import sorted_out
from models import Community, Department, Home, Person, Residency
from models.kinds import ResidencyKind, ResidencyState
from models.prepared import Lookup
from triage import Triage

OPEN = (ResidencyState.PENDING, ResidencyState.CONFIRMED)
_OF_PERSON = Lookup(
    Residency,
    lambda person_id, community_id: (
        Residency.filter(person_id=person_id, community_id=community_id, state__in=OPEN)
        .order_by("id")
        .select_related("home", "community")
    ),
)


async def understood(text: str, community: Community) -> Address | None:
    """The address that a text is or says to be theirs, with the names of this estate's buildings known."""
    return read_address(own_address(text) or text, await named_buildings(community.id))


async def may_be_address(text: str, community: Community, triage: Triage) -> bool:
    """Whether somebody who was asked for an address has told one, readable or not, and no report."""
    if len(text) > LONGEST:
        return False
    if await understood(text, community) is not None:
        return True
    numbered = any(letter.isnumeric() for letter in text)  # whoever thinks better of it tells no number
    return numbered and not sorted_out(triage.verdict(text))["category"]


async def named_buildings(community_id: int) -> frozenset[str]:
    buildings = await Home.filter(community_id=community_id).distinct().values_list("building", flat=True)
    return frozenset(name for name in map(str, buildings) if is_named(name))


async def found(told: Address, community: Community) -> list[Home]:
    """The estate's homes that an address can mean."""
    return matches(told, await Home.filter(community_id=community.id, building=told.building))


async def of_person(person_id: int, community_id: int) -> list[Residency]:
    """Where somebody lives as far as we know, settled or not."""
    return await _OF_PERSON.all(person_id, community_id)


async def told_before(person_id: int, community_id: int) -> bool:
    """Whether they ever told where they live, refused and left homes included."""
    return await Residency.filter(person_id=person_id, community_id=community_id).exists()


async def only_home(person_id: int, community_id: int) -> int | None:
    """The home a report is about, when there is no choice."""
    lived = [each for each in await of_person(person_id, community_id) if each.home_id]
    return lived[0].home_id if len(lived) == 1 and await is_theirs(lived[0].id) else None


async def is_theirs(residency_id: int) -> bool:
    """Whether it is neither refused nor left until this transaction ends: then all that names it is cleared."""
    still = Residency.filter(id=residency_id, state__in=OPEN)
    return bool(await still.update(since=F("since")))


async def call_kind(ref: str, actor: Actor, kind: ResidencyKind) -> Residency:
    """As what somebody lives there: their own word."""
    residency = await by_ref(ref)
    if residency.person_id != actor.person_id:
        raise NotFound
    await Residency.filter(id=residency.id).update(kind=kind)
    residency.kind = kind
    return residency


async def by_id(home_id: int) -> Home:
    home = await Home.get_or_none(id=home_id).select_related("community")
    if home is None:
        raise NotFound
    return home


async def by_ref(ref: str) -> Residency:
    residency = await Residency.get_or_none(ref=ref).select_related("home", "community", "person")
    if residency is None:
        raise NotFound
    return residency


async def on_roll(text: str, actor: Actor, chat_id: int) -> list[Residency]:
    """Who lives at an address, for the desk in its own group. Raises NotFound, NotAllowed."""
    group = await Department.filter(chat_id=chat_id).select_related("community").first()
    if group is None:
        raise NotFound
    check_may_house(actor, group.community_id, lives_there=False)
    told = await understood(text, group.community)
    at = await found(told, group.community) if told else []
    return [each for home in at for each in await living_in(home)]


async def living_in(home: Home) -> list[Residency]:
    """Everybody who lives there or says so, for the desk."""
    there = Residency.filter(home_id=home.id, state__in=OPEN).order_by("id")
    return await there.select_related("home", "community", "person")


async def move_in(
    person_id: int,
    community: Community,
    home: Home | None,
    kind: ResidencyKind,
    state: ResidencyState,
    now: datetime,
    told: str = "",
) -> Residency:
    """Once per person and home, however often they say it."""
    before = await claimed_before(person_id, community, home, told).first()
    if before is None:
        before = await Residency.create(
            ref=new_ref(),
            person_id=person_id,
            community=community,
            home=home,
            address=told,
            kind=kind,
            state=state,
            since=now,
        )
    return await by_ref(before.ref)


def claimed_before(person_id: int, community: Community, home: Home | None, told: str) -> QuerySet[Residency]:
    """What they have said already, settled or not."""
    same = Residency.filter(person_id=person_id, community_id=community.id, state__in=OPEN)
    return same.filter(home_id=home.id) if home else same.filter(home_id=None, address=told)


async def present(home_id: int | None, but: int = 0) -> list[Person]:
    there = Residency.filter(home_id=home_id, state=ResidencyState.CONFIRMED).exclude(person_id=but)
    return [each.person for each in await there.select_related("person")] if home_id else []


def facts_of(residency: Residency) -> dict[str, int]:
    return {"residency": residency.id}
