"""The messages that ask whether somebody lives where they say: once that is settled, none of them asks any more."""

from datetime import datetime

from desk.homes import facts_of
from models import Outgoing, Residency
from models.kinds import Doubt, OutgoingState, ResidencyState

ASKING = ("home_claimed", "home_newcomer")  # notices
ANSWERED = "home_settled"  # the notice that takes their place
NOWHERE = (0, 0)


async def answer_all(residency: Residency, now: datetime, *, but: tuple[int, int] = NOWHERE) -> None:
    """All but the one (chat, message) that was pressed itself."""
    if residency.state is ResidencyState.PENDING:
        return
    asked = Outgoing.filter(bot_id=residency.community.bot_id, notice__in=ASKING, state=OutgoingState.SENT)
    for row in await asked.filter(created_at__gte=residency.since, message_id__not_isnull=True):
        if row.params.get("residency") == residency.id and (row.lane, row.message_id) != but:
            await _answer(row, residency, now)


async def _answer(row: Outgoing, residency: Residency, now: datetime) -> None:
    await Outgoing.create(
        bot_id=row.bot_id,
        lane=row.lane,
        notice=ANSWERED,
        params={
            "language": residency.community.language,
            "message_id": row.message_id,
            **facts_of(residency),
        },
        doubt=Doubt.REPEAT,
        created_at=now,
    )
