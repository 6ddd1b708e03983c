"""Withdraw, restore, urge: only the resident's own, and the clocks stay honest."""

from datetime import timedelta

import pytest
from village import MORNING, Talk, Village

from desk import merging
from models import Complaint, Event, Outgoing, Timer
from models.kinds import Action, Status, TimerKind, TimerState
from triage import load

LEAK = "厨房水管漏水"


@pytest.fixture
async def filed(talk: Talk) -> Talk:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    return talk


async def withdraws(talk: Talk, why: str = "已经好了") -> None:
    await talk.presses("owner", "撤回")
    await talk.presses("owner", why)


async def test_a_complaint_is_withdrawn_with_a_reason_and_staff_see_it(filed: Talk) -> None:
    await withdraws(filed)
    assert "您已撤回" in filed.last("owner").text
    assert "居民已撤回（已经好了）" in filed.last("engineer", "engineering").text
    assert LEAK not in filed.last("engineer", "engineering").text
    assert (await Event.get(action=Action.WITHDRAW)).reason == "solved"


async def test_one_can_think_better_of_it_before_and_after(filed: Talk) -> None:
    await filed.presses("owner", "撤回")
    await filed.presses("owner", "先不撤")
    assert "#0001 收到了" in filed.last("owner").text
    await withdraws(filed)
    await filed.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.WAITING
    assert LEAK in filed.last("engineer", "engineering").text


@pytest.mark.parametrize("edited", [True, False])
async def test_what_is_edited_or_added_meanwhile_takes_no_reason_away(talk: Talk, edited: bool) -> None:
    sent = await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    await talk.presses("owner", "撤回")
    if edited:
        message = {"message_id": sent, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
        words = {"from": talk._user("owner"), "text": "厨房水管漏水，很大"}
        await talk.comes("edited_message", message | words)
        assert "很大" in talk.last("engineer", "engineering").text
    else:
        await talk.says("owner", "很大")
    await talk.presses("owner", "先不撤")
    assert "#0001 收到了" in talk.last("owner").text
    await withdraws(talk)
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_clocks_stand_still_while_it_is_withdrawn_and_none_begins_anew(filed: Talk) -> None:
    await filed.later(hours=1)
    await withdraws(filed)
    await filed.later(hours=3)
    assert await Event.filter(action=Action.ESCALATE).count() == 0
    await filed.presses("owner", "恢复")
    complaint = await Complaint.get()
    assert complaint.answer_due_at == MORNING + timedelta(hours=5)
    timer = await Timer.get(kind=TimerKind.ANSWER_DUE, state=TimerState.ARMED)
    assert timer.due_at == MORNING + timedelta(hours=4, minutes=50), "the bad news comes before the end"
    await filed.later(minutes=59)
    assert await Event.filter(action=Action.ESCALATE).count() == 0
    await filed.later(minutes=2)
    assert await Event.filter(action=Action.ESCALATE).count() == 2, "it turns red, and the supervisor hears"


async def test_what_had_fired_or_ended_before_does_not_come_back(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    await withdraws(filed)
    await filed.later(hours=1)
    await filed.presses("owner", "恢复")
    states = {timer.kind: timer.state for timer in await Timer.all()}
    assert states[TimerKind.ANSWER_DUE] is TimerState.CANCELLED
    assert states[TimerKind.FINISH_DUE] is TimerState.ARMED


async def test_whoever_had_accepted_it_hears_both_and_has_it_again(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    await withdraws(filed, "发错了")
    assert "发错了" in filed.last("engineer").text
    await filed.presses("owner", "恢复")
    assert "接着办" in filed.last("engineer").text
    complaint = await Complaint.get().select_related("assignee")
    assert (complaint.status, complaint.assignee and complaint.assignee.title) == (
        Status.ACCEPTED,
        "engineer师傅",
    )


async def test_what_rested_rests_on_until_the_day_that_was_told(filed: Talk) -> None:
    """Having been away makes that day no later."""
    await rests_until_tomorrow(filed)
    await withdraws(filed)
    await filed.later(hours=2)
    await filed.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.ON_HOLD
    assert "停到 11月24日周二 09:00·等配件" in filed.last("engineer", "engineering").text
    assert "照旧暂停到 明天 09:00" in filed.last("engineer").text
    await filed.later(hours=21, minutes=1)
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert "接着办了" in filed.last("owner").text
    ends = Timer.filter(kind=TimerKind.HOLD_END)
    assert [end.error for end in await ends.exclude(state=TimerState.CANCELLED)] == [""]


async def test_when_its_rest_is_over_by_then_it_goes_on_and_the_resident_hears_it(filed: Talk) -> None:
    await rests_until_tomorrow(filed)
    await filed.later(hours=22)
    await withdraws(filed)
    await filed.later(hours=2)
    await filed.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert any("接着办了" in text for text in filed.sees("owner"))
    await filed.later(days=3)
    assert await Timer.filter(kind=TimerKind.HOLD_END, state=TimerState.ARMED).count() == 0
    assert not [end.error for end in await Timer.filter(kind=TimerKind.HOLD_END) if end.error]


async def rests_until_tomorrow(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    await filed.presses("engineer", "更多", "engineering")
    for label in ("暂停", "等配件", "明天"):
        await filed.presses("engineer", label)


async def test_after_a_day_it_cannot_be_restored_any_more(filed: Talk) -> None:
    await withdraws(filed)
    await filed.later(hours=23, minutes=59)
    assert any("恢复" in label for label in filed.last("owner").buttons)
    await filed.later(minutes=1)
    assert "您已撤回" in filed.last("owner").text
    assert "恢复" not in "".join([filed.last("owner").text, *filed.last("owner").buttons])
    await filed.later(minutes=1)
    assert "已撤回" in await filed.taps("owner", f"fo:redo:{(await Complaint.get()).ref}")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_what_was_restored_and_withdrawn_again_can_be_restored_for_a_day_again(filed: Talk) -> None:
    await withdraws(filed)
    await filed.later(hours=20)
    await filed.presses("owner", "恢复")
    await withdraws(filed)
    await filed.later(hours=20)
    await filed.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.WAITING


async def test_what_was_merged_after_it_had_come_back_stays_merged(filed: Talk) -> None:
    await withdraws(filed)
    await filed.presses("owner", "恢复")
    other, desk = await filed.village.filed("neighbour"), await filed.village.actor("desk")
    ref, now = (await Complaint.get(number=1)).ref, filed.clock.now()
    await filed.database.transaction(lambda: merging.merge(ref, other.ref, desk, now))
    await filed.taps("owner", f"fo:redo:{ref}")
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN


async def test_a_draft_that_was_thrown_away_is_no_complaint_to_restore(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "不发了")
    ref = (await Complaint.get()).ref
    assert "已撤回" in await talk.taps("owner", f"fo:redo:{ref}")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_only_the_filer_can_withdraw_and_restore(filed: Talk) -> None:
    ref = (await Complaint.get()).ref
    for who in ("stranger", "neighbour"):
        assert "找不到" in await filed.taps(who, f"wd:solved:{ref}") or who == "neighbour"
    for who in ("engineer", "manager"):
        assert "不归您" in await filed.taps(who, f"wd:solved:{ref}")
    await withdraws(filed)
    assert "找不到" in await filed.taps("stranger", f"fo:redo:{ref}")
    assert "不归您" in await filed.taps("manager", f"fo:redo:{ref}")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_urging_reminds_the_worker_and_the_supervisor_and_says_what_it_waits_for(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    said = await filed.presses("owner", "催一下")
    assert said == "已提醒engineer师傅和主管。\n现在：engineer师傅在办，星期三 10:00 前办好。"
    for who in ("engineer", "supervisor"):
        assert "居民在催：#0001" in filed.last(who).text
    assert "居民催办" in filed.last("engineer", "engineering").text
    assert "⏰ 已催" in "".join(filed.sees("owner"))


async def test_urging_again_too_soon_reminds_nobody_and_says_from_when(filed: Talk) -> None:
    await filed.presses("owner", "催一下")
    rows = await Outgoing.filter(notice="urged").count()
    await filed.later(minutes=29)
    assert "今天 10:30 后可以再催" in await filed.presses("owner", "催一下")
    assert await Outgoing.filter(notice="urged").count() == rows
    await filed.later(minutes=1)
    assert "已提醒" in await filed.presses("owner", "催一下")
    assert await Event.filter(action=Action.URGE).count() == 2


async def test_while_nobody_has_it_the_group_is_reminded(filed: Talk) -> None:
    said = await filed.presses("owner", "催一下")
    assert "还没有人接单" in said
    assert "居民在催" in filed.last("engineer", "engineering").text


async def test_several_urges_within_minutes_are_one_message(talk: Talk) -> None:
    for who, text in (("owner", LEAK), ("stranger", "天花板漏水"), ("director", "阳台漏水")):
        await talk.says(who, text)
        await talk.presses(who, "提交")
        await talk.presses(who, "催一下")
    assert [text for text in talk.sees("supervisor") if "居民在催" in text] == [
        "⏰ 居民在催：#0001。请尽快联系居民，或在卡片上写明卡在哪里。"
    ]
    await talk.later(minutes=10)
    assert "#0002 #0003" in talk.last("supervisor").text


async def test_urging_never_asks_for_patience(filed: Talk) -> None:
    await filed.later(hours=3)
    said = await filed.presses("owner", "催一下")
    assert "已经过了 今天 12:00，对不起" in said
    assert "耐心" not in said


@pytest.mark.parametrize(
    "said", ["修好了", "已经好了，谢谢！", "it's fixed, thanks", "搞掂喇,唔該", "修好了，謝謝"]
)
async def test_who_says_that_it_is_fixed_ends_it_with_one_tap_and_with_nothing_less(
    filed: Talk, said: str
) -> None:
    await filed.presses("engineer", "我来", "engineering")
    await filed.says("owner", said)
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert said in filed.last("engineer", "engineering").text, "whoever comes reads it"
    assert "要结束这件" in filed.last("owner").text
    await filed.presses("owner", "已经好了")
    assert (await Event.get(action=Action.WITHDRAW)).reason == "solved"
    assert not filed.last("owner").buttons, "nothing is left to press below"


async def test_said_after_the_work_it_brings_the_question_at_once(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    await filed.presses("engineer", "完成", "engineering")
    await filed.says("owner", "修好了，谢谢")
    await filed.later(minutes=1)
    assert (await Complaint.get()).status is Status.DONE
    await filed.presses("owner", "✅ 解决了")


@pytest.mark.parametrize("said", ["修好了吗", "修好了？", "水管修好了又漏"])
async def test_what_asks_or_says_more_offers_nothing(filed: Talk, said: str) -> None:
    await filed.says("owner", said)
    assert not any("要结束这件" in text for text in filed.sees("owner"))


@pytest.mark.parametrize("said", ["hurry up please", "快啲啦", "快啲啦，唔該", "麻烦快一点"])
async def test_further_words_urge(filed: Talk, said: str) -> None:
    await filed.says("owner", said)
    assert await Event.filter(action=Action.URGE).count() == 1
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0


@pytest.mark.parametrize(("said", "answer"), [("搞到點呀", "#0001"), ("喂有冇人呀", "在的")])
async def test_further_words_ask_how_far_it_is_or_say_hello(filed: Talk, said: str, answer: str) -> None:
    before = len(filed.sees("owner"))
    await filed.says("owner", said)
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0
    assert answer in "".join(filed.sees("owner")[before - 1 :])


@pytest.mark.parametrize("said", ["算了", "never mind", "没事了"])
async def test_who_thinks_better_of_the_only_open_matter_is_shown_how_to_withdraw_it(
    filed: Talk, said: str
) -> None:
    await filed.says("owner", said)
    assert "请点下面这条里的“↩ 撤回”" in filed.sees("owner")[-2]
    assert (await Complaint.get()).status is Status.WAITING
    await filed.presses("owner", "撤回")
    await filed.presses("owner", "改主意了")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_of_several_the_one_that_is_thought_better_of_is_chosen_first(filed: Talk) -> None:
    await filed.says("owner", "楼道很脏")
    await filed.presses("owner", "提交")
    await filed.says("owner", "算了")
    await filed.presses("owner", "#0002")
    assert "请点下面这条里的“↩ 撤回”" in filed.sees("owner")[-2]
    assert "#0002" in filed.last("owner").text


async def test_an_open_danger_names_the_button_that_takes_it_back(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.says("owner", "撤回")
    assert "“🙅 是误报”" in talk.sees("owner")[-2]


async def test_an_accepted_question_has_a_name_and_a_time_wherever_it_is_told(village: Village) -> None:
    """Nobody reads "·前办好" with nothing before it."""
    talk = Talk(village, load())
    await talk.says("owner", "请问物业费怎么算")
    await talk.presses("owner", "提交")
    await talk.presses("desk", "我来", "service")
    assert "desk师傅·11月24日周二 10:00 前办好" in talk.last("desk", "service").text
    assert any("desk师傅</b>已接单，11月24日周二 10:00 前办好" in text for text in talk.sees("owner"))
    assert "明天 10:00 前办好" in await talk.presses("owner", "催一下")
    await talk.says("owner", "/my")
    assert "处理中·明天 10:00 前" in talk.last("owner").text
