"""What was said and done in the rounds before: whoever has it next reads it, and nobody tells it twice (D6)."""

from models import Complaint, Event
from models.kinds import Action

SAID = (
    Action.SUPPLEMENT,
    Action.REVISE,
    Action.WISH,
    Action.ASK,
    Action.ANSWER,
    Action.TELL,
    Action.REPLY,
    Action.NOTE,
    Action.COMPLETE,
)
JUDGED = (Action.REOPEN, Action.RATE, Action.RECORD)  # how the resident saw it: for those who lead only
WORDS = ("text", "reason")
ANSWERS = (
    *WORDS,
    "solved",
    "score",
    "back",
)  # given in the chat; what staff wrote down is a record of its own


async def before(complaint: Complaint) -> list[Event]:
    """In their order; none in the first round."""
    if complaint.round == 1:
        return []
    events = Event.filter(complaint_id=complaint.id, action__in=(*SAID, *JUDGED)).order_by("version")
    return [event for event in await events if _is_told(event, complaint.round)]


def _is_told(event: Event, present: int) -> bool:
    if event.action in SAID:
        return event.round < present
    return any(event.facts.get(name) for name in (ANSWERS if event.action is Action.REOPEN else WORDS))
