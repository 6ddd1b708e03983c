"""Whether somebody is in danger now: asked where the words leave it open, and what came of the question."""

from datetime import datetime
from enum import StrEnum

from desk import timers
from desk.policy import policy_for
from desk.sorting import at_risk
from models import Complaint, Timer
from models.kinds import Status, TimerKind, TimerState


class Said(StrEnum):
    """What the resident said to it; kept with what triage found out, as long as the complaint is."""

    NOTHING = "nothing"
    UNSURE = "unsure"
    SAFE = "safe"


OPEN = (Said.NOTHING, Said.UNSURE)


def is_asked(draft: Complaint) -> bool:
    """Its face asks, and they have not said."""
    return draft.status is Status.DRAFT and "perhaps_danger" in draft.verdict and at_risk(draft.kind)


def left_open(complaint: Complaint) -> Said | None:
    """What they said, while nobody knows of a danger there; None where nothing was asked or it was pressed past."""
    said = complaint.verdict.get("doubt")
    return Said(said) if said and not complaint.emergency else None


async def remember(draft: Complaint, said: Said) -> None:
    """Before it is filed, so that whatever shows it knows."""
    draft.verdict = draft.verdict | {"doubt": said}
    await Complaint.filter(id=draft.id).update(verdict=draft.verdict)


async def watch(draft: Complaint, now: datetime) -> None:
    """An answer is waited for from the first question on, however much else is said meanwhile."""
    armed = Timer.filter(complaint_id=draft.id, kind=TimerKind.DRAFT_DOUBT, state=TimerState.ARMED)
    if not is_asked(draft):
        await timers.cancel(draft, TimerKind.DRAFT_DOUBT)
    elif not await armed.exists():
        until = now + policy_for(draft.community.policy).draft_doubt_after
        await timers.rearm(draft, TimerKind.DRAFT_DOUBT, until, rung=0)
