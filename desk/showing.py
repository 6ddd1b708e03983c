"""A resident's live message once more, at the bottom of the chat."""

from datetime import datetime

from desk import clearing, dispatch
from models import Card, Complaint, Person
from models.kinds import CardKind, CardState, Status


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


async def show_to_filer(complaint: Complaint, now: datetime) -> None:
    person = await Person.get_or_none(id=complaint.filer_id, reachable=True) if complaint.filer_id else None
    if person is not None and person.telegram_id is not None:
        await show_anew(complaint, person.telegram_id, now)


async def _clear_away(card: Card, now: datetime) -> None:
    if card.message_id is None:
        return
    await clearing.take_away(card, now)
    if clearing.is_old(card, now):
        await clearing.owe(card, "unpinChatMessage", now)
