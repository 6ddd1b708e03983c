"""A resident edits a message: before filing it changes the draft, after it both wordings are kept."""

from dataclasses import replace
from datetime import datetime

from desk import crying, filing, joining
from desk.authority import Actor
from desk.changes import change, complaint_by_id
from desk.enclosing import Report
from desk.lifecycle import STEPS
from desk.rewording import reworded
from models import Community, Complaint, Event, Remark
from models.kinds import Action, Status
from triage import Triage


async def revise(actor: Actor, community: Community, report: Report, triage: Triage, now: datetime) -> None:
    """Nothing changes when the message is unknown, its words are the same, or it is over.

    Telegram reports edits nobody sees, a preview that was loaded for example. Danger in the new words
    is heard whatever became of the old ones.
    """
    said = Remark.filter(person_id=actor.person_id, bot_id=report.bot_id, message_id=report.message_id)
    remark = await said.first()
    before = await _words(remark) if remark else ""
    if report.text == before:
        return
    words = triage.of(community.key)
    revised = await _reword(remark, before, actor, report.text, words, now) if remark else None
    danger = words.verdict(report.text).emergency
    if actor.posts or not danger or danger == words.verdict(before).emergency:
        return
    if revised and revised.status is Status.DRAFT:
        await filing.file(revised.ref, actor, now)
    elif revised and revised.status in crying.AT_WORK:
        await crying.sound(revised, actor, danger, now)
    else:
        await crying.cry(actor, community, replace(report, enclosures=()), triage, now)


async def _reword(
    remark: Remark, before: str, actor: Actor, text: str, triage: Triage, now: datetime
) -> Complaint | None:
    """None when it is no longer theirs to change."""
    complaint = await complaint_by_id(remark.complaint_id)
    draft, theirs = complaint.status is Status.DRAFT, complaint.filer_id == actor.person_id
    action = Action.REFINE if draft else Action.REVISE if theirs else Action.SUPPLEMENT
    await joining.know_joiners(complaint)
    joined = actor.person_id in complaint.joiners  # their words stand on no card: the new ones are added
    joined = joined and not triage.verdict(text).personal  # about staff: not onto what they can see (D8)
    if not (theirs or joined) or (complaint.status, action) not in STEPS:
        return None
    columns = reworded(complaint, before, text, triage) if draft else {}
    await change(complaint, action, actor, now, facts={"text": text, "before": before}, **columns)
    await Remark.filter(id=remark.id).update(told_in=complaint.id, version=complaint.version)
    return complaint


async def _words(remark: Remark) -> str:
    if remark.version is None:
        return ""
    told = await Event.get(complaint_id=remark.told_in, version=remark.version)
    return str(told.facts.get("text", ""))
