"""Forgetting: at a person's own wish, or because it has been kept long enough (P18).

What is left is what nobody can be known by: that there was a matter of a category, when, and how it
ended. The bytes of a SQLite file follow when the nightly scrub rewrites it (models.database).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from desk import timers, visits
from desk.authority import Actor
from desk.changes import change
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
    Involvement,
    Occupant,
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
SHORTEST = 2  # characters of a mark; a single one is found everywhere
SURE = 8  # characters of a mark that stands for nobody else
QUOTED = 20  # characters of somebody's words that cards and notices show at least
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
    marks = await _marks(person, mine)
    for complaint in mine:
        if not await _passed_on(complaint, actor, now):
            await forget(complaint, actor, now)
    await _empty_events(Event.filter(actor_id=person.id))
    await _forget_chat(person.telegram_id, [complaint.id for complaint in mine])
    await _forget_queued(marks, [complaint.id for complaint in mine])
    await _forget_marks(marks)
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
    joined = Involvement.filter(complaint_id=complaint.id, role=InvolvementRole.JOINED)
    heir = await joined.exclude(person_id=actor.person_id).order_by("id").first()
    if heir is None or complaint.status in OVER:
        return False
    await _empty_events(Event.filter(complaint_id=complaint.id, actor_id=actor.person_id))
    kept = {"place": complaint.place, "spot_id": complaint.spot_id}
    await change(complaint, Action.INHERIT, actor, now, **NOTHING | kept, filer_id=heir.person_id)
    await Involvement.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    await Involvement.filter(id=heir.id).update(role=InvolvementRole.FILER)
    await Attachment.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    return True


async def _empty_events(events: Any) -> None:
    for event in await events:
        facts = {name: value for name, value in event.facts.items() if name in KEPT_FACTS}
        await Event.filter(id=event.id).update(facts=facts, reason="")


async def _forget_chat(chat_id: int, complaints: Sequence[int]) -> None:
    """The private chat, as far as it is ours: what was said, shown and begun there."""
    await Card.filter(chat_id=chat_id).delete()
    await Outgoing.filter(lane=chat_id).delete()
    await Outgoing.filter(complaint_id__in=list(complaints), state__in=FINISHED).delete()
    await Dialog.filter(key__contains=f":{chat_id}:").delete()
    await Incoming.filter(lane=chat_id, state=IncomingState.DONE).update(body="{}", lane=0)


async def _forget_life(person: Person) -> None:
    await Residency.filter(person_id=person.id).delete()
    await HomeLink.filter(made_by_id=person.id).delete()
    await Attachment.filter(person_id=person.id).delete()
    await Staff.filter(person_id=person.id).update(title="")  # of a post left long ago
    if person.phone:
        await Occupant.filter(phone=person.phone).delete()


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


async def _marks(person: Person, complaints: Iterable[Complaint]) -> list[str]:
    """By what other people's raw updates and messages would still show this person."""
    lived = Residency.filter(person_id=person.id).exclude(address="")
    said = [complaint.text for complaint in complaints]
    said += [str(facts.get("text", "")) for facts in await _facts_by(person)]
    marks = [str(person.telegram_id), person.name, person.phone]
    marks += [each.address for each in await lived]
    marks += [complaint.ref for complaint in complaints]
    marks += [line[:QUOTED] for text in said for line in text.splitlines()]
    return sorted({mark.strip() for mark in marks if len(mark.strip()) >= SHORTEST})


async def _facts_by(person: Person) -> list[dict[str, Any]]:
    return [event.facts for event in await Event.filter(actor_id=person.id)]


async def _forget_marks(marks: Sequence[str]) -> None:
    """Raw updates and sent messages of others that quote or name the person: staff answering a card, say."""
    for mark in marks:
        escaped = json.dumps(mark)[1:-1]
        quoting = Incoming.filter(body__contains=escaped, state=IncomingState.DONE)
        await quoting.update(body="{}")
        await _forget_sent(mark, escaped)


async def _forget_queued(marks: Sequence[str], complaints: Sequence[int]) -> None:
    """What still waits to be told to others, in groups too: about what ended nothing, of the rest no mark.

    What others are told about other matters is theirs, unless it shows this person beyond doubt.
    """
    waiting = Outgoing.filter(state=OutgoingState.WAITING)
    over = await Complaint.filter(id__in=list(complaints), status__in=OVER).values_list("id")
    await waiting.filter(complaint_id__in=[complaint_id for (complaint_id,) in over]).delete()
    for mark in marks:
        rows = waiting if len(mark) >= SURE else waiting.filter(complaint_id__in=list(complaints))
        await rows.filter(id__in=await _holding((OutgoingState.WAITING,), mark)).delete()


async def _forget_sent(*forms: str) -> None:
    await Outgoing.filter(id__in=await _holding(FINISHED, *forms)).delete()


async def _holding(states: Sequence[OutgoingState], *forms: str) -> list[int]:
    """JSON is text on SQLite (escaped) and jsonb on PostgreSQL (as it is)."""
    connection = Outgoing._meta.db  # noqa: SLF001
    sqlite = connection.capabilities.dialect == "sqlite"
    holds = "instr(params, ?) > 0" if sqlite else "strpos(params::text, $1) > 0"
    named = ", ".join(f"'{state}'" for state in states)
    query = f"SELECT id FROM outgoing WHERE {holds} AND state IN ({named})"  # noqa: S608 - our own words
    either = {each for form in forms for each in (form, json.dumps(form)[1:-1])}
    rows = [row for form in either for row in await connection.execute_query_dict(query, [form])]
    return [row["id"] for row in rows]


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
