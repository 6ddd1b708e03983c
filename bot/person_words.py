"""Somebody asked for a human being: who it is, and by when (one answer, whichever way they asked)."""

from datetime import datetime

from bot.branches import in_charge
from bot.phrases import number_of
from bot.texts import Texts
from desk.clocks import at_night
from desk.humans import Requested, who_answers
from desk.sheets import read_sheet
from models.kinds import Status


async def called(requested: Requested, texts: Texts, now: datetime) -> str:
    sheet = await read_sheet(requested.complaint.id)
    here = " / ".join(await who_answers(requested.complaint, now))
    who = here or in_charge(sheet, texts)
    if sheet.status is not Status.WAITING:
        return texts.plain("person.asked_taken", number=number_of(sheet), who=who)
    due = sheet.due(now)
    key = "person.asked" if requested.fresh else "person.asked_already"
    if due is None or due < now:
        return texts.plain(f"{key}_soon", number=number_of(sheet), who=who)
    if requested.fresh and here and at_night(now, sheet.policy, sheet.zone):
        key = "person.asked_night"  # they are there; the morning is only the end of it
    return texts.plain(key, number=number_of(sheet), who=who, when=texts.moment(due, now, sheet.zone))
