"""The work: accepted by name, on site, noted; late when it is late."""

from datetime import datetime

from desk import concerned, enclosing, newcomers, notices, reckoning, timers
from desk.authority import Actor, check_may, parts_of
from desk.changes import change, check_can, complaint_by_id, complaint_by_ref
from desk.clearing import NUDGE
from desk.enclosing import Report
from desk.errors import NotFound, NotNow, Outrun
from desk.lifecycle import Part
from desk.policy import policy_for
from desk.progress import work_on
from desk.staying import stays
from models import Complaint
from models.kinds import Action, AttachmentStage, Doubt, Status, TimerKind


async def accept(ref: str, actor: Actor, now: datetime) -> Complaint:
    """Signs for a complaint (D1). Of many who press at once, one wins; NotNow tells the others who."""
    complaint = await complaint_by_ref(ref)
    post = actor.post_in(complaint.community_id)
    name = actor.called_in(complaint.community_id)
    if post is not None and not await stays(post.staff_id):
        raise Outrun(Action.ACCEPT, complaint.status, number=complaint.number)
    await change(
        complaint,
        Action.ACCEPT,
        actor,
        now,
        facts={"name": name},
        assignee_id=post.staff_id if post else None,
    )
    await reckoning.reckon(complaint, now)
    await expect_work(complaint, now)
    await concerned.tell(complaint, "accepted", now, facts={"worker": name})
    await newcomers.ask_which_home(complaint, now)
    return complaint


async def expect_work(complaint: Complaint, now: datetime) -> None:
    """Whoever has it now does something about it, or it is taken back."""
    idle_at = now + policy_for(complaint.community.policy).idle_after
    await timers.cancel(complaint, TimerKind.IDLE)
    await timers.arm(complaint, TimerKind.IDLE, idle_at, rung=complaint.version)


async def arrive(ref: str, actor: Actor, now: datetime) -> Complaint:
    """On site; counted once, however often it is pressed."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.ARRIVE, actor)
    await check_not_here(complaint)
    facts = {"worker": actor.called_in(complaint.community_id)}
    await change(complaint, Action.ARRIVE, actor, now, facts=facts)
    await reckoning.reckon(complaint, now)
    await concerned.tell(complaint, "arrived", now, facts=facts)
    return complaint


async def check_not_here(complaint: Complaint) -> None:
    if (await work_on(complaint)).arrived_at is not None:
        raise NotNow(Action.ARRIVE, complaint.status, number=complaint.number)


async def note(complaint_id: int, actor: Actor, report: Report, now: datetime) -> Complaint | None:
    """What staff found or did, with photos as proof (D7). None for a further part of an album."""
    complaint = await complaint_by_id(complaint_id)
    if complaint.status is Status.WAITING and Part.LEADER in parts_of(actor, complaint):
        raise NotNow(Action.NOTE, complaint.status, number=complaint.number)  # it is theirs to accept first
    check_may(actor, Action.NOTE, complaint)
    more = await enclosing.has_album(complaint, report)
    if not more:
        await change(complaint, Action.NOTE, actor, now, facts={"text": report.text})
        await reckoning.reckon(complaint, now)
    await enclosing.enclose(complaint, actor, report, AttachmentStage.PROOF, now)
    return None if more else complaint


async def task_for(ref: str, actor: Actor) -> Complaint:
    """The complaint, for those who work on it or lead it."""
    complaint = await complaint_by_ref(ref)
    if not parts_of(actor, complaint) & {Part.MEMBER, Part.SUPERIOR, Part.DESK}:
        raise NotFound
    return complaint


async def nudge(complaint: Complaint, now: datetime) -> None:
    """An unfinished draft is asked about once."""
    await change(complaint, Action.REMIND, None, now)
    await notices.tell_filer(complaint, NUDGE, now, doubt=Doubt.NEVER)
