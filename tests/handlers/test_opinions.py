"""Neighbours who said "me too" are asked too: once, without a sound, and counted apart."""

from datetime import datetime, timedelta

import pytest
from village import Talk, Village

from desk.counts import Count
from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Callback, Complaint, Event, Opinion, Outgoing
from models.callback_kinds import CallbackState, Solved
from models.kinds import Action, Status
from triage.library import ours

LIFT = "3栋2号梯停了，没法下楼"
GROUP = "engineering"
ASKED = "您那边解决了吗"


@pytest.fixture
async def asked(village: Village) -> Talk:
    """The owner's lift; a stranger joined, and so did the cleaner, who lives there too. It is done."""
    talk = Talk(village, ours())
    await talk.says("owner", LIFT)
    await talk.presses("owner", "提交")
    for who in ("stranger", "cleaner"):
        await talk.says(who, "2号梯又坏了，按了没反应")
        await talk.presses(who, "我也是")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    return talk


async def test_who_joined_is_asked_once_without_a_sound(asked: Talk) -> None:
    rows = await Outgoing.filter(notice="opinion_asked")
    call = await asked._wording.call(rows[0])
    assert call is not None
    assert call.params["disable_notification"] is True
    assert rows[0].doubt == "once"
    for _ in range(4):
        await asked.later(days=1)
    assert sum(ASKED in text for text in asked.sees("stranger")) == 1
    assert await asked._wording.call(rows[0]) is None, "what had to wait so long is not asked any more"


async def test_it_waits_while_they_are_asked_something_else_and_holds_up_what_they_are_asked_next(
    village: Village,
) -> None:
    talk = Talk(village, ours())
    await talk.says("owner", LIFT)
    await talk.presses("owner", "提交")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await village.done("engineer", who="stranger", text="厨房水管漏水")
    await talk.presses("plumber", "我来", GROUP)
    await talk.presses("plumber", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    assert "解决了吗" in talk.last("stranger").text
    assert not any(ASKED in text for text in talk.sees("stranger")), "one question at a time"
    for label in ("✅ 解决了", "🙂 满意"):
        await talk.presses("stranger", label)
    await talk.later(minutes=31)
    assert ASKED in talk.last("stranger").text
    other = await village.done("engineer", who="stranger", text="阳台水管漏水")
    await talk.later(hours=3, minutes=1)
    assert not await Callback.filter(complaint_id=other.id).exists(), "nor the other way round"
    await talk.presses("stranger", "❌ 没解决")
    await talk.later(minutes=31)
    assert await Callback.filter(complaint_id=other.id, state=CallbackState.ASKED).exists()


async def test_their_yes_is_noted_beside_the_callback_and_closes_nothing(asked: Talk) -> None:
    await asked.presses("stranger", "✅ 解决了")
    opinion, complaint = await Opinion.get(), await Complaint.get(number=1)
    assert (opinion.solved, opinion.round) == (Solved.YES, 1)
    assert (complaint.status, (await Callback.get()).solved) == (Status.DONE, None)
    assert "谢谢您" in asked.last("stranger").text
    assert "🙋 邻居：✅ 解决了 1" in asked.last("engineer", GROUP).text
    await asked.taps("desk", f"t:more:{complaint.ref}")
    assert any("居民自己来说了结果" in label for label in asked.last("desk").buttons), "the filer has not"
    assert not await Outgoing.filter(notice="opinion_unsolved").exists()


async def test_their_no_is_shown_to_those_in_charge_once_and_reopens_nothing(asked: Talk) -> None:
    await asked.says("foreigner", "hello")
    await asked.presses("stranger", "❌ 没解决")
    await asked.presses("stranger", "🟡 没完全")
    told = [text for text in asked.sees("supervisor") if "有人说没好" in text]
    assert len(told) == 1
    assert "❌ 没解决 1" in told[0]
    complaint = await Complaint.get(number=1)
    assert (complaint.status, complaint.round) == (Status.DONE, 1)
    assert "🙋 邻居：🟡 没完全 1" in asked.last("engineer", GROUP).text
    assert "直接发消息给我" in asked.last("stranger").text


async def test_the_filers_record_waits_for_nobody_and_neighbours_may_answer_after_it(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "🙂")
    assert (await Complaint.get(number=1)).status is Status.CLOSED
    await asked.presses("stranger", "❌ 没解决")
    callback = await Callback.get()
    assert (callback.state, callback.solved, callback.score) == (CallbackState.ANSWERED, Solved.YES, 4)
    assert (await Complaint.get(number=1)).status is Status.CLOSED
    assert "❌ 没解决 1" in asked.last("engineer", GROUP).text


async def test_in_figures_neighbours_stand_apart_from_every_rate(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "🙂")
    await asked.presses("stranger", "❌ 没解决")
    now = asked.clock.now()
    found = await figures_for(asked.village.community.id, Period(now - timedelta(days=1), _after(now)), now)
    assert [len(found.cases[each]) for each in (Count.JOINED, Count.JOINED_YES)] == [1, 0]
    solved = found.rates[RateKind.SOLVED]
    assert (solved.n, solved.met) == (1, 1)


async def test_staff_are_not_asked_and_cannot_answer_not_even_as_neighbours(asked: Talk) -> None:
    assert not any(ASKED in text for text in asked.sees("cleaner"))
    ref, before = (await Complaint.get(number=1)).ref, await Event.all().count()
    assert await asked.taps("cleaner", f"co:yes:1:{ref}") == "这一步不归您操作。"
    assert await Event.all().count() == before


@pytest.mark.parametrize("who", ["owner", "neighbour", "engineer", "manager"])
async def test_nobody_else_answers_for_them(asked: Talk, who: str) -> None:
    ref = (await Complaint.get(number=1)).ref
    assert await asked.taps(who, f"co:no:1:{ref}")
    assert not await Opinion.exists()


async def test_what_was_never_asked_is_not_answered(asked: Talk) -> None:
    ref = (await Complaint.get(number=1)).ref
    await asked.taps("stranger", f"co:no:2:{ref}")
    assert not await Opinion.exists()


async def test_after_seven_days_it_stands(asked: Talk) -> None:
    await asked.presses("stranger", "✅ 解决了")
    await asked.later(days=7, minutes=1)
    assert "过了可以更改的日子" in await asked.presses("stranger", "❌ 没解决")
    assert (await Opinion.get()).solved is Solved.YES


async def test_a_question_that_was_not_sent_before_the_next_round_is_not_sent_any_more(asked: Talk) -> None:
    await asked.presses("owner", "❌ 没解决")
    row = await Outgoing.filter(notice="opinion_asked").first()
    assert row is not None
    assert await asked._wording.call(row) is None
    await asked.presses("stranger", "❌ 没解决")
    assert (await Opinion.get()).round == 1
    assert await Event.filter(action=Action.OPINE).count() == 1


async def test_neighbours_never_read_where_the_filer_lives(asked: Talk) -> None:
    [home] = await asked.village.homes(("3", "1", "502"))
    await asked.database.transaction(lambda: Complaint.all().update(home_id=home.id))
    await asked.presses("owner", "❌ 没解决")
    assert "502" in asked.last("supervisor").text
    assert "502" not in "\n".join(asked.sees("stranger"))


def _after(now: datetime) -> datetime:
    return now + timedelta(minutes=1)
