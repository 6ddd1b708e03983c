"""What became of the lots: visits by seniority that were drawn and held, and checks of records."""

from collections.abc import Iterator

from desk.asking import TIERS
from desk.counts import Case, Count, Counted
from desk.rates import Period
from desk.second_thoughts import ANSWERING
from models import Callback, Event
from models.callback_kinds import CallbackState, Recheck
from models.kinds import Action, Role

HELD = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)
FOUND = (Recheck.AGREES, Recheck.DIFFERS, Recheck.NOBODY)


async def visits_in(community_id: int, period: Period) -> list[Counted]:
    """Callbacks that began in the period, and which of them fell to whom by lot: what is major comes on top."""
    asked = Callback.filter(
        complaint__community_id=community_id, asked_at__gte=period.since, asked_at__lt=period.until
    ).order_by("id")
    about = ("complaint__ref", "complaint__number")
    began = await asked.filter(tier=Role.DESK).values_list(*about)
    found = [(Count.ASKED, Case(ref, number or 0)) for ref, number in began]
    drawn = await asked.filter(drawn=True, tier__in=TIERS).values_list("tier", "state", *about)
    for tier, state, ref, number in drawn:
        found += [(count, Case(ref, number or 0)) for count in _became(Role(tier), state)]
    return found


def _became(tier: Role, state: CallbackState) -> Iterator[Count]:
    yield Count(f"{tier}_drawn")
    if state in HELD:
        yield Count(f"{tier}_held")
    if state == CallbackState.MOOT:  # the lot went to a later case
        yield Count(f"{tier}_passed_on")


async def checks_in(community_id: int, period: Period) -> list[Counted]:
    """What each check found that was ended in the period, and each record that its resident answered otherwise."""
    said = Event.filter(
        complaint__community_id=community_id,
        action__in=(Action.CHECK, *ANSWERING),
        at__gte=period.since,
        at__lt=period.until,
    ).order_by("id")
    rows = await said.values_list("action", "facts", "complaint__ref", "complaint__number")
    return [
        (count, Case(ref, number or 0))
        for action, facts, ref, number in rows
        for count in _found(facts.get("found") if action == Action.CHECK else None, denied="denied" in facts)
    ]


def _found(what: str | None, *, denied: bool) -> Iterator[Count]:
    if what in FOUND:
        yield Count.CHECKED
    if what in (Recheck.DIFFERS, Recheck.NOBODY):
        yield Count(what)
    if denied:
        yield Count.DENIED
