"""Danger comes first: whatever somebody was doing, a cry is heard at once; and what those in danger may need."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from bot.danger_card import what_to_do
from bot.expecting import expected
from bot.filing_buttons import Need, NeedTap
from bot.hearing import Heard, hears
from bot.reading import is_command
from bot.saying import say_once
from bot.texts import Html, Texts
from bot.where import by_somebody, in_group, in_private
from desk import alarms, crying, danger, following, people
from desk.authority import Actor
from desk.notices import DANGER
from desk.policy import policy_for
from models import Community

SEEN = ReactionTypeEmoji(emoji="👀")


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(by_somebody)
    router.callback_query.register(tapped_need, NeedTap.filter())
    router.message.register(cried, in_private, hears, cries)
    router.message.register(cried_in_a_group, in_group, hears, cries, in_a_group_of_ours)
    return router


async def cries(_: Message, heard: Heard) -> bool:
    """Staff write of dangers in their work, too: what they report themselves filing hears."""
    return not heard.actor.posts and not is_command(heard.report.text) and heard.danger


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


async def in_a_group_of_ours(message: Message, bot: Bot) -> dict[str, Community] | bool:
    community = await people.community_at(message.chat.id, bot.id)
    return {"community": community} if community else False


async def cried_in_a_group(
    message: Message, bot: Bot, heard: Heard, community: Community, texts: Texts
) -> None:
    """Dispatched all the same. What to do and whom to call is said there, for everybody who reads along;
    the rest stays between them and the desk (T9).
    """
    report = replace(heard.report, message_id=None)  # a group counts its messages for itself
    await crying.cry(heard.actor, community, report, heard.triage, heard.now)
    danger_ = heard.triage.of(community.key).verdict(report.text).emergency or ""
    policy, zone = policy_for(community.policy), ZoneInfo(community.timezone)
    lines = [*what_to_do(danger_, policy, zone, texts), texts("danger.in_group")]
    lately = heard.now.timestamp() // alarms.ONE_DANGER.total_seconds()
    key = f"danger:{message.chat.id}:{heard.person.id}:{danger_}:{lately:.0f}"
    text = Html("\n".join(lines))
    await say_once(bot, message.chat.id, text, key, heard.now, reply_to=message.message_id, urgency=DANGER)


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
