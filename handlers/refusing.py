"""What the desk refused, in the person's own words and language."""

from datetime import datetime
from html import escape

from aiogram import Bot
from aiogram.types import CallbackQuery, Message, Update

from bot.acting import texts_for
from bot.reading import is_command
from bot.texts import Texts
from desk import flood
from desk.errors import DeskError, Misplaced, NeedsApproval, NobodyHome, NotFound, NotNow, WrongTime
from desk.flood import MESSAGE, PRESS
from desk.people import actor_for, meet
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
    # With what the handler did its cost was undone, too: a guesser's thousand links are a flood (T13).
    await flood.spend(person, bot.id, now, PRESS if isinstance(event, CallbackQuery) else MESSAGE)
    at_work, texts = bool((await actor_for(person)).posts), await texts_for(person, bot.id)
    text = words_for(refusal, texts, at_work=at_work)
    if isinstance(refusal, NotFound) and _is_command(event) and not at_work:
        text = texts.plain("unknown.command")  # one of the staff's: it named no matter that could be missing
    if isinstance(event, CallbackQuery):
        await bot.answer_callback_query(event.id, text=text[:TOAST_LIMIT])
    elif private:
        await bot.send_message(event.chat.id, escape(text, quote=False))
    elif not isinstance(refusal, NotFound):
        await event.as_(bot).reply(escape(text, quote=False))


def _is_command(event: CallbackQuery | Message) -> bool:
    """A link is none, though Telegram sends it as one."""
    said = event.text or "" if isinstance(event, Message) else ""
    return is_command(said) and not said.startswith("/start")


def words_for(refusal: DeskError, texts: Texts, *, at_work: bool) -> str:
    if isinstance(refusal, NotNow):
        return _moved_on(refusal, texts, at_work=at_work)
    if isinstance(refusal, NobodyHome):
        return texts.plain("help.no_estate")
    if isinstance(refusal, Misplaced):
        return texts.plain("refusal.old_button")
    if isinstance(refusal, NeedsApproval):
        return texts.plain(f"refusal.{type(refusal).__name__}", level=texts.plain(f"role.{refusal.level}"))
    days = refusal.days if isinstance(refusal, WrongTime) else 0
    return texts.plain(f"refusal.{type(refusal).__name__}", days=days)


def _moved_on(refusal: NotNow, texts: Texts, *, at_work: bool) -> str:
    if not at_work:  # cards are what staff see
        return texts.plain("refusal.NotNow_own", status=texts.plain(f"mine.status_{refusal.status}"))
    if refusal.action is Action.ACCEPT and refusal.by:
        return texts.plain("refusal.taken", name=refusal.by)
    if refusal.action is Action.ARRIVE and refusal.status is Status.ACCEPTED:
        return texts.plain("refusal.here")
    if refusal.action is Action.NOTE and refusal.status is Status.WAITING:
        return texts.plain("refusal.accept_first")
    return texts.plain("refusal.NotNow", status=texts.plain(f"status.{refusal.status}"))
