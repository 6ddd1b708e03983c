"""A resident reports: one sentence, a photo or a voice note is enough; then one tap."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons import DraftTap, DraftVerb, MergeTap, SortTap
from bot.choosing import ask_language
from bot.draft_card import sorting_face
from bot.ending import chosen_to_end, offer_end
from bot.filing_buttons import JoinTap, LeaveTap, QuitTap
from bot.hearing import Heard, hears, means_it
from bot.speaking import edit
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import dispatch, filing, following, joining, quitting, refining
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Complaint, Person
from triage import Triage


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(reported, means_it, hears)
    router.callback_query.register(tapped_draft, DraftTap.filter())
    router.callback_query.register(tapped_category, SortTap.filter())
    router.callback_query.register(tapped_merge, MergeTap.filter())
    router.callback_query.register(tapped_join, JoinTap.filter())
    router.callback_query.register(tapped_leave, LeaveTap.filter())
    router.callback_query.register(tapped_quit, QuitTap.filter())
    return router


async def reported(
    message: Message,
    heard: Heard,
    state: FSMContext,
    person: Person,
    texts: Texts,
    raw_state: str | None = None,
) -> None:
    if raw_state is not None:
        await state.clear()
    await heard.as_report()
    await ask_language(message, person, texts)


async def tapped_draft(
    tap: CallbackQuery,
    callback_data: DraftTap,
    state: FSMContext,
    actor: Actor,
    triage: Triage,
    texts: Texts,
    now: datetime,
) -> None:
    """Whatever was being typed about the draft is no longer waited for."""
    await state.clear()
    ref, verb, said = callback_data.ref, callback_data.verb, None
    if verb in (DraftVerb.FILE, DraftVerb.ALONE):
        said = _said(await filing.file(ref, actor, now, alone=verb is DraftVerb.ALONE), ref, texts)
    elif verb is DraftVerb.SPLIT:
        await refining.split(ref, actor, triage, now)
        said = texts.plain("draft.filed")
    elif verb is DraftVerb.DISCARD:
        await filing.discard(ref, actor, now)
    elif verb is DraftVerb.SORT:
        draft = await filing.draft_by_ref(ref, actor)
        await dispatch.drawn_over(draft)
        await edit(tap, sorting_face(await read_sheet(draft.id), texts))
    elif verb is DraftVerb.GO_ON:
        await dispatch.move_receipt_down(await filing.draft_by_ref(ref, actor), now)
    else:
        await dispatch.redraw(await filing.draft_by_ref(ref, actor))
    await tap.answer(said)


async def tapped_join(
    tap: CallbackQuery, callback_data: JoinTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    target = await joining.join(callback_data.ref, callback_data.into, actor, now)
    await tap.answer(texts.plain("join.joined", number=f"{target.number:04d}"))


async def tapped_leave(
    tap: CallbackQuery, callback_data: LeaveTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    """Something else after all: filed on its own at once, for it was confirmed before."""
    draft = await joining.leave(callback_data.ref, actor, now)
    await filing.file(draft.ref, actor, now, alone=True)
    await tap.answer(texts.plain("join.left"))


async def tapped_quit(
    tap: CallbackQuery, callback_data: QuitTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    target = await quitting.quit_it(callback_data.ref, actor, now)
    if tap.message is not None:
        await tap.message.answer(texts("join.quitted", number=f"{target.number:04d}"))
    await tap.answer()


def _said(filed: Complaint, ref: str, texts: Texts) -> str:
    """Filed, joined to what was open already, or a draft still that has to be looked at again."""
    if filed.ref != ref:
        return texts.plain("join.joined", number=f"{filed.number:04d}")
    return texts.plain("draft.filed" if filed.number else "draft.look_again")


async def tapped_category(tap: CallbackQuery, callback_data: SortTap, actor: Actor, now: datetime) -> None:
    draft = await refining.choose_category(callback_data.ref, actor, callback_data.category, now)
    await dispatch.redraw(draft)
    await tap.answer()


async def tapped_merge(
    tap: CallbackQuery, callback_data: MergeTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    draft = await filing.draft_by_ref(callback_data.ref, actor)
    ends = await chosen_to_end(draft, callback_data.into, actor)
    target = await following.merge(draft.ref, callback_data.into, actor, now)
    await tap.answer(texts.plain("draft.merged", number=f"{target.number:04d}"))
    if ends and tap.message is not None:
        await offer_end(target, draft.text, tap.message, texts, now)
