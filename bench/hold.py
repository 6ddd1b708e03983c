"""How long the event loop stands still while the dictionary is loaded, or words are read anew, in a thread beside it.

`python -m bench.hold FOLDER` measures once, in a process that has loaded nothing yet, and prints milliseconds.
They are of the process's own CPU time, which passes while the loop wants its turn and the thread has it: other
work on the machine makes the wait longer and this figure not.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import uvloop

from bench.report import Figure, progress
from bench.rig import ROOT
from bot import garbage
from triage.library import Library

MOST = 20  # ms
_ROUNDS = 5
_TICK = 0.001  # s; the loop asks this often whether it is still let
_IDLE = 1.0  # s of watching the loop alone
_OVERLAY = '[concept.pond]\nsubject = "pond"\nweights = { cleaning = 3.0 }\nwords = "锦鲤池"\n'
_LONG = (
    "电梯坏了三天没人来修，楼道里的灯也不亮，" * 50,
    "救命" + "!" * 990 + "蟑螂",
    "help me " + "😭" * 980 + " cockroach",
    "救命" + "号楼" * 490 + "费",
    "水管爆" * 330,
)


def run() -> list[Figure]:
    rounds = []
    for n in range(_ROUNDS):
        progress(f"hold: round {n + 1} of {_ROUNDS}")
        rounds.append(_measured())
    idle, first, anew, verdict = (median(each[part] for each in rounds) for part in rounds[0])
    return [
        _figure("loop held while the dictionary loads", first, idle),
        _figure("loop held while words are read anew", anew, idle),
        _figure("loop held by the dearest verdict on 1,000 characters", verdict, 0.0),
    ]


def _figure(what: str, held: float, idle: float) -> Figure:
    beside = f"idle {idle:.1f} ms" if idle else ""
    return Figure(what, f"{held:.1f} ms", beside, "", f"≤ {MOST} ms", held <= MOST)


def _measured() -> dict[str, float]:
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "bench.hold", folder]
        done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return dict(json.loads(done.stdout))


async def _hold(folder: Path) -> dict[str, float]:
    """The longest of each kind, in milliseconds."""
    garbage.leave_it()  # as the bot does it, whose loop this is about
    idle = await _held(lambda: time.sleep(_IDLE))
    made: list[Library] = []
    first = await _held(lambda: made.append(Library(folder)))
    [library] = made
    garbage.look_rarely()
    (folder / "estate.toml").write_text(_OVERLAY, encoding="utf-8")
    anew = await _held(library.refresh)
    return {
        "idle": idle,
        "first": first,
        "anew": anew,
        "verdict": max(_cost(library, text) for text in _LONG),
    }


def _cost(library: Library, text: str) -> float:
    began = time.process_time()
    library.verdict(text)
    return (time.process_time() - began) * 1e3


async def _held(work: Callable[[], object]) -> float:
    busy = asyncio.create_task(asyncio.to_thread(work))  # noqa: TID251 - a process of its own
    longest = 0.0
    while not busy.done():
        before = time.process_time()
        await asyncio.sleep(_TICK)
        longest = max(longest, time.process_time() - before)
    await busy
    return longest * 1e3


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_hold(Path(sys.argv[1])))))
