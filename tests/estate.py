"""The whole product over real HTTP: sandbox, bot and scheduler in one loop, on both databases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.courier import Tempo
from bot.demo import Demo
from bot.pacing import Limits
from sandbox.client import Client

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in the estate
# Pacing has tests of its own; here nobody waits for it.
BRISK = Tempo(edit_gap=timedelta(0), limits=Limits().faster(100))


@dataclass
class Estate:
    """The people and groups of the demo, and what they do and see."""

    demo: Demo
    sim: Client
    people: dict[str, int]
    groups: dict[str, int]

    async def says(self, who: str, text: str, **more: Any) -> int:
        sent = await self.sim.text(self.people[who], text, self._chat(more), **more)
        await self.sim.settled()
        return sent

    async def sends(self, who: str, kind: str, **more: Any) -> int:
        sent = await self.sim.send(self.people[who], kind, self._chat(more), **more)
        await self.sim.settled()
        return sent

    async def presses(self, who: str, label: str, **more: Any) -> str:
        """The words of the toast that the press brought up."""
        query = await self.sim.press(self.people[who], self._chat(more), label, **more)
        await self.sim.settled()
        return str((await self.sim.answer(query)).get("text") or "")

    async def sees(self, who: str, **more: Any) -> list[str]:
        return await self.sim.texts(self.people[who], self._chat(more))

    async def last(self, who: str, **more: Any) -> dict[str, Any]:
        """The last message that says something; Telegram's own "pinned a message" doesn't."""
        messages = await self.sim.messages(self.people[who], self._chat(more))
        return next(message for message in reversed(messages) if message["text"] or message["media"])

    async def message(self, who: str, message_id: int, **more: Any) -> dict[str, Any]:
        messages = await self.sim.messages(self.people[who], self._chat(more))
        return next(message for message in messages if message["message_id"] == message_id)

    async def later(self, **span: float) -> None:
        await self.sim.advance(timedelta(**span))
        await self.sim.settled()

    def _chat(self, more: dict[str, Any]) -> int | None:
        group = more.pop("group", None)
        return self.groups[group] if group else None
