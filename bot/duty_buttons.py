"""The buttons of shifts and rosters; see bot.buttons."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Weekday = Annotated[int, Field(ge=0, le=6)]
Nth = Annotated[int, Field(ge=0, le=23)]


class SignTap(CallbackData, prefix="us"):
    """Takes the shift over."""

    occasion: int


class DutyTap(CallbackData, prefix="ud"):
    on: bool
    community: int


class RosterTap(CallbackData, prefix="ur"):
    community: int
    page: int = 0


class RosterOfTap(CallbackData, prefix="up"):
    """The week of one member of staff."""

    staff: int


class TurnTap(CallbackData, prefix="ut"):
    """In or out of the nth shift of a weekday."""

    staff: int
    weekday: Weekday
    nth: Nth
