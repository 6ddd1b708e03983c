"""A resident urges: those who can do something hear it once, and the resident hears what it waits for."""

from dataclasses import dataclass
from datetime import datetime

from desk import bundles, groups, joining, notices
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.leaders import leaders_of
from desk.policy import policy_for
from models import Complaint, Department, Event
from models.kinds import Action, Discretion


@dataclass(frozen=True)
class Urged:
    complaint: Complaint
    again_at: datetime  # from when it may be urged again
    fresh: bool  # False: it was urged already, a short while ago
    joined: bool  # by somebody who said "me too"
    worker: bool = False  # who was told
    leaders: bool = False
    place: str = ""  # whose group was told, where nobody has it


async def urge(ref: str, actor: Actor, now: datetime) -> Urged:
    """Once a while for the matter, however many neighbours share it."""
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    check_can(complaint, Action.URGE, actor)
    wait = policy_for(complaint.community.policy).urge_again_after
    urges = Event.filter(complaint_id=complaint.id, action=Action.URGE)
    last = await urges.order_by("-version").first()
    joined = complaint.filer_id != actor.person_id
    if last is not None and now < last.at + wait:
        return Urged(complaint, last.at + wait, fresh=False, joined=joined)
    worker, place = await _worker(complaint)
    leaders = await leaders_of(complaint)
    told = {"worker": worker is not None, "leaders": bool(leaders)}
    await change(complaint, Action.URGE, actor, now, facts=told)
    if worker is not None:
        await bundles.owe(complaint, worker, "urged", now, topic_id=place.topic_id if place else None)
    for leader in set(leaders) - {worker}:
        await bundles.owe(complaint, leader, "urged", now)
    return Urged(complaint, now + wait, True, joined, **told, place=place.name if place else "")


async def _worker(complaint: Complaint) -> tuple[int | None, Department | None]:
    """Where whoever has it reads; while nobody has, the group that should take it: never about staff (D8)."""
    if complaint.assignee_id is not None:
        return await notices.worker_of(complaint), None
    if complaint.discretion is Discretion.CONFIDENTIAL:
        return None, None
    place = await groups.place_of(complaint)
    return (place.chat_id, place) if place else (None, None)
