"""P8: under the real flood model nothing is refused, hardly anything is wasted, and urgent cards go first."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from courier_stage import BOT_ID, Stage, a_desk, a_person, patient, until

from bot.pacing import Limits
from models import Lease, Outgoing
from models.kinds import CardKind

SCALE = 20.0  # a minute of Telegram's in three seconds
PACED = patient(limits=Limits().faster(SCALE), edit_gap=timedelta(seconds=5 / SCALE))
UNTIL_IT_IS_GIVEN_UP = 30.0  # s; a lease that a busy machine doesn't lose, asked for again every three


async def backlog(stage: Stage, chat: int, count: int) -> None:
    rows = [
        Outgoing(
            bot_id=BOT_ID,
            lane=chat,
            method="sendMessage",
            params={"chat_id": chat, "text": str(number)},
            created_at=stage.clock.now(),
        )
        for number in range(count)
    ]
    await Outgoing.bulk_create(rows)


def unrefused(stage: Stage) -> bool:
    return not stage.sandbox.journal.breaches and not [e for e in stage.calls() if e.status == 429]


async def test_a_groups_backlog_leaves_in_order_and_is_never_refused(stage: Stage) -> None:
    """How much of what it may it uses is counted in test_pacing, and measured in bench/flood.py."""
    await stage.sim.limits(flood=True, scale=SCALE)
    await backlog(stage, stage.group, 75)
    async with stage.courier(tempo=PACED):
        await until(lambda: len(stage.arrived(stage.group)) == 75)
    assert unrefused(stage)
    assert stage.arrived(stage.group) == [str(number) for number in range(75)]


async def test_edits_and_pins_count_too(stage: Stage) -> None:
    await stage.sim.limits(flood=True, scale=SCALE)
    complaints = [await stage.complain(f"new {number}") for number in range(12)]
    async with stage.courier(tempo=PACED):
        cards = [await stage.show(complaint) for complaint in complaints]
        for round_ in range(3):
            for complaint in complaints:
                await stage.change(complaint, f"round {round_}")
            await asyncio.sleep(1)
        for card_id in cards:
            await until(partial(_is_current, stage, card_id))
    assert unrefused(stage)


async def _is_current(stage: Stage, card_id: int) -> bool:
    card = await stage.card(card_id)
    return card.shown == card.wanted == 4


async def test_an_urgent_card_overtakes_the_backlog_of_its_group(stage: Stage) -> None:
    await stage.sim.limits(flood=True, scale=SCALE)
    await backlog(stage, stage.group, 60)
    async with stage.courier(tempo=PACED):
        await until(lambda: len(stage.arrived(stage.group)) >= 25)
        urgent = await stage.show(await stage.complain("gas"), urgency=0)
        before = len(stage.arrived(stage.group))
        await stage.shows(urgent)
    assert unrefused(stage)
    assert stage.arrived(stage.group).index("complaint gas") <= before + 2  # what was on its way, and booked


async def test_residents_who_write_all_at_once_get_their_receipts_and_none_is_refused(stage: Stage) -> None:
    """All at once, and none is refused; how fast that is, bench/flood.py measures."""
    scale, count = 0.4, 90
    people = [stage.sandbox.world.add_person(f"Li {number}").id for number in range(count)]
    for person in people:
        await stage.sim.text(person, "/start")
    await stage.sim.limits(flood=True, scale=scale)
    for person in people:
        await backlog(stage, person, 1)
    async with stage.courier(tempo=patient(limits=Limits().faster(scale))):
        await until(lambda: len(stage.arrived()) == count)
    assert unrefused(stage)


async def test_a_busy_group_delays_nobody_else(stage: Stage) -> None:
    """Its backlog takes five minutes, the others' messages as long as this machine does."""
    await stage.sim.limits(flood=True)
    people = [await a_person(stage) for _ in range(20)]
    await backlog(stage, stage.group, 100)
    async with stage.courier(tempo=patient(limits=Limits())):
        await until(lambda: len(stage.arrived(stage.group)) >= 17)
        for person in people:
            row_id = await stage.owe(person, "hello")
            await until(partial(_sent, stage, row_id))
        assert len(stage.arrived(stage.group)) < 100
    assert unrefused(stage)


async def _sent(stage: Stage, row_id: int) -> bool:
    return (await stage.row(row_id)).state == "sent"


async def test_three_processes_and_a_takeover_keep_to_one_allowance(stage: Stage) -> None:
    await stage.sim.limits(flood=True, scale=SCALE)
    desk = await a_desk(stage)
    await backlog(stage, stage.group, 50)
    await backlog(stage, desk, 20)
    complaint = await stage.complain("v1")
    await stage.show(complaint)
    await stage.show(complaint, stage.owner, kind=CardKind.RECEIPT)
    tempo = patient(limits=PACED.limits, edit_gap=PACED.edit_gap, lease=UNTIL_IT_IS_GIVEN_UP)
    async with (
        stage.courier("a", tempo) as first,
        stage.courier("b", tempo) as second,
        stage.courier("c", tempo),
    ):
        await until(lambda: len(stage.arrived()) >= 15)
        await first.stop()
        await until(lambda: len(stage.arrived()) >= 35)
        assert await Lease.all().count() == 1
        await second.stop()
        await until(lambda: len(stage.arrived()) == 72)
    assert unrefused(stage)


@pytest.mark.parametrize("pictures", [2, 10])
async def test_an_album_is_counted_by_its_pictures(stage: Stage, pictures: int) -> None:
    await stage.sim.limits(flood=True, scale=SCALE)
    async with stage.courier(tempo=PACED):
        photo = await stage.sim.send(stage.owner, "photo")
        message = next(
            update.payload for update in stage.sandbox.stage.queues[BOT_ID].pending.values()
            if update.payload.get("message_id") == photo
        )  # fmt: skip
        media = [{"type": "photo", "media": message["photo"][0]["file_id"]}] * pictures
        params = {"chat_id": stage.owner, "media": media}
        await stage.owe(stage.owner, method="sendMediaGroup", params=params)
        last = [await stage.owe(stage.owner, str(number)) for number in range(4)][-1]
        await until(lambda: _sent(stage, last))
    assert unrefused(stage)
