"""Staff open a case in private: from a link, or from the list of a bundle."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.buttons import ListTap, TaskTap, TaskVerb, button, keyboard
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import bundling, dispatch, reach, working
from desk.authority import Actor
from models import Complaint, Person
from models.kinds import Category

LINK = "/start w_"
LABEL_LIMIT = 32  # characters; more is cut by phones anyway


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(opened_link, in_private, by_somebody, is_link)
    router.callback_query.register(opened_list, ListTap.filter())
    return router


async def is_link(message: Message) -> bool:
    return (message.text or "").startswith(LINK)


async def opened_link(
    message: Message, bot: Bot, state: FSMContext, person: Person, actor: Actor, now: datetime
) -> None:
    """A link is no right: whoever follows it sees what they may see now."""
    await state.clear()
    await reach.person_back(bot.id, message.chat.id)
    complaint = await working.task_for((message.text or "").removeprefix(LINK).strip(), actor)
    await dispatch.show_bench(complaint, person, now)


async def opened_list(
    tap: CallbackQuery, callback_data: ListTap, bot: Bot, person: Person, actor: Actor, texts: Texts
) -> None:
    """One button for each that nobody has accepted yet, whatever has become of the first of them."""
    place = (tap.message.chat.id, tap.message.message_id) if tap.message else (0, 0)
    card = await bundling.bundle_at(*place)
    left = await bundling.bundled(card.id) if card else []
    await working.task_for(left[0].ref if left else callback_data.ref, actor)
    if not left:
        await tap.answer(texts.plain("bundle.taken"))
    elif not person.reachable or person.telegram_id is None:
        await tap.answer(texts.plain("task.look_first"))
    else:
        rows = [[_open(each, texts)] for each in left[: bundling.MOST_LISTED]]
        markup = InlineKeyboardMarkup.model_validate(keyboard(rows))
        await bot.send_message(person.telegram_id, texts("bundle.choose", n=len(left)), reply_markup=markup)
        await tap.answer(texts.plain("bundle.private"))


def _open(complaint: Complaint, texts: Texts) -> dict[str, Any]:
    category = texts.plain(f"category.{complaint.category or Category.OTHER}")
    label = texts.plain(
        "bundle.item", number=f"{complaint.number:04d}", about=f"{category} {complaint.place}"
    )
    return button(label[:LABEL_LIMIT].strip(), TaskTap(verb=TaskVerb.MORE, ref=complaint.ref))
