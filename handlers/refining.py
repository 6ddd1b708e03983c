"""Before it is filed: the place, a photo, what kind of matter it is, and one step back."""

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.draft_card import place_face
from bot.expecting import expect, expected
from bot.filing_buttons import EditTap, EditVerb, PlaceHomeTap
from bot.hearing import Heard, hears
from bot.small_talk import heard as small_talk
from bot.small_talk import is_unsure, says_yes
from bot.speaking import edit
from bot.texts import Texts
from bot.typed_moments import read_moment
from bot.where import by_somebody, in_private
from desk import dispatch, filing, homes, refining
from desk.addresses import Address, address_of, plain
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Complaint


class Refining(StatesGroup):
    place = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(tapped_edit, EditTap.filter())
    router.callback_query.register(tapped_place, PlaceHomeTap.filter())
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
    """The place in words; a mere "hello?" is none, and anything else belongs to the draft like any message.

    Who can't say it is asked once more, kindly, and keeps the place that there was.
    """
    if small_talk(heard.report.text):
        await message.answer(texts("draft.where"))
        return
    known, report = await expected(state), heard.report
    ref, draft = str(known.get("ref", "")), await filing.draft_of(heard.actor)
    if draft is not None and draft.ref == ref and _names_no_place(heard, draft, texts):
        if known.get("again"):
            await dispatch.move_receipt_down(draft, heard.now)
            return
        await expect(state, Refining.place, ref=ref, again=True)
        await message.answer(texts("draft.where_roughly"))
    elif report.text and not report.enclosures and draft is not None and draft.ref == ref:
        draft = await refining.set_place(ref, heard.actor, report.text, heard.triage, heard.now)
        await dispatch.move_receipt_down(draft, heard.now)
    else:
        await heard.as_report()


def _names_no_place(heard: Heard, draft: Complaint, texts: Texts) -> bool:
    """A yes or no, "I don't know", or when somebody is in."""
    said = heard.report.text
    if not said or heard.report.enclosures:
        return False
    if is_unsure(said) or says_yes(said) is not None:
        return True
    zone, placed = ZoneInfo(draft.community.timezone), heard.verdict
    timed = read_moment(plain(said), heard.now, zone, texts) is not None
    return timed and not placed.place and not any(asdict(placed.spot).values())


async def tapped_place(
    tap: CallbackQuery, callback_data: PlaceHomeTap, state: FSMContext, actor: Actor, now: datetime
) -> None:
    await state.clear()
    await dispatch.redraw(await refining.set_home(callback_data.ref, actor, callback_data.home, now))
    await tap.answer()


async def _ask_place(tap: CallbackQuery, draft: Complaint, state: FSMContext, texts: Texts) -> None:
    await expect(state, Refining.place, ref=draft.ref)
    await dispatch.drawn_over(draft)
    await edit(tap, place_face(await read_sheet(draft.id), texts, await _homes_of(draft)))


async def _homes_of(draft: Complaint) -> list[tuple[str, Address]]:
    """All of theirs, where there is a choice."""
    lived = await homes.of_person(draft.filer_id or 0, draft.community_id)
    at = [(each.ref, address_of(each.home)) for each in lived if each.home is not None]
    return at if len(at) > 1 else []
