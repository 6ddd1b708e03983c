"""Whoever filed it is out, and neighbours who said "me too" still have it: the matter goes on as theirs."""

from datetime import datetime
from typing import Any

from desk import callbacks, homes, notices, reckoning
from desk.authority import Actor
from desk.changes import change
from desk.clearing import take_away
from desk.lifecycle import OVER
from models import Card, Complaint, Event, Involvement, Person
from models.kinds import Action, CardKind, InvolvementRole


async def heir_of(complaint: Complaint, leaver_id: int) -> Involvement | None:
    """The first who joined, of those who can be written to if there are any; nobody, when it is over."""
    if complaint.status in OVER:
        return None
    joined = Involvement.filter(
        complaint_id=complaint.id, role=InvolvementRole.JOINED, person__erased_at=None
    )
    return await joined.exclude(person_id=leaver_id).order_by("-person__reachable", "id").first()


async def pass_on(
    complaint: Complaint, heir: Involvement, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    """It is told in the heir's own words from now on, and what was asked of or agreed with who is out is void.

    The clocks go on: the work is the same.
    """
    verdict, home = dict(complaint.verdict), str(complaint.verdict.get("home", ""))
    verdict.pop("home", None)
    theirs: dict[str, Any] = {
        "filer_id": heir.person_id,
        "text": await _words_of(heir, complaint),
        "home_id": await homes.only_home(heir.person_id, complaint.community_id),
        "place": complaint.place.removeprefix(home).strip(),
        "verdict": verdict,
        "question_at": None,
        "call_needed": await callbacks.call_owed(complaint),
    }
    await change(complaint, Action.INHERIT, actor, now, reason=reason, **theirs)
    await Involvement.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    await Involvement.filter(id=heir.id).update(role=InvolvementRole.FILER)
    await reckoning.reckon(complaint, now)
    await _take_receipt(complaint, actor, now)
    await notices.tell_filer(complaint, "inherited", now)
    await notices.tell_worker(complaint, "filer_left", now)
    await callbacks.ask_heir(complaint, now)


async def _words_of(heir: Involvement, complaint: Complaint) -> str:
    """What they said when they joined, or what they had filed before it went into this one."""
    joins = Event.filter(complaint_id=complaint.id, action=Action.JOIN, actor_id=heir.person_id)
    joined = await joins.order_by("-version").first()
    if joined is not None:
        return str(joined.facts.get("text") or "")
    theirs = {"complaint__filer_id": heir.person_id, "complaint__community_id": complaint.community_id}
    merged = await Event.filter(action=Action.MERGE, **theirs).order_by("-id").select_related("complaint")
    into = (one.complaint.text for one in merged if one.facts.get("into") == complaint.number)
    return next(into, "")


async def _take_receipt(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """The live message of who is out would go on telling them."""
    person = await Person.get(id=actor.person_id)
    mine = Card.filter(complaint_id=complaint.id, kind=CardKind.RECEIPT, chat_id=person.telegram_id)
    for card in await mine.exclude(message_id=None):
        await take_away(card, now)
    await mine.delete()
