"""A message that is no longer wanted goes, as far as Telegram lets it."""

from datetime import datetime, timedelta

from tortoise.queryset import QuerySet

from models import Card, Complaint, Outgoing
from models.kinds import Doubt

NUDGE = "draft_nudge"
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


async def take_nudges(draft: Complaint, now: datetime) -> None:
    """Whether they go on was asked of a draft; over, it leaves no buttons behind that do nothing."""
    await take_back(Outgoing.filter(complaint_id=draft.id, notice=NUDGE), now)


async def take_back(told: QuerySet[Outgoing], now: datetime) -> None:
    """Messages that were sent, and are no card."""
    for each in await told.filter(message_id__not_isnull=True):
        await Outgoing.create(
            bot_id=each.bot_id,
            lane=each.lane,
            method="deleteMessage",
            params={"chat_id": each.lane, "message_id": each.message_id},
            doubt=Doubt.REPEAT,
            created_at=now,
        )


def is_old(card: Card, now: datetime) -> bool:
    return now >= card.created_at + DELETABLE
