"""A message that is no longer wanted goes, as far as Telegram lets it."""

from datetime import datetime, timedelta

from models import Card, Outgoing
from models.kinds import Doubt

DELETABLE = timedelta(hours=47)  # Telegram deletes nothing older than 48 hours


async def take_away(card: Card, now: datetime) -> None:
    """A message of two days can't be deleted any more: it loses its buttons instead."""
    await owe(card, "editMessageReplyMarkup" if is_old(card, now) else "deleteMessage", now)


async def owe(card: Card, method: str, now: datetime) -> None:
    """A call about the message that shows the card."""
    await Outgoing.create(
        bot_id=card.bot_id,
        lane=card.chat_id,
        method=method,
        params={"chat_id": card.chat_id, "message_id": card.message_id},
        doubt=Doubt.REPEAT,
        created_at=now,
    )


def is_old(card: Card, now: datetime) -> bool:
    return now >= card.created_at + DELETABLE
