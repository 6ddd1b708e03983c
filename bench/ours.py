"""Our bot as `python -m bot run` runs it, settings from the environment; only its pacing is another.

`python -m bench.ours` paces nothing, `python -m bench.ours 6` keeps limits that are six times as fast.
"""

import asyncio
import signal
import sys
from dataclasses import replace

from bot.__main__ import fast_loop
from bot.app import App
from bot.clock import SystemClock
from bot.courier import Tempo
from bot.logs import set_up_logging
from bot.pacing import Limit, Limits
from bot.settings import read_settings

AT_ONCE = Limit(10_000_000, 0.001)
UNPACED = Limits(overall=AT_ONCE, chat=AT_ONCE, group=AT_ONCE, reserve=0, spacing=0.0)


def quickened(factor: float) -> Limits:
    """Answers take as long as ever, so patience with them stays."""
    return replace(Limits().faster(factor), patience=Limits().patience)


async def run(tempo: Tempo) -> None:
    settings = read_settings()
    set_up_logging(settings.log_level)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with App(settings, SystemClock(), tempo=tempo):
        await stopped.wait()


if __name__ == "__main__":
    limits = quickened(float(sys.argv[1])) if sys.argv[1:] else UNPACED
    with asyncio.Runner(loop_factory=fast_loop) as runner:
        runner.run(run(Tempo(limits=limits)))
