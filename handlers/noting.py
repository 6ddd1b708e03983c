"""Staff reply to a card: what they found or did, a photo as proof, a question for the resident."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot import menus
from bot.buttons import AskTap, NoteTap, NoteVerb, keyboard
from bot.pressing import Press, pressed
from bot.reading import report_of
from bot.texts import texts_in
from bot.where import by_somebody
from desk import dispatch, noted, questions, working
from desk.authority import Actor


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(by_somebody)
    router.callback_query.register(chose_question, AskTap.filter(), pressed)
    router.callback_query.register(decided_on_note, NoteTap.filter(), pressed)
    router.message.register(replied_to_card, is_reply_to_card)
    return router


async def is_reply_to_card(message: Message) -> bool:
    above = message.reply_to_message
    return above is not None and await dispatch.card_at(message.chat.id, above.message_id) is not None


async def replied_to_card(message: Message, bot: Bot, actor: Actor, now: datetime) -> None:
    """A reply to a card is a note on it, with photos as proof; the bubble below offers what comes next."""
    above = message.reply_to_message
    card = await dispatch.card_at(message.chat.id, above.message_id if above else 0)
    report = report_of(message, bot.id)
    if card is None or report is None:
        return
    complaint = await working.note(card.complaint_id, actor, report, now)
    if complaint is not None:
        words = texts_in(complaint.community.language)
        rows = keyboard(menus.after_note(complaint.ref, words, complaint.version, words=bool(report.text)))
        markup = InlineKeyboardMarkup.model_validate(rows)
        await message.reply(words("task.noted", number=f"{complaint.number:04d}"), reply_markup=markup)


async def chose_question(_: CallbackQuery, callback_data: AskTap, press: Press) -> None:
    canned, texts = str(callback_data.question), press.texts
    heard = await questions.ask(callback_data.ref, press.actor, press.now, canned=canned)
    question = texts.plain(f"ask.{canned}")
    await press.settle(texts.plain("task.asked" if heard else "task.told_nobody", question=question))


async def decided_on_note(_: CallbackQuery, callback_data: NoteTap, press: Press) -> None:
    ref, version, texts = callback_data.ref, callback_data.version, press.texts
    match callback_data.verb:
        case NoteVerb.ASK:
            question, heard = await noted.ask(ref, press.actor, version, press.now)
            said = texts.plain("task.asked" if heard else "task.told_nobody", question=question)
        case NoteVerb.TELL:
            heard = await noted.tell(ref, press.actor, version, press.now)
            said = texts.plain("task.told" if heard else "task.told_nobody")
        case NoteVerb.INSIDE:
            await noted.keep_inside(ref, press.actor, version, press.now)
            said = texts.plain("task.kept")
    await press.settle(said)
