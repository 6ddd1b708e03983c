"""Everybody whom a matter concerns: who reported it, who said "me too" (D10), and the rest of the household."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from desk import notices
from models import Complaint, Involvement, Person, Residency
from models.kinds import Discretion, Doubt, InvolvementRole, ResidencyState

NEIGHBOUR = "to_neighbour"  # among the facts: it goes to somebody who joined
# Of what is said to whoever reported it, this is news for the family: who comes, when, and how it ended.
FAMILY: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "family_accepted",
        "reassigned": "family_accepted",
        "arrived": "family_arrived",
        "visit_agreed": "family_visit",
        "visit_confirmed": "family_visit",
        "visit_settled": "family_visit",
        "held": "family_held",
        "extended": "family_extended",
        "warned_answer_due": "family_later",
        "warned_visit_due": "family_later",
        "warned_finish_due": "family_later",
        "warned_again": "family_later",
        "done": "family_done",
        "done_for_now": "family_done_for_now",
    }
)


async def tell(
    complaint: Complaint,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    doubt: Doubt = Doubt.ONCE,
) -> None:
    """Owes news to all of them: nothing in it tells who filed."""
    await notices.tell_filer(complaint, notice, now, facts=facts, doubt=doubt)
    for chat_id in await _chats(await _joined(complaint)):
        theirs = (facts or {}) | {NEIGHBOUR: True}
        await notices.tell_chat(complaint, chat_id, notice, now, facts=theirs, doubt=doubt)
    await tell_family(complaint, notice, now, facts=facts, doubt=doubt)


async def tell_family(
    complaint: Complaint,
    notice: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    doubt: Doubt = Doubt.ONCE,
) -> None:
    """None of the words of whoever reported it; and nothing of what they may want to keep to themselves."""
    if notice in FAMILY:
        for chat_id in await _chats(await _family(complaint)):
            await notices.tell_chat(complaint, chat_id, FAMILY[notice], now, facts=facts, doubt=doubt)


async def _joined(complaint: Complaint) -> set[int]:
    rows = Involvement.filter(complaint_id=complaint.id, role=InvolvementRole.JOINED)
    return {person for (person,) in await rows.values_list("person_id")}


async def _family(complaint: Complaint) -> set[int]:
    """Those who live, beyond doubt, where whoever reported it lives beyond doubt.

    Noise and what is about the staff is told to nobody besides: it may be about one of them (T9, D8).
    """
    if complaint.home_id is None or complaint.discretion is not Discretion.OPEN:
        return set()
    there = Residency.filter(home_id=complaint.home_id, state=ResidencyState.CONFIRMED)
    living = {person for (person,) in await there.values_list("person_id")}
    if complaint.filer_id not in living:
        return set()
    return living - {complaint.filer_id} - await _joined(complaint)


async def _chats(people: set[int]) -> list[int]:
    reached = Person.filter(id__in=list(people), reachable=True, telegram_id__not_isnull=True)
    return [chat for (chat,) in await reached.order_by("id").values_list("telegram_id")]
