"""The buttons of a home: whether somebody lives there, as what, who is invited, and who has left."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.buttons import HomeTap, HomeVerb, keyboard
from bot.choosing import elder_rows
from bot.home_words import LETTER, leaving_face, own_face, residence, roll_face, settled
from bot.speaking import edit, say_below
from bot.speech import Face
from bot.texts import Texts
from desk import claim_cards, claims, home_links, homes, housing, people
from desk.authority import Actor
from models import Person, Residency
from models.kinds import ResidencyKind, ResidencyState

SETTLES: Mapping[HomeVerb, Callable[[str, Actor, datetime], Awaitable[Residency]]] = {
    HomeVerb.CONFIRM: claims.confirm,
    HomeVerb.REFUSE: claims.refuse,
    HomeVerb.UPHOLD: claims.uphold,
    HomeVerb.PUT_OUT: claims.put_out,
    HomeVerb.LEAVE: housing.leave,  # what is only claimed; else it asks first
    HomeVerb.GONE: housing.leave,
}


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(tapped_home, HomeTap.filter())
    return router


async def tapped_home(
    tap: CallbackQuery,
    callback_data: HomeTap,
    bot: Bot,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    verb, ref = callback_data.verb, callback_data.ref
    if verb is HomeVerb.INVITE:
        await _invite(tap, bot, await home_links.invite(ref, actor, now), texts)
    elif verb is HomeVerb.STAY or (verb is HomeVerb.LEAVE and await _is_settled(ref, actor)):
        await edit(tap, await _asked_face(verb, ref, actor, texts))
    elif verb in SETTLES:
        residency = await SETTLES[verb](ref, actor, now)
        pressed = (tap.message.chat.id, tap.message.message_id) if tap.message else claim_cards.NOWHERE
        await claim_cards.answer_all(residency, now, but=pressed)
        await edit(tap, _said(verb, residency, actor, texts))
    else:
        await edit(tap, own_face(await homes.call_kind(ref, actor, ResidencyKind(verb)), texts))
        if verb is HomeVerb.FAMILY and await people.asked_elder(person):
            await say_below(tap, Face(texts("elder.offer"), keyboard(elder_rows(texts))))
        await tap.answer(texts.plain(f"home.kind_{verb}"))
        return
    await tap.answer()


async def _is_settled(ref: str, actor: Actor) -> bool:
    return (await housing.check_leave(ref, actor)).state is ResidencyState.CONFIRMED


async def _asked_face(verb: HomeVerb, ref: str, actor: Actor, texts: Texts) -> Face:
    """Whether they mean it; or that they live there as before."""
    residency = await housing.check_leave(ref, actor)
    own = residency.person_id == actor.person_id
    if verb is HomeVerb.LEAVE:
        return leaving_face(residency, texts, own=own)
    return own_face(residency, texts) if own else roll_face(residency, texts)


def _said(verb: HomeVerb, residency: Residency, actor: Actor, texts: Texts) -> str:
    values = {"home": residence(residency, texts), "name": residency.person.name}
    if verb in (HomeVerb.LEAVE, HomeVerb.GONE):
        mistaken = residency.state is ResidencyState.PENDING
        to_them = "home.told_wrong" if mistaken else "home.told_left"
        return texts(to_them if residency.person_id == actor.person_id else "home.told_leave", **values)
    if verb is HomeVerb.REFUSE and residency.state is ResidencyState.CONFIRMED:
        return texts("home.told_doubt", **values)
    return settled(residency, texts)


async def _invite(tap: CallbackQuery, bot: Bot, token: str, texts: Texts) -> None:
    me = bot._me  # noqa: SLF001 - set once at start; no handler may wait for Telegram
    link = f"https://t.me/{me.username}?start={LETTER}{token}" if me else f"/start {LETTER}{token}"
    await say_below(tap, texts("home.invitation", link=link))
