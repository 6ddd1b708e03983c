"""How one is spoken to: the question and its keyboards, shown by more than one conversation."""

from aiogram.types import InlineKeyboardMarkup, Message

from bot.buttons import GOOD, ElderTap, LanguageTap, Locale, Rows, button, keyboard
from bot.texts import Texts, is_unclear, texts_in
from desk import people
from models import Person


async def ask_language(message: Message, person: Person, texts: Texts) -> None:
    """Once, whatever they came in by, and only where Telegram tells a language that we don't speak."""
    if is_unclear(person.language) and await people.asked_language(person):
        await message.answer(texts("language.which"), reply_markup=language_keyboard())


def language_keyboard() -> InlineKeyboardMarkup:
    """Every language under its own name: who reads none of the others still finds theirs."""
    return _markup(_languages())


def speaking_keyboard(texts: Texts, *, elder: bool) -> InlineKeyboardMarkup:
    """The languages, and short sentences on or off: nothing was asked, so the button says what it does."""
    label = texts.plain("elder.switch_off" if elder else "elder.switch_on")
    return _markup([*_languages(), [button(label, ElderTap(on=not elder))]])


def elder_rows(texts: Texts) -> Rows:
    """Asked once, where somebody may like it simpler."""
    yes = button(texts.plain("elder.button_on"), ElderTap(on=True), GOOD)
    return [[yes, button(texts.plain("elder.button_off"), ElderTap(on=False))]]


def _languages() -> Rows:
    names = [button(texts_in(locale).plain("language.name"), LanguageTap(locale=locale)) for locale in Locale]
    return [names[:2], names[2:]]


def _markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard(rows))
