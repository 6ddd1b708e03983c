"""One message about several complaints: the first is told at once, what follows soon after is collected."""

from datetime import datetime, timedelta

from desk.notices import DANGER, ORDINARY
from models import Complaint, Outgoing
from models.kinds import Doubt, OutgoingState

GAP = timedelta(minutes=10)  # between two messages of the same kind to the same chat


async def owe(
    complaint: Complaint, chat_id: int, notice: str, now: datetime, *, topic_id: int | None = None
) -> None:
    """The notice's parameter `numbers` tells which complaints it is about."""
    told = Outgoing.filter(lane=chat_id, notice=notice, bot_id=complaint.community.bot_id)
    waiting = told.filter(state=OutgoingState.WAITING, not_before__gt=now)
    collecting = await waiting.select_for_update().first()  # somebody else may be adding to it
    if collecting is not None:
        numbers = sorted({*collecting.params["numbers"], complaint.number})
        params = {**collecting.params, "numbers": numbers}
        await Outgoing.filter(id=collecting.id).update(params=params)
        return
    last = await told.order_by("-id").first()
    next_at = (last.not_before or last.created_at) + GAP if last else now
    await Outgoing.create(
        bot_id=complaint.community.bot_id,
        lane=chat_id,
        urgency=DANGER if complaint.emergency else ORDINARY,
        notice=notice,
        params={"numbers": [complaint.number], "topic_id": topic_id},
        complaint_id=complaint.id,
        doubt=Doubt.NEVER,
        not_before=next_at if next_at > now else None,
        created_at=now,
    )
