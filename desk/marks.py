"""By what other people's rows would still show somebody who is to be forgotten (P18), and how it goes from there.

A row of somebody else stays what it was: a reply to it still finds its complaint, and nothing that is owed
to them gets lost. Only the words that show the one who left are taken out of it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from desk import clearing, put_aside
from desk.blanking import without
from desk.quotes import told_by
from models import Complaint, Event, Incoming, Outgoing, Person, Residency
from models.kinds import IncomingState, OutgoingState

SHORTEST = 2  # characters of a mark; a single one is found everywhere
SURE = 8  # characters of a mark that stands for nobody else
QUOTED = 20  # characters of somebody's words that cards and notices show at least
QUOTING = ("tracking", "major", "alarm", "said_back", "answered")
SAID = (OutgoingState.SENDING, OutgoingState.SENT, OutgoingState.DROPPED)


@dataclass(frozen=True)
class Marks:
    """Who it is, and what they said."""

    names: tuple[str, ...]  # name, numbers, addresses
    words: tuple[str, ...]  # the beginning of each line, and the refs of their complaints

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.names, *self.words)

    @property
    def sure(self) -> tuple[str, ...]:
        """Beyond doubt theirs, wherever it stands."""
        return tuple(mark for mark in self.all if len(mark) >= SURE)


async def marks_of(person: Person, complaints: Sequence[Complaint]) -> Marks:
    lived = await Residency.filter(person_id=person.id)
    told = await Event.filter(told_by(person.id))
    said = [complaint.text for complaint in complaints]
    said += [str(event.facts.get("text", "")) for event in told]
    lines = [line[:QUOTED] for text in said for line in text.splitlines()]
    names = [str(person.telegram_id), person.name, person.phone, *(each.address for each in lived)]
    refs = [*(each.ref for each in complaints), *(each.ref for each in lived)]
    return Marks(_long_enough(names), _long_enough([*lines, *refs]))


def _long_enough(marks: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({mark.strip() for mark in marks if len(mark.strip()) >= SHORTEST}))


async def forget_heard(marks: Marks) -> None:
    """Raw updates of others that quote or name the person: staff answering a card, say.

    Most are done with; what was put aside is still to be done.
    """
    for mark in {*marks.names, *marks.sure}:
        escaped = json.dumps(mark)[1:-1]
        await Incoming.filter(body__contains=escaped, state=IncomingState.DONE).update(body="{}")
        await put_aside.take_out(mark)


async def forget_said(marks: Marks, passed_on: Sequence[int]) -> None:
    """What others were told. Short marks are looked for only where they can be meant: in what their own
    matters were, or, for a name, in what was about no matter: who lives where.

    What Telegram wouldn't take and shows them beyond doubt is not sent after all.
    """
    for mark in marks.sure:
        await _blank(await holding(SAID, mark), mark)
        parked = await holding((OutgoingState.PARKED,), mark)
        await _blank(parked, mark)
        await Outgoing.filter(id__in=parked).update(state=OutgoingState.DROPPED)
    theirs = Q(complaint_id__in=list(passed_on))
    for mark in set(marks.all) - set(marks.sure):
        where = theirs | Q(complaint_id=None) if mark in marks.names else theirs
        found = Outgoing.filter(where, id__in=await holding(SAID, mark))
        await _blank([row.id for row in await found], mark)


async def forget_queued(marks: Marks, passed_on: Sequence[int]) -> None:
    """What still waits to be told to others, in groups too.

    What others are told about other matters is theirs, unless it shows this person beyond doubt.
    """
    waiting = Outgoing.filter(state=OutgoingState.WAITING)
    for mark in marks.all:
        rows = waiting if len(mark) >= SURE else waiting.filter(complaint_id__in=list(passed_on))
        await rows.filter(id__in=await holding((OutgoingState.WAITING,), mark)).delete()


async def take_number_back(phone: str, now: datetime) -> None:
    """What showed it to staff in private goes, as far as Telegram lets it."""
    shown = await holding((OutgoingState.SENT,), phone) if len(phone) >= SURE else []
    told = Outgoing.filter(id__in=shown, lane__gt=0, created_at__gt=now - clearing.DELETABLE)
    await clearing.take_back(told, now)


async def take_words_back(complaints: Sequence[int], chat_id: int, now: datetime) -> None:
    """What quoted them to staff in private, besides the card, goes as far as Telegram lets it."""
    quoted = Outgoing.filter(complaint_id__in=list(complaints), notice__in=QUOTING, lane__gt=0)
    recent = quoted.filter(created_at__gt=now - clearing.DELETABLE, state=OutgoingState.SENT)
    await clearing.take_back(recent.exclude(lane=chat_id), now)


async def holding(states: Sequence[OutgoingState], mark: str) -> list[int]:
    """JSON is text on SQLite (escaped) and jsonb on PostgreSQL (as it is)."""
    connection = Outgoing._meta.db  # noqa: SLF001
    sqlite = connection.capabilities.dialect == "sqlite"
    holds = "instr(params, ?) > 0" if sqlite else "strpos(params::text, $1) > 0"
    named = ", ".join(f"'{state}'" for state in states)
    query = f"SELECT id FROM outgoing WHERE {holds} AND state IN ({named})"  # noqa: S608 - our own words
    forms = {mark, json.dumps(mark)[1:-1]}
    return [row["id"] for form in forms for row in await connection.execute_query_dict(query, [form])]


async def _blank(rows: Sequence[int], mark: str) -> None:
    for row in await Outgoing.filter(id__in=list(rows)):
        await Outgoing.filter(id=row.id).update(params=without(row.params, mark))
