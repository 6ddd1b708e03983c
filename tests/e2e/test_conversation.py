"""What else belongs to the first conversations: questions, notes, supplements, danger, drafts left lying."""

from datetime import timedelta

from estate import Estate

from models import Attachment, Complaint, Event
from models.kinds import Action, AttachmentStage, Category, Status

GARBAGE = "楼下垃圾三天没人收，臭死了"


async def accepted(estate: Estate) -> int:
    """A complaint in work; the id of its card's message in the group."""
    await estate.says("owner", GARBAGE)
    await estate.presses("owner", "提交")
    await estate.presses("cleaner", "我来", group="cleaning")
    return int((await estate.last("cleaner", group="cleaning"))["message_id"])


async def test_a_question_reaches_the_resident_and_the_answer_the_card(estate: Estate) -> None:
    await accepted(estate)
    await estate.presses("cleaner", "问业主", group="cleaning")
    await estate.presses("cleaner", "您现在在家吗", group="cleaning")
    assert any("您现在在家吗" in text for text in await estate.sees("owner"))
    await estate.presses("owner", "回答")
    await estate.says("owner", "在家，随时来")
    [card] = await estate.sees("cleaner", group="cleaning")
    assert "业主答" in card
    assert "在家，随时来" in card


async def test_a_photo_in_reply_to_the_card_is_proof_and_goes_to_the_resident(estate: Estate) -> None:
    card = await accepted(estate)
    await estate.sends("cleaner", "photo", group="cleaning", reply_to=card, text="清运完了，地面也冲了")
    await estate.presses("cleaner", "完成", group="cleaning")
    told = await estate.last("owner")
    assert "已办完" in told["text"]
    assert "清运完了，地面也冲了" in told["text"]
    assert told["media"], "the resident sees the proof"
    assert await Attachment.filter(stage=AttachmentStage.PROOF).count() == 1


async def test_danger_is_dispatched_without_a_single_tap(estate: Estate) -> None:
    await estate.says("owner", "电梯困人了，快来救人！")
    receipt = (await estate.last("owner"))["text"]
    assert "#0001" in receipt
    assert "119" in receipt
    assert "🚨" in (await estate.last("engineer", group="repairs"))["text"]


async def test_a_photo_sent_later_belongs_to_the_one_open_complaint_without_a_question(
    estate: Estate,
) -> None:
    await accepted(estate)
    await estate.sends("owner", "photo")
    assert "📷1" in (await estate.last("cleaner", group="cleaning"))["text"]
    assert await Complaint.all().count() == 1


async def test_a_discarded_draft_reaches_nobody(estate: Estate) -> None:
    await estate.says("owner", GARBAGE)
    await estate.presses("owner", "不发了")
    assert await estate.sees("cleaner", group="cleaning") == []
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_an_unfinished_draft_is_asked_about_once_and_then_goes_to_its_department(
    estate: Estate,
) -> None:
    await estate.says("owner", GARBAGE)
    await estate.later(minutes=16)
    await estate.later(minutes=16)
    nudges = [text for text in await estate.sees("owner") if "没发完" in text]
    assert len(nudges) == 1
    await estate.later(hours=24)
    complaint = await Complaint.get()
    assert complaint.status is Status.WAITING
    assert complaint.number == 1
    assert await estate.sees("cleaner", group="cleaning")


async def test_the_category_a_resident_chooses_wins(estate: Estate) -> None:
    await estate.says("owner", GARBAGE)
    await estate.presses("owner", "改类别")
    await estate.presses("owner", "安保")
    await estate.presses("owner", "提交")
    assert (await Complaint.get()).category is Category.SECURITY
    assert await estate.sees("guard", group="security")


async def test_of_two_who_accept_the_second_hears_who_was_first(estate: Estate) -> None:
    await accepted(estate)
    events = await Event.filter(action=Action.ACCEPT).count()
    data = f"t:take:{(await Complaint.get()).ref}"
    card = (await estate.last("supervisor", group="cleaning"))["message_id"]
    forged = await estate.sim.press_data(estate.people["supervisor"], estate.groups["cleaning"], card, data)
    await estate.sim.settled()
    assert "保洁王班长" in (await estate.sim.answer(forged))["text"]
    assert await Event.filter(action=Action.ACCEPT).count() == events


async def test_a_task_nobody_accepts_turns_red_and_the_leaders_hear_it(estate: Estate) -> None:
    await estate.says("owner", GARBAGE)
    await estate.presses("owner", "提交")
    await estate.later(hours=2, minutes=1)
    await estate.later(minutes=5)  # others that are late by then would be on the same list
    card, late = (await estate.sees("cleaner", group="cleaning"))[-2:]
    assert card.startswith("🔴")
    assert "超时清单 1 件" in late
    await estate.later(hours=1)
    assert any("超时清单 1 件" in text for text in await estate.sees("supervisor"))


async def test_silence_is_reminded_of_once_and_then_a_person_phones(estate: Estate) -> None:
    await accepted(estate)
    await estate.presses("cleaner", "完成", group="cleaning")
    await estate.later(days=1, minutes=1)
    await estate.later(days=1, minutes=1)
    await estate.later(days=1, minutes=1)
    reminders = [text for text in await estate.sees("owner") if "一秒钟就好" in text]
    assert len(reminders) == 1
    assert any("请打电话回访" in text for text in await estate.sees("desk", group="desk"))
    assert (await Complaint.get()).status is Status.DONE, "silence never counts as an answer"


async def test_a_resident_is_answered_in_the_language_of_their_phone(estate: Estate) -> None:
    await estate.says("tenant", "The garbage downstairs has not been collected for three days")
    await estate.presses("tenant", "Send it")
    said = "\n".join(await estate.sees("tenant"))
    assert "received, thank you" in said
    assert "收到" not in said


async def test_what_cannot_be_read_gets_help_and_not_silence(estate: Estate) -> None:
    await estate.sends("owner", "sticker")
    assert "请说一句话" in (await estate.last("owner"))["text"]


async def test_the_receipt_is_pinned(estate: Estate) -> None:
    await estate.says("owner", GARBAGE)
    await estate.presses("owner", "提交")
    await estate.sim.wait_for(lambda: _pinned(estate))


async def _pinned(estate: Estate) -> bool:
    await estate.sim.advance(timedelta(seconds=2))
    return bool((await estate.sim.view(estate.people["owner"]))["pinned"])


async def test_a_draft_that_waits_is_shown_below_the_words_that_say_so(estate: Estate) -> None:
    await estate.says("owner", GARBAGE)
    await estate.says("owner", "/start")
    assert "还没发完" in (await estate.sees("owner"))[-2]
    assert "我这样记" in (await estate.last("owner"))["text"]
