"""Contact after a bad answer: promised when it is reopened, pressed for until somebody records it (C3, D6).

Accepting the next round is no contact. Who spoke to the resident, when and how, is a step of the history;
the resident sees it on the callback and can contradict.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desk import notices, timers
from desk.authority import RANK, Actor, name_of, parts_of
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotNow
from desk.leaders import SUPERIORS, leaders_at
from desk.lifecycle import Part
from desk.policy import policy_for
from desk.spans import Times
from desk.timing import Timing
from models import Callback, Complaint, Event, Staff, Timer
from models.callback_kinds import Contact, Outcome, Solved, Way
from models.kinds import Action, Category, Doubt, Role, Status, TimerKind

OWED = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
CLOCK = TimerKind.CONTACT_DUE
MOST = 20  # in one list; the oldest first


@dataclass(frozen=True)
class Promise:
    """What the resident of a bad answer was promised, and whether somebody kept it."""

    complaint: Complaint
    answer: Callback  # the bad one
    began: datetime
    due: datetime
    kept_at: datetime | None = None
    kept_by: str = ""

    @property
    def open(self) -> bool:
        """Nobody has spoken to them yet, and they neither said "not now" nor "solved after all"."""
        waits = self.kept_at is None and self.complaint.status in OWED
        return waits and self.answer.contact is not Contact.NOT_NOW and is_bad(self.answer, self.complaint)


@dataclass(frozen=True)
class Call:
    """A resident whom somebody who leads is to contact."""

    ref: str
    number: int
    category: Category
    due: datetime


def due_at(complaint: Complaint, now: datetime) -> datetime:
    """A first human answer is promised in this time, and so is the one that says sorry."""
    timing, times = _rules(complaint)
    return times.later(now, timing.first_answer)


async def begin(complaint: Complaint, due: datetime) -> None:
    await timers.arm(complaint, CLOCK, due)


async def again(complaint: Complaint, now: datetime) -> None:
    """Released, and then bad once more: the promise holds again; where its time was over, they have it anew."""
    promise = await promise_of(complaint)
    if promise is not None and promise.open:
        await _arm_next(complaint, promise.due if promise.due > now else due_at(complaint, now))


async def _arm_next(complaint: Complaint, at: datetime) -> None:
    """A timer that has fired is not armed again, so each has a number of its own; how high it goes is in the history."""
    await timers.cancel(complaint, CLOCK)
    fired = Timer.filter(complaint_id=complaint.id, kind=CLOCK, round=complaint.round)
    await timers.arm(complaint, CLOCK, at, rung=await fired.count())


async def promise_of(complaint: Complaint) -> Promise | None:
    """Of the round that a bad answer began; none where it is merely back, or nothing was ever reopened."""
    steps = Event.filter(complaint_id=complaint.id, round=complaint.round)
    history = await steps.filter(action__in=(Action.REOPEN, Action.CONTACT)).order_by("version")
    begun = next((step for step in history if "contact_due" in step.facts), None)
    answer = Callback.filter(complaint_id=complaint.id, round=complaint.round - 1, tier=Role.DESK)
    said = await answer.first()
    if begun is None or said is None:
        return None
    due = datetime.fromisoformat(begun.facts["contact_due"])
    kept = next((step for step in history if step.action is Action.CONTACT and "way" in step.facts), None)
    if kept is None:
        return Promise(complaint, said, begun.at, due)
    by = (
        await Staff.filter(person_id=kept.actor_id, community_id=complaint.community_id)
        .order_by("-id")
        .first()
    )
    if by is not None:
        await by.fetch_related("person")
    return Promise(complaint, said, begun.at, due, kept.at, name_of(by) if by else "")


async def contact(ref: str, actor: Actor, way: Way | None, now: datetime) -> Complaint:
    """Somebody who leads it spoke to the resident; no way: tried, and nobody was there. NotNow when it isn't owed."""
    complaint, promise = await _owed(ref, actor)
    spoke = {"way": way} if way else {"outcome": Outcome.NOBODY}
    await change(complaint, Action.CONTACT, actor, now, facts={"of": promise.answer.round, **spoke})
    if way is not None:
        await timers.cancel(complaint, CLOCK)
    return complaint


async def task(ref: str, actor: Actor) -> Promise:
    """For who may contact them, while it is owed."""
    _, promise = await _owed(ref, actor)
    return promise


async def press(complaint: Complaint, now: datetime) -> None:
    """The time is over and nobody has: those who lead hear it, then one level higher, and once more."""
    promise = await promise_of(complaint)
    if promise is None or not promise.open:
        return
    timing, times = _rules(complaint)
    told = Event.filter(complaint_id=complaint.id, round=complaint.round, action=Action.ESCALATE)
    rung = sum(facts.get("clock") == CLOCK for (facts,) in await told.values_list("facts"))
    role = max(SUPERIORS[min(rung, len(SUPERIORS) - 1)], complaint.level, key=RANK.__getitem__)
    await change(complaint, Action.ESCALATE, None, now, facts={"clock": CLOCK, "told": role})
    facts = {"due": promise.due.isoformat()}
    for leader in await leaders_at(complaint, role):
        await notices.tell_chat(complaint, leader, "contact_late", now, facts=facts)
    if rung == 0 and promise.answer.contact is not None:
        await notices.tell_filer(complaint, "contact_broken", now, facts={"role": role}, doubt=Doubt.NEVER)
    if (higher := rung + 1) < len(SUPERIORS):
        next_at = times.later(_since(promise), timing.first_answer.part(timing.unaccepted[higher]))
        await _arm_next(complaint, max(next_at, now))


def _since(promise: Promise) -> datetime:
    """From the answer that made it bad; a changed one gives those who lead their time anew."""
    changed = promise.answer.turn > 1 and promise.answer.changed_at
    return max(promise.began, changed) if changed else promise.began


async def open_in(community_id: int) -> list[Promise]:
    """Every promise that nobody has kept yet, the oldest first."""
    again = Complaint.filter(community_id=community_id, round__gt=1, status__in=OWED)
    rows = await again.order_by("id").select_related("community", "assignee__person")
    found = [promise for row in rows if (promise := await promise_of(row)) and promise.open]
    return sorted(found, key=lambda promise: promise.due)


async def calls_of(actor: Actor) -> list[Call]:
    """Whom this person may contact, as one of those who lead the matter."""
    found = [
        promise
        for post in actor.posts
        if post.outranks(Role.SUPERVISOR)
        for promise in await open_in(post.community_id)
        if Part.LEADER in parts_of(actor, promise.complaint)
    ]
    return [_call(promise) for promise in found[:MOST]]


def is_bad(answer: Callback, complaint: Complaint) -> bool:
    """As it stands now: a changed answer may be a good one."""
    low = answer.score is not None and answer.score <= policy_for(complaint.community.policy).low_score
    return low or answer.solved not in (Solved.YES, None)


async def _owed(ref: str, actor: Actor) -> tuple[Complaint, Promise]:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.CONTACT, actor)
    promise = await promise_of(complaint)
    if promise is None or not promise.open:
        raise NotNow(Action.CONTACT, complaint.status, number=complaint.number)
    return complaint, promise


def _call(promise: Promise) -> Call:
    one = promise.complaint
    return Call(one.ref, one.number or 0, one.category or Category.OTHER, promise.due)


def _rules(complaint: Complaint) -> tuple[Timing, Times]:
    timing = policy_for(complaint.community.policy).timing
    return timing, timing.times(ZoneInfo(complaint.community.timezone))
