"""Breaking a process's system calls with strace: killed at its N-th commit, or told that the disk fails."""

import asyncio
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import debian

from campaigns.machines import Machine, Run, StuckError, let_go

SYNC = "fdatasync"  # what SQLite calls once in every commit (WAL, synchronous = FULL)
ATTACH_SECONDS = 300.0


class NoStraceError(Exception):
    """The campaign that kills at every commit is never skipped silently."""


def strace() -> str:
    found = shutil.which("strace")
    if found is None and debian.install("strace"):
        found = shutil.which("strace")
    if found is None:
        raise NoStraceError("install strace (Debian, as root: apt-get install strace)")
    return found


def trace_of(run: Run) -> Path:
    """What strace wrote down; whole only when the process has ended."""
    return Path(f"{run.log}.trace")


@asynccontextmanager
async def tampered(machine: Machine, rule: str, calls: str = SYNC) -> AsyncIterator[Run]:
    """A bot whose calls are met by strace's injection rule, such as `signal=KILL:when=7`."""
    async with traced(machine, calls, "-e", f"inject={calls}:{rule}") as run:
        yield run


@asynccontextmanager
async def traced(machine: Machine, calls: str, *more: str) -> AsyncIterator[Run]:
    """A bot whose calls of these names are written down, from the first one on."""
    run = machine.start(held=True)
    trace = trace_of(run)
    words = [strace(), "-f", "-o", str(trace), "-e", f"trace={calls}", *more]
    with trace.with_suffix(".said").open("wb") as out:
        tracer = subprocess.Popen([*words, "-p", str(run.pid)], stdin=subprocess.DEVNULL, stderr=out)
    try:
        await _attached(tracer, run, trace.with_suffix(".said"))
        let_go(run)
        yield run
    finally:
        await _stopped(tracer)


async def _attached(tracer: subprocess.Popen[bytes], run: Run, said: Path) -> None:
    async with asyncio.timeout(ATTACH_SECONDS):
        while "attached" not in said.read_text():
            if tracer.poll() is not None or run.poll() is not None:
                raise StuckError(f"strace could not attach: {said.read_text()}")
            await asyncio.sleep(0.01)


async def _stopped(tracer: subprocess.Popen[bytes]) -> None:
    """It ends by itself with what it traces, else it lets go."""
    with suppress(ProcessLookupError):
        tracer.send_signal(signal.SIGINT)
    while tracer.poll() is None:
        await asyncio.sleep(0.01)
