"""Two signatures: what manager and director both have to ask about ends by two different people (S1).

Nobody is owed a visit that no one can hold: such a one is let go, and the history says why.
"""

from datetime import datetime

from tortoise.expressions import Subquery

from desk.authority import RANK, Actor, may_hear, may_record
from desk.changes import change, complaint_by_id
from desk.policy import policy_for
from desk.workers import workers_of
from models import Attempt, Callback, Complaint, Staff
from models.callback_kinds import CallbackState
from models.kinds import Action, Role, Status

ENDED = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)
NOBODY_LEFT = "nobody_left"  # the outcome of a visit that no one is left to hold


async def is_alone(actor: Actor, complaint: Complaint, round_: int) -> bool:
    """Whether somebody of the desk or above is all there is to ask, having done the work or written it down before.

    Never whose own answer it is, nor whom it is about. What they take down is marked, and in no rate.
    """
    post = actor.post_in(complaint.community_id)
    if post is None or not _may_alone(post.staff_id, actor.person_id, post.role, complaint):
        return False
    out = await _disbelieved(complaint.id, round_) | await workers_of(complaint.id, round_)
    staff = Staff.filter(community_id=complaint.community_id, left_at=None)
    return not any(
        staff_id not in out and may_record(staff_id, person_id, role, complaint, Role.DESK, round_)
        for staff_id, person_id, role in await staff.values_list("id", "person_id", "role")
    )


async def signers(complaint_id: int, round_: int) -> set[int]:
    """Which posts ended a visit that had to be held, whatever came of it: an answer, or none."""
    ended = Callback.filter(complaint_id=complaint_id, round=round_, forced=True, state__in=ENDED)
    tries = [await Attempt.filter(callback_id=row.id).order_by("-id").first() for row in await ended]
    return {last.staff_id for last in tries if last is not None}


async def _disbelieved(complaint_id: int, round_: int) -> set[int]:
    """Which posts wrote down about this round what another person found not to be so."""
    wrong = Attempt.filter(callback__complaint_id=complaint_id, callback__round=round_, disputed=True)
    return {staff_id for (staff_id,) in await wrong.values_list("staff_id")}


async def is_anothers(row: Callback, staff_id: int) -> bool:
    """Whether this needs somebody else: who signed the other visit, or has the more senior one to hold first.

    Who can hold the more senior one can hold either; whoever is below can't, and would find nothing left.
    Whoever wrote down what turned out not to be so asks about it no more, and who worked on it never does.
    """
    out = await _disbelieved(row.complaint_id, row.round) | await workers_of(row.complaint_id, row.round)
    if staff_id in out:
        return True
    if not row.forced:
        return False
    owed = Callback.filter(complaint_id=row.complaint_id, round=row.round, forced=True)
    senior = owed.filter(state=CallbackState.PHONE, tier=Role.DIRECTOR)
    director = await Staff.filter(id=staff_id, role=Role.DIRECTOR).exists()
    first = row.tier is not Role.DIRECTOR and director and await senior.exists()
    return first or staff_id in await signers(row.complaint_id, row.round)


async def stuck(now: datetime) -> list[int]:
    """Visits that had to be held and that nobody is left to hold, since somebody went or signed the other.

    And callbacks that nobody may take down (all the staff there is filed it, or is what it is about), once
    their time has passed: until then a colleague may still come.
    """
    done = Subquery(Complaint.filter(status=Status.DONE).values("id"))
    owed = Callback.filter(complaint_id__in=done, forced=True, state=CallbackState.PHONE)
    visits = [row.id for row in await owed.select_related("complaint") if not await _holders(row)]
    phoned = Callback.filter(complaint_id__in=done, tier=Role.DESK, state=CallbackState.PHONE)
    found = await phoned.select_related("complaint__community")
    return visits + [row.id for row in found if _is_over(row.complaint, now) and not await _callers(row)]


async def give_up(row: Callback, now: datetime) -> Complaint | None:
    """Nobody is left to ask: the history says why. None when it is held meanwhile."""
    complaint = await complaint_by_id(row.complaint_id)
    await row.refresh_from_db(fields=["state"])  # read after it, or an answer given in between would be lost
    if row.state is not CallbackState.PHONE:
        return None
    facts = {"tier": row.tier, "outcome": NOBODY_LEFT, "of": row.round}
    await change(complaint, Action.TRY, None, now, facts=facts)
    return complaint


def _is_over(complaint: Complaint, now: datetime) -> bool:
    within = policy_for(complaint.community.policy).asking.held_within
    return complaint.done_at is not None and now >= complaint.done_at + within


async def _callers(row: Callback) -> bool:
    """Whether anybody may take the callback down: in the ordinary way, or as the only one left."""
    staff = Staff.filter(community_id=row.complaint.community_id, left_at=None)
    return await _holders(row) or any(
        _may_alone(staff_id, person_id, role, row.complaint)
        for staff_id, person_id, role in await staff.values_list("id", "person_id", "role")
    )


def _may_alone(staff_id: int, person_id: int, role: Role, complaint: Complaint) -> bool:
    """Of the desk or above; never whose own answer it is, nor whom it is about."""
    party = complaint.filer_id == person_id or complaint.about_id == staff_id
    return not party and RANK[role] >= RANK[Role.DESK] and may_hear(staff_id, role, complaint)


async def _holders(row: Callback) -> bool:
    complaint = row.complaint
    out = await signers(row.complaint_id, row.round) | await _disbelieved(row.complaint_id, row.round)
    out |= await workers_of(row.complaint_id, row.round)
    staff = Staff.filter(community_id=complaint.community_id, left_at=None)
    return any(
        staff_id not in out and may_record(staff_id, person_id, role, complaint, row.tier, row.round)
        for staff_id, person_id, role in await staff.values_list("id", "person_id", "role")
    )
