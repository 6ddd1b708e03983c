"""The same matter: many households, one cause, one task, and everybody hears of it (D10)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tortoise.expressions import F

from desk import alarms, concerned, dispatch, homes, indoors, newcomers, notices, timers
from desk.authority import Actor
from desk.changes import change, complaint_by_id, complaint_by_ref, refresh_cards
from desk.errors import NotFound, Outrun
from desk.notices import DANGER
from desk.policy import policy_for
from models import Attachment, Complaint, Event, Home, Involvement, Person, Remark, Residency
from models.kinds import Action, CardKind, Discretion, InvolvementRole, ResidencyState, Status
from triage import Spot

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
MOST_CANDIDATES = 100  # open reports of one subject that are looked at
# What fails for a whole building at once: here the reporter's own home tells which building.
SHARED = frozenset(
    {"elevator", "power", "water", "heating", "network", "lighting", "garbage", "access", "gas"}
)


@dataclass(frozen=True)
class Twin:
    """An open complaint that a draft seems to repeat."""

    complaint_id: int
    sure: bool  # the same place beyond doubt


async def twin_of(draft: Complaint, now: datetime) -> Twin | None:
    """The most alike of the recent open complaints of other people; None when nothing says so."""
    return max(await _alike(draft, now), key=lambda twin: twin.sure, default=None)


async def _alike(draft: Complaint, now: datetime) -> list[Twin]:
    if not draft.subject or draft.discretion is Discretion.CONFIDENTIAL or draft.verdict.get("alone"):
        return []
    others = Complaint.filter(
        community_id=draft.community_id,
        status__in=OPEN,
        subject=draft.subject,
        emergency=draft.emergency,
        discretion__not=Discretion.CONFIDENTIAL,
        filed_at__gte=draft.created_at - policy_for(draft.community.policy).joining_within,
    ).exclude(filer_id=draft.filer_id)
    rows = await others.order_by("id").limit(MOST_CANDIDATES).select_related("home")
    home = await Home.get_or_none(id=draft.home_id) if rows and draft.home_id else None
    here = spot_of(draft, home)
    if draft.emergency:  # a fire is everybody's, whosever door it is behind
        rows = [row for row in rows if await alarms.goes_on(row, now)]
    else:
        rows = await _open_to(draft, rows)
    return [
        Twin(row.id, _one_code(draft, row) or same(here, there))
        for row, there in ((row, spot_of(row, row.home)) for row in rows)
        if _one_code(draft, row) or near(here, there)
    ]


async def _open_to(draft: Complaint, rows: list[Complaint]) -> list[Complaint]:
    """Without what lies inside a home, but for whoever lives there beyond doubt and reports the same home (T9)."""
    if not indoors.lies_inside(draft):
        return [row for row in rows if not indoors.lies_inside(row)]
    lived = await homes.of_person(draft.filer_id or 0, draft.community_id) if rows else []
    sure = [each.home for each in lived if each.home and each.state is ResidencyState.CONFIRMED]
    here = [home for home in sure if indoors.may_be_in(home, draft)]
    inside = [row for row in rows if indoors.lies_inside(row)]
    return [row for row in inside if any(indoors.is_in(home, row) for home in here)]


def _one_code(one: Complaint, other: Complaint) -> bool:
    """Both came through the code of the same place."""
    return one.spot_id is not None and one.spot_id == other.spot_id


def near(one: Spot, other: Spot) -> bool:
    """Whether the two may be the same place: something tells so, and nothing against it."""
    return not apart(one, other) and any(
        getattr(one, part) and getattr(one, part) == getattr(other, part)
        for part in ("building", "lift", "ground")
    )


def apart(one: Spot, other: Spot) -> bool:
    """Whether something tells that they are two places."""
    told = [(getattr(one, each.name), getattr(other, each.name)) for each in fields(Spot)]
    return any(mine and theirs and mine != theirs for mine, theirs in told)


def same(one: Spot, other: Spot) -> bool:
    """Whether they are the same place beyond doubt."""
    return near(one, other) and all(
        getattr(one, part) == getattr(other, part) for part in ("building", "lift", "ground")
    )


async def join(ref: str, target_ref: str, actor: Actor, now: datetime) -> Complaint:
    """ "Me too": the draft goes into a complaint that is open already, and its author hears all about it."""
    draft, target = await complaint_by_ref(ref), await complaint_by_ref(target_ref)
    if draft.status is not Status.DRAFT or draft.filer_id != actor.person_id:
        raise NotFound
    if target.id not in [twin.complaint_id for twin in await _alike(draft, now)]:
        raise NotFound  # it was never offered, or is over: the draft is still there to be filed
    return await merge_into(draft, target.id, actor, now)


async def merge_into(draft: Complaint, target_id: int, actor: Actor, now: datetime) -> Complaint:
    """Takes the target's row first: of three hundred who join at once, none is outrun."""
    await Complaint.filter(id=target_id).update(version=F("version"))
    target = await complaint_by_id(target_id)
    if target.status not in OPEN or target.community_id != draft.community_id:
        raise Outrun(
            Action.JOIN, target.status, number=target.number
        )  # looked at again, it may be filed alone
    mine = Involvement(complaint_id=target.id, person_id=actor.person_id, role=InvolvementRole.JOINED, at=now)
    await Involvement.bulk_create([mine], ignore_conflicts=True)
    await know_joiners(target)
    incident = await _incident(target, now)
    facts = {"text": draft.text, "draft": draft.ref}
    await change(target, Action.JOIN, actor, now, facts=facts, **incident)
    await Attachment.filter(complaint_id=draft.id).update(complaint_id=target.id, round=target.round)
    await Remark.filter(complaint_id=draft.id).update(complaint_id=target.id)
    await change(draft, Action.DISCARD, actor, now, facts={"into": target.number, "joined": target.ref})
    await timers.cancel(draft)
    await _hand_receipt(draft, target, actor, now)
    await newcomers.after_filing(target, actor, now)
    if draft.emergency and not await alarms.sounds(target, now):  # an edited card makes no sound
        await notices.tell_department(target, "alarm", now, urgency=DANGER)
    if incident:
        await _tell_incident(target, now)
    return target


async def mark_incident(target: Complaint, now: datetime) -> None:
    """After others were brought in at once: enough households, and everybody hears of it."""
    if incident := await _incident(target, now):
        await Complaint.filter(id=target.id).update(**incident)
        target.update_from_dict(incident)
        await _tell_incident(target, now)


async def _tell_incident(target: Complaint, now: datetime) -> None:
    await refresh_cards(target, CardKind.RECEIPT)
    await concerned.tell(target, "incident", now)
    await notices.tell_leaders(target, "incident_led", now)


async def leave(ref: str, actor: Actor, now: datetime) -> Complaint:
    """It was something else after all: the draft that went in comes back, to be filed alone."""
    target = await joined_by(ref, actor)
    joins = Event.filter(complaint_id=target.id, action=Action.JOIN, actor_id=actor.person_id)
    last = await joins.order_by("-version").first()
    if last is None:
        raise NotFound
    await change(target, Action.LEAVE, actor, now)
    await Involvement.filter(complaint_id=target.id, person_id=actor.person_id).delete()
    draft = await complaint_by_ref(str(last.facts["draft"]))
    await change(draft, Action.LEAVE, actor, now, verdict=draft.verdict | {"alone": True})
    mine = Attachment.filter(complaint_id=target.id, person_id=actor.person_id)
    await mine.update(complaint_id=draft.id, round=1)
    said = Remark.filter(complaint_id=target.id, person_id=actor.person_id)
    await said.update(complaint_id=draft.id)
    await _hand_receipt(target, draft, actor, now)
    return draft


async def joined_by(ref: str, actor: Actor) -> Complaint:
    """Raises NotFound alike for none and for one that they never joined (T8)."""
    target = await complaint_by_ref(ref)
    await know_joiners(target)
    if actor.person_id not in target.joiners:
        raise NotFound
    return target


async def know_joiners(complaint: Complaint) -> None:
    """Reads who said "me too", so that desk.authority can tell their part in it."""
    joined = Involvement.filter(complaint_id=complaint.id, role=InvolvementRole.JOINED)
    complaint.joiners = frozenset(person for (person,) in await joined.values_list("person_id"))


async def households_of(complaint_id: int, community_id: int) -> int:
    """How many homes share the matter; whoever has told us no home counts as one."""
    rows = await Involvement.filter(complaint_id=complaint_id).values_list("person_id")
    people = [person for (person,) in rows]
    lived = await _homes(people, community_id)
    return len({("home", lived[each].id) if each in lived else ("person", each) for each in people})


async def _hand_receipt(one: Complaint, other: Complaint, actor: Actor, now: datetime) -> None:
    person = await Person.get(id=actor.person_id)
    if person.telegram_id is not None and person.reachable:
        await dispatch.hand_receipt_over(one, other, person.telegram_id, now)


async def _incident(target: Complaint, now: datetime) -> dict[str, Any]:
    """From so many households on it is an incident (D10); told once, marked for good."""
    if target.incident_at is not None:
        return {}
    enough = policy_for(target.community.policy).incident_from
    households = await households_of(target.id, target.community_id)
    return {"incident_at": now} if households >= enough else {}


def spot_of(complaint: Complaint, home: Home | None) -> Spot:
    """Where it is, as its text says, or else, for what a building shares, its home."""
    known = Spot(**complaint.verdict.get("spot", {}))
    if known.building or known.ground or home is None or complaint.subject not in SHARED:
        return known
    return Spot(
        **{
            **complaint.verdict.get("spot", {}),
            "building": home.building.lower(),
            "unit": known.unit or home.unit.lower(),
        }
    )


async def _homes(people: Iterable[int], community_id: int) -> dict[int, Home]:
    lives = Residency.filter(
        person_id__in=list(people), home__community_id=community_id, state=ResidencyState.CONFIRMED
    ).select_related("home")
    return {one.person_id: one.home for one in await lives.order_by("id") if one.home}
