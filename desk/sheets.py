"""A complaint as plain values: all that a card, a receipt or a notice may show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk import retelling
from desk.addresses import Address, address_of
from desk.authority import name_of
from desk.drafting import Drafting, Sibling, siblings_of
from desk.policy import Policy, policy_for
from desk.progress import Work, work_of
from desk.sharing import hides_home, place_shown, read_asked, read_enclosed, read_shared
from models import Callback, Complaint, Event
from models.callback_kinds import CallbackState, Solved
from models.kinds import Action, Category, Discretion, Kind, Role, Severity, Status, Validity
from models.prepared import Lookup

_ROW = Lookup(
    Complaint,
    lambda complaint_id: Complaint.filter(id=complaint_id).select_related(
        "community", "department", "assignee__person", "tracker__person", "home", "spot", "filer"
    ),
)
_EVENTS_OF = Lookup(
    Event,
    lambda complaint_id, round_: Event.filter(complaint_id=complaint_id, round=round_).order_by("version"),
)

DUE = ("answer_due_at", "visit_due_at", "plan_due_at", "finish_due_at", "later_at")
WAITING = (CallbackState.ASKED, CallbackState.PHONE)  # for the resident's answer
UNFINISHED = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
TOLD = (  # what a card tells line by line
    Action.SUPPLEMENT,
    Action.REVISE,
    Action.URGE,
    Action.WISH,
    Action.RESCHEDULE,
    Action.ARRIVE,
    Action.ASK,
    Action.ANSWER,
    Action.APPOINT,
    Action.PREFER,
    Action.AGREE,
    Action.HOLD,
    Action.RESUME,
    Action.RETURN,
    Action.TRANSFER,
    Action.TAKE_BACK,
    Action.REASSIGN,
    Action.TELL,
    Action.REPLY,
    Action.NOTE,
    Action.REMARK,
    Action.ABSORB,
    Action.SPLIT,
)


@dataclass(frozen=True)
class Line:
    """One thing said about a complaint after it was filed."""

    action: Action
    text: str
    at: datetime
    canned: str = ""  # the name of a question that has words in every language
    reason: str = ""  # likewise of a reason
    until: datetime | None = None  # the moment it is about
    who: str = ""
    to: str = ""  # where it went
    neighbour: bool = False  # by somebody who joined, and lives elsewhere


@dataclass(frozen=True)
class Own:
    """What the resident did with it after it was filed: on their receipt only."""

    supplemented_at: datetime | None = None
    urged_at: datetime | None = None
    wish: str = ""
    withdrawn: str = ""  # why
    restore_until: datetime | None = None


@dataclass(frozen=True)
class Sheet:
    """What is known of a complaint at one moment."""

    ref: str
    number: int | None
    status: Status
    round: int
    level: Role
    category: Category | None
    ranked: tuple[Category, ...]
    severity: Severity
    kind: Kind
    validity: Validity | None  # for staff only
    loss: bool  # for staff only: it cost the resident something
    tracker: str  # who follows it to its end, "" when nobody does
    emergency: str
    place: str
    text: str
    filed_at: datetime | None
    answer_due_at: datetime | None
    visit_due_at: datetime | None
    plan_due_at: datetime | None
    finish_due_at: datetime | None
    later_at: datetime | None  # told to the resident instead of a promise that won't be kept
    done_at: datetime | None
    accepted_at: datetime | None
    department: str
    worker: str
    photos: int
    voices: int
    others: int
    proofs: tuple[str, ...]  # file ids of the photos that prove the work of this round
    question_open: bool
    call_needed: bool
    lines: tuple[Line, ...]
    siblings: tuple[Sibling, ...]  # of a draft: where else it may belong
    merged_into: int | None  # the number it went into
    community: str
    zone: ZoneInfo
    language: str
    earlier: tuple[Line, ...] = ()  # of the rounds before
    picking: bool = False  # of a draft: it is asked which matter it belongs to
    own: Own = field(default_factory=Own)
    home: Address | None = None  # none on the sheet of who must stay unknown (T9)
    where_open: bool = False  # of a danger: those who run there still need to hear where to (desk.whereto)
    beside: int = 0  # the number of the emergency that it is in the same place as (desk.beside)
    asked_until: datetime | None = None  # so long the work's clock rests for the answer, at most
    hides_home: bool = False  # for that reason, though it is known: whoever accepts it may ask (desk.whence)
    closed_at: datetime | None = None
    unheard: bool = False  # the work is done, and its resident has not said whether it is solved
    place_to_neighbours: str = ""  # the place without a door (desk.indoors)
    home_open: bool = False  # they have several, and have not said yet which of them it is
    unsettled: bool = False  # nobody has confirmed yet that they live there
    work: Work = field(default_factory=Work)  # how far whoever has it has come
    subject: str = ""
    discretion: Discretion = Discretion.OPEN
    assistance: bool = False  # somebody needs help on the stairs
    incident: bool = False
    watched: bool = False  # at night somebody looks after it (desk.watching fills it in)
    households: int = 1
    opinions: Mapping[Solved, int] = field(default_factory=dict)  # of neighbours who joined, this round
    filer_chat: int | None = None
    drafting: Drafting = field(default_factory=Drafting)
    policy: Policy = field(default_factory=lambda: policy_for({}))

    def to_neighbours(self) -> "Sheet":
        """Where the filer lives, and whether anybody confirmed it, is not theirs to know."""
        return replace(self, home=None, unsettled=False, place=self.place_to_neighbours)

    def joined(self, chat_id: int) -> bool:
        """Whether this chat is of somebody who said "me too"."""
        return self.number is not None and self.filer_chat != chat_id

    def restorable(self, now: datetime) -> bool:
        until = self.own.restore_until
        return self.status is Status.WITHDRAWN and until is not None and now < until

    def overdue(self, now: datetime) -> bool:
        return self.status in UNFINISHED and (due := self.due(now)) is not None and due < now

    def rests(self, now: datetime) -> bool:
        """Its clock waits for the resident's answer: the end moves with it, and is none to be told."""
        return self.asked_until is not None and now < self.asked_until and not self.overdue(now)

    def due(self, now: datetime) -> datetime | None:
        """The promise that counts: an answer, then somebody on site (of a rest only that); the end once it has passed."""
        ended = self.finish_due_at is not None and self.finish_due_at < now
        if self.status is Status.ON_HOLD and not ended:
            return self.visit_due_at
        if self.status is Status.WAITING and not ended:
            return self.first_due_at
        return self.finish_due_at if ended or not self.comes else self.visit_due_at

    @property
    def first_due_at(self) -> datetime | None:
        """While nobody has it: an answer, or what was promised of an emergency however often it is passed on."""
        dues = (self.answer_due_at, self.visit_due_at if self.emergency and self.round == 1 else None)
        return min((due for due in dues if due), default=None)

    @property
    def comes(self) -> bool:
        """Whoever has accepted it is awaited on site."""
        return self.status is Status.ACCEPTED and self.visit_due_at is not None


async def read_sheet(complaint_id: int) -> Sheet:
    [row] = await _ROW.all(complaint_id)
    events = await _EVENTS_OF.all(row.id, row.round)
    told = {event.action: event for event in reversed(events)}  # the first of each
    return Sheet(
        ref=row.ref,
        number=row.number,
        status=row.status,
        round=row.round,
        level=row.level,
        category=row.category,
        ranked=tuple(Category(category) for category, _ in row.verdict.get("ranked", ())),
        severity=row.severity,
        kind=row.kind,
        validity=row.validity,
        loss=row.loss,
        tracker=name_of(row.tracker) if row.tracker else "",
        emergency=row.emergency,
        place=place_shown(row),
        home=None if row.home is None or row.discretion is Discretion.ANONYMOUS else address_of(row.home),
        hides_home=hides_home(row),
        text=row.text,
        filed_at=row.filed_at,
        **{name: getattr(row, name) for name in DUE},
        done_at=row.done_at,
        closed_at=row.closed_at,
        department=row.department.name if row.department else "",
        worker=name_of(row.assignee) if row.assignee else "",
        question_open=row.question_at is not None,
        asked_until=await read_asked(row),
        call_needed=row.call_needed,
        unheard=await _is_unheard(row),
        **await _worked(events, row),
        siblings=await siblings_of(row),
        merged_into=_merged_into(row, told),
        picking=bool(row.verdict.get("picking")),
        own=_own(row, {event.action: event for event in events if event.actor_id == row.filer_id}),
        **await read_shared(row, told),
        **await read_enclosed(row),
    )


async def _is_unheard(row: Complaint) -> bool:
    """Until an answer, a refusal or tries enough are on record; what neighbours say is none of it."""
    asked = Callback.filter(complaint_id=row.id, round=row.round, tier=Role.DESK)
    return row.status is Status.DONE and not await asked.exclude(state__in=WAITING).exists()


async def _worked(events: list[Event], row: Complaint) -> dict[str, Any]:
    """How far the work has come, and what was said about it, in the rounds before as well."""
    work, inside = work_of(events), [e for e in events if e.action is Action.REMARK and "of" in e.facts]
    told = [event for event in events if event.action in TOLD and event not in inside]
    lines, earlier = (
        tuple(_line(event, row.filer_id) for event in each) for each in (told, await retelling.before(row))
    )
    return {"work": work, "accepted_at": work.accepted_at, "lines": lines, "earlier": earlier}


def _merged_into(row: Complaint, told: Mapping[Action, Event]) -> int | None:
    """The number it went into, when that is why it is over."""
    gone = told.get(Action.MERGE) or told.get(Action.DISCARD)
    return gone.facts.get("into") if gone and row.status is Status.WITHDRAWN else None


def _own(row: Complaint, last: Mapping[Action, Event]) -> Own:
    added, urged, wish, gone = (
        last.get(action) for action in (Action.SUPPLEMENT, Action.URGE, Action.WISH, Action.WITHDRAW)
    )
    gone = gone if row.status is Status.WITHDRAWN else None
    return Own(
        supplemented_at=added.at if added else None,
        urged_at=urged.at if urged else None,
        wish=str(wish.facts.get("text", "")) if wish else "",
        withdrawn=gone.reason if gone else "",
        restore_until=gone.at + policy_for(row.community.policy).restore_within if gone else None,
    )


def _line(event: Event, filer_id: int | None) -> Line:
    facts = event.facts
    said = str(facts.get("text") or facts.get("question") or facts.get("score") or "")
    moment = facts.get("until") or facts.get("at")
    return Line(
        event.action,
        said,
        event.at,
        str(facts.get("canned") or ""),
        str(facts.get("reason") or facts.get("solved") or ("back" if facts.get("back") else "")),
        datetime.fromisoformat(moment) if moment else None,
        str(facts.get("worker") or ""),
        str(facts.get("to") or ""),
        event.action in (Action.SUPPLEMENT, Action.URGE) and event.actor_id != filer_id,
    )
