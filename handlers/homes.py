"""Where somebody lives: a typed address, /home; and who decides about it."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.buttons import AddHomeTap, PickHomeTap, WhichHomeTap, button, keyboard
from bot.home_grid import open_rows
from bot.home_words import home_rows, outcome, own_face, residence, roll_face
from bot.reading import is_command
from bot.small_talk import SmallTalk, heard
from bot.speaking import edit, rows_of, say, say_below
from bot.speech import Face
from bot.taking_home import markup, remember, take_address
from bot.texts import Texts
from bot.where import by_somebody, in_group, in_private
from desk import claims, filing, following, home_mending, homes, housing, listing, newcomers, people
from desk.addresses import may_be_a_time, own_address
from desk.amid_words import LONGEST
from desk.authority import Actor
from desk.enclosing import Report
from models import Person
from triage import Triage


class Housing(StatesGroup):
    telling = State()


def build() -> Router:
    router = Router(name=__name__)
    home = Command("home", ignore_mention=True, ignore_case=True)
    router.message.register(asked_for_home, home, in_private, by_somebody)
    router.message.register(looked_up_home, home, in_group, by_somebody)
    router.message.register(told_home, StateFilter(Housing.telling), tells_home, in_private, by_somebody)
    router.message.register(answered_home, StateFilter(None), answers_home, in_private, by_somebody)
    router.callback_query.register(wants_to_add, AddHomeTap.filter())
    router.callback_query.register(picked_home, PickHomeTap.filter())
    router.callback_query.register(chose_home, WhichHomeTap.filter())
    return router


async def tells_home(message: Message, bot: Bot, person: Person, triage: Triage) -> bool:
    """Who wants a person gets one, whatever was asked, and a report is heard as a report."""
    text, talk = message.text or "", heard(message.text or "")
    if message.reply_to_message or not text or is_command(text) or talk is SmallTalk.PERSON:
        return False
    community = await people.community_of(person, bot.id)
    amid = await home_mending.told_amid(text, community, triage)
    return bool(talk or amid) or await homes.may_be_address(text, community, triage)


async def answers_home(message: Message, bot: Bot, person: Person, actor: Actor, triage: Triage) -> bool:
    """An address and nothing else, unless it answers what staff asked: "9-11" may be a time.

    Before they were asked, or had told one that was not theirs, only where they say that this is, or nothing else
    was said yet.
    """
    text = message.text or ""
    if message.reply_to_message or is_command(text) or len(text) > LONGEST or not _has_numbers(text):
        return False
    community = await people.community_of(person, bot.id)
    amid = await home_mending.told_amid(text, community, triage)
    told = (
        await homes.understood(amid.address, community) if amid else await homes.understood(text, community)
    )
    if told is None or await following.owes_answer(actor):
        return False
    if own_address(text):
        return not actor.posts
    if await homes.of_person(person.id, community.id):
        return False
    if amid and amid.besides:  # only as the answer
        return not actor.posts and person.home_asked_at is not None
    begins = not actor.posts and not may_be_a_time(told) and await _nothing_said(actor)
    asked = person.home_asked_at is not None or await homes.told_before(person.id, community.id)
    return asked or begins


def _has_numbers(text: str) -> bool:
    return any(map(str.isnumeric, text))


async def _nothing_said(actor: Actor) -> bool:
    if await filing.draft_of(actor) is not None or await following.open_matters(actor):
        return False
    return not (await listing.page_of(actor, 1, over=False)).joined


async def asked_for_home(
    message: Message,
    bot: Bot,
    command: CommandObject,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    """/home, or at once with the address: /home 3-1-502."""
    community, said = await people.community_of(person, bot.id), (command.args or "").strip()
    if await homes.understood(said, community):
        await take_address(message, said, community, actor, texts, now)
        return
    lived = await homes.of_person(person.id, community.id)
    for residency in lived:
        await say(message, own_face(residency, texts))
    add = [[button(texts.plain("home.button_add"), AddHomeTap())], *await open_rows(community.id, texts)]
    await message.answer(texts("home.more" if lived else "home.none"), reply_markup=markup(add))


async def looked_up_home(message: Message, command: CommandObject, actor: Actor, texts: Texts) -> None:
    """The desk, in its group: /home 3-1-502."""
    there = await homes.on_roll(command.args or "", actor, message.chat.id)
    for residency in there:
        face = roll_face(residency, texts)
        await message.reply(face.text, reply_markup=rows_of(face))
    if not there:
        await message.reply(texts("home.nobody"))


async def wants_to_add(tap: CallbackQuery, bot: Bot, state: FSMContext, person: Person, texts: Texts) -> None:
    await state.set_state(Housing.telling)
    rows = await open_rows((await people.community_of(person, bot.id)).id, texts)
    await say_below(tap, Face(texts("welcome.home"), keyboard(rows)))
    await tap.answer()


async def told_home(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    if heard(message.text or ""):  # a mere "hello?" is no address
        await message.answer(texts("welcome.home"))
        return
    await state.clear()
    community = await people.community_of(person, bot.id)
    amid = await home_mending.told_amid(message.text or "", community, triage)
    said = amid.address if amid else message.text or ""
    await remember(await take_address(message, said, community, actor, texts, now), message, state)


async def answered_home(
    message: Message,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    """Whoever has said nothing else yet is asked what is wrong. What else they say goes to what is under way."""
    first, community = await _nothing_said(actor), await people.community_of(person, bot.id)
    amid = await home_mending.told_amid(message.text or "", community, triage)
    said = amid.address if amid else message.text or ""
    taken = await take_address(message, said, community, actor, texts, now, first=first)
    await remember(taken, message, state)
    matters = await following.matters_at_hand(actor)
    if amid and amid.besides and len(matters) == 1:
        report = Report(bot.id, amid.besides, message_id=message.message_id)
        await following.add_to(matters[0].ref, actor, report, triage, now)


async def picked_home(
    tap: CallbackQuery,
    callback_data: PickHomeTap,
    state: FSMContext,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    await state.clear()
    home = await homes.by_id(callback_data.home)
    told = "-".join(filter(None, (home.building, home.unit, home.room)))
    residency = await claims.claim(actor, home.community, home, told, now)
    await edit(tap, Face(outcome(residency, texts), keyboard(home_rows(residency, texts))))
    await tap.answer()
    await newcomers.after_home(actor, home.community, now)


async def chose_home(
    tap: CallbackQuery, callback_data: WhichHomeTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    await housing.choose(callback_data.ref, callback_data.home, actor, now)
    residency = await homes.by_ref(callback_data.home)
    await edit(tap, texts("home.chosen", home=residence(residency, texts)))
    await tap.answer()
