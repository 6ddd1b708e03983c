"""What became of the lots: visits by seniority that were drawn and held, and checks of records."""

from dataclasses import dataclass

from desk.asking import TIERS
from desk.policy import policy_for
from desk.rates import Period
from models import Callback, Community, Event
from models.callback_kinds import CallbackState, Recheck
from models.kinds import Action, Role

HELD = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)
FOUND = (Recheck.AGREES, Recheck.DIFFERS, Recheck.NOBODY)


@dataclass(frozen=True)
class Visits:
    """By lot only: what is major comes on top."""

    tier: Role
    callbacks: int  # asked in the period
    drawn: int  # of these
    held: int
    passed_on: int  # came to nothing: the lot went to a later case
    share: int  # percent that is wanted


async def visits_in(community_id: int, period: Period) -> list[Visits]:
    """Callbacks that began in the period, and how many of them fell to whom."""
    shares = policy_for((await Community.get(id=community_id)).policy).asking.shares
    asked = Callback.filter(
        complaint__community_id=community_id, asked_at__gte=period.since, asked_at__lt=period.until
    )
    callbacks = await asked.filter(tier=Role.DESK).count()
    drawn = await asked.filter(drawn=True).values_list("tier", "state")
    found: list[Visits] = []
    for tier in TIERS:
        states = [state for role, state in drawn if role == tier]
        held = sum(state in HELD for state in states)
        passed_on = states.count(CallbackState.MOOT)
        found.append(Visits(tier, callbacks, len(states), held, passed_on, shares[tier]))
    return found


async def checks_in(community_id: int, period: Period) -> list[str]:
    """What each check found that was ended in the period."""
    said = Event.filter(
        complaint__community_id=community_id,
        action=Action.CHECK,
        at__gte=period.since,
        at__lt=period.until,
    )
    return [event.facts["found"] for event in await said if event.facts["found"] in FOUND]
