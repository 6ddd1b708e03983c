"""Complaint → what people see: pure, from a sheet to text and buttons."""

from datetime import datetime

from bot.draft_card import draft_face
from bot.receipt import picking_face, receipt_face
from bot.speech import Face
from bot.texts import Texts
from desk.sheets import Sheet
from models.kinds import Status


def own_face(sheet: Sheet, texts: Texts, now: datetime) -> Face:
    """The resident's one live message, from the first sentence to the end."""
    if sheet.number is not None:
        return receipt_face(sheet, texts, now)
    if sheet.status is Status.DRAFT:
        return picking_face(sheet, texts) if sheet.picking else draft_face(sheet, texts, now)
    if sheet.merged_into is None:
        return Face(texts("draft.discarded"))
    return Face(texts("draft.merged", number=f"{sheet.merged_into:04d}"))
