"""What goes on behind the phones, as plain JSON for the demo page's inspector: reads, never writes.

Nothing here runs in production: only bot.demo asks.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from math import isfinite
from typing import Any

from tortoise.functions import Count
from tortoise.models import Model

from bot.app import App
from models import Callback, Card, Community, Complaint, Event, Incoming, Outgoing, Timer

Query = Mapping[str, str]
Looking = Callable[[App, Query], Awaitable[Any]]

RECENT = 40  # complaints, updates, calls: as many as somebody looks through
KEPT = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")


async def look(app: App, what: str, query: Query) -> Any:
    """None when there is no such thing. To be run where the app's database is the models' database."""
    looking = LOOKINGS.get(what)
    return None if looking is None else await looking(app, query)


async def _estate(_: App, __: Query) -> dict[str, Any]:
    community = await Community.all().order_by("id").first()
    if community is None:
        return {"name": "", "timezone": "Asia/Shanghai", "links": []}
    links = [{"label": community.name, "payload": f"c_{community.key}"}]
    return {"name": community.name, "timezone": community.timezone, "links": links}


async def _complaints(_: App, __: Query) -> list[dict[str, Any]]:
    rows = await Complaint.all().order_by("-id").limit(RECENT)
    return [
        {"id": row.id, "number": row.number, "status": row.status, "category": row.category} for row in rows
    ]


async def _complaint(_: App, query: Query) -> dict[str, Any] | None:
    wanted = Complaint.filter(id=_number(query, "id"))
    row = await wanted.select_related("department", "assignee__person").first()
    if row is None:
        return None
    return {
        "id": row.id,
        "number": row.number,
        "status": row.status,
        "category": row.category,
        "text": row.text,
        "place": row.place,
        "severity": row.severity,
        "emergency": row.emergency,
        "department": row.department.name if row.department else "",
        "worker": row.assignee.person.name if row.assignee else "",
        "round": row.round,
        "level": row.level,
        "verdict": row.verdict,
        "timers": await _timers(row.id),
        "events": await _events(row.id),
        "callbacks": await _callbacks(row.id),
    }


async def _timers(complaint_id: int) -> list[dict[str, Any]]:
    rows = await Timer.filter(complaint_id=complaint_id).order_by("due_at", "id")
    return [{"kind": row.kind, "due_at": row.due_at.isoformat(), "state": row.state} for row in rows]


async def _events(complaint_id: int) -> list[dict[str, Any]]:
    rows = await Event.filter(complaint_id=complaint_id).order_by("id").select_related("actor")
    return [
        {
            "action": row.action,
            "status": row.status,
            "actor": row.actor.name if row.actor else "",
            "reason": row.reason,
            "facts": row.facts,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


async def _callbacks(complaint_id: int) -> list[dict[str, Any]]:
    rows = await Callback.filter(complaint_id=complaint_id).order_by("round", "id")
    return [
        {"round": row.round, "state": row.state, "solved": row.solved, "score": row.score} for row in rows
    ]


async def _updates(_: App, __: Query) -> list[dict[str, Any]]:
    rows = await Incoming.all().order_by("-id").limit(RECENT)
    return [_update(row) for row in rows]


def _update(row: Incoming) -> dict[str, Any]:
    body = json.loads(row.body)
    return {
        "update_id": row.update_id,
        "kind": next((kind for kind in KEPT if kind in body), "?"),
        "state": row.state,
        "received_at": row.received_at.isoformat(),
        "body": body,
    }


async def _queues(app: App, _: Query) -> dict[str, Any]:
    counts = {**await _count(Incoming, "incoming"), **await _count(Outgoing, "outgoing")}
    return {
        "counts": counts,
        "pacing": _pacing(app),
        "cards": await _cards(),
        "outgoing": await _outgoing(),
    }


def _pacing(app: App) -> dict[str, Any]:
    """How Telegram's limits stand now."""
    pace, now = app.courier.pace, app.clock.monotonic()
    chats = []
    for chat_id in pace.chats():
        sends, edits = pace.shares(chat_id, now)
        wait = _finite(pace.chat_at(chat_id, now) - now)
        chats.append({"chat": chat_id, "sends": sends, "edits": edits, "wait": wait})
    return {
        "outage": app.courier.outage.reason,
        "overall_wait": _finite(pace.overall_at(now) - now),
        "chats": chats,
    }


def _finite(seconds: float) -> float:
    """Infinite waits end with the next answer; nobody sees the difference."""
    return round(max(0.0, seconds), 1) if isfinite(seconds) else 0.0


async def _count(model: type[Model], name: str) -> dict[str, int]:
    rows = await model.annotate(n=Count("id")).group_by("state").values("state", "n")
    return {f"{name}_{row['state']}": int(row["n"]) for row in rows}


async def _cards() -> list[dict[str, Any]]:
    rows = await Card.all().order_by("-id").limit(RECENT)
    return [
        {
            "kind": row.kind,
            "chat": row.chat_id,
            "state": row.state,
            "shown": row.shown,
            "wanted": row.wanted,
            "error": row.error,
        }
        for row in rows
    ]


async def _outgoing() -> list[dict[str, Any]]:
    rows = await Outgoing.all().order_by("-id").limit(RECENT)
    return [
        {
            "what": row.method or row.notice,
            "chat": row.lane,
            "state": row.state,
            "attempts": row.attempts,
            "error": row.error,
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in rows
    ]


def _number(query: Query, name: str) -> int:
    value = query.get(name, "")
    return int(value) if value.isdecimal() else 0


LOOKINGS: dict[str, Looking] = {
    "estate": _estate,
    "complaints": _complaints,
    "complaint": _complaint,
    "updates": _updates,
    "queues": _queues,
}
