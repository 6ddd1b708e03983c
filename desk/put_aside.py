"""Updates that could not be handled wait for a person: whose words may wait there, and for how long (P18).

That there was one stays to be seen: of what kind, since when, and why.
"""

import json

from tortoise.queryset import QuerySet

from desk.blanking import without
from models import Incoming
from models.kinds import IncomingState

EMPTY = "{}"
ERROR_LIMIT = 255  # characters, the column's


async def empty(rows: QuerySet[Incoming], why: str) -> None:
    for row in await rows.filter(state=IncomingState.QUARANTINED).exclude(body=EMPTY):
        kind = next((name for name in json.loads(row.body) if name != "update_id"), "")
        error = f"{row.error} ({kind[:32]}; {why})"[:ERROR_LIMIT]
        await Incoming.filter(id=row.id).update(body=EMPTY, lane=0, error=error)


async def take_out(mark: str) -> None:
    """Of what others sent, and still want done, only that which shows who left goes."""
    escaped = json.dumps(mark)[1:-1]
    for row in await Incoming.filter(body__contains=escaped, state=IncomingState.QUARANTINED):
        body = json.dumps(without(json.loads(row.body), mark))
        await Incoming.filter(id=row.id).update(body=body)
