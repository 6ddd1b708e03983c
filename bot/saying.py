"""What is said once and never again, however often the occasion comes."""

from datetime import datetime

from aiogram import Bot

from bot.texts import Html
from desk.notices import ORDINARY
from models import Outgoing
from models.kinds import Doubt


async def say_once(
    bot: Bot,
    chat_id: int,
    text: Html,
    key: str,
    now: datetime,
    *,
    reply_to: int | None = None,
    urgency: int = ORDINARY,
) -> None:
    above = {"reply_parameters": {"message_id": reply_to, "allow_sending_without_reply": True}}
    row = Outgoing(
        bot_id=bot.id,
        lane=chat_id,
        method="sendMessage",
        params={"chat_id": chat_id, "text": text, "parse_mode": "HTML", **(above if reply_to else {})},
        key=key,
        urgency=urgency,
        doubt=Doubt.NEVER,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)
