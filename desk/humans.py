"""A resident wants to talk to a person: a task at the desk, with a number and a clock like any other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import filing, shifts
from desk.authority import Actor, name_of
from desk.changes import change
from desk.enclosing import Report
from desk.sorting import PERSON
from models import Community, Complaint
from models.kinds import Action, Category, Kind, Severity, Status

MOST_NAMED = 3
OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


@dataclass(frozen=True)
class Requested:
    complaint: Complaint
    fresh: bool  # False: it was asked for already, and that is still open


async def ask_for_person(
    actor: Actor, community: Community, bot_id: int, words: str, now: datetime
) -> Requested:
    """An unfinished draft goes with it: whoever calls knows what it is about.

    `words` say it to staff, in the community's language.
    """
    open_one = await _open_request(actor, community)
    if open_one is not None:
        return Requested(open_one, fresh=False)
    draft = await filing.draft_of(actor)
    if draft is None:
        found: dict[str, Any] = {"category": Category.OTHER, "subject": PERSON, "kind": Kind.QUESTION}
        found |= {"severity": Severity.MINOR, "verdict": {"chosen": True}}
        draft = await filing.begin(actor, community, Report(bot_id, words), found, now)
    else:
        text = "\n".join(filter(None, (draft.text, words)))
        to_desk: dict[str, Any] = {"category": Category.OTHER, "subject": PERSON, "text": text}
        chosen = draft.verdict | {"chosen": True, "picking": False}
        await change(draft, Action.REFINE, actor, now, facts={"text": words}, verdict=chosen, **to_desk)
    return Requested(await filing.file(draft.ref, actor, now, alone=True), fresh=True)


async def who_answers(complaint: Complaint, now: datetime) -> list[str]:
    """Whoever has accepted it, or is on duty where it went; nobody where nobody says when they come and go."""
    if complaint.assignee is not None:
        return [name_of(complaint.assignee)]
    if not await shifts.are_used(complaint.community_id):
        return []
    here = await shifts.on_duty(complaint.community, now)
    return [each.name for each in here if complaint.department_id in each.departments][:MOST_NAMED]


async def _open_request(actor: Actor, community: Community) -> Complaint | None:
    mine = Complaint.filter(
        filer_id=actor.person_id, community_id=community.id, subject=PERSON, status__in=OPEN
    )
    return await mine.order_by("-id").first().select_related("community", "assignee__person")
