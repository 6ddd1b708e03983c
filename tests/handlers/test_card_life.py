"""The card's whole life: on site, agreed times, holds, handing on, writing to each other, proof."""

from collections.abc import Awaitable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from village import GROUPS, PEOPLE, STAFF, Talk, photo

from desk import appointing, holding, passing_on
from desk.authority import Actor
from desk.errors import NotAllowed
from desk.typed_phones import phones_in
from models import Attachment, Card, Community, Complaint, Department, Event, Outgoing, Person
from models.kinds import Action, AttachmentStage, CardKind, CardState, Discretion, Role, Status

GROUP = "engineering"


@pytest.fixture
async def taken(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    return talk


async def bench(talk: Talk, who: str = "engineer") -> None:
    await talk.presses(who, "更多", GROUP)


async def test_who_has_it_is_told_with_the_time_until_when(taken: Talk) -> None:
    assert (
        "<b>engineer师傅</b>接了您的 #0001（维修），<b>星期三 10:00 前</b>办好。" in taken.last("owner").text
    )


async def test_on_site_is_counted_once_and_told(taken: Talk) -> None:
    ref = (await Complaint.get()).ref
    await taken.presses("engineer", "我到了", GROUP)
    assert "engineer师傅</b>到了" in taken.last("owner").text
    assert "已到场" in taken.last("engineer", GROUP).text
    assert "记过了" in await taken.taps("engineer", f"t:here:{ref}", GROUP)
    assert await Event.filter(action=Action.ARRIVE).count() == 1


async def test_the_case_opens_in_private_and_never_to_strangers(taken: Talk) -> None:
    await bench(taken)
    assert "全文：厨房水管漏水" in taken.last("engineer").text
    assert "⏸ 暂停" in taken.last("engineer").buttons
    ref = (await Complaint.get()).ref
    await taken.says("stranger", f"/start w_{ref}")
    assert taken.last("stranger").text == "找不到这件事。"
    await taken.says("engineer", f"/start w_{ref}")
    assert len([text for text in taken.sees("engineer") if "全文" in text]) == 1, "moved, not doubled"


async def test_a_hold_has_a_reason_and_an_end_and_ends_by_itself(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "暂停")
    await taken.presses("engineer", "等配件")
    await taken.presses("engineer", "明天 09:00")
    assert "配件还没到" in taken.last("owner").text
    assert "停到 11月24日周二 09:00·等配件" in taken.last("engineer", GROUP).text
    assert any("停到 <b>11月24日周二 09:00</b>（配件还没到）" in text for text in taken.sees("owner")), (
        "the receipt"
    )
    await taken.later(days=1)
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert any("接着办了" in text for text in taken.sees("owner"))


async def test_a_reason_written_for_one_task_is_never_told_about_another(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "暂停")
    await taken.presses("engineer", "自己写")
    await taken.says("engineer", "王太太住院了")
    first = taken.last("engineer")
    await taken.says("neighbour", "my pipes leak")
    await taken.presses("neighbour", "Send")
    await taken.presses("engineer", "我来", GROUP)
    await bench(taken)
    await taken.presses("engineer", "暂停")
    await taken.presses("engineer", "自己写")
    await taken.says("engineer", "欠费，等他交钱")
    await taken.taps("engineer", next(iter(first.buttons.values())), "", first.message_id)
    assert await Complaint.filter(status=Status.ON_HOLD).count() == 0
    await taken.says("engineer", "王太太住院了")
    await taken.presses("engineer", "明天 09:00")
    assert "王太太住院了" in taken.last("owner").text
    assert not any("欠费" in text for who in ("owner", "neighbour") for text in taken.sees(who))


async def test_a_question_of_a_photo_alone_reaches_the_resident_with_it(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "问业主")
    await taken.presses("engineer", "自己写")
    await taken.says("engineer", **photo(3))
    assert (taken.last("owner").media, taken.last("owner").text.endswith("（见附件）")) == ("photo", True)
    assert "已问业主：（见附件）" in taken.last("engineer").text
    assert await Attachment.filter(stage=AttachmentStage.TALK, file_id="f3").count() == 1


async def test_an_internal_note_keeps_its_photo_and_the_resident_sees_neither(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "内部备注")
    before = taken.sees("owner")
    await taken.says("engineer", **photo(4))
    assert await Attachment.filter(stage=AttachmentStage.TALK, file_id="f4").count() == 1
    assert taken.sees("owner") == before


async def test_a_question_of_nothing_stops_no_clock_and_may_be_written_again(taken: Talk) -> None:
    due = (await Complaint.get()).finish_due_at
    await bench(taken)
    await taken.presses("engineer", "问业主")
    await taken.presses("engineer", "自己写")
    await taken.says("engineer", location={"latitude": 22.5, "longitude": 114.0})
    assert "请写一句话" in taken.last("engineer").text
    assert (await Complaint.get()).finish_due_at == due
    await taken.says("engineer", "几点在家？")
    assert "几点在家？" in taken.last("owner").text


@pytest.mark.parametrize(("said", "clock"), [("后天", "09:00"), ("后天下午3点", "15:00")])
async def test_the_end_of_a_hold_can_be_typed(taken: Talk, said: str, clock: str) -> None:
    await bench(taken)
    await taken.presses("engineer", "暂停")
    await taken.presses("engineer", "等配件")
    await taken.presses("engineer", "自己写日期")
    await taken.says("engineer", "等厂家通知")
    assert (await Complaint.get()).status is Status.ACCEPTED, "that is no date; it is asked again"
    await taken.says("engineer", said)
    assert taken.last("engineer").text == f"已暂停到 星期三 {clock}，并告诉了业主"
    assert f"停到 11月25日周三 {clock}·等配件" in taken.last("engineer", GROUP).text
    assert any(clock in text for text in taken.sees("owner"))


async def test_reason_and_end_of_a_hold_can_both_be_typed_and_a_date_too_far_is_asked_again(
    taken: Talk,
) -> None:
    await bench(taken)
    await taken.presses("engineer", "暂停")
    await taken.presses("engineer", "自己写")
    await taken.says("engineer", "等厂家派人")
    await taken.says("engineer", "2月1日")
    assert (await Complaint.get()).status is Status.ACCEPTED
    await taken.says("engineer", "明天")
    assert "停到 11月24日周二 09:00·等厂家派人" in taken.last("engineer", GROUP).text


async def test_more_time_is_asked_for_on_the_card_itself(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "申请延期")
    await taken.presses("engineer", "星期五")
    await taken.says("engineer", "等配件")
    await taken.presses("manager", "同意延期")
    assert "星期五" in taken.last("owner").text


async def test_a_late_card_offers_it_in_the_group_and_asks_in_private(taken: Talk) -> None:
    assert "申请延期" not in str(taken.last("engineer", GROUP).buttons)
    await taken.presses("engineer", "我到了", GROUP)
    await taken.later(days=3)
    assert await taken.presses("engineer", "申请延期", GROUP) == "已私聊发给您"
    assert "到什么时候" in taken.last("engineer").text


async def test_a_time_counts_once_the_resident_agrees(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "约时间")
    await taken.presses("engineer", "明天 15:00")
    assert "等业主点头" in taken.last("engineer", GROUP).text
    await taken.presses("owner", "✅ 行")
    assert "约好 11月24日周二 15:00" in taken.last("engineer", GROUP).text
    assert any("业主同意" in text for text in taken.sees("engineer"))


async def test_the_resident_names_another_time_and_the_worker_agrees(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "约时间")
    await taken.presses("engineer", "明天 15:00")
    await taken.presses("owner", "换时间")
    await taken.says("owner", "后天上午 9:30")
    await taken.presses("engineer", "就这个时间")
    assert (await Event.filter(action=Action.AGREE).get()).facts["resident"] is False
    assert any("就按您说的" in text for text in taken.sees("owner"))


async def test_what_goes_to_another_department_keeps_its_number_and_its_end(taken: Talk) -> None:
    before = await Complaint.get()
    await bench(taken)
    await taken.presses("engineer", "转部门")
    await taken.presses("engineer", "保洁部")
    await taken.presses("engineer", "不归我们管")
    after = await Complaint.get()
    assert (after.status, after.number, after.finish_due_at) == (Status.WAITING, 1, before.finish_due_at)
    assert taken.last("engineer", GROUP).text == "↪ #0001 已转 → 保洁部"
    assert "厨房水管漏水" in taken.last("cleaner", "cleaning").text
    assert any("转给<b>保洁部</b>" in text for text in taken.sees("owner"))


async def test_what_was_passed_on_and_was_not_solved_comes_back_to_who_did_it(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "转部门")
    await taken.presses("engineer", "保洁部")
    await taken.presses("engineer", "不归我们管")
    await taken.presses("cleaner", "我来", "cleaning")
    await taken.presses("cleaner", "完成", "cleaning")
    await taken.later(hours=4)
    await taken.presses("owner", "❌ 没解决")
    assert "厨房水管漏水" in taken.last("cleaner", "cleaning").text
    assert list(taken.last("cleaner", "cleaning").buttons)
    assert not list(taken.last("engineer", GROUP).buttons)


async def test_the_third_who_passes_it_on_finds_it_with_the_supervisor(taken: Talk) -> None:
    ref = (await Complaint.get()).ref
    departments = {"cleaning": 1, "engineering": 2}
    for who, group, to in (("engineer", GROUP, "保洁部"), ("cleaner", "cleaning", "工程部")):
        if departments[group] == 1:
            await taken.presses(who, "我来", group)
        await taken.presses(who, "更多", group)
        await taken.presses(who, "转部门")
        await taken.presses(who, to)
        await taken.presses(who, "不归我们管")
    await taken.taps("engineer", f"t:take:{ref}", GROUP)
    await taken.presses("engineer", "更多", GROUP)
    await taken.presses("engineer", "退回客服")
    assert "主管" in await taken.presses("engineer", "信息不够")
    complaint = await Complaint.get()
    assert (complaint.level, complaint.status) == (Role.SUPERVISOR, Status.WAITING)
    cleaning = await Department.get(key="cleaning")
    desk, supervisor = [await taken.village.actor(who) for who in ("desk", "supervisor")]

    def moves(actor: Actor) -> Awaitable[Department | None]:
        now, there = taken.clock.now(), cleaning.id
        return taken.database.transaction(
            lambda: passing_on.transfer(ref, actor, there, now, reason="not_ours")
        )

    with pytest.raises(NotAllowed):
        await passing_on.destinations(ref, desk)
    with pytest.raises(NotAllowed):
        await moves(desk)
    await moves(supervisor)
    assert (await Complaint.get()).department_id == cleaning.id


async def test_in_a_reopened_round_the_desks_third_transfer_goes_to_the_supervisor_as_well(
    taken: Talk,
) -> None:
    await taken.presses("engineer", "完成", GROUP)
    await taken.later(hours=4)
    await taken.presses("owner", "没解决")
    ref, desk = (await Complaint.get()).ref, await taken.village.actor("desk")
    engineering, cleaning = [await Department.get(key=key) for key in (GROUP, "cleaning")]

    def moves(there: Department) -> Awaitable[Department | None]:
        return taken.database.transaction(
            lambda: passing_on.transfer(ref, desk, there.id, taken.clock.now(), reason="not_ours")
        )

    assert [await moves(there) for there in (cleaning, engineering, cleaning)] == [
        cleaning,
        engineering,
        None,
    ]
    assert (await Complaint.get()).department_id == engineering.id
    with pytest.raises(NotAllowed):
        await moves(cleaning)
    await taken._deliver()
    assert any("转手太多次" in text for text in taken.sees("supervisor"))


async def test_they_write_to_each_other_without_knowing_each_other(taken: Talk) -> None:
    await bench(taken)
    await taken.presses("engineer", "发给业主")
    await taken.says("engineer", "我十分钟到")
    assert "engineer师傅</b>（#0001）：我十分钟到" in taken.last("owner").text
    await taken.presses("owner", "💬 回复")
    await taken.says("owner", "门没锁")
    assert any("门没锁" in text for text in taken.sees("engineer"))
    assert str(PEOPLE["owner"]) not in "".join(taken.sees("engineer"))


async def test_a_note_kept_inside_is_never_told(taken: Talk) -> None:
    await taken.replies("engineer", GROUP, "业主自己弄坏的")
    await taken.presses("engineer", "只留内部", GROUP)
    await taken.presses("engineer", "完成", GROUP)
    assert not any("自己弄坏" in text for text in taken.sees("owner"))


async def test_each_note_has_buttons_of_its_own_and_is_told_once(taken: Talk) -> None:
    card = taken.last("engineer", GROUP).message_id
    original = {"message_id": card, "date": 1, "chat": taken._chat("engineer", GROUP)}
    bubbles = []
    for said in ("明天带新水管来", "业主自己弄坏的", "厨房水闸在哪里？"):
        await taken.says("engineer", said, GROUP, reply_to_message=original)
        bubbles.append(taken.last("engineer", GROUP))
    for bubble, label in zip(bubbles, ("转告", "只留内部", "转问"), strict=True):
        data = next(data for text, data in bubble.buttons.items() if label in text)
        await taken.taps("engineer", data, GROUP, bubble.message_id)
        assert await taken.taps("engineer", data, GROUP, bubble.message_id) == "这件已经有人处理了。"
    assert [text.count("新水管") + 2 * text.count("水闸") for text in taken.sees("owner")[-2:]] == [1, 2]
    assert "业主自己弄坏的" not in "".join(taken.sees("owner"))
    await taken.presses("engineer", "✅ 完成", GROUP)
    assert "已办完" in (told := taken.last("owner").text)
    assert not any(said in told for said in ("新水管", "水闸")), "neither is what came of the work"


async def test_what_somebody_noted_who_gave_it_away_is_not_told_as_what_came_of_the_work(taken: Talk) -> None:
    await taken.replies("engineer", GROUP, "我没有工具")
    await taken.presses("engineer", "更多", GROUP)
    await taken.presses("engineer", "退回")
    await taken.presses("engineer", "信息不够")
    await taken.presses("desk", "我来", "service")
    await taken.presses("desk", "✅ 完成", "service")
    assert "已办完" in (told := taken.last("owner").text)
    assert "工具" not in told


async def test_without_the_photo_that_is_asked_for_a_reason_is_given_and_leaders_hear(taken: Talk) -> None:
    await Community.all().update(policy={"proof": {"repairs": True}})
    assert "完工照片" in await taken.presses("engineer", "完成", GROUP)
    assert (await Complaint.get()).status is Status.ACCEPTED
    await taken.presses("engineer", "业主不让拍", GROUP)
    assert (await Complaint.get()).status is Status.DONE
    assert any("完工没有照片" in text for text in taken.sees("supervisor"))


async def test_a_phone_in_their_own_words_is_for_the_one_who_accepted_too(talk: Talk) -> None:
    """On the card, in the list, in what is opened in private: masked; behind the button, with a line in the history."""
    await talk.says("owner", "厨房水管漏水,打我电话138-0013-8000")
    await talk.presses("owner", "提交")
    ref = (await Complaint.get()).ref
    await talk.says("owner", "也可以打 9123 4567", reply_to_message=talk_to(talk, "owner"))
    await talk.presses("owner", "催一下")
    await talk.presses("plumber", "更多", GROUP)
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "更多", GROUP)
    await talk.says("desk", "/find 漏水", "service")
    await talk.later(hours=3)
    staff = [talk.sees("engineer", group) for group in GROUPS] + [talk.sees(who) for who in STAFF]
    assert any("138****8000" in said for said in talk.sees("desk", GROUP))
    assert not [said for chat in staff for said in chat if phones_in(said)]
    assert "138-0013-8000" in (await Complaint.get()).text
    await talk.taps("engineer", f"t:phone:{ref}", GROUP)
    told = talk.last("engineer").text
    assert "13800138000 / 91234567" in told
    assert await Event.filter(action=Action.REVEAL).count() == 1


def talk_to(talk: Talk, who: str) -> dict[str, Any]:
    return {
        "message_id": talk.last(who).message_id,
        "date": 1,
        "chat": {"id": PEOPLE[who], "type": "private"},
    }


async def test_the_phone_is_for_the_one_who_accepted_and_never_in_the_group(taken: Talk) -> None:
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234")
    ref = (await Complaint.get()).ref
    assert "不归您" in await taken.taps("plumber", f"t:phone:{ref}", GROUP)
    await taken.presses("engineer", "业主电话", GROUP)
    assert "13800001234" in taken.last("engineer").text
    assert not any("13800001234" in text for text in taken.sees("engineer", GROUP))
    assert await Event.filter(action=Action.REVEAL).count() == 1


async def test_no_leader_looks_up_the_number_for_somebody_elses_task(taken: Talk) -> None:
    """Who needs it takes the task by name, which everybody sees."""
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234")
    ref = (await Complaint.get()).ref
    for who in ("supervisor", "manager"):
        assert "不归您" in await taken.taps(who, f"t:phone:{ref}", GROUP)
        await bench(taken, who)
        assert not any("电话" in label and "约好" not in label for label in taken.last(who).buttons)
    assert not await Event.filter(action=Action.REVEAL).exists()
    await taken.presses("supervisor", "换人办")
    await taken.presses("supervisor", "supervisor师傅")
    await taken.taps("supervisor", f"t:phone:{ref}", GROUP)
    assert await Event.filter(action=Action.REVEAL).count() == 1


async def shown_at(ref: str) -> int:
    card = await Card.get(complaint__ref=ref, kind=CardKind.STAFF)
    return card.message_id or 0


async def test_the_desk_looks_it_up_only_to_reach_who_the_chat_does_not(talk: Talk) -> None:
    await talk.village.filed()
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234")
    await talk._deliver()
    ref = (await Complaint.get()).ref
    assert "不归您" in await talk.taps("desk", f"t:phone:{ref}", GROUP, await shown_at(ref))
    await Complaint.all().update(call_needed=True)
    await talk.taps("desk", f"t:phone:{ref}", GROUP, await shown_at(ref))
    assert "13800001234" in talk.last("desk").text


async def test_a_visit_that_is_missed_while_the_work_rests_turns_red(taken: Talk) -> None:
    """Somebody waits at home all the same."""
    ref, now = (await Complaint.get()).ref, taken.clock.now()
    engineer = await taken.village.actor("engineer")
    at, until = now + timedelta(hours=4), now + timedelta(days=1)
    await taken.database.transaction(lambda: appointing.settle(ref, engineer, at, now))
    rests = partial(holding.hold, ref, engineer, now, until=until, reason="parts")
    await taken.database.transaction(rests)
    await taken.later(hours=4)
    assert "超时" not in taken.last("engineer", GROUP).text
    await taken.later(minutes=16)
    assert any("厨房水管" in text and "🔴超时" in text for text in taken.sees("engineer", GROUP))
    await taken.later(hours=20)
    await taken.presses("engineer", "我到了", GROUP)
    assert not any("厨房水管" in text and "🔴" in text for text in taken.sees("engineer", GROUP))


async def test_a_bundle_opens_though_its_first_task_turned_out_to_be_about_a_colleague(talk: Talk) -> None:
    await Community.all().update(policy={"work": {"bundle_from": 1}})
    for _ in range(3):
        await talk.village.filed()
    await talk._deliver()
    first = (await Card.get(kind=CardKind.BUNDLE)).complaint_id
    secret: dict[str, Any] = {"discretion": Discretion.CONFIDENTIAL, "level": Role.SUPERVISOR}
    await Complaint.filter(id=first).update(**secret)
    assert "私" in await talk.presses("engineer", "看列表", GROUP)
    assert len(talk.last("engineer").buttons) == 1
    assert await talk.presses("cleaner", "看列表", GROUP) == "找不到这件事。"


async def test_a_supervisor_gives_it_to_somebody_else(taken: Talk) -> None:
    await bench(taken, "supervisor")
    await taken.presses("supervisor", "换人办")
    await taken.presses("supervisor", "plumber师傅")
    assert any("交给您办" in text for text in taken.sees("plumber"))
    assert any("不用您办了" in text for text in taken.sees("engineer"))
    assert "plumber师傅" in taken.last("plumber", GROUP).text


async def test_forged_choices_change_nothing(taken: Talk) -> None:
    ref, before = (await Complaint.get()).ref, await Event.all().count()
    for data in ("c:hold:nonsense.29900000", "c:when:abc", "c:move:999.not_ours", "c:give:77", "c:ask:x"):
        await taken.taps("engineer", f"{data}:{ref}", GROUP)
    for data in ("t:hold", "n:take", "n:done"):
        assert await taken.taps("engineer", f"{data}:{ref}", GROUP) == "找不到这件事。"
    assert await Event.all().count() == before


async def test_departments_that_share_a_group_have_a_bundle_each_in_their_own_topic(talk: Talk) -> None:
    await Community.all().update(policy={"work": {"bundle_from": 1}})
    await Department.filter(key="cleaning").update(chat_id=GROUPS[GROUP], topic_id=7)
    for text in ("漏1", "漏2", "脏1"):
        await talk.village.filed(text=text)
    assert {card.topic_id for card in await Card.filter(kind=CardKind.BUNDLE)} == {None, 7}


async def test_a_flood_is_one_bundle_and_each_taken_one_gets_its_card(talk: Talk) -> None:
    await Community.all().update(policy={"work": {"bundle_from": 2}})
    for _ in range(4):
        await talk.village.filed()
    await talk._deliver()
    assert "2 件新任务" in talk.last("engineer", GROUP).text
    await talk.presses("engineer", "看列表", GROUP)
    await talk.presses("engineer", "#0004")
    await talk.presses("engineer", "我来")
    own = await Card.filter(kind=CardKind.STAFF, chat_id=GROUPS[GROUP], state=CardState.SHOWN).count()
    assert own == 3
    assert await Outgoing.filter(notice="accepted").count() == 1
