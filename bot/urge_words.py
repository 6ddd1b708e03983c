"""What somebody hears who has urged."""

from datetime import datetime

from bot.receipt import waits_for
from bot.texts import Texts
from desk.sheets import Sheet
from desk.urging import Urged


def urged_words(urged: Urged, sheet: Sheet, texts: Texts, now: datetime) -> str:
    """Who was reminded, or from when again, and what it waits for; plain text."""
    told = {(True, True): "both", (True, False): "worker", (False, True): "leaders"}
    key = told.get((urged.worker, urged.leaders), "noted") if urged.fresh else "again"
    again = texts.moment(urged.again_at, now, sheet.zone)
    who = urged.place or sheet.worker or sheet.department
    return f"{texts.plain(f'urge.told_{key}', who=who, again=again)}\n{waits_for(sheet, texts, now)}"
