"""How a taken Outgoing row ends, by what Telegram said (telegram.md 2b), inside the courier's transaction."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, timedelta
from typing import Any

from tortoise.expressions import F

from bot.calls import Concession, concede
from bot.errand import FINISHED, Errand, Next, Post
from bot.faults import Fault, Kind, Verdict, after_doubt
from desk import reach
from models import Outgoing
from models.kinds import OutgoingState

LONGEST_REST = 60.0  # s between repetitions of what may be repeated freely
BUTTONS = ("button", "keyboard", "reply markup")


async def settle_letter(post: Post, errand: Errand) -> Next:
    if errand.fault is None:
        return await _sent(errand)
    return await _SETTLE[errand.fault.kind](post, errand, errand.fault)


async def settle_sent(errands: Sequence[Errand]) -> None:
    """The everyday end, for all that came back in one turn: one statement instead of one each."""
    connection = Outgoing._meta.db  # noqa: SLF001
    sqlite = connection.capabilities.dialect == "sqlite"
    query = "UPDATE outgoing SET state = $1, message_id = $2, sent_at = $3, error = '' WHERE id = $4"
    rows = [
        [OutgoingState.SENT.value, errand.message_id, _stored(errand, sqlite=sqlite), errand.item.id]
        for errand in errands
    ]
    await connection.execute_many(re.sub(r"\$\d", "?", query) if sqlite else query, rows)


def is_simply_sent(errand: Errand) -> bool:
    letter, conceded = errand.letter is not None, errand.item.conceded
    return letter and errand.fault is None and errand.call is not None and not conceded


def _stored(errand: Errand, *, sqlite: bool) -> Any:
    """As Tortoise stores moments (always UTC)."""
    assert errand.at is not None  # noqa: S101
    moment = errand.at.astimezone(UTC)
    return moment.isoformat(" ") if sqlite else moment


async def _sent(errand: Errand) -> Next:
    if errand.call is None:
        await _update(errand, state=OutgoingState.DROPPED, error="nothing left to say")
        return FINISHED
    conceded = ", ".join(errand.item.conceded)
    await _update(
        errand,
        state=OutgoingState.SENT,
        message_id=errand.message_id,
        sent_at=errand.at,
        error=f"sent {conceded}" if conceded else "",
    )
    return FINISHED


async def _nothing_to_do(_: Post, errand: Errand, fault: Fault) -> Next:
    await _update(errand, state=OutgoingState.SENT, sent_at=errand.at, error=fault.reason)
    return FINISHED


async def _wait(post: Post, errand: Errand, fault: Fault) -> Next:
    until = post.clock.now() + timedelta(seconds=fault.seconds)
    await _update(errand, state=OutgoingState.WAITING, attempts=F("attempts") - 1, not_before=until)
    return Next(again_in=fault.seconds)


async def _keep(_: Post, errand: Errand, fault: Fault) -> Next:
    await _update(errand, state=OutgoingState.WAITING, error=fault.reason)
    return Next(again_in=0.0)


async def _doubt(_: Post, errand: Errand, fault: Fault) -> Next:
    assert errand.letter is not None  # noqa: S101
    doubts = errand.letter.doubts + 1
    verdict = after_doubt(errand.letter.doubt, doubts)
    state = {
        Verdict.AGAIN: OutgoingState.WAITING,
        Verdict.PARK: OutgoingState.PARKED,
        Verdict.DROP: OutgoingState.DROPPED,
    }[verdict]
    await _update(errand, state=state, doubts=doubts, error=f"outcome unknown: {fault.reason}")
    return Next(again_in=min(2.0**doubts, LONGEST_REST)) if verdict is Verdict.AGAIN else FINISHED


async def _migrated(post: Post, errand: Errand, fault: Fault) -> Next:
    assert fault.new_chat_id is not None  # noqa: S101
    await _update(errand, state=OutgoingState.WAITING)
    await reach.group_migrated(post.bot_id, errand.item.chat_id, fault.new_chat_id)
    return Next(reload=(errand.item.chat_id, fault.new_chat_id))


async def _person_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    await _update(errand, state=OutgoingState.PARKED, error=f"{reach.UNREACHABLE}{fault.reason}")
    await reach.person_lost(post.bot_id, errand.item.chat_id, fault.reason)
    return Next(reload=(errand.item.chat_id,))


async def _group_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    await _update(errand, state=OutgoingState.PARKED, error=f"{reach.GROUP_GONE}{fault.reason}")
    await reach.group_lost(post.bot_id, errand.item.chat_id, fault.reason, post.clock.now())
    return Next(reload=(errand.item.chat_id,))


async def _topic_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    topic = errand.call.params.get("message_thread_id") if errand.call else None
    if isinstance(topic, int):
        await reach.topic_lost(post.bot_id, errand.item.chat_id, topic, post.clock.now())
    return await _concede(post, errand, fault)


async def _stale(post: Post, errand: Errand, fault: Fault) -> Next:
    """A message that can't be changed: its new text is sent afresh, anything else no longer matters."""
    if errand.call is not None and errand.call.method == "editMessageText":
        return await _concede(post, errand, fault)
    await _update(errand, state=OutgoingState.DROPPED, error=fault.reason)
    return FINISHED


async def _concede(post: Post, errand: Errand, fault: Fault) -> Next:
    concession = concession_for(fault)
    if not can_concede(errand, concession):
        return await _park(post, errand, fault)
    reason = f"{concession}: {fault.reason}"
    await _update(errand, state=OutgoingState.WAITING, error=reason)
    return Next(again_in=0.0, concession=concession)


async def _park(_: Post, errand: Errand, fault: Fault) -> Next:
    await _update(errand, state=OutgoingState.PARKED, error=f"{fault.kind}: {fault.reason}")
    return FINISHED


async def _update(errand: Errand, **changes: Any) -> None:
    await Outgoing.filter(id=errand.item.id).update(**changes)


def concession_for(fault: Fault) -> Concession:
    if fault.kind is Kind.UNFIT:
        about_buttons = any(word in fault.reason for word in BUTTONS)
        return Concession.BUTTONLESS if about_buttons else Concession.PLAIN
    return _CONCESSIONS[fault.kind]


def can_concede(errand: Errand, concession: Concession) -> bool:
    """Each thing is given up once, and only when something is left to send."""
    if errand.call is None or concession in errand.item.conceded:
        return False
    return concede(errand.call, concession) is not None


_CONCESSIONS = {
    Kind.MEDIA: Concession.BARE,
    Kind.REPLY: Concession.UNREPLIED,
    Kind.TOPIC_LOST: Concession.GENERAL,
    Kind.STALE: Concession.FRESH,
}
_SETTLE: dict[Kind, Callable[[Post, Errand, Fault], Awaitable[Next]]] = {
    Kind.DONE: _nothing_to_do,
    Kind.WAIT: _wait,
    Kind.NOT_SENT: _keep,
    Kind.DOUBT: _doubt,
    Kind.MIGRATED: _migrated,
    Kind.PERSON_LOST: _person_lost,
    Kind.GROUP_LOST: _group_lost,
    Kind.TOPIC_LOST: _topic_lost,
    Kind.STALE: _stale,
    Kind.UNFIT: _concede,
    Kind.MEDIA: _concede,
    Kind.REPLY: _concede,
    Kind.CONFIG: _keep,
    Kind.UNKNOWN: _park,
}
