"""A manager changes the few policy values that matter, and adds departments."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.estate_faces import department_face
from bot.expecting import expect
from bot.policy_faces import choices_face, policy_face
from bot.reading import NONE, is_text, unslashed
from bot.setup_buttons import AddDepartmentTap, PhoneTap, PolicyTap, ValueTap
from bot.speaking import edit, say
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import arranging, choices, founding
from desk.authority import Actor, check_manages
from desk.overview import read_department
from models import Community


class Typing(StatesGroup):
    phone = State()
    department = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(typed_phone, StateFilter(Typing.phone), is_text)
    router.message.register(typed_department, StateFilter(Typing.department), is_text)
    router.callback_query.register(tapped_line, PolicyTap.filter())
    router.callback_query.register(chose_value, ValueTap.filter())
    router.callback_query.register(wants_phone, PhoneTap.filter())
    router.callback_query.register(wants_department, AddDepartmentTap.filter())
    return router


async def tapped_line(tap: CallbackQuery, callback_data: PolicyTap, actor: Actor, texts: Texts) -> None:
    check_manages(actor, callback_data.community)
    community = await Community.get(id=callback_data.community)
    line = callback_data.line
    await edit(
        tap,
        choices_face(community, line, texts) if line in choices.CHOICES else policy_face(community, texts),
    )
    await tap.answer()


async def chose_value(tap: CallbackQuery, callback_data: ValueTap, actor: Actor, texts: Texts) -> None:
    community = await choices.choose(callback_data.community, actor, callback_data.line, callback_data.value)
    await edit(tap, policy_face(community, texts))
    await tap.answer(texts.plain("colleague.kept"))


async def wants_phone(
    tap: CallbackQuery, callback_data: PhoneTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    await _ask(tap, state, Typing.phone, callback_data.community, actor, texts("policy.type_phone"))


async def typed_phone(message: Message, state: FSMContext, actor: Actor, texts: Texts) -> None:
    said = (message.text or "").strip()
    community_id = int((await state.get_data())["community"])
    community = await choices.say_phone(community_id, actor, "" if said == NONE else said)
    await state.clear()
    await say(message, policy_face(community, texts))


async def wants_department(
    tap: CallbackQuery, callback_data: AddDepartmentTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    await _ask(tap, state, Typing.department, callback_data.community, actor, texts("department.name"))


async def typed_department(message: Message, state: FSMContext, actor: Actor, texts: Texts) -> None:
    name = founding.good_name(unslashed(message.text or ""))
    if not name:
        await message.answer(texts("found.bad_name", most=founding.NAME_LIMIT))
        return
    community_id = int((await state.get_data())["community"])
    department = await arranging.add_department(community_id, actor, name)
    await state.clear()
    await say(message, department_face(await read_department(department), texts))


async def _ask(
    tap: CallbackQuery, state: FSMContext, typed: State, community: int, actor: Actor, how: str
) -> None:
    check_manages(actor, community)
    await expect(state, typed, community=community)
    await edit(tap, how)
    await tap.answer()
