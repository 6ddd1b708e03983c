"""The first manager sets up an estate: a code, a name, a place, a language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.estate_faces import departments_named, estate_face, place_face, places_named, tongue_face
from bot.links import entry_link
from bot.reading import is_text, unslashed
from bot.setup_buttons import PlaceTap, TongueTap
from bot.speaking import edit, say, say_below
from bot.texts import Texts, texts_in
from bot.where import Says, by_somebody, command_with, in_private
from desk import founding
from desk.authority import Actor
from desk.calendar import region_of
from desk.founding import PLACES, Wish
from desk.overview import read_estate
from models import Person


class Founding(StatesGroup):
    naming = State()
    placing = State()
    timing = State()  # types a time zone, being somewhere else
    wording = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(began, Says(command_with("setup", "s_", "code")))
    router.message.register(named, StateFilter(Founding.naming), is_text)
    router.message.register(timed, StateFilter(Founding.timing), is_text)
    router.callback_query.register(placed, PlaceTap.filter(), StateFilter(Founding.placing))
    router.callback_query.register(worded, TongueTap.filter(), StateFilter(Founding.wording))
    return router


async def began(
    message: Message, code: str, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    await founding.begin(code, actor, now)
    await state.set_state(Founding.naming)
    await state.set_data({"code": code})
    await message.answer(texts("found.name"))


async def named(message: Message, state: FSMContext, texts: Texts) -> None:
    name = founding.good_name(unslashed(message.text or ""))
    if not name:
        await message.answer(texts("found.bad_name", most=founding.NAME_LIMIT))
        return
    await state.update_data(name=name)
    await state.set_state(Founding.placing)
    await say(message, place_face(name, texts))


async def placed(tap: CallbackQuery, callback_data: PlaceTap, state: FSMContext, texts: Texts) -> None:
    place = PLACES.get(callback_data.place)
    if place is None:
        await state.set_state(Founding.timing)
        await edit(tap, texts("found.timezone"))
    else:
        await state.update_data(timezone=place.timezone)
        await state.set_state(Founding.wording)
        await edit(tap, tongue_face(place.language, texts))
    await tap.answer()


async def timed(message: Message, state: FSMContext, texts: Texts) -> None:
    timezone = founding.good_timezone(message.text or "")
    if not timezone:
        await message.answer(texts("found.bad_timezone"))
        return
    await state.update_data(timezone=timezone)
    await state.set_state(Founding.wording)
    if not region_of(ZoneInfo(timezone)):
        await message.answer(texts("found.no_region", known=places_named(texts)))
    await say(message, tongue_face(texts.locale, texts))


async def worded(
    tap: CallbackQuery,
    callback_data: TongueTap,
    bot: Bot,
    state: FSMContext,
    person: Person,
    texts: Texts,
    now: datetime,
) -> None:
    said = await state.get_data()
    wish = Wish(said["name"], said["timezone"], callback_data.locale)
    names = departments_named(texts_in(callback_data.locale))
    community = await founding.found(said["code"], person, wish, names, bot.id, now)
    await state.clear()
    await edit(tap, texts("found.done", community=community.name))
    estate = await read_estate(community.id)
    await say_below(tap, estate_face(estate, texts, entry_link(bot, community.key)))
    await tap.answer()
