"""Copies of a SQLite database, taken while it is in use."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

KEPT = 5  # backups of one database, the newest


def back_up(database: Path, label: str, now: datetime) -> Path:
    """Copy the last committed state beside the database; the name of a half copy never ends in .bak."""
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = database.with_name(f"{database.name}.{moment}.{label}.bak")
    half = target.with_suffix(".half")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(half)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    half.rename(target)
    for old in backups(database)[:-KEPT]:
        old.unlink()
    return target


def backups(database: Path) -> list[Path]:
    """Oldest first."""
    return sorted(database.parent.glob(f"{database.name}.*.bak"))
