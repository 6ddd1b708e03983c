"""What a resident may decide about their own data: the phone number, a copy, and nothing left (see erasing)."""

import re
from datetime import datetime
from typing import Any

from desk import callers, claims
from desk.authority import Actor, may_look
from desk.changes import change, check_can
from desk.cleaning import clean_text
from desk.errors import NotAllowed
from desk.quotes import is_told_by, told_by
from desk.typed_phones import phones_in
from models import Attachment, Callback, Complaint, Event, Person, Residency
from models.kinds import Action, InvolvementRole

SAID_BY_RESIDENTS = (
    Action.SUPPLEMENT,
    Action.REVISE,
    Action.WISH,
    Action.RESCHEDULE,
    Action.ANSWER,
    Action.REPLY,
    Action.URGE,
)
SAID_TO_FILER = {Action.ASK: ("canned", "question"), Action.TELL: ("text",)}  # and which of its facts
PHONE = re.compile(r"\+?\d{5,20}", re.ASCII)
WIDE = {each + 0xFEE0: each for each in range(0x21, 0x7F)}  # a Chinese keyboard's ASCII


def plain_phone(written: str) -> str:
    """As both Telegram and rosters may be compared; "" when it is no number.

    Telegram tells "8613800138000", a roster "138 0013 8000": China's own prefix is left out. +1 386 234 5678
    would look like one of China's then, and keeps its plus.
    """
    digits = re.sub(r"[\s()\-.]", "", clean_text(written).translate(WIDE))
    if not PHONE.fullmatch(digits):
        return ""
    abroad, digits = digits.startswith(("+", "00")), digits.removeprefix("+").removeprefix("00")
    mainland = re.fullmatch(r"(?:86)?(1\d{10})", digits)
    if abroad and mainland and digits == mainland[1]:
        return f"+{digits}"
    return mainland[1] if mainland else digits


async def keep_phone(person: Person, phone: str, owner_id: int | None, now: datetime) -> bool:
    """Only one's own contact counts: Telegram's servers say whose it is (T7). False: it was refused.

    They tell it as it is dialled from abroad, with or without the plus.
    What they said of their home before may be settled by it.
    """
    number = plain_phone(f"+{phone.strip().removeprefix('+')}")
    if owner_id is None or owner_id != person.telegram_id or not number:
        return False
    await Person.filter(id=person.id).update(phone=number, phone_asked=True)
    await callers.join(person, number, now)
    await claims.settle_for(person.id, now)
    return True


async def phone_at_work(actor: Actor, complaint: Complaint, now: datetime) -> str:
    """The same as phone_for, from the card: no leader looks it up for somebody else's task (T9)."""
    check_can(complaint, Action.REVEAL, actor)
    if not may_look(actor, complaint):
        raise NotAllowed(Action.REVEAL)
    return await phone_for(actor, complaint, now)


async def phone_for(actor: Actor, complaint: Complaint, now: datetime) -> str:
    """The resident's numbers, for whoever has a task to reach them; every look is in the history.

    The one they gave, and what was typed about this matter (masked for others). "" when there is none.
    Raises NotFound, NotAllowed, NotNow.
    """
    await change(
        complaint, Action.REVEAL, actor, now, facts={"name": actor.called_in(complaint.community_id)}
    )
    filer = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    given = [filer.phone] if filer and filer.phone else []
    return " / ".join(dict.fromkeys([*given, *await _typed(complaint)]))


async def _typed(complaint: Complaint) -> list[str]:
    """In the report and in what was added to it; a colleague's own number in a note is not theirs."""
    said = Event.filter(complaint_id=complaint.id, action__in=SAID_BY_RESIDENTS).order_by("version")
    added = [event.facts.get("text") for event in await said]
    words = (complaint.text, complaint.place, *(str(text or "") for text in added))
    return [phone for each in words for phone in phones_in(each)]


async def my_data(person_id: int) -> dict[str, Any]:
    """Everything we know of one person, as plain JSON values; nothing of anybody else."""
    person = await Person.get(id=person_id)
    told = ("telegram_id", "name", "language", "phone", "elder", "consent_version", "consent_language")
    lived = await Residency.filter(person_id=person_id).order_by("id").select_related("home")
    mine = await Complaint.filter(filer_id=person_id).order_by("id")
    joined = {"involvements__person_id": person_id, "involvements__role": InvolvementRole.JOINED}
    shared = await Complaint.filter(**joined).order_by("id")
    begun = await Event.filter(told_by(person_id), action=Action.DRAFT).values_list("complaint_id", flat=True)
    seen = {each.id for each in (*mine, *shared)}
    left = await Complaint.filter(id__in=set(begun) - seen).order_by("id")
    return {
        "person": {name: getattr(person, name) for name in told}
        | {"consent_at": _when(person.consent_at), "met_at": _when(person.created_at)},
        "homes": [_lived(each) for each in lived],
        "complaints": [await _complaint(each, person_id) for each in mine],
        "joined": [await _share(each, person_id) for each in shared],
        "passed_on": [await _share(each, person_id) for each in left],  # withdrawn, and neighbours go on
    }


def _lived(residency: Residency) -> dict[str, Any]:
    home = residency.home
    return {
        "home": [home.building, home.unit, home.room] if home else None,
        "told": residency.address,
        "kind": residency.kind,
        "state": residency.state,
        "since": _when(residency.since),
        "ended_at": _when(residency.ended_at),
    }


async def _complaint(complaint: Complaint, person_id: int) -> dict[str, Any]:
    events = await Event.filter(complaint_id=complaint.id).order_by("version")
    theirs_since = max((each.version for each in events if each.action is Action.INHERIT), default=0)
    return {
        **_which(complaint),
        "text": complaint.text,
        "place": complaint.place,
        "created_at": _when(complaint.created_at),
        "closed_at": _when(complaint.closed_at),
        "history": [
            _step(each, person_id) | (_heard(each) if each.version > theirs_since else {}) for each in events
        ],
        "attachments": await _enclosed(complaint, person_id),
        "answers": await _answers(complaint, person_id),
    }


async def _share(complaint: Complaint, person_id: int) -> dict[str, Any]:
    """Of a neighbour's matter only what this person put in."""
    told = Event.filter(told_by(person_id), complaint_id=complaint.id)
    own = await told.order_by("version")
    history = [_step(each, person_id) for each in own]
    enclosed = await _enclosed(complaint, person_id)
    said = {"history": history, "attachments": enclosed}
    return {**_which(complaint), **said, "answers": await _answers(complaint, person_id)}


def _which(complaint: Complaint) -> dict[str, Any]:
    return {"number": complaint.number, "status": complaint.status, "category": complaint.category}


async def _answers(complaint: Complaint, person_id: int) -> list[dict[str, Any]]:
    """Their own; whoever had it before has given others."""
    rows = Callback.filter(complaint_id=complaint.id, answered_by_id=person_id).order_by("round")
    return [{"solved": each.solved, "score": each.score, "comment": each.comment} for each in await rows]


async def _enclosed(complaint: Complaint, person_id: int) -> list[dict[str, Any]]:
    rows = await Attachment.filter(complaint_id=complaint.id, person_id=person_id).order_by("id")
    return [{"kind": each.kind, "caption": each.caption, "at": _when(each.at)} for each in rows]


def _step(event: Event, person_id: int) -> dict[str, Any]:
    facts = {"facts": event.facts} if is_told_by(person_id, event) else {}
    return {"action": event.action, "at": _when(event.at)} | facts


def _heard(event: Event) -> dict[str, Any]:
    """What staff wrote to them, without who it was."""
    told = {name: event.facts[name] for name in SAID_TO_FILER.get(event.action, ()) if event.facts.get(name)}
    return {"facts": told} if told else {}


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
