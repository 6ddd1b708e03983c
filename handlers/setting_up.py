"""A manager sets up an estate: its groups, who takes what, what is still missing."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from bot.estate_faces import (
    categories_face,
    chosen_face,
    department_face,
    estate_face,
    link_face,
    missing_lines,
)
from bot.links import entry_link, link_to_groups
from bot.setup_buttons import CategoryTap, DepartmentTap, DepartmentVerb, EstateTap
from bot.speaking import edit, say
from bot.texts import Texts, texts_in
from bot.where import BINDS, Says, binds_namelessly, by_somebody, for_us, in_group, in_private
from desk import arranging, binding, people
from desk.authority import Actor, check_manages, managed_by
from desk.overview import read_department, read_estate


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(asked_for_setup, Says(r"/setup(?:@\w+)?"), in_private, by_somebody)
    router.message.register(bound, BINDS, for_us, in_group, by_somebody)
    router.message.register(bound_by_nobody, binds_namelessly, for_us, in_group)
    router.callback_query.register(tapped_estate, EstateTap.filter())
    router.callback_query.register(tapped_department, DepartmentTap.filter())
    router.callback_query.register(gave_category, CategoryTap.filter())
    return router


async def asked_for_setup(message: Message, bot: Bot, actor: Actor, texts: Texts) -> None:
    """The estate; of several, first the question which."""
    mine = [await read_estate(community) for community in managed_by(actor)]
    if not mine:
        await message.answer(texts("setup.how"))
    elif len(mine) == 1:
        await say(message, estate_face(mine[0], texts, entry_link(bot, mine[0].key)))
    else:
        await say(message, chosen_face(mine, texts))


async def tapped_estate(
    tap: CallbackQuery, callback_data: EstateTap, bot: Bot, actor: Actor, texts: Texts
) -> None:
    check_manages(actor, callback_data.community)
    estate = await read_estate(callback_data.community)
    await edit(tap, estate_face(estate, texts, entry_link(bot, estate.key)))
    await tap.answer()


async def tapped_department(
    tap: CallbackQuery, callback_data: DepartmentTap, bot: Bot, actor: Actor, texts: Texts, now: datetime
) -> None:
    department = await binding.department_of(callback_data.department, actor)
    view = await read_department(department)
    if callback_data.verb is DepartmentVerb.OPEN:
        await edit(tap, department_face(view, texts))
    elif callback_data.verb is DepartmentVerb.CATEGORIES:
        await edit(tap, categories_face(view, texts))
    else:
        code = await binding.invite(department.id, actor, now)
        await edit(tap, link_face(view, code, link_to_groups(bot, f"b_{code}"), texts))
    await tap.answer()


async def gave_category(tap: CallbackQuery, callback_data: CategoryTap, actor: Actor, texts: Texts) -> None:
    department = await arranging.give(callback_data.category, callback_data.department, actor)
    await edit(tap, department_face(await read_department(department), texts))
    await tap.answer()


async def bound(message: Message, code: str, bot: Bot, actor: Actor, now: datetime) -> None:
    """In the group itself, so in the estate's language."""
    topic = message.message_thread_id if message.is_topic_message else None
    department = await binding.bind(code, actor, bot.id, message.chat.id, topic, now)
    texts = texts_in(department.community.language)
    names = {"community": department.community.name, "department": department.name}
    told = texts("bound.topic" if topic else "bound.group", **names)
    missing = await binding.rights_missing(bot.id, message.chat.id)
    await message.reply("\n".join([told, *missing_lines(missing, texts)]))


async def bound_by_nobody(message: Message, bot: Bot) -> None:
    """The code stays good: the same person can send it again under their own name."""
    await message.reply(texts_in(await people.language_of(bot.id))("bound.anonymous"))
