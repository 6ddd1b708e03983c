"""What the courier carries out, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.calls import Concession
from bot.clock import Clock
from bot.faults import Fault
from bot.items import Item
from bot.pacing import Ticket
from bot.speech import Call, Face
from models import Card, Outgoing
from models.kinds import Doubt


@dataclass(frozen=True)
class Post:
    """Whose post this is, and which run of the courier carries it."""

    bot_id: int
    boot: str
    clock: Clock


@dataclass
class Letter:
    """An Outgoing row that was taken."""

    id: int
    method: str  # "" for a notice
    params: dict[str, Any]
    doubt: Doubt
    doubts: int
    notice: Outgoing | None = None


@dataclass
class Errand:
    """One try to send one thing; filled in on its way."""

    item: Item
    ticket: Ticket | None  # None: bound to no chat, not paced
    letter: Letter | None = None
    card: Card | None = None
    call: Call | None = None  # None after drawing: nothing needs to be sent
    face: Face | None = None
    digest: str = ""
    message_id: int | None = None
    fault: Fault | None = None
    at: datetime | None = None  # when it was over


@dataclass(frozen=True)
class Next:
    """What the courier's memory makes of a settled errand."""

    again_in: float | None = None  # seconds until the next try; None: finished, or read anew
    concession: Concession | None = None  # what the next try leaves out
    reload: tuple[int, ...] = ()  # chats whose queues changed in the database


FINISHED = Next()
