"""The resident answers otherwise than staff had written down: their answer replaces the record, never the evidence.

What stood there, and who wrote it, goes into the step that replaces it; those above hear of it, and it is counted.
"""

from datetime import datetime
from typing import Any

from desk import notices
from desk.authority import name_of
from desk.rechecking import SUPERIORS, said_in
from models import Attempt, Callback, Complaint, Staff
from models.callback_kinds import CallbackState, Solved


def denied(record: Callback, solved: Solved) -> dict[str, Any]:
    """For the history: what was written down, where the resident's own answer is another one.

    That nobody was reached is no word put into anybody's mouth.
    """
    if record.recorded_by_id is None or record.state is CallbackState.UNREACHED or record.solved is solved:
        return {}
    return {"denied": said_in(record) | {"recorder": record.recorded_by_id}}


async def tell(complaint: Complaint, record: Callback, solved: Solved, now: datetime) -> None:
    """Those above the writer hear it once; whoever wrote it asks about this round no more."""
    if not denied(record, solved):
        return
    wrote = Attempt.filter(callback_id=record.id, staff_id=record.recorded_by_id)
    await wrote.update(disputed=True)
    writer = await Staff.get(id=record.recorded_by_id).select_related("person")
    facts = said_in(record) | {"by": name_of(writer), "answer": solved}
    for role in SUPERIORS:
        if await notices.tell_role(complaint, "record_denied", role, now, besides=writer.id, facts=facts):
            return
