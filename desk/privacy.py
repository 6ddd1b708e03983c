"""What a resident may decide about their own data: the phone number, a copy, and nothing left (see erasing)."""

import re
from datetime import datetime
from typing import Any

from desk import claims
from desk.authority import Actor, may_look
from desk.changes import change, check_can
from desk.cleaning import clean_text
from desk.errors import NotAllowed
from models import Attachment, Callback, Complaint, Event, Person, Residency
from models.kinds import Action, InvolvementRole

PHONE = re.compile(r"\+?\d{5,20}")


def plain_phone(written: str) -> str:
    """Digits only, as both Telegram and rosters may be compared; "" when it is no number.

    Telegram tells "8613800138000", a roster "138 0013 8000": China's own prefix is left out.
    """
    digits = re.sub(r"[\s()\-.]", "", clean_text(written))
    if not PHONE.fullmatch(digits):
        return ""
    digits = digits.removeprefix("+").removeprefix("00")
    mainland = re.fullmatch(r"(?:86)?(1\d{10})", digits)
    return mainland[1] if mainland else digits


async def keep_phone(person: Person, phone: str, owner_id: int | None, now: datetime) -> bool:
    """Only one's own contact counts: Telegram's servers say whose it is (T7). False: it was refused.

    What they said of their home before may be settled by it.
    """
    number = plain_phone(phone)
    if owner_id is None or owner_id != person.telegram_id or not number:
        return False
    await Person.filter(id=person.id).update(phone=number, phone_asked=True)
    await claims.settle_for(person.id, now)
    return True


async def phone_at_work(actor: Actor, complaint: Complaint, now: datetime) -> str:
    """The same as phone_for, from the card: no leader looks it up for somebody else's task (T9)."""
    check_can(complaint, Action.REVEAL, actor)
    if not may_look(actor, complaint):
        raise NotAllowed(Action.REVEAL)
    return await phone_for(actor, complaint, now)


async def phone_for(actor: Actor, complaint: Complaint, now: datetime) -> str:
    """The resident's number, for whoever has a task to reach them; every look is in the history.

    "" when they left none. Raises NotFound, NotAllowed, NotNow.
    """
    await change(
        complaint, Action.REVEAL, actor, now, facts={"name": actor.called_in(complaint.community_id)}
    )
    filer = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    return filer.phone if filer else ""


async def my_data(person_id: int) -> dict[str, Any]:
    """Everything we know of one person, as plain JSON values; nothing of anybody else."""
    person = await Person.get(id=person_id)
    told = ("telegram_id", "name", "language", "phone", "elder", "consent_version", "consent_language")
    lived = await Residency.filter(person_id=person_id).order_by("id").select_related("home")
    mine = await Complaint.filter(filer_id=person_id).order_by("id")
    joined = {"involvements__person_id": person_id, "involvements__role": InvolvementRole.JOINED}
    shared = await Complaint.filter(**joined).order_by("id")
    return {
        "person": {name: getattr(person, name) for name in told}
        | {"consent_at": _when(person.consent_at), "met_at": _when(person.created_at)},
        "homes": [_lived(each) for each in lived],
        "complaints": [await _complaint(each, person_id) for each in mine],
        "joined": [await _share(each, person_id) for each in shared],
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
    answers = await Callback.filter(complaint_id=complaint.id).order_by("round")
    return {
        **_which(complaint),
        "text": complaint.text,
        "place": complaint.place,
        "created_at": _when(complaint.created_at),
        "closed_at": _when(complaint.closed_at),
        "history": [_step(each, person_id) for each in events],
        "attachments": await _enclosed(complaint, person_id),
        "answers": [
            {"solved": each.solved, "score": each.score, "comment": each.comment} for each in answers
        ],
    }


async def _share(complaint: Complaint, person_id: int) -> dict[str, Any]:
    """Of a neighbour's matter only what this person put in."""
    own = await Event.filter(complaint_id=complaint.id, actor_id=person_id).order_by("version")
    history = [_step(each, person_id) for each in own]
    enclosed = await _enclosed(complaint, person_id)
    return {**_which(complaint), "history": history, "attachments": enclosed}


def _which(complaint: Complaint) -> dict[str, Any]:
    return {"number": complaint.number, "status": complaint.status, "category": complaint.category}


async def _enclosed(complaint: Complaint, person_id: int) -> list[dict[str, Any]]:
    rows = await Attachment.filter(complaint_id=complaint.id, person_id=person_id).order_by("id")
    return [{"kind": each.kind, "caption": each.caption, "at": _when(each.at)} for each in rows]


def _step(event: Event, person_id: int) -> dict[str, Any]:
    own = event.actor_id == person_id
    return {"action": event.action, "at": _when(event.at)} | ({"facts": event.facts} if own else {})


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
