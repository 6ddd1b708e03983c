"""A resident edits a message: before filing it changes the draft, after it both wordings are kept."""

from dataclasses import replace
from datetime import datetime

from desk import crying, doubts, filing, joining, placing
from desk.authority import Actor
from desk.changes import change, complaint_by_id
from desk.enclosing import Report
from desk.lifecycle import STEPS
from desk.rewording import reworded
from desk.showing import question_stays
from desk.sorting import is_about_those_who_see
from models import Community, Complaint, Event, Remark
from models.kinds import Action, Discretion, Status
from triage import Triage


async def revise(actor: Actor, community: Community, report: Report, triage: Triage, now: datetime) -> bool:
    """Whether those who work on it read the new words: of a draft its author sees them anyway.

    Nothing changes when the message is unknown, its words are the same, or it is over.

    Telegram reports edits nobody sees, a preview that was loaded for example. Danger in the new words
    is heard whatever became of the old ones, and so is what is about the staff: as a matter of its own.
    """
    said = Remark.filter(person_id=actor.person_id, bot_id=report.bot_id, message_id=report.message_id)
    remark = await said.first()
    before = await _words(remark) if remark else ""
    if report.text == before:
        return False
    words, report = triage.of(community.key), replace(report, enclosures=())  # they stay where they went
    complaint = await complaint_by_id(remark.complaint_id) if remark else None
    if remark and complaint and _shown_to_them(complaint, report, words):
        apart = await filing.hear(actor, community, report, triage, now, apart=True)
        await _belongs_to(remark, apart)
        return False
    revised = None
    if remark and complaint and await _reword(complaint, before, actor, report.text, words, now):
        await _belongs_to(remark, revised := complaint)
    at_work = revised is not None and revised.status is not Status.DRAFT
    danger = words.verdict(report.text).emergency
    if actor.posts or not danger or danger == words.verdict(before).emergency:
        return at_work
    if revised and revised.status is Status.DRAFT:
        await filing.file(revised.ref, actor, now)
    elif revised and revised.status in crying.AT_WORK and revised.discretion is not Discretion.CONFIDENTIAL:
        await crying.sound(revised, actor, words.verdict(report.text), report.text, words, now)
    else:
        await crying.cry(actor, community, report, triage, now)
    return at_work


def _shown_to_them(complaint: Complaint, report: Report, triage: Triage) -> bool:
    """Those whom the new words are about read its card (D8); a draft is on none."""
    filed = complaint.status is not Status.DRAFT
    return filed and is_about_those_who_see(complaint, report.text, triage)


async def _reword(
    complaint: Complaint, before: str, actor: Actor, text: str, triage: Triage, now: datetime
) -> bool:
    """False when it is no longer theirs to change."""
    draft, theirs = complaint.status is Status.DRAFT, complaint.filer_id == actor.person_id
    action = Action.REFINE if draft else Action.REVISE if theirs else Action.SUPPLEMENT
    await joining.know_joiners(complaint)
    joined = actor.person_id in complaint.joiners  # their words stand on no card: the new ones are added
    if not (theirs or joined) or (complaint.status, action) not in STEPS:
        return False
    found = placing.read_off(triage.verdict(text))
    where = {} if draft else placing.place_corrected(complaint, actor, found, before, text)
    columns = reworded(complaint, before, text, triage) if draft else where
    async with question_stays(complaint):
        await change(complaint, action, actor, now, facts={"text": text, "before": before}, **columns)
    await placing.tell(complaint, where, text, now)
    if draft:
        await doubts.watch(complaint, now)
    return True


async def _belongs_to(remark: Remark, complaint: Complaint) -> None:
    """From now on, as the latest step of its history tells it."""
    told = {"complaint_id": complaint.id, "told_in": complaint.id, "version": complaint.version}
    await Remark.filter(id=remark.id).update(**told)


async def _words(remark: Remark) -> str:
    if remark.version is None:
        return ""
    told = await Event.get(complaint_id=remark.told_in, version=remark.version)
    return str(told.facts.get("text", ""))
