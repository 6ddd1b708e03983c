"""Those who lead contact whoever gave a bad answer, and record that they did; the resident may contradict."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.amends_card import amends_face, contradicted_face
from bot.callback_buttons import SPOKE, AmendsTap, AmendsVerb, ContradictTap
from bot.speaking import edit, say_below
from bot.speech import Face
from bot.texts import Texts
from desk import contacting
from desk.authority import Actor
from desk.privacy import phone_for
from desk.sheets import read_sheet
from models import Person


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(pressed_amends, AmendsTap.filter())
    router.callback_query.register(contradicted, ContradictTap.filter())
    return router


async def pressed_amends(
    tap: CallbackQuery, callback_data: AmendsTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    verb, ref = callback_data.verb, callback_data.ref
    if verb is AmendsVerb.OPEN:
        await say_below(tap, await _script(ref, actor, texts, now))
    else:
        complaint = await contacting.contact(ref, actor, SPOKE.get(verb), now)
        key = "amends.done" if verb in SPOKE else "amends.nobody"
        await edit(tap, texts(key, number=f"{complaint.number:04d}"))
    await tap.answer()


async def contradicted(
    tap: CallbackQuery, callback_data: ContradictTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    promise = await contacting.contradict(callback_data.ref, actor, callback_data.record, now)
    await edit(tap, contradicted_face(await read_sheet(promise.complaint.id), promise, texts, now))
    await tap.answer()


async def _script(ref: str, actor: Actor, texts: Texts, now: datetime) -> Face:
    promise = await contacting.task(ref, actor)
    complaint = promise.complaint
    phone = await phone_for(actor, complaint, now)
    resident = await Person.get_or_none(id=complaint.filer_id) if complaint.filer_id else None
    sheet = await read_sheet(complaint.id)
    return amends_face(sheet, promise, texts, now, name=resident.name if resident else "", phone=phone)
