"""How long the bot takes to start and how much memory it needs, beside the libraries alone."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.cost import cpu_seconds, resident_mib
from bench.report import Figure, progress
from bench.rig import PATIENCE, ROOT, StubProcess, Stuck, home, process

ROUNDS = 3
MOST_TIME, MOST_MEMORY = 1.3, 1.2  # times the libraries alone
LIBRARIES = """
import json, resource, sys, time
import aiogram, aiohttp.web, apscheduler.schedulers.asyncio, asyncpg, telegram.ext, tortoise, tortoise.models
import babel, jieba, pydantic_settings, uvloop, ahocorasick_rs, zhconv_rs
jieba.setLogLevel(60)
jieba.dt.tmp_dir = sys.argv[1]
jieba.initialize()
from pathlib import Path
resident = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line)
print(json.dumps([time.process_time(), int(resident.split()[1]) / 1024]))
"""
LIGHT = """
import sys
from bot.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n" + ("heavy" if {"aiogram", "telegram"} & set(sys.modules) else "light"))
"""


def run() -> list[Figure]:
    mine, alone = [], []
    with StubProcess() as stub, home(stub.url) as environment, TemporaryDirectory() as cache:
        _libraries(cache)  # once without counting: jieba writes its cache
        for n in range(ROUNDS):
            progress(f"start: round {n + 1} of {ROUNDS}")
            alone.append(_libraries(cache))
            mine.append(_until_polling(stub, environment))
        heavy = [words for words in (["--help"], ["migrate"]) if not _light(words, environment)]
    seconds = median(cpu for cpu, _, _ in mine), median(cpu for cpu, _ in alone)
    memory = median(mib for _, _, mib in mine), median(mib for _, mib in alone)
    wall = median(wall for _, wall, _ in mine)
    return [
        Figure(
            "start to first poll, CPU",
            f"{seconds[0]:.2f} s (clock {wall:.2f})",
            f"libraries {seconds[1]:.2f} s",
            f"{seconds[0] / seconds[1]:.2f}",
            f"≤ {MOST_TIME}",
            seconds[0] <= MOST_TIME * seconds[1],
        ),
        Figure(
            "memory after the first poll",
            f"{memory[0]:.0f} MiB",
            f"libraries {memory[1]:.0f} MiB",
            f"{memory[0] / memory[1]:.2f}",
            f"≤ {MOST_MEMORY}",
            memory[0] <= MOST_MEMORY * memory[1],
        ),
        Figure("commands without aiogram", f"{2 - len(heavy)} of 2", "", "", "2 of 2", not heavy),
    ]


def _until_polling(stub: StubProcess, environment: dict[str, str]) -> tuple[float, float, float]:
    """CPU seconds, seconds on the clock, MiB."""
    before, began = len(stub.times()["polled"]), time.monotonic()
    with process("-m", "bot", "run", environment=environment) as bot:
        while len(stub.times()["polled"]) == before:
            if time.monotonic() > began + PATIENCE:
                raise Stuck("the bot never asked for updates")
            time.sleep(0.01)
        cpu, first = cpu_seconds(bot.pid), stub.times()["polled"][-1]
        time.sleep(0.5)
        return cpu, first - began, resident_mib(bot.pid)


def _libraries(cache: str) -> tuple[float, float]:
    words = [sys.executable, "-W", "ignore", "-c", LIBRARIES, cache]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    cpu, resident = json.loads(done.stdout)
    return cpu, resident


def _light(words: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *words],
        cwd=Path(ROOT),
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    return done.stdout.endswith(b"light\n")
