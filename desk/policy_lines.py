"""How single lines of the policy are read; what is wrong is named by its line."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import time, timedelta
from typing import Any, TypeVar

from desk.spans import UNITS, Span, Time, read_openings, read_span

HIGHEST_PERCENT = 10_000
T = TypeVar("T")


class WrongPolicy(ValueError):
    """A policy value is missing or can't be read."""


def read(lines: Mapping[str, Any], name: str, reader: Callable[[object], T]) -> T:
    try:
        return reader(lines[name])
    except ValueError as wrong:
        raise WrongPolicy(f"{name}: {lines[name]!r} {wrong}") from None


def counted(lines: Mapping[str, Any], name: str) -> Span:
    """A span in its time; a day of service or of work is as long as such a day's hours."""
    n, unit, time = read(lines, name, read_span)
    if time is Time.PLAIN or unit != "d":
        return Span(n * UNITS[unit], time)
    minutes = sum(to - begin for begin, to in read(lines, f"hours.{time}", read_openings))
    return Span(timedelta(minutes=n * minutes), time)


def span(lines: Mapping[str, Any], name: str) -> timedelta:
    """A span of plain time."""
    n, unit, time = read(lines, name, read_span)
    if time is not Time.PLAIN:
        raise WrongPolicy(f'{name}: {lines[name]!r} must count day and night. Example: {name} = "2h"')
    return n * UNITS[unit]


def percents(lines: Mapping[str, Any], name: str, given: Any, count: int = 1) -> tuple[int, ...]:
    good = isinstance(given, list) and len(given) == count and all(type(each) is int for each in given)
    if not good or given != sorted(given) or not all(0 < each <= HIGHEST_PERCENT for each in given):
        example = "50" if count == 1 else "[125, 200, 300]"
        raise WrongPolicy(f"{name}: {lines[name]!r} are no rising percentages. Example: {name} = {example}")
    return tuple(given)


def time_of_day(lines: Mapping[str, Any], name: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", str(lines[name])):
        raise WrongPolicy(f'{name}: {lines[name]!r} is no time of day. Example: {name} = "09:00"')
    return time.fromisoformat(str(lines[name]))


def times_of_day(lines: Mapping[str, Any], name: str) -> tuple[time, ...]:
    """One or more, in the order of the day."""
    given = lines[name] if isinstance(lines[name], list) else [lines[name]]
    times = tuple(time_of_day({name: each}, name) for each in given)
    if not times or list(times) != sorted(set(times)):
        raise WrongPolicy(
            f'{name}: {lines[name]!r} are no rising times. Example: {name} = ["07:45", "19:45"]'
        )
    return times


def some_of(lines: Mapping[str, Any], name: str, known: Iterable[str]) -> list[str]:
    """Any of them, or none."""
    given, names = lines[name], [str(each) for each in known]
    if not isinstance(given, list) or not all(each in names for each in given):
        listed = ", ".join(names)
        raise WrongPolicy(f'{name}: {given!r} are not some of {listed}. Example: {name} = ["{names[0]}"]')
    return given


def whole(lines: Mapping[str, Any], name: str, most: int) -> int:
    if lines[name] not in range(1, most + 1) or isinstance(lines[name], bool):
        raise WrongPolicy(f"{name}: {lines[name]!r} is no whole number from 1 to {most}. Example: {name} = 2")
    return int(lines[name])
