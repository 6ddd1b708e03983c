"""What a button means: a verb and an opaque reference, never a right (authority is checked when pressed)."""

from enum import StrEnum
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Id, Minute, Moment, Ref, Version
from models.kinds import Category, WithdrawReason

PRIMARY, GOOD, BAD = "primary", "success", "danger"  # Telegram's own button styles

Rows = list[list[dict[str, Any]]]
Chip = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,16}(\.[a-z0-9_]{1,16})?$")]


class DraftVerb(StrEnum):
    FILE = "file"
    SORT = "sort"  # show the categories
    BACK = "back"
    GO_ON = "go"  # show the draft again, below the reminder
    DISCARD = "drop"
    ALONE = "alone"  # not the same matter as the one that is offered
    SPLIT = "split"  # two matters, two complaints


class FollowVerb(StrEnum):
    """What a resident does with an open complaint."""

    ADD = "add"
    URGE = "urge"
    WISH = "wish"
    NEVER_MIND = "never"  # says nothing after all
    WITHDRAW = "undo"  # asks why first
    KEEP = "keep"
    RESTORE = "redo"
    NEW = "new"  # of a draft: a new matter, nothing that is open
    OPEN = "open"  # show it anew, below


class TaskVerb(StrEnum):
    ACCEPT = "take"
    ARRIVE = "here"
    ASK = "ask"
    DONE = "done"
    TEMPORARY = "temp"  # finished for now
    AGAIN = "again"  # not finished: somebody has to come once more
    APPOINT = "when"
    AGREE = "agree"  # to the time that the resident named
    SETTLED = "spoken"  # agreed on by phone or at the door
    HOLD = "hold"
    RESUME = "go"
    RETURN = "return"
    TRANSFER = "move"
    TELL = "tell"
    REMARK = "note"
    TAKE_BACK = "pull"
    REASSIGN = "give"
    PHONE = "phone"
    WHENCE = "flat"  # from which home it was reported, where the card doesn't say
    LOOK = "look"  # see what was attached
    MORE = "more"  # open the whole case in private
    BACK = "back"  # from a menu to the card


class Locale(StrEnum):
    """The languages one can choose: our catalogues."""

    HANS = "zh_Hans"
    HONG_KONG = "zh_Hant_HK"
    TAIWAN = "zh_Hant_TW"
    ENGLISH = "en"


class HomeVerb(StrEnum):
    CONFIRM = "yes"  # they live there: said by the desk or by those who do
    REFUSE = "no"
    UPHOLD = "stays"  # the desk, once somebody at home doubted it
    PUT_OUT = "out"
    LEAVE = "leave"  # asks whether they mean it, where that they live there is settled
    GONE = "gone"
    STAY = "here"
    INVITE = "invite"
    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"


class PrivacyVerb(StrEnum):
    EXPORT = "copy"
    DELETE = "delete"  # asks whether they are sure
    SURE = "sure"
    KEEP = "keep"


class Question(StrEnum):
    """The questions staff ask most, asked in the resident's own language."""

    HOME = "home"
    PHOTO = "photo"
    WHEN = "when"


class NoteVerb(StrEnum):
    """What becomes of one note."""

    ASK = "ask"
    TELL = "pass"
    INSIDE = "inside"  # stays between staff


class DraftTap(CallbackData, prefix="d"):
    verb: DraftVerb
    ref: Ref


class SortTap(CallbackData, prefix="k"):
    category: Category
    ref: Ref


class MergeTap(CallbackData, prefix="m"):
    ref: Ref
    into: Ref


class FollowTap(CallbackData, prefix="fo"):
    verb: FollowVerb
    ref: Ref


class WithdrawTap(CallbackData, prefix="wd"):
    why: WithdrawReason
    ref: Ref


class MineTap(CallbackData, prefix="my"):
    """A page of one's own matters, the open or the ended ones."""

    page: Annotated[int, Field(ge=1, le=9999)]
    over: bool = False


class PersonTap(CallbackData, prefix="pe"):
    """Wants to be contacted by a person."""

    wants: str = "call"


class TaskTap(CallbackData, prefix="t"):
    verb: TaskVerb
    ref: Ref


MENUS = frozenset(
    {
        TaskVerb.AGAIN,
        TaskVerb.APPOINT,
        TaskVerb.SETTLED,
        TaskVerb.HOLD,
        TaskVerb.RETURN,
        TaskVerb.TRANSFER,
        TaskVerb.REASSIGN,
        TaskVerb.TELL,
        TaskVerb.REMARK,
    }
)


class MenuTap(CallbackData, prefix="n"):
    """Asks for what has to be chosen or written first."""

    verb: TaskVerb
    ref: Ref


class ChipTap(CallbackData, prefix="c"):
    """What was chosen from a menu; several choices in a row are joined by dots."""

    verb: TaskVerb
    chip: Chip
    ref: Ref


class VisitVerb(StrEnum):
    YES = "yes"
    OTHER = "other"  # shows other times
    THEN = "then"  # would rather have this one


class VisitTap(CallbackData, prefix="v"):
    """About a time to come, in minutes since 1970: whoever presses an old one agrees to nothing new."""

    verb: VisitVerb
    minute: Minute
    ref: Ref


class ReplyTap(CallbackData, prefix="w"):
    """The resident wants to write back to the staff."""

    ref: Ref


class ListTap(CallbackData, prefix="b"):
    """Opens what a bundle tells of."""

    ref: Ref


class AskTap(CallbackData, prefix="q"):
    question: Question
    ref: Ref


class NoteTap(CallbackData, prefix="nt"):
    """The version is the note's: each bubble is about its own."""

    verb: NoteVerb
    version: Version
    ref: Ref


class AnswerTap(CallbackData, prefix="a"):
    """The resident wants to answer a question."""

    ref: Ref


class LanguageTap(CallbackData, prefix="l"):
    locale: Locale


class ElderTap(CallbackData, prefix="e"):
    """Short sentences and few buttons, or as usual."""

    on: bool


class HomeTap(CallbackData, prefix="h"):
    """About one residency."""

    verb: HomeVerb
    ref: Ref


class AddHomeTap(CallbackData, prefix="ha"):
    """Wants to say where they live."""


class PickHomeTap(CallbackData, prefix="hp"):
    """Which of the homes that an address can mean. Choosing claims, and proves nothing."""

    home: Id


class WhichHomeTap(CallbackData, prefix="hw"):
    """Which of somebody's homes a complaint is about."""

    ref: Ref
    home: Ref


class DeleteTap(CallbackData, prefix="pd"):
    """Sure, and told of the dangers of theirs that went on then."""

    asked: Moment


class PrivacyTap(CallbackData, prefix="pv"):
    """About one's own data; whose it is, Telegram says."""

    verb: PrivacyVerb


def task(verb: TaskVerb, ref: str) -> CallbackData:
    """A step of the work: done at the press, or after a choice."""
    return MenuTap(verb=verb, ref=ref) if verb in MENUS else TaskTap(verb=verb, ref=ref)


def button(text: str, tap: CallbackData, style: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"text": text, "callback_data": tap.pack()}
    return made | ({"style": style} if style else {})


def two_a_row(made: list[dict[str, Any]]) -> Rows:
    return [made[at : at + 2] for at in range(0, len(made), 2)]


def keyboard(rows: Rows) -> dict[str, Any] | None:
    """Bot API JSON; None when no button is left."""
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None
