"""One's own matters: /my, by its button, and for those who lead the estate what was withdrawn."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons import MineTap
from bot.mine_card import mine_face, withdrawn_text
from bot.speaking import edit, say
from bot.speech import Face
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import listing
from desk.authority import Actor
from desk.sheets import read_sheet


def build() -> Router:
    router = Router(name=__name__)
    asked = Command("my", "status", ignore_mention=True, ignore_case=True)
    router.message.register(asked_for_mine, asked, in_private, by_somebody)
    led = Command("withdrawn", ignore_mention=True, ignore_case=True)
    router.message.register(asked_for_withdrawn, led, in_private, by_somebody)
    router.callback_query.register(turned_page, MineTap.filter())
    return router


async def asked_for_mine(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    await state.clear()
    await say(message, await _face(actor, 1, texts, now, over=False))


async def turned_page(
    tap: CallbackQuery, callback_data: MineTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    """The button may stand on a receipt as well, which stays as it is."""
    await edit(tap, await _face(actor, callback_data.page, texts, now, over=callback_data.over))
    await tap.answer()


async def asked_for_withdrawn(message: Message, actor: Actor, texts: Texts, now: datetime) -> None:
    """Why residents took complaints back, so that nobody is talked into it unseen."""
    await message.answer(withdrawn_text(await listing.withdrawn(actor, now), texts, now))


async def _face(actor: Actor, number: int, texts: Texts, now: datetime, *, over: bool) -> Face:
    page = await listing.page_of(actor, number, over=over)
    return mine_face(page, [await read_sheet(each) for each in page.ids], texts, now)
