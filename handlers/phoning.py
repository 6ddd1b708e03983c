"""Staff ask in person, by phone or at the door, and take down what they heard: in private, by a script."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.callback_buttons import (
    WAYS,
    BackTap,
    HeardScoreTap,
    HeardTap,
    PhoneTap,
    PhoneVerb,
)
from bot.expecting import expect, expected
from bot.phone_card import came_face, heard_face, heard_score_face, script_face, slots_text, visits_face
from bot.reading import is_text
from bot.speaking import edit, rows_of, say, say_below
from bot.speech import Face
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import coming_back, contacting, phoning, rechecking, visits
from desk.asked import Asked, read_callback
from desk.authority import Actor
from desk.errors import NotFound
from desk.policy import policy_for
from desk.sheets import Sheet, read_sheet
from desk.slots import slots_of
from models import Person
from models.kinds import Role


class Noting(StatesGroup):
    words = State()  # what the resident said besides


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(asked_for_visits, Command("visits", ignore_mention=True, ignore_case=True))
    router.callback_query.register(pressed_phone, PhoneTap.filter())
    router.callback_query.register(heard_solved, HeardTap.filter())
    router.callback_query.register(heard_score, HeardScoreTap.filter())
    router.callback_query.register(heard_back, BackTap.filter())
    router.message.register(noted_words, StateFilter(Noting.words), is_text)
    return router


async def asked_for_visits(message: Message, actor: Actor, texts: Texts) -> None:
    """The to-do list: whom to contact, visits, and records that are to be checked."""
    if not actor.posts:
        raise NotFound  # to residents it is no command
    tasks, checks = await visits.tasks_of(actor), await rechecking.due_for(actor)
    await say(message, visits_face(tasks, checks, await contacting.calls_of(actor), texts))


async def pressed_phone(
    tap: CallbackQuery,
    callback_data: PhoneTap,
    bot: Bot,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    verb, ref, round_, tier = callback_data.verb, callback_data.ref, callback_data.round, callback_data.tier
    said = ""
    if verb is PhoneVerb.OPEN and not person.reachable:
        said = texts.plain("task.look_first")
    elif verb is PhoneVerb.OPEN:
        face = await _script(ref, actor, round_, tier, texts, now)
        await bot.send_message(person.telegram_id or 0, face.text, reply_markup=rows_of(face), **face.extra)
        said = texts.plain("phone.sent_private")
    elif verb is PhoneVerb.AGAIN:
        await edit(tap, await _script(ref, actor, round_, tier, texts, now))
    elif verb is PhoneVerb.CAME:
        sheet, asked = await _hearing(ref, actor, round_, tier)
        await say_below(tap, came_face(sheet, asked, texts))
    elif verb in WAYS:
        sheet, asked = await _hearing(ref, actor, round_, tier)
        await edit(tap, heard_face(sheet, asked, WAYS[verb], texts))
    else:
        await edit(tap, await _tried(verb, ref, actor, round_, tier, texts, now))
    await tap.answer(said or None)


async def heard_solved(tap: CallbackQuery, callback_data: HeardTap, actor: Actor, texts: Texts) -> None:
    heard = callback_data
    sheet, asked = await _hearing(heard.ref, actor, heard.round, heard.tier)
    await edit(tap, heard_score_face(sheet, asked, heard.way, heard.solved, texts))
    await tap.answer()


async def heard_score(
    tap: CallbackQuery,
    callback_data: HeardScoreTap,
    state: FSMContext,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    """Now it is taken down; their own words may follow."""
    heard = callback_data
    complaint = await phoning.record(
        heard.ref, actor, heard.round, heard.tier, heard.way, heard.solved, heard.score or None, now
    )
    await expect(state, Noting.words, ref=heard.ref, round=heard.round, tier=heard.tier)
    await edit(tap, texts("phone.recorded", number=f"{complaint.number:04d}"))
    await tap.answer()


async def heard_back(
    tap: CallbackQuery, callback_data: BackTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await coming_back.take_down(callback_data.ref, actor, now)
    await edit(tap, texts("back.taken_down", number=f"{complaint.number:04d}"))
    await tap.answer()


async def noted_words(message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime) -> None:
    data = await expected(state)
    ref, round_, tier = str(data["ref"]), int(data["round"]), Role(data["tier"])
    complaint = await phoning.add_words(ref, actor, round_, tier, message.text or "", now)
    await message.answer(texts("phone.words_taken", number=f"{complaint.number:04d}"))


async def _tried(
    verb: PhoneVerb, ref: str, actor: Actor, round_: int, tier: Role, texts: Texts, now: datetime
) -> str:
    if verb is PhoneVerb.REFUSED:
        complaint = await phoning.refuse(ref, actor, round_, tier, now)
        return texts("phone.refused", number=f"{complaint.number:04d}")
    if verb is PhoneVerb.LATER:
        complaint, told = await phoning.put_off(ref, actor, round_, tier, now)
        key = "phone.gone_up" if told else "phone.noted_later"
        return texts(key, number=f"{complaint.number:04d}", level=texts(f"role.{told}") if told else "")
    complaint, over = await phoning.try_(ref, actor, round_, tier, now)
    key = "phone.given_up" if over else "phone.noted_nobody"
    slots = slots_text(slots_of(policy_for(complaint.community.policy)), texts)
    return texts(key, number=f"{complaint.number:04d}", slots=slots)


async def _script(ref: str, actor: Actor, round_: int, tier: Role, texts: Texts, now: datetime) -> Face:
    """With the name and the number, for the one who phones and nobody else."""
    complaint, name, phone = await phoning.whom(ref, actor, round_, tier, now)
    sheet, asked = await _hearing(ref, actor, round_, tier)
    caller = actor.called_in(complaint.community_id)
    return script_face(sheet, asked, texts, now, caller=caller, name=name, phone=phone)


async def _hearing(ref: str, actor: Actor, round_: int, tier: Role) -> tuple[Sheet, Asked]:
    complaint = await phoning.hearing(ref, actor, round_, tier)
    asked = await read_callback(complaint.id, round_, tier)
    return await read_sheet(complaint.id), asked or Asked(round=round_, solved=None, score=None)
