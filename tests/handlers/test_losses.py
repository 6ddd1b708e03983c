"""A loss: marked by the desk or a supervisor, told above at once, and both leaders visit."""

import pytest
from village import Talk

from desk import visits
from models import Callback, Complaint, Event, Staff
from models.callback_kinds import CallbackState
from models.kinds import Action, Role, Status

GROUP = "engineering"


@pytest.fixture
async def filed(talk: Talk) -> Talk:
    director = await talk.village.person("director")
    await Staff.create(person=director, community=talk.village.community, role=Role.DIRECTOR, title="主任")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    return talk


async def work(talk: Talk) -> None:
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)


async def marks(talk: Talk, who: str) -> None:
    """From the card in the group: more, more to decide, a loss."""
    await talk.presses(who, "⋯", GROUP)
    await talk.presses(who, "更多处理")
    await talk.presses(who, "有损失")
    await talk.says(who, "地板泡坏了，大约八百元")


async def visits_and_hears(talk: Talk, who: str) -> None:
    await talk.says(who, "/visits")
    await talk.presses(who, "#0001 维修·必须回访")
    await talk.presses(who, "上门见到")
    await talk.presses(who, "✅ 解决了")
    await talk.presses(who, "🙂 满意")


@pytest.mark.parametrize("who", ["supervisor", "manager"])
async def test_a_loss_is_told_above_at_once_and_stands_on_the_card(filed: Talk, who: str) -> None:
    await marks(filed, who)
    assert "#0001 记下有损失" in filed.last(who).text
    assert any("地板泡坏了，大约八百元" in text for text in filed.sees("director"))
    assert any("地板泡坏了，大约八百元" in text for text in filed.sees("manager"))
    assert "💸" in filed.last("engineer", GROUP).text
    assert not any("损失" in text for text in filed.sees("owner"))
    judged = await Event.get(action=Action.JUDGE)
    assert (judged.reason, judged.facts) == ("地板泡坏了，大约八百元", {"loss": True})


async def test_the_desk_may_mark_it_too_and_it_is_marked_once(filed: Talk) -> None:
    ref = (await Complaint.get()).ref
    for _ in range(2):
        await filed.taps("desk", f"jg:loss:{ref}")
        await filed.says("desk", "柜子坏了")
    assert (await Complaint.get()).loss
    assert await Event.filter(action=Action.JUDGE).count() == 1
    assert sum("柜子坏了" in text for text in filed.sees("director")) == 1


@pytest.mark.parametrize("who", ["owner", "engineer", "cleaner", "stranger"])
async def test_nobody_else_marks_it(filed: Talk, who: str) -> None:
    ref = (await Complaint.get()).ref
    await filed.taps(who, f"jg:loss:{ref}")
    assert not (await Complaint.get()).loss


async def test_both_have_to_visit_before_it_closes(filed: Talk) -> None:
    await marks(filed, "supervisor")
    await work(filed)
    await filed.later(hours=4)
    await filed.presses("owner", "✅ 解决了")
    await filed.presses("owner", "😀")
    await visits_and_hears(filed, "director")
    assert (await Complaint.get()).status is Status.DONE, "one signature"
    await visits_and_hears(filed, "manager")
    assert (await Complaint.get()).status is Status.CLOSED


async def test_the_task_opens_from_its_notice_and_the_resident_knows_who_will_call(filed: Talk) -> None:
    await marks(filed, "supervisor")
    await work(filed)
    await filed.later(hours=4)
    await filed.presses("owner", "✅ 解决了")
    await filed.presses("owner", "😀")
    assert "经理和主任还会各问您一次" in filed.last("owner").text
    for who in ("manager", "director"):
        await filed.presses(who, "打开 #0001")
        await filed.presses(who, "上门见到")
        await filed.presses(who, "✅ 解决了")
        await filed.presses(who, "🙂 满意")
    assert (await Complaint.get()).status is Status.CLOSED
    assert not any("还会各问您一次" in text for text in filed.sees("owner"))


async def test_a_loss_that_shows_after_the_question_was_asked_still_needs_both(filed: Talk) -> None:
    await work(filed)
    await filed.later(hours=4)
    ref = (await Complaint.get()).ref
    await filed.taps("supervisor", f"jg:loss:{ref}")
    await filed.says("supervisor", "地板泡坏了")
    owed = await Callback.filter(forced=True, state=CallbackState.PHONE)
    assert {each.tier for each in owed} == {Role.MANAGER, Role.DIRECTOR}
    assert "必须" in "".join(filed.last("manager").buttons) or "事关重大" in filed.last("manager").text
    await filed.presses("owner", "✅ 解决了")
    await filed.presses("owner", "😀")
    assert (await Complaint.get()).status is Status.DONE


async def test_a_visit_that_a_lot_had_chosen_before_becomes_one_that_must_be_held(
    filed: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    await work(filed)
    await filed.later(hours=4)
    assert not await Callback.filter(forced=True).exists()
    ref = (await Complaint.get()).ref
    await filed.taps("supervisor", f"jg:loss:{ref}")
    await filed.says("supervisor", "地板泡坏了")
    assert await Callback.filter(forced=True).count() == 2


async def test_a_visit_that_had_come_to_nothing_is_due_again_when_there_is_a_loss(
    filed: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    await work(filed)
    await filed.later(hours=4)
    complaint = await Complaint.get()
    await visits.let_go(complaint, await Callback.get(tier=Role.MANAGER))
    await filed.taps("supervisor", f"jg:loss:{complaint.ref}")
    await filed.says("supervisor", "地板泡坏了")
    owed = await Callback.filter(forced=True, state=CallbackState.PHONE, drawn=False)
    assert {each.tier for each in owed} == {Role.MANAGER, Role.DIRECTOR}, "one signature is not enough"


async def test_it_turns_out_to_be_major_after_the_question_was_asked(filed: Talk) -> None:
    await work(filed)
    await filed.later(hours=4)
    ref = (await Complaint.get()).ref
    await filed.taps("supervisor", f"js:major:{ref}")
    await filed.says("supervisor", "楼下三户都淹了")
    await filed.presses("owner", "✅ 解决了")
    await filed.presses("owner", "😀")
    assert (await Complaint.get()).status is Status.DONE
    assert await Callback.filter(forced=True).count() == 2


async def test_whoever_decides_on_a_refusal_may_say_that_there_is_a_loss(filed: Talk) -> None:
    ref = (await Complaint.get()).ref
    await filed.taps("supervisor", f"jg:refuse:{ref}")
    await filed.says("supervisor", "属于开发商保修")
    await filed.says("supervisor", "开发商 400-000")
    await filed.presses("manager", "有损失")
    await filed.says("manager", "地板泡坏了")
    assert (await Complaint.get()).loss
    assert (await Complaint.get()).status is Status.WAITING, "nothing was decided by it"
    assert any("地板泡坏了" in text for text in filed.sees("director"))
