"""Somebody sends or presses more than anybody can follow: what they say is kept, and answered once."""

import re
from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from bot.buttons import PersonTap, PrivacyTap
from bot.filing_buttons import NeedTap
from bot.reading import can_be_read, report_of
from bot.small_talk import SmallTalk, heard
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import flood, people, revising
from desk.authority import Actor
from desk.flood import MESSAGE, PRESS, Budget
from models import Person
from triage import Triage

UNREPORTED = re.compile(r"/(?:(?:privacy|delete_me)\b|start(?:@\w+)? +\S)", re.IGNORECASE)


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(sent_too_much, in_private, by_somebody, over_budget)
    router.edited_message.register(edited_too_much, in_private, by_somebody, over_budget)
    router.callback_query.register(pressed_too_much, over_budget)
    return router


async def over_budget(
    event: Message | CallbackQuery, bot: Bot, person: Person, actor: Actor, now: datetime
) -> bool | dict[str, Any]:
    """A filter that counts. Staff write and press as much as their work needs."""
    if actor.posts:
        return False
    budget = await flood.spend(person, bot.id, now, MESSAGE if isinstance(event, Message) else PRESS)
    counts = _is_danger(event) or (_has_no_other_way(event) and not budget.twice)
    return budget.over and not counts and {"budget": budget}


def _is_danger(event: Message | CallbackQuery) -> bool:
    """The buttons of somebody in danger always count (handlers.danger)."""
    data = event.data if isinstance(event, CallbackQuery) else None
    return (data or "").startswith(f"{NeedTap.__prefix__}:")


def _has_no_other_way(event: Message | CallbackQuery) -> bool:
    """A number, a letter's link, what one may decide about one's own data: in no report would it be kept.

    Nor would the wish for a person, and it is what somebody needs who writes on and on.
    """
    if isinstance(event, CallbackQuery):
        return (event.data or "").startswith((f"{PrivacyTap.__prefix__}:", f"{PersonTap.__prefix__}:"))
    said = event.text or ""
    unreported = UNREPORTED.match(said) is not None or heard(said) is SmallTalk.PERSON
    return event.contact is not None or unreported


async def sent_too_much(
    message: Message,
    bot: Bot,
    budget: Budget,
    person: Person,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    report = report_of(message, bot.id) if await can_be_read(message) else None
    if report is not None:
        await flood.keep(actor, await people.community_of(person, bot.id), report, triage, now)
    if budget.first:
        await message.answer(texts("flood.kept"))


async def edited_too_much(
    message: Message,
    bot: Bot,
    budget: Budget,
    person: Person,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    report = report_of(message, bot.id)
    if report is not None and report.text:
        await revising.revise(actor, await people.community_of(person, bot.id), report, triage, now)
    if budget.first:
        await message.answer(texts("flood.kept"))


async def pressed_too_much(tap: CallbackQuery, texts: Texts) -> None:
    """Nothing is done, and every press is answered: a button that only spins invites the next press."""
    await tap.answer(texts.plain("flood.presses"), show_alert=True)
