"""What the policy says about time: calendar and hours, clocks, pauses, ladders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.calendar import ZONES_OF_REGION, Days, Hours, Opening, region_of
from desk.policy_lines import WrongPolicy, counted, percents, read, span, time_of_day
from desk.spans import Span, Time, Times, read_dates, read_openings, read_weekdays
from models.kinds import Severity

REGIONS = ("auto", "", *ZONES_OF_REGION)


@dataclass(frozen=True)
class Timing:
    """When what is due, and who hears of it when it is late."""

    region: str  # of the calendar
    days: Days  # its region is to be filled in (times)
    openings: Mapping[Time, tuple[tuple[Opening, ...], tuple[Opening, ...]]]  # on working days, on others
    first_answer: Span
    arranged_by: time  # until then somebody has been found for what came at night (D9)
    answer_again: Span
    plan: Span
    finish: Mapping[Severity, Span]
    emergency_on_site: timedelta
    emergency_finish: timedelta
    agreed_grace: timedelta
    agreed_finish: Span
    agree_within: Span
    longest: Span
    question_pause: timedelta
    hold_pause: timedelta
    half: int  # percent, as the next three
    late: tuple[int, int, int]
    unaccepted: tuple[int, int, int]
    emergency: tuple[int, int, int]
    list_every: timedelta
    list_gather: timedelta
    warn_before: timedelta
    later_answer: Span
    later_visit: Span
    later_finish: Span

    def times(self, zone: ZoneInfo) -> Times:
        """The kinds of time of a community, by its policy and where it lies."""
        days = replace(self.days, region=self.region_at(zone))
        return Times({time: Hours(zone, *openings, days) for time, openings in self.openings.items()})

    def is_day_off(self, day: date, zone: ZoneInfo) -> bool:
        """Weekends and public holidays, but no weekend that was made a working day."""
        return not replace(self.days, region=self.region_at(zone)).is_worked(day)

    def region_at(self, zone: ZoneInfo) -> str:
        return region_of(zone) if self.region == "auto" else self.region


def read_timing(lines: Mapping[str, Any]) -> Timing:
    """Raises WrongPolicy."""
    return Timing(**_times(lines), **_clocks(lines), **_ladder(lines))


def _times(lines: Mapping[str, Any]) -> dict[str, Any]:
    openings = {
        time: (
            read(lines, f"hours.{time}", read_openings),
            read(lines, f"hours.{time}_off", read_openings),
        )
        for time in (Time.SERVICE, Time.WORKING)
    }
    if empty := [time for time, (worked, _) in openings.items() if not worked]:
        raise WrongPolicy(f"hours.{empty[0]}: there must be some hours on working days")
    if lines["calendar.region"] not in REGIONS:
        known = ", ".join(map(repr, REGIONS))
        raise WrongPolicy(f"calendar.region: {lines['calendar.region']!r} is not known. Known: {known}")
    days = Days(
        weekend=read(lines, "calendar.weekend", read_weekdays),
        off=read(lines, "calendar.days_off", read_dates),
        worked=read(lines, "calendar.working_days", read_dates),
    )
    return {"region": lines["calendar.region"], "days": days, "openings": openings}


def _clocks(lines: Mapping[str, Any]) -> dict[str, Any]:
    spans = ("first_answer", "answer_again", "plan", "agreed_finish", "agree_within", "longest")
    plain = ("emergency_on_site", "emergency_finish", "agreed_grace")
    return {
        **{name: counted(lines, f"clocks.{name}") for name in spans},
        **{name: span(lines, f"clocks.{name}") for name in plain},
        "finish": {severity: counted(lines, f"clocks.finish_{severity}") for severity in Severity},
        "arranged_by": time_of_day(lines, "night.arranged_by"),
        "question_pause": span(lines, "pauses.questions"),
        "hold_pause": span(lines, "pauses.holds"),
    }


def _ladder(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "half": percents(lines, "ladder.half", [lines["ladder.half"]])[0],
        **{
            name: percents(lines, f"ladder.{name}", lines[f"ladder.{name}"], 3)
            for name in ("late", "unaccepted", "emergency")
        },
        **{name: span(lines, f"ladder.{name}") for name in ("list_every", "list_gather", "warn_before")},
        **{f"later_{name}": counted(lines, f"ladder.later_{name}") for name in ("answer", "visit", "finish")},
    }
