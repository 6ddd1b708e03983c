"""A flood of new tasks for one group becomes one message: the group has room for 20 a minute in all."""

from datetime import datetime, timedelta
from typing import Any

from desk.notices import ORDINARY
from desk.policy import policy_for
from desk.redrawing import owe_edit
from models import Card, Complaint, Department
from models.kinds import CardKind, CardState, Discretion, Status

A_MINUTE = timedelta(minutes=1)  # Telegram counts a group's messages by it
OPEN_FOR = timedelta(minutes=30)  # a bundle takes in more for so long; later floods get one of their own
MOST_LISTED = 20  # buttons of a list


async def bundle_for(complaint: Complaint, department: Department, now: datetime) -> int | None:
    """The bundle that tells of this task, when its group is being flooded; None when it gets its own card."""
    if department.chat_id is None:
        return None
    recent = Card.filter(chat_id=department.chat_id, kind=CardKind.STAFF, created_at__gt=now - A_MINUTE)
    if await recent.count() < policy_for(complaint.community.policy).bundle_from:
        return None
    return await _open_bundle(complaint, department, now) or await _new_bundle(complaint, department, now)


async def _open_bundle(complaint: Complaint, department: Department, now: datetime) -> int | None:
    """Of the same topic: a group may be that of several departments, and estates."""
    here = Card.filter(chat_id=department.chat_id, topic_id=department.topic_id, kind=CardKind.BUNDLE)
    bundles = here.filter(
        complaint__community_id=complaint.community_id,
        created_at__gt=now - OPEN_FOR,
        state__not=CardState.VOID,
    )
    newest = await bundles.order_by("-id").first()
    if newest is None:
        return None
    await owe_edit(Card.filter(id=newest.id))
    return int(newest.id)


async def _new_bundle(complaint: Complaint, department: Department, now: datetime) -> int:
    """Hangs on the first task in it, so that it moves and is cleared up like every card.

    A group that was lost and came back may have had a bundle that hung on the same one.
    """
    fresh: dict[str, Any] = {"state": CardState.DUE, "message_id": None, "digest": "", "created_at": now}
    card, _ = await Card.update_or_create(
        complaint_id=complaint.id,
        kind=CardKind.BUNDLE,
        round=complaint.round,
        chat_id=department.chat_id,
        defaults=fresh
        | {
            "bot_id": complaint.community.bot_id,
            "topic_id": department.topic_id,
            "urgency": ORDINARY,
            "wanted": complaint.version,
        },
    )
    return int(card.id)


async def bundled(bundle_id: int) -> list[Complaint]:
    """What a bundle tells of and nobody has accepted yet, oldest first; what turned out to be about staff is gone."""
    ids = await Card.filter(bundle_id=bundle_id, state=CardState.BUNDLED).values_list(
        "complaint_id", flat=True
    )
    waiting = Complaint.filter(id__in=list(ids), status=Status.WAITING)
    return await waiting.exclude(discretion=Discretion.CONFIDENTIAL).order_by("id")


async def bundle_at(chat_id: int, message_id: int) -> Card | None:
    return await Card.filter(chat_id=chat_id, message_id=message_id, kind=CardKind.BUNDLE).first()
