"""How one try to show a card ends, by what Telegram said (telegram.md 2b), inside the courier's transaction."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tortoise.expressions import Case, F, When

from bot.errand import FINISHED, Errand, Next, Post
from bot.faults import Fault, Kind
from bot.letter_ends import can_concede, concession_for
from bot.live_cards import EVIDENCE, MOST_DOUBTS, PROMPTS
from desk import reach
from models import Card, Outgoing
from models.kinds import CardState, Doubt, OutgoingState

MOST_FRESH = 5  # first messages of one card; then somebody keeps deleting it
LONGEST_DOUBT = timedelta(minutes=5)
PIN_URGENCY = 1


async def settle_card(post: Post, errand: Errand) -> Next:
    card = _card(errand)
    if errand.fault is not None:
        return await _SETTLE[errand.fault.kind](post, errand, errand.fault)
    if errand.face is None:
        await _update(card, state=CardState.VOID, message_id=None, boot="", error="")
        return FINISHED
    return await _shown(post, errand)


async def _shown(post: Post, errand: Errand) -> Next:
    """It shows what was wanted when it was drawn; more may be wanted by now."""
    card, face = _card(errand), errand.face
    assert face is not None  # noqa: S101
    drawn = Case(
        When(digest=card.digest, then=errand.digest), default=""
    )  # else somebody drew over it meanwhile
    changes: dict[str, Any] = {"shown": card.wanted, "digest": drawn, "boot": ""}
    changes |= {"not_before": None, "error": ", ".join(errand.item.conceded)}
    if errand.call is not None:
        changes["sent_at"] = errand.at
    message_id = card.message_id or errand.message_id
    changes["message_id"] = message_id
    pins = face.pin and message_id is not None and not card.pinned
    same = (
        Card.filter(id=card.id) if card.message_id is None else Card.filter(id=card.id, message_id=message_id)
    )
    if not await same.update(**changes, pinned=card.pinned or pins):
        return FINISHED  # its message was given up meanwhile: a fresh one is due
    if pins and message_id is not None:
        await _owe_pin(post, card, message_id)
    present = Card.filter(id=card.id, state__in=(CardState.DUE, CardState.SENDING))
    if not await present.filter(wanted=card.wanted).update(state=CardState.SHOWN):
        once_more = {} if card.digest or card.message_id is None else {"digest": ""}  # maybe drawn over again
        await present.update(state=CardState.DUE, **once_more)
    return FINISHED


async def _owe_pin(post: Post, card: Card, message_id: int) -> None:
    """A further call of its own, paced like any other: a pin that fails is parked, the card stands."""
    row = Outgoing(
        bot_id=post.bot_id,
        lane=card.chat_id,
        urgency=max(card.urgency, PIN_URGENCY),
        method="pinChatMessage",
        params={"chat_id": card.chat_id, "message_id": message_id, "disable_notification": True},
        complaint_id=card.complaint_id,
        key=f"pin:{card.chat_id}:{message_id}",
        doubt=Doubt.REPEAT,
        state=OutgoingState.WAITING,
        created_at=post.clock.now(),
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)


async def _unchanged(post: Post, errand: Errand, _: Fault) -> Next:
    if errand.face is None:  # it was to be deleted, and is gone
        await _update(_card(errand), state=CardState.VOID, message_id=None, boot="")
        return FINISHED
    return await _shown(post, errand)


async def _wait(post: Post, errand: Errand, fault: Fault) -> Next:
    until = post.clock.now() + timedelta(seconds=fault.seconds)
    await _due(errand, not_before=until, **_uncounted(errand))
    return FINISHED


async def _keep(_: Post, errand: Errand, fault: Fault) -> Next:
    await _due(errand, error=fault.reason, **_uncounted(errand))
    return FINISHED


async def _doubt(post: Post, errand: Errand, fault: Fault) -> Next:
    """Edits are repeated (R1); a first message waits for evidence, then is sent again (R2), a prompt once (R4)."""
    card, reason = _card(errand), f"outcome unknown: {fault.reason}"
    doubts = card.doubts + 1
    if card.message_id is not None:
        await _due(errand, error=reason, not_before=post.clock.now() + timedelta(seconds=2))
        return FINISHED
    if card.kind in PROMPTS and card.doubts >= MOST_DOUBTS:
        await _due(errand, doubts=doubts, error=reason)
        await Card.filter(id=card.id, message_id=None).update(state=CardState.PARKED)
        return FINISHED
    rest = min(EVIDENCE * 2.0 ** (doubts - 1), LONGEST_DOUBT)
    await _due(errand, doubts=doubts, error=reason)  # a press may have proved meanwhile that it arrived
    await Card.filter(id=card.id, message_id=None).update(not_before=post.clock.now() + rest)
    return FINISHED


async def _migrated(post: Post, errand: Errand, fault: Fault) -> Next:
    assert fault.new_chat_id is not None  # noqa: S101
    await _due(errand)
    await reach.group_migrated(post.bot_id, errand.item.chat_id, fault.new_chat_id)
    return Next(reload=(errand.item.chat_id, fault.new_chat_id))


async def _person_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    await reach.person_lost(post.bot_id, errand.item.chat_id, fault.reason)
    return Next(reload=(errand.item.chat_id,))


async def _group_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    await _due(errand)
    await reach.group_lost(post.bot_id, errand.item.chat_id, fault.reason, post.clock.now())
    return Next(reload=(errand.item.chat_id,))


async def _topic_lost(post: Post, errand: Errand, fault: Fault) -> Next:
    topic = _card(errand).topic_id
    if topic is None:
        return await _park(post, errand, fault)
    await reach.topic_lost(post.bot_id, errand.item.chat_id, topic, post.clock.now())
    await _due(errand, topic_id=None, error=fault.reason)
    return FINISHED


async def _stale(post: Post, errand: Errand, fault: Fault) -> Next:
    """Its message is gone: a fresh one is owed."""
    card = _card(errand)
    if errand.face is None:
        return await _unchanged(post, errand, fault)
    if card.attempts >= MOST_FRESH:
        return await _park(post, errand, fault)
    await _due(errand, message_id=None, digest="", pinned=False, error=fault.reason)
    return FINISHED


async def _concede(post: Post, errand: Errand, fault: Fault) -> Next:
    concession = concession_for(fault)
    if not can_concede(errand, concession):
        return await _park(post, errand, fault)
    await _due(errand, error=f"{concession}: {fault.reason}")
    return Next(again_in=0.0, concession=concession)


async def _park(_: Post, errand: Errand, fault: Fault) -> Next:
    await _update(_card(errand), state=CardState.PARKED, boot="", error=f"{fault.kind}: {fault.reason}")
    return FINISHED


def _uncounted(errand: Errand) -> dict[str, Any]:
    """A first message that surely didn't go out was no attempt."""
    return {"attempts": F("attempts") - 1} if _card(errand).message_id is None else {}


async def _due(errand: Errand, **changes: Any) -> None:
    await _update(_card(errand), state=CardState.DUE, boot="", **changes)


async def _update(card: Card, **changes: Any) -> None:
    await Card.filter(id=card.id).update(**changes)


def _card(errand: Errand) -> Card:
    assert errand.card is not None  # noqa: S101
    return errand.card


_SETTLE: dict[Kind, Callable[[Post, Errand, Fault], Awaitable[Next]]] = {
    Kind.DONE: _unchanged,
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
