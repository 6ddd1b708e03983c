"""When things are due: civil hours hold at every edge and in every zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.clocks import callback_moment, civil_moment
from desk.policy import policy_for
from models.kinds import Category

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = policy_for({})
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(["Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "America/St_Johns"]).map(
    ZoneInfo
)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{clock}+08:00")


@pytest.mark.parametrize(
    ("moment", "civil"),
    [
        ("08:59:59.999999", "09:00:00"),
        ("09:00:00", "09:00:00"),
        ("20:29:59.999999", "20:29:59.999999"),
        ("00:00:00", "09:00:00"),
    ],
)
def test_the_edges_of_the_day(moment: str, civil: str) -> None:
    assert civil_moment(at(moment), POLICY, SHANGHAI) == at(civil)


def test_the_evening_ends_on_the_minute_and_leads_to_the_next_morning() -> None:
    assert civil_moment(at("20:30:00"), POLICY, SHANGHAI) == at("09:00:00") + timedelta(days=1)


@given(moments, zones)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), ZoneInfo("Europe/London"))
def test_a_civil_moment_is_civil_never_earlier_and_within_a_day(moment: datetime, zone: ZoneInfo) -> None:
    civil = civil_moment(moment, POLICY, zone)
    assert POLICY.civil_from <= civil.astimezone(zone).time() < POLICY.civil_to
    assert moment <= civil <= moment + timedelta(hours=14)
    assert civil_moment(civil, POLICY, zone) == civil


@given(moments, st.one_of(st.none(), st.sampled_from(Category)), zones)
def test_the_callback_comes_late_enough_to_judge(
    done: datetime, category: Category | None, zone: ZoneInfo
) -> None:
    asked = callback_moment(done, category, POLICY, zone)
    assert asked >= done + POLICY.callback_after[category or Category.OTHER]
