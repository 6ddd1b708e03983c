"""Danger comes first: whatever somebody was doing, a cry is heard at once; and what those in danger may need."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from bot.expecting import expected
from bot.filing_buttons import Need, NeedTap
from bot.hearing import Heard, hears
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import crying, danger, following
from desk.authority import Actor

SEEN = ReactionTypeEmoji(emoji="👀")


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.callback_query.register(tapped_need, NeedTap.filter())
    router.message.register(cried, hears, cries)
    return router


async def cries(_: Message, heard: Heard) -> bool:
    """Staff write of dangers in their work, too: what they report themselves filing hears."""
    return not heard.actor.posts and not heard.report.text.startswith("/") and heard.danger


async def cried(message: Message, heard: Heard, state: FSMContext) -> None:
    """A reply, or what was just going to be written about, tells which complaint it is about."""
    known, above = await expected(state), message.reply_to_message
    actor, report = heard.actor, heard.report
    about_work_done = "round" in known  # asked about a round that is over, not about what is open
    meant = None if about_work_done else await following.mine(str(known.get("ref", "")), actor)
    if above is not None:
        meant = await following.replied(actor, report.bot_id, message.chat.id, above.message_id) or meant
    if await crying.cry(actor, await heard.community(), report, heard.triage, heard.now, meant):
        await message.react([SEEN])


async def tapped_need(
    tap: CallbackQuery, callback_data: NeedTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    if callback_data.need is Need.NOW:
        await danger.call_now(callback_data.ref, actor, now)
        await tap.answer(texts.plain("need.called"))
    elif callback_data.need is Need.STAIRS:
        await danger.need_stairs(callback_data.ref, actor, now)
        await tap.answer(texts.plain("need.noted"))
    else:
        await danger.false_alarm(callback_data.ref, actor, now)
        await tap.answer()
