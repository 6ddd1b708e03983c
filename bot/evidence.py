"""A press proves that the message under it exists, whatever becomes of the press (promises R2)."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.buttons import DraftTap, MergeTap, SortTap, TaskTap
from bot.callback_buttons import ContactTap, MindTap, ReasonTap, ScoreTap, SolvedTap
from bot.filing_buttons import EditTap, JoinTap, LeaveTap, NeedTap, PlaceHomeTap, QuitTap, SubjectTap
from desk import reach
from models import Card, Complaint
from models.kinds import CardKind

SHOWN_ON: dict[type[CallbackData], CardKind] = {
    DraftTap: CardKind.RECEIPT,
    SortTap: CardKind.RECEIPT,
    MergeTap: CardKind.RECEIPT,
    JoinTap: CardKind.RECEIPT,
    LeaveTap: CardKind.RECEIPT,
    QuitTap: CardKind.RECEIPT,
    NeedTap: CardKind.RECEIPT,
    SubjectTap: CardKind.RECEIPT,
    EditTap: CardKind.RECEIPT,
    PlaceHomeTap: CardKind.RECEIPT,
    TaskTap: CardKind.STAFF,
    SolvedTap: CardKind.CALLBACK,
    ScoreTap: CardKind.CALLBACK,
    ReasonTap: CardKind.CALLBACK,
    ContactTap: CardKind.CALLBACK,
    MindTap: CardKind.CALLBACK,
}


async def heed(tap: CallbackQuery, bot_id: int, now: datetime) -> None:
    """An unknown message becomes the card that it may be, or is tidied away as a double of it."""
    if tap.message is None or tap.data is None:
        return
    chat, message = tap.message.chat.id, tap.message.message_id
    if await Card.filter(chat_id=chat, message_id=message).exists():
        return
    for kind, card_kind in SHOWN_ON.items():
        if tap.data.startswith(f"{kind.__prefix__}{kind.__separator__}"):
            ref = _ref(kind, tap.data)
            complaint = await Complaint.get_or_none(ref=ref).only("id") if ref else None
            if complaint is not None:
                await reach.adopt(bot_id, complaint.id, chat, message, now, card_kind)


def _ref(kind: type[CallbackData], data: str) -> str:
    try:
        return str(getattr(kind.unpack(data), "ref", ""))
    except (TypeError, ValueError):
        return ""  # from an older version, or forged
