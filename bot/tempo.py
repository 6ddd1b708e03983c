"""How fast the courier goes about its own business."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.lease import LASTS
from bot.live_cards import EDIT_GAP
from bot.outage import FIRST, LONGEST
from bot.pacing import Limits


@dataclass(frozen=True)
class Tempo:
    """The courier's own times, in seconds; tests run faster."""

    poll: float = 0.5  # for what other processes wrote
    look_again: float = 3.0  # for what came back or was committed late
    lease: float = LASTS
    stop: float = 8.5  # that requests under way are given to end
    outage_first: float = FIRST
    outage_longest: float = LONGEST
    edit_gap: timedelta = EDIT_GAP
    limits: Limits = field(default_factory=Limits)
