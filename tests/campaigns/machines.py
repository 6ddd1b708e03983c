"""Real processes: the sandbox as one, the bot as another, started, killed and started again."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "7000000001:" + "campaign".ljust(35, "-")  # of a bot that exists only inside a sandbox
BOT_ID = 7000000001
READY = "bot.app ready"
LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
PATIENCE = 600.0  # seconds until a process that should be ready, or over, counts as stuck


class StuckError(AssertionError):
    """A process did not do in time what it should."""


class Run(Protocol):
    """A process that was started; all it said is in its log."""

    pid: int
    log: Path

    def poll(self) -> int | None: ...
    def wait(self) -> int: ...


class Forked:
    """A child of the incubator."""

    def __init__(self, incubator: "Incubator", pid: int, log: Path) -> None:
        self.pid, self.log = pid, log
        self._incubator = incubator
        self._status: int | None = None

    def poll(self) -> int | None:
        if self._status is None:
            self._status = self._incubator.ask(poll=self.pid)
        return self._status

    def wait(self) -> int:
        if self._status is None:
            self._status = self._incubator.ask(wait=self.pid)
        assert self._status is not None
        return self._status


class Executed:
    """A process started from nothing, as a person or systemd would."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.poll()

    def wait(self) -> int:
        return self._process.wait()


class Incubator:
    """The process that forks bots; see campaigns.incubator."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("incubator.py")
        self._process = subprocess.Popen(
            [sys.executable, "-B", script],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear()

    def start(
        self, words: tuple[str, ...], environment: dict[str, str], log: Path, *, held: bool = False
    ) -> Forked:
        pid = self.ask(start=words, environment=environment, log=str(log), held=held)
        assert pid is not None
        return Forked(self, pid, log)

    def ask(self, **question: Any) -> int | None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(question)}\n")
        self._process.stdin.flush()
        return self._hear()

    def close(self) -> None:
        """Its children die with it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _hear(self) -> int | None:
        assert self._process.stdout is not None
        answer: int | None = json.loads(self._process.stdout.readline())
        return answer


@dataclass
class Machine:
    """Where a bot runs: its settings, its folder, and every process that was started there."""

    incubator: Incubator
    folder: Path
    database_url: str
    api_base: str
    token: str = TOKEN
    more: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "YINGSHENG_TOKEN": self.token,
            "YINGSHENG_DATABASE_URL": self.database_url,
            "YINGSHENG_API_BASE": self.api_base,
            "YINGSHENG_STATE_DIR": str(self.folder),
            **self.more,
        }

    def start(self, *arguments: str, held: bool = False) -> Run:
        """The command line in a forked process; a held one waits to be let go."""
        words = ("bot", *(arguments or ("run",)))
        return self._kept(self.incubator.start(words, self.environment, self._log(), held=held))

    def launch(self, *arguments: str, before: tuple[str, ...] = ()) -> Run:
        """`python -m bot` from nothing; `before` are words in front of it, such as strace's."""
        words = [*before, sys.executable, "-m", "bot", *(arguments or ("run",))]
        return self._kept(Executed(words, self.environment, self._log()))

    async def do(self, *arguments: str) -> str:
        """Runs a command to its end, which must be a good one; answers what it said."""
        run = self.start(*arguments)
        status = await ended(run)
        assert status == 0, said(run)
        return said(run)

    async def started(self) -> Run:
        run = self.start()
        await ready(run)
        return run

    def everything_said(self) -> str:
        return "\n".join(said(run) for run in self.runs)

    def clear(self) -> None:
        for run in self.runs:
            if run.poll() is None:
                kill(run)

    def _kept(self, run: Run) -> Run:
        self.runs.append(run)
        return run

    def _log(self) -> Path:
        return self.folder / f"process-{len(self.runs):03d}.log"


def promised(seconds: float) -> float:
    """A promise in seconds is for a machine left alone, as in the long campaigns; else only what hangs fails."""
    return seconds if LONG else max(seconds, PATIENCE)


def said(run: Run) -> str:
    return run.log.read_text(encoding="utf-8", errors="replace") if run.log.exists() else ""


def kill(run: Run) -> None:
    """The one signal that nothing can be done about."""
    with suppress(ProcessLookupError):
        os.kill(run.pid, signal.SIGKILL)
    run.wait()


def terminate(run: Run) -> None:
    os.kill(run.pid, signal.SIGTERM)


def let_go(run: Run) -> None:
    os.kill(run.pid, signal.SIGCONT)


async def ready(run: Run, seconds: float = PATIENCE) -> float:
    """How long it took until the process said so."""
    begun = time.monotonic()
    while READY not in said(run):
        if run.poll() is not None or time.monotonic() - begun > seconds:
            raise StuckError(f"not ready after {seconds} s, status {run.poll()}:\n{said(run)}")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def ended(run: Run, seconds: float = PATIENCE) -> int:
    begun = time.monotonic()
    while (status := run.poll()) is None:
        if time.monotonic() - begun > seconds:
            kill(run)
            raise StuckError(f"not over after {seconds} s:\n{said(run)}")
        await asyncio.sleep(0.01)
    return status


@contextmanager
def sandbox_process(incubator: Incubator, folder: Path, token: str = TOKEN) -> Iterator[str]:
    """A sandbox of its own, empty; its address."""
    run = incubator.start(("sandbox", "--port", "0", "--token", token), {}, folder / "sandbox.log")
    try:
        begun = time.monotonic()
        while not (found := re.search(r"http://\S+", said(run))):
            if run.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise StuckError(f"the sandbox doesn't start:\n{said(run)}")
            time.sleep(0.02)
        yield found[0]
    finally:
        if run.poll() is None:
            kill(run)
