"""Conversation state on our own table behaves as aiogram's storage in memory does."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from village import StillClock

from bot.dialogs import DialogStorage
from models import Dialog
from models.database import Database

KEY = StorageKey(bot_id=42, chat_id=-100, user_id=7)
OTHERS = [
    StorageKey(bot_id=43, chat_id=-100, user_id=7),
    StorageKey(bot_id=42, chat_id=-101, user_id=7),
    StorageKey(bot_id=42, chat_id=-100, user_id=8),
    StorageKey(bot_id=42, chat_id=-100, user_id=7, thread_id=5),
    StorageKey(bot_id=42, chat_id=-100, user_id=7, destiny="other"),
]


class Form(StatesGroup):
    writing = State()


async def states(storage: BaseStorage) -> list[Any]:
    seen: list[Any] = [await storage.get_state(KEY)]
    for state in (Form.writing, "plain", None, Form.writing.state):
        await storage.set_state(KEY, state)
        seen.append(await storage.get_state(KEY))
    return seen


async def data(storage: BaseStorage) -> list[Any]:
    seen: list[Any] = [await storage.get_data(KEY), await storage.get_value(KEY, "a", "none")]
    await storage.set_data(KEY, {"a": 1, "b": ["x", {"y": None}]})
    seen.append(await storage.get_data(KEY))
    seen.append(await storage.update_data(KEY, {"b": "new", "漢": "字"}))
    seen.append(await storage.get_value(KEY, "漢"))
    read = await storage.get_data(KEY)
    read["a"] = "changed by the reader"
    seen.append(await storage.get_data(KEY))
    await storage.set_data(KEY, {})
    seen.append(await storage.get_data(KEY))
    return seen


async def both(storage: BaseStorage) -> list[Any]:
    await storage.set_state(KEY, Form.writing)
    await storage.set_data(KEY, {"a": 1})
    await storage.set_state(KEY, None)
    seen: list[Any] = [await storage.get_data(KEY)]
    await storage.set_state(KEY, Form.writing)
    await storage.set_data(KEY, {})
    seen.append(await storage.get_state(KEY))
    return seen


async def apart(storage: BaseStorage) -> list[Any]:
    for n, key in enumerate([KEY, *OTHERS]):
        await storage.set_state(key, f"s{n}")
        await storage.set_data(key, {"n": n})
    return [(await storage.get_state(key), await storage.get_data(key)) for key in [KEY, *OTHERS]]


@pytest.mark.parametrize("scenario", [states, data, both, apart])
async def test_it_does_what_aiograms_own_storage_does(
    database: Database, scenario: Callable[[BaseStorage], Awaitable[list[Any]]]
) -> None:
    assert await scenario(DialogStorage(StillClock())) == await scenario(MemoryStorage())


async def test_data_must_be_a_mapping(database: Database) -> None:
    for storage in (MemoryStorage(), DialogStorage(StillClock())):
        with pytest.raises(DataNotDictLikeError):
            await storage.set_data(KEY, ())  # type: ignore[arg-type]


async def test_a_row_exists_only_while_a_conversation_is_open(database: Database) -> None:
    storage = DialogStorage(StillClock())
    await storage.set_state(KEY, Form.writing)
    await storage.set_data(KEY, {"a": 1})
    assert await Dialog.all().count() == 1
    await storage.set_state(KEY, None)
    await storage.set_data(KEY, {})
    assert await Dialog.all().count() == 0


async def test_state_is_undone_with_the_handler(database: Database) -> None:
    storage = DialogStorage(StillClock())

    async def work() -> None:
        await storage.set_state(KEY, Form.writing)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.transaction(work)
    assert await storage.get_state(KEY) is None


async def test_a_question_is_forgotten_by_the_next_morning_and_leaves_nothing_behind(
    database: Database,
) -> None:
    clock = StillClock()
    storage = DialogStorage(clock)

    async def asks() -> None:
        await storage.set_state(KEY, Form.writing)
        await storage.set_data(KEY, {"ref": "old"})

    await database.transaction(asks)
    clock.forward(hours=5)
    assert await storage.get_data(KEY) == {"ref": "old"}
    clock.forward(hours=2)
    assert (await storage.get_state(KEY), await storage.get_data(KEY)) == (None, {})
    await database.transaction(lambda: storage.set_data(KEY, {"new": 1}))
    assert (await storage.get_state(KEY), await storage.get_data(KEY)) == (None, {"new": 1})
