"""The errands that are under way: each its own task, and every one of them comes back."""

import asyncio
from collections.abc import Callable

from bot.carrier import Carrier
from bot.clock import Clock
from bot.errand import Errand
from bot.faults import Fault, Kind
from bot.pacing import Pace
from models.database import Database


class Crew:
    """Carries errands at the same time; those that are back wait in `landed` to be written down."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        pace: Pace,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._database, self._carrier, self._pace, self._clock = database, carrier, pace, clock
        self._wake = wake
        self._under_way: dict[asyncio.Task[None], Errand] = {}
        self.landed: list[Errand] = []

    @property
    def busy(self) -> bool:
        return bool(self._under_way or self.landed)

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    @property
    def unwritten(self) -> list[Errand]:
        """Everything whose end no row knows yet."""
        return [*self._under_way.values(), *self.landed]

    def send_out(self, errand: Errand) -> None:
        name = f"courier: {errand.item.sort.name} {errand.item.id}"
        task = self._database.spawn(self._carry(errand), name=name)
        self._under_way[task] = errand
        task.add_done_callback(self._back)

    def take_landed(self) -> list[Errand]:
        landed, self.landed = self.landed, []
        return landed

    async def come_home(self, seconds: float) -> None:
        """Lets requests end for some seconds; then they are cut short, and their outcome is in doubt."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        await self.cut_short()

    async def cut_short(self) -> None:
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _carry(self, errand: Errand) -> None:
        await self._carrier.carry(errand)
        self.landed.append(errand)
        self._wake()

    def _back(self, task: asyncio.Task[None]) -> None:
        """Cut short, it is back as well: nobody knows how far it came, and its chat must not wait for it."""
        errand = self._under_way.pop(task)
        if task.cancelled():
            if errand.ticket is not None:
                self._pace.land(errand.ticket, self._clock.monotonic())
            errand.fault, errand.at = Fault(Kind.DOUBT, "cut short"), self._clock.now()
            self.landed.append(errand)
            self._wake()
