"""Whoever filed it is out, and neighbours who said "me too" still have it: the matter goes on as theirs."""

from datetime import datetime
from typing import Any

from desk import callbacks, homes, indoors, notices, quitting, reckoning
from desk.authority import Actor
from desk.changes import change
from desk.errors import Outrun
from desk.lifecycle import OVER
from desk.staying import remains
from models import Complaint, Event, Involvement
from models.kinds import Action, InvolvementRole


async def heir_of(complaint: Complaint, leaver_id: int) -> Involvement | None:
    """The first who joined, of those who can be written to if there are any; nobody, when it is over."""
    if complaint.status in OVER:
        return None
    joined = Involvement.filter(
        complaint_id=complaint.id, role=InvolvementRole.JOINED, person__erased_at=None
    )
    return await joined.exclude(person_id=leaver_id).order_by("-person__reachable", "id").first()


async def pass_on(
    complaint: Complaint,
    heir: Involvement,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    forgotten: bool = False,
) -> None:
    """It is told in the heir's own words from now on, and what was asked of or agreed with who is out is void.

    The clocks go on: the work is the same. Where it was told in the words of who is out, forgotten, those go too.
    """
    if not await remains(heir.person_id):
        raise Outrun(Action.INHERIT, complaint.status, number=complaint.number)
    theirs: dict[str, Any] = {
        "filer_id": heir.person_id,
        **await _told_by(heir, complaint, forgotten=forgotten),
        "question_at": None,
        "call_needed": await callbacks.call_owed(complaint),
    }
    await change(complaint, Action.INHERIT, actor, now, reason=reason, **theirs)
    await Involvement.filter(complaint_id=complaint.id, person_id=actor.person_id).delete()
    await Involvement.filter(id=heir.id).update(role=InvolvementRole.FILER)
    await reckoning.reckon(complaint, now)
    await quitting.take_receipt(complaint, actor, now)
    await notices.tell_filer(complaint, "inherited", now)
    await notices.tell_worker(complaint, "filer_left", now)
    await callbacks.ask_heir(complaint, now)


async def _told_by(heir: Involvement, complaint: Complaint, *, forgotten: bool) -> dict[str, Any]:
    """What is said of it from now on. A place inside a home goes with who lives there: the heir's own is told (T9)."""
    home_id = await homes.only_home(heir.person_id, complaint.community_id)
    own = await _report_of(heir, complaint)
    text = (own.text if own is not None else "") or await _said_by(heir, complaint)
    if not indoors.tells_a_home(complaint):
        place = indoors.place_to_neighbours(complaint)
        theirs = ("home", indoors.UNDERSTOOD)
        verdict = {name: told for name, told in complaint.verdict.items() if name not in theirs}
        kept = {} if forgotten else verdict
        return {"text": text, "home_id": home_id, "place": place, "verdict": kept}
    if own is None:
        return {"text": text, "home_id": home_id, "place": "", "spot_id": None, "verdict": {}}
    told = {name: getattr(own, name) for name in ("place", "spot_id", "verdict")}
    return told | {"text": text, "home_id": own.home_id or home_id}


async def _said_by(heir: Involvement, complaint: Complaint) -> str:
    """The latest words of whoever joined without any."""
    said = Event.filter(complaint_id=complaint.id, action=Action.SUPPLEMENT, actor_id=heir.person_id)
    told = (str(each.facts.get("text", "")) for each in await said.order_by("-version"))
    return next(filter(None, told), "")


async def _report_of(heir: Involvement, complaint: Complaint) -> Complaint | None:
    """What they were about to file when they joined, or had filed before it went into this one."""
    joins = Event.filter(complaint_id=complaint.id, action=Action.JOIN, actor_id=heir.person_id)
    joined = await joins.order_by("-version").first()
    if joined is not None:
        return await Complaint.get_or_none(ref=joined.facts.get("draft", ""), filer_id=heir.person_id)
    theirs = {"complaint__filer_id": heir.person_id, "complaint__community_id": complaint.community_id}
    merged = await Event.filter(action=Action.MERGE, **theirs).order_by("-id").select_related("complaint")
    into = (one.complaint for one in merged if one.facts.get("into") == complaint.number)
    return next(into, None)
