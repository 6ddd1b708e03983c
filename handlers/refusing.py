"""What the desk refused, in the person's own words and language."""

from datetime import datetime
from html import escape

from aiogram import Bot
from aiogram.types import CallbackQuery, Message, Update

from bot.acting import texts_for
from bot.texts import Texts
from desk.errors import DeskError, Misplaced, NeedsApproval, NobodyHome, NotFound, NotNow, WrongTime
from desk.people import meet
from models.kinds import Action, Status

TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)


async def refuse(update: Update, refusal: DeskError, bot: Bot, now: datetime) -> None:
    """Answers a press with a toast and a message with a message; in groups only those whom it concerns."""
    event = update.callback_query or update.message
    if event is None or event.from_user is None:
        return
    user = event.from_user
    private = isinstance(event, Message) and event.chat.id == user.id
    person = await meet(
        user.id, user.full_name, user.language_code or "", now, private=private, bot_id=bot.id
    )
    text = words_for(refusal, await texts_for(person, bot.id))
    if isinstance(event, CallbackQuery):
        await bot.answer_callback_query(event.id, text=text[:TOAST_LIMIT])
    elif private:
        await bot.send_message(event.chat.id, escape(text, quote=False))
    elif not isinstance(refusal, NotFound):
        await event.as_(bot).reply(escape(text, quote=False))


def words_for(refusal: DeskError, texts: Texts) -> str:
    if isinstance(refusal, NotNow):
        return _moved_on(refusal, texts)
    if isinstance(refusal, NobodyHome):
        return texts.plain("help.no_estate")
    if isinstance(refusal, Misplaced):
        return texts.plain("refusal.old_button")
    if isinstance(refusal, NeedsApproval):
        return texts.plain(f"refusal.{type(refusal).__name__}", level=texts.plain(f"role.{refusal.level}"))
    days = refusal.days if isinstance(refusal, WrongTime) else 0
    return texts.plain(f"refusal.{type(refusal).__name__}", days=days)


def _moved_on(refusal: NotNow, texts: Texts) -> str:
    if refusal.action is Action.ACCEPT and refusal.by:
        return texts.plain("refusal.taken", name=refusal.by)
    if refusal.action is Action.ARRIVE and refusal.status is Status.ACCEPTED:
        return texts.plain("refusal.here")
    if refusal.action is Action.NOTE and refusal.status is Status.WAITING:
        return texts.plain("refusal.accept_first")
    return texts.plain("refusal.NotNow", status=texts.plain(f"status.{refusal.status}"))
