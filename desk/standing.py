"""Where a staff button counts: on the live message that shows its complaint, nowhere else (T2)."""

import json

from tortoise.expressions import Q

from desk.changes import is_ref
from desk.errors import Misplaced, NotFound
from models import Card, Complaint, Department, Outgoing
from models.kinds import CardKind, CardState, Discretion, OutgoingState

OF_A_ROUND = (CardKind.STAFF, CardKind.BENCH)


async def check_in_group(bot_id: int, chat_id: int, message_id: int, ref: str) -> None:
    """Raises Misplaced, which tells nobody whether there is such a complaint (T8)."""
    complaint = await _complaint(ref)
    bound = Department.filter(chat_id=chat_id)
    if complaint is not None:
        bound = bound.filter(community_id=complaint.community_id)
    hidden = complaint is not None and complaint.discretion is Discretion.CONFIDENTIAL  # D8
    card = await Card.filter(chat_id=chat_id, message_id=message_id).first()
    bundle = card is not None and card.kind is CardKind.BUNDLE  # of others, too; it shows none of this one
    if (hidden and not bundle) or not await bound.exists():
        raise Misplaced
    if card is None and complaint is not None:
        card = await _double(complaint, chat_id)
    if not (_is_live(card, complaint) if card else await _told_by(bot_id, chat_id, message_id, ref)):
        raise Misplaced


async def check_in_private(chat_id: int, message_id: int, ref: str) -> None:
    """One's own chat: a message there can only be ours, so an old card is all that is left to tell apart.

    NotFound where the chat never heard of the complaint.
    """
    complaint = await _complaint(ref)
    if complaint is None:
        return  # it is told so by whoever knows what else the button may be
    card = await Card.filter(chat_id=chat_id, message_id=message_id).first()
    if card is not None and not _is_live(card, complaint):
        raise Misplaced
    shown = Card.filter(complaint_id=complaint.id, chat_id=chat_id)
    told = Outgoing.filter(complaint_id=complaint.id, lane=chat_id, notice__not="")
    if card is None and not await shown.exists() and not await told.exists():
        raise NotFound


async def _complaint(ref: str) -> Complaint | None:
    return await Complaint.get_or_none(ref=ref) if is_ref(ref) else None


def _is_live(card: Card, complaint: Complaint | None) -> bool:
    """Shows this complaint, in its present round, and was not moved to another group."""
    if complaint is None or card.complaint_id != complaint.id or card.state is CardState.VOID:
        return False
    return not card.moved_to and (card.kind not in OF_A_ROUND or card.round == complaint.round)


async def _double(complaint: Complaint, chat_id: int) -> Card | None:
    """A send in doubt may have left a second message: it counts like the first one (promises R2)."""
    doubtful = Card.filter(Q(doubts__gt=0) | Q(state=CardState.SENDING), complaint_id=complaint.id)
    return await doubtful.filter(chat_id=chat_id).order_by("-id").first()


async def _told_by(bot_id: int, chat_id: int, message_id: int, ref: str) -> bool:
    """A notice about it, or words with this very button; one under way may be pressed before its id is known."""
    known = Q(message_id=message_id) | Q(message_id=None, state=OutgoingState.SENDING)
    rows = await Outgoing.filter(known, bot_id=bot_id, lane=chat_id).select_related("complaint")
    return any(_is_about(row, ref) for row in rows)


def _is_about(row: Outgoing, ref: str) -> bool:
    """A notice about no complaint has buttons about a home or a shift, which have no card."""
    if row.complaint is not None:
        return row.complaint.ref == ref
    return bool(row.notice) or ref in json.dumps(row.params)
