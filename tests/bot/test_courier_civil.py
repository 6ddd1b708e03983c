"""What we say unasked leaves by day, however late the queue is emptied (C5); answers go at once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from courier_stage import Stage, until

from desk.policy import policy_for
from desk.spans import Time
from models import Community
from models.kinds import CardKind, CardState, OutgoingState

ESTATE = ZoneInfo("Asia/Shanghai")
TO_MORNING = timedelta(hours=7)  # 09:00


@pytest.fixture
async def night(stage: Stage) -> Stage:
    """Two o'clock of a working day, with the hours of the default policy."""
    night = stage.clock.now().astimezone(ESTATE).replace(hour=2, minute=0) + timedelta(days=1)
    while not policy_for({}).timing.times(ESTATE).hours[Time.WORKING].days.is_worked(night.date()):
        night += timedelta(days=1)
    stage.clock.set(night)
    await stage.database.transaction(lambda: Community.all().update(policy={}))
    return stage


@pytest.mark.parametrize(
    "notice", ["callback_reminder", "opinion_asked", "recorded", "visit_due", "phone_task", "draft_nudge"]
)
async def test_what_nobody_asked_for_waits_for_the_morning_and_keeps_nobody_waiting(
    night: Stage, notice: str
) -> None:
    complaint = await night.complain()
    async with night.courier() as courier:
        early = await night.owe(night.owner, notice=notice, method="", complaint_id=complaint)
        answer = await night.owe(night.owner, "an answer to what they did")
        await night.ends(answer, OutgoingState.SENT)
        assert night.arrived() == ["an answer to what they did"]
        assert (await night.row(early)).state is OutgoingState.WAITING
        night.clock.advance(TO_MORNING)
        courier.wake()
        await night.ends(early, OutgoingState.SENT)
    assert night.arrived()[1:] == [f"notice {notice}"]


async def test_the_question_and_its_photos_come_in_the_morning_in_their_order(night: Stage) -> None:
    complaint = await night.complain("solved?")
    async with night.courier() as courier:
        params = {"chat_id": night.owner, "text": "before and after"}
        photos = await night.owe(night.owner, notice="callback_photos", params=params, complaint_id=complaint)
        card = await night.show(complaint, night.owner, kind=CardKind.CALLBACK)
        receipt = await night.show(await night.complain("receipt"), night.owner, kind=CardKind.RECEIPT)
        await night.shows(receipt)
        assert night.arrived() == ["complaint receipt"]
        night.clock.advance(TO_MORNING)
        courier.wake()
        await night.shows(card)
        await night.ends(photos, OutgoingState.SENT)
    assert night.arrived()[1:] == ["before and after", "complaint solved?"]


async def test_a_question_that_comes_down_to_where_its_resident_is_comes_at_once(night: Stage) -> None:
    """They pressed on the reminder: it was shown before."""
    complaint = await night.complain("solved?")
    async with night.courier():
        card = await night.show(
            complaint, night.owner, kind=CardKind.CALLBACK, sent_at=night.clock.now() - timedelta(hours=20)
        )
        await night.shows(card)
    assert night.arrived() == ["complaint solved?"]


async def test_what_was_in_doubt_when_the_process_ended_is_not_repeated_at_night(night: Stage) -> None:
    complaint = await night.complain("solved?")
    sending = {"state": CardState.SENDING, "boot": "dead", "attempts": 1}
    card = await night.show(complaint, night.owner, kind=CardKind.CALLBACK, **sending)
    async with night.courier(boot="next") as courier:
        night.clock.advance(timedelta(minutes=1))
        courier.wake()
        answer = await night.owe(night.owner, "an answer")
        await night.ends(answer, OutgoingState.SENT)
        await until(lambda: night.card(card))
        assert night.arrived() == ["an answer"]
        night.clock.advance(TO_MORNING)
        courier.wake()
        await night.shows(card)
    assert night.arrived() == ["an answer", "complaint solved?"]
