"""What several faces of a complaint say in the same way."""

import re
from datetime import datetime
from functools import cache
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from bot.branches import branch, in_charge
from bot.texts import CHAINS, Texts, texts_in
from desk.addresses import Address, is_named
from desk.progress import Visit
from desk.sheets import Sheet
from desk.sorting import DANGERS, NAMED, THANKED
from models.kinds import Category, Discretion, Ending, Status

QUOTE_LIMIT = 40  # characters of the resident's own words on a card: about one line on a phone
OWN_WORDS_LIMIT = 200  # characters of the report in a notice
ALARM = "alarm"  # so begin the notices to those who run there: they read of the danger
PLACE_LIMIT = 80  # characters; more would bury the rest of the line
OVER = (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN)


def mended_for_now(sheet: Sheet) -> bool:
    return sheet.status is Status.DONE and sheet.work.ending == Ending.TEMPORARY


def cut(text: str, limit: int) -> str:
    """The beginning of a text. Before it becomes markup, so that no entity is cut in two."""
    return text if len(text) <= limit else text[:limit].rstrip("\u200d\ufe0f ") + "…"


def begun(text: str, columns: int) -> str:
    """The same by how wide it stands there, a Chinese character as two, and no word of other letters in two."""
    widths = accumulate(2 if _is_wide(letter) else 1 for letter in text)
    at = sum(width <= columns for width in widths)
    kept = text[:at]
    if at < len(text) and not text[at].isspace() and not _is_wide(text[at]):
        kept = kept.rpartition(" ")[0] or kept
    return cut(text, len(kept.rstrip()))


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"


def own_words(text: str) -> str:
    """Without what a button said in their place, for the staff to read."""
    return "\n".join(line for line in text.splitlines() if line not in _requests())


@cache
def _requests() -> frozenset[str]:
    return frozenset(texts_in(locale).plain("person.request") for locale in CHAINS)


def number_of(sheet: Sheet) -> str:
    """As people read it out on the phone: at least four digits."""
    return f"{sheet.number or 0:04d}"


def about(sheet: Sheet, texts: Texts) -> str:
    category = texts.plain(f"category.{sheet.category or Category.OTHER}")
    name = sheet.emergency if sheet.emergency in DANGERS else sheet.subject  # a shock is no power cut
    troubled = name in NAMED and sheet.kind not in THANKED  # a subject names what is wrong
    subject = texts.plain(f"subject.{name}") if troubled else ""
    return " · ".join(part for part in (category, subject, where(sheet, texts)) if part)


def where(sheet: Sheet, texts: Texts) -> str:
    """The home, and the place beside it; whoever goes there knows whether anybody confirmed the address."""
    mark = texts.plain("home.unsettled") if sheet.unsettled else ""
    home = home_text(sheet.home, texts) + mark if sheet.home else ""
    place = cut(sheet.place, PLACE_LIMIT) + ("" if home else mark)
    beside = texts.plain("line.beside", number=f"{sheet.beside:04d}") if sheet.beside else ""
    return " · ".join(part for part in (home, place, beside) if part)


def home_text(home: Address, texts: Texts) -> str:
    """As one says it there: the words between the numbers belong to the place, not to us."""
    flat = re.fullmatch(r"(\d+)-?(\d+|[A-Z])", home.room) if not home.room.isdigit() else None
    kind = "flat" if flat and flat[2].isalpha() else "sub"
    room = texts.plain(f"home.room_{kind}", floor=flat[1], flat=flat[2]) if flat else home.room
    unit = "_unit" if home.unit else ""
    key = f"home.named{unit}" if is_named(home.building) else f"home.numbered{unit}"
    return texts.plain(key, building=home.building, unit=home.unit, room=room)


def promised(sheet: Sheet, now: datetime) -> tuple[datetime | None, str]:
    """What was promised, and how its words end: an agreed time stands on the card by itself until it is late.

    While a question rests with the resident nothing is: the hour would move at the answer.
    """
    due, late = sheet.due(now), "_late" if sheet.overdue(now) else ""
    if sheet.rests(now):
        return due, "_asked"
    if not sheet.comes or due != sheet.visit_due_at:
        return due, late
    if not late and not sheet.emergency:
        return sheet.finish_due_at, ""
    return _as_said(sheet), f"_visit{late}"


def _as_said(sheet: Sheet) -> datetime | None:
    """When somebody comes: a time agreed on without the grace that we give ourselves, no time only proposed."""
    agreed, grace = sheet.work.agreed, sheet.policy.timing.agreed_grace
    return agreed if agreed and sheet.visit_due_at == agreed + grace else sheet.visit_due_at


def last_told(sheet: Sheet, due: datetime | None) -> datetime | None:
    """The time that the resident heard last: the new one, where the promised one won't be kept."""
    return max(due, sheet.later_at) if due and sheet.later_at else due


def coming(sheet: Sheet, now: datetime) -> Visit | None:
    """The time that stands beside the promise; once it is late, the promise itself names it."""
    visit = sheet.work.awaited(now)
    return None if visit and visit.at <= now and sheet.overdue(now) else visit


def words(sheet: Sheet, texts: Texts) -> str:
    """The resident's own words, one line of them, and what came along. Of a danger those that told it."""
    first = " ".join((sheet.work.cried or sheet.text).split())
    parts = [texts("staff.words", text=cut(first, QUOTE_LIMIT))] if first else []
    counts = (("photos", sheet.photos), ("voices", sheet.voices), ("others", sheet.others))
    parts += [texts.many(f"enclosed.{name}", n) for name, n in counts if n]
    return " ".join(parts)


def notice_text(notice: str, sheet: Sheet, facts: dict[str, Any], texts: Texts) -> str:
    category = texts.plain(f"category.{sheet.category or Category.OTHER}")
    place = where(sheet, texts)
    said = (notice.startswith(ALARM) and sheet.work.cried) or sheet.text
    known = {
        "number": number_of(sheet),
        "about": category,
        "place": f" {place}" if place else "",  # so that nothing gapes where none is known
        "department": in_charge(sheet, texts),
        "text": "" if sheet.discretion is Discretion.CONFIDENTIAL else cut(said, OWN_WORDS_LIMIT),
    }
    if "to" in facts:  # where it went
        facts = facts | {"to": branch(str(facts["to"]), sheet.language, texts)}
    return texts(f"notice.{notice}", **(known | facts))
