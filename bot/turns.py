"""Several processes handle what one person sends in the order in which it was written down."""

import json
from datetime import datetime, timedelta

from bot.envelope import Entry, lane_of
from models import Incoming
from models.database import Database
from models.kinds import IncomingState
from models.prepared import Lookup

JUST_NOW = timedelta(minutes=10)  # what waits longer was replayed, and waits for the next start

_BEFORE = Lookup(
    Incoming,
    lambda bot_id, lane, row, since: (
        Incoming.filter(bot_id=bot_id, lane=lane, id__lt=row, received_at__gt=since)
        .filter(state=IncomingState.WAITING)
        .order_by("id")
    ),
)


async def said_before(database: Database, bot_id: int, entry: Entry, now: datetime) -> list[Entry]:
    """What the same person sent before it and nobody has handled. One process alone keeps their order anyway."""
    if database.dialect == "sqlite":
        return []
    row_id, _, update = entry
    rows = await _BEFORE.all(bot_id, lane_of(update), row_id, now - JUST_NOW)
    return [(row.id, row.update_id, json.loads(row.body)) for row in rows]
