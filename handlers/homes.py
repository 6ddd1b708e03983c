"""Where somebody lives: a typed address, /home; and who decides about it."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.buttons import AddHomeTap, HomeTap, HomeVerb, PickHomeTap, Rows, WhichHomeTap, button, keyboard
from bot.choosing import elder_keyboard
from bot.home_grid import open_rows
from bot.home_words import LETTER, as_what, home_rows, outcome, residence
from bot.phrases import home_text
from bot.reading import is_command
from bot.small_talk import SmallTalk, heard
from bot.speaking import edit, say_below
from bot.speech import Face
from bot.texts import Texts
from bot.where import by_somebody, in_group, in_private
from desk import claims, following, home_links, homes, housing, people
from desk.addresses import LONGEST, address_of
from desk.authority import Actor
from models import Person, Residency
from models.kinds import ResidencyKind, ResidencyState
from triage import Triage

SETTLES = {HomeVerb.CONFIRM: claims.confirm, HomeVerb.REFUSE: claims.refuse, HomeVerb.LEAVE: housing.leave}


class Housing(StatesGroup):
    telling = State()


def build() -> Router:
    router = Router(name=__name__)
    home = Command("home", ignore_mention=True, ignore_case=True)
    router.message.register(asked_for_home, home, in_private, by_somebody)
    router.message.register(looked_up_home, home, in_group, by_somebody)
    router.message.register(told_home, StateFilter(Housing.telling), tells_home, in_private, by_somebody)
    router.message.register(answered_home, StateFilter(None), answers_home, in_private, by_somebody)
    router.callback_query.register(tapped_home, HomeTap.filter())
    router.callback_query.register(wants_to_add, AddHomeTap.filter())
    router.callback_query.register(picked_home, PickHomeTap.filter())
    router.callback_query.register(chose_home, WhichHomeTap.filter())
    return router


async def tells_home(message: Message, bot: Bot, person: Person, triage: Triage) -> bool:
    """Who wants a person gets one, whatever was asked, and a report is heard as a report."""
    text, talk = message.text or "", heard(message.text or "")
    if message.reply_to_message or not text or is_command(text) or talk is SmallTalk.PERSON:
        return False
    return bool(talk) or await homes.may_be_address(text, await people.community_of(person, bot.id), triage)


async def answers_home(message: Message, bot: Bot, person: Person, actor: Actor) -> bool:
    """An address and nothing else, unless it answers what staff asked: "9-11" may be a time."""
    if person.home_asked_at is None or not message.text or len(message.text) > LONGEST:
        return False
    community = await people.community_of(person, bot.id)
    if message.reply_to_message or await homes.of_person(person.id, community.id):
        return False
    return bool(await homes.understood(message.text, community)) and not await following.owes_answer(actor)


async def asked_for_home(message: Message, bot: Bot, person: Person, texts: Texts) -> None:
    community = await people.community_of(person, bot.id)
    lived = await homes.of_person(person.id, community.id)
    for residency in lived:
        await message.answer(_entry(residency, texts), reply_markup=_markup(home_rows(residency, texts)))
    add = [[button(texts.plain("home.button_add"), AddHomeTap())], *await open_rows(community.id, texts)]
    await message.answer(texts("home.more" if lived else "home.none"), reply_markup=_markup(add))


async def looked_up_home(message: Message, command: CommandObject, actor: Actor, texts: Texts) -> None:
    """The desk, in its group: /home 3-1-502."""
    there = await homes.on_roll(command.args or "", actor, message.chat.id)
    for residency in there:
        leave = HomeTap(verb=HomeVerb.LEAVE, ref=residency.ref)
        rows = _markup([[button(texts.plain("home.button_leave"), leave)]])
        entry = texts("home.lives", name=residency.person.name, entry=_entry(residency, texts))
        await message.reply(entry, reply_markup=rows)
    if not there:
        await message.reply(texts("home.nobody"))


async def wants_to_add(tap: CallbackQuery, bot: Bot, state: FSMContext, person: Person, texts: Texts) -> None:
    await state.set_state(Housing.telling)
    rows = await open_rows((await people.community_of(person, bot.id)).id, texts)
    await say_below(tap, Face(texts("welcome.home"), keyboard(rows)))
    await tap.answer()


async def told_home(
    message: Message, bot: Bot, state: FSMContext, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    if heard(message.text or ""):  # a mere "hello?" is no address
        await message.answer(texts("welcome.home"))
        return
    await state.clear()
    await _take_address(message, bot, person, actor, texts, now)


async def answered_home(
    message: Message, bot: Bot, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    await _take_address(message, bot, person, actor, texts, now)


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


async def chose_home(
    tap: CallbackQuery, callback_data: WhichHomeTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    await housing.choose(callback_data.ref, callback_data.home, actor, now)
    residency = await homes.by_ref(callback_data.home)
    await edit(tap, texts("home.chosen", home=residence(residency, texts)))
    await tap.answer()


async def tapped_home(
    tap: CallbackQuery,
    callback_data: HomeTap,
    bot: Bot,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    verb, ref = callback_data.verb, callback_data.ref
    if verb is HomeVerb.INVITE:
        await _invite(tap, bot, await home_links.invite(ref, actor, now), texts)
    elif verb in SETTLES:
        residency = await SETTLES[verb](ref, actor, now)
        own = residency.person_id == actor.person_id
        values = {"home": residence(residency, texts), "name": residency.person.name}
        mistaken = verb is HomeVerb.LEAVE and residency.state is ResidencyState.PENDING and own
        await edit(tap, texts("home.told_wrong" if mistaken else f"home.told_{verb}", **values))
    else:
        await homes.call_kind(ref, actor, ResidencyKind(verb))
        if verb is HomeVerb.FAMILY and isinstance(tap.message, Message) and await people.asked_elder(person):
            await tap.message.answer(texts("elder.offer"), reply_markup=elder_keyboard(texts))
        await tap.answer(texts.plain(f"home.kind_{verb}"))
        return
    await tap.answer()


async def _take_address(
    message: Message, bot: Bot, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    """One home: claimed. Several: asked which. None on the list: written down for the desk as it was told."""
    community = await people.community_of(person, bot.id)
    said = (message.text or "").strip()
    told = await homes.understood(said, community)
    meant = await homes.found(told, community) if told else []
    if len(meant) > 1:
        rows = [[button(home_text(address_of(each), texts), PickHomeTap(home=each.id))] for each in meant]
        await message.answer(texts("welcome.which_of"), reply_markup=_markup(rows))
        return
    home = meant[0] if meant else None
    residency = await claims.claim(actor, community, home, said[: claims.TOLD_LIMIT], now)
    await _say_home(message, residency, texts)


async def _say_home(message: Message, residency: Residency, texts: Texts) -> None:
    await message.answer(outcome(residency, texts), reply_markup=_markup(home_rows(residency, texts)))


def _entry(residency: Residency, texts: Texts) -> str:
    state = "" if residency.state is ResidencyState.CONFIRMED else texts("home.unsettled")
    return texts("home.entry", home=residence(residency, texts), kind=as_what(residency, texts)) + state


async def _invite(tap: CallbackQuery, bot: Bot, token: str, texts: Texts) -> None:
    me = bot._me  # noqa: SLF001 - set once at start; no handler may wait for Telegram
    link = f"https://t.me/{me.username}?start={LETTER}{token}" if me else f"/start {LETTER}{token}"
    await say_below(tap, texts("home.invitation", link=link))


def _markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard(rows))
