"""Staff write in private what a button asked them for."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery

from bot.buttons import TaskVerb
from bot.expecting import expect
from bot.speaking import say_below
from bot.texts import Texts

PROMPTS = {
    TaskVerb.ASK: "ask",
    TaskVerb.TELL: "tell",
    TaskVerb.REMARK: "note",
    TaskVerb.HOLD: "hold",
    TaskVerb.APPOINT: "when",
    TaskVerb.AGAIN: "when",
    TaskVerb.SETTLED: "when",
}


class Writing(StatesGroup):
    words = State()


async def begin(
    tap: CallbackQuery, state: FSMContext, verb: TaskVerb, ref: str, texts: Texts, **known: str
) -> None:
    """The next message in private is meant for this. Known: what was chosen or written before."""
    await expect(state, Writing.words, verb=str(verb), ref=ref, **known)
    prompt = "until" if known else PROMPTS[verb]
    await say_below(tap, texts(f"write.{prompt}", example=texts.plain("typed.example")))
    await tap.answer()
