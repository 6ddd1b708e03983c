"""A sample of what staff took down about a callback is asked about again, by somebody else (conversations.md G).

What residents said and records without an answer (refused, not reached) are drawn apart: one tap must not
end a callback that nobody ever looks at. A record that is not so is asked about anew, never by who wrote it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from desk import notices, visits
from desk.authority import Actor, check_may_record, may_now, may_record, name_of
from desk.callbacks import owe_call, policy_of
from desk.changes import change, complaint_by_ref
from desk.drawing import falls_on, is_drawn, next_place, seed_of
from desk.errors import NotAllowed, NotNow
from desk.leaders import askers_of
from desk.privacy import phone_for
from desk.workers import workers_of
from models import Attempt, Callback, Complaint, Event, Person
from models.callback_kinds import CallbackState, Recheck
from models.kinds import Action, Category, Role, Status

ANSWERS, SILENCES = "recheck", "recheck_silent"  # the two strata of all records taken down in person
CHECKERS = (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR, Role.DESK)  # whoever is nearest, first
SUPERIORS = (Role.MANAGER, Role.DIRECTOR, Role.SUPERVISOR)  # who hears first that a record was wrong
MOST = 20  # checks in one list; the oldest first
ANEW: dict[str, Any] = {
    "state": CallbackState.PHONE,
    "way": None,
    "solved": None,
    "score": None,
    "comment": "",
    "reasons": [],
    "contact": None,
    "praised": None,
    "changing": False,
    "held_at": None,
    "answered_at": None,
    "changed_at": None,
    "answered_by_id": None,
    "recorded_by_id": None,
    "own_work": False,
    "recheck": None,
    "rechecked_by_id": None,
}


@dataclass(frozen=True)
class Check:
    """A record that somebody is to ask about once more."""

    ref: str
    number: int
    category: Category
    tier: Role
    round: int


@dataclass(frozen=True)
class Known:
    """What a checker needs: what was written down, and whom to ask."""

    complaint: Complaint
    record: Callback
    name: str
    phone: str


async def draw(complaint: Complaint, callback_id: int, actor: Actor, now: datetime) -> None:
    """Whether the lot falls on a record just written; where nobody else can ask, on the next one."""
    row, post = await Callback.get(id=callback_id), actor.post_in(complaint.community_id)
    stratum = ANSWERS if row.state is CallbackState.ANSWERED else SILENCES
    place = await next_place(complaint.community_id, stratum)
    seed = seed_of(complaint.community, stratum, Role.DESK)
    lot = falls_on(seed, place, policy_of(complaint).asking.recheck_share)
    role = await _checker(complaint, post.staff_id) if post else None
    drawn = await is_drawn(complaint.community_id, stratum, lot=lot, able=role is not None)
    if drawn and role is not None and post is not None:
        await _same(row).update(recheck=Recheck.DUE)
        facts = said_in(row) | {"by": actor.called_in(complaint.community_id)}
        facts |= {"round": row.round, "tier": row.tier}
        await notices.tell_role(complaint, "recheck_due", role, now, besides=post.staff_id, facts=facts)


def said_in(row: Callback) -> dict[str, Any]:
    """What a record says, as plain values."""
    return {"state": row.state, "solved": row.solved, "score": row.score or 0}


async def due_for(actor: Actor) -> list[Check]:
    """What this person can check: not what they wrote down themselves, nor what is about their own work."""
    found: list[Check] = []
    for post in (post for post in actor.posts if post.role in CHECKERS):
        due = Callback.filter(complaint__community_id=post.community_id, recheck=Recheck.DUE)
        rows = due.exclude(recorded_by_id=post.staff_id).order_by("id").select_related("complaint")
        found += [
            _check_of(row)
            for row in await rows
            if may_record(post.staff_id, actor.person_id, post.role, row.complaint, Role.DESK, row.round)
            and post.staff_id not in await workers_of(row.complaint_id, row.round)
        ][:MOST]
    return list(dict.fromkeys(found))


async def known(ref: str, actor: Actor, round_: int, tier: Role, now: datetime) -> Known:
    """With name and number, where the history lets them be looked at. Raises NotFound, NotAllowed, NotNow."""
    complaint, record = await _due(ref, actor, round_, tier)
    shown = Action.REVEAL in may_now(actor, complaint)
    phone = await phone_for(actor, complaint, now) if shown else ""
    resident = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    return Known(complaint, record, resident.name if resident else "", phone)


async def say(
    ref: str, actor: Actor, round_: int, tier: Role, found: Recheck, now: datetime
) -> tuple[Complaint, Recheck, Role | None]:
    """Somebody else asked again: what came of it, and which callback or visit is owed anew.

    Nobody there: where the record says the same that is agreement; else the check waits, and is given up
    after as many tries as a callback has.
    """
    complaint, record = await _due(ref, actor, round_, tier)
    post = actor.post_in(complaint.community_id)
    if found is Recheck.NOBODY:
        found = await _nobody(complaint, record)
    facts = said_in(record) | {"found": found, "tier": tier, "of": round_, "recorder": record.recorded_by_id}
    await change(complaint, Action.CHECK, actor, now, facts=facts)
    if found is Recheck.DUE:
        return complaint, found, None
    rows = await _same(record).order_by("id")
    by = {"recheck": found, "rechecked_by_id": post.staff_id if post else None}
    await Callback.filter(id__in=[row.id for row in rows]).update(**by)
    if found is not Recheck.DIFFERS:
        return complaint, found, None
    told = facts | {"by": await _writer(record), "checker": actor.called_in(complaint.community_id)}
    for role in SUPERIORS:
        besides = post.staff_id if post else None
        if await notices.tell_role(complaint, "record_differs", role, now, besides=besides, facts=told):
            break
    return complaint, found, await _ask_again(complaint, rows, now)


async def _due(ref: str, actor: Actor, round_: int, tier: Role) -> tuple[Complaint, Callback]:
    complaint = await complaint_by_ref(ref)
    check_may_record(actor, complaint, Role.DESK, round_)
    record = await Callback.get_or_none(
        complaint_id=complaint.id, round=round_, tier=tier, recheck=Recheck.DUE
    ).select_related("recorded_by__person")
    post = actor.post_in(complaint.community_id)
    if post is not None and post.staff_id in await workers_of(complaint.id, round_):
        raise NotAllowed(Action.CHECK)
    if record is None or post is None or record.recorded_by_id == post.staff_id:
        raise NotNow(Action.CHECK, complaint.status, number=complaint.number)
    return complaint, record


async def _nobody(complaint: Complaint, record: Callback) -> Recheck:
    if record.state is CallbackState.UNREACHED:
        return Recheck.AGREES
    checks = Event.filter(complaint_id=complaint.id, action=Action.CHECK)
    missed = [
        e for e in await checks if e.facts.get("of") == record.round and e.facts["found"] == Recheck.DUE
    ]
    over = len(missed) + 1 >= policy_of(complaint).asking.tries
    return Recheck.NOBODY if over else Recheck.DUE


async def _ask_again(complaint: Complaint, rows: list[Callback], now: datetime) -> Role | None:
    """Nothing stays closed on a record that is not so. What began since was never closed on it."""
    standing = complaint.status in (Status.DONE, Status.CLOSED)
    if not standing or rows[0].round != complaint.round:
        return None
    ids = [row.id for row in rows]
    await Attempt.filter(callback_id__in=ids).update(disputed=True)
    await Callback.filter(id__in=ids).update(**ANEW, turn=F("turn") + 1)
    for row in rows:
        if row.tier is not Role.DESK and not row.forced:
            await visits.let_go(complaint, row)
    anew = [row.tier for row in rows if row.forced or row.tier is Role.DESK]
    if not anew:
        return None
    await change(complaint, Action.ASK_AGAIN, None, now, facts={"of": complaint.round}, closed_at=None)
    if Role.DESK in anew:
        await owe_call(complaint, now)
    return Role.DESK if Role.DESK in anew else anew[0]


async def _checker(complaint: Complaint, writer: int) -> Role | None:
    """Of which role somebody else is there to ask again."""
    for role in CHECKERS:
        if any(staff_id != writer for staff_id, _ in await askers_of(complaint, role)):
            return role
    return None


async def _writer(record: Callback) -> str:
    return name_of(record.recorded_by) if record.recorded_by else ""


def _same(row: Callback) -> QuerySet[Callback]:
    """The record itself, and the callback that it filled as well (a visit's)."""
    written = {"recorded_by_id": row.recorded_by_id, "held_at": row.held_at, "state": row.state}
    return Callback.filter(complaint_id=row.complaint_id, round=row.round, **written)


def _check_of(row: Callback) -> Check:
    complaint = row.complaint
    category = complaint.category or Category.OTHER
    return Check(complaint.ref, complaint.number or 0, category, row.tier, row.round)
