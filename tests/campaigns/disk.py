"""A disk that loses its power: what no sync has confirmed is there in part, sector by sector, or not at all."""

import asyncio
import os
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from campaigns.machines import Run, kill
from campaigns.tampering import trace_of

CALLS = "pwrite64,fdatasync,fsync"
WORDS = ("-y", "-s", "0")  # paths of open files; nothing of what is written
SECTOR = 512
LOOK = 0.003  # s
WRITTEN = re.compile(r"^\d+ +pwrite64\(\d+<(?P<path>[^>]+)>, .*, (?P<size>\d+), (?P<offset>\d+)(?:\)| <unf)")
SYNC = re.compile(r"^(?P<task>\d+) +f(?:data)?sync\(\d+<(?P<path>[^>]+)>(?P<rest>.*)$")
SYNCED = re.compile(r"^(?P<task>\d+) +<\.\.\. f(?:data)?sync resumed>.*= 0")


@dataclass
class Unsynced:
    """Where each file has been written to since the last sync of it that ended well."""

    places: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    syncing: dict[str, tuple[str, int]] = field(default_factory=dict)  # task → file, writes before its sync

    def read(self, lines: Iterable[str]) -> "Unsynced":
        for line in lines:
            if found := WRITTEN.match(line):
                self.places[found["path"]].append((int(found["offset"]), int(found["size"])))
            elif found := SYNC.match(line):
                self.syncing[found["task"]] = found["path"], len(self.places[found["path"]])
                if found["rest"].endswith("= 0"):
                    self._confirm(found["task"])
            elif found := SYNCED.match(line):
                self._confirm(found["task"])
        return self

    def parts(self, path: Path) -> set[tuple[int, int, int]]:
        """(sector, from, to) in bytes of the file: what was written of each sector."""
        return {
            (sector, max(offset, sector * SECTOR), min(offset + size, (sector + 1) * SECTOR))
            for offset, size in self.places[str(path)]
            for sector in range(offset // SECTOR, (offset + size - 1) // SECTOR + 1)
        }

    def _confirm(self, task: str) -> None:
        path, count = self.syncing.pop(task)
        del self.places[path][:count]


async def stand_still(run: Run, log: Path, times: int, seconds: float) -> None:
    """Until it has been met so many times with something unsynced, and stands still there; or time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        os.kill(run.pid, signal.SIGSTOP)
        await asyncio.sleep(LOOK)
        times -= bool(_unsynced(run).parts(log))
        if times == 0:
            return
        os.kill(run.pid, signal.SIGCONT)
        await asyncio.sleep(LOOK)


def cut_power(run: Run, database: Path, random: Random) -> int:
    """Kills the process and takes from its files what the disk owed; answers how many sectors that were.

    An unsynced sector of the database may go too: its page is still in the log, which is synced first.
    """
    kill(run)
    unsynced, log = _unsynced(run), log_of(database)
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)  # memory, not disk
    return sum(_lose(path, unsynced.parts(path), random) for path in (database, log) if path.exists())


def log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _unsynced(run: Run) -> Unsynced:
    return Unsynced().read(trace_of(run).read_text(encoding="utf-8", errors="replace").splitlines())


def _lose(path: Path, parts: set[tuple[int, int, int]], random: Random) -> int:
    """A write that came to nothing leaves what stood beside it in its sector, as SQLite counts on (psow)."""
    sectors = sorted({sector for sector, _, _ in parts})
    lost = {sector for sector in sectors if random.random() < 0.5}
    with path.open("r+b") as file:
        for sector, begin, end in sorted(parts):
            if sector in lost:
                file.seek(begin)
                file.write(bytes(end - begin))
    return len(lost)
