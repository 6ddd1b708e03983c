"""The resident thinks again after it was reopened: what they said last counts (conversations.md F).

"Solved" after all closes the round that has begun meanwhile only when they say so themselves: nobody has
to come again. The record of a round that was called off is the answer that called it off.
"""

from datetime import datetime
from typing import Any

from desk import notices, visits
from models import Callback, Complaint, Event
from models.callback_kinds import Solved, Way
from models.kinds import Action, Role, Status

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
ANSWERING = (Action.RATE, Action.REOPEN, Action.CLOSE)
DUES = ("answer_due_at", "visit_due_at", "plan_due_at", "finish_due_at")


async def last_asked(complaint: Complaint) -> int:
    """The latest round that was asked about: not the present one when it has just begun, or was called off."""
    rounds = Callback.filter(complaint_id=complaint.id, tier=Role.DESK)
    last = await rounds.order_by("-round").first()
    return last.round if last else complaint.round


async def round_that_counts(complaint: Complaint) -> int:
    """Whose answer the complaint stands on."""
    return await last_asked(complaint) if complaint.status is Status.CLOSED else complaint.round


async def may_call_off(complaint: Complaint, round_: int, solved: Solved | None) -> bool:
    """A major matter or a loss goes on: both leaders have to ask (S1)."""
    at_work = complaint.status in AT_WORK and not visits.is_grave(complaint)
    return at_work and solved is Solved.YES and await last_asked(complaint) == round_ < complaint.round


async def score_asked_anew(complaint: Complaint, row: Callback) -> bool:
    """Whether the first question was answered anew and the second one not yet: it stands, also on a closed case.

    Until then the former score counts, where the first answer stayed the same.
    """
    over = complaint.status in (Status.WITHDRAWN, Status.REFUSED)
    if row.turn == 1 or row.solved is None or row.way is not Way.CHAT or over:
        return False
    if row.score is None:
        return True
    steps = Event.filter(complaint_id=complaint.id, action__in=ANSWERING).order_by("version")
    said = [step.facts for step in await steps if step.facts.get("of", step.round) == row.round]
    told = [facts for facts in said if "solved" in facts or "score" in facts]
    return bool(told) and "score" not in told[-1]


def no_longer_due(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """What was promised for later is owed to nobody now; what was broken already stays broken."""
    due = {name: getattr(complaint, name) for name in DUES}
    return {name: None for name, moment in due.items() if moment is not None and moment > now}


async def tell(
    complaint: Complaint, round_: int, solved: Solved, before: Solved | None, now: datetime
) -> None:
    """Those who lead the round that goes on hear it once: solved after all, or not after all."""
    good = solved is Solved.YES
    if round_ == complaint.round or complaint.status not in AT_WORK or good is (before is Solved.YES):
        return
    told = Event.filter(complaint_id=complaint.id, round=complaint.round, action=Action.RATE)
    same = [event for event in await told if event.facts.get("of") == round_ and "solved" in event.facts]
    if sum((event.facts["solved"] == Solved.YES) is good for event in same) == 1:  # the one just written
        await notices.tell_leaders(complaint, "solved_after_all" if good else "unsolved_after_all", now)
