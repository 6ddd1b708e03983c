"""The same again: which place or home is reported for the third time in a week (conversations.md H)."""

from collections import defaultdict
from datetime import datetime, timedelta

from desk.figures import COUNTED
from desk.whereabouts import Place, places_of
from models import Complaint
from models.kinds import Discretion, Status

WITHIN = timedelta(days=7)
FROM = 3  # times
NEWS = timedelta(days=1)  # told on the morning after, and not again until it comes once more


async def repeated(community_id: int, now: datetime) -> list[tuple[Complaint, int]]:
    """The latest case of each such place with its count, the most frequent first."""
    filed = Complaint.filter(community_id=community_id, filed_at__gte=now - WITHIN, kind__in=COUNTED)
    rows = await filed.exclude(status__in=(Status.WITHDRAWN, Status.REFUSED)).order_by("filed_at", "id")
    places: defaultdict[tuple[Place, str], list[Complaint]] = defaultdict(list)
    for row in rows:
        if row.discretion is not Discretion.CONFIDENTIAL:
            for where in places_of(row.home_id, row.spot_id, row.place, row.verdict):
                places[where, str(row.category)].append(row)
    found: dict[int, tuple[Complaint, int]] = {}
    for cases in places.values():
        last = cases[-1]
        fresh = last.filed_at is not None and last.filed_at >= now - NEWS
        if len(cases) >= FROM and fresh and len(cases) > found.get(last.id, (last, 0))[1]:
            found[last.id] = last, len(cases)
    return sorted(found.values(), key=lambda each: -each[1])
