"""How far the work has come in this round: read off the history, never stored twice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from models import Complaint, Event
from models.kinds import Action, Status

BEGINS = (Action.ACCEPT, Action.REASSIGN)  # somebody has it now
TAKEN = (Action.TAKE_BACK, Action.NAME)  # from whoever had it
GIVES_UP = (Action.RETURN, Action.TRANSFER, *TAKEN)
HANDS = (Action.ARRIVE, Action.ASK, Action.APPOINT, Action.HOLD, Action.NOTE)  # it is not left lying
WORDS = (
    Action.TELL,
    Action.REMARK,
    Action.REVEAL,
    Action.AGREE,
)  # likewise, when they are of the one who has it
USES = (Action.ASK, Action.TELL, Action.REMARK)  # what may become of a note


@dataclass(frozen=True)
class Visit:
    """A time for somebody to come."""

    at: datetime
    by_resident: bool = False  # who proposed it
    agreed: bool = False


@dataclass(frozen=True)
class Rest:
    """Why the work rests, and until when."""

    until: datetime
    reason: str  # the name of a reason that has words in every language, "" with words of its own
    text: str = ""


@dataclass(frozen=True)
class Work:
    """What the present holder has done, and what was agreed."""

    accepted_at: datetime | None = None
    holder: int | None = None  # the person who has it
    arrived_at: datetime | None = None
    asked_at: datetime | None = None  # the question that is still open
    touched: bool = False  # something was done since it was accepted
    visit: Visit | None = None
    agreed: datetime | None = None  # the time both sides have said yes to, whatever else was proposed since
    wished: str = ""  # when else it would suit the resident, in their words, as long as nobody has answered
    rest: Rest | None = None
    passed_on: int = 0  # by those who had it; what leaders decide doesn't count
    ending: str = ""
    undecided: frozenset[Action] = frozenset()  # somebody asked to have longer, or not to do it
    cried: str = ""  # the words in which it became an emergency

    def awaited(self, now: datetime) -> Visit | None:
        """What was agreed, until somebody is there; or what may still be said yes to."""
        kept = self.visit is not None and self.visit.agreed and self.arrived_at is None
        return self.visit if self.visit and (kept or self.visit.at > now) else None

    def preferred(self, now: datetime) -> datetime | None:
        """The time that the resident named, as long as nobody has answered."""
        visit = self.awaited(now)
        return visit.at if visit and visit.by_resident and not visit.agreed else None


async def work_on(complaint: Complaint) -> Work:
    events = Event.filter(complaint_id=complaint.id, round=complaint.round)
    return work_of(await events.order_by("version"))


def work_of(events: Iterable[Event]) -> Work:
    """The events of one round, in their order."""
    work = Work()
    for event in events:
        work = _after(work, event)
    return work


def _after(work: Work, event: Event) -> Work:
    if event.status is not Status.ON_HOLD:
        work = replace(work, rest=None)
    if event.action in BEGINS:
        holder = event.facts.get("person", event.actor_id)  # given by a leader, or taken
        return replace(work, accepted_at=event.at, holder=holder, arrived_at=None, touched=False)
    if event.action in GIVES_UP:
        counted = event.action not in TAKEN and not event.facts.get("by_leader")
        kept = work.visit if work.visit and work.visit.agreed else None  # promised, whoever has it next
        gone = replace(work, accepted_at=None, holder=None, arrived_at=None, asked_at=None, visit=kept)
        return replace(gone, passed_on=work.passed_on + counted)
    own = event.action in WORDS and event.actor_id is not None and event.actor_id == work.holder
    return replace(_step(work, event), touched=work.touched or own or event.action in HANDS)


def _step(work: Work, event: Event) -> Work:
    changes = CHANGES.get(event.action)
    return replace(work, **changes(work, event)) if changes else work


def _rest(event: Event) -> Rest:
    facts = event.facts
    return Rest(_moment(event, "until"), str(facts.get("reason") or ""), str(facts.get("text") or ""))


def _moment(event: Event, name: str) -> datetime:
    return datetime.fromisoformat(event.facts[name])


def _agreed(work: Work, event: Event) -> Visit | None:
    """The time that stood; or the one that was spoken of."""
    if "spoken" in event.facts:
        return Visit(_moment(event, "at"), agreed=True)
    return replace(work.visit, agreed=True) if work.visit else None


def _settled(visit: Visit | None) -> dict[str, Any]:
    return {"visit": visit, "agreed": visit.at if visit else None, "wished": ""}


def _decided(work: Work, asked: Action) -> dict[str, Any]:
    """Whatever else was asked for stays open."""
    return {"undecided": work.undecided - {asked}}


CHANGES: Mapping[Action, Callable[[Work, Event], dict[str, Any]]] = {
    Action.ARRIVE: lambda _, event: {"arrived_at": event.at},
    Action.ASK: lambda _, event: {"asked_at": event.at},
    Action.ANSWER: lambda *_: {"asked_at": None},
    Action.APPOINT: lambda _, event: {"visit": Visit(_moment(event, "at")), "wished": ""},
    Action.PREFER: lambda _, event: {"visit": Visit(_moment(event, "at"), by_resident=True), "wished": ""},
    Action.RESCHEDULE: lambda _, event: {"visit": None, "wished": str(event.facts.get("text") or "")},
    Action.AGREE: lambda work, event: _settled(_agreed(work, event)),
    Action.CALM: lambda *_: {"cried": ""},
    Action.ALARM: lambda work, event: {"cried": str(event.facts.get("text") or "") or work.cried},
    **dict.fromkeys(
        (Action.INHERIT, Action.GO_ON),
        lambda *_: {"visit": None, "wished": "", "asked_at": None, "cried": ""},
    ),
    Action.HOLD: lambda _, event: {"rest": _rest(event)},
    Action.RESTORE_REST: lambda _, event: {"rest": _rest(event)},
    Action.COMPLETE: lambda _, event: {"ending": str(event.facts.get("ending") or ""), "asked_at": None},
    **dict.fromkeys(
        (Action.ASK_TIME, Action.PROPOSE), lambda work, event: {"undecided": work.undecided | {event.action}}
    ),
    **dict.fromkeys((Action.EXTEND, Action.DENY), lambda work, _: _decided(work, Action.ASK_TIME)),
    **dict.fromkeys((Action.REFUSE, Action.KEEP), lambda work, _: _decided(work, Action.PROPOSE)),
}


def last_note(events: Sequence[Event]) -> str:
    """The last thing the one who has it said about the work, and nothing else became of."""
    used = {event.facts.get("of") for event in events if event.action in USES}
    own = takewhile(lambda event: event.action not in BEGINS, reversed(events))
    notes = (event for event in own if event.action is Action.NOTE and event.version not in used)
    return next(filter(None, (str(note.facts.get("text", "")) for note in notes)), "")
