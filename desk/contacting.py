"""Contact after a bad answer: promised when it is reopened, pressed for until somebody records it (C3, D6).

Accepting the next round is no contact. Who spoke to the resident, when and how, is a step of the history;
the resident hears it and can contradict: then it is void, and owed by those one level higher.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desk import dispatch, notices, timers
from desk.authority import RANK, Actor, name_of, next_level, parts_of
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotAllowed, NotNow
from desk.leaders import SUPERIORS, heard_at, is_among, leaders_at
from desk.lifecycle import Part
from desk.policy import policy_for
from desk.spans import Times
from desk.timing import Timing
from models import Callback, Complaint, Event, Staff, Timer
from models.callback_kinds import Contact, Outcome, Solved, Way
from models.kinds import Action, Category, Doubt, Role, Status, TimerKind

OWED = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
STEPS = (Action.REOPEN, Action.CONTACT, Action.CONTRADICT)
CLOCK = TimerKind.CONTACT_DUE
MOST = 20  # in one list; the oldest first


@dataclass(frozen=True)
class Promise:
    """What the resident of a bad answer was promised, and whether somebody kept it."""

    complaint: Complaint
    answer: Callback  # the bad one
    began: datetime
    due: datetime
    by: Role  # who is to keep it
    record: Event | None = None  # that it was kept
    kept_by: Staff | None = None
    denied: Event | None = None  # such a record, by the resident, for the last time
    denied_of: int | None = None  # the person who had written that record

    @property
    def owed(self) -> bool:
        """They neither said "not now" nor "solved after all"."""
        waits = self.complaint.status in OWED and self.answer.contact is not Contact.NOT_NOW
        return waits and is_bad(self.answer, self.complaint)

    @property
    def open(self) -> bool:
        """Nobody has spoken to them yet."""
        return self.owed and self.record is None


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
    history = await steps.filter(action__in=STEPS).order_by("version")
    begun = next((step for step in history if "contact_due" in step.facts), None)
    answer = Callback.filter(complaint_id=complaint.id, round=complaint.round - 1, tier=Role.DESK)
    said = await answer.first()
    if begun is None or said is None:
        return None
    denied = next((step for step in reversed(history) if step.action is Action.CONTRADICT), None)
    due = datetime.fromisoformat(denied.facts["due"] if denied else begun.facts["contact_due"])
    by, kept = Role(denied.facts["told"]) if denied else complaint.level, kept_in(history)
    void = denied.facts["record"] if denied else None
    wrote = next((step.actor_id for step in history if step.version == void), None)
    return Promise(complaint, said, begun.at, due, by, kept, await _who(kept, complaint), denied, wrote)


def kept_in(steps: Iterable[Event]) -> Event | None:
    """The record of one round that somebody spoke to the resident, unless they contradicted."""
    kept: Event | None = None
    for step in steps:
        if step.action is Action.CONTACT and "way" in step.facts:
            kept = kept or step
        elif step.action is Action.CONTRADICT:
            kept = None
    return kept


async def contact(ref: str, actor: Actor, way: Way | None, now: datetime) -> Complaint:
    """Somebody who leads it spoke to the resident; no way: tried, and nobody was there. NotNow when it isn't owed."""
    complaint, promise = await _owed(ref, actor)
    spoke = {"way": way} if way else {"outcome": Outcome.NOBODY}
    await change(complaint, Action.CONTACT, actor, now, facts={"of": promise.answer.round, **spoke})
    if way is not None:
        await timers.cancel(complaint, CLOCK)
        await _tell_resident(complaint, actor, now)
    return complaint


async def contradict(ref: str, actor: Actor, record: int, now: datetime) -> Promise:
    """The resident says that nobody did. Once for each record: those above whoever wrote it have to, and hear why."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.CONTRADICT, actor)
    promise = await promise_of(complaint)
    if promise is None or not promise.owed or promise.record is None or promise.record.version != record:
        raise NotNow(Action.CONTRADICT, complaint.status, number=complaint.number)
    writer, due = promise.kept_by, due_at(complaint, now)
    above = max(next_level(writer.role if writer else Role.WORKER), complaint.level, key=RANK.__getitem__)
    told = await heard_at(complaint, above) or above
    facts = {"record": record, "told": told, "due": due.isoformat()}
    await change(complaint, Action.CONTRADICT, actor, now, facts=facts)
    facts = {"by": name_of(writer) if writer else "", "due": due.isoformat()}
    for leader in await leaders_at(complaint, above):
        await notices.tell_chat(complaint, leader, "contact_denied", now, facts=facts)
    await _arm_next(complaint, due)
    return replace(promise, due=due, by=told)


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
    steps = await told.values_list("version", "facts")
    pressed = [version for version, facts in steps if facts.get("clock") == CLOCK]
    rung = len(pressed) + (promise.denied is not None)
    role = max(SUPERIORS[min(rung, len(SUPERIORS) - 1)], promise.by, key=RANK.__getitem__)
    await change(complaint, Action.ESCALATE, None, now, facts={"clock": CLOCK, "told": role})
    facts = {"due": promise.due.isoformat()}
    for leader in await leaders_at(complaint, role):
        await notices.tell_chat(complaint, leader, "contact_late", now, facts=facts)
    anew = promise.denied.version if promise.denied else 0
    if (anew or promise.answer.contact) and not any(version > anew for version in pressed):  # once a promise
        await notices.tell_filer(complaint, "contact_broken", now, facts={"role": role}, doubt=Doubt.NEVER)
    if (higher := rung + 1) < len(SUPERIORS):
        next_at = times.later(_since(promise), timing.first_answer.part(timing.unaccepted[higher]))
        await _arm_next(complaint, max(next_at, now))


def _since(promise: Promise) -> datetime:
    """From the answer that made it bad; one that is changed or contradicts gives those who lead their time anew."""
    changed = promise.answer.changed_at if promise.answer.turn > 1 else None
    denied = promise.denied.at if promise.denied else None
    return max(filter(None, (promise.began, changed, denied)))


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
        if Part.LEADER in parts_of(actor, promise.complaint) and await _may_keep(actor, promise)
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
    if not await _may_keep(actor, promise):
        raise NotAllowed(Action.CONTACT)
    return complaint, promise


async def _may_keep(actor: Actor, promise: Promise) -> bool:
    """Of those who lead: once it was contradicted, those who are promised instead."""
    one, denied = promise.complaint, promise.denied
    return denied is None or await is_among(actor, one, promise.by, promise.denied_of)


async def _tell_resident(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """What was written down in their name, so that they can contradict."""
    if chat := await dispatch.chat_of_filer(complaint):
        facts = {"by": actor.called_in(complaint.community_id), "record": complaint.version}
        await notices.tell_chat(complaint, chat, "contacted", now, facts=facts)


async def _who(kept: Event | None, complaint: Complaint) -> Staff | None:
    if kept is None:
        return None
    theirs = Staff.filter(person_id=kept.actor_id, community_id=complaint.community_id)
    return await theirs.order_by("-id").select_related("person").first()


def _call(promise: Promise) -> Call:
    one = promise.complaint
    return Call(one.ref, one.number or 0, one.category or Category.OTHER, promise.due)


def _rules(complaint: Complaint) -> tuple[Timing, Times]:
    timing = policy_for(complaint.community.policy).timing
    return timing, timing.times(ZoneInfo(complaint.community.timezone))
