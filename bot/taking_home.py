"""A home that somebody tells, in whichever conversation: claimed, asked about, and remembered while it may be edited."""

from datetime import datetime

from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, Message

from bot.buttons import PickHomeTap, Rows, button, keyboard
from bot.home_words import heard_home, home_rows, outcome
from bot.phrases import home_text
from bot.texts import Texts
from desk import claims, homes, newcomers
from desk.addresses import address_of, own_address
from desk.authority import Actor
from models import Community, Residency

TOLD_IN, TOLD = "told_in", "told"  # the message that told a home, and which


async def take_address(
    message: Message,
    text: str,
    community: Community,
    actor: Actor,
    texts: Texts,
    now: datetime,
    *,
    first: bool = False,
) -> Residency | None:
    """One home: claimed. Several: asked which. None on the list: written down for the desk as it was told."""
    said = own_address(text) or text.strip()
    told = await homes.understood(said, community)
    meant = await homes.found(told, community) if told else []
    if len(meant) > 1:
        rows = [[button(home_text(address_of(each), texts), PickHomeTap(home=each.id))] for each in meant]
        await message.answer(texts("welcome.which_of"), reply_markup=markup(rows))
        return None
    home = meant[0] if meant else None
    residency = await claims.claim(actor, community, home, said[: claims.TOLD_LIMIT], now)
    told_back = heard_home(residency, texts) if first else outcome(residency, texts)
    await message.answer(told_back, reply_markup=markup(home_rows(residency, texts)))
    await newcomers.after_home(actor, community, now)
    return residency


async def remember(taken: Residency | None, message: Message, state: FSMContext) -> None:
    """What told it, as long as nothing else is talked about: it may be edited."""
    if taken is not None:
        await state.set_data({TOLD_IN: message.message_id, TOLD: taken.ref})


def markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard(rows))
