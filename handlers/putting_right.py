"""The desk puts a case right: category, merge, split; and answers with words it uses often. In private."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.desk_buttons import DeskTap, DeskVerb, KindTap, OneTap, ReplyTap, ResortTap, WhomTap
from bot.desk_faces import (
    candidate_label,
    candidates_face,
    filed_face,
    kinds_face,
    replies_face,
    resort_face,
    sure_face,
    sure_whom_face,
    whom_face,
)
from bot.reading import is_text
from bot.speaking import edit, say
from bot.speech import Face
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import canned, merging, naming, putting_right, relaying, searching, taking_down
from desk.authority import Actor, name_of
from desk.changes import complaint_for
from desk.enclosing import Report
from desk.sheets import read_sheet
from models import Complaint
from models.kinds import Action, Category
from triage import Triage


class Righting(StatesGroup):
    splitting = State()
    wording = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(told_second, StateFilter(Righting.splitting), is_text)
    router.message.register(told_words, StateFilter(Righting.wording), is_text)
    router.callback_query.register(tapped, DeskTap.filter())
    router.callback_query.register(resorted, ResortTap.filter())
    router.callback_query.register(other_kind, KindTap.filter())
    router.callback_query.register(made_one, OneTap.filter())
    router.callback_query.register(replied, ReplyTap.filter())
    router.callback_query.register(named, WhomTap.filter())
    return router


async def tapped(
    tap: CallbackQuery, callback_data: DeskTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    complaint = await complaint_for(callback_data.ref, actor, NEEDS[callback_data.verb])
    taking_down.check_takes_down(actor, complaint.community_id)
    if callback_data.verb in ASKED:
        await state.set_state(ASKED[callback_data.verb])
        await state.set_data({"ref": complaint.ref})
        await edit(tap, texts(f"tools.{callback_data.verb}_how", number=f"{complaint.number:04d}"))
    elif callback_data.verb is DeskVerb.MERGE:
        await edit(tap, await _candidates(complaint, actor, texts))
    elif callback_data.verb is DeskVerb.ABOUT:
        staff = await naming.colleagues(complaint.ref, actor)
        await edit(tap, whom_face(await read_sheet(complaint.id), staff, texts))
    elif callback_data.verb is DeskVerb.KIND:
        await edit(tap, kinds_face(await read_sheet(complaint.id), texts))
    elif callback_data.verb is DeskVerb.REPLY:
        await edit(tap, await _replies(complaint, actor, texts))
    else:
        await edit(tap, resort_face(await read_sheet(complaint.id), texts))
    await tap.answer()


ASKED = {DeskVerb.SPLIT: Righting.splitting, DeskVerb.ADD_REPLY: Righting.wording}
NEEDS = {
    DeskVerb.SORT: Action.SORT,
    DeskVerb.KIND: Action.SORT,
    DeskVerb.MERGE: Action.MERGE,
    DeskVerb.SPLIT: Action.SPLIT,
    DeskVerb.ABOUT: Action.NAME,
    DeskVerb.REPLY: Action.TELL,
    DeskVerb.ADD_REPLY: Action.TELL,
}


async def resorted(
    tap: CallbackQuery, callback_data: ResortTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await putting_right.sort(callback_data.ref, actor, callback_data.category, now)
    category = texts.plain(f"category.{callback_data.category}")
    await _sorted(tap, complaint, category, texts)


async def other_kind(
    tap: CallbackQuery, callback_data: KindTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await putting_right.sort_kind(callback_data.ref, actor, callback_data.kind, now)
    kind = texts.plain(f"kind.{callback_data.kind}")
    await _sorted(tap, complaint, kind, texts)


async def _sorted(tap: CallbackQuery, complaint: Complaint, what: str, texts: Texts) -> None:
    await edit(tap, texts("tools.sorted", number=f"{complaint.number:04d}", category=what))
    await tap.answer()


async def made_one(
    tap: CallbackQuery, callback_data: OneTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    one, other = [await searching.case(ref, actor) for ref in (callback_data.ref, callback_data.into)]
    gone, target = merging.in_order(one, other)
    numbers = {"gone": gone.number or 0, "target": target.number or 0}
    if callback_data.sure:
        await merging.merge(gone.ref, target.ref, actor, now)
        await edit(tap, texts("tools.merged", **{name: f"{n:04d}" for name, n in numbers.items()}))
    else:
        await edit(tap, sure_face(gone.ref, target.ref, **numbers, texts=texts))
    await tap.answer()


async def named(
    tap: CallbackQuery, callback_data: WhomTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint, chosen = await naming.colleague(callback_data.ref, actor, callback_data.staff)
    taking_down.check_takes_down(actor, complaint.community_id)
    number, name = complaint.number or 0, name_of(chosen)
    if callback_data.sure:
        after = await naming.name(complaint.ref, actor, chosen.id, now)
        level = texts.plain(f"role.{after.level}")
        await edit(tap, texts("tools.about_done", number=f"{number:04d}", level=level))
    else:
        await edit(tap, sure_whom_face(complaint.ref, number, chosen.id, name, texts))
    await tap.answer()


async def told_second(
    message: Message, state: FSMContext, actor: Actor, triage: Triage, texts: Texts, now: datetime
) -> None:
    ref = str((await state.get_data())["ref"])
    await state.clear()
    second = await putting_right.split(ref, actor, (message.text or "").strip(), triage, now)
    await say(message, filed_face(await read_sheet(second.id), texts, now, confidential=False))


async def told_words(message: Message, state: FSMContext, actor: Actor, texts: Texts) -> None:
    """Kept for everybody at the desk, and offered at once for this case."""
    complaint = await searching.case(str((await state.get_data())["ref"]), actor)
    await state.clear()
    await canned.keep(complaint.community_id, actor, (message.text or "").strip())
    await say(message, await _replies(complaint, actor, texts))


async def replied(
    tap: CallbackQuery, callback_data: ReplyTap, bot: Bot, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await searching.case(callback_data.ref, actor)
    words = await canned.words_of(callback_data.reply, complaint.community_id, actor)
    reached = await relaying.tell(complaint.ref, actor, Report(bot.id, words), now, stock=True)
    key = "tools.replied" if reached else "tools.not_reached"
    await edit(tap, texts(key, number=f"{complaint.number:04d}", text=words))
    await tap.answer()


async def _replies(complaint: Complaint, actor: Actor, texts: Texts) -> Face:
    rows = await canned.replies_of(complaint.community_id, actor)
    return replies_face(await read_sheet(complaint.id), [(row.id, row.text) for row in rows], texts)


async def _candidates(complaint: Complaint, actor: Actor, texts: Texts) -> Face:
    others = await merging.candidates(complaint.ref, actor)
    labels = [(each.ref, _label(each, texts)) for each in others]
    return candidates_face(await read_sheet(complaint.id), labels, texts)


def _label(each: Complaint, texts: Texts) -> str:
    return candidate_label(each.number or 0, each.category or Category.OTHER, each.place or each.text, texts)
