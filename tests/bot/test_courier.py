"""Rows leave in order, once, written down before and after; nothing is lost when a process or a lease ends."""

import asyncio
from datetime import timedelta

import pytest
from courier_stage import BOT_ID, HANGS, QUICK, TOKEN, Stage, a_person, patient, until

from bot.courier import replay_parked
from bot.pacing import Limit, Limits
from models import Outgoing
from models.kinds import Doubt, OutgoingState

SENT, PARKED, DROPPED = OutgoingState.SENT, OutgoingState.PARKED, OutgoingState.DROPPED
WAITING, SENDING = OutgoingState.WAITING, OutgoingState.SENDING


async def test_a_row_is_sent_and_keeps_its_message_id(stage: Stage) -> None:
    async with stage.courier():
        row = await stage.ends(await stage.owe(stage.owner, "hello"), SENT)
    assert stage.arrived(stage.owner) == ["hello"]
    assert row.message_id == stage.calls("sendMessage")[0].result["message_id"]
    assert (row.attempts, row.boot, row.error) == (1, "first", "")
    assert row.sent_at is not None


async def test_a_committed_row_leaves_at_once(stage: Stage) -> None:
    """Nobody looks for it meanwhile: the commit itself brings it out."""
    async with stage.courier(tempo=patient(poll=HANGS, look_again=HANGS)):
        await stage.ends(await stage.owe(stage.owner, "warm"), SENT)
        await stage.ends(await stage.owe(stage.owner, "hello"), SENT)


async def test_one_chat_keeps_its_order_and_urgent_ones_go_first(stage: Stage) -> None:
    for number in range(12):
        await stage.owe(stage.group, str(number))
    await stage.owe(stage.group, "danger", urgency=0)
    await stage.owe(stage.group, "late", urgency=2)
    async with stage.courier():
        await until(lambda: len(stage.arrived(stage.group)) == 14)
    assert stage.arrived(stage.group) == ["danger", *map(str, range(12)), "late"]


async def test_one_request_per_chat_is_under_way_while_other_chats_go_on(stage: Stage) -> None:
    stage.fault("hang", "sendMessage", chat=stage.group, seconds=HANGS)
    slow = await stage.owe(stage.group, "slow", doubt=Doubt.REPEAT)
    await stage.owe(stage.group, "after it")
    async with stage.courier():
        await until(lambda: stage.calls("sendMessage", stage.group))
        quick = await stage.ends(await stage.owe(stage.owner, "quick"), SENT)
        assert (await stage.row(slow)).state is SENDING
        assert quick.attempts == 1
        assert stage.arrived(stage.group) == []
        stage.sandbox.stage.faults.clear()
        await until(lambda: len(stage.arrived(stage.group)) == 2)
    assert stage.arrived(stage.group) == ["slow", "after it"]


async def test_a_row_is_marked_before_its_request_leaves(stage: Stage) -> None:
    stage.fault("hang", "sendMessage", seconds=HANGS, times=1)
    row_id = await stage.owe(stage.owner, "x", doubt=Doubt.REPEAT)
    async with stage.courier(boot="b7"):
        await until(lambda: stage.calls("sendMessage"))
        row = await stage.row(row_id)
        assert (row.state, row.boot, row.attempts) == (SENDING, "b7", 1)
        stage.sandbox.stage.faults.clear()
        await stage.ends(row_id, SENT)


async def test_calls_bound_to_no_chat_wait_for_nobody(stage: Stage) -> None:
    stage.fault("hang", "sendMessage", chat=stage.group, seconds=HANGS)
    await stage.owe(stage.group, "slow", doubt=Doubt.REPEAT)
    async with stage.courier():
        await until(lambda: stage.calls("sendMessage", stage.group))
        taps = [
            await stage.owe(0, method="answerCallbackQuery", params={"callback_query_id": str(n)})
            for n in range(8)
        ]
        for tap in taps:
            await stage.ends(tap, SENT)  # too old is as good as answered
        assert stage.arrived(stage.group) == []
        stage.sandbox.stage.faults.clear()


async def test_a_notice_is_put_into_words_when_it_is_sent(stage: Stage) -> None:
    async with stage.courier():
        await stage.ends(await stage.owe(stage.owner, method="", params={}, notice="done"), SENT)
        empty = await stage.ends(
            await stage.owe(stage.owner, method="", params={}, notice="nothing"), DROPPED
        )
    assert stage.arrived() == ["notice done"]
    assert empty.error == "nothing left to say"


async def test_a_bug_in_our_words_parks_the_row_and_quotes_nobody(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    params = {"secret": "13800138000"}
    async with stage.courier():
        row = await stage.ends(
            await stage.owe(stage.owner, method="", params=params, notice="broken"), PARKED
        )
        await stage.ends(await stage.owe(stage.owner, "next"), SENT)
    assert row.error == "unknown refusal: KeyError in our own code"
    assert "courier_stage.py" in caplog.text
    assert "13800138000" not in caplog.text


async def test_a_postponed_row_waits_and_holds_up_nobody(stage: Stage) -> None:
    later = await stage.owe(stage.owner, "later", not_before=stage.clock.now() + timedelta(hours=1))
    async with stage.courier() as courier:
        await stage.ends(await stage.owe(stage.owner, "now"), SENT)
        assert (await stage.row(later)).state is WAITING
        stage.clock.advance(timedelta(hours=1))
        courier.wake()
        await stage.ends(later, SENT)


async def test_a_large_backlog_hides_nothing_urgent_and_no_other_chat(stage: Stage) -> None:
    now = stage.clock.now()
    rows = [
        Outgoing(
            bot_id=BOT_ID, lane=stage.group, method="sendMessage",
            params={"chat_id": stage.group, "text": str(n)}, created_at=now,
        )
        for n in range(120)
    ]  # fmt: skip
    await Outgoing.bulk_create(rows)
    danger = await stage.owe(stage.group, "danger", urgency=0)
    other = await stage.owe(stage.owner, "other")
    async with stage.courier():
        await stage.ends(danger, SENT)
        await stage.ends(other, SENT)
        sent_before = stage.arrived(stage.group).index("danger")
        await until(lambda: len(stage.arrived(stage.group)) == 121)
    texts = [text for text in stage.arrived(stage.group) if text != "danger"]
    assert texts == [str(n) for n in range(120)]
    assert sent_before <= 1


@pytest.mark.parametrize(
    ("doubt", "state", "copies"),
    [(Doubt.REPEAT, SENT, 2), (Doubt.ONCE, SENT, 2), (Doubt.NEVER, DROPPED, 1)],
)
async def test_an_answer_that_is_lost_duplicates_only_what_may_be_repeated(
    stage: Stage, doubt: Doubt, state: OutgoingState, copies: int
) -> None:
    stage.fault("apply_then_drop", "sendMessage")
    async with stage.courier():
        row = await stage.ends(await stage.owe(stage.owner, "x", doubt=doubt), state)
    assert stage.arrived(stage.owner) == ["x"] * copies
    assert row.doubts == 1


async def test_what_is_doubtful_twice_is_parked_with_its_reason(stage: Stage) -> None:
    stage.fault("apply_then_drop", "sendMessage", times=2)
    async with stage.courier():
        row = await stage.ends(await stage.owe(stage.owner, "x", doubt=Doubt.ONCE), PARKED)
        assert len(stage.arrived(stage.owner)) == 2
        assert row.error.startswith("outcome unknown: ")
        assert await replay_parked(stage.database, BOT_ID) == 1
        await stage.ends(row.id, SENT)


async def test_rows_of_other_bots_are_left_alone(stage: Stage) -> None:
    foreign = await stage.owe(stage.owner, "x")
    await Outgoing.filter(id=foreign).update(bot_id=BOT_ID + 1)
    async with stage.courier():
        await stage.ends(await stage.owe(stage.owner, "mine"), SENT)
        await asyncio.sleep(0.2)
    assert (await stage.row(foreign)).state is WAITING


async def test_rows_that_other_processes_wrote_are_found_by_looking(stage: Stage) -> None:
    async with stage.courier(tempo=QUICK):
        await stage.ends(await stage.owe(stage.owner, "1"), SENT)
        row = Outgoing(
            bot_id=BOT_ID,
            lane=stage.owner,
            method="sendMessage",
            params={"chat_id": stage.owner, "text": "2"},
            created_at=stage.clock.now(),
        )
        await stage.database.transaction(row.save, quiet=True)  # nobody calls wake
        await stage.ends(row.id, SENT)


async def test_no_log_holds_the_token_or_what_people_wrote(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for kind in ("403", "400", "5xx", "html502", "drop", "apply_then_drop"):
        person = await a_person(stage)
        stage.fault(kind, "sendMessage", chat=person)
        await stage.owe(person, "张三丰 13800138000", doubt=Doubt.NEVER)
    async with stage.courier():
        await until(lambda: len(stage.calls("sendMessage")) == 6)
        await asyncio.sleep(0.3)
    assert len(caplog.records) >= 6
    assert TOKEN.partition(":")[2] not in caplog.text
    assert "13800138000" not in caplog.text


async def test_new_rows_are_found_behind_more_old_ones_than_one_look_reads(stage: Stage) -> None:
    now = stage.clock.now()
    crowd = [
        Outgoing(bot_id=BOT_ID, lane=-900_000 - n % 7, method="sendMessage", created_at=now, not_before=None)
        for n in range(2300)
    ]
    await Outgoing.bulk_create(crowd)
    quiet = Limits(group=Limit(1, 600.0), chat=Limit(100, 1.0))  # the crowd's chats hardly move
    async with stage.courier(tempo=patient(limits=quiet)):
        await asyncio.sleep(0.5)
        for number in range(3):
            await stage.ends(await stage.owe(stage.owner, str(number)), SENT)
    assert stage.arrived(stage.owner) == ["0", "1", "2"]
