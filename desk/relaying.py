"""Staff and resident write to each other through the bot: neither learns the other's account."""

from datetime import datetime
from typing import Any

from desk import enclosing, filing, notices, placing, questions, reckoning
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.enclosing import Report
from models import Complaint, Outgoing
from models.kinds import Action, AttachmentStage
from triage import Verdict

TO_RESIDENT = ("relayed", "question", "visit", "visit_again", "accepted", "arrived")
TO_STAFF = ("said_back", "answered")


async def tell(ref: str, actor: Actor, report: Report, now: datetime, *, stock: bool = False) -> bool:
    """A message to the resident. False when the chat doesn't reach them: somebody has to phone.

    Stock: of the words that are used again and again, which tell no plan (desk.deadlines).
    """
    complaint = await complaint_by_ref(ref)
    heard = await put(complaint, actor, enclosing.said_in(report) | ({"stock": True} if stock else {}), now)
    await enclosing.enclose(complaint, actor, report, AttachmentStage.TALK, now)
    return heard


async def put(complaint: Complaint, actor: Actor, facts: dict[str, Any], now: datetime) -> bool:
    """The same, of words that are on the card already."""
    facts |= {"worker": actor.called_in(complaint.community_id)}
    await change(complaint, Action.TELL, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    return await notices.tell_filer(complaint, "relayed", now, facts=facts)


async def check_may_reply(ref: str, actor: Actor) -> Complaint:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.REPLY, actor)
    return complaint


async def reply(
    ref: str, actor: Actor, report: Report, now: datetime, verdict: Verdict | None = None
) -> Complaint | None:
    """The resident writes back; the one who has the task hears it. None for a further part of an album."""
    complaint = await check_may_reply(ref, actor)
    if filing.is_asked(complaint):
        return await questions.answer(ref, actor, report, now, verdict)
    more = await enclosing.has_album(complaint, report)
    if not more:
        where = placing.place_told(complaint, actor, placing.read_off(verdict), report.text)
        await change(complaint, Action.REPLY, actor, now, facts={"text": report.text}, **where)
        await placing.tell(complaint, where, report.text, now)
    await enclosing.enclose_report(complaint, actor, report, now)
    if more:
        return None
    await notices.tell_assignee(complaint, "said_back", now, facts=enclosing.said_in(report))
    return complaint


async def remark(ref: str, actor: Actor, report: Report, now: datetime) -> Complaint:
    """Between staff; the resident never hears it."""
    complaint = await change(
        await complaint_by_ref(ref), Action.REMARK, actor, now, facts={"text": report.text}
    )
    await enclosing.enclose(complaint, actor, report, AttachmentStage.TALK, now)
    return complaint


async def meant_by(bot_id: int, chat_id: int, message_id: int, *, staff: bool) -> str | None:
    """The complaint that a message of ours in a private chat was about; None when it was none of these."""
    row = await Outgoing.filter(
        bot_id=bot_id, lane=chat_id, message_id=message_id, notice__in=TO_STAFF if staff else TO_RESIDENT
    ).first()
    if row is None or row.complaint_id is None:
        return None
    return str((await Complaint.get(id=row.complaint_id).only("id", "ref")).ref)
