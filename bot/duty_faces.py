"""What shifts look like: the handover card, who is on duty, the weekly roster. Pure."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from bot.buttons import GOOD, Rows, button, keyboard
from bot.duty_buttons import DutyTap, RosterOfTap, RosterTap, SignTap, TurnTap
from bot.speech import Face
from bot.texts import Html, Texts
from desk.handing_over import LONGEST_LIST, Handover
from desk.overview import EstateView, StaffView
from desk.rosters import DAYS
from desk.shifts import OnDuty

PAGE = 8  # people on one message


def handover_face(shift: Handover, texts: Texts, now: datetime) -> Face:
    """What goes on, what is late, what was promised for this shift, and what happened in the last one."""
    title = texts("handover.night" if shift.night else "handover.day", community=shift.community)
    lines: list[str] = [title, texts("handover.open", waiting=len(shift.waiting), going_on=shift.going_on)]
    lists = {"overdue": shift.overdue, "answers_due": shift.answers_due, "waiting": shift.waiting}
    lines += [
        texts(f"handover.{name}", numbers=_numbers(numbers, texts))
        for name, numbers in lists.items()
        if numbers
    ]
    if shift.appointments:
        told = _appointments(shift, texts, now)
        lines.append(texts("handover.appointments", told=told))
    lines.append(texts("handover.log", came=shift.came, finished=shift.finished))
    if shift.emergencies:
        lines.append(texts("handover.emergencies", numbers=_numbers(shift.emergencies, texts)))
    lines.append(_who(shift.on_duty, texts))
    if shift.signed_at is not None:
        when = texts.moment(shift.signed_at, now, ZoneInfo(shift.timezone))
        return Face("\n".join([*lines, texts("handover.signed", name=shift.signed_by, when=when)]))
    sign = button(texts.plain("handover.sign"), SignTap(occasion=shift.occasion_id), GOOD)
    return Face("\n".join(lines), keyboard([[sign]]))


def duty_face(
    estate: EstateView, here: Sequence[OnDuty], mine: int, texts: Texts, *, makes_rosters: bool
) -> Face:
    """Who is on duty, department by department; one tap to come or go."""
    lines = [texts("duty.title", community=estate.name)]
    for place in estate.departments:
        names = [one.name for one in here if place.id in one.departments]
        lines.append(texts("duty.department", department=place.name, names=_names(names, texts)))
    others = [one.name for one in here if not one.departments]
    if others:
        lines.append(texts("duty.others", names=_names(others, texts)))
    on = mine in {one.staff_id for one in here}
    mine_button = button(
        texts.plain("duty.go" if on else "duty.come"), DutyTap(on=not on, community=estate.id)
    )
    roster = [[button(texts.plain("duty.roster"), RosterTap(community=estate.id))]] if makes_rosters else []
    return Face("\n".join(lines), keyboard([[mine_button], *roster]))


def roster_face(estate: EstateView, turns: dict[int, list[tuple[int, str]]], page: int, texts: Texts) -> Face:
    pages = max(1, -(-len(estate.staff) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = estate.staff[page * PAGE : (page + 1) * PAGE]
    lines = [
        texts("roster.line", name=one.name, week=_week(turns[one.id], texts))
        for one in shown
        if one.id in turns
    ]
    rows: Rows = [[button(one.name, RosterOfTap(staff=one.id))] for one in shown]
    steps = [("‹", page - 1)] * (page > 0) + [("›", page + 1)] * (page < pages - 1)
    rows += [[button(label, RosterTap(community=estate.id, page=to)) for label, to in steps]]
    return Face("\n".join([texts("roster.title", community=estate.name), *lines]), keyboard(rows))


def week_face(
    one: StaffView, handovers: Sequence[time], turns: Sequence[tuple[int, str]], texts: Texts
) -> Face:
    """One row a weekday, one button a shift."""
    starts = [f"{each:%H:%M}" for each in handovers]
    ends = [*starts[1:], starts[0]]
    rows: Rows = [
        [
            button(
                f"{'✓ ' if (day, start) in turns else ''}{_day(day, texts)} {start}–{end}",
                TurnTap(staff=one.id, weekday=day, nth=nth),
            )
            for nth, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]
        for day in range(len(DAYS))
    ]
    rows += [[button(texts.plain("estate.back"), RosterTap(community=one.community))]]
    return Face(texts("roster.of", name=one.name), keyboard(rows))


def _appointments(shift: Handover, texts: Texts, now: datetime) -> str:
    """When, which, who: in the order of time."""
    zone = ZoneInfo(shift.timezone)
    first = shift.appointments[:LONGEST_LIST]
    told = [f"{texts.moment(one.at, now, zone)} #{one.number:04d} {one.worker}".strip() for one in first]
    more = len(shift.appointments) - len(first)
    return " · ".join([*told, *([texts.plain("handover.more", count=more)] if more else [])])


def _who(names: Sequence[str], texts: Texts) -> Html:
    return texts("handover.on_duty", names=_names(names, texts)) if names else texts("handover.nobody")


def _names(names: Sequence[str], texts: Texts) -> str:
    return texts.plain("estate.and").join(names) or texts.plain("duty.nobody")


def _numbers(numbers: Sequence[int], texts: Texts) -> str:
    told = " ".join(f"#{number:04d}" for number in numbers[:LONGEST_LIST])
    more = len(numbers) - LONGEST_LIST
    return f"{told} {texts.plain('handover.more', count=more)}" if more > 0 else told


def _week(turns: Sequence[tuple[int, str]], texts: Texts) -> str:
    starts = sorted({start for _, start in turns})
    return " · ".join(
        " ".join(_day(day, texts) for day, at in sorted(turns) if at == start) + f" {start}"
        for start in starts
    )


def _day(weekday: int, texts: Texts) -> str:
    return str(get_day_names("abbreviated", locale=texts.locale)[weekday])
