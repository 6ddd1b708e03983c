"""A complaint's history as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import Complaint, Event
from models.kinds import Status


@dataclass(frozen=True)
class Step:
    """One event of a complaint's history."""

    action: str
    status: Status  # after it
    at: datetime
    facts: Mapping[str, Any]
    actor: int | None = None  # the person; None: the clock


async def steps_of(complaint: Complaint) -> list[Step]:
    """Its present round, from the filing or reopening on."""
    events = Event.filter(complaint_id=complaint.id, round=complaint.round).order_by("version")
    rows = await events.values_list("action", "status", "at", "facts", "actor_id")
    return [Step(str(action), status, at, facts, actor) for action, status, at, facts, actor in rows]


def calmed(steps: Sequence[Step]) -> Sequence[Step]:
    """Without the danger that was none: what counts for the one that came after it."""
    calm = [at for at, step in enumerate(steps) if step.action == "calm"]
    return steps[calm[-1] :] if calm else steps
