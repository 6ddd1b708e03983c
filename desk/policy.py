"""The numbers of the service: policy.toml, and a community's changes on top."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from desk.asking import Asking, read_asking
from desk.policy_lines import WrongPolicy, some_of, times_of_day, whole
from desk.policy_lines import span as _span
from desk.policy_lines import time_of_day as _time_of_day
from desk.timing import Timing, read_timing
from models.kinds import Category

__all__ = ["DEFAULTS", "Numbers", "Policy", "WrongPolicy", "defaults", "policy_for"]

DEFAULTS = Path(__file__).with_name("policy.toml")
IN_ORDER = (
    ("drafts.nudge_after", "drafts.file_after"),
    ("drafts.doubt_after", "drafts.file_after"),
    ("callback.remind_after", "callback.phone_after"),
)
SLOW_TO_SHOW = ("leak",)  # subjects whose result is judged later than others of their category
REGIONS = ("mainland", "hong_kong", "macau", "taiwan", "singapore")
MOST_READ = 256  # wordings kept: more communities than one bot will serve
PHONE = re.compile(r"[0-9+][0-9 +()-]{1,23}")


@dataclass(frozen=True)
class Numbers:
    """Whom a region calls when there is danger."""

    police: str
    fire: str
    ambulance: str


@dataclass(frozen=True)
class Policy:
    """What a community promises, and when it asks."""

    timing: Timing  # clocks, their calendar and their ladders
    idle_after: timedelta
    passing_most: int
    bundle_from: int
    proof: Mapping[Category, bool]
    draft_nudge_after: timedelta
    draft_doubt_after: timedelta
    draft_file_after: timedelta
    urge_again_after: timedelta
    restore_within: timedelta
    flood_window: timedelta
    flood_messages: int
    open_per_person: int
    open_per_home: int
    enclosures: int
    callback_after: Mapping[Category, timedelta]
    callback_after_subject: Mapping[str, timedelta]  # where one of them shows later than its category
    civil_from: time
    civil_to: time
    remind_after: timedelta
    phone_after: timedelta
    settle_after: timedelta
    low_score: int
    night_begins: time
    night_ends: time
    arranged_by: time
    night_works: frozenset[Category]  # somebody looks after these at night, too
    joining_within: timedelta
    incident_from: int
    region: str
    duty_phone: str
    handovers: tuple[time, ...]
    sign_within: timedelta
    numbers: Mapping[str, Numbers]
    letter_valid: timedelta
    invitation_valid: timedelta
    place_valid: timedelta
    keep_raw_updates: timedelta
    keep_put_aside: timedelta
    keep_sent: timedelta
    keep_closed: timedelta
    asking: Asking


KEPT = ("raw_updates", "put_aside", "sent", "closed")
_READ: dict[str, Policy] = {}


@cache
def defaults() -> Mapping[str, Any]:
    return tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))


def policy_for(changes: Mapping[str, Mapping[str, Any]]) -> Policy:
    """The defaults with a community's changes; WrongPolicy names the line that is wrong.

    Every update asks for it, and reading it takes a millisecond: each wording is read once.
    """
    key = repr(changes)
    if key not in _READ:
        if len(_READ) == MOST_READ:
            _READ.clear()
        _READ[key] = _read(changes)
    return _READ[key]


def _read(changes: Mapping[str, Mapping[str, Any]]) -> Policy:
    lines = _merged(changes)
    _check_order(lines)
    return Policy(
        timing=read_timing(lines),
        **_work(lines),
        draft_nudge_after=_span(lines, "drafts.nudge_after"),
        draft_doubt_after=_span(lines, "drafts.doubt_after"),
        draft_file_after=_span(lines, "drafts.file_after"),
        urge_again_after=_span(lines, "following.urge_again_after"),
        restore_within=_span(lines, "following.restore_within"),
        flood_window=_span(lines, "flood.window"),
        flood_messages=_count(lines, "flood.messages"),
        open_per_person=_count(lines, "flood.open_per_person"),
        open_per_home=_count(lines, "flood.open_per_home"),
        enclosures=_count(lines, "flood.enclosures"),
        callback_after={category: _span(lines, f"callback.after_{category}") for category in Category},
        callback_after_subject={each: _span(lines, f"callback.after_{each}") for each in SLOW_TO_SHOW},
        civil_from=_time_of_day(lines, "callback.civil_from"),
        civil_to=_time_of_day(lines, "callback.civil_to"),
        remind_after=_span(lines, "callback.remind_after"),
        phone_after=_span(lines, "callback.phone_after"),
        settle_after=_span(lines, "callback.settle_after"),
        night_begins=_time_of_day(lines, "night.begins"),
        night_ends=_time_of_day(lines, "night.ends"),
        arranged_by=_time_of_day(lines, "night.arranged_by"),
        night_works=frozenset(map(Category, some_of(lines, "night.works", Category))),
        joining_within=_span(lines, "joining.within"),
        incident_from=_households(lines, "joining.incident_from"),
        region=_region(lines, "danger.region"),
        **_shifts(lines),
        duty_phone=_phone(lines, "danger.duty_phone", optional=True),
        numbers={region: _numbers(lines, f"numbers_{region}") for region in REGIONS},
        letter_valid=_span(lines, "homes.letter_valid"),
        invitation_valid=_span(lines, "homes.invitation_valid"),
        place_valid=_span(lines, "homes.place_valid"),
        **_kept(lines),
        low_score=whole(lines, "callback.low_score", 4),
        asking=read_asking(lines),
    )


def _shifts(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "handovers": times_of_day(lines, "shifts.handover"),
        "sign_within": _span(lines, "shifts.sign_within"),
    }


def _kept(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {f"keep_{what}": _span(lines, f"keeping.{what}") for what in KEPT}


def _work(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "idle_after": _span(lines, "work.idle_after"),
        "passing_most": _count(lines, "work.passing_most"),
        "bundle_from": _count(lines, "work.bundle_from"),
        "proof": {category: _yes_or_no(lines, f"proof.{category}") for category in Category},
    }


def _merged(changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    known = {
        f"{section}.{name}": value for section, lines in defaults().items() for name, value in lines.items()
    }
    own = {f"{section}.{name}": value for section, lines in changes.items() for name, value in lines.items()}
    if unknown := sorted(own.keys() - known.keys()):
        raise WrongPolicy(f"{unknown[0]}: there is no such line. Known: {', '.join(sorted(known))}")
    return known | own


def _check_order(lines: Mapping[str, Any]) -> None:
    if _time_of_day(lines, "callback.civil_from") >= _time_of_day(lines, "callback.civil_to"):
        raise WrongPolicy("callback.civil_to: the day must end after it begins (callback.civil_from)")
    if _time_of_day(lines, "callback.civil_from_off") >= _time_of_day(lines, "callback.civil_to"):
        raise WrongPolicy("callback.civil_to: the day must end after it begins (callback.civil_from_off)")
    if not _time_of_day(lines, "night.ends") <= _time_of_day(lines, "night.arranged_by"):
        raise WrongPolicy("night.arranged_by: nobody arranges anything before the night ends (night.ends)")
    if _time_of_day(lines, "night.begins") <= _time_of_day(lines, "night.arranged_by"):
        raise WrongPolicy("night.begins: the night begins in the evening, after night.arranged_by")
    for first, then in IN_ORDER:
        if _span(lines, first) >= _span(lines, then):
            raise WrongPolicy(f"{then}: {lines[then]!r} is not later than {first} = {lines[first]!r}")


def _households(lines: Mapping[str, Any], name: str) -> int:
    if lines[name] not in range(2, 1000):
        raise WrongPolicy(f"{name}: {lines[name]!r} is no number of households. Example: {name} = 3")
    return int(lines[name])


def _region(lines: Mapping[str, Any], name: str) -> str:
    if lines[name] not in ("", *REGIONS):
        raise WrongPolicy(f'{name}: {lines[name]!r} is no region. Example: {name} = "mainland"')
    return str(lines[name])


def _numbers(lines: Mapping[str, Any], section: str) -> Numbers:
    services = ("police", "fire", "ambulance")
    return Numbers(*(_phone(lines, f"{section}.{service}") for service in services))


def _phone(lines: Mapping[str, Any], name: str, *, optional: bool = False) -> str:
    given = lines[name]
    if not isinstance(given, str) or not (PHONE.fullmatch(given) or (optional and not given)):
        raise WrongPolicy(f'{name}: {given!r} is no phone number. Example: {name} = "0755-12345678"')
    return given


def _count(lines: Mapping[str, Any], name: str) -> int:
    if type(lines[name]) is not int or lines[name] not in range(1, 1001):
        raise WrongPolicy(f"{name}: {lines[name]!r} is no number from 1 to 1000. Example: {name} = 2")
    return int(lines[name])


def _yes_or_no(lines: Mapping[str, Any], name: str) -> bool:
    if type(lines[name]) is not bool:
        raise WrongPolicy(f"{name}: {lines[name]!r} is neither true nor false. Example: {name} = true")
    return bool(lines[name])
