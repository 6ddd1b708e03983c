"""It is back, somebody says on the phone or at the counter: the desk opens the same case again (F, I1).

Whoever has Telegram has a button for it (desk.answers); who has none must not lose by it.
"""

from datetime import datetime

from desk import notices
from desk.authority import Actor
from desk.callbacks import policy_of
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotNow, TooLate
from desk.reopening import reopen
from models import Complaint
from models.kinds import Action, Status


async def take_down(ref: str, actor: Actor, now: datetime) -> Complaint:
    """With its history, counted as repeated; by whom it was taken down is in the history, and told to the resident."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.RECORD, actor)
    if complaint.status is not Status.CLOSED:
        raise NotNow(Action.REOPEN, complaint.status, number=complaint.number)
    if complaint.closed_at is None or now >= complaint.closed_at + policy_of(complaint).asking.back_within:
        raise TooLate
    by = actor.called_in(complaint.community_id)
    await change(complaint, Action.RECORD, actor, now, facts={"back": True, "of": complaint.round})
    await reopen(complaint, None, now, facts={"back": True, "recorded": True, "by": by})
    await notices.tell_filer(complaint, "recorded_back", now, facts={"by": by})
    return complaint
