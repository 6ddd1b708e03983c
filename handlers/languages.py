"""How one is spoken to: the language, and short sentences with few buttons."""

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from bot.acting import texts_for
from bot.buttons import ElderTap, LanguageTap
from bot.choosing import speaking_keyboard
from bot.small_talk import SmallTalk, heard
from bot.speaking import edit
from bot.texts import Html, Texts
from bot.where import by_somebody, in_private
from desk import people
from models import Person


def build() -> Router:
    router = Router(name=__name__)
    asked = Command("language", "lang", ignore_mention=True, ignore_case=True)
    router.message.register(asked_for_languages, asked, in_private, by_somebody)
    router.message.register(asked_for_languages, in_private, by_somebody, StateFilter(None), wants_another)
    router.callback_query.register(chose_language, LanguageTap.filter())
    router.callback_query.register(chose_simplicity, ElderTap.filter())
    return router


async def wants_another(message: Message) -> bool:
    return message.reply_to_message is None and heard(message.text or "") is SmallTalk.LANGUAGE


async def asked_for_languages(message: Message, person: Person, texts: Texts) -> None:
    rows = speaking_keyboard(texts, elder=person.elder)
    await message.answer(texts("language.which"), reply_markup=rows)


async def chose_language(tap: CallbackQuery, callback_data: LanguageTap, bot: Bot, person: Person) -> None:
    await people.speak(person, callback_data.locale)
    await _say(tap, (await texts_for(person, bot.id))("language.chosen"))


async def chose_simplicity(tap: CallbackQuery, callback_data: ElderTap, bot: Bot, person: Person) -> None:
    await people.speak_simply(person, on=callback_data.on)
    texts = await texts_for(person, bot.id)
    await _say(tap, texts("elder.told_on" if callback_data.on else "elder.told_off"))


async def _say(tap: CallbackQuery, text: Html) -> None:
    await edit(tap, text)
    await tap.answer()
