"""The control API: its shapes, its refusals, reset, the clock, the journal."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.cast import Cast, Group, Person
from sandbox.client import Client, Refused
from sandbox.clock import MovableClock, sleep_by
from sandbox.probes import BOT_ID, SEED, TOKEN, Raw
from sandbox.server import Sandbox, running

CAST = Cast(
    people=(Person("owner", "Chen Yan", "resident"), Person("engineer", "Lao Wang", "staff", "en")),
    groups=(Group("repairs", "Repairs", ("engineer",)), Group("desk", "Desk", ("engineer",), forum=True)),
)


@pytest.fixture
async def peopled(clock: MovableClock) -> AsyncIterator[Sandbox]:
    async with running(clock=clock, cast=CAST, bots=(SEED,)) as started:
        yield started


async def test_the_cast_is_there_with_the_bot_in_its_groups(peopled: Sandbox) -> None:
    async with Client(peopled.url) as sim, aiohttp.ClientSession() as session:
        cast = await sim.cast()
        assert cast["people"]["owner"]["name"] == "Chen Yan"
        assert cast["people"]["engineer"]["role"] == "staff"
        assert cast["groups"]["repairs"]["title"] == "Repairs"
        raw = Raw(peopled.url, session)
        me = await raw.ok("getChatMember", chat_id=cast["groups"]["desk"]["id"], user_id=BOT_ID)
        assert me["status"] == "administrator"
        assert await raw.updates() == []


async def test_reset_brings_back_the_beginning_but_not_old_update_ids(peopled: Sandbox) -> None:
    async with Client(peopled.url) as sim, aiohttp.ClientSession() as session:
        raw = Raw(peopled.url, session)
        owner = (await sim.cast())["people"]["owner"]["id"]
        await sim.text(owner, "before")
        [before] = await raw.updates()
        await sim.reset()
        assert await sim.messages(owner) == []
        assert await sim.journal() == []
        await sim.text(owner, "after")
        [after] = await raw.updates()
        assert after["update_id"] > before["update_id"]
        assert after["message"]["message_id"] == before["message"]["message_id"]


async def test_hooks_are_called_on_reset_and_asked_when_all_is_settled() -> None:
    calls, calm = list[str](), asyncio.Event()

    async def on_reset() -> None:
        calls.append("reset")

    async def settled() -> None:
        await calm.wait()

    async with running(on_reset=on_reset, settled=settled) as sandbox, Client(sandbox.url) as sim:
        await sim.reset()
        calm.set()
        await sim.settled()
        calm.clear()
        with pytest.raises(Refused, match="still busy"):
            await sim.settled(0.01)
    assert calls == ["reset"]


async def test_without_a_hook_nobody_knows_what_is_settled(sim: Client) -> None:
    with pytest.raises(Refused) as caught:
        await sim.settled()
    assert caught.value.status == 404


async def test_the_view_has_the_promised_shape(raw: Raw, sim: Client, owner: int) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go", "style": "primary"}]]}
    await raw.ok("sendMessage", chat_id=owner, text="<i>x</i>", parse_mode="HTML", reply_markup=markup)
    view = await sim.view(owner)
    assert {"messages", "reply_keyboard", "pinned"} <= view.keys()
    last = view["messages"][-1]
    assert {"message_id", "from", "text", "html", "buttons", "media", "thread", "edited", "at"} <= last.keys()
    assert last["buttons"] == [[{"text": "Go", "data": "go", "url": None, "style": "primary"}]]
    assert last["html"] == "<i>x</i>"


async def test_media_are_shown_with_an_address_of_their_bytes(sim: Client, owner: int) -> None:
    await sim.send(owner, "voice", data=b"OggS123")
    [media] = (await sim.last(owner))["media"]
    assert (media["kind"], media["duration"]) == ("voice", 3)
    async with aiohttp.ClientSession() as session, session.get(sim.url + media["url"]) as response:
        assert await response.read() == b"OggS123"


@pytest.mark.parametrize(
    ("wish", "status", "reason"),
    [
        ({"do": "fly"}, 400, "do is one of"),
        ({"do": "text", "text": "x"}, 400, "as must be an id"),
        ({"do": "text", "as": 1, "text": "x"}, 404, "nobody has the id 1"),
        ({"do": "text", "as": "owner", "text": ""}, 400, "message text is empty"),
        ({"do": "text", "as": "owner", "chat": -5, "text": "x"}, 404, "there is no chat -5"),
        ({"do": "press", "as": "owner", "message_id": 99, "button": "x"}, 404, "no message 99"),
        ({"do": "photo", "as": "owner", "data": "***"}, 400, "base64"),
        ({"do": "join", "as": "owner"}, 400, "needs a group"),
    ],
)
async def test_impossible_acts_are_refused_in_plain_words(
    wish: dict[str, Any], status: int, reason: str, sim: Client, raw: Raw, owner: int
) -> None:
    body = {name: owner if value == "owner" else value for name, value in wish.items()}
    async with raw.session.post(f"{raw.url}/sim/act", json=body) as response:
        assert response.status == status
        assert reason in (await response.json())["error"]


async def test_the_journal_tells_every_request_and_how_it_ended(raw: Raw, sim: Client, owner: int) -> None:
    await raw.ok("sendMessage", chat_id=str(owner), text="x")
    await raw.refused("sendMessage", chat_id=5, text="x")
    first, second = await sim.journal()
    assert (first["n"], first["method"], first["outcome"], first["status"]) == (1, "sendMessage", "ok", 200)
    assert first["params"] == {"chat_id": owner, "text": "x"}
    assert datetime.fromisoformat(first["at"]).tzinfo
    assert (second["outcome"], second["status"]) == ("Bad Request: chat not found", 400)
    assert [each["n"] for each in await sim.journal(after=1)] == [2]


async def test_the_clock_moves_for_everybody_and_listeners_are_awaited(
    sim: Client, clock: MovableClock, raw: Raw, owner: int
) -> None:
    heard: list[datetime] = []

    async def listen() -> None:
        heard.append(clock.now())

    clock.on_change(listen)
    before = clock.monotonic()
    await sim.advance(timedelta(minutes=30))
    assert clock.monotonic() - before >= 1800
    target = datetime(2030, 1, 5, 9, 0, tzinfo=UTC)
    assert await sim.set_clock(target) >= target
    assert len(heard) == 2
    sent = await raw.ok("sendMessage", chat_id=owner, text="x")
    assert sent["date"] >= target.timestamp()


async def test_the_clock_never_runs_backwards_for_pacing(sim: Client, clock: MovableClock) -> None:
    before = clock.monotonic()
    await sim.set_clock(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2020
    assert clock.monotonic() >= before


@pytest.mark.parametrize(
    "wish", [{}, {"advance": "30 minutes"}, {"to": "2026-11-23T09:00:00"}, {"to": "soon"}]
)
async def test_unclear_moves_of_the_clock_are_refused(wish: dict[str, str], raw: Raw) -> None:
    async with raw.session.post(f"{raw.url}/sim/clock", json=wish) as response:
        assert response.status == 400
        assert (await response.json())["error"]


async def test_sleeping_by_the_clock_ends_when_it_is_moved() -> None:
    clock = MovableClock(frozen=True)
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(sleep_by(clock, 3600))
        await asyncio.sleep(0.02)
        assert not sleeper.done()
        clock.advance(timedelta(hours=1))
        await asyncio.wait_for(sleeper, 60)


async def test_it_listens_on_loopback_only(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert TOKEN not in sandbox.url


async def test_a_page_that_goes_away_is_no_error(
    sandbox: Sandbox, sim: Client, owner: int, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        async with aiohttp.ClientSession() as page, page.get(f"{sandbox.url}/sim/events") as events:
            assert b"hello" in await events.content.readline()
        for n in range(3):
            await sim.text(owner, f"{n}")
    await asyncio.sleep(0.1)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
