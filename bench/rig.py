"""A stub, a bot and a load, each in a process of its own; and what the bot's process cost."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from bench.cost import cpu_seconds
from bench.load import Plan

BOT_ID = 1000000001
TOKEN = f"{BOT_ID}:" + "bench".ljust(35, "-")
SECRET = "bench" * 8
PATIENCE = 60.0  # seconds that anything may take at most
SETTLING = 0.4  # seconds after the last message, for what the bot still writes down
DEPARTMENTS = {
    "cleaning": ["cleaning"],
    "engineering": ["repairs"],
    "security": ["security", "noise"],
    "accounts": ["fees"],
    "service": ["other"],
}
ROOT = Path(__file__).parent.parent


class Stuck(Exception):
    """Something didn't happen in time."""


@dataclass(frozen=True)
class Run:
    """What one load cost."""

    updates: int
    cpu: float  # seconds, of the bot's process
    wall: float  # seconds from the first update to the last message
    acks: list[float]  # seconds, ascending

    @property
    def each(self) -> float:
        """Milliseconds of CPU time per update."""
        return self.cpu / self.updates * 1000

    @property
    def rate(self) -> float:
        return self.updates / self.wall

    def ack(self, share: float) -> float:
        """Milliseconds until that share of the updates was taken."""
        return self.acks[int(share * (len(self.acks) - 1))] * 1000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process from this environment, ended with the block."""
    command = [sys.executable, *arguments]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise Stuck(f"nobody listens on port {port}")


class StubProcess:
    """The stub, spoken to from here."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        self._exits.enter_context(process("-m", "bench.stub", str(self.port)))
        wait_for_port(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    def count(self) -> int:
        return int(self._get("count"))

    def times(self) -> dict[str, list[float]]:
        return dict(self._get("times"))

    def wait_for(self, messages: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.count() < messages:
            if time.monotonic() > deadline:
                raise Stuck(f"{self.count()} of {messages} messages came")
            time.sleep(0.05)

    def _get(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/{what}", timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)


class Rig:
    """One bot under load, with a stub that answers it."""

    def __init__(self, stub: StubProcess, bot: subprocess.Popen[bytes], port: int) -> None:
        self._stub, self._bot, self._port = stub, bot, port
        self._next_update = 1

    def run(self, count: int, people: int = 200, **how: Any) -> Run:
        """Every update is answered by one message; returns when all of them have arrived."""
        plan = Plan(self._port, SECRET, self._next_update, count, people, **how)
        self._next_update += count
        before, cpu = self._stub.count(), cpu_seconds(self._bot.pid)
        taken = _load(plan)
        self._stub.wait_for(before + count)
        last = self._stub.times()["heard"][-1]
        time.sleep(SETTLING)
        cpu = cpu_seconds(self._bot.pid) - cpu
        if taken["refused"] or self._stub.count() != before + count:
            raise Stuck(f"{taken['refused']} refused, {self._stub.count() - before} messages for {count}")
        return Run(count, cpu, last - taken["began"], taken["acks"])


def _load(plan: Plan) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.load", json.dumps(asdict(plan))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE)
    return dict(json.loads(done.stdout))


@contextmanager
def echo_bot(stub: StubProcess) -> Iterator[Rig]:
    port = free_port()
    with process("-m", "bench.echo", stub.url, TOKEN, str(port), SECRET) as bot:
        wait_for_port(port)
        yield Rig(stub, bot, port)


@contextmanager
def our_bot(stub: StubProcess) -> Iterator[Rig]:
    """On SQLite, by webhook, unpaced, on an estate that has no residents yet."""
    port = free_port()
    with home(stub.url) as environment:
        environment |= {
            "YINGSHENG_INTAKE": "webhook",
            "YINGSHENG_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "YINGSHENG_WEBHOOK_SECRET": SECRET,
            "YINGSHENG_WEBHOOK_PORT": str(port),
        }
        with process("-m", "bench.ours", environment=environment) as bot:
            wait_for_port(port)
            yield Rig(stub, bot, port)


@contextmanager
def home(api: str, chats: Sequence[int] = tuple(range(-1005, -1000))) -> Iterator[dict[str, str]]:
    """Settings for a bot of ours, with a database that has an estate: one group for each department."""
    with TemporaryDirectory(prefix="yingsheng-bench-") as folder:
        environment = {
            "YINGSHENG_TOKEN": TOKEN,
            "YINGSHENG_DATABASE_URL": f"sqlite://{folder}/desk.sqlite",
            "YINGSHENG_STATE_DIR": folder,
            "YINGSHENG_API_BASE": api,
            "YINGSHENG_LOG_LEVEL": "WARNING",
        }
        estate = Path(folder) / "estate.toml"
        estate.write_text(_estate(chats), encoding="utf-8")
        command("migrate", environment=environment)
        command("import", str(estate), environment=environment)
        yield environment


def command(*arguments: str, environment: Mapping[str, str]) -> None:
    """One of our own commands, run to its end."""
    words = [sys.executable, "-m", "bot", *arguments]
    subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)


def _estate(chats: Sequence[int]) -> str:
    lines = ['key = "bench"', 'name = "bench"']
    for (key, categories), chat in zip(DEPARTMENTS.items(), chats, strict=True):
        lines += [f"[departments.{key}]", f'name = "{key}"', f"chat_id = {chat}"]
        lines += [f"categories = {json.dumps(categories)}"]
    return "\n".join(lines)
