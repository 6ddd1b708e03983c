"""A message whose answer was lost arrived all the same; the first press on it proves that."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from estate import MONDAY_MORNING, Estate

from bot.courier import Tempo
from bot.demo import Demo
from bot.pacing import Limits
from models import Card
from sandbox.client import Client
from sandbox.clock import MovableClock

LEAK = "3栋1单元502厨房水管漏水，柜子都泡了"
BRISK = Tempo(edit_gap=timedelta(0), limits=Limits().faster(100))
EVIDENCE = 21  # s after which a doubtful card is sent again (promises R2)


@pytest.fixture
async def estate(database_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    async with Demo(tmp_path, database_url, MovableClock(MONDAY_MORNING), BRISK) as demo:
        await demo.open()
        async with Client(demo.sandbox.url) as sim:
            cast = await sim.cast()
            people = {key: one["id"] for key, one in cast["people"].items()}
            groups = {key: one["id"] for key, one in cast["groups"].items()}
            yield Estate(demo, sim, people, groups)


async def pressable(estate: Estate, who: str, group: str = "", *, least: int = 1) -> list[int]:
    """The messages that can be pressed, once there are that many."""
    chat = estate.groups[group] if group else None

    async def found() -> list[int]:
        messages = await estate.sim.messages(estate.people[who], chat)
        ids = [int(each["message_id"]) for each in messages if each["buttons"]]
        return ids if len(ids) >= least else []

    ids: list[int] = await estate.sim.wait_for(found)
    return ids


async def press(estate: Estate, who: str, label: str, message: int, group: str = "") -> str:
    chat = estate.groups[group] if group else None
    query = await estate.sim.press(estate.people[who], chat, label, message)

    async def answered() -> dict[str, str] | None:
        answer = await estate.sim.answer(query)
        return answer if answer["answered"] else None

    return str((await estate.sim.wait_for(answered))["text"])


async def test_a_draft_whose_answer_was_lost_turns_into_the_receipt_when_it_is_pressed(
    estate: Estate,
) -> None:
    owner = estate.people["owner"]
    await estate.sim.fault("apply_then_drop", "sendMessage", chat=owner)
    await estate.sim.text(owner, LEAK)
    [draft] = await pressable(estate, "owner")
    await press(estate, "owner", "提交", draft)
    await estate.sim.wait_for(lambda: estate.sim.sees(owner, "#0001"))
    await estate.later(seconds=EVIDENCE)
    receipts = [each for each in await estate.sim.messages(owner) if "#0001" in each["text"]]
    assert [receipt["message_id"] for receipt in receipts] == [draft]


async def test_a_double_of_a_card_is_tidied_away_by_its_first_press_even_when_that_is_refused(
    estate: Estate,
) -> None:
    await estate.sim.fault("apply_then_drop", "sendMessage", chat=estate.groups["repairs"])
    await estate.says("owner", LEAK)
    [draft] = await pressable(estate, "owner")
    await press(estate, "owner", "提交", draft)
    [orphan] = await pressable(estate, "engineer", "repairs")
    await estate.sim.wait_for(Card.filter(doubts__gt=0).exists)
    await estate.sim.advance(timedelta(seconds=EVIDENCE))
    _, card = await pressable(estate, "engineer", "repairs", least=2)
    assert await press(estate, "engineer", "我来", card, "repairs") == "接单成功"
    assert await press(estate, "engineer", "我来", orphan, "repairs") != "接单成功"
    await estate.sim.settled()
    assert await pressable(estate, "engineer", "repairs") == [card]
