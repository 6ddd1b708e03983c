"""Which complaints may have an outcome in a period: the others need not be looked at."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tortoise.expressions import Q, Subquery

from desk.policy import policy_for
from desk.rates import Period
from models import Community, Complaint, Event
from models.kinds import Action, Status

UNFINISHED = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
OPEN = (*UNFINISHED, Status.DONE)
PROMISES = ("callback_due", "contact_due")
LONGEST = timedelta(days=90)  # from a bad answer to the contact that was promised after it, and more
AT_ONCE = 500  # ids in one query


async def touched(community_id: int, period: Period) -> list[Complaint]:
    """What happened since, what is open, and what was promised for then: that it wasn't kept is known on that day."""
    happened = Event.filter(complaint__community_id=community_id, at__gte=period.since)
    since = Subquery(happened.values("complaint_id"))
    mine = Complaint.filter(community_id=community_id, number__not_isnull=True, filed_at__lt=period.until)
    found = {one.id: one for one in await mine.filter(Q(status__in=OPEN) | Q(id__in=since))}
    owed = [
        complaint_id for complaint_id in await _promised(community_id, period) if complaint_id not in found
    ]
    for at in range(0, len(owed), AT_ONCE):
        found |= {one.id: one for one in await mine.filter(id__in=owed[at : at + AT_ONCE])}
    return [found[complaint_id] for complaint_id in sorted(found)]


async def _promised(community_id: int, period: Period) -> list[int]:
    policy = policy_for((await Community.get(id=community_id)).policy)
    longest = max(LONGEST, policy.asking.held_within)
    steps = Event.filter(
        complaint__community_id=community_id,
        action__in=(Action.COMPLETE, Action.REOPEN),
        at__gte=period.since - longest,
        at__lt=period.until,
    )
    rows = await steps.values_list("complaint_id", "facts")
    return sorted(
        {int(who) for who, facts in rows if any(_moment(facts, name) in period for name in PROMISES)}
    )


def _moment(facts: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(facts[name]) if facts.get(name) else None
