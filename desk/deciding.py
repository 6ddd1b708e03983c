"""Who decides what somebody asked for: the right level, in private, and never the one who asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk import notices
from desk.authority import RANK, Actor, deciders
from desk.changes import check_can
from desk.errors import NotAllowed, NotNow
from desk.lifecycle import STEPS
from models import Complaint, Event, Outgoing, Staff
from models.kinds import Action, Discretion, OutgoingState, Role, Status

DECIDES = (Role.MANAGER, Role.DIRECTOR)
# Whose word is to be decided on, by the notice or the step that asks: the refusal an objection is about.
ASKS: Mapping[str, Action] = {
    "extension": Action.ASK_TIME,
    Action.EXTEND: Action.ASK_TIME,
    Action.DENY: Action.ASK_TIME,
    "refusal": Action.PROPOSE,
    Action.REFUSE: Action.PROPOSE,
    Action.KEEP: Action.PROPOSE,
    "objection": Action.REFUSE,
    Action.UPHOLD: Action.REFUSE,
    Action.TAKE_UP: Action.REFUSE,
}

# What makes the request, and what settles it.
SETTLES: Mapping[str, tuple[Action, ...]] = {
    "extension": (Action.ASK_TIME, Action.EXTEND, Action.DENY),
    "refusal": (Action.PROPOSE, Action.REFUSE, Action.KEEP),
    "objection": (Action.OBJECT, Action.UPHOLD, Action.TAKE_UP),
}
OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.REFUSED)  # where something may be decided


async def tell_deciders(
    complaint: Complaint, needed: Role, notice: str, now: datetime, facts: dict[str, Any]
) -> Role:
    """Owes the question to those who may decide it and can be written to, the lowest level of them: which?

    The facts carry the request's version: a button of an older one decides nothing.
    """
    staff = await _able(complaint, needed, await asker_of(complaint, ASKS[notice]))
    reached = [one for one in staff if _is_reached(one)]
    lowest = min((RANK[one.role] for one in reached or staff), default=RANK[needed])
    level = list(RANK)[lowest]
    told = facts | {"needed": needed}
    for one in staff:  # who can't be written to finds it when they are back: it may be theirs alone by then
        if one.person.telegram_id and (one.role is level or not _is_reached(one)):
            await notices.tell_chat(complaint, one.person.telegram_id, notice, now, facts=told)
    if not reached:
        await notices.tell_desk(complaint, "undecided", now, facts={"role": level})
    return level


async def bring_waiting(bot_id: int, telegram_id: int) -> None:
    """To somebody who is back: what nobody has decided meanwhile, and what is theirs to decide now."""
    parked = Outgoing.filter(bot_id=bot_id, lane=telegram_id, state=OutgoingState.PARKED)
    for row in await parked.filter(notice__in=SETTLES):
        if row.lane in [one.person.telegram_id for one in await _able_now(row)]:
            again: dict[str, Any] = {"state": OutgoingState.WAITING, "error": "", "not_before": None}
            await Outgoing.filter(id=row.id).update(**again)


async def ask_anew(community_id: int, now: datetime) -> None:
    """Somebody left or has another post: what none of those decides who were asked, is asked of who decides now."""
    here = Outgoing.filter(complaint__community_id=community_id, complaint__status__in=OPEN)
    asked: dict[tuple[int | None, int], list[Outgoing]] = {}
    for row in await here.filter(notice__in=SETTLES).order_by("id"):
        asked.setdefault((row.complaint_id, row.params["version"]), []).append(row)
    for told in asked.values():
        able, lanes = await _able_now(told[0]), [row.lane for row in told]
        if able and not any(_is_reached(one) and one.person.telegram_id in lanes for one in able):
            complaint = await Complaint.get(id=told[0].complaint_id).select_related("community")
            await tell_deciders(complaint, _needed(told[0]), told[0].notice, now, told[0].params)


async def _able_now(row: Outgoing) -> list[Staff]:
    """Who decides on it; nobody, when it no longer waits."""
    complaint = await Complaint.get(id=row.complaint_id)
    asked, *settled = SETTLES[row.notice]
    request = await _open_request(complaint, asked, *settled)
    newest = request is not None and request.version == row.params["version"]
    if not newest or (complaint.status, settled[0]) not in STEPS:
        return []
    return await _able(complaint, _needed(row), await asker_of(complaint, ASKS[row.notice]))


def _needed(row: Outgoing) -> Role:
    return Role(row.params.get("needed", Role.MANAGER))


async def check_decides(complaint: Complaint, action: Action, actor: Actor, needed: Role) -> None:
    """Raises NotFound, NotAllowed, NotNow."""
    check_can(complaint, action, actor)
    post = actor.post_in(complaint.community_id)
    able = {one.id for one in await _able(complaint, needed, await asker_of(complaint, ASKS[action]))}
    if post is None or post.staff_id not in able:
        raise NotAllowed(action)


async def may_grant(complaint: Complaint, actor: Actor, needed: Role) -> bool:
    """Whether they could grant it to somebody else: then they need ask nobody."""
    post = actor.post_in(complaint.community_id)
    return post is not None and post.staff_id in {one.id for one in await _deciders(complaint, needed, None)}


async def check_pending(complaint: Complaint, version: int, asked: Action, *settled: Action) -> Event:
    """The request that a button belongs to; NotNow when it is settled, or a newer one was made."""
    last = await _open_request(complaint, asked, *settled)
    if last is None or last.version != version:
        raise NotNow(asked, complaint.status, number=complaint.number)
    return last


async def _open_request(complaint: Complaint, asked: Action, *settled: Action) -> Event | None:
    """The newest of this round, unless it is settled."""
    events = Event.filter(complaint_id=complaint.id, round=complaint.round, action__in=(asked, *settled))
    last = await events.order_by("-version").first()
    return last if last is not None and last.action is asked else None


async def asker_of(complaint: Complaint, asked: Action) -> int | None:
    """Who asked for this, or decided what is asked about now: their post."""
    steps = Event.filter(complaint_id=complaint.id, action=asked)
    last = await steps.order_by("-version").first()
    person_id = last.actor_id if last else None
    post = await Staff.get_or_none(person_id=person_id or 0, community_id=complaint.community_id)
    return post.id if post else None


async def _able(complaint: Complaint, needed: Role, asker: int | None) -> list[Staff]:
    """Where no manager and no director can be written to, supervisors stand in, but for what they asked."""
    staff = await _deciders(complaint, needed, asker)
    if any(_is_reached(one) for one in staff):
        return staff
    supervisors = await _posts(complaint, Role.SUPERVISOR)
    return [*staff, *(one for one in supervisors if _is_reached(one) and one.id != asker)]


async def _deciders(complaint: Complaint, needed: Role, asker: int | None) -> list[Staff]:
    """Where none of them can be written to, those decide besides who can: nobody waits for a director who is
    out of reach.
    """
    rows = await _posts(complaint, *DECIDES)
    near = [row for row in rows if _is_reached(row)]
    able = deciders(needed, [(row.id, row.role) for row in rows], asker)
    if not any(row.id in able for row in near):
        able |= deciders(needed, [(row.id, row.role) for row in near], asker)
    return [row for row in rows if row.id in able]


async def _posts(complaint: Complaint, *roles: Role) -> list[Staff]:
    """But for the one it is about, and for those not above them (D8)."""
    confidential = complaint.discretion is Discretion.CONFIDENTIAL
    high = [role for role in roles if not confidential or RANK[role] >= RANK[complaint.level]]
    staff = Staff.filter(community_id=complaint.community_id, left_at=None, role__in=high)
    return await staff.exclude(id=complaint.about_id or 0).select_related("person").order_by("id")


def _is_reached(one: Staff) -> bool:
    return bool(one.person.telegram_id and one.person.reachable)
