"""The resident's "another time" and the staff's appointment are one thing: asked, answered with one press, kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from village import BOT_ID, MORNING, Talk, Village

from desk import appointing, passing_on, relaying
from desk.authority import Actor
from desk.enclosing import Report
from desk.errors import NeedsApproval, NightTime
from models import Complaint, Event, Timer
from models.kinds import Action, Status, TimerKind, TimerState
from triage import load

GROUP = "engineering"


@pytest.fixture
async def taken(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    return talk


async def agreed(talk: Talk) -> None:
    """Tomorrow, 15:00."""
    await talk.presses("engineer", "更多", GROUP)
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.presses("owner", "✅ 行")


async def asks_for(talk: Talk, words: str) -> None:
    await talk.presses("owner", "换时间")
    await talk.says("owner", words)


async def visit_timers() -> int:
    return await Timer.filter(kind=TimerKind.VISIT_DUE, state=TimerState.ARMED).count()


def receipt(talk: Talk) -> str:
    return next(text for text in talk.sees("owner") if "收到了" in text or "记下" in text or "#0001" in text)


async def test_another_time_stands_on_the_card_and_staff_say_yes_with_one_press(taken: Talk) -> None:
    await asks_for(taken, "后天 9:30")
    card = taken.last("engineer", GROUP)
    assert "🕒 业主想改 11月25日周三 09:30" in card.text
    assert any("等师傅答复" in text for text in taken.sees("owner"))
    assert await taken.presses("engineer", "✅ 就11月25日周三 09:30", GROUP) == "约好了：星期三 09:30"
    assert "🕒 约好 11月25日周三 09:30" in taken.last("engineer", GROUP).text
    assert "✅ 就11月25日周三 09:30" not in taken.last("engineer", GROUP).buttons
    assert any("就按您说的：<b>星期三 09:30</b>" in text for text in taken.sees("owner"))
    assert any("约好 <b>11月25日周三 09:30</b> 上门" in text for text in taken.sees("owner")), (
        "the receipt, too"
    )


async def test_staff_may_name_another_time_instead(taken: Talk) -> None:
    await asks_for(taken, "后天 9:30")
    await taken.presses("engineer", "约时间", GROUP)
    await taken.presses("engineer", "明天 15:00", GROUP)
    assert "等业主点头 11月24日周二 15:00" in taken.last("engineer", GROUP).text
    await taken.presses("owner", "✅ 行")
    assert "约好 11月24日周二 15:00" in taken.last("engineer", GROUP).text


async def test_the_worker_hears_of_it_in_private_and_answers_there(taken: Talk) -> None:
    await asks_for(taken, "周末都可以")
    assert "业主想换个时间" in taken.last("engineer").text
    assert "周末都可以" in taken.last("engineer").text
    await taken.presses("engineer", "约时间")
    await taken.presses("engineer", "明天 15:00")
    assert "<b>明天 15:00</b>" in taken.last("owner").text
    assert "想换时间：周末" not in taken.last("engineer", GROUP).text.split("\n")[2], "it is answered"


async def test_asking_for_another_time_ends_the_agreed_one_and_not_the_time_to_finish(taken: Talk) -> None:
    await agreed(taken)
    finish = (await Complaint.get()).finish_due_at
    assert await visit_timers() == 1
    await asks_for(taken, "后天 9:30")
    assert await visit_timers() == 0, "nobody breaks a promise that the resident put aside"
    assert (await Complaint.get()).finish_due_at == finish
    await taken.presses("engineer", "✅ 就11月25日周三 09:30", GROUP)
    assert await visit_timers() == 1
    assert (await Complaint.get()).visit_due_at is not None


async def test_a_visit_that_is_late_already_stays_late(taken: Talk) -> None:
    await agreed(taken)
    await taken.later(days=1, hours=6)
    due = (await Complaint.get()).visit_due_at
    await asks_for(taken, "后天 9:30")
    assert (await Complaint.get()).visit_due_at == due


async def test_what_is_plainly_something_else_is_a_matter_of_its_own(taken: Talk) -> None:
    await asks_for(taken, "楼道很脏")
    assert not await Event.filter(action=Action.RESCHEDULE).exists()
    assert await Complaint.filter(status=Status.DRAFT).count() == 1


async def test_an_old_yes_agrees_to_nothing_new(taken: Talk) -> None:
    await asks_for(taken, "后天 9:30")
    old = taken.last("engineer", GROUP).buttons["✅ 就11月25日周三 09:30"]
    await asks_for(taken, "后天 17:00")
    assert "约好了" not in await taken.taps("engineer", old, GROUP, taken.last("engineer", GROUP).message_id)
    assert not await Event.filter(action=Action.AGREE).exists()


async def test_a_sentence_with_a_time_in_it_is_passed_on_as_it_was_said(taken: Talk) -> None:
    await asks_for(taken, "刚才3点卫生间又漏了，淹到楼下")
    assert not await Event.filter(action=Action.PREFER).exists()
    assert any("淹到楼下" in text for text in taken.sees("engineer"))


@pytest.mark.parametrize("said", ["明天下午3点可以吗？", "11月25日 9:30", "3点半吧", "周三上午10:00左右"])
async def test_a_time_with_a_polite_word_is_a_time(taken: Talk, said: str) -> None:
    await asks_for(taken, said)
    assert await Event.filter(action=Action.PREFER).exists()


async def test_what_was_agreed_on_is_seen_by_whoever_has_the_task_next(taken: Talk) -> None:
    await agreed(taken)
    ref = (await Complaint.get()).ref
    supervisor, now = await taken.village.actor("supervisor"), taken.clock.now()
    await taken.database.transaction(lambda: passing_on.take_back(ref, supervisor, now))
    await taken.later(minutes=1)
    await taken.says("engineer", "/help")
    card = next(text for text in taken.sees("engineer", GROUP) if "#0001" in text)
    assert "约好 11月24日周二 15:00" in card.splitlines()[2], "beside its state, while it waits for somebody"
    await taken.presses("plumber", "我来", GROUP)
    state = taken.last("plumber", GROUP).text.splitlines()[2]
    assert "plumber师傅" in state
    assert "约好 11月24日周二 15:00" in state


@pytest.mark.parametrize("said", ["行", "好的！", "OK", "得"])
async def test_a_typed_yes_to_a_proposed_time_is_an_appointment(taken: Talk, said: str) -> None:
    """And no thanks, which would leave both sides waiting."""
    await proposed(taken)
    await taken.says("owner", said)
    assert (await Event.get(action=Action.AGREE)).facts["resident"] is True
    assert "约好 11月24日周二 15:00" in taken.last("engineer", GROUP).text
    await taken.says("owner", said)
    assert await Event.filter(action=Action.AGREE).count() == 1, "what is agreed is only thanked for"


async def test_a_typed_no_offers_other_times_and_a_reply_counts_like_the_last_message(taken: Talk) -> None:
    await proposed(taken)
    asked = taken.last("owner").message_id
    await taken.says("owner", "不方便")
    assert "什么时候方便" in taken.last("owner").text
    above = {"message_id": asked, "date": 1, "chat": taken._chat("owner", "")}
    await taken.later(hours=7)
    await taken.says("owner", "行", reply_to_message=above)
    assert await Event.filter(action=Action.AGREE).count() == 1


async def proposed(talk: Talk) -> None:
    await talk.presses("engineer", "更多", GROUP)
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")


async def test_nobody_is_visited_at_night_unless_there_is_danger(taken: Talk) -> None:
    ref, engineer, now = (await Complaint.get()).ref, await taken.village.actor("engineer"), taken.clock.now()

    async def propose(hour: int) -> None:
        at = now.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=hour) + timedelta(days=1)
        await taken.database.transaction(lambda: appointing.propose(ref, engineer, at, now))

    for hour in (3, 7, 22):
        with pytest.raises(NightTime):
            await propose(hour)
    await propose(21)
    await Complaint.all().update(emergency="burst")
    await propose(3)


async def test_what_is_typed_for_the_night_is_asked_for_again(taken: Talk) -> None:
    await asks_for(taken, "明天 23:30")
    assert taken.last("owner").text == "夜里不约上门，请换一个白天的时间。"
    await taken.says("owner", "明天 10:00")
    assert await Event.filter(action=Action.PREFER).exists()


async def test_nobody_puts_the_end_off_by_appointments_without_approval(taken: Talk) -> None:
    """D3: longer than seven working days takes a leader, as an extension does; the resident hears the time."""
    ref = (await Complaint.get()).ref
    engineer, supervisor = [await taken.village.actor(who) for who in ("engineer", "supervisor")]
    manager, owner = [await taken.village.actor(who) for who in ("manager", "owner")]

    async def propose(by: Actor) -> datetime:
        now = taken.clock.now()
        at = (await appointing.choices(ref, by, Action.APPOINT, now))[-1]
        await taken.database.transaction(lambda: appointing.propose(ref, by, at, now))
        await taken.database.transaction(lambda: appointing.agree(ref, owner, at, now))
        return at

    for _ in range(5):
        await propose(engineer)
        await taken.later(days=2)
    for refused in (engineer, supervisor):
        with pytest.raises(NeedsApproval):
            await propose(refused)
    promised = (await Complaint.get()).finish_due_at
    assert promised is not None
    assert promised <= MORNING + timedelta(days=9), "seven working days"
    at = await propose(manager)
    after = (await Complaint.get()).finish_due_at
    assert after is not None
    assert after > at > promised


async def test_a_time_that_the_resident_wishes_is_agreed_to_and_the_end_stays_where_it_may_be(
    taken: Talk,
) -> None:
    await taken.presses("engineer", "我到了", GROUP)
    await taken.later(days=8)
    await asks_for(taken, "后天 9:30")
    await taken.presses("engineer", "✅ 就", GROUP)
    complaint = await Complaint.get()
    assert complaint.finish_due_at == MORNING + timedelta(days=9)
    assert complaint.visit_due_at is not None
    assert complaint.visit_due_at > complaint.finish_due_at, (
        "more takes an extension, which the resident hears"
    )


@pytest.mark.parametrize(("who", "idle"), [("desk", True), ("engineer", False)])
async def test_only_words_of_who_has_it_show_that_it_is_not_left_lying(
    talk: Talk, who: str, idle: bool
) -> None:
    """better.md's sixth wish; the desk's note on somebody's task is not that somebody's work."""
    complaint = await talk.village.accepted()
    actor, now = await talk.village.actor(who), talk.clock.now()
    await talk.database.transaction(
        lambda: relaying.remark(complaint.ref, actor, Report(BOT_ID, "在等"), now)
    )
    await talk.later(days=7, minutes=1)
    assert ((await Complaint.get()).assignee_id is None) is idle


async def test_what_was_agreed_on_by_phone_is_taken_down_and_the_resident_hears_it(taken: Talk) -> None:
    await taken.presses("engineer", "更多", GROUP)
    await taken.presses("engineer", "📞 电话约好了")
    await taken.presses("engineer", "明天 15:00")
    assert "🕒 约好 11月24日周二 15:00" in taken.last("engineer", GROUP).text
    assert "电话里和您约好了：<b>明天 15:00</b>，engineer师傅" in taken.last("owner").text
    assert await visit_timers() == 1
    await taken.presses("owner", "换时间")
    assert "什么时候方便" in taken.last("owner").text, "nobody is held to what they did not say"


async def test_the_desk_takes_it_down_too_and_whoever_comes_hears_it(taken: Talk) -> None:
    await taken.says("desk", "/find 1")
    await taken.presses("desk", "#0001")
    assert not any("就" in label for label in taken.last("desk").buttons)
    await taken.presses("desk", "📞 电话约好了")
    await taken.presses("desk", "自己写")
    await taken.says("desk", "明天 16:00")
    assert "客服和业主约好了 <b>明天 16:00</b>" in taken.last("engineer").text
    assert "engineer师傅来办" in taken.last("owner").text, "not who sat at the phone"
    assert (await Complaint.get()).visit_due_at is not None


async def test_the_desk_says_yes_to_nothing_in_the_name_of_who_comes(taken: Talk) -> None:
    await asks_for(taken, "后天 9:30")
    agree = taken.last("engineer", GROUP).buttons["✅ 就11月25日周三 09:30"]
    assert await taken.taps("desk", agree, GROUP) == "这一步不归您操作。"
    assert not await Event.filter(action=Action.AGREE).exists()


async def test_who_only_phones_is_not_to_be_phoned_once_more_about_what_they_said(taken: Talk) -> None:
    await taken.says("desk", "/new 3-1-502 李女士 13800001234 厨房水管漏水 来电")
    await taken.presses("desk", "登记")
    ref = (await Complaint.get(number=2)).ref
    await taken.presses("plumber", "我来", GROUP)
    await Complaint.all().update(call_needed=False)
    plumber, now = await taken.village.actor("plumber"), taken.clock.now()
    at = now + timedelta(days=1)
    await taken.database.transaction(lambda: appointing.settle(ref, plumber, at, now))
    assert not (await Complaint.get(number=2)).call_needed


async def test_what_stays_on_the_screen_is_true_after_midnight_without_being_drawn_anew(taken: Talk) -> None:
    """Agreed on Monday for Tuesday: on Tuesday nothing may still say "tomorrow", or what is past "today"."""
    await agreed(taken)
    seen = [receipt(taken), taken.last("engineer", GROUP).text]
    assert all("11月24日周二 15:00" in text for text in seen)
    assert not any(day in text for text in seen for day in ("今天", "明天"))


async def test_a_time_that_was_only_proposed_moves_no_emergency(village: Village) -> None:
    """Nobody has said yes: what is late is late, and the resident reads no "by tomorrow"."""
    talk = Talk(village, load())
    await talk.says("owner", "厨房水管爆了，水喷出来了，5栋1单元101")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "更多", GROUP)
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    assert "10:30 前到场" in talk.last("engineer", GROUP).text
    assert "10:30 前</b>到场" in receipt(talk)
    await talk.later(minutes=45)
    assert "应在 11月23日 10:30 前到场" in talk.last("engineer", GROUP).text
    assert not any("没能在 11月24日" in text for text in talk.sees("owner"))


async def test_whoever_has_it_is_reminded_of_the_time_that_was_agreed_not_of_the_grace(taken: Talk) -> None:
    await agreed(taken)
    await taken.later(hours=24)
    reminded = [text for text in taken.sees("engineer") if "时间过半" in text and "到场" in text]
    assert len(reminded) == 1
    assert "15:00 前" in reminded[0]
    assert "15:15" not in reminded[0]
