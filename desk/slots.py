"""When people are at home differs, so somebody is tried at different hours of the week. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.policy import Policy
from models.callback_kinds import Slot


def slots_of(policy: Policy) -> tuple[Slot, ...]:
    """The hours in which somebody can be tried at all; a public holiday may come on top."""
    evening, by_day = (
        policy.asking.evening_from < policy.civil_to,
        policy.civil_from < policy.asking.evening_from,
    )
    there = {Slot.DAY: by_day, Slot.EVENING: evening, Slot.WEEKEND: bool(policy.timing.days.weekend)}
    return tuple(slot for slot, found in there.items() if found)


def slot_of(moment: datetime, policy: Policy, zone: ZoneInfo) -> Slot:
    """Days off are one slot, holidays too: people are at home then, and on a weekend that is worked they aren't."""
    local = moment.astimezone(zone)
    if policy.timing.is_day_off(local.date(), zone):
        return Slot.WEEKEND
    return Slot.EVENING if local.time() >= policy.asking.evening_from else Slot.DAY
