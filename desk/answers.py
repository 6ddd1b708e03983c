"""The resident's own answers: solved, satisfied, why not, how to be contacted; changeable for some days.

Only the resident answers here; each answer is a step of the history, and one vote a round is live.
"""

from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from desk import contacting, denying, enclosing, notices, second_thoughts, timers, visits
from desk.authority import Actor, check_may
from desk.callbacks import policy_of, stands_from, stop_asking
from desk.changes import change, check_can, complaint_by_ref, refresh_cards
from desk.enclosing import Report
from desk.errors import NotNow, Outrun, TooLate
from desk.reopening import reopen
from models import Callback, Complaint
from models.callback_kinds import CallbackState, Contact, Reason, Solved, Way
from models.kinds import Action, AttachmentStage, Role, Status, TimerKind

TO_CLOSE = (Status.DONE,)
TO_REOPEN = (Status.DONE, Status.CLOSED)


async def say_solved(
    ref: str, actor: Actor, round_: int, turn: int, solved: Solved, now: datetime
) -> Complaint:
    """The first answer. Anything but a yes reopens at once; the score may still follow."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.turn != turn or not is_open(callback):
        raise _said_already(complaint)
    same = callback.solved is solved and callback.way is Way.CHAT  # then the score stands until the new one
    facts: dict[str, Any] = {"solved": solved} | ({"before": callback.solved} if callback.solved else {})
    facts |= denying.denied(callback, solved)
    await follow(complaint, callback.round, solved, None, now, actor=actor, facts=facts)
    await second_thoughts.tell(complaint, round_, solved, callback.solved, now)
    await denying.tell(complaint, callback, solved, now)
    await of_round(complaint, round_).update(
        solved=solved,
        score=callback.score if same else None,
        reasons=[],
        contact=None,
        comment="",
        praised=None,
        changing=False,
        state=CallbackState.ANSWERED,
        way=Way.CHAT,
        held_at=callback.held_at or now,
        answered_at=callback.answered_at or now,
        changed_at=now,
        answered_by_id=actor.person_id,
        recorded_by_id=None,
        own_work=False,
        recheck=None,
    )
    await stop_asking(complaint, round_)
    await stands_from(complaint, round_, callback.answered_at or now)
    released = callback.solved is Solved.YES or callback.contact is Contact.NOT_NOW
    if round_ < complaint.round and solved is not Solved.YES and released:
        await contacting.again(complaint, now)
    if complaint.status is Status.DONE and round_ == complaint.round:
        settles_at = now + policy_of(complaint).settle_after
        await timers.arm(complaint, TimerKind.CALLBACK_SETTLE, settles_at, rung=turn)
    return complaint


async def say_score(ref: str, actor: Actor, round_: int, turn: int, score: int, now: datetime) -> Complaint:
    """The second answer, 1 to 5: closes, or reopens when it is low."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    given = callback.score is not None and not await second_thoughts.score_asked_anew(complaint, callback)
    if callback.turn != turn or callback.solved is None or given or callback.changing:
        raise _said_already(complaint)
    await follow(complaint, round_, callback.solved, score, now, actor=actor, facts={"score": score})
    await of_round(complaint, round_).update(score=score, changed_at=now)
    return complaint


async def say_reason(ref: str, actor: Actor, round_: int, reason: Reason, now: datetime) -> Complaint:
    """What was bad, after a bad answer only."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.reasons or callback.solved is None:
        raise _said_already(complaint)
    await change(complaint, Action.RATE, actor, now, facts={"reason": reason, "of": round_})
    await of_round(complaint, round_).update(reasons=[reason])
    return complaint


async def say_contact(ref: str, actor: Actor, round_: int, contact: Contact, now: datetime) -> Complaint:
    """How to be contacted: those who lead the next round hear it with the reasons."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.contact is not None or callback.solved is None:
        raise _said_already(complaint)
    await change(complaint, Action.RATE, actor, now, facts={"contact": contact, "of": round_})
    await of_round(complaint, round_).update(contact=contact)
    facts = {"reasons": callback.reasons, "contact": contact, "comment": callback.comment}
    await notices.tell_leaders(complaint, "unhappy", now, facts=facts)
    return complaint


async def say_words(ref: str, actor: Actor, round_: int, report: Report, now: datetime) -> Complaint:
    """In their own words or by voice, why it is bad; those who lead the next round hear it."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    await change(complaint, Action.RATE, actor, now, facts={"text": report.text, "of": round_})
    words = "\n".join(filter(None, (callback.comment, report.text)))
    await of_round(complaint, round_).update(comment=words)
    await enclosing.enclose(complaint, actor, report, AttachmentStage.REPORT, now)
    await notices.tell_leaders(complaint, "unhappy_words", now, facts={"words": report.text})
    return complaint


async def praise(ref: str, actor: Actor, round_: int, *, praised: bool, now: datetime) -> Complaint:
    """A good word reaches those who did the work, in their group (S0)."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.praised is not None:
        raise _said_already(complaint)
    await of_round(complaint, round_).update(praised=praised)
    if praised:
        await change(complaint, Action.PRAISE, actor, now)
        await notices.tell_group(complaint, "praise", now)
    else:
        await refresh_cards(complaint)
    return complaint


async def praise_in_words(ref: str, actor: Actor, text: str, now: datetime) -> Complaint:
    """What they want to say to the worker, passed on as it is."""
    complaint = await complaint_by_ref(ref)
    await change(complaint, Action.PRAISE, actor, now, facts={"text": text})
    await notices.tell_group(complaint, "praise_words", now, facts={"words": text})
    return complaint


async def change_mind(ref: str, actor: Actor, round_: int, now: datetime, *, wants: bool) -> Complaint:
    """Asked anew; until they answer, the former answer counts. The buttons of before are void."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.solved is None or callback.changing is wants:
        raise _said_already(complaint)
    same = of_round(complaint, round_).filter(turn=callback.turn, solved=callback.solved)
    if not await same.update(changing=wants, turn=callback.turn + 1):
        raise Outrun(Action.RATE, complaint.status, number=complaint.number)  # it was found not to be so
    await refresh_cards(complaint)
    return complaint


async def call_off(ref: str, actor: Actor, round_: int, now: datetime) -> Complaint:
    """Solved after all, so nobody has to come again: closed on that answer, at the resident's own word."""
    complaint, callback = await _vote_of(ref, actor, round_, now)
    if callback.changing or not await second_thoughts.may_call_off(complaint, round_, callback.solved):
        raise _said_already(complaint)
    columns = second_thoughts.no_longer_due(complaint, now)
    await change(
        complaint,
        Action.CLOSE,
        actor,
        now,
        facts={"of": round_},
        closed_at=now,
        call_needed=False,
        question_at=None,
        later_at=None,
        **columns,
    )
    await timers.cancel(complaint)
    await notices.tell_worker(complaint, "called_off", now)
    return complaint


async def come_back(ref: str, actor: Actor, round_: int, now: datetime) -> Complaint:
    """It is back: the same case with its history, counted as repeated (conversations.md F)."""
    complaint = await complaint_by_ref(ref)
    check_may(actor, Action.RATE, complaint)
    check_can(complaint, Action.REOPEN, actor)
    if round_ != await second_thoughts.round_that_counts(complaint) or complaint.closed_at is None:
        raise _said_already(complaint)
    if now >= complaint.closed_at + policy_of(complaint).asking.back_within:
        raise TooLate
    await reopen(complaint, actor, now, facts={"back": True})
    return complaint


async def follow(
    complaint: Complaint,
    round_: int,
    solved: Solved,
    score: int | None,
    now: datetime,
    *,
    actor: Actor | None,
    facts: dict[str, Any],
    whole: bool = False,
) -> None:
    """What an answer does by itself: a bad one reopens, a good and whole one closes.

    No actor: it was taken down by staff, and is in the history already. An answer about a round that
    has been reopened since is noted; closing what goes on meanwhile takes the resident's own word (call_off).
    """
    facts = facts if round_ == complaint.round else facts | {"of": round_}
    low = score is not None and score <= policy_of(complaint).low_score
    counts = round_ == await second_thoughts.round_that_counts(complaint)
    if counts and complaint.status in TO_REOPEN and (low or solved is not Solved.YES):
        await reopen(complaint, actor, now, facts=facts)
    elif await _closes(complaint, round_, whole=whole or score is not None):
        await change(complaint, Action.CLOSE, actor, now, facts=facts, closed_at=now, call_needed=False)
        await timers.cancel(complaint)
    elif actor is not None:
        answered: dict[str, Any] = (
            {"call_needed": False} if round_ == complaint.round else {}
        )  # a later one is still owed
        await change(complaint, Action.RATE, actor, now, facts=facts, **answered)


def is_open(callback: Callback) -> bool:
    """Whether the first question waits for an answer in the chat."""
    return callback.solved is None or callback.changing


def of_round(complaint: Complaint, round_: int) -> QuerySet[Callback]:
    return Callback.filter(complaint_id=complaint.id, round=round_, tier=Role.DESK)


async def _closes(complaint: Complaint, round_: int, *, whole: bool) -> bool:
    present = round_ == complaint.round and complaint.status is Status.DONE
    return present and whole and not await visits.signature_missing(complaint)


async def _vote_of(ref: str, actor: Actor, round_: int, now: datetime) -> tuple[Complaint, Callback]:
    """The callback a button belongs to, for its resident and while it may change. Raises NotNow, TooLate."""
    complaint = await complaint_by_ref(ref)
    check_may(actor, Action.RATE, complaint)
    check_can(complaint, Action.RATE, actor)
    callback = await of_round(complaint, round_).first()
    oldest = min(complaint.round - 1, await second_thoughts.last_asked(complaint))
    if callback is None or round_ < oldest:
        raise _said_already(complaint)
    since = callback.answered_at or complaint.closed_at
    if since is not None and now >= since + policy_of(complaint).asking.changeable_for:
        raise TooLate
    return complaint, callback


def _said_already(complaint: Complaint) -> NotNow:
    return NotNow(Action.RATE, complaint.status, number=complaint.number)
