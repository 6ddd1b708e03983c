"""The buttons of callbacks: the resident's answers, and what staff take down."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Ref
from models.callback_kinds import Contact, Reason, Recheck, Solved, Way
from models.kinds import Role

Round = Annotated[int, Field(ge=1, le=9999)]
Turn = Annotated[int, Field(ge=1, le=9999)]
Score = Annotated[int, Field(ge=1, le=5)]
NO_SCORE = 0  # the resident did not want to give one on the phone


class MindVerb(StrEnum):
    CHANGE = "change"  # wants to answer anew
    KEEP = "keep"  # after all not
    OFF = "off"  # solved after all: nobody has to come again
    BACK = "back"  # the trouble is back
    PRAISE = "praise"
    NO_PRAISE = "none"


class PhoneVerb(StrEnum):
    OPEN = "open"  # the task, in private
    PHONED = "phoned"  # got through
    VISITED = "visited"
    NOBODY = "nobody"
    LATER = "later"
    REFUSED = "refused"
    AGAIN = "again"  # back to the first question
    CAME = "came"  # the resident says by themselves what they would be asked


class CheckVerb(StrEnum):
    OPEN = "open"  # what was written down, and whom to ask
    AGREES = "agrees"
    DIFFERS = "differs"
    NOBODY = "nobody"


class AmendsVerb(StrEnum):
    OPEN = "open"  # whom to contact, what they said
    PHONED = "phoned"
    VISITED = "visited"
    NOBODY = "nobody"


class SolvedTap(CallbackData, prefix="s"):
    solved: Solved
    round: Round
    turn: Turn
    ref: Ref


class ScoreTap(CallbackData, prefix="r"):
    score: Score
    round: Round
    turn: Turn
    ref: Ref


class ReasonTap(CallbackData, prefix="cr"):
    reason: Reason
    round: Round
    ref: Ref


class ContactTap(CallbackData, prefix="cc"):
    contact: Contact
    round: Round
    ref: Ref


class MindTap(CallbackData, prefix="cm"):
    verb: MindVerb
    round: Round
    ref: Ref


class OpinionTap(CallbackData, prefix="co"):
    """A neighbour who joined says whether it is solved."""

    solved: Solved
    round: Round
    ref: Ref


class PhoneTap(CallbackData, prefix="p"):
    """A task to phone or to visit somebody."""

    verb: PhoneVerb
    tier: Role
    round: Round
    ref: Ref


class HeardTap(CallbackData, prefix="ph"):
    """What the resident said to the first question; nothing is written down yet."""

    way: Way
    solved: Solved
    tier: Role
    round: Round
    ref: Ref


class HeardScoreTap(CallbackData, prefix="pr"):
    """And to the second one: now it is taken down."""

    way: Way
    solved: Solved
    score: Annotated[int, Field(ge=NO_SCORE, le=5)]
    tier: Role
    round: Round
    ref: Ref


class CheckTap(CallbackData, prefix="pc"):
    """Somebody else asks again about a record."""

    verb: CheckVerb
    tier: Role
    round: Round
    ref: Ref


class AmendsTap(CallbackData, prefix="pa"):
    """Those who lead contact the resident after a bad answer."""

    verb: AmendsVerb
    ref: Ref


class ContradictTap(CallbackData, prefix="cd"):
    """Nobody contacted them, the resident says, whatever was written down."""

    record: Annotated[int, Field(ge=1, le=2**31)]
    ref: Ref


class BackTap(CallbackData, prefix="pb"):
    """The desk takes down that it is back."""

    ref: Ref


SPOKE = {AmendsVerb.PHONED: Way.PHONE, AmendsVerb.VISITED: Way.VISIT}
WAYS = {PhoneVerb.PHONED: Way.PHONE, PhoneVerb.VISITED: Way.VISIT}
FOUND = {
    CheckVerb.AGREES: Recheck.AGREES,
    CheckVerb.DIFFERS: Recheck.DIFFERS,
    CheckVerb.NOBODY: Recheck.NOBODY,
}
