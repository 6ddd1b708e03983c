"""One callback as plain values: what its faces for residents and for the desk may show."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.asking import Asking
from desk.authority import name_of
from desk.contacting import promise_of
from desk.policy import policy_for
from desk.second_thoughts import may_call_off, round_that_counts, score_asked_anew
from desk.visits import forced_tiers, signature_missing
from models import Attempt, Callback, Complaint
from models.callback_kinds import CallbackState, Contact, Outcome, Reason, Slot, Solved, Way
from models.kinds import Role, Status

GOOD_SCORE = 4  # from here on one may praise somebody


class Question(StrEnum):
    """What the resident is asked next."""

    SOLVED = "solved"
    SCORE = "score"
    REASON = "reason"
    CONTACT = "contact"
    OFF = "off"  # solved after all: has nobody to come again?
    PRAISE = "praise"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Try:
    """One documented try to reach somebody."""

    at: datetime
    by: str
    slot: Slot
    outcome: Outcome


@dataclass(frozen=True)
class Asked:
    """How far the callback of one round has come."""

    round: int
    solved: Solved | None
    score: int | None
    turn: int = 1
    changing: bool = False
    score_anew: bool = False  # the first answer was given anew: so is the second, also on a closed case
    state: CallbackState = CallbackState.ASKED
    tier: Role = Role.DESK
    way: Way | None = None
    reasons: tuple[Reason, ...] = ()
    contact: Contact | None = None
    praised: bool | None = None
    low_score: int = 2
    recorder: str = ""
    recorded_at: datetime | None = None
    closed: bool = False  # the complaint is, or over in another way
    may_call_off: bool = False  # it was reopened, and is solved after all
    leaders_ask: tuple[Role, ...] = ()  # who will, before it is closed
    called_off: bool = False  # and the resident has closed it
    contact_due: datetime | None = None  # after a bad answer, while somebody still owes it
    contact_by: Role | None = None
    contacted_by: str = ""
    contacted_at: datetime | None = None
    change_until: datetime | None = None
    stands_from: datetime | None = None  # answered or not
    stands: bool = False  # nothing is asked any more
    back_until: datetime | None = None
    tries: tuple[Try, ...] = field(default=())

    @property
    def bad(self) -> bool:
        low = self.score is not None and self.score <= self.low_score
        return low or self.solved not in (Solved.YES, None)

    @property
    def asks(self) -> Question:
        """One question at a time; only the first two are always asked."""
        if self.stands:
            return Question.NOTHING
        if self.solved is None or self.changing:
            return Question.SOLVED
        if self.score is None or self.score_anew:
            told = self.way is Way.CHAT and (self.score_anew or not self.closed)
            return Question.SCORE if told else Question.NOTHING
        return self._asks_more()

    def at(self, now: datetime) -> "Asked":
        """As it is at that moment."""
        over = self.stands_from is not None and now >= self.stands_from
        return replace(self, stands=True, changing=False, score_anew=False) if over else self

    def may_change(self, now: datetime) -> bool:
        return self.solved is not None and self.change_until is not None and now < self.change_until

    def may_come_back(self, now: datetime) -> bool:
        return self.back_until is not None and now < self.back_until

    def _asks_more(self) -> Question:
        if self.way is not Way.CHAT:
            return Question.NOTHING
        if self.bad:
            wants = Question.NOTHING if self.contact else Question.CONTACT
            return wants if self.reasons else Question.REASON
        if self.may_call_off:
            return Question.OFF
        happy = self.score is not None and self.score >= GOOD_SCORE and self.closed and not self.called_off
        return Question.PRAISE if happy and self.praised is None else Question.NOTHING


async def read_callback(complaint_id: int, round_: int, tier: Role = Role.DESK) -> Asked | None:
    row = await Callback.get_or_none(complaint_id=complaint_id, round=round_, tier=tier).select_related(
        "complaint__community", "recorded_by__person"
    )
    if row is None:
        return None
    complaint, policy = row.complaint, policy_for(row.complaint.community.policy)
    began = complaint.round == row.round + 1 and tier is Role.DESK
    owed = await promise_of(complaint) if began else None
    present = await round_that_counts(complaint) == row.round
    closed_at = complaint.closed_at if present and complaint.status is Status.CLOSED else None
    return Asked(
        round=row.round,
        solved=row.solved,
        score=row.score,
        turn=row.turn,
        changing=row.changing,
        score_anew=await score_asked_anew(complaint, row),
        state=row.state,
        tier=row.tier,
        way=row.way,
        reasons=tuple(Reason(each) for each in row.reasons),
        contact=row.contact,
        praised=row.praised,
        low_score=policy.low_score,
        recorder=name_of(row.recorded_by) if row.recorded_by else "",
        recorded_at=row.changed_at,
        may_call_off=await may_call_off(complaint, row.round, row.solved),
        leaders_ask=await _who_asks(complaint),
        called_off=closed_at is not None and row.round < complaint.round,
        closed=complaint.status in (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN),
        contact_due=owed.due if owed and owed.open else None,
        contact_by=owed.by if owed else None,
        contacted_by=name_of(owed.kept_by) if owed and owed.kept_by else "",
        contacted_at=owed.record.at if owed and owed.record else None,
        **_until(row, closed_at, policy.asking),
        tries=await _tries(row),
    )


def _until(row: Callback, closed_at: datetime | None, asking: Asking) -> dict[str, Any]:
    """As long as something can be changed, and as long as it can be back."""
    ended_at = row.answered_at or row.complaint.closed_at
    return {
        "stands_from": ended_at + asking.changeable_for if ended_at else None,
        "change_until": row.answered_at + asking.changeable_for if row.answered_at else None,
        "back_until": closed_at + asking.back_within if closed_at else None,
    }


async def _who_asks(complaint: Complaint) -> tuple[Role, ...]:
    if complaint.status is not Status.DONE or not await signature_missing(complaint):
        return ()
    return tuple(await forced_tiers(complaint.id, complaint.round))


async def _tries(row: Callback) -> tuple[Try, ...]:
    attempts = Attempt.filter(callback_id=row.id).order_by("id").select_related("staff__person")
    return tuple(Try(each.at, name_of(each.staff), each.slot, each.outcome) for each in await attempts)
