"""Many new tasks in one message, while a group is being flooded."""

from datetime import datetime

from bot.buttons import ListTap, button, keyboard
from bot.speech import Face
from bot.texts import Texts
from desk.sheets import Sheet


def bundle_face(sheet: Sheet, left: int, first: datetime | None, texts: Texts, now: datetime) -> Face:
    """How many of them nobody has yet, and since when the oldest waits."""
    if not left or first is None:
        return Face(texts("bundle.taken"))
    rows = keyboard([[button(texts.plain("bundle.list"), ListTap(ref=sheet.ref))]])
    return Face(texts("bundle.title", n=left, when=texts.moment(first, now, sheet.zone)), rows)
