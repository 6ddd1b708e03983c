"""Step by step: which kind, which matter, sent. One message that is edited, with a way back."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.filing_buttons import BeginTap, Start, StartTap, SubjectTap
from bot.hearing import means_it
from bot.hello import guide_face
from bot.person_words import called
from bot.small_talk import begins
from bot.speaking import edit, say
from bot.texts import Texts, texts_in
from bot.where import by_somebody, in_private
from desk import dispatch, filing, humans, people, refining
from desk.authority import Actor
from models import Community, Complaint, Person
from models.kinds import Category

SHORTCUTS = {
    Start.LIFT: (Category.REPAIRS, "elevator"),
    Start.DIRT: (Category.CLEANING, "cleanliness"),
}


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(asked_to_begin, wants_to_begin, means_it, in_private, by_somebody)
    router.callback_query.register(started, StartTap.filter())
    router.callback_query.register(began, BeginTap.filter())
    router.callback_query.register(chose_subject, SubjectTap.filter())
    return router


async def wants_to_begin(message: Message) -> bool:
    return message.reply_to_message is None and begins((message.text or "").lstrip("/"))


async def asked_to_begin(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    """ "I want to report something": the first step below, or what was begun already."""
    await state.clear()
    if draft := await filing.draft_of(actor):
        await message.answer(texts("hello.draft_waits"))
        await dispatch.move_receipt_down(draft, now)
    else:
        await say(message, guide_face(texts))


async def started(
    tap: CallbackQuery,
    callback_data: StartTap,
    bot: Bot,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    """A way to begin that the greeting offered."""
    what, said = callback_data.what, None
    if what is Start.GUIDE:
        await edit(tap, guide_face(texts))
    elif what is Start.CANCEL:
        await edit(tap, texts("start.cancelled"))
    elif what in SHORTCUTS:
        community = await people.community_of(person, bot.id)
        draft = await _begin(tap, community, actor, *SHORTCUTS[what], now)
        said = None if draft else texts.plain("start.draft_first")
    elif what is Start.PERSON:
        community = await people.community_of(person, bot.id)
        words = texts_in(community.language).plain("person.request")
        requested = await humans.ask_for_person(actor, community, bot.id, words, now)
        said = await called(requested, texts, now)
    await tap.answer(said, show_alert=what is Start.PERSON)


async def began(
    tap: CallbackQuery,
    callback_data: BeginTap,
    bot: Bot,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    community = await people.community_of(person, bot.id)
    draft = await _begin(tap, community, actor, callback_data.category, "", now)
    await tap.answer(None if draft else texts.plain("start.draft_first"))


async def chose_subject(tap: CallbackQuery, callback_data: SubjectTap, actor: Actor, now: datetime) -> None:
    await refining.choose_subject(callback_data.ref, actor, callback_data.subject, now)
    await tap.answer()


async def _begin(
    tap: CallbackQuery, community: Community, actor: Actor, category: Category, subject: str, now: datetime
) -> Complaint | None:
    """A new draft, which the message tapped on shows. None while another is unfinished: that is shown."""
    if tap.message is None:
        return None
    if unfinished := await filing.draft_of(actor):
        await dispatch.move_receipt_down(unfinished, now)
        return None
    shown = (tap.message.chat.id, tap.message.message_id)
    return await filing.begin_guided(actor, community, category, subject, shown, now)
