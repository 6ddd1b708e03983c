"""Spans of time as the policy writes them: "2h", "2h service", "3d working"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from desk.calendar import Hours, Opening, add_working, working_between

UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 1440  # minutes


class Time(StrEnum):
    """Which time a span is counted in."""

    PLAIN = ""  # day and night: emergencies, and whatever a rule counts in plain hours
    SERVICE = "service"  # while somebody answers: no nights
    WORKING = "working"  # working days: no weekends, no holidays


@dataclass(frozen=True)
class Span:
    """So much of that time. `length` is in hours of it: a working day is as long as its hours are."""

    length: timedelta
    time: Time = Time.PLAIN

    def part(self, percent: int) -> "Span":
        return Span(self.length * percent / 100, self.time)


@dataclass(frozen=True)
class Times:
    """The kinds of time at one place."""

    hours: Mapping[Time, Hours]  # of all but plain time

    def later(self, start: datetime, span: Span) -> datetime:
        if span.time is Time.PLAIN:
            return start + span.length
        return add_working(start, span.length, self.hours[span.time])

    def between(self, first: datetime, then: datetime, time: Time) -> timedelta:
        if time is Time.PLAIN:
            return max(then - first, timedelta(0))
        return working_between(first, then, self.hours[time])


def read_span(text: object) -> tuple[int, str, Time]:
    """How many, of which unit, in which time. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,4})\s*(min|h|d)(?:\s+(service|working))?", str(text))
    if not found or not int(found[1]):
        raise ValueError('is no span of time. Examples: "30min", "2h service", "3d working"')
    return int(found[1]), found[2], Time(found[3] or "")


def read_openings(texts: object) -> tuple[Opening, ...]:
    """ "08:30-12:00" and so on, one after another. Raises ValueError."""
    wrong = 'are no hours of a day, in order. Example: ["08:30-12:00", "14:00-18:00"]'
    if not isinstance(texts, list):
        raise ValueError(wrong)  # noqa: TRY004 - the caller names the line for every ValueError
    openings, end = [], 0
    for text in texts:
        found = re.fullmatch(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", str(text))
        begins, ends = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3)) if found else (0, 0)
        if not end <= begins < ends <= MIDNIGHT:
            raise ValueError(wrong)
        openings.append((begins, ends))
        end = ends
    return tuple(openings)


def read_dates(texts: object) -> frozenset[date]:
    """Raises ValueError."""
    if not isinstance(texts, list):
        raise ValueError('are no days. Example: ["2026-12-24"]')  # noqa: TRY004 - as above
    try:
        return frozenset(date.fromisoformat(str(text)) for text in texts)
    except ValueError:
        raise ValueError('are no days. Example: ["2026-12-24"]') from None


def read_weekdays(texts: object) -> frozenset[int]:
    """Raises ValueError."""
    if not isinstance(texts, list) or not set(texts) < set(WEEKDAYS):
        raise ValueError('are no days of the week. Example: ["sat", "sun"]')
    return frozenset(WEEKDAYS.index(text) for text in texts)


def utc(text: str) -> datetime:
    """A moment as an event's facts keep it."""
    return datetime.fromisoformat(text).astimezone(UTC)
