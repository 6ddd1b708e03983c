"""A resident writes back to the staff: by the button below their message, or as a reply to it."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.buttons import ReplyTap
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.speaking import say_below
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import relaying
from desk.authority import Actor, name_of
from desk.errors import NotFound, NotNow
from desk.sorting import is_about_those_who_see
from models import Complaint


class Replying(StatesGroup):
    words = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(wants_to_reply, ReplyTap.filter())
    router.message.register(wrote_back, StateFilter(Replying.words), hears)
    router.message.register(replied, hears, is_reply_to_staff)
    return router


async def wants_to_reply(
    tap: CallbackQuery, callback_data: ReplyTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    complaint = await relaying.check_may_reply(callback_data.ref, actor)
    await expect(state, Replying.words, ref=complaint.ref)
    await say_below(tap, texts("relay.how", worker=_worker(complaint, texts)))
    await tap.answer()


async def is_reply_to_staff(message: Message, bot: Bot, heard: Heard) -> dict[str, str] | bool:
    above = message.reply_to_message
    ref = await relaying.meant_by(bot.id, message.chat.id, above.message_id, staff=False) if above else None
    return {"ref": ref} if ref and await _may_go_there(ref, heard) else False


async def wrote_back(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    ref = str((await expected(state)).get("ref", ""))
    if await _may_go_there(ref, heard):
        await replied(message, heard, ref, texts)
    else:
        await state.clear()
        await heard.as_report()


async def replied(message: Message, heard: Heard, ref: str, texts: Texts) -> None:
    complaint = await relaying.reply(ref, heard.actor, heard.report, heard.now, heard.verdict)
    if complaint is not None:
        worker = _worker(complaint, texts)
        await message.answer(texts("relay.sent", worker=worker, number=f"{complaint.number:04d}"))


async def _may_go_there(ref: str, heard: Heard) -> bool:
    """Not to what is over, only joined, or talked of by those who would read it (D8): that is heard elsewhere."""
    try:
        complaint = await relaying.check_may_reply(ref, heard.actor)
    except (NotFound, NotNow):
        return False
    return not is_about_those_who_see(complaint, heard.report.text, heard.triage)


def _worker(complaint: Complaint, texts: Texts) -> str:
    return name_of(complaint.assignee) if complaint.assignee else texts.plain("relay.staff")
