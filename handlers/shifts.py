"""Who is on duty, the weekly roster, and one shift handing over to the next."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from bot.duty_buttons import DutyTap, RosterOfTap, RosterTap, SignTap, TurnTap
from bot.duty_faces import duty_face, handover_face, roster_face, week_face
from bot.speaking import edit, say
from bot.speech import Face
from bot.texts import Texts, texts_in
from bot.where import Says, by_somebody, for_us, in_private
from desk import handing_over, people, rosters, shifts
from desk.authority import Actor
from desk.errors import NotFound
from desk.overview import read_colleague, read_estate
from desk.policy import policy_for
from models import Community, Staff


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(asked_who, Says(r"/duty(?:@\w+)?"), in_private, by_somebody)
    router.message.register(came, Says(r"/on(?:@\w+)?"), for_us, by_somebody)
    router.message.register(went, Says(r"/off(?:@\w+)?"), for_us, by_somebody)
    router.callback_query.register(tapped_duty, DutyTap.filter())
    router.callback_query.register(signed, SignTap.filter())
    router.callback_query.register(tapped_roster, RosterTap.filter())
    router.callback_query.register(tapped_person, RosterOfTap.filter())
    router.callback_query.register(tapped_turn, TurnTap.filter())
    return router


async def asked_who(message: Message, bot: Bot, actor: Actor, texts: Texts, now: datetime) -> None:
    """Whoever works in several estates sees each, with buttons of its own."""
    for community in await people.workplaces(actor, bot.id, message.chat.id):
        await say(message, await _duty_face(community, actor, texts, now))


async def came(message: Message, bot: Bot, actor: Actor, texts: Texts, now: datetime) -> None:
    if community := await _where(message, bot, actor, texts, now):
        name = await shifts.say_duty(actor, community, now, on=True)
        await message.reply(texts("duty.on", name=name))


async def went(message: Message, bot: Bot, actor: Actor, texts: Texts, now: datetime) -> None:
    if community := await _where(message, bot, actor, texts, now):
        name = await shifts.say_duty(actor, community, now, on=False)
        alone = await handing_over.warn_if_nobody(community, now)
        await message.reply(texts("duty.off_alone" if alone else "duty.off", name=name))


async def _where(message: Message, bot: Bot, actor: Actor, texts: Texts, now: datetime) -> Community | None:
    """Which of their estates; None when that is asked, in private, and buttons answer it."""
    works = await people.workplaces(actor, bot.id, message.chat.id)
    if len(works) == 1:
        return works[0]
    if not await in_private(message):
        raise NotFound
    await asked_who(message, bot, actor, texts, now)
    return None


async def tapped_duty(
    tap: CallbackQuery, callback_data: DutyTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    community = await _community(callback_data.community)
    await shifts.say_duty(actor, community, now, on=callback_data.on)
    alone = await handing_over.warn_if_nobody(community, now)
    await edit(tap, await _duty_face(community, actor, texts, now))
    await tap.answer(texts.plain("duty.alone") if alone else None, show_alert=alone)


async def signed(
    tap: CallbackQuery, callback_data: SignTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    first = await handing_over.sign(callback_data.occasion, actor, now)
    shift = await handing_over.read_handover(callback_data.occasion, now)
    await edit(tap, handover_face(shift, texts_in(shift.language, kept=True), now))
    await tap.answer(texts.plain("handover.yours" if first else "handover.taken", name=shift.signed_by))


async def tapped_roster(tap: CallbackQuery, callback_data: RosterTap, actor: Actor, texts: Texts) -> None:
    rosters.check_rosters(actor, callback_data.community)
    turns: dict[int, list[tuple[int, str]]] = {}
    for turn in await shifts.turns_of(callback_data.community):
        turns.setdefault(turn.staff_id, []).append((turn.weekday, turn.starts))
    estate = await read_estate(callback_data.community)
    await edit(tap, roster_face(estate, turns, callback_data.page, texts))
    await tap.answer()


async def tapped_person(tap: CallbackQuery, callback_data: RosterOfTap, actor: Actor, texts: Texts) -> None:
    await _show_week(tap, await rosters.rostered(callback_data.staff, actor), texts)


async def tapped_turn(tap: CallbackQuery, callback_data: TurnTap, actor: Actor, texts: Texts) -> None:
    post = await rosters.toggle(callback_data.staff, actor, callback_data.weekday, callback_data.nth)
    await _show_week(tap, post, texts)


async def _show_week(tap: CallbackQuery, post: Staff, texts: Texts) -> None:
    mine = [one for one in await shifts.turns_of(post.community_id) if one.staff_id == post.id]
    turns = [(one.weekday, one.starts) for one in mine]
    handovers = policy_for(post.community.policy).handovers
    await edit(tap, week_face(await read_colleague(post.id), handovers, turns, texts))
    await tap.answer()


async def _duty_face(community: Community, actor: Actor, texts: Texts, now: datetime) -> Face:
    mine = shifts.post_of(actor, community.id)
    here = await shifts.on_duty(community, now)
    may = rosters.makes_rosters(actor, community.id)
    return duty_face(await read_estate(community.id), here, mine, texts, makes_rosters=may)


async def _community(community_id: int) -> Community:
    found = await Community.get_or_none(id=community_id)
    if found is None:
        raise NotFound
    return found
