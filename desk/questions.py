"""Questions to the resident: the answer comes back to the card, and the clock rests meanwhile."""

from datetime import datetime
from typing import Any

from desk import enclosing, filing, notices, placing, reckoning
from desk.authority import Actor, check_may
from desk.changes import change, check_can, complaint_by_ref
from desk.enclosing import Report
from models import Complaint, Person
from models.kinds import Action, AttachmentStage
from triage import Verdict


async def ask(
    ref: str,
    actor: Actor,
    now: datetime,
    *,
    canned: str = "",
    report: Report | None = None,
) -> bool:
    """Puts a question to the resident; the answer comes back to the card.

    A canned one is known by its name, and asked in the resident's own language. A report is one that
    was written, with what was sent along. False when the chat doesn't reach them: somebody has to
    phone, and no clock rests for a question that nobody hears.
    """
    complaint = await complaint_by_ref(ref)
    said = enclosing.said_in(report) if report else {}
    facts: dict[str, Any] = {"canned": canned, "question": said.pop("text", ""), **said}
    heard = await put(complaint, actor, facts, now)
    if report is not None:
        await enclosing.enclose(complaint, actor, report, AttachmentStage.TALK, now)
    return heard


async def put(complaint: Complaint, actor: Actor, facts: dict[str, Any], now: datetime) -> bool:
    """A question in any words; what `ask` says holds."""
    facts |= {"worker": actor.called_in(complaint.community_id)}
    if heard := await hears(complaint):
        await change(complaint, Action.ASK, actor, now, facts=facts, question_at=now)
    else:
        await change(complaint, Action.ASK, actor, now, facts=facts | {"unheard": True})
    await reckoning.reckon(complaint, now)
    await notices.tell_filer(complaint, "question", now, facts=facts)
    return heard


async def hears(complaint: Complaint) -> bool:
    """Whether the chat reaches the resident."""
    filer = Person.filter(id=complaint.filer_id, reachable=True, telegram_id__not_isnull=True)
    return complaint.filer_id is not None and await filer.exists()


async def check_ask(ref: str, actor: Actor) -> Complaint:
    """The complaint, for those who may ask about it now. Raises NotFound, NotAllowed, NotNow."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.ASK, actor)
    return complaint


async def answer(
    ref: str, actor: Actor, report: Report, now: datetime, verdict: Verdict | None = None
) -> Complaint | None:
    """The answer, in words or as a picture. None when nothing is asked any more: it was not taken."""
    complaint = await complaint_by_ref(ref)
    check_may(actor, Action.ANSWER, complaint)
    if not filing.is_asked(complaint):
        return None
    where = placing.place_told(complaint, actor, placing.read_off(verdict), report.text)
    told = {"text": report.text}
    await change(complaint, Action.ANSWER, actor, now, facts=told, question_at=None, **where)
    await placing.tell(complaint, where, report.text, now)
    await reckoning.reckon(complaint, now)
    await enclosing.enclose_report(complaint, actor, report, now)
    await notices.tell_assignee(complaint, "answered", now, facts={"text": report.text})
    return complaint


async def asked_of(ref: str, actor: Actor) -> Complaint | None:
    """The complaint about which the resident is asked something; None when they have answered."""
    complaint = await complaint_by_ref(ref)
    check_may(actor, Action.ANSWER, complaint)
    return complaint if filing.is_asked(complaint) else None
