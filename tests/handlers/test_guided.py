"""Step by step: three taps from the first question to a number, with a way back."""

import pytest
from village import Talk, Village

from models import Complaint
from models.kinds import Category, Kind, Status
from triage import load


async def test_three_taps_from_the_first_step_to_a_number(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    assert "第 1 步 / 共 3 步" in talk.last("owner").text
    await talk.presses("owner", "维修")
    assert "第 2 步 / 共 3 步" in talk.last("owner").text
    await talk.presses("owner", "漏水")
    assert "第 3 步 / 共 3 步" in talk.last("owner").text
    assert await talk.presses("owner", "提交") == "已提交"
    assert "#0001" in talk.last("owner").text
    assert len(talk.sees("owner")) == 1, "one message, edited from the greeting to the receipt"
    complaint = await Complaint.get()
    assert (complaint.category, complaint.subject) == (Category.REPAIRS, "leak")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("楼道灯坏了", "<b>维修 · 照明</b>"),
        ("单元门坏了", "<b>维修 · 门锁门禁</b>"),
        ("楼道里都是垃圾，三天没人扫", "<b>保洁"),
        ("厨房水管在滴水", "<b>维修 · 漏水</b>"),
        ("一直这样，好几天了", "<b>维修 · 漏水</b>"),
    ],
)
async def test_words_that_say_something_else_correct_what_was_chosen(
    village: Village, said: str, shown: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "/start")
    for label in ("一步步选", "维修", "漏水"):
        await talk.presses("owner", label)
    await talk.says("owner", said)
    assert shown in talk.last("owner").text
    await talk.presses("owner", "提交")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.text) == (Status.WAITING, said)


async def test_there_is_a_way_back_from_every_step_and_out_of_all(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "维修")
    await talk.presses("owner", "漏水")
    await talk.presses("owner", "返回")
    assert "第 2 步" in talk.last("owner").text
    await talk.presses("owner", "返回")
    assert "第 1 步" in talk.last("owner").text
    await talk.presses("owner", "噪音")
    await talk.presses("owner", "装修")
    assert "噪音 · 装修" in talk.last("owner").text
    await talk.presses("owner", "不发了")
    assert "没有提交" in talk.last("owner").text
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_a_shortcut_of_the_greeting_needs_one_tap_more(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "电梯坏了")
    await talk.presses("owner", "提交")
    assert "维修 · 电梯" in talk.last("engineer", "engineering").text


async def test_asking_for_a_person_is_one_tap_and_tells_who_and_until_when(talk: Talk) -> None:
    await talk.says("owner", "/start")
    assert await talk.presses("owner", "找值班的人") == "已交给客服中心（#0001），今天 12:00 前联系您。"
    assert "想找人说话" in talk.last("desk", "service").text
    assert "客服中心" in talk.last("owner").text


async def test_every_way_to_a_person_is_the_same_task_asked_for_once(talk: Talk) -> None:
    await talk.says("desk", "/on")
    await talk.says("owner", "/start")
    assert "已交给desk师傅（#0001）" in await talk.presses("owner", "找值班的人")
    await talk.says("owner", "人工")
    assert "desk师傅已经有您的 #0001，今天 12:00 前" in await talk.presses("owner", "请同事找我")
    await talk.says("owner", "/help")
    talk.clock.forward(hours=3)
    assert "对不起" in await talk.presses("owner", "找值班的人")
    await talk.presses("desk", "我来", "service")
    assert "desk师傅已经接了" in await talk.presses("owner", "找值班的人")
    assert await Complaint.all().count() == 1


async def test_the_greetings_way_to_a_person_takes_the_unfinished_draft_along(talk: Talk) -> None:
    await talk.says("owner", "有件事说不清楚")
    await talk.says("owner", "/help")
    await talk.presses("owner", "找值班的人")
    assert "有件事说不清楚" in (await Complaint.get(status=Status.WAITING)).text


async def test_words_said_on_the_way_are_heard_and_what_was_chosen_stays(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "安保")
    await talk.says("owner", "厨房水管漏水")
    draft = await Complaint.get()
    assert (draft.category, draft.text) == (Category.SECURITY, "厨房水管漏水")
    assert "我这样记" in talk.last("owner").text


async def test_praise_is_passed_on_and_nothing_is_promised(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "其他")
    await talk.presses("owner", "想表扬")
    await talk.presses("owner", "转给他们")
    complaint = await Complaint.get()
    assert (complaint.kind, complaint.answer_due_at) == (Kind.PRAISE, None)
    assert "前</b>给您回话" not in talk.last("owner").text
    assert "❤️表扬" in talk.last("desk", "service").text


async def test_what_looked_like_praise_can_be_a_problem_to_solve(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "其他")
    await talk.presses("owner", "提个建议")
    await talk.presses("owner", "要处理的问题")
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).answer_due_at is not None


async def test_taps_that_say_nothing_end_without_a_case(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "维修")
    await talk.later(hours=25)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.number) == (Status.WITHDRAWN, None)


async def test_the_greeting_does_not_push_an_unfinished_draft_aside(talk: Talk) -> None:
    await talk.says("owner", "/help")
    await talk.says("owner", "水管漏水")
    assert "先把这件发完" in await talk.presses("owner", "电梯坏了")
    assert await Complaint.all().count() == 1
