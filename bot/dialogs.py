"""Where people are in a conversation: aiogram's FSM storage on our own table.

It takes part in the handler's transaction, so a conversation never runs ahead of what was done.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from bot.clock import Clock
from models import Dialog
from models.prepared import Lookup

# Longer than anybody thinks about an answer, shorter than a night: next morning nothing is waited for,
# and what is said then is heard for itself.
WAITED_FOR = timedelta(hours=6)
_DIALOG = Lookup(Dialog, lambda key: Dialog.filter(key=key))


class DialogStorage(BaseStorage):
    """A row exists only while a conversation is open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._name = DefaultKeyBuilder(with_bot_id=True, with_destiny=True).build

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._keep(key, state=name or "")

    async def get_state(self, key: StorageKey) -> str | None:
        found = await self._open(key)
        return (found.state or None) if found else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not isinstance(data, Mapping):
            raise DataNotDictLikeError(f"Data must be a dict or dict-like object, not {type(data).__name__}")
        await self._keep(key, data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found = await self._open(key)
        return dict(found.data) if found else {}

    async def close(self) -> None:
        """Nothing to close: the database is the app's."""

    async def _open(self, key: StorageKey) -> Dialog | None:
        found = await _DIALOG.first(self._name(key, "state"))
        return found if found and self._clock.now() < found.updated_at + WAITED_FOR else None

    async def _keep(self, key: StorageKey, **columns: Any) -> None:
        name = self._name(key, "state")
        if await self._open(key) is None:
            columns = {"state": "", "data": {}} | columns
        row, _ = await Dialog.update_or_create(
            key=name, defaults={**columns, "updated_at": self._clock.now()}
        )
        if not row.state and not row.data:
            await Dialog.filter(key=name).delete()
