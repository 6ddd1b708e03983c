"""The one place where work goes on in the background, and where it ends."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from sandbox.clock import Clock, sleep_by


class Nursery:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def later(self, clock: Clock, seconds: float, act: Callable[[], None]) -> None:
        self.start(_after(clock, seconds, act))

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            context = {"message": "the sandbox's background work failed", "exception": error}
            task.get_loop().call_exception_handler(context)


async def _after(clock: Clock, seconds: float, act: Callable[[], None]) -> None:
    await sleep_by(clock, seconds)
    act()
