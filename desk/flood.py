"""Flood and mischief (T13): one person's many messages cost nobody else anything, and none of them is lost."""

from dataclasses import dataclass
from datetime import datetime

from desk import crying, enclosing, filing, following, people
from desk.authority import Actor
from desk.changes import change
from desk.enclosing import Report
from desk.policy import policy_for
from desk.rewording import more_said
from models import Community, Complaint, Person
from models.kinds import Action
from models.prepared import Edit
from triage import Triage

_SPENT = Edit(
    Person, lambda person, begun, used: Person.filter(id=person).update(budget_from=begun, budget_used=used)
)

MESSAGE, PRESS = 3, 1  # what each costs: a grid of homes takes several presses to say what one message does
NO_FLOOD = 10 * MESSAGE  # so few messages never are one, whatever a policy says
LONGEST_DRAFT = 20_000  # characters; what comes after that stays in the raw updates only


@dataclass(frozen=True)
class Budget:
    over: bool
    first: bool = False  # the first one over it: it is answered
    twice: bool = False  # as much again: nothing but danger gets through any more


async def spend(person: Person, bot_id: int, now: datetime, cost: int = MESSAGE) -> Budget:
    """Counts a message, an edit or a press. The window begins with its first one."""
    limit = None
    if person.budget_used >= NO_FLOOD:
        limit = policy_for((await people.community_of(person, bot_id)).policy)
    begun = person.budget_from
    if begun is None or (limit and now >= begun + limit.flood_window):
        person.budget_from, person.budget_used = now, 0
    person.budget_used += cost
    await _SPENT.run(person.id, person.budget_from or now, person.budget_used)
    most = limit.flood_messages * MESSAGE if limit else person.budget_used
    over = person.budget_used - most
    return Budget(over > 0, 0 < over <= cost, over > most)


async def keep(actor: Actor, community: Community, report: Report, triage: Triage, now: datetime) -> None:
    """To the draft or the latest open complaint, without a word. Danger is dispatched all the same."""
    words = triage.of(community.key)
    heard = words.verdict(report.text) if report.text else None
    if heard is not None and heard.emergency:
        await crying.cry(actor, community, report, triage, now)
        return
    matters = await following.matters_at_hand(actor)
    draft = await filing.draft_of(actor)
    if draft is not None:
        await _add_to(draft, actor, report, words, now)
    elif matters and not (heard is not None and heard.personal):
        await following.follow(matters[0], actor, report, now, heard)
    else:
        await filing.hear(actor, community, report, triage, now)


async def _add_to(draft: Complaint, actor: Actor, report: Report, triage: Triage, now: datetime) -> None:
    if report.text and len(draft.text) < LONGEST_DRAFT:
        more = more_said(draft, report.text, triage)
        await change(draft, Action.REFINE, actor, now, facts={"text": report.text}, **more)
    await enclosing.enclose_report(draft, actor, report, now)
