"""A resident's live message once more, at the bottom of the chat."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from desk import clearing, dispatch
from desk.notices import ORDINARY
from models import Card, Complaint, Outgoing, Person
from models.kinds import CardKind, CardState, OutgoingState, Status


async def show_anew(complaint: Complaint, chat_id: int, now: datetime) -> None:
    """The resident's message once more, at the bottom of the chat, whatever became of the one before.

    A message of two days can't be deleted any more: it loses its buttons and its pin instead.
    """
    await dispatch.show_receipt(complaint, now)
    cards = Card.filter(complaint_id=complaint.id, chat_id=chat_id)
    cards = cards.filter(kind__in=(CardKind.RECEIPT, CardKind.CALLBACK))
    for card in await cards.exclude(state=CardState.SENDING):
        if card.kind is CardKind.CALLBACK and (card.round, complaint.status) != (
            complaint.round,
            Status.DONE,
        ):
            continue
        await _clear_away(card, now)
        fresh = {"message_id": None, "digest": "", "pinned": False, "created_at": now}
        await Card.filter(id=card.id).update(state=CardState.DUE, attempts=0, **fresh)
        if card.urgency < ORDINARY:
            await _stays_above(card, now)


async def _stays_above(card: Card, now: datetime) -> None:
    """What was just said of the card points to what is below it: a danger's card would overtake it."""
    said = Outgoing.filter(lane=card.chat_id, created_at=now, state=OutgoingState.WAITING)
    await said.filter(urgency__gt=card.urgency).update(urgency=card.urgency)


async def show_to(people: Iterable[int | None], complaint: Complaint, now: datetime) -> None:
    """Those of them whom the chat reaches."""
    known = [each for each in people if each]
    reached = Person.filter(id__in=known, reachable=True, telegram_id__not_isnull=True)
    for (chat_id,) in await reached.order_by("id").values_list("telegram_id"):
        await show_anew(complaint, chat_id, now)


@asynccontextmanager
async def question_stays(complaint: Complaint) -> AsyncIterator[None]:
    """What the resident adds meanwhile doesn't draw over what their own message asks them just now."""
    asking = Card.filter(complaint_id=complaint.id, kind=CardKind.RECEIPT, state=CardState.SHOWN, digest="")
    asked = await asking.values_list("id", flat=True) if complaint.status is not Status.DRAFT else []
    yield
    await Card.filter(id__in=asked).update(state=CardState.SHOWN)


async def _clear_away(card: Card, now: datetime) -> None:
    if card.message_id is None:
        return
    await clearing.take_away(card, now)
    if clearing.is_old(card, now):
        await clearing.owe(card, "unpinChatMessage", now)
