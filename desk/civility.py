"""What we say unasked leaves by day only, and no second question beside another, however long it lay in the queue (C5).

The clock speaks in civil hours (desk.moments), but after an outage the courier empties its queue at whatever
hour it is: so the last look at the hour is at the door. Answers to what people do themselves go at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.clocks import civil_moment, waking_moment
from desk.open_questions import OPINION, is_asked_already
from desk.policy import policy_for
from models import Card, Outgoing, Person
from models.kinds import CardKind

PHOTOS = "callback_photos"  # what they are, though they need no words
BY_DAY = frozenset(
    {
        "callback_reminder",
        PHOTOS,
        OPINION,
        "recorded",
        "recorded_refusal",
        "recheck_due",
        "visit_due",
        "visit_due_alone",
        "visit_drawn",
        "phone_task",
        "put_off",
        "contacted",
    }
)
AWAKE = frozenset({"draft_nudge", "contact_denied"})
UNASKED = BY_DAY | AWAKE
PROMPTED = (CardKind.CALLBACK, CardKind.PHONE)  # when they are shown for the first time


async def letters_for_later(ids: Iterable[int], now: datetime) -> Mapping[int, datetime]:
    """Which of these rows have to wait, and until when."""
    rows = Outgoing.filter(id__in=list(ids), notice__in=UNASKED, complaint_id__not_isnull=True)
    found = await rows.values_list(
        "id", "notice", "complaint__community__policy", "complaint__community__timezone"
    )
    later = _later({row: (notice in AWAKE, policy, zone) for row, notice, policy, zone in found}, now)
    favours = [row for row, notice, _, _ in found if notice == OPINION and row not in later]
    return later | await _behind_others(favours, now)


async def _behind_others(favours: list[int], now: datetime) -> dict[int, datetime]:
    """Nobody is asked as a neighbour while they are asked something else."""
    later: dict[int, datetime] = {}
    for row_id in favours:
        row = await Outgoing.get(id=row_id).select_related("complaint__community")
        person = await Person.get_or_none(telegram_id=row.lane)
        if person is None or row.complaint is None:
            continue
        community = row.complaint.community
        policy = policy_for(community.policy)
        if await is_asked_already(person.id, row.complaint.id, policy, now):
            again = now + policy.asking.queue_again
            later[row_id] = civil_moment(again, policy, ZoneInfo(community.timezone))
    return later


async def cards_for_later(ids: Iterable[int], now: datetime) -> Mapping[int, datetime]:
    """Likewise of cards; one that came down to where its resident is was shown before, and goes at once."""
    cards = Card.filter(id__in=list(ids), kind__in=PROMPTED, message_id=None, sent_at=None)
    found = await cards.values_list("id", "complaint__community__policy", "complaint__community__timezone")
    return _later({card: (False, policy, zone) for card, policy, zone in found}, now)


def _later(
    wanted: Mapping[int, tuple[bool, dict[str, dict[str, object]], str]], now: datetime
) -> dict[int, datetime]:
    moments = {
        one: (waking_moment if awake else civil_moment)(now, policy_for(policy), ZoneInfo(zone))
        for one, (awake, policy, zone) in wanted.items()
    }
    return {one: moment for one, moment in moments.items() if moment > now}
