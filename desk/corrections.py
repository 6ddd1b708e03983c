"""Where triage was wrong: what residents and staff made of it. `python -m triage report` reads the export."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from models import Complaint, Correction, Event
from models.kinds import Action, Category
from models.learning import Teacher

PAGE = 500  # corrections read at once


async def note_down(complaint: Complaint, category: Category, by: Teacher, now: datetime) -> None:
    """Keeps the last word of each side; a guess that was right is nothing to learn from."""
    ranked = complaint.verdict.get("ranked") or []
    mine = Correction.filter(complaint_id=complaint.id, by=by)
    if not ranked or ranked[0][0] == category:
        await mine.delete()
        return
    fresh = Correction(complaint_id=complaint.id, predicted=ranked[0][0], corrected=category, by=by, at=now)
    if not await mine.update(corrected=category, at=now):
        await Correction.bulk_create([fresh], ignore_conflicts=True)


async def all_of(community: str = "") -> AsyncIterator[dict[str, Any]]:
    """Every correction with the text it was about, as `python -m triage report` reads them.

    What was erased has no text any more, and is left out.
    """
    async for row in _of_categories(community):
        yield row
    async for row in _of_kinds(community):
        yield row


async def _of_kinds(community: str) -> AsyncIterator[dict[str, Any]]:
    """They stand in the history: the first step tells what triage had said, the last one what it was."""
    steps = Event.filter(action=Action.SORT).order_by("complaint_id", "version")
    if community:
        steps = steps.filter(complaint__community__key=community)
    told: dict[int, tuple[str, str, str]] = {}
    for step in await steps.select_related("complaint"):
        if "kind" in step.facts and step.complaint.text:
            said = told.get(step.complaint_id, ("", step.facts["was_kind"], ""))[1]
            told[step.complaint_id] = (step.complaint.text, said, step.facts["kind"])
    for text, predicted, corrected in told.values():
        if predicted != corrected:
            row = {"text": text, "of": "kind", "predicted": predicted, "corrected": corrected}
            yield row | {"by": Teacher.STAFF}


async def _of_categories(community: str) -> AsyncIterator[dict[str, Any]]:
    last = 0
    while True:
        rows = Correction.filter(id__gt=last).order_by("id").limit(PAGE)
        if community:
            rows = rows.filter(complaint__community__key=community)
        found = await rows.select_related("complaint")
        for row in found:
            last = row.id
            if row.complaint.text:
                yield {
                    "text": row.complaint.text,
                    "predicted": row.predicted,
                    "corrected": row.corrected,
                    "by": row.by,
                }
        if len(found) < PAGE:
            return
