"""Somebody sends more than anybody can read: it is kept, and answered once."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.types import Message

from bot.reading import can_be_read, report_of
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import flood, people
from desk.authority import Actor
from desk.flood import Budget
from models import Person
from triage import Triage


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(sent_too_much, in_private, by_somebody, over_budget)
    return router


async def over_budget(
    message: Message, bot: Bot, person: Person, actor: Actor, now: datetime
) -> bool | dict[str, Any]:
    """A filter that counts. Staff write as much as their work needs."""
    del message
    if actor.posts:
        return False
    budget = await flood.spend(person, bot.id, now)
    return budget.over and {"budget": budget}


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
