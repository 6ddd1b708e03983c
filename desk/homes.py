"""Who lives where: claimed by a link or an address, confirmed by the desk or by those who live there (T6).

Never a condition for reporting: what isn't settled yet delays nothing but the news of the household.
"""

from datetime import datetime

from desk import notices
from desk.addresses import LONGEST, Address, is_named, matches, read_address
from desk.authority import Actor, check_may_house
from desk.changes import change, complaint_by_ref, new_ref
from desk.errors import AlreadySettled, ManyHomes, NotFound
from desk.lifecycle import STEPS
from desk.sorting import place_sorted, sorted_out
from models import Community, Complaint, Department, Home, HomeLink, Occupant, Person, Residency
from models.kinds import Action, ResidencyKind, ResidencyState
from models.prepared import Lookup
from triage import Triage

TOLD_LIMIT = 128  # characters
MOST_UNSETTLED = 3  # addresses of one person that the desk has on its table at once
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
    """The address that a text is, with the names of this estate's buildings known."""
    return read_address(text, await named_buildings(community.id))


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


async def only_home(person_id: int, community_id: int) -> int | None:
    """The home a report is about, when there is no choice."""
    homes = [each.home_id for each in await of_person(person_id, community_id) if each.home_id]
    return homes[0] if len(homes) == 1 else None


async def claim(actor: Actor, community: Community, home: Home | None, told: str, now: datetime) -> Residency:
    """Somebody says where they live. The roster's phone number settles it; else the desk is asked."""
    known = await _known(actor.person_id, home) if home else False
    waiting = Residency.filter(person_id=actor.person_id, state=ResidencyState.PENDING)
    if not known and await waiting.count() >= MOST_UNSETTLED:
        raise ManyHomes
    state = ResidencyState.CONFIRMED if known else ResidencyState.PENDING
    residency = await move_in(actor.person_id, community, home, ResidencyKind.OWNER, state, now, told)
    await house_complaints(actor, residency, now)
    if residency.state is ResidencyState.PENDING:
        await notices.tell_community(community, "home_claimed", now, {"residency": residency.id})
    return residency


async def confirm(ref: str, actor: Actor, now: datetime) -> Residency:
    """By the desk, or by somebody who lives there. They and the others there hear it.

    A home that was on no list yet is on it now.
    """
    residency = await _settle(ref, actor, ResidencyState.CONFIRMED)
    if residency.home is None:
        residency = await _list_home(residency)
    await notices.tell_person(residency.person, residency.community, "home_bound", now, facts_of(residency))
    for other in await present(residency.home_id, but=residency.person_id):
        await notices.tell_person(other, residency.community, "home_joined", now, facts_of(residency))
    return residency


async def refuse(ref: str, actor: Actor, now: datetime) -> Residency:
    residency = await _settle(ref, actor, ResidencyState.REFUSED)
    await notices.tell_person(residency.person, residency.community, "home_refused", now, facts_of(residency))
    return residency


async def leave(ref: str, actor: Actor, now: datetime) -> Residency:
    """Moved out: said by themselves, or by the desk."""
    residency = await by_ref(ref)
    if residency.person_id != actor.person_id:
        check_may_house(actor, residency.community_id, lives_there=False)
    mine = Residency.filter(id=residency.id, state__in=OPEN)
    if not await mine.update(state=ResidencyState.ENDED, ended_at=now):
        raise AlreadySettled
    await void_invitations(residency.person_id, residency.home_id)
    return residency


async def void_invitations(person_id: int, home_id: int | None) -> None:
    """Nobody moves in at the word of somebody who lives there no longer (T6)."""
    await HomeLink.filter(made_by_id=person_id, home_id=home_id, used_at=None).delete()


async def call_kind(ref: str, actor: Actor, kind: ResidencyKind) -> Residency:
    """As what somebody lives there: their own word."""
    residency = await by_ref(ref)
    if residency.person_id != actor.person_id:
        raise NotFound
    await Residency.filter(id=residency.id).update(kind=kind)
    return residency


async def choose(ref: str, residency_ref: str, actor: Actor, now: datetime) -> Complaint:
    """Which of somebody's homes a complaint is about."""
    complaint, residency = await complaint_by_ref(ref), await by_ref(residency_ref)
    if residency.person_id != complaint.filer_id:
        raise NotFound
    return await change(complaint, Action.HOUSE, actor, now, home_id=residency.home_id)


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


async def _settle(ref: str, actor: Actor, to: ResidencyState) -> Residency:
    """Of two who press at once, one wins."""
    residency = await by_ref(ref)
    neighbours = [other.id for other in await present(residency.home_id, but=residency.person_id)]
    check_may_house(actor, residency.community_id, lives_there=actor.person_id in neighbours)
    waiting = Residency.filter(id=residency.id, state=ResidencyState.PENDING)
    if not await waiting.update(state=to, settled_by_id=actor.person_id):
        raise AlreadySettled
    residency.state = to
    return residency


async def _list_home(residency: Residency) -> Residency:
    told = await understood(residency.address, residency.community)
    if told is None:
        raise NotFound
    home, _ = await Home.get_or_create(
        community=residency.community, building=told.building, unit=told.unit, room=told.room
    )
    await Residency.filter(id=residency.id).update(home_id=home.id)
    return await by_ref(residency.ref)


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
    same = Residency.filter(person_id=person_id, community_id=community.id, state__in=OPEN)
    same = same.filter(home_id=home.id) if home else same.filter(home_id=None, address=told)
    before = await same.first()
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


async def house_complaints(actor: Actor, residency: Residency, now: datetime) -> None:
    """What somebody has reported without saying where they live gets the home they tell."""
    if len(await of_person(actor.person_id, residency.community_id)) > 1:
        return
    homeless = Complaint.filter(filer_id=actor.person_id, community_id=residency.community_id, home_id=None)
    for complaint in await homeless.select_related("community", "assignee__person"):
        told = residency.address
        if (complaint.status, Action.HOUSE) not in STEPS or (told and complaint.place.startswith(told)):
            continue
        place = place_sorted(complaint.place, told, complaint.discretion)
        in_words = {"place": place, "verdict": complaint.verdict | {"home": told}}
        columns = {"home_id": residency.home_id} if residency.home_id else in_words
        await change(complaint, Action.HOUSE, actor, now, **columns)


async def _known(person_id: int, home: Home) -> bool:
    """Whether the roster names the phone number of this person for this home."""
    phone = (await Person.get(id=person_id)).phone
    return bool(phone) and await Occupant.filter(home_id=home.id, phone=phone).exists()


async def present(home_id: int | None, but: int = 0) -> list[Person]:
    there = Residency.filter(home_id=home_id, state=ResidencyState.CONFIRMED).exclude(person_id=but)
    return [each.person for each in await there.select_related("person")] if home_id else []


def facts_of(residency: Residency) -> dict[str, int]:
    return {"residency": residency.id}
