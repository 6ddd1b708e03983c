"""One's own data: what is kept, a copy, nothing left; and the phone number, from one's own contact only."""

from collections.abc import Sequence
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.buttons import BAD, DeleteTap, PrivacyTap, PrivacyVerb, button, keyboard
from bot.home_words import phone_keyboard
from bot.small_talk import SmallTalk, heard
from bot.speaking import edit, say, say_below
from bot.speech import Face
from bot.texts import CHAINS, Texts, texts_in
from bot.where import by_somebody, in_private
from desk import callers, erasing, nameless, notices, people, privacy
from desk.authority import Actor
from desk.newcomers import CONSENT_VERSION
from models import Complaint, Person


def build() -> Router:
    router = Router(name=__name__)
    commands = {
        name: Command(name, ignore_mention=True, ignore_case=True)
        for name in ("privacy", "export_my_data", "delete_me")
    }
    router.message.register(asked_about_privacy, commands["privacy"], in_private, by_somebody)
    router.message.register(asked_about_privacy, in_private, by_somebody, StateFilter(None), wants_to_know)
    router.message.register(asked_for_copy, commands["export_my_data"], in_private, by_somebody)
    router.message.register(asked_to_delete, commands["delete_me"], in_private, by_somebody)
    router.message.register(shared_phone, shares_contact, in_private, by_somebody)
    router.message.register(keeps_phone_back, declines_phone, in_private, by_somebody)
    router.callback_query.register(tapped_privacy, PrivacyTap.filter())
    router.callback_query.register(tapped_delete, DeleteTap.filter())
    return router


async def wants_to_know(message: Message) -> bool:
    """In words; to be forgotten is one press further, like everything that can't be half meant."""
    return message.reply_to_message is None and heard(message.text or "") is SmallTalk.PRIVACY


async def shares_contact(message: Message) -> bool:
    return message.contact is not None


async def declines_phone(message: Message) -> bool:
    """The button's own words, in any language: they may have changed theirs meanwhile."""
    return message.text in {texts_in(locale).plain("phone.later") for locale in CHAINS}


async def asked_about_privacy(message: Message, texts: Texts) -> None:
    rows = [
        [button(texts.plain("privacy.button_copy"), PrivacyTap(verb=PrivacyVerb.EXPORT))],
        [button(texts.plain("privacy.button_delete"), PrivacyTap(verb=PrivacyVerb.DELETE))],
    ]
    markup = InlineKeyboardMarkup.model_validate(keyboard(rows))
    await message.answer(texts("privacy.whole", version=CONSENT_VERSION), reply_markup=markup)


async def asked_for_copy(_: Message, bot: Bot, person: Person, now: datetime) -> None:
    await _send_copy(bot, person, now)


async def _send_copy(bot: Bot, person: Person, now: datetime) -> None:
    await callers.join(person, person.phone, now)
    await notices.tell_person(person, await people.community_of(person, bot.id), "my_data", now, {})


async def asked_to_delete(message: Message, actor: Actor, texts: Texts, now: datetime) -> None:
    await say(message, _sure_face(await nameless.running(actor), texts, now))


def _sure_face(dangers: Sequence[Complaint], texts: Texts, now: datetime) -> Face:
    """To delete one's data calls nobody off; whoever thinks so is told before."""
    asked = DeleteTap(asked=int(now.timestamp()))
    sure = asked if dangers else PrivacyTap(verb=PrivacyVerb.SURE)
    rows = [
        [button(texts.plain("privacy.button_sure"), sure, BAD)],
        [button(texts.plain("privacy.button_keep"), PrivacyTap(verb=PrivacyVerb.KEEP))],
    ]
    numbers = " ".join(f"#{each.number or 0:04d}" for each in dangers)
    told = [texts("privacy.danger", numbers=numbers), ""] if dangers else []
    return Face("\n".join([*told, texts("privacy.sure")]), keyboard(rows))


async def shared_phone(message: Message, person: Person, texts: Texts, now: datetime) -> None:
    contact = message.contact
    if contact and await privacy.keep_phone(person, contact.phone_number, contact.user_id, now):
        await message.answer(texts("phone.kept"), reply_markup=ReplyKeyboardRemove())
    else:  # the button that it speaks of
        markup = ReplyKeyboardMarkup.model_validate(phone_keyboard(texts))
        await message.answer(texts("phone.not_yours"), reply_markup=markup)


async def keeps_phone_back(message: Message, texts: Texts) -> None:
    await message.answer(texts("phone.none"), reply_markup=ReplyKeyboardRemove())


async def tapped_privacy(
    tap: CallbackQuery,
    callback_data: PrivacyTap,
    bot: Bot,
    state: FSMContext,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    verb, said = callback_data.verb, None
    if verb is PrivacyVerb.EXPORT:
        await _send_copy(bot, person, now)
    elif verb is PrivacyVerb.DELETE:
        await say_below(tap, _sure_face(await nameless.running(actor), texts, now))
    elif verb is PrivacyVerb.KEEP:
        await edit(tap, texts("privacy.kept"))
    elif verb is PrivacyVerb.SURE:
        said = await _delete(tap, 0, state, actor, texts, now)
    await tap.answer(said, show_alert=said is not None)


async def tapped_delete(
    tap: CallbackQuery, callback_data: DeleteTap, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    said = await _delete(tap, callback_data.asked, state, actor, texts, now)
    await tap.answer(said, show_alert=said is not None)


async def _delete(
    tap: CallbackQuery, asked: int, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> str | None:
    """A question that told nothing of a danger that has come up since asks again."""
    dangers = await nameless.running(actor)
    if dangers and await nameless.newer(dangers, asked):
        await say_below(tap, _sure_face(dangers, texts, now))
        return None
    await state.clear()
    await erasing.erase(actor, now)
    return texts.plain("privacy.deleted")  # a toast: a message would be owed to a chat we have forgotten
