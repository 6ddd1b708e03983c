"""Which home a complaint is about: what its author tells fills it, and what turns out wrong leaves it again.

A worker who goes by the card must never knock at a stranger's door.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from desk import homes, indoors, placing
from desk.addresses import address_of, apart, read_address
from desk.authority import Actor, check_may_house
from desk.changes import change, complaint_by_ref, refresh_cards
from desk.errors import AlreadySettled, NotFound
from desk.lifecycle import STEPS
from desk.sorting import place_sorted
from models import Complaint, Home, HomeLink, Residency
from models.kinds import Action, Discretion, ResidencyState

HOUSED = tuple(status for status, action in STEPS if action is Action.HOUSE)  # in which it can still be told


async def choose(ref: str, residency_ref: str, actor: Actor, now: datetime) -> Complaint:
    """Which of somebody's homes a complaint is about; none that they were refused, or have left, meanwhile."""
    complaint, residency = await complaint_by_ref(ref), await homes.by_ref(residency_ref)
    if residency.person_id != complaint.filer_id:
        raise NotFound
    if not await homes.is_theirs(residency.id):
        raise AlreadySettled
    return await change(complaint, Action.HOUSE, actor, now, home_id=residency.home_id)


async def check_leave(ref: str, actor: Actor) -> Residency:
    """The residency that they may end. Raises NotFound, NotAllowed, AlreadySettled."""
    residency = await homes.by_ref(ref)
    if residency.person_id != actor.person_id:
        check_may_house(actor, residency.community_id, lives_there=False)
    if residency.state not in homes.OPEN:
        raise AlreadySettled
    return residency


async def leave(ref: str, actor: Actor, now: datetime) -> Residency:
    """Moved out, or never lived there: said by themselves, or by the desk.

    An address that nobody had confirmed was a mistake, and leaves what was reported too. Whoever
    moved out did live there when it was reported.
    """
    residency = await check_leave(ref, actor)
    mine = Residency.filter(id=residency.id, state=residency.state)
    if not await mine.update(state=ResidencyState.ENDED, ended_at=now):
        raise AlreadySettled
    await void_invitations(residency.person_id, residency.home_id)
    if residency.state is ResidencyState.PENDING:
        await unhouse(residency, actor, now)
    return residency


async def void_invitations(person_id: int, home_id: int | None) -> None:
    """Nobody moves in at the word of somebody who lives there no longer (T6)."""
    await HomeLink.filter(made_by_id=person_id, home_id=home_id, used_at=None).delete()


async def house_complaints(actor: Actor | None, residency: Residency, now: datetime) -> None:
    """What somebody has reported without saying where they live gets the home they tell.

    What they reported from another place stays there; the address that it told already is not told twice.
    """
    lived_in = await homes.of_person(residency.person_id, residency.community_id)
    if len(lived_in) > 1 or not await homes.is_theirs(residency.id):
        return
    told = residency.address
    lived = (
        address_of(residency.home) if residency.home else await homes.understood(told, residency.community)
    )
    for complaint in await _open_of(residency, home_id=None):
        there = await homes.understood(complaint.place, residency.community) or indoors.place_in(complaint)
        if there.room.isalpha():  # "flat B": of whichever floor
            there = replace(there, room="")
        if (lived and apart(lived, there)) or (told and complaint.verdict.get("home") == told):
            continue
        repeated = lived is not None and there.room and not _says_more(complaint)
        place = "" if repeated else complaint.place
        in_words: dict[str, Any] = {"place": place_sorted(place, told, complaint.discretion)}
        in_words |= {"verdict": complaint.verdict | {"home": told}}
        columns = {"home_id": residency.home_id, "place": place} if residency.home_id else in_words
        unplaced = {"place": told} if not (complaint.place or complaint.spot_id) else {}
        await change(complaint, Action.HOUSE, actor, now, **columns)
        await placing.tell(complaint, unplaced, await _named(residency), now)


def _says_more(complaint: Complaint) -> bool:
    """Whoever wrote the place themselves may have told more than an address; triage reads nothing else."""
    return bool(complaint.verdict.get("placed")) and read_address(complaint.place) is None


async def _named(residency: Residency) -> str:
    home = await Home.get_or_none(id=residency.home_id) if residency.home_id else None
    return "-".join(filter(None, (home.building, home.unit, home.room))) if home else residency.address


async def unhouse(residency: Residency, actor: Actor, now: datetime) -> None:
    """An address that was wrong leaves what its teller has open; where one other home is left, it is that.

    Whoever refuses it needn't have a part in the complaint: then it follows by itself.
    """
    by = actor if actor.person_id == residency.person_id else None
    for complaint in await _open_of(residency):
        if columns := _without(complaint, residency):
            await change(complaint, Action.HOUSE, by, now, **columns)
    left = await homes.of_person(residency.person_id, residency.community_id)
    if len(left) == 1:
        await house_complaints(by, left[0], now)


async def show_settled(residency: Residency) -> None:
    """The cards say no longer that the address is being checked."""
    for complaint in await _open_of(residency):
        if _is_about(complaint, residency):
            await refresh_cards(complaint)


async def is_open(complaint: Complaint) -> bool:
    """Whether nothing tells where it is until its filer says which of their homes."""
    told = complaint.home_id or complaint.place or complaint.spot_id
    hidden = complaint.discretion is not Discretion.OPEN
    if told or hidden or complaint.filer_id is None or complaint.status not in HOUSED:
        return False
    lived = await homes.of_person(complaint.filer_id, complaint.community_id)
    return sum(each.home_id is not None for each in lived) > 1


async def is_unsettled(complaint: Complaint) -> bool:
    """Whether the address on the card is one that nobody has confirmed yet."""
    shown = complaint.discretion is not Discretion.ANONYMOUS and complaint.status in HOUSED
    return shown and await is_unconfirmed(complaint)


async def is_unconfirmed(complaint: Complaint) -> bool:
    """The same, whether a card shows the address or not."""
    if complaint.filer_id is None or not (complaint.home_id or complaint.verdict.get("home")):
        return False
    told = await homes.of_person(complaint.filer_id, complaint.community_id)
    about = [each for each in told if _is_about(complaint, each)]
    return bool(about) and all(each.state is ResidencyState.PENDING for each in about)


def _is_about(complaint: Complaint, residency: Residency) -> bool:
    return bool(_without(complaint, residency))


def _without(complaint: Complaint, residency: Residency) -> dict[str, Any]:
    """What changes when the complaint is not about that home; nothing when it never was."""
    columns: dict[str, Any] = {}
    if residency.home_id is not None and complaint.home_id == residency.home_id:
        columns["home_id"] = None
    told = residency.address
    if told and complaint.verdict.get("home") == told:
        columns["place"] = complaint.place.removeprefix(told).strip()
        columns["verdict"] = {name: one for name, one in complaint.verdict.items() if name != "home"}
    return columns


async def _open_of(residency: Residency, **which: Any) -> list[Complaint]:
    """What they have reported in that estate and can still be housed."""
    theirs = Complaint.filter(filer_id=residency.person_id, community_id=residency.community_id, **which)
    still = theirs.filter(status__in=HOUSED).order_by("id")
    return await still.select_related("community", "assignee__person")
