"""The chat doesn't reach the resident: no button says that it does."""

from functools import partial

import pytest
from village import BOT_ID, PEOPLE, Talk

from desk import reach
from models import Complaint


@pytest.fixture
async def blocked(talk: Talk) -> Talk:
    """Accepted, and then the resident blocks the bot."""
    await talk.says("owner", "楼道好脏")
    await talk.presses("owner", "提交")
    await talk.presses("cleaner", "我来", "cleaning")
    await talk.database.transaction(partial(reach.person_lost, BOT_ID, PEOPLE["owner"], "blocked"))
    await talk._deliver()
    return talk


async def test_without_a_number_whoever_has_it_is_not_told_to_write(blocked: Talk) -> None:
    said = await blocked.presses("cleaner", "业主电话", "cleaning")
    assert "请上门" in said
    assert "发给业主" not in said


async def test_who_finishes_it_is_not_told_that_the_resident_hears_of_it(blocked: Talk) -> None:
    ref = (await Complaint.get()).ref
    said = await blocked.presses("cleaner", "完成", "cleaning")
    if "收不到通知" not in said:
        said = await blocked.taps("cleaner", f"tc:done:camera:{ref}", "cleaning")
    assert "收不到通知" in said
    assert "居民会收到通知" not in said
