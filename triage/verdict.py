"""What triage says about a text: plain frozen values, free of any library."""

from dataclasses import dataclass
from typing import NamedTuple

CATEGORIES = ("cleaning", "repairs", "security", "noise", "fees", "other")
KINDS = ("complaint", "repair", "question", "suggestion", "praise", "none")
SEVERITIES = ("minor", "important", "major")


class Reason(NamedTuple):
    """One word that decided: positive weight speaks for the category, negative against it."""

    word: str
    category: str
    weight: float


@dataclass(frozen=True, slots=True)
class Matter:
    """One of several matters in a text, with the part of the text that speaks of it."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The parts of a place that tell it from others; "" where the text doesn't say."""

    building: str = ""
    unit: str = ""
    lift: str = ""
    floor: str = ""
    room: str = ""
    ground: str = ""  # a place that all share: the garage, the main gate


@dataclass(frozen=True, slots=True)
class Verdict:
    ranked: tuple[tuple[str, float], ...]
    confident: bool
    subject: str | None = None
    kind: str = "none"
    severity: str = "minor"
    emergency: str | None = None
    perhaps_danger: bool = False  # not sure enough to send somebody: to be asked
    place: str | None = None
    spot: Spot = Spot()
    personal: bool = False  # how staff behaved, beside no danger; or that somebody wants to die: for few
    conduct: bool = False  # about how somebody behaved; who, the words alone may not tell
    ranks: tuple[str, ...] = ()  # whom it is about, by rank: supervisor, manager, director
    named: tuple[str, ...] = ()  # and by name, as the estate calls them
    when: str | None = None
    matters: tuple[Matter, ...] = ()
    because: tuple[Reason, ...] = ()

    @property
    def category(self) -> str:
        return self.ranked[0][0]
