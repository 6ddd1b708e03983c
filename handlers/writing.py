"""Staff write in private: what a button asked them for, or a reply that goes on to the resident."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, Message

from bot import menus
from bot.buttons import TaskVerb, keyboard
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.texts import Texts
from bot.typed_moments import read_moment
from bot.where import by_somebody, in_private
from bot.writing import Writing
from desk import appointing, holding, questions, relaying
from desk.authority import Actor
from desk.changes import complaint_by_ref
from desk.enclosing import Report
from models import Complaint


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(wrote, StateFilter(Writing.words), hears)
    router.message.register(replied, hears, is_reply_to_resident)
    return router


@dataclass(frozen=True)
class Written:
    """What was written, and about what."""

    message: Message
    report: Report
    complaint: Complaint
    actor: Actor
    texts: Texts
    now: datetime
    known: Mapping[str, Any] = field(default_factory=dict)  # what was chosen or written before

    @property
    def ref(self) -> str:
        return self.complaint.ref

    @property
    def says_something(self) -> bool:
        return bool(self.report.text) or any(item.file_id for item in self.report.enclosures)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.complaint.community.timezone)


async def is_reply_to_resident(message: Message, bot: Bot) -> dict[str, str] | bool:
    above = message.reply_to_message
    ref = await relaying.meant_by(bot.id, message.chat.id, above.message_id, staff=True) if above else None
    return {"ref": ref} if ref else False


async def replied(message: Message, heard: Heard, ref: str, texts: Texts) -> None:
    complaint = await complaint_by_ref(ref)
    await _tell(Written(message, heard.report, complaint, heard.actor, texts, heard.now))


async def wrote(message: Message, heard: Heard, state: FSMContext, texts: Texts) -> None:
    known = await expected(state)
    complaint = await complaint_by_ref(str(known.get("ref", "")))
    said = Written(message, heard.report, complaint, heard.actor, texts, heard.now, known)
    if again := await MEANT[TaskVerb(known["verb"])](said):
        await expect(state, Writing.words, **(known | again))


async def _ask(said: Written) -> dict[str, str] | None:
    if not said.says_something:
        return await _nothing(said)
    heard = await questions.ask(said.ref, said.actor, said.now, report=said.report)
    question = said.report.text or said.texts.plain("line.without_words")
    await said.message.answer(said.texts("task.asked" if heard else "task.told_nobody", question=question))
    return None


async def _tell(said: Written) -> None:
    reached = await relaying.tell(said.ref, said.actor, said.report, said.now)
    await said.message.answer(said.texts("task.told" if reached else "task.told_nobody"))


async def _remark(said: Written) -> dict[str, str] | None:
    if not said.says_something:
        return await _nothing(said)
    await relaying.remark(said.ref, said.actor, said.report, said.now)
    await said.message.answer(said.texts("task.remarked"))
    return None


async def _nothing(said: Written) -> dict[str, str]:
    """Neither words nor a file, a place on the map for instance: nobody could answer that."""
    await said.message.answer(said.texts("write.nothing"))
    return {"ref": said.ref}


async def _hold(said: Written) -> dict[str, str] | None:
    """First the reason, then until when; both may be typed."""
    named, reason = str(said.known.get("named", "")), str(said.known.get("reason", ""))
    if not (named or reason):
        return await _reason(said)
    at = read_moment(said.report.text, said.now, said.zone, said.texts, holding.GOES_ON)
    if at is None:
        return await _no_time(said)
    await holding.hold(said.ref, said.actor, said.now, until=at, reason=named, text=reason)
    until = said.texts.moment(at, said.now, said.zone)
    await said.message.answer(said.texts("task.held_until", when=until))
    return None


async def _no_time(said: Written) -> dict[str, str]:
    example = said.texts.plain("typed.example")
    await said.message.answer(said.texts("write.no_time", example=example))
    return {"ref": said.ref}


async def _reason(said: Written) -> dict[str, str]:
    """The date is chosen, or typed; the reason waits in the dialog."""
    times = await holding.choices(said.ref, said.actor, said.now)
    rows = menus.rests("written", said.ref, times, said.texts, said.now, said.zone)
    rows += menus.typed_day("written", said.ref, said.texts)
    markup = InlineKeyboardMarkup.model_validate(keyboard(rows))
    await said.message.answer(said.texts("task.hold_until"), reply_markup=markup)
    return {"reason": said.report.text}


async def _time(said: Written, *, again: bool = False) -> dict[str, str] | None:
    at = read_moment(said.report.text, said.now, said.zone, said.texts)
    if at is None:
        return await _no_time(said)
    await appointing.propose(said.ref, said.actor, at, said.now, again=again)
    await said.message.answer(said.texts("task.proposed", when=said.texts.moment(at, said.now, said.zone)))
    return None


async def _time_spoken_of(said: Written) -> dict[str, str] | None:
    at = read_moment(said.report.text, said.now, said.zone, said.texts)
    if at is None:
        return await _no_time(said)
    await appointing.settle(said.ref, said.actor, at, said.now)
    await said.message.answer(said.texts("task.agreed", when=said.texts.moment(at, said.now, said.zone)))
    return None


async def _time_again(said: Written) -> dict[str, str] | None:
    return await _time(said, again=True)


MEANT: dict[TaskVerb, Callable[[Written], Awaitable[dict[str, str] | None]]] = {
    TaskVerb.ASK: _ask,
    TaskVerb.TELL: _tell,
    TaskVerb.REMARK: _remark,
    TaskVerb.HOLD: _hold,
    TaskVerb.APPOINT: _time,
    TaskVerb.AGAIN: _time_again,
    TaskVerb.SETTLED: _time_spoken_of,
}
