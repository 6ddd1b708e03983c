"""Buttons to choose one's home from the estate's own list."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Id
from desk.home_grid import Level


class Turn(StrEnum):
    OPEN = "open"  # in a message of its own
    GO = "go"


class GridTap(CallbackData, prefix="hg"):
    """Which level is shown next, below which home of the list."""

    turn: Turn
    level: Level = Level.BUILDING
    under: Id = 0
    page: Annotated[int, Field(ge=1, le=9999)] = 1
