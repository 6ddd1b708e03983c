"""Staff work in their group."""

import pytest
from village import GROUPS, PEOPLE, Talk, photo

from models import Attachment, Card, Complaint, Department, Event, Person, Staff
from models.kinds import Action, AttachmentStage, CardKind, Status

GROUP = "engineering"
ELSEWHERE = "这个按钮已经过期了，请看最新的消息。"


@pytest.fixture
async def filed(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    return talk


async def test_the_name_residents_hear_is_the_one_in_the_estate_file(filed: Talk) -> None:
    """In Telegram the engineer is called otherwise."""
    assert (await Person.get(telegram_id=PEOPLE["engineer"])).name == "engineer"
    await filed.presses("engineer", "我来", GROUP)
    assert "engineer师傅" in filed.last("owner").text
    assert "engineer师傅" in filed.last("engineer", GROUP).text
    await filed.presses("engineer", "完成", GROUP)
    assert "engineer师傅" in filed.last("owner").text


async def test_of_two_who_accept_the_second_hears_who_was_first(filed: Talk) -> None:
    ref = (await Complaint.get()).ref
    assert await filed.presses("engineer", "我来", GROUP) == "接单成功"
    assert await filed.taps("plumber", f"t:take:{ref}", GROUP) == "慢了一步，engineer师傅已接单"


async def test_a_stranger_in_the_group_learns_and_changes_nothing(filed: Talk) -> None:
    for label in ("我来",):
        assert await filed.presses("stranger", label, GROUP) == "找不到这件事。"
    await filed.replies("stranger", GROUP, "修好了")
    assert len(filed.sees("engineer", GROUP)) == 1, "no word to a stranger in the group"
    assert (await Complaint.get()).status is Status.WAITING


async def test_a_card_copied_to_another_chat_is_no_card(filed: Talk) -> None:
    ref = (await Complaint.get()).ref
    assert await filed.taps("engineer", f"t:take:{ref}", "cleaning") == ELSEWHERE
    assert await filed.taps("engineer", f"t:take:{ref}") == "找不到这件事。"
    assert await Event.filter(action=Action.ACCEPT).count() == 0


async def test_whoever_has_left_can_do_nothing_at_the_next_press(filed: Talk) -> None:
    """T19: authority is decided at the moment of the press."""
    await Staff.filter(person__telegram_id=PEOPLE["engineer"]).update(left_at=filed.clock.now())
    assert await filed.presses("engineer", "我来", GROUP) == "找不到这件事。"


async def test_who_replies_before_accepting_is_told_how_and_not_ignored(filed: Talk) -> None:
    await filed.replies("engineer", GROUP, "修好了")
    assert "请先在卡片上点" in filed.last("engineer", GROUP).text
    assert await Event.filter(action=Action.NOTE).count() == 0


async def test_a_colleagues_reply_is_refused_aloud(filed: Talk) -> None:
    await filed.presses("engineer", "我来", GROUP)
    await filed.replies("plumber", GROUP, "我顺手修了")
    assert filed.last("plumber", GROUP).text == "这一步不归您操作。"


async def test_a_note_and_an_album_of_proof_are_one_step(filed: Talk) -> None:
    await filed.presses("engineer", "我来", GROUP)
    card = filed.last("engineer", GROUP)
    original = {"message_id": card.message_id, "date": 1, "chat": filed._chat("engineer", GROUP)}
    for n, caption in enumerate(("换了软管", "")):
        more = photo(n, media_group_id="w") | ({"caption": caption} if caption else {})
        await filed.says("engineer", "", GROUP, reply_to_message=original, **more)
    assert await Event.filter(action=Action.NOTE).count() == 1
    assert await Attachment.filter(stage=AttachmentStage.PROOF).count() == 2
    await filed.presses("engineer", "✅ 完成", GROUP)
    told = filed.last("owner")
    assert told.media == "photo"
    assert "换了软管" in told.text


async def test_a_long_note_still_fits_below_the_photo(filed: Talk) -> None:
    """A caption over 1,024 characters would be refused, and the resident would never hear of it."""
    await filed.presses("engineer", "我来", GROUP)
    await filed.replies("engineer", GROUP, "", **photo(1, caption="很" * 1024))
    await filed.presses("engineer", "✅ 完成", GROUP)
    assert len(filed.last("owner").text) < 1024


async def test_a_later_photo_without_words_does_not_hide_what_was_said(filed: Talk) -> None:
    await filed.presses("engineer", "我来", GROUP)
    card = filed.last("engineer", GROUP)
    original = {"message_id": card.message_id, "date": 1, "chat": filed._chat("engineer", GROUP)}
    await filed.says("engineer", "换了软管", GROUP, reply_to_message=original)
    await filed.says("engineer", "", GROUP, reply_to_message=original, **photo())
    await filed.presses("engineer", "✅ 完成", GROUP)
    assert "换了软管" in filed.last("owner").text


async def test_pressing_twice_tells_how_it_stands(filed: Talk) -> None:
    await filed.presses("engineer", "我来", GROUP)
    ref = (await Complaint.get()).ref
    assert await filed.presses("engineer", "完成", GROUP) == "辛苦了，居民会收到通知"
    assert "等回访" in await filed.taps("engineer", f"t:done:{ref}", GROUP)
    assert await Event.filter(action=Action.COMPLETE).count() == 1


async def test_attachments_go_to_nobody_who_never_started_the_bot(filed: Talk) -> None:
    await filed.says("owner", **photo())
    await Person.filter(telegram_id=PEOPLE["engineer"]).update(reachable=False)
    assert "请先私聊我" in await filed.presses("engineer", "看附件", GROUP)


async def test_talk_in_a_group_that_is_not_for_us_stays_without_an_answer(filed: Talk) -> None:
    before = filed.sees("engineer", GROUP)
    await filed.says("engineer", "大家早", GROUP)
    await filed.says("engineer", "", GROUP, **photo())
    await filed.says("engineer", "/weather", GROUP)
    assert filed.sees("engineer", GROUP) == before


async def test_the_card_of_a_closed_complaint_keeps_no_words_of_the_resident(filed: Talk) -> None:
    """T9: what somebody wrote stays in the group no longer than it is needed."""
    await filed.presses("engineer", "我来", GROUP)
    await filed.presses("engineer", "完成", GROUP)
    await filed.later(hours=4)
    await filed.presses("owner", "解决了")
    await filed.presses("owner", "😀")
    assert "厨房" not in filed.last("engineer", GROUP).text
    assert "关闭" in filed.last("engineer", GROUP).text


async def test_a_desk_in_a_topic_hears_in_its_topic(filed: Talk) -> None:
    await Department.filter(chat_id=GROUPS["service"]).update(topic_id=77)
    await filed.presses("engineer", "我来", GROUP)
    await filed.presses("engineer", "完成", GROUP)
    for _ in range(4):
        await filed.later(days=1)
    assert (await Card.get(kind=CardKind.PHONE)).topic_id == 77


async def test_a_plan_that_is_noted_is_a_plan_and_no_longer_late(filed: Talk) -> None:
    await filed.presses("engineer", "我来", "engineering")
    assert (await Complaint.get()).plan_due_at is not None
    await filed.replies("engineer", "engineering", "明天换管子")
    assert (await Complaint.get()).plan_due_at is None
