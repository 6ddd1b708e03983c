"""Danger comes first: whatever somebody was doing, a cry is heard at once; and what those in danger may need."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from bot.buttons import FollowVerb
from bot.danger_card import what_to_do
from bot.expecting import expected
from bot.filing_buttons import Need, NeedTap
from bot.hearing import Heard, hears
from bot.reading import is_command
from bot.saying import say_once
from bot.small_talk import (
    SmallTalk,
    calls_it_all_off,
    calls_off,
    heard,
    is_unsure,
    recants,
    says_yes,
    seems_over,
)
from bot.texts import Html, Texts
from bot.where import by_somebody, calls_us, in_group, in_private
from desk import (
    alarms,
    calming,
    crying,
    danger,
    dispatch,
    doubting,
    doubts,
    filing,
    following,
    people,
    refining,
    showing,
    undoing,
)
from desk.authority import Actor
from desk.notices import DANGER
from desk.policy import policy_for
from desk.undoing import Undone
from models import Community, Complaint
from models.kinds import Status

ADDING = "Telling:writing"  # to a complaint of theirs
SEEN = ReactionTypeEmoji(emoji="👀")


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(by_somebody)
    router.callback_query.register(tapped_need, NeedTap.filter())
    router.message.register(eased, in_private, hears, eases)
    router.message.register(brought_back, in_private, hears, brings_back)
    router.message.register(cried, in_private, hears, cries)
    router.message.register(answered_a_doubt, in_private, StateFilter(None), answers_a_doubt)
    router.message.register(called_off, in_private, hears, calls_it_off)
    router.message.register(cried_in_a_group, in_group, hears, cries, in_a_group_of_ours)
    return router


async def eases(message: Message, heard: Heard, raw_state: str | None = None) -> bool | dict[str, Any]:
    """Says in their own words that a danger is over, and tells of no other one."""
    actor, text = heard.actor, heard.report.text
    if raw_state not in (None, ADDING) or actor.posts or not seems_over(text):
        return False
    if heard.danger and not seems_over(text, firmly=True):
        return False
    draft = await filing.draft_of(actor)
    if draft is not None and doubts.is_asked(draft):
        return False  # said of what they were just asked
    above, meant = message.reply_to_message, None
    if above is not None:
        meant = await following.replied(actor, heard.report.bot_id, message.chat.id, above.message_id)
        if meant is None:
            return False
    about = await calming.meant_by(actor, heard.verdict, heard.now, meant, drafting=draft is not None)
    return bool(about) and {"about": about}


async def eased(
    message: Message, heard: Heard, about: list[Complaint], state: FSMContext, texts: Texts
) -> None:
    """Words alone end nothing: they are passed on, and the one tap that ends it, or calls again, is below them."""
    await state.clear()
    number, own = " #".join(f"{each.number:04d}" for each in about), False
    for each in about:
        own = own or each.filer_id == heard.actor.person_id
        if each.status in following.AT_WORK:
            await calming.pass_on(each, heard.actor, heard.report, heard.now)
    if about[0].emergency and about[0].status in following.AT_WORK:
        await message.answer(texts("talk.calm" if own else "talk.calm_joined", number=number))
    else:
        gone = about[0].status is Status.WITHDRAWN
        again = f"follow.{FollowVerb.RESTORE}" if gone else f"need.{Need.NOW}"
        await message.answer(texts("talk.calm_after", number=number, again=texts.plain(again)))
    for each in about:
        await showing.show_anew(each, message.chat.id, heard.now)


async def brings_back(_: Message, heard: Heard, raw_state: str | None = None) -> bool | dict[str, Undone]:
    """Says that it was no false alarm, without naming the danger once more."""
    text = heard.report.text
    if raw_state is not None or heard.actor.posts or not recants(text) or heard.danger:
        return False
    undone = await undoing.lately(heard.actor, heard.now)
    return undone is not None and {"undone": undone}


async def brought_back(message: Message, heard: Heard, undone: Undone) -> None:
    back = await undoing.bring_back(undone, heard.actor, heard.now, heard.report.text)
    await following.follow(back, heard.actor, heard.report, heard.now)
    await showing.show_anew(back, message.chat.id, heard.now)


async def cries(_: Message, heard: Heard) -> bool:
    """Staff write of dangers in their work, too: what they report themselves filing hears."""
    return not heard.actor.posts and not is_command(heard.report.text) and heard.danger


async def cried(message: Message, heard: Heard, state: FSMContext) -> None:
    """A reply, or what was just going to be written about, tells which complaint it is about."""
    known, above = await expected(state), message.reply_to_message
    actor, report = heard.actor, heard.report
    about_work_done = "round" in known  # asked about a round that is over, not about what is open
    meant = None if about_work_done else await following.theirs(str(known.get("ref", "")), actor)
    if above is not None:
        meant = await following.replied(actor, report.bot_id, message.chat.id, above.message_id) or meant
    recanted = recants(report.text)
    if await crying.cry(
        actor, await heard.community(), report, heard.triage, heard.now, meant, recanted=recanted
    ):
        await message.react([SEEN])


async def answers_a_doubt(message: Message, actor: Actor) -> bool | dict[str, Any]:
    """ "Yes", "no" or "don't know" to whether somebody is in danger: asked by their draft, or still when it was filed without."""
    text = message.text or ""
    yes = False if calls_off(text) else says_yes(text, strictly=True)
    if message.reply_to_message is not None or (yes is None and not is_unsure(text)):
        return False
    draft = await filing.draft_of(actor)
    doubted = draft if draft is None or doubts.is_asked(draft) else None
    if draft is None and heard(text) is not SmallTalk.THANKS:  # "I see" is no cry
        doubted = await doubting.open_for(actor)
    return doubted is not None and {"doubted": doubted, "yes": yes}


async def answered_a_doubt(
    message: Message, doubted: Complaint, actor: Actor, now: datetime, *, yes: bool | None
) -> None:
    """What to do and whom to call comes below the answer."""
    draft = doubted.status is Status.DRAFT
    if draft and yes is False:
        await refining.nobody_is_in_danger(doubted, actor, now)
        await dispatch.move_receipt_down(doubted, now)
        return
    if draft and yes is None:
        doubted = await doubting.file_unsure(doubted, actor, now)
    else:
        doubted = await doubting.answer(doubted, actor, message.text or "", now, yes=yes)
    await showing.show_anew(doubted, message.chat.id, now)


async def calls_it_off(
    message: Message, heard: Heard, raw_state: str | None = None
) -> bool | dict[str, Complaint]:
    """Not what staff asked for: there the same words are an answer; nor what is said of a draft."""
    text, actor, meant = message.text or "", heard.actor, None
    if raw_state not in (None, ADDING) or not calls_it_all_off(text):
        return False
    if not calls_off(text) and (raw_state is not None or await filing.draft_of(actor) is not None):
        return False
    if above := message.reply_to_message:
        meant = await following.replied(actor, heard.report.bot_id, message.chat.id, above.message_id)
    alarm = None if above and not meant else await calming.alarm_of(actor, heard.now, meant)
    return alarm is not None and {"alarm": alarm}


async def called_off(
    message: Message, heard: Heard, alarm: Complaint, state: FSMContext, texts: Texts
) -> None:
    """Words alone end nothing that people may run for: the one tap that does is offered below them."""
    await state.clear()
    await calming.pass_on(alarm, heard.actor, heard.report, heard.now)
    own = alarm.filer_id == heard.actor.person_id
    await message.answer(texts("talk.calm" if own else "talk.calm_joined", number=f"{alarm.number:04d}"))
    await showing.show_anew(alarm, message.chat.id, heard.now)


async def in_a_group_of_ours(message: Message, bot: Bot, heard: Heard) -> dict[str, Community] | bool:
    """Or in a group of the neighbours' own, where they call us by name: then it is of where they live."""
    community = await people.community_at(message.chat.id, bot.id)
    if community is None and calls_us(message, bot):
        community = await heard.community()
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
        await undoing.false_alarm(callback_data.ref, actor, now)
        await tap.answer()
