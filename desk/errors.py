"""What the desk refuses, and why. One family; the words for people are in locales/.

DeskError
├── NotFound      no such complaint, or none of yours: the answer is the same (T8)
├── Misplaced     pressed where no live message of ours shows it: the answer is the same (T2, T8)
├── NotAllowed    you may not do this to this complaint
├── NotNow        the complaint has moved on
│   └── Outrun    somebody else was faster by a moment
├── WrongTime     not in the future, or further off than policy allows
│   └── NightTime  nobody is visited at night, unless there is danger
├── NeedsApproval  it would take longer than is allowed without a leader's consent (D3)
│   └── AlreadyLate  its end is over: nobody stops that alarm by themselves
├── ProofWanted   this kind of work is proven by a photo
├── TooMany       so many are open that no more is taken for now (T13)
├── BadCode       a one-time code that is used, expired or made up: the answer is the same (T6)
├── ManagersOnly  setting up an estate is its manager's
├── SupervisorsOnly  the roster is made by supervisors and those above
├── NotOnDuty     a shift is taken over by those who are on duty
├── DoesNotFit    a policy value that the others don't go with
├── Outranked     nobody changes the post of somebody above them
├── LastManager   somebody has to remain who may set up the estate
├── SpentLink     a link to a home is used, expired or made up: the answer is the same (T6)
├── ManyHomes     the desk is still checking several addresses of the same person (T13)
├── StaffStays    whoever works here is not forgotten before they have left
├── AlreadySettled  somebody else has decided it
├── NotYet        it is too early, for the clock only: it looks again
├── TooLate       it could be changed for some days, and they are over
├── UncivilHour   at night, or early on a day off: that nobody answers then says nothing
└── NobodyHome    no community or department takes this
"""

from dataclasses import dataclass, field
from datetime import datetime

from models.kinds import Action, Role, Status


class DeskError(Exception):
    """The desk refuses."""

    def __str__(self) -> str:
        return self.__doc__ or type(self).__name__


@dataclass(eq=False)
class NotFound(DeskError):
    """There is no such complaint, or it is not yours."""


@dataclass(eq=False)
class Misplaced(DeskError):
    """Pressed where no live message of ours shows it."""


@dataclass(eq=False)
class NotAllowed(DeskError):
    """You may not do this to this complaint."""

    action: Action | None = None  # None: it was not about a complaint


@dataclass(eq=False)
class NotNow(DeskError):
    """The complaint has moved on."""

    action: Action
    status: Status
    by: str = ""  # who has it now
    at: datetime | None = None
    number: int | None = None
    timezone: str = "UTC"


class Outrun(NotNow):
    """Somebody else changed the complaint in the same moment."""


@dataclass(eq=False)
class SpentLink(DeskError):
    """This link to a home is used, expired or unknown."""


@dataclass(eq=False)
class ManyHomes(DeskError):
    """The desk is still checking several addresses of the same person."""


@dataclass(eq=False)
class StaffStays(DeskError):
    """Whoever works here is not forgotten before they have left."""


@dataclass(eq=False)
class AlreadySettled(DeskError):
    """Somebody else has decided it already."""


@dataclass(eq=False)
class NotYet(DeskError):
    """Too early: the clock looks again."""

    until: datetime


@dataclass(eq=False)
class TooLate(DeskError):
    """The days in which this could be changed are over."""


@dataclass(eq=False)
class UncivilHour(DeskError):
    """At this hour a try that nobody answers doesn't count."""


@dataclass(eq=False)
class WrongTime(DeskError):
    """The time has to lie in the future, and not too far off."""

    days: int  # the most that policy allows


@dataclass(eq=False)
class NightTime(WrongTime):
    """Nobody is visited at night, unless there is danger."""


@dataclass(eq=False)
class NeedsApproval(DeskError):
    """It would take longer than is allowed without a leader's consent."""

    level: Role


@dataclass(eq=False)
class AlreadyLate(NeedsApproval):
    """It is past its end, and would rest on top of that."""


@dataclass(eq=False)
class ProofWanted(DeskError):
    """This kind of work is finished with a photo, or with a reason why there is none."""

    ref: str


@dataclass(eq=False)
class NobodyHome(DeskError):
    """No community or department takes this."""

    missing: str = field(default="community")


@dataclass(eq=False)
class TooMany(DeskError):
    """So many complaints of one person or home are open that no more is taken for now."""


@dataclass(eq=False)
class BadCode(DeskError):
    """The code is used, expired or made up."""


@dataclass(eq=False)
class ManagersOnly(DeskError):
    """Only a manager sets up an estate."""


@dataclass(eq=False)
class Outranked(DeskError):
    """Their post is above yours."""


@dataclass(eq=False)
class LastManager(DeskError):
    """The estate would be left without any manager."""


@dataclass(eq=False)
class SupervisorsOnly(DeskError):
    """Only a supervisor makes the roster."""


@dataclass(eq=False)
class NotOnDuty(DeskError):
    """You are not on duty in this shift."""


@dataclass(eq=False)
class DoesNotFit(DeskError):
    """The value doesn't go with the others."""
