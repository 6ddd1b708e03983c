"""The callback by itself: asked at the right moment, reminded of once, and then a person phones.

The clock asks and may close; it never answers. Answers are in desk.answers (the resident's own) and
desk.phoning (what somebody took down).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from tortoise.queryset import QuerySet

from desk import dispatch, notices, opinions, timers, visits
from desk.changes import change, refresh_cards
from desk.clocks import callback_moment, civil_moment
from desk.errors import NotYet
from desk.nameless import is_nameless
from desk.open_questions import is_asked_already
from desk.policy import Policy, policy_for
from models import Callback, Card, Complaint, Outgoing, Person, Staff
from models.callback_kinds import CallbackState
from models.kinds import (
    Action,
    CardKind,
    CardState,
    Discretion,
    Doubt,
    OutgoingState,
    Role,
    Status,
    TimerKind,
)

REMINDER = "callback_reminder"
ASKING = (TimerKind.CALLBACK_REMIND, TimerKind.CALLBACK_PHONE)


async def ask(complaint: Complaint, now: datetime) -> None:
    """Asks whether it is solved; whoever can't say so in the chat is phoned instead."""
    if is_nameless(complaint):
        await change(complaint, Action.CLOSE, None, now, closed_at=now)
        return
    chat = await _answers_in_chat(complaint)
    if chat and await is_asked_already(complaint.filer_id, complaint.id, policy_of(complaint), now):
        _check_waits(complaint, now)
        chat = False
    await begin(complaint, now)
    await _ask_them(complaint, now, chat=chat)


async def begin(complaint: Complaint, now: datetime) -> Callback:
    """Its time has come, or the resident came first and said by themselves what they would be asked."""
    await change(complaint, Action.CALL_BACK, None, now)
    await timers.cancel(complaint, TimerKind.CALLBACK_ASK)
    begun = await Callback.create(
        complaint=complaint, round=complaint.round, tier=Role.DESK, state=CallbackState.ASKED, asked_at=now
    )
    await visits.draw(complaint, now)
    await opinions.ask(complaint, now)
    return begun


async def ask_heir(complaint: Complaint, now: datetime) -> None:
    """Whoever was asked is out, and it goes on as a neighbour's: the question and its time are theirs."""
    if (
        complaint.status is Status.DONE
        and await _of_round(complaint).filter(state=CallbackState.ASKED).exists()
    ):
        await _ask_them(complaint, now, chat=await _answers_in_chat(complaint))


async def _ask_them(complaint: Complaint, now: datetime, *, chat: bool) -> None:
    if not chat or not await dispatch.show_callback(complaint, now):
        await timers.cancel(complaint, *ASKING)
        await owe_call(complaint, now)
        return
    policy, zone = policy_of(complaint), _zone(complaint)
    for kind, wait in zip(ASKING, (policy.remind_after, policy.phone_after), strict=True):
        await timers.rearm(complaint, kind, civil_moment(now + wait, policy, zone), 0)


async def remind(complaint: Complaint, now: datetime) -> None:
    """One silent reminder, never repeated when in doubt (C5, R4); a day after the question got there."""
    await _check_asked_long_ago(complaint, now)
    await change(complaint, Action.REMIND, None, now)
    await notices.tell_filer(complaint, REMINDER, now, doubt=Doubt.NEVER)


async def stop_asking(complaint: Complaint, round_: int) -> None:
    """They have answered, or won't: nobody phones any more, and no reminder goes out, due or in the queue.

    Once a later round is asked about, reminders are of that one, and it still waits for its answer.
    """
    later = Callback.filter(complaint_id=complaint.id, tier=Role.DESK, round__gt=round_)
    if await later.exists():
        return
    if complaint.call_needed and round_ == complaint.round:
        await Complaint.filter(id=complaint.id).update(call_needed=False)
        complaint.call_needed = False
        await refresh_cards(complaint)
    await timers.cancel(complaint, *ASKING)
    queued = Outgoing.filter(complaint_id=complaint.id, notice=REMINDER, state=OutgoingState.WAITING)
    await queued.update(state=OutgoingState.DROPPED, error="the callback was answered meanwhile")


async def owe_call(complaint: Complaint, now: datetime) -> None:
    """No answer in the chat: silence is no consent, so a person phones (C1)."""
    await change(complaint, Action.OWE_CALL, None, now, call_needed=True)
    await _of_round(complaint).update(state=CallbackState.PHONE)
    hidden = complaint.discretion is Discretion.CONFIDENTIAL  # whom it is about reads the group (D8)
    if hidden or not await dispatch.show_phone_card(complaint, now):
        await notices.tell_leaders(complaint, "phone_task", now, facts={"round": complaint.round})


async def stands_from(complaint: Complaint, round_: int, since: datetime) -> None:
    """An answer, or that there is none, may be changed for so long; then the buttons go."""
    until = since + policy_of(complaint).asking.changeable_for
    await timers.rearm(complaint, TimerKind.CALLBACK_STANDS, until, round_)


async def stand(complaint: Complaint, now: datetime) -> None:
    del now
    await refresh_cards(complaint, CardKind.CALLBACK)


async def call_owed(complaint: Complaint) -> bool:
    """Whether somebody is to be phoned about the present round, whoever that is by now."""
    return await _of_round(complaint).filter(state=CallbackState.PHONE).exists()


async def settle(complaint: Complaint, now: datetime) -> None:
    """The resident said "solved" and nothing more: closed on that answer, without a score."""
    if not await visits.signature_missing(complaint):
        await change(complaint, Action.CLOSE, None, now, closed_at=now, call_needed=False)


def policy_of(complaint: Complaint) -> Policy:
    return policy_for(complaint.community.policy)


async def _answers_in_chat(complaint: Complaint) -> bool:
    """Staff don't rate staff, so there is nothing to ask them in the chat."""
    filer = complaint.filer_id
    if (
        filer is None
        or await Staff.filter(person_id=filer, community_id=complaint.community_id, left_at=None).exists()
    ):
        return False
    return await Person.filter(id=filer, reachable=True, telegram_id__not_isnull=True).exists()


def _check_waits(complaint: Complaint, now: datetime) -> None:
    """Raises NotYet while there is time: two questions at once are none, and one for ever behind another neither."""
    policy, zone, done_at = policy_of(complaint), _zone(complaint), complaint.done_at or now
    first = callback_moment(done_at, complaint.category, complaint.subject, policy, zone)
    if now < first + policy.asking.queue_at_most:
        raise NotYet(civil_moment(now + policy.asking.queue_again, policy, zone))


async def _check_asked_long_ago(complaint: Complaint, now: datetime) -> None:
    """Raises NotYet while the question lies in the queue, or has only just left it: two at once would be nagging."""
    policy, asked = policy_of(complaint), CardKind.CALLBACK
    card = await Card.filter(complaint_id=complaint.id, kind=asked, round=complaint.round).first()
    if card is None:
        return
    waits = card.message_id is None and card.state in (CardState.DUE, CardState.SENDING)
    since = now if waits else card.sent_at
    if since is not None and since + policy.remind_after > now:
        raise NotYet(civil_moment(since + policy.remind_after, policy, _zone(complaint)))


def _of_round(complaint: Complaint) -> QuerySet[Callback]:
    return Callback.filter(complaint_id=complaint.id, round=complaint.round, tier=Role.DESK)


def _zone(complaint: Complaint) -> ZoneInfo:
    return ZoneInfo(complaint.community.timezone)
