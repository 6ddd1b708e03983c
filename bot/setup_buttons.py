"""The buttons with which an estate is set up and staffed; see bot.buttons."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.payload import Id
from models.kinds import Category, Role


class DepartmentVerb(StrEnum):
    OPEN = "open"
    LINK = "link"  # a fresh one-time code for its group
    CATEGORIES = "sort"


class StaffVerb(StrEnum):
    OPEN = "open"
    LEAVE = "leave"  # asks whether they mean it
    GONE = "gone"


class PlaceTap(CallbackData, prefix="fp"):
    place: str  # a key of desk.founding.PLACES; "" somewhere else


class TongueTap(CallbackData, prefix="ft"):
    locale: str


class EstateTap(CallbackData, prefix="fe"):
    """Show the whole estate."""

    community: Id


class StaffListTap(CallbackData, prefix="fl"):
    community: Id
    page: Id = 0


class AddStaffTap(CallbackData, prefix="fa"):
    """Choose people with Telegram's own picker."""

    community: Id


class DepartmentTap(CallbackData, prefix="fd"):
    verb: DepartmentVerb
    department: Id


class CategoryTap(CallbackData, prefix="fk"):
    """This category is this department's from now on."""

    category: Category
    department: Id


class StaffTap(CallbackData, prefix="fs"):
    verb: StaffVerb
    staff: Id


class RankTap(CallbackData, prefix="fr"):
    rank: Role
    staff: Id


class MemberTap(CallbackData, prefix="fm"):
    """In or out of a department."""

    department: Id
    staff: Id


class AddDepartmentTap(CallbackData, prefix="fn"):
    community: Id


class PolicyTap(CallbackData, prefix="fy", sep="|"):
    """What could hold instead; without a line, all of them."""

    community: Id
    line: str


class ValueTap(CallbackData, prefix="fv", sep="|"):
    community: Id
    line: str
    value: str


class PhoneTap(CallbackData, prefix="ff"):
    """Type the duty desk's number."""

    community: Id
