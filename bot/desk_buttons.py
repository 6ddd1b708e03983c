"""The buttons of the desk: taking down, finding, putting right; see bot.buttons."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.payload import Id, Ref
from models.kinds import Category, Kind


class JotVerb(StrEnum):
    FILE = "file"
    SORT = "sort"  # show the categories
    BACK = "back"
    DISCARD = "drop"


class JotTap(CallbackData, prefix="jd"):
    verb: JotVerb
    ref: Ref


class JotSortTap(CallbackData, prefix="jk"):
    category: Category
    ref: Ref


class CaseTap(CallbackData, prefix="jc"):
    """Open the case here, in private."""

    ref: Ref


class DeskVerb(StrEnum):
    SORT = "sort"  # show the categories
    KIND = "kind"  # show the kinds
    MERGE = "merge"  # show what it could be one with
    SPLIT = "split"
    ABOUT = "about"  # show of whom of the staff it could be
    REPLY = "reply"  # the words that are used again and again
    ADD_REPLY = "add"


class DeskTap(CallbackData, prefix="jt"):
    verb: DeskVerb
    ref: Ref


class ResortTap(CallbackData, prefix="jo"):
    category: Category
    ref: Ref


class KindTap(CallbackData, prefix="jn"):
    kind: Kind
    ref: Ref


class OneTap(CallbackData, prefix="jm"):
    """The two are one; asked once more before it is done."""

    sure: bool
    ref: Ref
    into: Ref


class WhomTap(CallbackData, prefix="jw"):
    """It is about this one of the staff; asked once more, since those who say so no longer see it."""

    sure: bool
    staff: Id
    ref: Ref


class ReplyTap(CallbackData, prefix="jr"):
    """Send these words to the resident."""

    reply: Id
    ref: Ref
