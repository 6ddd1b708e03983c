"""Long polling: the offset moves only over what is written down; what no waiting heals stops loudly."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from village import TOKEN

from bot import polling as polling_module
from bot.polling import IntakeLost, Polling
from models.database import DatabaseAway


class Telegram(BaseSession):
    """Answers getUpdates from a list; when it is empty, the test is over."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.answers = list(answers)
        self.offsets: list[int | None] = []

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        self.offsets.append(method.offset)
        if not self.answers:
            raise asyncio.CancelledError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


class Book:
    """Stands for the inbox."""

    def __init__(self, *fails: Exception | None) -> None:
        self.written: list[int] = []
        self.fails = list(fails)
        self.crowded = False

    async def write_down(self, updates: list[Any]) -> None:
        if self.fails and (error := self.fails.pop(0)):
            raise error
        self.written += [update["update_id"] for update in updates]


METHOD = polling_module.GetRawUpdates()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling_module, "PAUSES", (0,))


async def polled(book: Book, *answers: Any) -> list[int | None]:
    """The offsets Telegram was asked with."""
    telegram = Telegram(*answers)
    with pytest.raises(asyncio.CancelledError):
        await Polling(Bot(TOKEN, session=telegram), book).run()  # type: ignore[arg-type]
    return telegram.offsets


async def test_the_offset_follows_what_is_written_down() -> None:
    book = Book()
    assert await polled(book, [{"update_id": 7}, {"update_id": 9}], [], [{"update_id": 10}]) == [
        None,
        10,
        10,
        11,
    ]
    assert book.written == [7, 9, 10]


async def test_what_could_not_be_written_down_is_asked_for_again() -> None:
    book = Book(None, DatabaseAway("gone"), DatabaseAway("gone"))
    batch = [{"update_id": 8}]
    assert await polled(book, [{"update_id": 7}], batch, batch, batch) == [None, 8, 8, 8, 9]
    assert book.written == [7, 8]


async def test_numbers_that_begin_anew_are_followed() -> None:
    """After a week of silence Telegram may choose another number at random."""
    book = Book()
    assert await polled(book, [{"update_id": 900}], [{"update_id": 5}]) == [None, 901, 6]


async def test_what_is_no_update_does_not_hold_up_the_batch() -> None:
    book = Book()
    odd: list[Any] = [None, 3, "x", {}, {"update_id": "8"}, {"update_id": 2**70}]
    assert await polled(book, [*odd, {"update_id": 8}], odd) == [None, 9, 9]
    assert book.written == [8]


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(METHOD, "reset"),
        TelegramServerError(METHOD, "502"),
        ClientDecodeError("html", ValueError(), "<html>"),
        TelegramRetryAfter(METHOD, "slow down", 0),
    ],
)
async def test_passing_trouble_is_waited_out(error: Exception) -> None:
    book = Book()
    assert await polled(book, error, [{"update_id": 1}], error, []) == [None, None, 2, 2, 2]
    assert book.written == [1]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (TelegramConflictError(METHOD, "Conflict"), "409"),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), "401"),
        (TelegramNotFound(METHOD, "Not Found"), "401"),
    ],
)
async def test_a_stolen_poll_or_a_wrong_token_stops_loudly(error: Exception, says: str) -> None:
    with pytest.raises(IntakeLost, match=says):
        await Polling(Bot(TOKEN, session=Telegram(error)), Book()).run()  # type: ignore[arg-type]


async def test_pauses_grow_with_failures_in_a_row_and_end_with_a_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(polling_module, "PAUSES", (1, 2, 5))
    monkeypatch.setattr("bot.polling.asyncio.sleep", sleep)
    error = TelegramNetworkError(METHOD, "reset")
    await polled(Book(DatabaseAway("gone")), error, error, [{"update_id": 1}], error, [], error)
    assert slept == [1, 2, 5, 5, 1]


async def test_nothing_is_fetched_while_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling_module, "CROWDED_PAUSE", 0.001)
    book, telegram = Book(), Telegram()
    book.crowded = True
    polling = asyncio.gather(Polling(Bot(TOKEN, session=telegram), book).run(), return_exceptions=True)  # type: ignore[arg-type]
    await asyncio.sleep(0.02)
    assert telegram.offsets == []
    book.crowded = False
    await polling
    assert telegram.offsets == [None]
