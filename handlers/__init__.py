"""What people say, one file per conversation. Routers are tried in this order."""

from collections import defaultdict
from functools import cache

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver

from handlers import (
    after_a_cry,
    answering,
    arriving,
    calling_back,
    choosing_policy,
    contacting,
    danger,
    deciding,
    entering,
    figures,
    filing,
    flooding,
    following,
    founding,
    guided,
    home_choosing,
    home_mending,
    homes,
    household,
    keeping_back,
    languages,
    listing,
    not_understood,
    noting,
    opening,
    phoning,
    pointing,
    privacy,
    putting_right,
    receipts,
    rechecking,
    refining,
    replying,
    searching,
    setting_up,
    shifts,
    short_words,
    staffing,
    supervising,
    taking_down,
    unfit,
    visiting,
    working,
    writing,
)

ORDER = (
    flooding,
    danger,
    after_a_cry,
    founding,
    setting_up,
    staffing,
    choosing_policy,
    entering,
    keeping_back,
    homes,
    home_mending,
    household,
    home_choosing,
    taking_down,
    searching,
    putting_right,
    privacy,
    shifts,
    opening,
    arriving,
    supervising,
    languages,
    listing,
    short_words,
    unfit,
    answering,
    calling_back,
    phoning,
    rechecking,
    contacting,
    figures,
    writing,
    visiting,
    noting,
    replying,
    refining,
    guided,
    receipts,
    following,
    filing,
    pointing,
    working,
    deciding,
    not_understood,
)


def routers() -> list[Router]:
    """Fresh routers: each can belong to one dispatcher only."""
    return [each.build() for each in ORDER]


def conversations() -> Router:
    """All of them in one router, each handler behind its conversation's filters, in their order.

    aiogram wraps its middlewares anew for every router that an update passes: thirty-seven of them
    took a tenth of an update's time (docs/performance.md).
    """
    together = Router(name=__name__)
    for event, handlers in _handlers().items():
        together.observers[event].handlers += handlers
    return together


@cache
def _handlers() -> dict[str, list[HandlerObject]]:
    """They know of no dispatcher; to look at every one's parameters takes a tenth of a second."""
    found: dict[str, list[HandlerObject]] = defaultdict(list)
    for router in routers():
        for event, observer in router.observers.items():
            for handler in observer.handlers:
                handler.filters = [*filters_of(observer), *(handler.filters or [])]
            found[event] += observer.handlers
    return found


def filters_of(observer: TelegramEventObserver) -> list[FilterObject]:
    """Those that a conversation has for all its handlers."""
    return observer._handler.filters or []  # noqa: SLF001 - aiogram keeps them in a handler of their own
