"""A card whose answer was lost: evidence first, then a second message; an orphan is tidied away (promises R1, R2)."""

import asyncio
from datetime import timedelta
from functools import partial

from courier_stage import BOT_ID, Stage, until

from desk import reach
from models import Card, Outgoing
from models.kinds import CardKind, CardState, OutgoingState

KEYBOARD = {"inline_keyboard": [[{"text": "accept", "callback_data": "a:1"}]]}


async def test_a_lost_answer_waits_for_evidence_before_a_second_card(stage: Stage) -> None:
    """R2: the answer is lost, nobody presses, after twenty seconds the card is sent again."""
    stage.fault("apply_then_drop", "sendMessage")
    async with stage.courier() as courier:
        card_id = await stage.show(await stage.complain("v1"))
        await until(lambda: _doubts(card_id, 1))
        await asyncio.sleep(0.5)
        assert len(stage.calls("sendMessage")) == 1
        stage.clock.advance(timedelta(seconds=20))
        courier.wake()
        card = await stage.shows(card_id)
    assert len(stage.arrived()) == 2
    assert card.message_id == stage.calls("sendMessage")[1].result["message_id"]


async def _doubts(card_id: int, doubts: int) -> bool:
    return (await Card.get(id=card_id)).doubts == doubts


async def test_a_press_proves_delivery_and_saves_the_second_card(stage: Stage) -> None:
    stage.fault("apply_then_drop", "sendMessage")
    complaint = await stage.complain("v1")
    async with stage.courier() as courier:
        card_id = await stage.show(complaint)
        await until(lambda: _doubts(card_id, 1))
        message_id = stage.calls("sendMessage")[0].result["message_id"]
        now = stage.clock.now()

        async def pressed() -> bool:
            return await reach.adopt(BOT_ID, complaint, stage.group, message_id, now)

        assert await stage.database.transaction(pressed)
        stage.clock.advance(timedelta(seconds=20))
        courier.wake()
        card = await stage.shows(card_id)
    assert card.message_id == message_id
    assert len(stage.calls("sendMessage")) == 1


async def test_after_a_crash_during_the_first_send_a_press_still_counts(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    card_id = await stage.show(complaint, state=CardState.SENDING, boot="dead", attempts=1)
    async with stage.courier(boot="next") as courier:
        await until(lambda: _doubts(card_id, 1))
        await asyncio.sleep(0.3)
        assert stage.calls() == []
        stage.clock.advance(timedelta(seconds=20))
        courier.wake()
        await stage.shows(card_id)
    assert stage.arrived() == ["complaint v1"]


async def test_after_a_crash_during_an_edit_the_edit_is_simply_repeated(stage: Stage) -> None:
    complaint = await stage.complain("v1")
    async with stage.courier(boot="a") as courier:
        card_id = await stage.show(complaint)
        await stage.shows(card_id)
        stage.fault("apply_then_drop", "editMessageText")
        await stage.change(complaint, "v2")
        await until(lambda: stage.calls("editMessageText"))
        await courier.stop()
    async with stage.courier(boot="b") as courier:
        stage.clock.advance(timedelta(seconds=3))
        courier.wake()
        await until(lambda: stage.is_shown(card_id, 2))
    assert stage.arrived()[1:] == ["complaint v2"]  # the repetition changed nothing: "not modified"


async def test_an_orphan_that_is_pressed_is_tidied_away(stage: Stage) -> None:
    stage.fault("apply_then_drop", "sendMessage")
    complaint = await stage.complain("v1")
    async with stage.courier() as courier:
        card_id = await stage.show(complaint)
        await until(lambda: _doubts(card_id, 1))
        stage.clock.advance(timedelta(seconds=20))
        courier.wake()
        card = await stage.shows(card_id)
        orphan = stage.calls("sendMessage")[0].result["message_id"]
        now = stage.clock.now()

        async def pressed() -> bool:
            return await reach.adopt(BOT_ID, complaint, stage.group, orphan, now)

        assert not await stage.database.transaction(pressed)
        row = await until(lambda: Outgoing.filter(method="deleteMessage", state=OutgoingState.SENT).first())
    assert row.params["message_id"] == orphan
    assert (await stage.card(card_id)).message_id == card.message_id
    assert (await stage.sim.texts(stage.owner, stage.group)).count("complaint v1") == 1


async def test_a_prompt_whose_answers_are_lost_is_sent_twice_and_no_more(stage: Stage) -> None:
    """R4: rather never asked a third time than nagged; the reminder and the phone follow by themselves."""
    stage.fault("apply_then_drop", "sendMessage", times=-1)
    complaint = await stage.complain("solved?")
    async with stage.courier() as courier:
        card_id = await stage.show(complaint, stage.owner, kind=CardKind.CALLBACK)
        for doubts in (1, 2):
            await until(partial(_doubts, card_id, doubts))
            stage.clock.advance(timedelta(minutes=6))
            courier.wake()
        card = await stage.shows(card_id, CardState.PARKED)
        await stage.owe(stage.owner, "what comes after it")
        await until(lambda: "what comes after it" in stage.arrived())
        assert stage.arrived().count("complaint solved?") == 2
        stage.sandbox.stage.faults.clear()

        async def pressed() -> bool:
            second, now = stage.calls("sendMessage")[1].result["message_id"], stage.clock.now()
            return await reach.adopt(BOT_ID, complaint, stage.owner, second, now, kind=CardKind.CALLBACK)

        assert await stage.database.transaction(pressed), "whoever answers proves that it arrived"
        card = await stage.shows(card_id)
    assert card.message_id == stage.calls("sendMessage")[1].result["message_id"]
    assert stage.arrived().count("complaint solved?") == 2


async def test_a_prompt_in_doubt_is_not_sent_a_third_time_by_the_next_run(stage: Stage) -> None:
    complaint = await stage.complain("solved?")
    known = {"kind": CardKind.CALLBACK, "state": CardState.SENDING, "boot": "dead", "attempts": 1}
    once = await stage.show(complaint, stage.owner, **known)
    twice = await stage.show(await stage.complain("good?"), stage.owner, **known | {"doubts": 1})
    async with stage.courier(boot="next") as courier:
        await until(lambda: _doubts(once, 1))
        stage.clock.advance(timedelta(minutes=6))
        courier.wake()
        await stage.shows(once)
        card = await stage.shows(twice, CardState.PARKED)
    assert card.doubts == 2
    assert stage.arrived() == ["complaint solved?"]
