"""Who is on duty: their own word until the next handover, else the roster."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rosters import read_turns
from desk.shifts import is_on_duty, shift_at

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_LONG_AGO = datetime(2020, 1, 6)  # noqa: DTZ001 - Hypothesis adds the zone
TIMES = (time(7, 45), time(19, 45))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        (local(23, 7, 45), local(23, 7, 45), local(23, 19, 45)),
        (local(23, 7, 44), local(22, 19, 45), local(23, 7, 45)),
        (local(23, 23), local(23, 19, 45), local(24, 7, 45)),
        (local(24, 0), local(23, 19, 45), local(24, 7, 45)),
    ],
)
def test_a_shift_lasts_from_one_handover_to_the_next(now: datetime, begins: datetime, ends: datetime) -> None:
    shift = shift_at(now, TIMES, ZONE)
    assert (shift.begins, shift.ends) == (begins, ends)
    assert shift.weekday == begins.weekday(), "a night belongs to the evening it begins in"


@given(
    now=st.datetimes(MONDAY_LONG_AGO, MONDAY_LONG_AGO.replace(year=2035), timezones=st.just(UTC)),
    times=st.lists(
        st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    zone=st.sampled_from(["Asia/Shanghai", "Asia/Hong_Kong", "America/New_York", "UTC"]),
)
def test_every_moment_lies_in_exactly_one_shift(now: datetime, times: list[time], zone: str) -> None:
    shift = shift_at(now, sorted(times), ZoneInfo(zone))
    assert shift.begins <= now < shift.ends
    assert shift_at(shift.begins, sorted(times), ZoneInfo(zone)).period == shift.period


MONDAY = shift_at(local(23, 9), TIMES, ZONE)
MINE = [(0, "07:45")]


@pytest.mark.parametrize(
    ("said", "at", "turns", "rostered", "so"),
    [
        (True, None, MINE, True, True),
        (True, None, [], True, False),
        (True, None, [], False, False),
        (False, local(23, 8), MINE, True, False),
        (True, local(23, 8), [], True, True),
        (False, local(22, 9), MINE, True, True),
        (True, local(22, 9), [], True, False),
        (True, local(20, 9), [], False, True),
        (False, local(20, 9), [], False, False),
    ],
)
def test_their_word_counts_until_the_next_handover(
    said: bool, at: datetime | None, turns: list[tuple[int, str]], rostered: bool, so: bool
) -> None:
    assert is_on_duty(said, at, MONDAY, turns, rostered=rostered) is so


def test_turns_are_read_from_lines() -> None:
    assert read_turns(["mon-wed 07:45", "sat 19:45", "Sun-mon 19:45"], TIMES) == [
        *((day, "07:45") for day in (0, 1, 2)),
        (5, "19:45"),
        (6, "19:45"),
        (0, "19:45"),
    ]


@pytest.mark.parametrize("line", ["monday 07:45", "mon 08:00", "mon-fri", "25:00", ""])
def test_a_line_that_is_no_turn_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"turn|shift"):
        read_turns([line], TIMES)
