"""The buttons of figures: a period, a rate, the counts, a case."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Ref
from desk.counts import Count
from desk.rates import RateKind

DAYS = (1, 7, 30, 90)
CommunityId = Annotated[int, Field(ge=1, le=999_999_999)]
Days = Annotated[int, Field(ge=1, le=366)]
Back = Annotated[int, Field(ge=0, le=366)]
Page = Annotated[int, Field(ge=0, le=999)]


class FiguresTap(CallbackData, prefix="g"):
    """So many days, ending so many days before today (0: with today)."""

    days: Days
    back: Back
    community: CommunityId


class RateTap(CallbackData, prefix="gr"):
    """All the cases behind a rate, those that are not as they should be first."""

    kind: RateKind
    days: Days
    back: Back
    page: Page
    community: CommunityId


class CountsTap(CallbackData, prefix="gn"):
    """All the counts of a period."""

    days: Days
    back: Back
    community: CommunityId


class CountTap(CallbackData, prefix="gm"):
    """The cases of one count."""

    count: Count
    days: Days
    back: Back
    page: Page
    community: CommunityId


class CaseTap(CallbackData, prefix="gc"):
    """One case, opened in private."""

    ref: Ref
