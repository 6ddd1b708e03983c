"""The buttons of shifts and rosters; see bot.buttons."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Id

Weekday = Annotated[int, Field(ge=0, le=6)]
Nth = Annotated[int, Field(ge=0, le=23)]


class SignTap(CallbackData, prefix="us"):
    """Takes the shift over."""

    occasion: Id


class DutyTap(CallbackData, prefix="ud"):
    on: bool
    community: Id


class RosterTap(CallbackData, prefix="ur"):
    community: Id
    page: Id = 0


class RosterOfTap(CallbackData, prefix="up"):
    """The week of one member of staff."""

    staff: Id


class TurnTap(CallbackData, prefix="ut"):
    """In or out of the nth shift of a weekday."""

    staff: Id
    weekday: Weekday
    nth: Nth
