"""Staff and resident write to each other through the bot: neither learns the other's account."""

from datetime import datetime

from desk import enclosing, filing, notices, questions, reckoning
from desk.authority import Actor, check_may
from desk.changes import change, check_can, complaint_by_ref
from desk.enclosing import Report
from desk.errors import NotNow
from models import Complaint, Event, Outgoing
from models.kinds import Action, AttachmentStage

TO_RESIDENT = ("relayed", "question", "visit", "visit_again", "accepted", "arrived")
TO_STAFF = ("said_back", "answered")


async def tell(ref: str, actor: Actor, report: Report, now: datetime, *, stock: bool = False) -> bool:
    """A message to the resident. False when the chat doesn't reach them: somebody has to phone.

    Stock: of the words that are used again and again, which tell no plan (desk.deadlines).
    """
    complaint = await complaint_by_ref(ref)
    facts = enclosing.said_in(report) | {"worker": actor.called_in(complaint.community_id)}
    facts |= {"stock": True} if stock else {}
    await change(complaint, Action.TELL, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    await enclosing.enclose(complaint, actor, report, AttachmentStage.TALK, now)
    return await notices.tell_filer(complaint, "relayed", now, facts=facts)


async def tell_noted(ref: str, actor: Actor, bot_id: int, now: datetime) -> bool:
    """What was noted last goes to the resident as it is."""
    said = await last_noted(await complaint_by_ref(ref), actor)
    return await tell(ref, actor, Report(bot_id, str(said.facts.get("text", ""))), now)


async def check_may_reply(ref: str, actor: Actor) -> Complaint:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.REPLY, actor)
    return complaint


async def reply(ref: str, actor: Actor, report: Report, now: datetime) -> Complaint | None:
    """The resident writes back; the one who has the task hears it. None for a further part of an album."""
    complaint = await check_may_reply(ref, actor)
    if filing.is_asked(complaint):
        return await questions.answer(ref, actor, report, now)
    more = await enclosing.has_album(complaint, report)
    if not more:
        await change(complaint, Action.REPLY, actor, now, facts={"text": report.text})
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


async def keep_inside(ref: str, actor: Actor, now: datetime) -> Complaint:
    """What was noted last stays between staff: it is not told when the work is done."""
    complaint = await complaint_by_ref(ref)
    said = await last_noted(complaint, actor)
    return await change(complaint, Action.REMARK, actor, now, facts={"of": said.version})


async def last_noted(complaint: Complaint, actor: Actor) -> Event:
    """The last note; NotNow when nothing was noted."""
    check_may(actor, Action.REMARK, complaint)
    notes = Event.filter(complaint_id=complaint.id, action=Action.NOTE, round=complaint.round)
    said = await notes.order_by("-version").first()
    if said is None or not said.facts.get("text"):
        raise NotNow(Action.REMARK, complaint.status, number=complaint.number)
    return said


async def meant_by(bot_id: int, chat_id: int, message_id: int, *, staff: bool) -> str | None:
    """The complaint that a message of ours in a private chat was about; None when it was none of these."""
    row = await Outgoing.filter(
        bot_id=bot_id, lane=chat_id, message_id=message_id, notice__in=TO_STAFF if staff else TO_RESIDENT
    ).first()
    if row is None or row.complaint_id is None:
        return None
    return str((await Complaint.get(id=row.complaint_id).only("id", "ref")).ref)
