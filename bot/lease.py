"""A lease: what only one process may do at a time, kept in the database."""

import os
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import cache
from hashlib import blake2s
from math import inf
from pathlib import Path

from bot.clock import Clock
from models import Lease
from models.database import Database

LASTS = 15.0  # s without renewal until somebody else may take over


class Taken(Enum):
    """What came of asking for a lease."""

    NOT = auto()  # another holds it
    AGAIN = auto()  # nobody else had it in between
    NEWLY = auto()  # somebody else may have had it before


class LeaseHolder:
    """Takes a lease, renews it well before it ends, and knows by itself when it has ended."""

    def __init__(self, database: Database, clock: Clock, name: str, owner: str, lasts: float = LASTS) -> None:
        self._database, self._clock = database, clock
        self._name, self._owner, self._lasts = name, f"{owner}{_signature(os.getpid())}", lasts
        self._until = self.renew_at = -inf

    @property
    def held(self) -> bool:
        return self._clock.monotonic() < self._until

    async def take(self) -> Taken:
        """Take or renew it, when it is time for that."""
        now = self._clock.monotonic()
        if now < self.renew_at:
            return Taken.AGAIN if self.held else Taken.NOT
        taken = await take_lease(self._database, self._name, self._owner, self._lasts)
        if taken is Taken.NOT:
            self._until, self.renew_at = -inf, now + self._lasts / 10
        else:
            self._until, self.renew_at = now + self._lasts, now + self._lasts / 3
        return taken

    async def release(self) -> None:
        """Give it up, so that the next one need not wait."""
        self._until = -inf
        await release_lease(self._database, self._name, self._owner)


async def take_lease(database: Database, name: str, owner: str, lasts: float) -> Taken:
    now = await _database_time(database)

    async def work() -> Taken:
        await Lease.bulk_create([Lease(name=name, owner="", expires_at=now)], ignore_conflicts=True)
        until = now + timedelta(seconds=lasts)
        if await Lease.filter(name=name, owner=owner).update(expires_at=until):
            return Taken.AGAIN
        holder = await Lease.get(name=name)
        if holder.expires_at > now and not _is_gone(holder.owner):
            return Taken.NOT
        left = Lease.filter(name=name, owner=holder.owner, expires_at=holder.expires_at)
        return Taken.NEWLY if await left.update(owner=owner, expires_at=until) else Taken.NOT

    return await database.transaction(work, quiet=True)


async def release_lease(database: Database, name: str, owner: str) -> None:
    async def work() -> None:
        await Lease.filter(name=name, owner=owner).delete()

    await database.transaction(work, quiet=True)


async def _database_time(database: Database) -> datetime:
    """Holders on different machines compare by one clock; SQLite has one machine only."""
    if database.dialect == "sqlite":
        return datetime.now(UTC)
    [row] = await Lease._meta.db.execute_query_dict("SELECT clock_timestamp() AS now")  # noqa: SLF001
    moment: datetime = row["now"]
    return moment


def _signature(pid: int) -> str:
    """Says of a process which one it is and where; empty where that can't be known."""
    start = _started_at(pid)
    return f"@{_here()}:{pid}:{start}" if _here() and start else ""


def _is_gone(owner: str) -> bool:
    """Whether the owner was a process on this machine and has ended: its lease need not run out first."""
    _, _, signature = owner.partition("@")
    if not _here() or not signature.startswith(f"{_here()}:"):
        return False
    _, pid, start = signature.split(":")
    return _started_at(int(pid)) != start


@cache
def _here() -> str:
    """This machine since it was switched on, and in it this container; empty elsewhere than on Linux."""
    try:
        kernel = Path("/proc/sys/kernel/random/boot_id").read_bytes()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
    return blake2s(kernel + namespace.encode(), digest_size=6).hexdigest()


def _started_at(pid: int) -> str:
    """In ticks since the machine's start, so that a pid used anew is told apart; empty when it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return "" if state in ("Z", "X") else fields[18]
