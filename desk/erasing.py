"""Forgetting: at a person's own wish, or because it has been kept long enough (P18).

What is left is what nobody can be known by: that there was a matter of a category, when, and how it
ended. The bytes of a SQLite file follow when the nightly scrub rewrites it (models.database).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from desk import inheriting, known_numbers, marks, timers, visits
from desk.authority import Actor
from desk.changes import change, refresh_cards
from desk.errors import NotFound, StaffStays
from desk.lifecycle import OVER
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
from models.kinds import Action, IncomingState, InvolvementRole, OutgoingState, ResidencyState

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
}
NOTHING: dict[str, Any] = {"text": "", "place": "", "verdict": {}, "home_id": None, "spot_id": None}
FINISHED = (OutgoingState.SENT, OutgoingState.PARKED, OutgoingState.DROPPED)


async def erase(actor: Actor, now: datetime) -> None:
    """Everything of a resident. Open matters end, but for those that neighbours have joined.

    Raises StaffStays: who works here is known to the residents they worked for.
    """
    if actor.posts:
        raise StaffStays
    person = await Person.get_or_none(id=actor.person_id)
    if person is None or person.telegram_id is None:
        raise NotFound
    mine = await Complaint.filter(filer_id=person.id).select_related("community", "assignee__person")
    shown_by = await marks.marks_of(person, mine)
    passed_on, over = [], []
    for complaint in mine:
        if await _passed_on(complaint, actor, now):
            passed_on.append(complaint.id)
        else:
            await forget(complaint, actor, now)
            over.append(complaint.id)
    await _empty_events(Event.filter(actor_id=person.id))
    await _forget_shares(person)
    await _forget_chat(person.telegram_id, over)
    await marks.forget_queued(shown_by, passed_on)
    await marks.forget_heard(shown_by)
    await marks.forget_said(shown_by, passed_on)
    await _forget_life(person)
    await Person.filter(id=person.id).update(**_nobody(), erased_at=now)


async def forget(complaint: Complaint, actor: Actor | None, now: datetime) -> None:
    """One matter without its people and words. An open one is withdrawn."""
    await _empty_events(Event.filter(complaint_id=complaint.id))
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
    await _empty_events(Event.filter(complaint_id=complaint.id, actor_id=actor.person_id))
    complaint.verdict = {}  # read off the words of who leaves
    await inheriting.pass_on(complaint, heir, actor, now)
    await Attachment.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    return True


async def _forget_shares(person: Person) -> None:
    """What neighbours have filed stays theirs; the cards of the staff tell nothing more of who joined."""
    joined = {"involvements__person_id": person.id, "involvements__role": InvolvementRole.JOINED}
    await Attachment.filter(person_id=person.id).delete()
    for complaint in await Complaint.filter(**joined):
        await refresh_cards(complaint)


async def _empty_events(events: Any) -> None:
    for event in await events:
        facts = {name: value for name, value in event.facts.items() if name in KEPT_FACTS}
        await Event.filter(id=event.id).update(facts=facts, reason="")


async def _forget_chat(chat_id: int, complaints: Sequence[int]) -> None:
    """The private chat, as far as it is ours: what was said, shown and begun there; and all about what is over."""
    await Card.filter(chat_id=chat_id).delete()
    await Outgoing.filter(lane=chat_id).delete()
    ended = (*FINISHED, OutgoingState.WAITING)
    await Outgoing.filter(complaint_id__in=list(complaints), state__in=ended).delete()
    await Dialog.filter(key__contains=f":{chat_id}:").delete()
    await Incoming.filter(lane=chat_id, state=IncomingState.DONE).update(body="{}", lane=0)


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
