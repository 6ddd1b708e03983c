"""The buttons of figures: a period, a rate, a case."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Ref
from desk.rates import RateKind

DAYS = (1, 7, 30, 90)
CommunityId = Annotated[int, Field(ge=1, le=999_999_999)]


class FiguresTap(CallbackData, prefix="g"):
    """So many days, ending so many days before today (0: with today)."""

    days: Annotated[int, Field(ge=1, le=366)]
    back: Annotated[int, Field(ge=0, le=366)]
    community: CommunityId


class RateTap(CallbackData, prefix="gr"):
    """All the cases behind a rate, those that are not as they should be first."""

    kind: RateKind
    days: Annotated[int, Field(ge=1, le=366)]
    back: Annotated[int, Field(ge=0, le=366)]
    page: Annotated[int, Field(ge=0, le=999)]
    community: CommunityId


class CaseTap(CallbackData, prefix="gc"):
    """One case, opened in private."""

    ref: Ref
