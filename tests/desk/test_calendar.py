"""Working time: additive, never running backwards, and as the notices of the authorities say."""

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk import calendar
from desk.calendar import Days, Hours, add_working, next_open, region_of, working_between, year_of
from desk.policy import policy_for
from desk.spans import Time

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
OFFICE = policy_for({}).timing.times(SHANGHAI).hours[Time.WORKING]  # 08:30-12:00, 14:00-18:00 on working days
SERVICE = policy_for({}).timing.times(SHANGHAI).hours[Time.SERVICE]  # 07:30-22:00 every day

moments = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(days=12))
openings = st.sampled_from(
    [
        ((510, 720), (840, 1080)),
        ((0, 1440),),
        ((450, 1320),),
        ((0, 60), (60, 120), (1439, 1440)),
    ]
)
hours = st.builds(
    Hours,
    st.sampled_from(["Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "America/St_Johns"]).map(ZoneInfo),
    openings,
    st.one_of(openings, st.just(())),
    st.builds(
        Days,
        st.sampled_from(["", "CN", "HK", "MO", "TW"]),
        st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset[int]()]),
        st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3),
    ),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@settings(max_examples=60)
@given(moments, spans, spans, hours)
@example(datetime(2026, 3, 28, 12, tzinfo=UTC), HOUR, 2 * HOUR, OFFICE)
def test_adding_twice_is_adding_the_sum(
    start: datetime, first: timedelta, then: timedelta, hours: Hours
) -> None:
    assert add_working(add_working(start, first, hours), then, hours) == add_working(
        start, first + then, hours
    )


@settings(max_examples=60)
@given(moments, spans, hours)
def test_what_was_added_lies_between(start: datetime, span: timedelta, hours: Hours) -> None:
    end = add_working(start, span, hours)
    assert end >= start + span
    assert working_between(start, end, hours) == span


@settings(max_examples=60)
@given(moments, spans, spans, hours)
def test_time_between_is_monotone_additive_and_never_negative(
    start: datetime, first: timedelta, then: timedelta, hours: Hours
) -> None:
    middle, end = start + first, start + first + then
    whole = working_between(start, end, hours)
    assert whole == working_between(start, middle, hours) + working_between(middle, end, hours)
    assert timedelta(0) <= working_between(start, middle, hours) <= whole <= first + then
    assert working_between(end, start, hours) == timedelta(0)


@settings(max_examples=60)
@given(moments, spans, spans, hours)
def test_who_starts_later_is_never_due_sooner(
    start: datetime, wait: timedelta, span: timedelta, hours: Hours
) -> None:
    assert add_working(start + wait, span, hours) >= add_working(start, span, hours)


@settings(max_examples=60)
@given(moments, hours)
def test_the_next_opening_is_open_and_the_first(moment: datetime, hours: Hours) -> None:
    opens = next_open(moment, hours)
    assert opens >= moment
    assert working_between(moment, opens, hours) == timedelta(0)
    assert working_between(opens, opens + timedelta(seconds=1), hours) == timedelta(seconds=1)


WORKED_BY_HAND = [
    # A Thursday afternoon, over the lunch break and the night: 2 h + 1 h
    ("2026-03-05T11:00", 2, "2026-03-05T15:00"),
    ("2026-03-05T17:00", 2, "2026-03-06T09:30"),
    ("2026-03-06T17:30", 1, "2026-03-09T09:00"),  # Friday evening, over the weekend
    ("2026-03-06T22:00", 1, "2026-03-09T09:30"),  # at night
    # Chinese New Year 2026 (notice of the State Council of 4 Nov 2025): off from Sunday 15 to Monday 23
    # February; Saturday 14 and Saturday 28 are worked instead.
    ("2026-02-13T17:00", 2, "2026-02-14T09:30"),  # Friday evening to the make-up Saturday
    ("2026-02-14T17:00", 2, "2026-02-24T09:30"),  # from the last working day into the next year's first
    ("2026-02-16T21:00", 1, "2026-02-24T09:30"),  # on New Year's Eve
    ("2026-02-27T17:00", 2, "2026-02-28T09:30"),  # again a Saturday that is worked
    ("2026-02-28T17:00", 2, "2026-03-02T09:30"),
    # National Day 2026: off from Thursday 1 to Wednesday 7 October; 20 September and 10 October are worked.
    ("2026-09-18T17:00", 2, "2026-09-20T09:30"),
    ("2026-09-30T17:00", 2, "2026-10-08T09:30"),
    ("2026-10-09T17:00", 2, "2026-10-10T09:30"),
    ("2025-12-31T17:00", 2, "2026-01-04T09:30"),  # New Year: 1 to 3 January off, Sunday 4 worked
]


@pytest.mark.parametrize(("start", "hours", "end"), WORKED_BY_HAND)
def test_working_hours_worked_out_by_hand(start: str, hours: int, end: str) -> None:
    assert add_working(at(start), hours * HOUR, OFFICE) == at(end)
    assert working_between(at(start), at(end), OFFICE) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T10:00", 2, "2026-03-04T10:00"),  # Monday to Wednesday, the same time
        ("2026-03-05T10:00", 3, "2026-03-10T10:00"),  # S4's three working days, over a weekend
        ("2026-02-13T10:00", 3, "2026-02-25T10:00"),  # Fri 13, Sat 14, Tue 24, Wed 25
        ("2026-09-29T10:00", 7, "2026-10-14T10:00"),  # Tue 29, Wed 30, Thu 8, Fri 9, Sat 10, Mon 12, Tue 13
        ("2026-03-02T20:00", 2, "2026-03-04T18:00"),  # after hours: two whole days
    ],
)
def test_working_days_worked_out_by_hand(start: str, days: int, end: str) -> None:
    assert add_working(at(start), days * OFFICE.day, OFFICE) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-02T10:00", "2026-03-02T12:00"),
        ("2026-03-07T10:00", "2026-03-07T12:00"),  # a Saturday: an estate is served on days off too
        ("2026-02-17T10:00", "2026-02-17T12:00"),  # and at New Year
        ("2026-03-02T21:00", "2026-03-03T08:30"),
        ("2026-03-02T23:30", "2026-03-03T09:30"),
    ],
)
def test_two_hours_of_service_leave_out_the_night(start: str, end: str) -> None:
    assert add_working(at(start), 2 * HOUR, SERVICE) == at(end)


def test_a_year_has_as_many_working_days_as_its_notice_says() -> None:
    """2026: 261 weekdays, 19 of them off by the notice, and six days of weekends worked instead: 248."""
    day, worked = date(2026, 1, 1), []
    while day.year == 2026:  # the year simulated, day by day
        opened = working_between(at(f"{day}T00:00"), at(f"{day + timedelta(days=1)}T00:00"), OFFICE)
        assert opened in (timedelta(0), OFFICE.day)
        worked += [day] if opened else []
        day += timedelta(days=1)
    weekends = [each for each in worked if each.weekday() > 4]
    assert [f"{each:%m-%d}" for each in weekends] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert len(worked) == 248
    weekdays_off = 261 - (len(worked) - len(weekends))
    assert weekdays_off == 19, (
        "2 New Year, 6 Spring Festival, 1 Qingming, 3 May, 1 Dragon Boat, 1 Moon, 5 October"
    )


def test_a_communitys_own_days_win_over_its_regions() -> None:
    changes = {"calendar": {"days_off": ["2026-03-09"], "working_days": ["2026-03-07", "2026-02-17"]}}
    hours = policy_for(changes).timing.times(SHANGHAI).hours[Time.WORKING]
    assert hours.days.is_worked(date(2026, 3, 7))
    assert hours.days.is_worked(date(2026, 2, 17))
    assert not hours.days.is_worked(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("zone", "day", "worked"),
    [
        ("Asia/Hong_Kong", date(2026, 7, 1), False),
        ("Asia/Hong_Kong", date(2026, 2, 14), False),  # no make-up days there
        ("Asia/Macau", date(2026, 12, 20), False),
        ("Asia/Taipei", date(2026, 10, 9), False),
        ("Asia/Taipei", date(2025, 2, 8), True),  # the last make-up Saturday
        ("Asia/Urumqi", date(2026, 10, 1), False),  # the same notice, another clock
        ("Asia/Singapore", date(2026, 8, 10), False),  # the Monday after a holiday on Sunday
        ("Europe/London", date(2026, 12, 25), True),  # a place whose holidays nobody asked for
    ],
)
def test_every_region_keeps_its_own_holidays(zone: str, day: date, worked: bool) -> None:
    assert policy_for({}).timing.times(ZoneInfo(zone)).hours[Time.WORKING].days.is_worked(day) is worked


def test_a_year_that_is_not_known_yet_falls_back_visibly_and_never_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    year_of.cache_clear()
    with caplog.at_level(logging.WARNING, calendar.__name__):
        days = Days("CN")
        assert not days.is_worked(date(2031, 10, 1)), "what the law names"
        assert not days.is_worked(date(2031, 3, 1)), "a Saturday"
        assert days.is_worked(date(2031, 3, 3))
        assert days.is_worked(date(2999, 1, 7)), "beyond all that the package knows: weekends only"
    assert not year_of("CN", 2031).announced
    assert caplog.text.count("CN in 2031") == 1, "said once"


def test_what_is_announced_is_known() -> None:
    assert year_of("CN", 2026).announced
    assert all(year_of(region, 2026).announced for region in ("HK", "MO", "TW", ""))
    assert region_of(SHANGHAI) == "CN"
