"""Before it is filed: the place, a photo, what kind of matter it is, and one step back."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.draft_card import place_face
from bot.expecting import expect, expected
from bot.filing_buttons import EditTap, EditVerb
from bot.hearing import Heard, hears
from bot.small_talk import heard as small_talk
from bot.speaking import edit
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import dispatch, filing, refining
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Complaint


class Refining(StatesGroup):
    place = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(tapped_edit, EditTap.filter())
    router.message.register(told_place, StateFilter(Refining.place), hears)
    return router


async def tapped_edit(
    tap: CallbackQuery,
    callback_data: EditTap,
    state: FSMContext,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    ref, said = callback_data.ref, None
    if callback_data.verb is EditVerb.PLACE:
        await _ask_place(tap, await filing.draft_by_ref(ref, actor), state, texts)
    elif callback_data.verb is EditVerb.PHOTO:
        await filing.draft_by_ref(ref, actor)
        said = texts.plain("draft.photo_how")
    elif callback_data.verb is EditVerb.WORK:
        await refining.ask_for_work(ref, actor, now)
    else:
        await refining.step_back(ref, actor, now)
    await tap.answer(said)


async def told_place(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    """The place in words; a mere "hello?" is none, and anything else belongs to the draft like any message."""
    if small_talk(heard.report.text):
        await message.answer(texts("draft.where"))
        return
    ref, report = str((await expected(state)).get("ref", "")), heard.report
    draft = await filing.draft_of(heard.actor)
    if report.text and not report.enclosures and draft is not None and draft.ref == ref:
        draft = await refining.set_place(ref, heard.actor, report.text, heard.triage, heard.now)
        await dispatch.move_receipt_down(draft, heard.now)
    else:
        await heard.as_report()


async def _ask_place(tap: CallbackQuery, draft: Complaint, state: FSMContext, texts: Texts) -> None:
    await expect(state, Refining.place, ref=draft.ref)
    await dispatch.drawn_over(draft)
    await edit(tap, place_face(await read_sheet(draft.id), texts))
