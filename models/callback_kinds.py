"""The words of callbacks. Like those of models.kinds they are stored by value, so values never change."""

from enum import StrEnum


class Solved(StrEnum):
    """The resident's own answer to the first question of the callback."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class CallbackState(StrEnum):
    """How far a callback has come; only a resident's answer makes it ANSWERED (C1)."""

    ASKED = "asked"
    ANSWERED = "answered"  # in the chat, on the phone or at the door: see Callback.way
    PHONE = "phone"  # a person has to phone or to go there
    UNREACHED = "unreached"  # after documented tries in different slots
    REFUSED = "refused"  # the resident doesn't want to say
    MOOT = "moot"  # came to nothing: the next round began first, or nobody is left to hold it or to be asked


class Way(StrEnum):
    """How an answer reached us."""

    CHAT = "chat"  # the resident pressed it themselves
    PHONE = "phone"
    VISIT = "visit"


class Outcome(StrEnum):
    """What came of a try to reach somebody."""

    REACHED = "reached"
    NOBODY = "nobody"
    LATER = "later"  # asked to be called at another time
    REFUSED = "refused"  # doesn't want to say


class Slot(StrEnum):
    """When people are at home differs: three tries in one slot are one try."""

    DAY = "day"
    EVENING = "evening"
    WEEKEND = "weekend"  # and public holidays


class Reason(StrEnum):
    """What was bad, told only after a bad answer."""

    NOT_FIXED = "not_fixed"
    SLOW = "slow"
    MANNER = "manner"
    FEES = "fees"
    OTHER = "other"


class Contact(StrEnum):
    """How somebody wants to be contacted after a bad answer."""

    CALL = "call"
    VISIT = "visit"
    NOT_NOW = "not_now"


class Recheck(StrEnum):
    """What another person found who asked again about a record of the phone."""

    DUE = "due"
    AGREES = "agrees"
    DIFFERS = "differs"  # counted in no rate, and printed beside them
    NOBODY = "nobody"  # could not be asked again, in several tries


class EditionKind(StrEnum):
    """What is published by the calendar."""

    DIGEST = "digest"  # for leaders, every morning
    THEMES = "themes"  # for departments, every week
