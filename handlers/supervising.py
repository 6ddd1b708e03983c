"""Judging and deciding, in private chat: severity, validity, more time, not ours, objections."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.judging_buttons import DecideTap, Decision, JudgeTap, JudgeVerb, SeverityTap, UntilTap, ValidityTap
from bot.judging_faces import dates_face, menu_face, severity_face, validity_face
from bot.reading import can_be_read
from bot.speaking import say_below, show_buttons
from bot.speech import Face
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import declining, extending, judging
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Complaint, Person
from models.kinds import Severity

REASON_LIMIT = 300  # characters: one sentence, not a letter
DECIDES: Mapping[Decision, Callable[[str, Actor, int, datetime], Awaitable[Complaint]]] = {
    Decision.GRANT: extending.grant,
    Decision.DENY: extending.deny,
    Decision.REFUSE: declining.refuse,
    Decision.KEEP: declining.keep,
    Decision.UPHOLD: declining.uphold,
    Decision.TAKE_UP: declining.take_up,
}


class Judging(StatesGroup):
    why_severity = State()
    which_loss = State()
    why_longer = State()
    why_not_ours = State()
    whose = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(judged, JudgeTap.filter())
    router.callback_query.register(chose_severity, SeverityTap.filter())
    router.callback_query.register(chose_validity, ValidityTap.filter())
    router.callback_query.register(chose_until, UntilTap.filter())
    router.callback_query.register(decided, DecideTap.filter())
    router.message.register(said_why_severity, StateFilter(Judging.why_severity), can_be_read)
    router.message.register(said_which_loss, StateFilter(Judging.which_loss), can_be_read)
    router.message.register(said_why_longer, StateFilter(Judging.why_longer), can_be_read)
    router.message.register(said_why_not_ours, StateFilter(Judging.why_not_ours), can_be_read)
    router.message.register(said_whose, StateFilter(Judging.whose), can_be_read)
    return router


async def judged(
    tap: CallbackQuery,
    callback_data: JudgeTap,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    verb, ref = callback_data.verb, callback_data.ref
    if verb is JudgeVerb.THANK:
        await judging.thank(ref, actor, now)
        await tap.answer(texts.plain("judge.thanked"))
    elif verb is JudgeVerb.TRACK:
        await judging.track(ref, actor, now)
        await tap.answer(texts.plain("judge.tracked"))
    elif verb is JudgeVerb.OBJECT:
        level = await declining.object_to(ref, actor, now)
        await tap.answer(texts.plain("object.sent", level=texts.plain(f"role.{level}")), show_alert=True)
    elif verb is JudgeVerb.LOSS:
        complaint = await judging.check_judge(ref, actor)
        face = Face(texts("judge.which_loss", number=f"{complaint.number:04d}"))
        if await _privately(tap, bot, person, face, texts):
            await _listen(state, Judging.which_loss, ref=ref)
    elif verb is JudgeVerb.REFUSE:
        complaint = await declining.check_propose(ref, actor)
        face = Face(texts("refuse.why", number=f"{complaint.number:04d}"))
        if await _privately(tap, bot, person, face, texts):
            await _listen(state, Judging.why_not_ours, ref=ref)
    else:
        await _privately(tap, bot, person, await _face(verb, ref, actor, texts, now), texts)


async def chose_severity(
    tap: CallbackQuery, callback_data: SeverityTap, state: FSMContext, actor: Actor, texts: Texts
) -> None:
    await judging.check_judge(callback_data.ref, actor)
    await _listen(state, Judging.why_severity, ref=callback_data.ref, severity=callback_data.severity)
    severity = texts.plain(f"severity.{callback_data.severity}")
    await _ask(tap, texts("judge.why_severity", severity=severity))


async def said_why_severity(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    given = await _heard(state)
    severity = Severity(given["severity"])
    reason = _words(message)
    complaint, kept = await judging.judge_severity(given["ref"], actor, severity, now, reason=reason)
    shown = texts.plain(f"severity.{severity}")
    said = texts("judge.severity_changed", number=f"{complaint.number:04d}", severity=shown)
    await message.answer(f"{said}\n{texts('judge.promise_stays')}" if kept else said)


async def said_which_loss(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    given = await _heard(state)
    complaint = await judging.mark_loss(given["ref"], actor, now, reason=_words(message))
    await message.answer(texts("judge.loss_marked", number=f"{complaint.number:04d}"))


async def chose_validity(
    tap: CallbackQuery, callback_data: ValidityTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    await judging.judge_validity(callback_data.ref, actor, callback_data.validity, now)
    await tap.answer(texts.plain("judge.validity_set"))


async def chose_until(
    tap: CallbackQuery, callback_data: UntilTap, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    complaint = await extending.check_ask(callback_data.ref, actor)
    await _listen(state, Judging.why_longer, ref=callback_data.ref, at=callback_data.at)
    sheet = await read_sheet(complaint.id)
    until = texts.moment(datetime.fromtimestamp(callback_data.at, UTC), now, sheet.zone)
    await _ask(tap, texts("extend.why", until=until))


async def said_why_longer(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    given = await _heard(state)
    until = datetime.fromtimestamp(int(given["at"]), UTC)
    level = await extending.ask(given["ref"], actor, now, until=until, reason=_words(message))
    await message.answer(texts("extend.asked", level=texts.plain(f"role.{level}")))


async def said_why_not_ours(message: Message, state: FSMContext, texts: Texts) -> None:
    given = await state.get_data()
    await _listen(state, Judging.whose, ref=str(given["ref"]), reason=_words(message))
    await message.answer(texts("refuse.contact"))


async def said_whose(message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime) -> None:
    given = await _heard(state)
    level = await declining.propose(given["ref"], actor, now, reason=given["reason"], contact=_words(message))
    await message.answer(texts("refuse.asked", level=texts.plain(f"role.{level}")))


async def decided(
    tap: CallbackQuery, callback_data: DecideTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    """The question keeps its text and loses its buttons."""
    decide = DECIDES[callback_data.decision]
    await decide(callback_data.ref, actor, callback_data.version, now)
    await show_buttons(tap, None)
    await tap.answer(texts.plain(f"decided.{callback_data.decision}"), show_alert=True)


async def _face(verb: JudgeVerb, ref: str, actor: Actor, texts: Texts, now: datetime) -> Face:
    if verb is JudgeVerb.MORE_TIME:
        dates = await extending.choices(ref, actor, now)
        sheet = await read_sheet((await extending.check_ask(ref, actor)).id)
        return dates_face(sheet, dates, texts, now)
    if verb is JudgeVerb.MENU:
        complaint, may = await judging.open_for(ref, actor)
        return menu_face(await read_sheet(complaint.id), may, texts)
    sheet = await read_sheet((await judging.check_judge(ref, actor)).id)
    return severity_face(sheet, texts) if verb is JudgeVerb.SEVERITY else validity_face(sheet, texts)


async def _privately(tap: CallbackQuery, bot: Bot, person: Person, face: Face, texts: Texts) -> bool:
    """The group is the board, the private chat the workbench. False when it can't be reached."""
    rows = InlineKeyboardMarkup.model_validate(face.keyboard) if face.keyboard else None
    if not person.reachable or person.telegram_id is None:
        await tap.answer(texts.plain("judge.start_first"), show_alert=True)
        return False
    await bot.send_message(person.telegram_id, face.text, reply_markup=rows)
    here = tap.message is not None and tap.message.chat.id == person.telegram_id
    await tap.answer(None if here else texts.plain("judge.in_private"))
    return True


async def _ask(tap: CallbackQuery, text: str) -> None:
    await say_below(tap, text)
    await tap.answer()


async def _listen(state: FSMContext, to: State, **given: object) -> None:
    await state.set_state(to)
    await state.set_data(given)


async def _heard(state: FSMContext) -> dict[str, str]:
    given = await state.get_data()
    await state.clear()
    return {key: str(value) for key, value in given.items()}


def _words(message: Message) -> str:
    return " ".join((message.text or message.caption or "").split())[:REASON_LIMIT]
