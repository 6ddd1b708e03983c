"""Working time: which days count, and which hours of them.

Public holidays and make-up working days come from the package `holidays` (MIT, released monthly).
China's are announced each November for one year: a year that is not known yet falls back to weekends
and the days that the law itself names, says so in the log, and shows in `python -m bot doctor`.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

ZONES_OF_REGION = {
    "CN": ("Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"),
    "HK": ("Asia/Hong_Kong", "Hongkong"),
    "MO": ("Asia/Macau", "Asia/Macao"),
    "TW": ("Asia/Taipei", "ROC"),
    "SG": ("Asia/Singapore", "Singapore"),
}
REGION_OF_ZONE = {zone: region for region, zones in ZONES_OF_REGION.items() for zone in zones}
SWAPS_WEEKENDS = frozenset({"CN"})  # a yearly notice moves days off and makes weekends working days
ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)

Opening = tuple[int, int]  # minutes of the day, from and to; 1440 is midnight at its end


@dataclass(frozen=True)
class Year:
    """What a region's calendar says about one year."""

    off: frozenset[date]
    worked: frozenset[date]  # weekends that are working days
    announced: bool  # whether this year's own notice is known


@dataclass(frozen=True)
class Days:
    """Which dates are working days; a community's own days win over its region's."""

    region: str = ""  # "": weekends only
    weekend: frozenset[int] = frozenset({5, 6})  # Monday is 0
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        if day in self.off or day in self.worked:
            return day in self.worked
        year = year_of(self.region, day.year)
        return day in year.worked or (day not in year.off and day.weekday() not in self.weekend)


@dataclass(frozen=True)
class Hours:
    """When time counts, in one place of the world."""

    zone: ZoneInfo
    worked: tuple[Opening, ...]  # of a working day, in order
    off: tuple[Opening, ...]  # of any other day
    days: Days

    @property
    def day(self) -> timedelta:
        """How much of an ordinary working day counts: what "one working day" means in hours."""
        return timedelta(minutes=sum(to - begin for begin, to in self.worked))

    def openings(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Everything open from that moment on, in order and in UTC; the first may have begun before it."""
        day = moment.astimezone(self.zone).date()
        while True:
            for begin, to in self.worked if self.days.is_worked(day) else self.off:
                opens, closes = self._at(day, begin), self._at(day, to)
                if closes > moment:
                    yield opens, closes
            day += ONE_DAY

    def _at(self, day: date, minute: int) -> datetime:
        hours, minutes = divmod(minute % 1440, 60)
        local = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=self.zone)
        return (local + ONE_DAY * (minute // 1440)).astimezone(UTC)


def add_working(start: datetime, span: timedelta, hours: Hours) -> datetime:
    """The first moment at which that much working time has passed since the start."""
    left = span
    if left <= NOTHING:
        return start
    for opens, closes in hours.openings(start):
        begins = max(opens, start)
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    raise AssertionError  # openings never end


def working_between(first: datetime, then: datetime, hours: Hours) -> timedelta:
    """How much working time lies between two moments; nothing when the second isn't later."""
    passed = NOTHING
    if then <= first:
        return passed
    for opens, closes in hours.openings(first):
        if opens >= then:
            break
        passed += min(closes, then) - max(opens, first)
    return passed


def next_open(moment: datetime, hours: Hours) -> datetime:
    """The moment itself when it is within the hours, else the next at which they begin."""
    opens, _ = next(hours.openings(moment))
    return max(opens, moment)


def region_of(zone: ZoneInfo) -> str:
    """Whose holidays a community keeps when its policy names no region."""
    return REGION_OF_ZONE.get(zone.key, "")


@cache
def year_of(region: str, year: int) -> Year:
    """Never fails: what the package doesn't know counts as weekends only."""
    if not region:
        return Year(frozenset(), frozenset(), announced=True)
    import holidays

    book = holidays.country_holidays(region, years=year)
    worked = frozenset(day for day in book.weekend_workdays if day.year == year)
    announced = bool(book) and (bool(worked) or region not in SWAPS_WEEKENDS)
    if announced:
        return Year(frozenset(book), worked, announced=True)
    log.warning("the holidays of %s in %s are not known yet: weekends and statutory days count", region, year)
    by_law = holidays.country_holidays(region, years=year, observed=False)
    return Year(frozenset(by_law), frozenset(), announced=False)
