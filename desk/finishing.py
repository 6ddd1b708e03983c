"""The work is finished: proven where policy asks for it, told to the resident, a callback owed (C1, D7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk import concerned, notices, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.clocks import callback_moment
from desk.errors import ProofWanted
from desk.policy import Policy, policy_for
from desk.progress import last_note
from models import Attachment, Complaint, Event
from models.kinds import Action, AttachmentKind, AttachmentStage, Category, Ending, TimerKind

EXCUSES = ("nothing_to_see", "not_allowed", "camera")  # why there is no photo
SEEN = (AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.ROUND_VIDEO, AttachmentKind.ANIMATION)


async def complete(
    ref: str, actor: Actor, now: datetime, *, ending: Ending = Ending.REPAIRED, excuse: str = ""
) -> Complaint:
    """Raises ProofWanted without a photo and without an excuse; of an excuse the leaders hear."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.COMPLETE, actor)
    unproven = await check_proof(complaint, excuse)
    said = last_note(await _history(complaint))
    facts = {"note": said, "ending": ending, "worker": actor.called_in(complaint.community_id)}
    facts |= {"excuse": excuse} if unproven else {}
    facts |= {"callback_due": (now + _policy(complaint).asking.held_within).isoformat()}
    await change(complaint, Action.COMPLETE, actor, now, facts=facts, done_at=now, question_at=None)
    await timers.cancel(complaint, TimerKind.IDLE)
    await reckoning.reckon(complaint, now)
    await _owe_callback(complaint, now)
    await concerned.tell(complaint, "done" if ending is Ending.REPAIRED else "done_for_now", now, facts=facts)
    if unproven:
        await notices.tell_leaders(complaint, "no_photo", now)
    return complaint


async def check_proof(complaint: Complaint, excuse: str) -> bool:
    """Whether proof is missing that this category asks for."""
    wanted = _policy(complaint).proof[complaint.category or Category.OTHER]
    shown = Attachment.filter(
        complaint_id=complaint.id, stage=AttachmentStage.PROOF, round=complaint.round, kind__in=SEEN
    )
    missing = wanted and not await shown.exists()
    if missing and excuse not in EXCUSES:
        raise ProofWanted(complaint.ref)
    return missing


async def _owe_callback(complaint: Complaint, now: datetime) -> None:
    zone = ZoneInfo(complaint.community.timezone)
    asks_at = callback_moment(now, complaint.category, complaint.subject, _policy(complaint), zone)
    await timers.arm(complaint, TimerKind.CALLBACK_ASK, asks_at)


def _policy(complaint: Complaint) -> Policy:
    return policy_for(complaint.community.policy)


async def _history(complaint: Complaint) -> list[Event]:
    return await Event.filter(complaint_id=complaint.id, round=complaint.round).order_by("version")
