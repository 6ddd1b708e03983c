"""The resident's answers to the callback: solved, satisfied, why not, thanks; and "it's back"."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, ReplyKeyboardMarkup

from bot.callback_buttons import (
    ContactTap,
    MindTap,
    MindVerb,
    OpinionTap,
    ReasonTap,
    ScoreTap,
    SolvedTap,
)
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.home_words import phone_keyboard
from bot.opinion_words import opinion_face
from bot.speaking import edit, say_below, take_away
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import answers, dispatch, following, opinions
from desk.authority import Actor
from desk.sheets import read_sheet
from desk.sorting import is_about_those_who_see
from models import Person
from models.callback_kinds import Contact, Reason


class Telling(StatesGroup):
    why = State()  # what was bad
    thanks = State()  # what was good


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(said_solved, SolvedTap.filter())
    router.callback_query.register(said_score, ScoreTap.filter())
    router.callback_query.register(said_reason, ReasonTap.filter())
    router.callback_query.register(said_contact, ContactTap.filter())
    router.callback_query.register(changed_mind, MindTap.filter())
    router.callback_query.register(said_opinion, OpinionTap.filter())
    router.message.register(said_why, StateFilter(Telling.why), hears)
    router.message.register(thanked, StateFilter(Telling.thanks), hears)
    return router


async def said_solved(tap: CallbackQuery, callback_data: SolvedTap, actor: Actor, now: datetime) -> None:
    """On the card, or on the reminder: then the card comes down to where they are."""
    pressed = callback_data
    complaint = await answers.say_solved(pressed.ref, actor, pressed.round, pressed.turn, pressed.solved, now)
    at = tap.message.message_id if tap.message else 0
    if await dispatch.move_callback_down(complaint, pressed.round, at, now):
        await take_away(tap)
    await tap.answer()


async def said_score(tap: CallbackQuery, callback_data: ScoreTap, actor: Actor, now: datetime) -> None:
    pressed = callback_data
    await answers.say_score(pressed.ref, actor, pressed.round, pressed.turn, pressed.score, now)
    await tap.answer()


async def said_reason(
    tap: CallbackQuery,
    callback_data: ReasonTap,
    state: FSMContext,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    pressed = callback_data
    await answers.say_reason(pressed.ref, actor, pressed.round, pressed.reason, now)
    if pressed.reason is Reason.OTHER:
        await expect(state, Telling.why, ref=pressed.ref, round=pressed.round)
        await say_below(tap, texts("help.why_how"))
    await tap.answer()


async def said_contact(
    tap: CallbackQuery, callback_data: ContactTap, actor: Actor, person: Person, texts: Texts, now: datetime
) -> None:
    """Who wants to be phoned and has left no number is asked for it."""
    await answers.say_contact(callback_data.ref, actor, callback_data.round, callback_data.contact, now)
    if callback_data.contact is Contact.CALL and not person.phone and tap.message is not None:
        share = ReplyKeyboardMarkup.model_validate(phone_keyboard(texts))
        await tap.message.answer(texts("phone.to_call"), reply_markup=share)
    await tap.answer()


async def changed_mind(
    tap: CallbackQuery, callback_data: MindTap, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    ref, round_, verb = callback_data.ref, callback_data.round, callback_data.verb
    if verb is MindVerb.BACK:
        await answers.come_back(ref, actor, round_, now)
        await tap.answer(texts.plain("callback.is_back"), show_alert=True)
        return
    if verb is MindVerb.OFF:
        await answers.call_off(ref, actor, round_, now)
    elif verb in (MindVerb.CHANGE, MindVerb.KEEP):
        await answers.change_mind(ref, actor, round_, now, wants=verb is MindVerb.CHANGE)
    else:
        praised = verb is MindVerb.PRAISE
        await answers.praise(ref, actor, round_, praised=praised, now=now)
        if praised:
            await expect(state, Telling.thanks, ref=ref)
            await say_below(tap, texts("help.thanks_how"))
    await tap.answer()


async def said_opinion(
    tap: CallbackQuery, callback_data: OpinionTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    """A neighbour who joined: the question stays, with what they said; another answer is one tap away."""
    pressed = callback_data
    complaint = await opinions.say(pressed.ref, actor, pressed.round, pressed.solved, now)
    await edit(tap, opinion_face(await read_sheet(complaint.id), pressed.round, pressed.solved, texts))
    await tap.answer(texts.plain("opinion.taken"))


async def said_why(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    """In words or by voice. What is about those who would read it is a matter of its own (D8)."""
    known = await expected(state)
    ref, round_ = str(known.get("ref", "")), int(known.get("round", 1))
    if await _is_about_them(ref, heard):
        await heard.as_report()
        return
    await answers.say_words(ref, heard.actor, round_, heard.report, heard.now)
    await message.answer(texts("callback.words_taken"))


async def thanked(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    """Passed on in words; what is no text, or sounds like trouble, is heard as a report."""
    ref, report = str((await expected(state)).get("ref", "")), heard.report
    if not report.text or report.enclosures or await _is_about_them(ref, heard):
        await heard.as_report()
        return
    await answers.praise_in_words(ref, heard.actor, report.text, heard.now)
    await message.answer(texts("callback.thanks_taken"))


async def _is_about_them(ref: str, heard: Heard) -> bool:
    complaint = await following.theirs(ref, heard.actor)
    return complaint is not None and is_about_those_who_see(complaint, heard.report.text, heard.triage)
