"""A time to come is agreed: the resident says yes or names another, and so may the staff."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import menus
from bot.buttons import VisitTap, VisitVerb, keyboard
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.speaking import edit, say_below
from bot.speech import Face
from bot.texts import Texts
from bot.typed_moments import only_a_moment, read_moment
from bot.where import by_somebody, in_private
from desk import appointing, following
from desk.authority import Actor, name_of
from desk.changes import complaint_by_ref
from models import Complaint
from models.kinds import Action


class Choosing(StatesGroup):
    time = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(pressed_visit, VisitTap.filter())
    router.message.register(typed_time, StateFilter(Choosing.time), is_time)
    router.message.register(told_in_words, StateFilter(Choosing.time), hears)
    return router


async def pressed_visit(
    tap: CallbackQuery,
    callback_data: VisitTap,
    state: FSMContext,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    """Authority decides, not the chat: these buttons are in private only."""
    ref, at = callback_data.ref, datetime.fromtimestamp(callback_data.minute * menus.A_MINUTE, UTC)
    if callback_data.verb is VisitVerb.OTHER:
        await _offer(tap, ref, state, actor, texts, now)
        return
    await state.clear()
    if callback_data.verb is VisitVerb.YES:
        said = _said("visit.agreed", await appointing.agree(ref, actor, at, now), at, texts, now)
    else:
        said = _said("visit.asked", await appointing.prefer(ref, actor, at, now), at, texts, now)
    await edit(tap, said)
    await tap.answer()


async def is_time(
    message: Message, state: FSMContext, texts: Texts, now: datetime
) -> dict[str, datetime] | bool:
    """A time and hardly a word more: what else is said is told in words."""
    if not only_a_moment(message.text or "", texts):
        return False
    zone = ZoneInfo(str((await state.get_data()).get("zone", "UTC")))
    at = read_moment(message.text or "", now, zone, texts)
    return {"at": at} if at else False


async def typed_time(
    message: Message, at: datetime, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    ref = str((await state.get_data()).get("ref", ""))
    complaint = await appointing.prefer(ref, actor, at, now)
    await state.clear()
    await message.answer(_said("visit.asked", complaint, at, texts, now))


async def told_in_words(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    """No time of the clock: passed on as it is, or a report of its own when it is plainly about something else."""
    ref = str((await expected(state)).get("ref", ""))
    if await following.another_matter(ref, heard.actor, heard.report.text, heard.triage):
        await heard.as_report()
        return
    complaint = await appointing.wish(ref, heard.actor, heard.report, heard.now)
    worker = name_of(complaint.assignee) if complaint.assignee else texts.plain("relay.staff")
    await message.answer(texts("visit.wished", number=f"{complaint.number:04d}", worker=worker))


async def _offer(
    tap: CallbackQuery, ref: str, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    times = await appointing.choices(ref, actor, Action.PREFER, now)
    zone = (await complaint_by_ref(ref)).community.timezone
    await expect(state, Choosing.time, ref=ref, zone=zone)
    rows = keyboard(menus.other_times(ref, times, texts, now, ZoneInfo(zone)))
    await say_below(tap, Face(texts("visit.which", example=texts.plain("typed.example")), rows))
    await tap.answer()


def _said(key: str, complaint: Complaint, at: datetime, texts: Texts, now: datetime) -> str:
    when = texts.moment(at, now, ZoneInfo(complaint.community.timezone))
    worker = name_of(complaint.assignee) if complaint.assignee else texts.plain("relay.staff")
    return texts(key, when=when, number=f"{complaint.number:04d}", worker=worker)
