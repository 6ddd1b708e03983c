"""The policy of callbacks: how long an answer may change, who visits, how often somebody is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from desk.policy_lines import span, time_of_day, whole
from models.kinds import Role

TIERS = (Role.MANAGER, Role.DIRECTOR)  # who visits on top of the desk (C2)


@dataclass(frozen=True)
class Asking:
    """How residents are asked, and by whom."""

    civil_from_off: time
    queue_again: timedelta
    queue_at_most: timedelta  # behind other questions
    changeable_for: timedelta
    back_within: timedelta
    evening_from: time
    held_within: timedelta  # from the finished work
    tries: int
    shares: Mapping[Role, int]  # percent of the callbacks that fall to each tier
    recheck_share: int  # percent
    digest_at: time


def read_asking(lines: Mapping[str, Any]) -> Asking:
    return Asking(
        civil_from_off=time_of_day(lines, "callback.civil_from_off"),
        queue_at_most=span(lines, "callback.queue_at_most"),
        queue_again=span(lines, "callback.queue_again"),
        changeable_for=span(lines, "callback.changeable_for"),
        back_within=span(lines, "callback.back_within"),
        held_within=span(lines, "callback.held_within"),
        evening_from=time_of_day(lines, "callback.evening_from"),
        tries=whole(lines, "callback.tries", 3),
        shares={role: whole(lines, f"callback.{role}_share", 100) for role in TIERS},
        recheck_share=whole(lines, "callback.recheck_share", 100),
        digest_at=time_of_day(lines, "callback.digest_at"),
    )
