"""Two signatures: what manager and director both have to ask about ends by two different people (S1).

Nobody is owed a visit that no one can hold: such a one is let go, and the history says why.
"""

from datetime import datetime

from tortoise.expressions import Subquery

from desk.authority import Actor, may_hear, may_record
from desk.changes import change, complaint_by_id
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
    barred = post is None or complaint.filer_id == actor.person_id or complaint.about_id == post.staff_id
    if (
        post is None
        or barred
        or not post.outranks(Role.DESK)
        or not may_hear(post.staff_id, post.role, complaint)
    ):
        return False
    out = await _disbelieved(complaint.id, round_)
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
    Whoever wrote down what turned out not to be so asks about it no more.
    """
    if staff_id in await _disbelieved(row.complaint_id, row.round):
        return True
    if not row.forced:
        return False
    owed = Callback.filter(complaint_id=row.complaint_id, round=row.round, forced=True)
    senior = owed.filter(state=CallbackState.PHONE, tier=Role.DIRECTOR)
    director = await Staff.filter(id=staff_id, role=Role.DIRECTOR).exists()
    first = row.tier is not Role.DIRECTOR and director and await senior.exists()
    return first or staff_id in await signers(row.complaint_id, row.round)


async def stuck(now: datetime) -> list[int]:  # noqa: ARG001 - as everything the sweep looks for
    """Visits that had to be held and that nobody is left to hold, since somebody went or signed the other."""
    done = Subquery(Complaint.filter(status=Status.DONE).values("id"))
    owed = Callback.filter(complaint_id__in=done, forced=True, state=CallbackState.PHONE)
    return [row.id for row in await owed.select_related("complaint") if not await _holders(row)]


async def give_up(row: Callback, now: datetime) -> Complaint | None:
    """Nobody is left to hold this visit: the history says why. None when it is held meanwhile."""
    if row.state is not CallbackState.PHONE:
        return None
    complaint = await complaint_by_id(row.complaint_id)
    facts = {"tier": row.tier, "outcome": NOBODY_LEFT, "of": row.round}
    await change(complaint, Action.TRY, None, now, facts=facts)
    return complaint


async def _holders(row: Callback) -> bool:
    complaint = row.complaint
    out = await signers(row.complaint_id, row.round) | await _disbelieved(row.complaint_id, row.round)
    staff = Staff.filter(community_id=complaint.community_id, left_at=None)
    return any(
        staff_id not in out and may_record(staff_id, person_id, role, complaint, row.tier, row.round)
        for staff_id, person_id, role in await staff.values_list("id", "person_id", "role")
    )
