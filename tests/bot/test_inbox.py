"""The edge in: written down once, handled once, in each person's order, whatever breaks."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interleaving import ON_POSTGRES, until_somebody_waits
from village import BOT_ID, StillClock

from bot import inbox as inbox_module
from bot.envelope import is_update, lane_of
from bot.inbox import MOST_ATTEMPTS, Inbox, Undecodable
from bot.replaying import replay
from desk.errors import DeskError, NotFound, NotNow, Outrun
from models import Incoming, Lease
from models.database import Database, DatabaseAway
from models.kinds import Action, IncomingState, Status

DONE, WAITING, QUARANTINED = IncomingState.DONE, IncomingState.WAITING, IncomingState.QUARANTINED


def update(number: int, person: int = 1, text: str = "hi") -> dict[str, Any]:
    body = {"message_id": number, "from": {"id": person}, "chat": {"id": person}, "text": text}
    return {"update_id": number, "message": body}


class Ear:
    """A listener that remembers, leaves a mark in the database, and breaks as it is told to."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.refused: list[str] = []
        self.breaks: dict[int, list[BaseException]] = {}
        self.does: Callable[[int], Any] = lambda number: asyncio.sleep(0)

    async def handle(self, update: Any, now: datetime) -> None:
        number = update["update_id"]
        await Lease.create(name=str(number), owner=str(update["message"].get("text")), expires_at=now)
        await self.does(number)
        if errors := self.breaks.get(number):
            raise errors.pop()
        self.heard.append(number)

    async def refuse(self, update: Any, refusal: DeskError, now: datetime) -> None:
        self.refused.append(type(refusal).__name__)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def inbox(database: Database, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(inbox_module, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(inbox_module, "DATABASE_PAUSE", 0.01)
    return Inbox(database, BOT_ID, StillClock(), ear)


async def handled(inbox: Inbox) -> None:
    await asyncio.wait_for(inbox._idle.wait(), 300)


async def states() -> dict[int, IncomingState]:
    return {row.update_id: row.state for row in await Incoming.all().order_by("id")}


async def test_an_update_is_written_down_before_it_is_handled(inbox: Inbox, ear: Ear) -> None:
    await inbox.write_down([update(1)])
    assert await states() == {1: WAITING}
    await handled(inbox)
    assert await states() == {1: DONE}
    assert ear.heard == [1]


async def test_a_repeated_update_is_let_go(inbox: Inbox, ear: Ear) -> None:
    await inbox.write_down([update(1), update(1, text="again")])
    await inbox.write_down([update(1)])
    await handled(inbox)
    await inbox.write_down([update(1), update(2)])
    await handled(inbox)
    assert ear.heard == [1, 2]


async def test_the_same_update_told_to_many_processes_is_handled_once(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    others = [Inbox(database, BOT_ID, StillClock(), ear) for _ in range(3)]
    batch = [update(n, person=n % 3) for n in range(1, 13)]
    await asyncio.gather(*(each.write_down(batch) for each in [inbox, *others]))
    for each in [inbox, *others]:
        await handled(each)
    assert sorted(ear.heard) == list(range(1, 13))


async def test_two_bots_may_use_the_same_number(database: Database, inbox: Inbox, ear: Ear) -> None:
    other = Inbox(database, BOT_ID + 1, StillClock(), Ear())
    await inbox.write_down([update(1)])
    await other.write_down([update(1)])
    await handled(inbox)
    assert await Incoming.all().count() == 2


async def test_one_person_is_handled_in_order_and_others_meanwhile(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    """On SQLite transactions take turns; on PostgreSQL the first waits for the other person's."""
    order: list[int] = []
    passed = asyncio.Event()
    if database.dialect == "sqlite":
        passed.set()

    async def slowly(number: int) -> None:
        order.append(number)
        if number == 3:
            passed.set()
        if number == 1:
            await passed.wait()

    ear.does = slowly
    await inbox.write_down([update(1), update(2), update(3, person=2), update(4), update(5, person=2)])
    await handled(inbox)
    assert [n for n in ear.heard if n in (1, 2, 4)] == [1, 2, 4]
    assert [n for n in ear.heard if n in (3, 5)] == [3, 5]
    assert order.index(3) < order.index(4), "the second person did not wait for all of the first"


async def test_a_failed_attempt_leaves_nothing_and_is_tried_again(inbox: Inbox, ear: Ear) -> None:
    ear.breaks[1] = [ZeroDivisionError(), KeyError()]
    await inbox.write_down([update(1), update(2)])
    await handled(inbox)
    assert ear.heard == [1, 2]
    assert await Lease.all().count() == 2
    assert (await Incoming.get(update_id=1)).attempts == 2


async def test_what_fails_three_times_is_put_aside_and_stops_nobody(
    inbox: Inbox, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.breaks[1] = [RuntimeError("secret words")] * 5
    await inbox.write_down([update(1, text="my secret words"), update(2), update(3, person=2)])
    await handled(inbox)
    assert await states() == {1: QUARANTINED, 2: DONE, 3: DONE}
    row = await Incoming.get(update_id=1)
    assert (row.attempts, row.error) == (MOST_ATTEMPTS, "RuntimeError")
    assert not await Lease.filter(name="1").exists()
    assert "secret" not in caplog.text, "what people write never reaches a log"


async def test_what_cannot_be_decoded_is_put_aside_at_once(inbox: Inbox, ear: Ear) -> None:
    ear.breaks[1] = [Undecodable()]
    await inbox.write_down([update(1), update(2)])
    await handled(inbox)
    row = await Incoming.get(update_id=1)
    assert (row.state, row.error, row.attempts) == (QUARANTINED, "undecodable", 0)
    assert ear.heard == [2]


async def test_a_refusal_is_told_once_and_undoes_the_rest(inbox: Inbox, ear: Ear) -> None:
    ear.breaks[1] = [NotFound()]
    await inbox.write_down([update(1)])
    await handled(inbox)
    assert ear.refused == ["NotFound"]
    assert await Lease.all().count() == 0
    assert await states() == {1: DONE}


async def test_who_was_outrun_tries_again_before_anything_is_refused(inbox: Inbox, ear: Ear) -> None:
    ear.breaks[1] = [Outrun(Action.NOTE, Status.ACCEPTED)] * 3
    ear.breaks[2] = [NotNow(Action.NOTE, Status.DONE), Outrun(Action.NOTE, Status.ACCEPTED)]
    ear.breaks[3] = [Outrun(Action.NOTE, Status.ACCEPTED)] * 50
    await inbox.write_down([update(1), update(2), update(3)])
    await handled(inbox)
    assert ear.heard == [1]
    assert ear.refused == ["NotNow", "Outrun"]
    assert (await Incoming.get(update_id=1)).attempts == 0


async def test_a_database_that_goes_away_costs_no_attempt_and_no_update(
    database: Database, inbox: Inbox, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the middle of putting a poisoned update aside: its lane must not die with the rest in it."""
    real, away = database.transaction, iter([False, True, True, False, True, False, True])

    async def flaky(work: Any, **more: Any) -> Any:
        if next(away, False):
            raise DatabaseAway("gone")
        return await real(work, **more)

    ear.breaks[1] = [ZeroDivisionError()] * 20
    await inbox.write_down([update(1), update(2), update(3)])
    monkeypatch.setattr(database, "transaction", flaky)
    await handled(inbox)
    assert await states() == {1: QUARANTINED, 2: DONE, 3: DONE}
    assert ear.heard == [2, 3]


async def test_a_writer_that_fails_tells_all_whose_updates_were_on_its_page(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(work: Any, **more: Any) -> Any:
        await asyncio.sleep(0.01)
        raise DatabaseAway("gone")

    with monkeypatch.context() as patch:
        patch.setattr(database, "transaction", away)
        calls = [inbox.write_down([update(n)]) for n in range(1, 6)]
        ends = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(end, DatabaseAway) for end in ends)
    await inbox.write_down([update(n) for n in range(1, 6)])
    await handled(inbox)
    assert set((await states()).values()) == {DONE}


async def test_what_an_earlier_run_left_is_handled_at_the_next_start(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    await inbox.stop()
    await inbox.write_down([update(1), update(2)])
    assert await states() == {1: WAITING, 2: WAITING}
    await Inbox(database, BOT_ID, StillClock(), ear).start()
    assert ear.heard == [1, 2]
    assert await states() == {1: DONE, 2: DONE}


async def test_an_update_that_kills_the_process_is_put_aside_after_three_starts(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    """The process dies before it can count; so the start counts, before it tries."""

    class Killed(BaseException):
        """As good as SIGKILL."""

    await inbox.stop()
    await inbox.write_down([update(1), update(2)])
    ear.breaks[1] = [Killed()] * 9
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            await Inbox(database, BOT_ID, StillClock(), ear).start()
    await Inbox(database, BOT_ID, StillClock(), ear).start()
    row = await Incoming.get(update_id=1)
    assert (row.state, row.error) == (QUARANTINED, "killed the process")
    assert ear.heard == [2]


async def test_what_was_put_aside_can_be_replayed(database: Database, inbox: Inbox, ear: Ear) -> None:
    ear.breaks[1] = [ZeroDivisionError()] * MOST_ATTEMPTS
    await inbox.write_down([update(1)])
    await handled(inbox)
    assert await replay(database, BOT_ID + 1) == 0
    assert await replay(database, BOT_ID) == 1
    await Inbox(database, BOT_ID, StillClock(), ear).start()
    assert ear.heard == [1]


async def test_stopping_waits_for_what_is_being_handled_and_leaves_the_rest(inbox: Inbox, ear: Ear) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(number: int) -> None:
        begun.set()
        await go_on.wait()

    ear.does = wait
    await inbox.write_down([update(1), update(2)])
    await begun.wait()
    stopping = asyncio.gather(inbox.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert await states() == {1: DONE, 2: WAITING}


async def test_text_is_cleaned_for_the_handlers_and_kept_as_it_came(inbox: Inbox, ear: Ear) -> None:
    """PostgreSQL refuses NUL and lone surrogates; a replay after an upgrade wants the original."""
    await inbox.write_down([update(1, text="a\x00b\ud800c\u202ed")])
    await handled(inbox)
    assert (await Lease.get()).owner == "a bcd"
    assert json.loads((await Incoming.get()).body)["message"]["text"] == "a\x00b\ud800c\u202ed"


async def test_what_is_no_update_spoils_nothing_for_the_others(inbox: Inbox, ear: Ear) -> None:
    odd: list[Any] = [{}, {"update_id": "7"}, {"update_id": None}, {"update_id": 2**63}, {"update_id": True}]
    odd += [{"update_id": 5, "message": {"from": {"id": 10**30}, "text": "big"}}]
    await inbox.write_down([*odd, update(1)])
    await handled(inbox)
    assert await states() == {5: DONE, 1: DONE}


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.sampled_from(["from", "chat", "id", "user"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "x"]), anything))
def test_the_lane_of_anything_fits_a_column(found: dict[str, Any]) -> None:
    assert abs(lane_of(found)) < 2**63
    assert is_update(found) == (type(found.get("update_id")) is int and abs(found["update_id"]) < 2**63)


@pytest.mark.parametrize(
    ("body", "lane"),
    [
        ({"message": {"from": {"id": 7}, "chat": {"id": -5}}}, 7),
        ({"message": {"chat": {"id": -5}}}, -5),
        ({"callback_query": {"from": {"id": 8}, "message": {"chat": {"id": -5}}}}, 8),
        ({"message_reaction": {"user": {"id": 9}, "chat": {"id": -5}}}, 9),
        ({"channel_post": {"chat": {"id": -5}}}, 0),
        ({}, 0),
    ],
)
def test_a_lane_is_a_person_else_a_chat(body: dict[str, Any], lane: int) -> None:
    assert lane_of(body) == lane


async def test_what_a_commit_wrote_although_it_reported_a_failure_is_handled_when_it_comes_again(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    row = inbox._row(update(7), StillClock().now())
    await database.transaction(row.save)
    await inbox.write_down([update(7)])
    await inbox._idle.wait()
    assert ear.heard == [7]
    assert (await Incoming.get()).state is DONE


async def stands_in_the_first(inbox: Inbox, ear: Ear) -> asyncio.Event:
    """One process has begun with the first update, and goes on with it when it may."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def waits(number: int) -> None:
        if number == 1:
            begun.set()
            await go.wait()

    ear.does = waits
    await inbox.write_down([update(1)])
    await begun.wait()
    return go


@ON_POSTGRES
async def test_two_processes_handle_one_persons_updates_one_after_the_other(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    """Behind a proxy the parts of an album come to several processes at once: each would begin a draft."""
    go = await stands_in_the_first(inbox, ear)
    other = Inbox(database, BOT_ID, StillClock(), ear)
    await other.write_down([update(2)])
    await until_somebody_waits(lambda: other.idle)
    assert ear.heard == []
    go.set()
    await handled(inbox)
    await handled(other)
    assert ear.heard == [1, 2]
    assert await states() == {1: DONE, 2: DONE}


@ON_POSTGRES
async def test_two_processes_handle_two_peoples_updates_at_once(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    go = await stands_in_the_first(inbox, ear)
    other = Inbox(database, BOT_ID, StillClock(), ear)
    await other.write_down([update(2, person=2)])
    await handled(other)
    assert ear.heard == [2]
    go.set()
    await handled(inbox)


@ON_POSTGRES
async def test_what_another_process_has_not_come_to_yet_is_handled_before_what_was_said_after_it(
    database: Database, inbox: Inbox, ear: Ear
) -> None:
    other = Inbox(database, BOT_ID, StillClock(), ear)
    inbox._hands = asyncio.Semaphore(0)  # all of its hands are full
    await inbox.write_down([update(1), update(2, person=2)])
    await other.write_down([update(3)])
    await handled(other)
    assert ear.heard == [1, 3]
    inbox._hands.release()
    await handled(inbox)
    assert ear.heard == [1, 3, 2]
