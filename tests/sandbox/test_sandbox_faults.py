"""Faults surface in each library as the table in telegram.md says; the flood model never errs."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram import exceptions as heard
from telegram import error as said
from telegram.ext import ExtBot

from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.flood import Flood
from sandbox.probes import Raw
from sandbox.server import Sandbox

SURFACES: list[tuple[dict[str, Any], type[Exception], type[Exception]]] = [
    ({"kind": "429", "retry_after": 7}, heard.TelegramRetryAfter, said.RetryAfter),
    ({"kind": "403"}, heard.TelegramForbiddenError, said.Forbidden),
    ({"kind": "400"}, heard.TelegramBadRequest, said.BadRequest),
    ({"kind": "migrate", "migrate_to": -100123}, heard.TelegramMigrateToChat, said.ChatMigrated),
    ({"kind": "5xx"}, heard.TelegramServerError, said.NetworkError),
    ({"kind": "5xx", "status": 504}, heard.TelegramServerError, said.NetworkError),
    ({"kind": "html502"}, heard.ClientDecodeError, said.NetworkError),
    ({"kind": "drop"}, heard.TelegramNetworkError, said.NetworkError),
    ({"kind": "hang", "seconds": 0.05}, heard.TelegramNetworkError, said.NetworkError),
    ({"kind": "apply_then_drop"}, heard.TelegramNetworkError, said.NetworkError),
]

standing = pytest.mark.parametrize("clock", [True], ids=["standing"], indirect=True)


@pytest.mark.parametrize(("rule", "in_aiogram", "in_ptb"), SURFACES, ids=lambda value: str(value)[:30])
async def test_each_fault_surfaces_as_each_library_says(
    rule: dict[str, Any],
    in_aiogram: type[Exception],
    in_ptb: type[Exception],
    bot: Bot,
    ptb: ExtBot[None],
    sim: Client,
    owner: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or PTB warns of what retry_after will be one day
    await sim.fault(**rule, method="sendMessage", times=2)
    with pytest.raises(in_aiogram):
        await bot.send_message(owner, "by aiogram")
    with pytest.raises(in_ptb):
        await ptb.send_message(owner, "by PTB")
    applied = rule["kind"] == "apply_then_drop"
    assert await sim.sees(owner, "by aiogram") == applied
    assert await sim.sees(owner, "by PTB") == applied
    await bot.send_message(owner, "mended by itself")


async def test_retry_after_and_new_chat_reach_the_caller(raw: Raw, sim: Client, owner: int) -> None:
    await sim.fault("429", "sendMessage", retry_after=7)
    async with raw.session.post(
        f"{raw.url}/bot424242:AAsandbox-token-for-tests-only_00000/sendMessage",
        json={"chat_id": owner, "text": "x"},
    ) as response:
        assert response.headers["Retry-After"] == "7"
        assert (await response.json())["description"] == "Too Many Requests: retry after 7"
    await sim.fault("migrate", "sendMessage", migrate_to=-100777)
    body = await raw("sendMessage", chat_id=owner, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": -100777}


async def test_a_fault_strikes_one_method_in_one_chat_at_the_nth_call(
    raw: Raw, sim: Client, owner: int, group: int
) -> None:
    await sim.fault("400", "sendMessage", chat=group, nth=2, times=1, description="Bad Request: made up")
    await raw.ok("sendMessage", chat_id=owner, text="x")
    await raw.ok("sendMessage", chat_id=group, text="x")
    assert await raw.refused("sendMessage", chat_id=group, text="x") == "Bad Request: made up"
    await raw.ok("sendMessage", chat_id=group, text="x")


async def test_applied_and_answered_are_told_apart_in_the_journal(bot: Bot, sim: Client, owner: int) -> None:
    await sim.fault("apply_then_drop", "sendMessage")
    with pytest.raises(heard.TelegramNetworkError):
        await bot.send_message(owner, "x")
    [entry] = await sim.calls("sendMessage")
    assert await sim.violations() == []
    assert (entry["applied"], entry["outcome"], entry["status"]) == (True, "fault: apply_then_drop", 0)


async def test_an_update_can_come_twice_late_or_out_of_order(raw: Raw, sim: Client, owner: int) -> None:
    await raw.updates(offset=-1)
    await raw.updates(offset=(await raw.updates())[0]["update_id"] + 1)
    await sim.fault("duplicate", "message")
    await sim.text(owner, "twice")
    twice = await raw.updates()
    assert [each["update_id"] for each in twice] == [twice[0]["update_id"]] * 2
    await raw.updates(offset=twice[0]["update_id"] + 1)
    await sim.fault("reorder", "message")
    await sim.text(owner, "first")
    await sim.text(owner, "second")
    swapped = await raw.updates()
    assert [each["message"]["text"] for each in swapped] == ["second", "first"]
    assert swapped[0]["update_id"] > swapped[1]["update_id"]


async def test_an_update_can_be_late_by_the_clock(
    raw: Raw, sim: Client, clock: MovableClock, owner: int
) -> None:
    await sim.fault("delay", "message", seconds=60)
    await sim.text(owner, "late")
    assert "late" not in str(await raw.updates())
    clock.advance(timedelta(seconds=61))

    async def come() -> bool:
        return "late" in str(await raw.updates())

    await sim.wait_for(come)


async def test_unknown_faults_are_refused_with_a_hint(sim: Client) -> None:
    with pytest.raises(Exception, match="kind is one of 429"):
        await sim.fault("earthquake")
    with pytest.raises(Exception, match="a fault has no chanel"):
        await sim.fault("429", chanel=1)


def until_refused(flood: Flood, chat: int, method: str = "sendMessage") -> int:
    sent = 0
    while flood.check(1, method, chat, 1) is None:
        sent += 1
    return sent


def frozen_flood(scale: float = 1.0) -> tuple[Flood, MovableClock]:
    clock = MovableClock(frozen=True)
    flood = Flood(clock)
    flood.set(enabled=True, scale=scale)
    return flood, clock


def test_a_person_takes_three_at_once_then_one_a_second() -> None:
    flood, clock = frozen_flood()
    assert until_refused(flood, 7) == 3
    clock.advance(timedelta(seconds=1))
    assert until_refused(flood, 7) == 1
    clock.advance(timedelta(seconds=10))
    assert until_refused(flood, 7) == 3


def test_a_group_takes_twenty_in_any_minute_edits_included() -> None:
    flood, clock = frozen_flood()
    for _ in range(10):
        assert flood.check(1, "sendMessage", -7, 1) is None
        clock.advance(timedelta(seconds=2))
    assert until_refused(flood, -7, "editMessageText") == 10
    refusal = flood.check(1, "sendMessage", -7, 1)
    assert refusal
    assert (refusal.limit, refusal.retry_after) == ("group", 40)
    clock.advance(timedelta(seconds=39.9))
    assert until_refused(flood, -7) == 0
    clock.advance(timedelta(seconds=0.1))
    assert until_refused(flood, -7) == 1


def test_a_bot_sends_thirty_in_any_second_and_answers_are_free() -> None:
    flood, _ = frozen_flood()
    assert sum(flood.check(1, "sendMessage", person, 1) is None for person in range(1, 50)) == 30
    assert all(flood.check(1, "answerCallbackQuery", 1, 1) is None for _ in range(100))
    assert all(flood.check(1, "deleteMessage", -1, 1) is None for _ in range(100))


def test_scale_speeds_the_windows_up() -> None:
    flood, clock = frozen_flood(scale=10)
    assert until_refused(flood, -7) == 20
    clock.advance(timedelta(seconds=6))
    assert until_refused(flood, -7) == 20


@standing
async def test_breaches_are_answered_with_429_and_recorded(
    raw: Raw, sim: Client, sandbox: Sandbox, owner: int
) -> None:
    await sim.limits(flood=True)
    for _ in range(3):
        await raw.ok("sendMessage", chat_id=owner, text="x")
    assert await raw.refused("sendMessage", chat_id=owner, text="x") == "Too Many Requests: retry after 1"
    await raw.refused("sendMessage", chat_id=owner, text="x")
    assert [each["limit"] for each in await sim.breaches()] == ["private", "asked again too soon", "private"]
    await sim.limits(flood=False)
    await raw.ok("sendMessage", chat_id=owner, text="x")
