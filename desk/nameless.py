"""A danger whose filer is forgotten goes on without them: to delete one's data is no all-clear (I6, P18).

What is kept is what those who run there need: which danger it is, and where. It goes the night after it is over.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from desk import groups, notices, reckoning
from desk.authority import Actor
from desk.changes import change
from desk.lifecycle import OVER
from desk.notices import DANGER
from models import Complaint, Event
from models.kinds import Action, Category, Status

RAISED = (Action.FILE, Action.ALARM)
AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
WHERE = ("spot", "home", "beside")  # of what was read off their words
TOLD = "nameless"  # whoever has it, and the desk, know that nobody can be asked


async def running(actor: Actor) -> Sequence[Complaint]:
    """Their dangers that somebody may be running to, the newest first."""
    mine = Complaint.filter(filer_id=actor.person_id, status__in=AT_WORK).exclude(emergency="")
    return await mine.order_by("-id")


async def newer(dangers: Sequence[Complaint], asked: int) -> bool:
    """Whether one of them became a danger after that moment (in seconds)."""
    since = datetime.fromtimestamp(asked, UTC)
    came = Event.filter(complaint_id__in=[each.id for each in dangers], action__in=RAISED)
    return await came.filter(at__gt=since).exists()


def is_nameless(complaint: Complaint) -> bool:
    return bool(complaint.verdict.get("nameless"))


async def go_on(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """Without a word of theirs, and with the same clocks. What was asked of them or agreed with them is void."""
    known = {name: told for name, told in complaint.verdict.items() if name in WHERE}
    kept: dict[str, Any] = {"verdict": known | {"nameless": True}, "question_at": None, "call_needed": False}
    await change(complaint, Action.GO_ON, actor, now, text="", **kept)
    await reckoning.reckon(complaint, now)


async def tell(complaint: Complaint, above: Sequence[int], now: datetime) -> None:
    """Those who run there, and the desk where it isn't theirs: an edited card makes no sound."""
    await notices.tell_worker(complaint, TOLD, now)
    await notices.tell_department(complaint, TOLD, now, urgency=DANGER)
    for chat in above:
        await notices.tell_chat(complaint, chat, TOLD, now)
    desk = await groups.department_for(complaint.community_id, Category.OTHER)
    if desk is None or desk.id != complaint.department_id:
        await notices.tell_desk(complaint, TOLD, now)


async def ended(community_id: int) -> Sequence[Complaint]:
    """Such that are over and still tell where it was."""
    over = Complaint.filter(community_id=community_id, status__in=OVER, filer__telegram_id=None)
    rows = over.exclude(emergency="").exclude(filer__erased_at=None).select_related("community")
    return [each for each in await rows.order_by("id") if is_nameless(each)]
