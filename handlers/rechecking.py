"""Somebody else asks again about a record of the phone: in private, by a script."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callback_buttons import FOUND, CheckTap, CheckVerb, PhoneTap, PhoneVerb
from bot.check_card import check_face, over_face
from bot.speaking import edit
from bot.texts import Texts
from desk import rechecking
from desk.authority import Actor
from desk.sheets import read_sheet


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(pressed_check, CheckTap.filter())
    return router


async def pressed_check(
    tap: CallbackQuery, callback_data: CheckTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    verb, ref, round_, tier = callback_data.verb, callback_data.ref, callback_data.round, callback_data.tier
    if verb is CheckVerb.OPEN:
        known = await rechecking.known(ref, actor, round_, tier, now)
        caller = actor.called_in(known.complaint.community_id)
        sheet = await read_sheet(known.complaint.id)
        await edit(tap, check_face(sheet, known, texts, now, caller=caller))
    else:
        complaint, found, again = await rechecking.say(ref, actor, round_, tier, FOUND[verb], now)
        anew = PhoneTap(verb=PhoneVerb.OPEN, tier=again, round=round_, ref=ref) if again else None
        await edit(tap, over_face(f"{complaint.number:04d}", found, anew, texts))
    await tap.answer()
