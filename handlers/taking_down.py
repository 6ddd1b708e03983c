"""The desk files for people who phone, visit or write: one line, one tap. Only in private (T9)."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.desk_buttons import JotSortTap, JotTap, JotVerb
from bot.desk_faces import filed_face, jot_sorting_face, jotted_face, refined_face
from bot.reading import is_text
from bot.speaking import edit, say
from bot.texts import Texts
from bot.where import Says, by_somebody, in_private
from desk import filing, homes, people, taking_down
from desk.authority import Actor
from desk.errors import DeskError
from desk.jotting import is_jotting, read_jotting
from desk.sheets import read_sheet
from models import Community, Person
from models.kinds import Discretion, Status
from triage import Triage


class Jotting(StatesGroup):
    line = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(asked_how, Says(r"/new(?:@\w+)?"))
    router.message.register(jotted, Says(r"/new(?:@\w+)?\s+(?P<line>.+)"))
    router.message.register(jotted, StateFilter(Jotting.line), is_text, as_line)
    router.message.register(jotted, StateFilter(None), is_pasted)
    router.callback_query.register(tapped, JotTap.filter())
    router.callback_query.register(sorted_by_hand, JotSortTap.filter())
    return router


async def as_line(message: Message) -> dict[str, str]:
    return {"line": message.text or ""}


async def is_pasted(message: Message, bot: Bot, person: Person, actor: Actor) -> dict[str, str] | bool:
    """A line that can only be a caller's, from somebody who takes them down."""
    line = message.text or ""
    if not actor.posts:
        return False
    try:
        community = await people.community_of(person, bot.id)
        taking_down.check_takes_down(actor, community.id)
    except DeskError:
        return False
    return is_jotting(line, await homes.named_buildings(community.id)) and {"line": line}


async def asked_how(
    message: Message, bot: Bot, state: FSMContext, person: Person, actor: Actor, texts: Texts
) -> None:
    community = await people.community_of(person, bot.id)
    taking_down.check_takes_down(actor, community.id)
    await state.set_state(Jotting.line)
    await message.answer(texts("jot.how", community=community.name))


async def jotted(
    message: Message,
    line: str,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    community: Community = await people.community_of(person, bot.id)
    names = await homes.named_buildings(community.id)
    told = read_jotting(line, lambda word: triage.verdict(word).confident, names)
    if not told.text:
        await message.answer(texts("jot.what"))
        return
    draft = await taking_down.take_down(actor, community, told, triage, now)
    await state.clear()
    sheet = await read_sheet(draft.id)
    if draft.status is Status.DRAFT:
        await say(message, jotted_face(sheet, told, texts))
    else:
        secret = draft.discretion is Discretion.CONFIDENTIAL
        await say(message, filed_face(sheet, texts, now, confidential=secret))


async def tapped(
    tap: CallbackQuery, callback_data: JotTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    draft = await taking_down.draft_of_caller(callback_data.ref, actor)
    if callback_data.verb is JotVerb.FILE:
        filed = await taking_down.confirm(draft.ref, actor, now)
        await edit(tap, filed_face(await read_sheet(filed.id), texts, now, confidential=False))
    elif callback_data.verb is JotVerb.DISCARD:
        await filing.discard(draft.ref, actor, now)
        await edit(tap, texts("jot.discarded"))
    elif callback_data.verb is JotVerb.SORT:
        await edit(tap, jot_sorting_face(await read_sheet(draft.id), texts))
    else:
        await edit(tap, refined_face(await read_sheet(draft.id), texts))
    await tap.answer()


async def sorted_by_hand(
    tap: CallbackQuery, callback_data: JotSortTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    draft = await taking_down.draft_of_caller(callback_data.ref, actor)
    await taking_down.sort_draft(draft.ref, actor, callback_data.category, now)
    await edit(tap, refined_face(await read_sheet(draft.id), texts))
    await tap.answer()
