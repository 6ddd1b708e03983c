"""A resident answers a question that staff asked."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.buttons import AnswerTap
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.speaking import say_below
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import questions
from desk.authority import Actor, name_of
from desk.sorting import is_about_those_who_see


class Answering(StatesGroup):
    writing = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(wants_to_answer, AnswerTap.filter())
    router.message.register(answered, StateFilter(Answering.writing), hears)
    return router


async def wants_to_answer(
    tap: CallbackQuery, callback_data: AnswerTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    complaint = await questions.asked_of(callback_data.ref, actor)
    if complaint is None:
        await tap.answer(texts.plain("refusal.answered"), show_alert=True)
        return
    await expect(state, Answering.writing, ref=complaint.ref)
    worker = name_of(complaint.assignee) if complaint.assignee else ""
    await say_below(tap, texts("help.answer_how", worker=worker))
    await tap.answer()


async def answered(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    """In words, by voice or as a picture. What comes too late, or is about those who would read it (D8), is a report."""
    ref = str((await expected(state)).get("ref", ""))
    complaint = await questions.asked_of(ref, heard.actor)
    if complaint is None or is_about_those_who_see(complaint, heard.report.text, heard.triage):
        await heard.as_report()
    else:
        await questions.answer(ref, heard.actor, heard.report, heard.now, heard.verdict)
        worker = name_of(complaint.assignee) if complaint.assignee else texts.plain("relay.staff")
        await message.answer(texts("relay.sent", worker=worker, number=f"{complaint.number:04d}"))
