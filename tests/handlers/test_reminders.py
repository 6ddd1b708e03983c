"""A reminder that was called off is not sent: not when it lay in the queue, and not after a restart."""

import pytest
from village import Talk, Village

from desk import timers
from models import Complaint, Outgoing, Timer
from models.database import Database
from models.kinds import OutgoingState, TimerKind, TimerState
from scheduler.sweeping import Sweep

GROUP, DESK = "engineering", "service"


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    return talk


async def restarted(village: Village, database_url: str) -> None:
    """Another process on the same database, which remembers nothing, sweeps for three days."""
    database = await Database.open(database_url)
    try:
        for _ in range(6):
            village.clock.forward(hours=12)
            await Sweep(database, village.clock).run()
    finally:
        await database.close()


async def reminders() -> list[OutgoingState]:
    return [row.state for row in await Outgoing.filter(notice="callback_reminder")]


async def reminder_timer() -> TimerState:
    return (await Timer.get(kind=TimerKind.CALLBACK_REMIND)).state


async def test_who_has_answered_is_not_reminded_not_even_after_a_restart(
    asked: Talk, database_url: str
) -> None:
    await asked.presses("owner", "✅ 解决了")
    assert await reminder_timer() is TimerState.CANCELLED
    await restarted(asked.village, database_url)
    assert await reminders() == []
    assert await reminder_timer() is TimerState.CANCELLED


async def test_a_reminder_still_in_the_queue_is_dropped_by_the_answer(asked: Talk, database_url: str) -> None:
    """Telegram was away when it came due; the resident answers on the card before it leaves."""
    await asked.village.later(days=1)
    assert await reminders() == [OutgoingState.WAITING]
    await asked.presses("owner", "✅ 解决了")
    assert await reminders() == [OutgoingState.DROPPED]
    assert not any("一秒钟就好" in text for text in asked.sees("owner"))
    await restarted(asked.village, database_url)
    assert await reminders() == [OutgoingState.DROPPED]


async def test_what_was_taken_down_on_the_phone_calls_it_off_too(asked: Talk, database_url: str) -> None:
    ref = (await Complaint.get()).ref
    await asked.village.later(days=1)
    await asked.village.later(days=1)
    assert await reminders() == [OutgoingState.WAITING], "Telegram is still away"
    await asked.taps("desk", f"pr:phone:yes:4:desk:1:{ref}")
    assert await reminders() == [OutgoingState.DROPPED]
    await restarted(asked.village, database_url)
    assert await reminders() == [OutgoingState.DROPPED]


async def test_the_reminder_comes_a_day_after_the_question_got_there(talk: Talk) -> None:
    """Telegram was away for a day and a night: what is to be asked and what reminds of it never come together."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    for hours in (4, 22, 6):
        await talk.village.later(hours=hours)
    await talk.later(minutes=1)
    assert "解决了吗" in talk.last("owner").text
    await talk.later(hours=20)
    assert not any("一秒钟就好" in text for text in talk.sees("owner"))
    await talk.later(hours=6)
    assert any("一秒钟就好" in text for text in talk.sees("owner"))


async def test_a_question_that_lay_in_the_queue_till_night_comes_in_the_morning(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    await talk.village.later(hours=4)  # asked at 14:00, while Telegram is away
    await talk.later(hours=12)
    assert not any("解决了吗" in text for text in talk.sees("owner"))
    await talk.later(hours=7)
    assert "解决了吗" in talk.last("owner").text


async def test_arming_it_again_does_not_bring_it_back(asked: Talk, database_url: str) -> None:
    """Whoever asks for the same timer twice, as a repeated step would, gets the one that was cancelled."""
    await asked.presses("owner", "✅ 解决了")
    timer = await Timer.get(kind=TimerKind.CALLBACK_REMIND).select_related("complaint")

    async def again() -> None:
        await timers.arm(timer.complaint, TimerKind.CALLBACK_REMIND, asked.clock.now())

    await asked.database.transaction(again)
    await restarted(asked.village, database_url)
    assert await reminders() == []
