"""Every request to the Bot API and how it ended; every update pushed; every broken contract."""

import itertools
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.files import Upload

MOST_KEPT = 300_000


@dataclass
class Entry:
    n: int
    at: datetime
    bot: int
    method: str
    params: dict[str, Any]
    outcome: str = "pending"
    status: int = 0
    result: Any = None
    applied: bool = False  # the call took effect, whatever its caller heard

    def json(self) -> dict[str, Any]:
        return {**vars(self), "at": self.at.isoformat()}


@dataclass
class Journal:
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    violations: list[dict[str, Any]] = field(default_factory=list)
    breaches: list[dict[str, Any]] = field(default_factory=list)
    deliveries: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    count: int = 0

    def open(
        self, at: datetime, bot: int, method: str, params: dict[str, Any], uploads: dict[str, Upload]
    ) -> Entry:
        self.count += 1
        files = {name: f"<{upload.name}: {len(upload.data)} bytes>" for name, upload in uploads.items()}
        entry = Entry(self.count, at, bot, method, params | files)
        self.entries.append(entry)
        return entry

    def violation(self, entry: Entry, what: str) -> None:
        self.violations.append({"n": entry.n, "method": entry.method, "what": what})

    def breach(self, entry: Entry, limit: str, retry_after: int) -> None:
        what = {"n": entry.n, "method": entry.method, "limit": limit, "retry_after": retry_after}
        self.breaches.append(what)

    def delivered(self, update_id: int, at: datetime, error: str) -> None:
        self.deliveries.append({"update_id": update_id, "at": at.isoformat(), "error": error})

    def after(self, n: int) -> list[dict[str, Any]]:
        newer = max(0, min(self.count - n, len(self.entries)))
        skipped = len(self.entries) - newer
        return [entry.json() for entry in itertools.islice(self.entries, skipped, None)]

    def clear(self) -> None:
        self.entries.clear()
        self.violations.clear()
        self.breaches.clear()
        self.deliveries.clear()
