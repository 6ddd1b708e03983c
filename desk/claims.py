"""Where somebody says they live, and who settles it: the roster, the desk, or those who live there (T6)."""

from collections.abc import Iterable
from datetime import datetime

from desk import claim_cards, homes, housing, known_numbers, notices
from desk.authority import Actor, check_may_house
from desk.errors import AlreadySettled, ManyHomes
from desk.homes import facts_of
from models import Community, Home, Person, Residency
from models.kinds import ResidencyKind, ResidencyState

TOLD_LIMIT = 128  # characters
MOST_UNSETTLED = 3  # addresses of one person that the desk has on its table at once


async def claim(actor: Actor, community: Community, home: Home | None, told: str, now: datetime) -> Residency:
    """Somebody says where they live. The roster's phone number settles it; else the desk is asked."""
    fresh = not await homes.claimed_before(actor.person_id, community, home, told).exists()
    phone = (await Person.get(id=actor.person_id)).phone
    known = home is not None and await known_numbers.named(phone, home, community)
    waiting = Residency.filter(person_id=actor.person_id, state=ResidencyState.PENDING)
    if fresh and not known and await waiting.count() >= MOST_UNSETTLED:
        raise ManyHomes
    state = ResidencyState.PENDING
    residency = await homes.move_in(actor.person_id, community, home, ResidencyKind.UNTOLD, state, now, told)
    await housing.house_complaints(actor, residency, now)
    if residency.state is ResidencyState.PENDING and not await settle_known(residency, now) and fresh:
        await notices.tell_community(community, "home_claimed", now, facts_of(residency))
    return residency


async def settle_known(residency: Residency, now: datetime) -> bool:
    """A claim that the roster's number answers; those who live there hear of it, as of any other."""
    phone, home = residency.person.phone, residency.home
    known = home and await known_numbers.named(phone, home, residency.community)
    if not known:
        return False
    waiting = Residency.filter(id=residency.id, state=ResidencyState.PENDING)
    if not await waiting.update(state=ResidencyState.CONFIRMED):
        return False
    residency.state = ResidencyState.CONFIRMED
    if residency.kind is ResidencyKind.UNTOLD:
        residency.kind = known.kind
        await Residency.filter(id=residency.id).update(kind=known.kind)
    await housing.show_settled(residency)
    await claim_cards.answer_all(residency, now)
    await _tell_present(residency, now)
    return True


async def confirm(ref: str, actor: Actor, now: datetime) -> Residency:
    """By the desk, or by somebody who lives there. They and the others there hear it.

    A home that was on no list yet is on it now, if its address can be read.
    """
    residency = await _settle(ref, actor, ResidencyState.CONFIRMED)
    if residency.home is None:
        residency = await _list_home(residency)
    await housing.show_settled(residency)
    await notices.tell_person(residency.person, residency.community, "home_bound", now, facts_of(residency))
    await _tell_present(residency, now)
    return residency


async def refuse(ref: str, actor: Actor, now: datetime) -> Residency:
    """The address leaves what its teller has open: nobody is to knock at a stranger's door.

    Whoever lives there and was too late to say it is not sent away: the desk looks at it again.
    """
    residency = await homes.by_ref(ref)
    if residency.state is ResidencyState.CONFIRMED and await _lives_there_too(actor, residency):
        key = f"home_doubted:{residency.id}:{actor.person_id}"
        facts = facts_of(residency) | {"by": actor.person_id}
        await notices.tell_community(residency.community, "home_doubted", now, facts, key)
        return residency
    residency = await _settle(ref, actor, ResidencyState.REFUSED)
    await _turn_away(residency, actor, now)
    return residency


async def uphold(ref: str, actor: Actor, _: datetime) -> Residency:
    """The desk, asked again: they do live there."""
    return await _confirmed(ref, actor)


async def put_out(ref: str, actor: Actor, now: datetime) -> Residency:
    """The desk, asked again: they never lived there."""
    residency = await _confirmed(ref, actor)
    still = Residency.filter(id=residency.id, state=ResidencyState.CONFIRMED)
    if not await still.update(state=ResidencyState.REFUSED, settled_by_id=actor.person_id):
        raise AlreadySettled
    residency.state = ResidencyState.REFUSED
    await housing.void_invitations(residency.person_id, residency.home_id)
    await _turn_away(residency, actor, now)
    return residency


async def settle_for(person_id: int, now: datetime) -> None:
    """Somebody's number is known now; in each estate where they wait."""
    await _settle_known(await _waiting(person_id=person_id), now)


async def settle_in(community: Community, now: datetime) -> None:
    """The roster is a new one; addresses that were on no list may be on it now."""
    for residency in await _waiting(community_id=community.id, home_id=None):
        await _find_on_list(residency)
    await _settle_known(await _waiting(community_id=community.id), now)


async def _waiting(**which: object) -> list[Residency]:
    waiting = Residency.filter(state=ResidencyState.PENDING, **which).order_by("id")
    return await waiting.select_related("home", "community", "person")


async def _settle_known(waiting: Iterable[Residency], now: datetime) -> None:
    for residency in waiting:
        if await settle_known(residency, now):
            await notices.tell_person(
                residency.person, residency.community, "home_bound", now, facts_of(residency)
            )


async def _confirmed(ref: str, actor: Actor) -> Residency:
    residency = await homes.by_ref(ref)
    check_may_house(actor, residency.community_id, lives_there=False)
    if residency.state is not ResidencyState.CONFIRMED:
        raise AlreadySettled
    return residency


async def _turn_away(residency: Residency, actor: Actor, now: datetime) -> None:
    await housing.unhouse(residency, actor, now)
    await notices.tell_person(residency.person, residency.community, "home_refused", now, facts_of(residency))


async def _lives_there_too(actor: Actor, residency: Residency) -> bool:
    others = await homes.present(residency.home_id, but=residency.person_id)
    return actor.person_id in [each.id for each in others]


async def _settle(ref: str, actor: Actor, to: ResidencyState) -> Residency:
    """Of two who press at once, one wins."""
    residency = await homes.by_ref(ref)
    lives_there = await _lives_there_too(actor, residency)
    check_may_house(actor, residency.community_id, lives_there=lives_there)
    waiting = Residency.filter(id=residency.id, state=ResidencyState.PENDING)
    if not await waiting.update(state=to, settled_by_id=actor.person_id):
        raise AlreadySettled
    residency.state = to
    return residency


async def _find_on_list(residency: Residency) -> None:
    """An address that was told before the estate's list had it."""
    told = await homes.understood(residency.address, residency.community)
    meant = await homes.found(told, residency.community) if told else []
    lived = {each.home_id for each in await homes.of_person(residency.person_id, residency.community_id)}
    if len(meant) == 1 and meant[0].id not in lived:
        await Residency.filter(id=residency.id).update(home_id=meant[0].id)


async def _list_home(residency: Residency) -> Residency:
    told = await homes.understood(residency.address, residency.community)
    if told is None:
        return residency
    home, _ = await Home.get_or_create(
        community=residency.community, building=told.building, unit=told.unit, room=told.room
    )
    await Residency.filter(id=residency.id).update(home_id=home.id)
    return await homes.by_ref(residency.ref)


async def _tell_present(residency: Residency, now: datetime) -> None:
    for other in await homes.present(residency.home_id, but=residency.person_id):
        await notices.tell_person(other, residency.community, "home_joined", now, facts_of(residency))
