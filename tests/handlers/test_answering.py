"""Staff ask, the resident answers."""

import pytest
from village import PEOPLE, Talk, photo

from desk import passing_on
from models import Attachment, Complaint, Event, Staff
from models.kinds import Action, Status

ELSEWHERE = "这个按钮已经过期了，请看最新的消息。"


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "拍一张照片", "engineering")
    return talk


async def test_the_answer_stands_on_the_card(asked: Talk) -> None:
    assert "拍一张照片" in asked.last("owner").text
    await asked.presses("owner", "回答")
    await asked.says("owner", "晚上拍")
    assert asked.last("owner").text == "✅ 已转给engineer师傅（#0001）。"
    assert "晚上拍" in asked.last("engineer", "engineering").text


async def test_while_the_resident_is_asked_no_hour_is_promised_and_the_answer_brings_it_back(
    asked: Talk,
) -> None:
    def receipt() -> str:
        return next(text for text in asked.sees("owner") if "收到了，谢谢" in text)

    for face in (receipt(), asked.last("engineer", "engineering").text):
        assert "时间暂停" in face
        assert "前办好" not in face
    await asked.says("owner", "/my")
    assert "处理中" in asked.last("owner").text
    assert "前" not in asked.last("owner").text
    await asked.presses("owner", "回答")
    await asked.says("owner", "晚上拍")
    assert "时间暂停" not in receipt()
    assert "11月25日周三 10:00 前办好" in receipt()


async def test_a_question_stops_the_clock_no_longer_than_policy_lets_it(asked: Talk) -> None:
    await asked.later(days=2, minutes=1)
    await asked.presses("owner", "我希望")
    await asked.says("owner", "快一点")
    receipt = next(text for text in asked.sees("owner") if "收到了，谢谢" in text)
    assert "时间暂停" not in receipt
    assert "前办好" in receipt


async def test_a_photo_is_an_answer_too(asked: Talk) -> None:
    await asked.presses("owner", "回答")
    await asked.says("owner", **photo(1, media_group_id="b"))
    await asked.says("owner", **photo(2, media_group_id="b"))
    complaint = await Complaint.get()
    assert complaint.question_at is None
    assert await Attachment.filter(complaint_id=complaint.id).count() == 2
    assert "（见附件）" in asked.last("engineer", "engineering").text


async def test_a_question_is_asked_in_the_residents_language(talk: Talk) -> None:
    await talk.says("neighbour", "The pipe has a leak")
    await talk.presses("neighbour", "Send it")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "在家", "engineering")
    assert "Are you at home now?" in talk.last("neighbour").text
    assert "在家吗" in talk.last("engineer", "engineering").text


async def test_a_question_in_staffs_own_words_is_passed_on(talk: Talk, asked: Talk) -> None:
    await asked.says("owner", "/help")
    card = next(each for each in talk._chats[-1001] if "#0001" in each.text and not each.deleted)
    original = {"message_id": card.message_id, "date": 1, "chat": talk._chat("engineer", "engineering")}
    await talk.says("engineer", "水表在哪里？", "engineering", reply_to_message=original)
    await talk.presses("engineer", "转问业主", "engineering")
    assert "水表在哪里" in talk.last("owner").text


async def test_what_comes_when_nothing_is_asked_any_more_is_a_report_and_not_lost(asked: Talk) -> None:
    """The worker finished meanwhile; the resident must not be stuck in a conversation that is over."""
    await asked.presses("owner", "回答")
    await asked.presses("engineer", "完成", "engineering")
    await asked.says("owner", "楼道很脏")
    assert "保洁" in asked.last("owner").text
    assert await Complaint.filter(status=Status.DRAFT).count() == 1
    await asked.says("owner", "快来")
    assert (await Complaint.get(status=Status.DRAFT)).text == "楼道很脏\n快来"


async def test_an_answered_question_says_so_when_its_button_is_pressed_again(asked: Talk) -> None:
    button = asked.last("owner")
    await asked.presses("owner", "回答")
    await asked.says("owner", "晚上拍")
    said = await asked.taps("owner", button.buttons["💬 回答"], message_id=button.message_id)
    assert "已经收到您的回答" in said


async def test_nobody_else_can_answer(asked: Talk) -> None:
    data = asked.last("owner").buttons["💬 回答"]
    assert await asked.taps("stranger", data) == "找不到这件事。"
    await asked.says("stranger", "我来答")
    assert await Event.filter(action=Action.ANSWER).count() == 0


async def test_only_who_may_ask_gets_the_questions(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    ref = (await Complaint.get()).ref
    assert "不归您" in await talk.taps("plumber", f"t:ask:{ref}", "engineering")
    assert len(talk.sees("plumber", "engineering")) == 1


async def test_a_question_from_a_wrong_chat_is_no_question(asked: Talk) -> None:
    """T2: a button counts only in a chat where the complaint is shown."""
    ref = (await Complaint.get()).ref
    assert await asked.taps("engineer", f"q:home:{ref}", "cleaning") == ELSEWHERE
    assert await Event.filter(action=Action.ASK).count() == 1


async def test_a_question_to_somebody_whom_no_chat_reaches_stops_no_clock_and_asks_for_a_phone_call(
    talk: Talk,
) -> None:
    await talk.says("desk", "/new 3-1-502 李女士 13800001234 厨房水管漏水 来电")
    await talk.presses("desk", "登记")
    await talk.presses("engineer", "我来", "engineering")
    before = (await Complaint.get()).finish_due_at
    await talk.presses("engineer", "问业主", "engineering")
    assert "请打电话" in await talk.presses("engineer", "拍一张照片", "engineering")
    complaint = await Complaint.get()
    assert (complaint.question_at, complaint.finish_due_at) == (None, before)
    assert "请打电话" in talk.last("engineer", "engineering").text


async def test_an_open_question_no_longer_stops_the_clock_when_somebody_else_has_the_task(
    asked: Talk,
) -> None:
    ref = (await Complaint.get()).ref
    resting = (await Complaint.get()).finish_due_at
    plumber = await Staff.get(person__telegram_id=PEOPLE["plumber"])
    supervisor, now = await asked.village.actor("supervisor"), asked.clock.now()
    await asked.database.transaction(lambda: passing_on.reassign(ref, supervisor, plumber.id, now))
    complaint = await Complaint.get()
    assert complaint.question_at is None
    assert complaint.finish_due_at is not None
    assert resting is not None
    assert complaint.finish_due_at < resting
