"""What the resident said on the phone or at the door, taken down by whoever asked: who, when, in which way.

Nobody answers for the resident here: a record says what they said, that they did not want to say, or that
nobody was reached in documented tries. The resident can put it right in the chat.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk import dispatch, notices, putting_off, rechecking, signing, timers, visits
from desk.answers import follow, of_round
from desk.authority import Actor, check_may_record, may_record
from desk.callbacks import begin, policy_of, stands_from, stop_asking
from desk.changes import change, complaint_by_ref, refresh_cards
from desk.clocks import civil_moment
from desk.errors import NotAllowed, NotNow, UncivilHour
from desk.policy import Policy
from desk.privacy import phone_for
from desk.slots import slot_of, slots_of
from desk.workers import workers_of
from models import Attempt, Callback, Card, Complaint, Event, Person
from models.callback_kinds import CallbackState, Outcome, Solved, Way
from models.kinds import Action, CardKind, Role, Status

SETTLED = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)


async def hearing(ref: str, actor: Actor, round_: int, tier: Role) -> Complaint:
    """What is to be asked, for those who may: also of whoever says it before anybody phones. NotNow when it is known."""
    complaint, _ = await _owed(ref, actor, round_, tier, early=True)
    return complaint


async def whom(ref: str, actor: Actor, round_: int, tier: Role, now: datetime) -> tuple[Complaint, str, str]:
    """Name and number of whom to phone; every look at the number is in the history."""
    complaint, _ = await _owed(ref, actor, round_, tier)
    phone = await phone_for(actor, complaint, now)
    resident = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    return complaint, resident.name if resident else "", phone


async def record(
    ref: str,
    actor: Actor,
    round_: int,
    tier: Role,
    way: Way,
    solved: Solved,
    score: int | None,
    now: datetime,
) -> Complaint:
    """What the resident answered. A visit's record is the callback's too, when that is still open (C5)."""
    complaint, callback = await _owed(ref, actor, round_, tier, early=True)
    if callback.id is None:
        callback = await begin(complaint, now)
    facts: dict[str, Any] = {"tier": tier, "way": way, "solved": solved, "score": score, "of": round_}
    facts |= {"came": True} if callback.state is CallbackState.ASKED else {}  # nobody had to phone
    await change(complaint, Action.RECORD, actor, now, facts=facts)
    said = {
        "state": CallbackState.ANSWERED,
        "way": way,
        "solved": solved,
        "score": score,
        "answered_at": now,
        "changed_at": now,
        "answered_by_id": complaint.filer_id,
        **await _held(complaint, actor, round_, now),
    }
    await Callback.filter(id=callback.id).update(**said)
    if tier is not Role.DESK:
        await of_round(complaint, round_).exclude(state__in=SETTLED).update(**said)
    await _attempt(callback, actor, complaint, Outcome.REACHED, now)
    await rechecking.draw(complaint, callback.id, actor, now)
    await _show_what_was_written(complaint, round_, now)
    await follow(complaint, round_, solved, score, now, actor=None, facts={"recorded": True}, whole=True)
    await stands_from(complaint, round_, now)
    told = {"by": actor.called_in(complaint.community_id), "solved": solved, "score": score or 0}
    await notices.tell_filer(complaint, "recorded", now, facts=told)
    await stop_asking(complaint, round_)  # last: whom the chat does not reach is not to be phoned about that
    return complaint


async def _show_what_was_written(complaint: Complaint, round_: int, now: datetime) -> None:
    """Whoever was never asked in the chat gets the card there: it is where they put a record right."""
    asked = Card.filter(complaint_id=complaint.id, kind=CardKind.CALLBACK, round=round_)
    if round_ == complaint.round and not await asked.exists():
        await dispatch.show_callback(complaint, now)


async def try_(ref: str, actor: Actor, round_: int, tier: Role, now: datetime) -> tuple[Complaint, bool]:
    """Nobody was there. Whether it counts as not reached from now on.

    That takes tries in several slots (conversations.md G); two in one evening are one. UncivilHour at night:
    that nobody answers then is no sign of anything.
    """
    complaint, callback = await _owed(ref, actor, round_, tier)
    policy, zone = policy_of(complaint), ZoneInfo(complaint.community.timezone)
    if civil_moment(now, policy, zone) != now:
        raise UncivilHour
    await _note(complaint, callback, actor, Outcome.NOBODY, now)
    over = await _tried_enough(callback, policy, zone)
    if over:
        await _end(complaint, callback, actor, CallbackState.UNREACHED, now)
    return complaint, over


async def put_off(
    ref: str, actor: Actor, round_: int, tier: Role, now: datetime
) -> tuple[Complaint, Role | None]:
    """They were there, and asked to be phoned later. And who hears that it was put off so often."""
    complaint, callback = await _owed(ref, actor, round_, tier)
    await _note(complaint, callback, actor, Outcome.LATER, now)
    return complaint, await putting_off.go_up(complaint, callback, actor, now)


async def refuse(ref: str, actor: Actor, round_: int, tier: Role, now: datetime) -> Complaint:
    """The resident doesn't want to say: that is a record, and no answer. They are told, and can put it right."""
    complaint, callback = await _owed(ref, actor, round_, tier)
    await _note(complaint, callback, actor, Outcome.REFUSED, now)
    facts = {"by": actor.called_in(complaint.community_id), "round": round_, "turn": callback.turn}
    await notices.tell_filer(complaint, "recorded_refusal", now, facts=facts)
    await _end(complaint, callback, actor, CallbackState.REFUSED, now)
    return complaint


async def add_words(ref: str, actor: Actor, round_: int, tier: Role, text: str, now: datetime) -> Complaint:
    """What they said, in their words, added by whoever took it down."""
    complaint = await complaint_by_ref(ref)
    post = actor.post_in(complaint.community_id)
    if not await signing.is_alone(actor, complaint, round_):
        check_may_record(actor, complaint, tier, round_)
    mine = Callback.filter(
        complaint_id=complaint.id, round=round_, recorded_by_id=post.staff_id if post else 0
    )
    if not await mine.exists():
        raise NotNow(Action.RECORD, complaint.status, number=complaint.number)
    facts = {"tier": tier, "text": text, "of": round_}
    await change(complaint, Action.RECORD, actor, now, facts=facts, said_by=complaint.filer_id)
    await mine.update(comment=text)
    return complaint


async def _tried_enough(callback: Callback, policy: Policy, zone: ZoneInfo) -> bool:
    """As many tries as policy says, in as many different hours of the week as there are here (conversations.md G).

    An estate without days off has day and evening only: there the third try is one on another day.
    """
    missed = Attempt.filter(callback_id=callback.id, outcome=Outcome.NOBODY, disputed=False)
    passed_on = Event.filter(complaint_id=callback.complaint_id, action=Action.INHERIT).order_by("-version")
    if last := await passed_on.first():  # whoever has it now was never tried before that
        missed = missed.filter(at__gt=last.at)
    tries = await missed.values_list("slot", "at")
    slots, wanted = {slot for slot, _ in tries}, policy.asking.tries
    days = {(slot, at.astimezone(zone).date()) for slot, at in tries}
    return len(slots) >= min(wanted, len(slots_of(policy))) and len(days) >= wanted


async def _owed(
    ref: str, actor: Actor, round_: int, tier: Role, *, early: bool = False
) -> tuple[Complaint, Callback]:
    """The task to ask somebody in person, while it is one. Raises NotFound, NotAllowed, NotNow.

    Early: or when the resident was asked in the chat only, or not yet; then its row is not stored.
    """
    complaint = await complaint_by_ref(ref)
    alone = tier is Role.DESK and await signing.is_alone(actor, complaint, round_)
    if not alone:
        check_may_record(actor, complaint, tier, round_)
    found = {"complaint_id": complaint.id, "round": round_, "tier": tier}
    callback = await Callback.get_or_none(**found) or Callback(**found, state=CallbackState.ASKED)
    pending = complaint.status is Status.DONE and round_ == complaint.round and tier is Role.DESK
    waits = (CallbackState.PHONE, CallbackState.ASKED) if early and pending else (CallbackState.PHONE,)
    if callback.state not in waits:
        raise NotNow(Action.RECORD, complaint.status, number=complaint.number)
    post = actor.post_in(complaint.community_id)
    if post is not None and not alone and post.staff_id in await workers_of(complaint.id, round_):
        raise NotAllowed(Action.RECORD)
    if post is not None and not alone and await signing.is_anothers(callback, post.staff_id):
        raise NotNow(Action.RECORD, complaint.status, number=complaint.number)
    return complaint, callback


async def _held(complaint: Complaint, actor: Actor, round_: int, now: datetime) -> dict[str, Any]:
    post, own = actor.post_in(complaint.community_id), await _is_own(actor, complaint, round_)
    return {"held_at": now, "recorded_by_id": post.staff_id if post else None, "own_work": own}


async def _is_own(actor: Actor, complaint: Complaint, round_: int) -> bool:
    """Whether it is taken down by who did the work: only where nobody else is left, and never in silence."""
    post = actor.post_in(complaint.community_id)
    if post is None:
        return False
    apart = may_record(post.staff_id, actor.person_id, post.role, complaint, Role.DESK, round_)
    return not apart or post.staff_id in await workers_of(complaint.id, round_)


async def _note(
    complaint: Complaint, callback: Callback, actor: Actor, outcome: Outcome, now: datetime
) -> None:
    slot = slot_of(now, policy_of(complaint), ZoneInfo(complaint.community.timezone))
    facts = {"tier": callback.tier, "outcome": outcome, "slot": slot, "of": callback.round}
    await change(complaint, Action.TRY, actor, now, facts=facts)
    await _attempt(callback, actor, complaint, outcome, now)


async def _attempt(
    callback: Callback, actor: Actor, complaint: Complaint, outcome: Outcome, now: datetime
) -> None:
    post = actor.post_in(complaint.community_id)
    slot = slot_of(now, policy_of(complaint), ZoneInfo(complaint.community.timezone))
    if post is not None:
        await Attempt.create(
            callback_id=callback.id, staff_id=post.staff_id, slot=slot, outcome=outcome, at=now
        )


async def _end(
    complaint: Complaint, callback: Callback, actor: Actor, state: CallbackState, now: datetime
) -> None:
    """Without an answer: the clock closes what it may, and never answers."""
    held = await _held(complaint, actor, callback.round, now)
    await Callback.filter(id=callback.id).update(state=state, **held)
    if callback.tier is Role.DESK:  # a visit that came to nothing leaves the question in the chat open
        await stop_asking(complaint, callback.round)
    await rechecking.draw(complaint, callback.id, actor, now)
    await refresh_cards(complaint)
    await close_if_over(complaint, callback.round, now)


async def let_go(callback_id: int, now: datetime) -> None:
    """What nobody is left to ask about holds nothing up any more: it ends as that, and as no answer."""
    row = await Callback.get(id=callback_id)
    complaint = await signing.give_up(row, now)
    if complaint is not None:
        await visits.let_go(complaint, row)
        await close_if_over(complaint, complaint.round, now)


async def close_if_over(complaint: Complaint, round_: int, now: datetime) -> None:
    """Closes what is documented to the end: the callback, and both signatures where they are due."""
    present = complaint.status is Status.DONE and complaint.round == round_
    if not present or await visits.signature_missing(complaint):
        return
    over = (*SETTLED, CallbackState.MOOT)  # of a round that is still the present one: nobody is left to ask
    if await of_round(complaint, round_).filter(state__in=over).exists():
        await change(complaint, Action.CLOSE, None, now, closed_at=now, call_needed=False)
        await timers.cancel(complaint)
        await stands_from(complaint, round_, now)
