"""What a resident sends after filing: a supplement, or an edited message."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, ReactionTypeEmoji

from bot.hearing import Heard, hears, means_it
from bot.reading import report_of
from bot.small_talk import heard as small_talk
from bot.small_talk import says_yes
from bot.where import by_somebody, in_private
from desk import following, people, revising
from desk.authority import Actor
from desk.belonging import NEW, Belonging, belonging_of
from models import Person
from triage import Triage

SEEN = ReactionTypeEmoji(emoji="👀")


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(supplemented, means_it, hears, of_an_open_matter)
    router.edited_message.register(edited, in_private, by_somebody)
    return router


async def of_an_open_matter(message: Message, heard: Heard) -> bool | dict[str, Any]:
    """A filter: leaves new matters to filing, and hands on where the message belongs."""
    above = message.reply_to_message
    found = await belonging_of(
        heard.actor, heard.report, heard.triage, message.chat.id, above.message_id if above else None
    )
    return found != NEW and {"belonging": found}


async def supplemented(
    message: Message, heard: Heard, belonging: Belonging, state: FSMContext, raw_state: str | None = None
) -> None:
    """A reaction instead of one more bubble; the card tells the rest."""
    if raw_state is not None:
        await state.clear()
    if belonging.target is not None:
        asked = says_yes(heard.report.text) is None and small_talk(heard.report.text) is None
        report, verdict = heard.report, heard.verdict
        await following.follow(belonging.target, heard.actor, report, heard.now, verdict, asked=asked)
        await message.react([SEEN])
        return
    said = await heard.as_report(apart=belonging.apart)
    if belonging.unsure:
        await following.ask_which(said, heard.actor, heard.now)


async def edited(
    message: Message, bot: Bot, person: Person, actor: Actor, triage: Triage, now: datetime
) -> None:
    report = report_of(message, bot.id)
    if report is None or not report.text:
        return
    community = await people.community_of(person, bot.id)
    if await revising.revise(actor, community, report, triage, now):
        await message.react([SEEN])
