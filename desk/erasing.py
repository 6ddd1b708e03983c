"""Forgetting: at a person's own wish, or because it has been kept long enough (P18).

What is left is what nobody can be known by: that there was a matter of a category, when, and how it
ended. The bytes of a SQLite file follow when the nightly scrub rewrites it (models.database).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from desk import (
    alarms,
    callers,
    inheriting,
    known_numbers,
    marks,
    nameless,
    notices,
    put_aside,
    timers,
    visits,
)
from desk.authority import Actor
from desk.changes import change, refresh_cards
from desk.errors import NotFound, StaffStays
from desk.lifecycle import OVER
from desk.quotes import told_by
from desk.staying import remains
from models import (
    Attachment,
    Callback,
    Card,
    Complaint,
    Dialog,
    Event,
    HomeLink,
    Incoming,
    Outgoing,
    Person,
    Residency,
    Staff,
)
from models.kinds import Action, IncomingState, InvolvementRole, OutgoingState, ResidencyState, Status

# What history may keep of its facts: no words of anybody, and no names but those of staff.
# What rates are reckoned from stays: they must say tomorrow what they said today.
KEPT_FACTS = frozenset({"category", "clock", "promise", "into", "solved", "score", "canned", "round"}) | {
    "answer_due",
    "finish_due",
    "callback_due",
    "back",
    "of",
    "tier",
    "found",
    "raised",
    "spoken",
    "at",
    "until",
}
NOTHING: dict[str, Any] = {"text": "", "place": "", "verdict": {}, "home_id": None, "spot_id": None}
AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
ERASED = "erased"  # why, in words (withdraw.why_erased)
FINISHED = (OutgoingState.SENT, OutgoingState.PARKED, OutgoingState.DROPPED)


async def erase(actor: Actor, now: datetime) -> None:
    """Everything of a resident. Open matters end, but for dangers and those that neighbours have joined.

    Raises StaffStays: who works here is known to the residents they worked for.
    """
    await remains(actor.person_id)  # what is just being handed over to them goes as well
    if await Staff.filter(person_id=actor.person_id, left_at=None).exists():
        raise StaffStays
    person = await Person.get_or_none(id=actor.person_id)
    if person is None or person.telegram_id is None:
        raise NotFound
    await callers.join(person, person.phone, now)
    mine = await Complaint.filter(filer_id=person.id).select_related("community", "assignee__person")
    shown_by = await marks.marks_of(person, mine)
    passed_on, over, at_work = [], [], [each.id for each in mine if each.status in AT_WORK]
    dangers = [each for each in mine if each.emergency and each.status in AT_WORK]
    for complaint in mine:
        if await _passed_on(complaint, actor, now):
            passed_on.append(complaint.id)
        elif complaint in dangers:
            await _unname(complaint, actor, now)
            passed_on.append(complaint.id)
        else:
            await forget(complaint, actor, now)
            over.append(complaint.id)
    above = {each.id: await alarms.told_in_private(each) for each in mine if each.id in at_work}
    await marks.take_words_back([*over, *(each.id for each in dangers)], person.telegram_id, now)
    await _forget_shares(person)
    await _forget_chat(person.telegram_id, over)
    await marks.take_number_back(person.phone, now)
    await marks.forget_queued(shown_by, passed_on)
    await marks.forget_heard(shown_by)
    await marks.forget_said(shown_by, passed_on)
    for complaint in mine:
        if complaint.id in over and complaint.id in at_work:
            await _call_off(complaint, above[complaint.id], now)
        elif nameless.is_nameless(complaint):
            await nameless.tell(complaint, above[complaint.id], now)
    await _forget_life(person)
    await Person.filter(id=person.id).update(**_nobody(), erased_at=now)


async def _call_off(complaint: Complaint, above: Sequence[int], now: datetime) -> None:
    """Nobody is on their way for nothing, nor follows what is over."""
    await notices.tell_worker(complaint, "withdrawn", now, facts={"why": ERASED})
    for chat in above:
        await notices.tell_chat(complaint, chat, "withdrawn", now, facts={"why": ERASED})


async def forget(complaint: Complaint, actor: Actor | None, now: datetime) -> None:
    """One matter without its people and words. An open one is withdrawn."""
    await _empty_events(Event.filter(complaint_id=complaint.id))
    await _forget_quotes(complaint)
    await change(complaint, Action.ERASE, actor, now, **NOTHING)
    await timers.cancel(complaint)
    await visits.ask_nobody(complaint)
    await Attachment.filter(complaint_id=complaint.id).delete()
    await Callback.filter(complaint_id=complaint.id).update(comment="")


async def _passed_on(complaint: Complaint, actor: Actor, now: datetime) -> bool:
    """An open matter that others have joined goes on, as theirs."""
    heir = await inheriting.heir_of(complaint, actor.person_id)
    if heir is None:
        return False
    await _empty_events(Event.filter(told_by(actor.person_id), complaint_id=complaint.id))
    await inheriting.pass_on(complaint, heir, actor, now, forgotten=True)
    await Attachment.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    return True


async def _unname(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """A danger goes on, as nobody's. What staff wrote of it stays until it is over."""
    await _empty_events(Event.filter(told_by(actor.person_id), complaint_id=complaint.id))
    await _forget_quotes(complaint)
    await nameless.go_on(complaint, actor, now)
    await Attachment.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()


async def forget_nameless(community_id: int, now: datetime) -> int:
    """What was kept of a danger beyond its filer goes as soon as it is over."""
    over = await nameless.ended(community_id)
    for complaint in over:
        await forget(complaint, None, now)
    return len(over)


async def _forget_shares(person: Person) -> None:
    """What neighbours have filed, or go on with, stays theirs; its cards tell nothing more of who has left."""
    await _empty_events(Event.filter(told_by(person.id)))
    await Attachment.filter(person_id=person.id).delete()
    await Callback.filter(answered_by_id=person.id).update(comment="")
    left = Event.filter(actor_id=person.id, action=Action.INHERIT)
    left_behind = await left.values_list("complaint_id", flat=True)
    await Complaint.filter(id__in=left_behind).update(verdict={})  # read off the words of who left
    quoted = await Event.filter(said_by_id=person.id).values_list("complaint_id", flat=True)
    joined = Q(involvements__person_id=person.id, involvements__role=InvolvementRole.JOINED)
    for complaint in await Complaint.filter(joined | Q(id__in=[*left_behind, *quoted])).distinct():
        await refresh_cards(complaint)


async def _forget_quotes(complaint: Complaint) -> None:
    """What stands of it in the one it went into, or was split off from."""
    theirs = Event.filter(said_by_id=complaint.filer_id, complaint__community_id=complaint.community_id)
    for event in await theirs.exclude(said_by_id=None).select_related("complaint"):
        if event.facts.get("number") == complaint.number:
            await _empty_events(Event.filter(id=event.id))
            await refresh_cards(event.complaint)


async def _empty_events(events: QuerySet[Event]) -> None:
    for event in await events:
        facts = {name: value for name, value in event.facts.items() if name in KEPT_FACTS}
        await Event.filter(id=event.id).update(facts=facts, reason="")


async def _forget_chat(chat_id: int, complaints: Sequence[int]) -> None:
    """The private chat, as far as it is ours: what was said, shown and begun there; and all about what is over."""
    await Card.filter(chat_id=chat_id).delete()
    await Outgoing.filter(lane=chat_id).delete()
    await Outgoing.filter(complaint_id__in=list(complaints)).delete()  # also what is just being sent
    await Dialog.filter(key__contains=f":{chat_id}:").delete()
    await Incoming.filter(lane=chat_id, state=IncomingState.DONE).update(body="{}", lane=0)
    await put_aside.empty(Incoming.filter(lane=chat_id), "whoever sent it is forgotten")


async def _forget_life(person: Person) -> None:
    await Residency.filter(person_id=person.id).delete()
    await HomeLink.filter(made_by_id=person.id).delete()
    await Staff.filter(person_id=person.id).update(title="")  # of a post left long ago
    if person.phone:
        await known_numbers.forget(person.phone)


def _nobody() -> dict[str, Any]:
    return {
        "telegram_id": None,
        "name": "",
        "phone": "",
        "language": "",
        "reachable": False,
        "elder": False,
        "consent_version": "",
        "consent_language": "",
        "consent_at": None,
        "community_id": None,
        "place_id": None,
        "place_at": None,
    }


async def due_to_forget(before: datetime, community_id: int, limit: int) -> list[Complaint]:
    """Matters that ended before then and still hold what somebody said."""
    ended = Q(closed_at__lt=before) | Q(closed_at=None, created_at__lt=before)
    old = Complaint.filter(ended, community_id=community_id, status__in=OVER).exclude(text="", filer_id=None)
    return await old.order_by("id").limit(limit).select_related("community", "assignee__person")


async def forget_old(before: datetime, community_id: int, now: datetime, limit: int = 500) -> int:
    """What has been kept long enough (HK DPP2, PIPL 19)."""
    old = await due_to_forget(before, community_id, limit)
    for complaint in old:
        await forget(complaint, None, now)
        await Complaint.filter(id=complaint.id).update(filer_id=None)
        await Outgoing.filter(complaint_id=complaint.id, state__in=FINISHED).delete()
        await Card.filter(complaint_id=complaint.id, chat_id__gt=0).delete()
    return len(old)


async def end_old_residencies(before: datetime, community_id: int) -> int:
    """Who moved out that long ago, or never lived there, is no longer known to have."""
    mine = Residency.filter(community_id=community_id)
    gone = Q(state=ResidencyState.ENDED, ended_at__lt=before) | Q(
        state=ResidencyState.REFUSED, since__lt=before
    )
    return await mine.filter(gone).delete()
