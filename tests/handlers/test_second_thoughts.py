"""First "not solved", then "solved" after all: the last word counts, and the resident alone ends the matter."""

from datetime import timedelta

import pytest
from honesty import broken_rules
from village import Talk

from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Callback, Complaint, Event, Outgoing, Timer
from models.callback_kinds import CallbackState, Solved
from models.kinds import Action, Severity, Status, TimerKind, TimerState

GROUP = "engineering"
OFF = "不用来了"


@pytest.fixture
async def reopened(talk: Talk) -> Talk:
    """The resident was not content; a round has begun that the supervisor leads."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    await talk.presses("owner", "❌")
    await talk.presses("owner", "😡")
    await talk.presses("owner", "没修好")
    await talk.presses("owner", "先不用")
    return talk


async def says_solved(talk: Talk, score: str = "🙂") -> None:
    await talk.presses("owner", "改一改")
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", score)


async def test_what_was_said_last_counts_and_what_goes_on_is_not_ended_by_it_alone(reopened: Talk) -> None:
    await says_solved(reopened)
    callback, complaint = await Callback.get(), await Complaint.get()
    assert (callback.solved, callback.score) == (Solved.YES, 4)
    assert (complaint.status, complaint.round) == (Status.WAITING, 2)
    assert "还要再派人来吗" in reopened.last("owner").text


async def test_those_in_charge_hear_it_once_however_often_it_changes(reopened: Talk) -> None:
    for _ in range(3):
        await says_solved(reopened)
        await reopened.presses("owner", "改一改")
        await reopened.presses("owner", "❌")
        await reopened.presses("owner", "😡")
        await reopened.presses("owner", "没修好")
        await reopened.presses("owner", "先不用")
    told = reopened.sees("supervisor")
    assert sum("改了口：解决了" in text for text in told) == 1
    assert sum("又改了口：还是没解决" in text for text in told) == 1


async def test_the_resident_calls_the_round_off_with_one_tap_and_that_answer_is_its_record(
    reopened: Talk,
) -> None:
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    complaint, closing = await Complaint.get(), await Event.get(action=Action.CLOSE)
    assert (complaint.status, complaint.round) == (Status.CLOSED, 2)
    assert closing.facts == {"of": 1}
    assert closing.actor_id == complaint.filer_id
    assert await Callback.all().count() == 1, "one answer, counted once"
    armed = Timer.filter(state=TimerState.ARMED).exclude(kind=TimerKind.CALLBACK_STANDS)
    assert not await armed.exists()
    assert list(reopened.last("owner").buttons) == ["✏️ 改一改", "🔁 又出现了"], "nobody did that round's work"


async def test_whoever_has_accepted_it_hears_that_nobody_need_come(reopened: Talk) -> None:
    await reopened.presses("supervisor", "我来", GROUP)
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    assert "不用去了" in reopened.last("supervisor").text
    assert (await Complaint.get()).status is Status.CLOSED


async def test_a_promise_that_nobody_needs_any_more_is_neither_kept_nor_broken(reopened: Talk) -> None:
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    await reopened.later(days=10)
    now = reopened.clock.now()
    period = Period(now - timedelta(days=30), now)
    rates = (await figures_for(reopened.village.community.id, period, now)).rates
    assert (rates[RateKind.FINISHED].n, rates[RateKind.SOLVED].n, rates[RateKind.SOLVED].met) == (1, 1, 1)


async def test_a_promise_that_was_broken_before_stays_broken(reopened: Talk) -> None:
    await reopened.later(days=3)
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    now = reopened.clock.now()
    period = Period(now - timedelta(days=30), now)
    rates = (await figures_for(reopened.village.community.id, period, now)).rates
    assert (rates[RateKind.ANSWERED].n, rates[RateKind.ANSWERED].met) == (2, 1)


async def test_without_the_tap_it_goes_on_and_is_asked_about_again(reopened: Talk) -> None:
    await says_solved(reopened)
    await reopened.presses("supervisor", "我来", GROUP)
    await reopened.presses("supervisor", "完成", GROUP)
    await reopened.later(hours=4)
    assert await Callback.filter(round=2).exists()
    ref = (await Complaint.get()).ref
    await reopened.taps("owner", f"cm:off:1:{ref}")
    assert (await Complaint.get()).status is Status.DONE, "the second answer is the one that is waited for"


async def asked_again(talk: Talk) -> str:
    """The second round is done and asked about; the reference."""
    await talk.presses("supervisor", "我来", GROUP)
    await talk.presses("supervisor", "完成", GROUP)
    await talk.later(hours=4)
    assert await Callback.filter(round=2, state=CallbackState.ASKED).exists()
    return (await Complaint.get()).ref


async def answers_the_former_anew(talk: Talk, ref: str) -> None:
    """On the old card, which is still there."""
    await talk.taps("owner", f"cm:change:1:{ref}")
    turn = (await Callback.get(round=1)).turn
    await talk.taps("owner", f"s:yes:1:{turn}:{ref}")
    assert (await Callback.get(round=1)).solved is Solved.YES


async def test_a_changed_answer_about_the_former_round_leaves_the_present_question_alive(
    reopened: Talk,
) -> None:
    await answers_the_former_anew(reopened, await asked_again(reopened))
    assert await broken_rules() == []
    for _ in range(4):
        await reopened.later(days=1)
    assert await Outgoing.filter(notice="callback_reminder").exists()
    assert (await Callback.get(round=2)).state is CallbackState.PHONE
    assert (await Complaint.get()).call_needed


async def test_a_changed_answer_about_the_former_round_leaves_the_call_owed_for_the_present_one(
    reopened: Talk,
) -> None:
    ref = await asked_again(reopened)
    for _ in range(4):
        await reopened.later(days=1)
    await answers_the_former_anew(reopened, ref)
    assert (await Complaint.get()).call_needed
    assert (await Callback.get(round=2)).state is CallbackState.PHONE


async def test_after_it_was_called_off_it_may_still_turn_out_bad_or_come_back(reopened: Talk) -> None:
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    await reopened.later(days=2)
    await reopened.presses("owner", "改一改")
    await reopened.presses("owner", "❌")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.round) == (Status.WAITING, 3)
    await reopened.presses("owner", "😡")
    await reopened.presses("owner", "没修好")
    await reopened.presses("owner", "先不用")
    await says_solved(reopened)
    await reopened.presses("owner", OFF)
    assert "不用您再说一遍" in await reopened.presses("owner", "又出现了")
    assert (await Complaint.get()).round == 4


async def test_a_low_score_is_no_reason_to_call_it_off(reopened: Talk) -> None:
    await says_solved(reopened, "🙁")
    assert not any(OFF in label for label in reopened.last("owner").buttons)


@pytest.mark.parametrize("who", ["supervisor", "manager", "engineer", "stranger", "neighbour"])
async def test_nobody_else_calls_it_off(reopened: Talk, who: str) -> None:
    await says_solved(reopened)
    ref = (await Complaint.get()).ref
    await reopened.taps(who, f"cm:off:1:{ref}")
    assert (await Complaint.get()).status is Status.WAITING


async def test_what_both_leaders_have_to_visit_is_not_called_off(reopened: Talk) -> None:
    await Complaint.all().update(severity=Severity.MAJOR)
    await says_solved(reopened)
    assert not any(OFF in label for label in reopened.last("owner").buttons)
    ref = (await Complaint.get()).ref
    await reopened.taps("owner", f"cm:off:1:{ref}")
    assert (await Complaint.get()).status is Status.WAITING
