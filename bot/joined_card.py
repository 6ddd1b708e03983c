"""The receipt of somebody who said "me too": the same news, none of the other's words."""

from dataclasses import replace
from datetime import datetime

from bot.buttons import button, keyboard
from bot.danger_card import NEEDS_HELP
from bot.filing_buttons import LeaveTap
from bot.phrases import number_of
from bot.receipt import receipt_face
from bot.speech import Face
from bot.texts import Texts
from desk.sheets import Own, Sheet


def joined_face(sheet: Sheet, texts: Texts, now: datetime) -> Face:
    rows = (
        [[button(texts.plain("join.leave"), LeaveTap(ref=sheet.ref))]] if sheet.status in NEEDS_HELP else []
    )
    title = texts("join.title", number=number_of(sheet))
    return Face(f"{title}\n{receipt_face(neighbours(sheet), texts, now).text}", keyboard(rows), pin=True)


def neighbours(sheet: Sheet) -> Sheet:
    """What the filer said, wished or added is theirs, and where they live, too."""
    return replace(sheet, own=Own(), text="", home=None)
