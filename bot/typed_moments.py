"""A day and a time as people type them: "tomorrow 15:00", "11-25 9:30"; the words are in locales/."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.texts import Texts

NOON = 12
BY_DAY = ("1", "2", "3", "4", "5", "6")
WEEK = 7  # days


def read_moment(
    said: str, now: datetime, zone: ZoneInfo, texts: Texts, whole_day: time | None = None
) -> datetime | None:
    """None when no time of day is in it. Without a day it is the next time the clock shows that.

    Whole day: the time that a day alone means.
    """
    said = unicodedata.normalize("NFKC", said).lower()
    today = now.astimezone(zone).date()
    try:
        day, rest = _day(said, today, texts)
        clock = _clock(rest, texts)
    except ValueError:
        return None  # the 31st of February, 25 o'clock
    clock = clock or (whole_day if day else None)
    if clock is None:
        return None
    at = datetime.combine(day or today, clock, tzinfo=zone)
    return at if day or at > now else at + timedelta(days=1)


def only_a_moment(said: str, texts: Texts) -> bool:
    """Whether nothing else is said that would be lost."""
    names = ("today", "tomorrow", "day_after", "afternoon", "hour", "half", "month", "weekdays", "beside")
    known = {word for name in names for words in _words(name, texts) for word in (words, *words.split())}
    spoken = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    left = re.sub(spoken, " ", unicodedata.normalize("NFKC", said).lower())
    return not re.search(r"[^\W\d_]", left)


def _day(said: str, today: date, texts: Texts) -> tuple[date | None, str]:
    """The day, and what is left of the words."""
    month = "|".join(["-", "/", *map(re.escape, _words("month", texts))])
    if found := re.search(rf"(\d{{1,2}})\s*(?:{month})\s*(\d{{1,2}})", said):
        day = date(today.year, int(found[1]), int(found[2]))
        rest = said[: found.start()] + " " + said[found.end() :]
        return (day if day >= today else day.replace(year=today.year + 1)), rest
    for name, days in (("day_after", 2), ("tomorrow", 1), ("today", 0)):
        if any(word in said for word in _words(name, texts)):
            return today + timedelta(days=days), said
    for n, names in enumerate(_words("weekdays", texts)):
        if any(name in said for name in names.split()):
            return today + timedelta(days=(n - today.weekday()) % WEEK), said
    return None, said


def _clock(said: str, texts: Texts) -> time | None:
    hour = "|".join(map(re.escape, _words("hour", texts)))
    half = "|".join(map(re.escape, _words("half", texts)))
    found = re.search(rf"(\d{{1,2}})\s*(?::\s*(\d{{2}})|(?:{hour})\s*(?:(\d{{1,2}})|({half}))?)", said)
    later = any(word in said for word in _words("afternoon", texts))
    if found is None:
        found = re.search(r"(\d{1,2})\s*(?:am|pm)", said)
        return time(int(found[1]) + NOON * (later and int(found[1]) < NOON)) if found else None
    minute = int(found[2] or found[3] or (30 if found[4] else 0))
    return time(_of_day(found[1], later=later), minute)


def _of_day(said: str, *, later: bool) -> int:
    """A bare three o'clock is in the afternoon: nobody comes at three in the night."""
    hour = int(said)
    by_day = later or said in BY_DAY
    return hour + NOON if by_day and hour < NOON else hour


def _words(name: str, texts: Texts) -> list[str]:
    return texts.plain(f"typed.{name}").split("|")
