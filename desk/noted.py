"""What becomes of a note: the resident is told or asked it, or it stays between staff. Once, whoever presses."""

from datetime import datetime

from desk import questions, relaying
from desk.authority import Actor
from desk.changes import change, complaint_for
from desk.errors import AlreadySettled, NotFound
from desk.progress import USES
from models import Complaint, Event
from models.kinds import Action


async def ask(ref: str, actor: Actor, version: int, now: datetime) -> tuple[str, bool]:
    """The question, and whether the chat reaches the resident."""
    complaint = await complaint_for(ref, actor, Action.ASK)
    said = await _unused(complaint, version)
    return said, await questions.put(complaint, actor, {"canned": "", "question": said, "of": version}, now)


async def tell(ref: str, actor: Actor, version: int, now: datetime) -> bool:
    """False when the chat doesn't reach the resident."""
    complaint = await complaint_for(ref, actor, Action.TELL)
    said = await _unused(complaint, version)
    return await relaying.put(complaint, actor, {"text": said, "of": version}, now)


async def keep_inside(ref: str, actor: Actor, version: int, now: datetime) -> None:
    """It is not told when the work is done, either."""
    complaint = await complaint_for(ref, actor, Action.REMARK)
    await _unused(complaint, version)
    await change(complaint, Action.REMARK, actor, now, facts={"of": version})


async def _unused(complaint: Complaint, version: int) -> str:
    """The words of the note. Raises AlreadySettled, and NotFound where this version was none of this round."""
    history = Event.filter(complaint_id=complaint.id, round=complaint.round)
    note = await history.filter(action=Action.NOTE, version=version).first()
    if note is None:
        raise NotFound
    if any(use.facts.get("of") == version for use in await history.filter(action__in=USES)):
        raise AlreadySettled
    return str(note.facts["text"])
