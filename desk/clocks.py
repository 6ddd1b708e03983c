"""Civil hours: when somebody may be spoken to. What is due when: desk.deadlines."""

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from desk.policy import Policy
from models.kinds import Category


def callback_moment(
    done_at: datetime, category: Category | None, subject: str, policy: Policy, zone: ZoneInfo
) -> datetime:
    """When the callback is asked: late enough to judge the result, never at night (C5)."""
    usual = policy.callback_after[category or Category.OTHER]
    return civil_moment(done_at + policy.callback_after_subject.get(subject, usual), policy, zone)


def civil_moment(moment: datetime, policy: Policy, zone: ZoneInfo) -> datetime:
    """The same moment if it lies in civil hours, else the next morning they begin: later on days off."""
    local = moment.astimezone(zone)
    day, begins = local.date(), _civil_from(local.date(), policy, zone)
    if begins <= local.time() < policy.civil_to:
        return moment
    if local.time() >= begins:
        day += timedelta(days=1)
        begins = _civil_from(day, policy, zone)
    return datetime.combine(day, begins, tzinfo=zone).astimezone(moment.tzinfo)


def at_night(moment: datetime, policy: Policy, zone: tzinfo) -> bool:
    """Whether people sleep, and what isn't dangerous waits."""
    local = moment.astimezone(zone).time()
    return local >= policy.night_begins or local < policy.night_ends


def waking_moment(moment: datetime, policy: Policy, zone: tzinfo) -> datetime:
    """The same moment by day; at night the end of the night: nobody is woken for what can wait."""
    return _in_the_morning(moment, policy.night_ends, zone) if at_night(moment, policy, zone) else moment


def arranged_moment(filed_at: datetime, policy: Policy, zone: tzinfo) -> datetime:
    """Until when somebody has been found for what was reported in the night (D9)."""
    return _in_the_morning(filed_at, policy.arranged_by, zone)


def _civil_from(day: date, policy: Policy, zone: ZoneInfo) -> time:
    off = policy.timing.is_day_off(day, zone)
    return max(policy.civil_from, policy.asking.civil_from_off) if off else policy.civil_from


def _in_the_morning(moment: datetime, clock: time, zone: tzinfo) -> datetime:
    """The next time it is that late."""
    local = moment.astimezone(zone)
    day = local.date() if local.time() < clock else local.date() + timedelta(days=1)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(moment.tzinfo)
