"""When things are due: civil hours hold at every edge and in every zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.clocks import callback_moment, civil_moment
from desk.policy import policy_for
from desk.slots import slot_of
from models.callback_kinds import Slot
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
    local = civil.astimezone(zone)
    begins = (
        POLICY.asking.civil_from_off if POLICY.timing.is_day_off(local.date(), zone) else POLICY.civil_from
    )
    assert begins <= local.time() < POLICY.civil_to
    assert moment <= civil <= moment + timedelta(hours=14)
    assert civil_moment(civil, POLICY, zone) == civil


@given(moments, st.one_of(st.none(), st.sampled_from(Category)), zones)
def test_the_callback_comes_late_enough_to_judge(
    done: datetime, category: Category | None, zone: ZoneInfo
) -> None:
    asked = callback_moment(done, category, "", POLICY, zone)
    assert asked >= done + POLICY.callback_after[category or Category.OTHER]


def test_whether_a_leak_is_mended_shows_after_two_days() -> None:
    done = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00
    zone = ZoneInfo("Asia/Shanghai")
    moments = [
        callback_moment(done, Category.REPAIRS, subject, POLICY, zone) for subject in ("leak", "power")
    ]
    assert [moment - done for moment in moments] == [timedelta(hours=48), timedelta(hours=3)]


@pytest.mark.parametrize(
    ("day", "clock", "slot", "begins"),
    [
        ("2026-10-09", "18:30", Slot.EVENING, "09:00"),  # an ordinary Friday
        ("2026-10-01", "11:00", Slot.WEEKEND, "10:00"),  # a Thursday, and the national day
        ("2026-10-10", "11:00", Slot.DAY, "09:00"),  # a Saturday that is worked for it
        ("2026-10-11", "18:30", Slot.WEEKEND, "10:00"),  # a Sunday
    ],
)
def test_holidays_and_weekends_that_are_worked_are_what_the_calendar_says(
    day: str, clock: str, slot: Slot, begins: str
) -> None:
    """People are at home on a holiday, asleep longer, and at work on the weekend that makes up for it."""
    moment = datetime.fromisoformat(f"{day}T{clock}+08:00")
    assert slot_of(moment, POLICY, SHANGHAI) is slot
    dawn = datetime.fromisoformat(f"{day}T05:00+08:00")
    assert civil_moment(dawn, POLICY, SHANGHAI) == datetime.fromisoformat(f"{day}T{begins}+08:00")
