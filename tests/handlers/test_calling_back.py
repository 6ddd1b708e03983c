"""The callback: only the resident's own answer counts."""

from datetime import timedelta

import pytest
from village import PEOPLE, Talk

from desk import appointing
from models import Callback, Complaint, Event, Outgoing, Person, Staff
from models.callback_kinds import CallbackState, Solved
from models.kinds import Action, Status

GROUP = "engineering"


async def work(talk: Talk, worker: str = "engineer") -> None:
    await talk.presses(worker, "我来", GROUP)
    await talk.presses(worker, "完成", GROUP)


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk)
    await talk.later(hours=3, minutes=1)
    assert "解决了吗" in talk.last("owner").text
    return talk


async def test_two_taps_close_it(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "🙂 满意")
    callback = await Callback.get()
    assert (await Complaint.get()).status is Status.CLOSED
    assert (callback.solved, callback.score, callback.state) == (Solved.YES, 4, CallbackState.ANSWERED)


async def test_what_was_mended_for_now_is_not_called_finished(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.replies("engineer", GROUP, "先缠了胶带")
    await talk.presses("engineer", "临时处理", GROUP)
    receipt = next(text for text in talk.sees("owner") if "收到了，谢谢您告诉我们" in text)
    assert "还不是彻底修好" in receipt
    assert "已办完，" not in receipt
    await talk.later(hours=3, minutes=1)
    asked = talk.last("owner").text
    assert "先临时处理了，还不是彻底修好" in asked
    assert "办完了这件事" not in asked


async def test_a_low_score_reopens_even_when_it_is_solved(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.presses("owner", "🙁 不满意")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.round, complaint.level) == (Status.WAITING, 2, "supervisor")
    assert "上一级负责人重新办" in asked.last("owner").text


@pytest.mark.parametrize("who", ["neighbour", "stranger", "engineer", "supervisor", "manager", "desk"])
async def test_nobody_answers_for_the_resident(asked: Talk, who: str) -> None:
    ref = (await Complaint.get()).ref
    before = await Event.all().count()
    for data in (f"s:yes:1:1:{ref}", f"s:no:1:1:{ref}", f"r:5:1:1:{ref}"):
        assert await asked.taps(who, data)
    assert await Event.all().count() == before
    assert (await Callback.get()).solved is None


async def test_staff_do_not_rate_staff_not_even_their_own_complaint(talk: Talk) -> None:
    """A worker could file, accept, finish and praise; a person asks them on the phone instead."""
    await talk.says("engineer", "机房漏水")
    await talk.presses("engineer", "提交")
    await work(talk)
    await talk.later(hours=4)
    ref = (await Complaint.get()).ref
    assert not any("解决了吗" in text for text in talk.sees("engineer"))
    assert any("请打电话回访" in text for text in talk.sees("desk", "service"))
    assert await talk.taps("engineer", f"s:yes:1:1:{ref}") == "这一步不归您操作。"
    assert (await Complaint.get()).status is Status.DONE


async def test_there_is_one_vote_in_a_round(asked: Talk) -> None:
    data = asked.last("owner").buttons
    yes, no = data["✅ 解决了"], data["❌ 没解决"]
    await asked.taps("owner", yes)
    assert "等您评价" in await asked.taps("owner", no)
    scores = asked.last("owner").buttons
    await asked.taps("owner", scores["😀 非常满意"])
    assert "已关闭" in await asked.taps("owner", scores["😡 很不满意"])
    assert await Event.filter(action__in=(Action.RATE, Action.CLOSE, Action.REOPEN)).count() == 2


async def test_the_vote_of_an_old_round_does_not_count_in_the_new_one(asked: Talk) -> None:
    old = asked.last("owner").buttons["✅ 解决了"]
    await asked.presses("owner", "没解决")
    await asked.presses("owner", "😡")
    await work(asked, "supervisor")
    await asked.later(hours=4)
    await asked.taps("owner", old)
    assert (await Callback.get(round=2)).solved is None


async def test_silence_is_reminded_of_once_then_a_person_phones_and_nothing_is_closed(asked: Talk) -> None:
    for _ in range(6):
        await asked.later(days=1)
    assert sum("一秒钟就好" in text for text in asked.sees("owner")) == 1
    assert sum("请打电话回访" in text for text in asked.sees("desk", "service")) == 1
    assert (await Complaint.get()).status is Status.DONE
    assert (await Callback.get()).state is CallbackState.PHONE


async def test_an_answer_in_the_chat_makes_the_phone_call_needless(asked: Talk) -> None:
    for _ in range(3):
        await asked.later(days=1)
    assert "请打电话" in asked.last("engineer", GROUP).text
    await asked.presses("owner", "✅ 解决了")
    assert (await Complaint.get()).call_needed is False
    assert (await Callback.get()).state is CallbackState.ANSWERED
    assert "请打电话" not in asked.last("engineer", GROUP).text


async def test_solved_without_a_score_closes_on_that_answer_and_asks_no_more(asked: Talk) -> None:
    await asked.presses("owner", "✅ 解决了")
    await asked.later(hours=25)
    callback = await Callback.get()
    assert (await Complaint.get()).status is Status.CLOSED
    assert (callback.solved, callback.score) == (Solved.YES, None)
    assert list(asked.last("owner").buttons) == ["✏️ 改一改", "🔁 又出现了"]


async def test_nobody_is_asked_at_night_not_even_after_an_outage(talk: Talk) -> None:
    """Due at 20:00, but nothing swept before 2 o'clock in the morning."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.later(hours=7)  # 17:00
    await work(talk)
    await talk.later(hours=9)  # 02:00
    assert not any("解决了吗" in text for text in talk.sees("owner"))
    await talk.later(hours=7)  # 09:00
    assert "解决了吗" in talk.last("owner").text
    await talk.later(hours=37)  # the reminder is due at 09:00 the day after; now it is 22:00
    assert not any("一秒钟就好" in text for text in talk.sees("owner"))
    await talk.later(hours=11)
    assert any("一秒钟就好" in text for text in talk.sees("owner"))


async def test_the_next_round_is_led_by_somebody_else_one_level_up(asked: Talk) -> None:
    await asked.presses("owner", "没解决")
    assert any("已重开" in text for text in asked.sees("supervisor"))
    assert not any("已重开" in text for text in asked.sees("manager"))
    assert "不归您" in await asked.presses("engineer", "我来", GROUP)
    assert "不归您" in await asked.presses("plumber", "我来", GROUP)
    assert await asked.presses("supervisor", "我来", GROUP) == "接单成功"
    assert "主管" not in asked.sees("owner")[-1]


async def test_who_led_the_round_that_failed_is_not_asked_to_lead_the_next(talk: Talk) -> None:
    """The supervisor took the first round; the second is the manager's, who is told."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk, "supervisor")
    await talk.later(hours=4)
    await talk.presses("owner", "没解决")
    assert any("已重开" in text for text in talk.sees("manager"))
    assert not any("已重开" in text for text in talk.sees("supervisor"))
    assert "不归您" in await talk.presses("supervisor", "我来", GROUP)
    assert await talk.presses("manager", "我来", GROUP) == "接单成功"


async def test_somebody_can_always_lead_however_often_it_comes_back(asked: Talk) -> None:
    """There is no director here: the top of the line leads again, rather than nobody."""
    for leader in ("supervisor", "manager", "manager", "manager"):
        await asked.presses("owner", "没解决")
        await work(asked, leader)
        await asked.later(days=1)
    assert (await Complaint.get()).round == 5


async def test_leaders_who_cannot_be_written_to_are_replaced_by_the_desks_group(asked: Talk) -> None:
    await Person.filter(telegram_id__in=[PEOPLE["supervisor"], PEOPLE["manager"]]).update(reachable=False)
    await asked.presses("owner", "没解决")
    assert any("已重开" in text for text in asked.sees("desk", "service"))


async def test_a_resident_whom_the_chat_does_not_reach_is_phoned(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk)
    await Person.filter(telegram_id=PEOPLE["owner"]).update(reachable=False)
    await talk.later(hours=4)
    assert (await Callback.get()).state is CallbackState.PHONE
    assert any("请打电话回访" in text for text in talk.sees("desk", "service"))


async def test_the_promise_of_the_new_round_names_who_is_in_charge(asked: Talk) -> None:
    await asked.presses("owner", "没解决")
    assert any("由<b>主管</b>负责" in text for text in asked.sees("owner"))
    await work(asked, "supervisor")
    await asked.later(hours=4)
    await asked.presses("owner", "没解决")
    assert any("由<b>经理</b>负责" in text for text in asked.sees("owner"))


async def test_a_broken_promise_is_admitted_and_not_repeated(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.later(hours=2, minutes=1)
    for when in ("今天 13:01 前", "11月23日周一 13:01 前"):  # told, and on the receipt, which stays
        assert sum(f"改到 <b>{when}</b>" in text for text in talk.sees("owner")) == 1
    assert not any("12:00 前</b>给您回话" in text for text in talk.sees("owner"))
    await talk.presses("engineer", "我来", GROUP)
    await talk.later(days=2)
    assert any("来不及办好了，对不起" in text for text in talk.sees("owner"))
    await talk.later(days=3)
    assert any("也来不及了" in text for text in talk.sees("owner")), "nor was the new time kept"


async def test_who_has_left_is_no_longer_staff_and_may_rate(talk: Talk) -> None:
    await talk.says("cleaner", "机房漏水")
    await talk.presses("cleaner", "提交")
    await Staff.filter(person__telegram_id=PEOPLE["cleaner"]).update(left_at=talk.clock.now())
    await work(talk)
    await talk.later(hours=4)
    await talk.presses("cleaner", "✅ 解决了")
    assert (await Callback.get()).solved is Solved.YES


async def test_the_reminder_makes_no_sound_and_is_never_sent_twice(asked: Talk) -> None:
    await asked.later(days=1)
    row = await Outgoing.get(notice="callback_reminder")
    call = await asked._wording.call(row)
    assert call is not None
    assert call.params["disable_notification"] is True
    assert row.doubt == "never"
    assert timedelta(hours=24) <= asked.clock.now() - (await Callback.get()).asked_at


async def two_done(talk: Talk) -> None:
    """Two of the same resident, finished an hour apart."""
    await talk.village.done(text="厨房水管漏水")
    await talk.later(hours=1)
    await talk.village.done("plumber", text="阳台水管漏水")


async def test_the_next_callback_waits_while_the_score_of_another_is_open(talk: Talk) -> None:
    await two_done(talk)
    await talk.later(hours=2, minutes=1)
    await talk.presses("owner", "✅ 解决了")
    await talk.later(hours=1)
    assert await Callback.all().count() == 1, "one question at a time"
    await talk.presses("owner", "🙂 满意")
    await talk.later(minutes=31)
    assert await Callback.filter(state=CallbackState.ASKED).count() == 1


async def test_a_score_that_nobody_gives_holds_the_next_callback_up_for_a_day_and_no_longer(
    talk: Talk,
) -> None:
    await two_done(talk)
    await talk.later(hours=2, minutes=1)
    await talk.presses("owner", "❌ 没解决")
    await talk.later(hours=20)
    assert await Callback.all().count() == 1
    await talk.later(hours=5)
    assert await Callback.filter(state=CallbackState.ASKED).count() == 1


async def test_a_question_of_staff_that_nobody_answers_holds_a_callback_up_for_two_days_then_a_person_phones(
    talk: Talk,
) -> None:
    other = await talk.village.accepted("plumber", text="阳台水管漏水")
    await talk.village.done(text="厨房水管漏水")
    await talk._deliver()
    await talk.taps("plumber", f"q:photo:{other.ref}", GROUP)
    for _ in range(4):
        await talk.later(hours=12)
        assert await Callback.all().count() == 0, "one question at a time"
    await talk.later(hours=4)
    assert (await Callback.get()).state is CallbackState.PHONE
    assert any("请打电话回访" in text for text in talk.sees("desk", "service"))
    assert not any("解决了吗" in text for text in talk.sees("owner"))


async def test_on_a_holiday_nobody_is_asked_before_ten(talk: Talk) -> None:
    """New Year's Day of 2027 is a Friday."""
    await talk.later(days=38, hours=8)  # Thursday, 31 December, 18:00
    await talk.village.done(text="厨房水管漏水")
    await talk.later(hours=15, minutes=30)
    assert not any("解决了吗" in text for text in talk.sees("owner"))
    await talk.later(minutes=31)
    assert "解决了吗" in talk.last("owner").text


async def test_a_time_that_staff_offered_holds_the_next_callback_up_until_they_say_yes(talk: Talk) -> None:
    other = await talk.village.accepted("plumber", text="阳台水管漏水")
    await talk.village.done(text="厨房水管漏水")
    plumber, at = await talk.village.actor("plumber"), talk.clock.now() + timedelta(days=1, hours=5)
    await talk.database.transaction(lambda: appointing.propose(other.ref, plumber, at, talk.clock.now()))
    await talk.later(hours=4)
    assert await Callback.all().count() == 0, "one question at a time"
    owner = await talk.village.actor("owner")
    await talk.database.transaction(lambda: appointing.agree(other.ref, owner, at, talk.clock.now()))
    await talk.later(minutes=31)
    assert "解决了吗" in talk.last("owner").text


async def test_whoever_has_it_next_reads_what_happened_before(asked: Talk) -> None:
    """D6: the resident is told that nobody has to tell it twice. How they judged it is for those who lead."""
    await asked.presses("owner", "没解决")
    await asked.presses("owner", "😡")
    card = asked.last("engineer", GROUP).text
    assert "engineer师傅办完" in card
    assert "没解决" not in card
    await asked.presses("supervisor", "更多", GROUP)
    bench = asked.last("supervisor").text
    assert "之前的经过" in bench
    assert "居民：❌ 没解决" in bench


async def test_what_was_added_and_noted_in_the_first_round_stands_on_the_second_card(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "柜子底下也湿了，13812345678")
    await talk.presses("engineer", "我来", GROUP)
    await talk.replies("engineer", GROUP, "换了软管")
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    await talk.presses("owner", "没解决")
    card = talk.last("engineer", GROUP).text
    assert "第2次" in card
    assert "柜子底下也湿了" in card
    assert "13812345678" not in card, "a typed number is read behind its button only (T9)"
    assert "换了软管" in card
