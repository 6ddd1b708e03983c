"""A home that was told wrongly is put right: in words, or by editing the message that told it."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.home_words import residence
from bot.reading import is_command
from bot.taking_home import TOLD, TOLD_IN, remember, take_address
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import following, home_mending, homes, housing, people
from desk.authority import Actor
from models import Person, Residency


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(put_home_right, StateFilter(None), puts_home_right, in_private, by_somebody)
    router.edited_message.register(edited_home, edits_home, in_private, by_somebody)
    return router


async def puts_home_right(message: Message, bot: Bot, person: Person, actor: Actor) -> bool | dict[str, Any]:
    """ "Not 601, 301": about a home of theirs, whatever else is open."""
    text = message.text or ""
    if is_command(text) or not any(map(str.isnumeric, text)) or await following.owes_answer(actor):
        return False
    community = await people.community_of(person, bot.id)
    meant = await home_mending.meant_instead(text, actor, community)
    return meant is not None and {"wrong": meant[0], "right": meant[1]}


async def edits_home(message: Message, bot: Bot, state: FSMContext, person: Person) -> bool:
    """The message that told their home says another one now."""
    known = await state.get_data()
    if known.get(TOLD_IN) != message.message_id or not message.text:
        return False
    return await homes.understood(message.text, await people.community_of(person, bot.id)) is not None


async def put_home_right(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    wrong: Residency,
    right: Residency | str,
    texts: Texts,
    now: datetime,
) -> None:
    """Where both are theirs, what is under way is about the other one."""
    community = await people.community_of(person, bot.id)
    if isinstance(right, str):
        await home_mending.take_off(wrong, actor, now)
        await remember(await take_address(message, right, community, actor, texts, now), message, state)
        return
    matter = await home_mending.about((wrong, right), actor)
    if matter is not None:
        await housing.choose(matter.ref, right.ref, actor, now)
    await message.answer(texts("home.chosen", home=residence(right, texts)))


async def edited_home(
    message: Message, bot: Bot, state: FSMContext, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    known = await state.get_data()
    community = await people.community_of(person, bot.id)
    before = await homes.by_ref(str(known[TOLD]))
    if before.state in homes.OPEN and before.address != (message.text or "").strip():
        await home_mending.take_off(before, actor, now)
        taken = await take_address(message, message.text or "", community, actor, texts, now)
        await remember(taken, message, state)
