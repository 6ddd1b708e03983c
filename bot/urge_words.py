"""What somebody hears who has urged."""

from datetime import datetime

from bot.branches import branch, in_charge
from bot.joined_card import neighbours
from bot.receipt import waits_for
from bot.texts import Texts
from desk.sheets import Sheet
from desk.urging import Urged


def urged_words(urged: Urged, sheet: Sheet, texts: Texts, now: datetime) -> str:
    """Who was reminded, or from when again, and what it waits for; plain text.

    Whoever joined doesn't hear what somebody else was asked.
    """
    sheet = neighbours(sheet) if urged.joined else sheet
    told = {(True, True): "both", (True, False): "worker", (False, True): "leaders"}
    key = told.get((urged.worker, urged.leaders), "noted") if urged.fresh else "again"
    again = texts.moment(urged.again_at, now, sheet.zone)
    who = branch(urged.place, sheet.language, texts) or sheet.worker or in_charge(sheet, texts)
    return f"{texts.plain(f'urge.told_{key}', who=who, again=again)}\n{waits_for(sheet, texts, now)}"
