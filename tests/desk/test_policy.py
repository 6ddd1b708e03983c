"""The numbers of the service: one file, a community's changes on top, and errors that name the line."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.policy import DEFAULTS, WrongPolicy, defaults, policy_for
from desk.spans import Span, Time
from models.kinds import Category, Severity


def test_the_handbooks_values_are_the_defaults() -> None:
    policy = policy_for({})
    assert policy.timing.first_answer == Span(timedelta(hours=2), Time.SERVICE)
    assert policy.timing.emergency_on_site == timedelta(minutes=30)
    working_day = timedelta(hours=7, minutes=30)
    assert policy.timing.finish == {
        Severity.MINOR: Span(2 * working_day, Time.WORKING),
        Severity.IMPORTANT: Span(3 * working_day, Time.WORKING),
        Severity.MAJOR: Span(timedelta(days=10)),
    }
    assert (policy.civil_from, policy.civil_to) == (time(9), time(20, 30))
    assert policy.callback_after.keys() == set(Category)


def test_a_community_changes_single_lines_and_keeps_the_rest() -> None:
    policy = policy_for({"clocks": {"first_answer": "45min"}})
    assert policy.timing.first_answer == Span(timedelta(minutes=45))
    assert policy.timing.finish == policy_for({}).timing.finish


@pytest.mark.parametrize(
    ("section", "line", "value"),
    [
        ("clocks", "first_answer", "soon"),
        ("clocks", "first_answer", "0h"),
        ("clocks", "first_answer", 2),
        ("clocks", "finish_minor", "2 weeks"),
        ("clocks", "finish_minor", "2d sunny"),
        ("clocks", "emergency_on_site", "1h working"),
        ("pauses", "holds", "3d working"),
        ("calendar", "region", "XX"),
        ("calendar", "region", 1),
        ("calendar", "weekend", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        ("calendar", "weekend", "sun"),
        ("calendar", "days_off", ["tomorrow"]),
        ("calendar", "days_off", "2026-12-24"),
        ("hours", "working", []),
        ("hours", "working", ["14:00-18:00", "08:30-12:00"]),
        ("hours", "working", ["08:30-08:30"]),
        ("hours", "service", ["08:00-24:01"]),
        ("hours", "service_off", "07:30-22:00"),
        ("night", "works", "security"),
        ("night", "works", ["guards"]),
        ("ladder", "half", 0),
        ("ladder", "half", "50%"),
        ("ladder", "late", [200, 100, 300]),
        ("ladder", "late", [100, 200]),
        ("ladder", "late", [True, 200, 300]),
        ("ladder", "list_every", "1d service"),
        ("clocks", "answer", "2h"),
        ("clok", "first_answer", "2h"),
        ("callback", "civil_from", "9"),
        ("callback", "civil_from", "25:00"),
        ("callback", "civil_from", "09:00+08:00"),
        ("callback", "civil_to", "08:00"),
        ("callback", "civil_to", "09:00"),
        ("callback", "low_score", 5),
        ("callback", "low_score", "2"),
        ("callback", "phone_after", "24h"),
        ("drafts", "file_after", "15min"),
        ("drafts", "doubt_after", "soon"),
    ],
)
def test_a_wrong_line_is_named_in_one_line(section: str, line: str, value: Any) -> None:
    with pytest.raises(WrongPolicy, match=f"^{section}\\.{line}: ") as wrong:
        policy_for({section: {line: value}})
    assert "\n" not in str(wrong.value)


SPANS = [
    f"{section}.{line}"
    for section, lines in defaults().items()
    for line, value in lines.items()
    if isinstance(value, str) and ":" not in value
]


@given(
    st.sampled_from(SPANS), st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.lists(st.text()))
)
def test_whatever_stands_in_a_line_it_is_read_or_refused_by_name(name: str, value: Any) -> None:
    section, line = name.split(".")
    try:
        policy_for({section: {line: value}})
    except WrongPolicy as wrong:
        assert line in str(wrong)  # noqa: PT017 - either outcome is right


def test_every_default_says_where_it_comes_from() -> None:
    """A rule of the handbook, one of its sources, a law, or ours."""
    lines = [
        line for line in DEFAULTS.read_text(encoding="utf-8").splitlines() if " = " in line and line[0] != "#"
    ]
    unsourced = [line for line in lines if not re.search(r"# .*(\b[SIDCLTP]\d+|\bours\b|\bPIPL\b)", line)]
    assert len(lines) > 40, "the pattern still finds them"
    assert unsourced == []


def test_a_working_day_is_as_long_as_the_community_works() -> None:
    policy = policy_for({"hours": {"working": ["09:00-17:00"]}})
    assert policy.timing.finish[Severity.MINOR] == Span(timedelta(hours=16), Time.WORKING)
