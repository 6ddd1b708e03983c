"""After filing: supplements find their complaint, several are never mixed, edits are kept."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from village import PEOPLE, Talk, Village, photo

from models import Attachment, Card, Complaint, Event
from models.kinds import Action, CardKind, Category, Discretion, Status
from triage import load

LEAK = "厨房水管漏水"
RUDE = "来的师傅态度太差"


async def files(talk: Talk, text: str = LEAK) -> Complaint:
    await talk.says("owner", text)
    await talk.presses("owner", "提交")
    return (await Complaint.all().order_by("-id"))[0]


def to(talk: Talk, message_id: int) -> dict[str, Any]:
    return {"reply_to_message": {"message_id": message_id, "date": 1, "chat": talk._chat("owner", "")}}


async def receipt(complaint: Complaint) -> int:
    return int((await Card.get(complaint_id=complaint.id, kind=CardKind.RECEIPT)).message_id or 0)


async def edits(talk: Talk, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    await talk.comes("edited_message", message | {"from": talk._user("owner"), "text": text})


@pytest.mark.parametrize(
    "more",
    [
        {"text": "今晚在家"},
        photo(1, caption="这里"),
        {"voice": {"duration": 3, "file_id": "v", "file_unique_id": "v"}},
    ],
)
async def test_with_one_matter_open_what_follows_goes_to_it_without_one_more_bubble(
    talk: Talk, more: dict[str, Any]
) -> None:
    await files(talk)
    bubbles = len(talk.sees("owner"))
    sent = await talk.says("owner", **more)
    assert talk.reactions[sent] == "👀"
    assert len(talk.sees("owner")) == bubbles
    assert "📎 已补充 11月23日 10:00" in talk.last("owner").text
    assert "📎 补充" in talk.last("engineer", "engineering").text
    assert await Complaint.all().count() == 1


async def test_a_matter_of_another_kind_begins_a_new_draft(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "楼道很脏")
    assert (await Complaint.get(status=Status.DRAFT)).category is Category.CLEANING
    assert "我这样记" in talk.last("owner").text


async def test_with_several_open_it_is_asked_which_and_the_answer_decides(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.says("owner", "今晚在家")
    asked = talk.last("owner")
    assert "哪一件" in asked.text
    matters = ["#0002 保洁·楼道很脏", "#0001 维修·厨房水管漏水"]
    assert list(asked.buttons) == [*matters, "🆕 新的事", "🗑 不发了"]
    await talk.presses("owner", "#0001")
    assert "今晚在家" in talk.last("engineer", "engineering").text
    assert "今晚在家" not in talk.last("cleaner", "cleaning").text


async def test_the_way_out_that_is_named_stands_where_it_is_asked_which(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.says("owner", "今晚在家")
    await talk.says("owner", "算了")
    assert "🗑 不发了" in talk.sees("owner")[-2]
    await talk.presses("owner", "🗑 不发了")
    assert not await Complaint.filter(status=Status.DRAFT).exists()
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()


async def test_of_several_the_one_that_is_fixed_is_offered_its_end(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    for choose in (talk.presses, talk.says):  # the button, or its number
        await talk.says("owner", "修好了")
        assert "🆕 新的事" not in talk.last("owner").buttons, "it is none"
        await choose("owner", "#0001")
        assert "要结束这件" in talk.last("owner").text
    await talk.presses("owner", "已经好了")
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN
    assert (await Complaint.get(number=2)).status is Status.WAITING


async def test_of_several_it_can_also_be_a_new_matter(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.says("owner", "隔壁的狗整晚整晚地叫个不停，我们一家都没法睡觉")
    await talk.presses("owner", "新的事")
    assert "更像哪一种" in talk.last("owner").text
    await talk.presses("owner", "其他")
    assert await Complaint.filter(status=Status.WAITING).count() == 3


async def test_what_nobody_says_where_it_belongs_ends_at_the_desk_and_not_in_oblivion(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.says("owner", "今晚在家")
    await talk.later(hours=25)
    assert await Complaint.filter(number=3, text="今晚在家").exists()


async def test_a_long_message_that_nobody_can_place_is_asked_about(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "我家门口一直放着别人的自行车和好多纸箱子走路都要绕")
    assert "哪一件" in talk.last("owner").text


async def test_a_reply_goes_to_the_complaint_it_replies_to(talk: Talk) -> None:
    first = await files(talk)
    await files(talk, "楼道很脏")
    sent = await talk.says("owner", "楼道很脏，水也流到走廊了", **to(talk, await receipt(first)))
    assert talk.reactions[sent] == "👀"
    assert "水也流到走廊了" in talk.last("engineer", "engineering").text


async def test_a_reply_to_a_notice_or_to_ones_own_message_counts_too(talk: Talk) -> None:
    mine = await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    await files(talk, "楼道很脏")
    await talk.presses("engineer", "我来", "engineering")
    notice = talk.last("owner").message_id
    for above, words in ((notice, "六点后在家"), (mine, "带上梯子")):
        await talk.says("owner", words, **to(talk, above))
        assert words in talk.last("engineer", "engineering").text


async def test_a_reply_to_somebody_elses_message_id_leads_nowhere(talk: Talk) -> None:
    """T8: message ids are small numbers, and everybody has the same ones."""
    await files(talk)
    mine = (await Complaint.get()).id
    await talk.says("stranger", "楼道很脏", **to(talk, await receipt(await Complaint.get())))
    assert await Event.filter(complaint_id=mine, action=Action.SUPPLEMENT).count() == 0


async def test_a_reply_to_a_question_is_its_answer(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    await talk.says("owner", "晚上七点", **to(talk, talk.last("owner").message_id))
    assert "业主答" in talk.last("engineer", "engineering").text
    assert (await Complaint.get(number=1)).question_at is None


async def test_an_answer_that_began_as_a_new_matter_lets_the_clock_go_on_and_is_told_to_who_asked(
    talk: Talk,
) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    before = (await Complaint.get()).finish_due_at
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    assert (await Complaint.get()).finish_due_at != before, "it rests"
    await talk.says("owner", "楼道很脏")
    await talk.presses("owner", "#0001")
    complaint = await Complaint.get(number=1)
    assert (complaint.question_at, complaint.finish_due_at) == (None, before)
    assert "楼道很脏" in talk.last("engineer").text


async def test_danger_in_a_supplement_is_dispatched_at_once(talk: Talk) -> None:
    first = await files(talk)
    await talk.says("owner", "现在着火了", **to(talk, await receipt(first)))
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).exists()
    assert "119" in talk.last("owner").text


async def test_the_same_danger_cried_three_times_is_one_emergency(talk: Talk) -> None:
    for words in ("着火了", "快来着火了", "着火了！！"):
        await talk.says("owner", words)
    assert await Complaint.all().count() == 1
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 2


async def test_an_album_after_filing_is_one_supplement(talk: Talk) -> None:
    await files(talk)
    for n in (1, 2, 3):
        await talk.says("owner", **photo(n, media_group_id="b"))
    assert await Attachment.all().count() == 3
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 1


async def test_what_comes_after_the_work_brings_the_callback_forward(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    await talk.says("owner", "还在漏")
    await talk.later(seconds=15)
    assert "解决了吗" in talk.last("owner").text


@pytest.mark.parametrize("words", ["空调外机太响了,是楼上那家的", "同埋阿嬤個房冷氣滴水"])
async def test_few_words_about_another_thing_are_asked_about(village: Village, words: str) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "厨房的灯坏了")
    await talk.presses("owner", "提交")
    sent = await talk.says("owner", words)
    assert sent not in talk.reactions
    assert await Complaint.filter(status=Status.DRAFT, text=words).exists()


@pytest.mark.parametrize(
    "words",
    ["你们就这样关了？！根本没有解决，我白等了一天", "you closed it?! not solved at all, what a joke"],
)
async def test_what_is_said_of_work_just_done_is_asked_about_at_once(village: Village, words: str) -> None:
    talk = Talk(village, load())
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    await talk.says("owner", words)
    await talk.later(seconds=15)
    assert "解决了吗" in talk.last("owner").text
    assert await Complaint.all().count() == 1


async def test_words_below_the_callback_bring_its_question_down_to_them(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    await talk.later(days=2)
    await talk.says("owner", "没有解决，师傅都没来")
    assert "解决了吗" in talk.last("owner").text
    assert sum("解决了吗" in text for text in talk.sees("owner")) == 1
    await talk.presses("owner", "没解决")
    assert (await Complaint.get()).round == 2


async def test_an_edit_before_filing_changes_the_draft(talk: Talk) -> None:
    sent = await talk.says("owner", "厨房水管")
    await talk.says("owner", "快点")
    await edits(talk, sent, LEAK)
    draft = await Complaint.get()
    assert (draft.text, draft.category) == (f"{LEAK}\n快点", Category.REPAIRS)
    await edits(talk, sent, "楼道很脏")
    assert (await Complaint.get()).text == "楼道很脏\n快点"
    assert sent not in talk.reactions, "the draft itself shows it"


async def test_an_edit_after_filing_is_kept_beside_the_first_words_and_shown_to_staff(talk: Talk) -> None:
    sent = await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    await edits(talk, sent, "厨房热水管漏水")
    assert talk.reactions == {sent: "👀"}
    card = talk.last("engineer", "engineering").text
    assert "✏️ 更正" in card
    assert "厨房热水管漏水" in card
    revised = await Event.get(action=Action.REVISE)
    assert revised.facts == {"text": "厨房热水管漏水", "before": LEAK}
    assert (await Complaint.get()).text == LEAK


async def test_an_edit_that_changes_no_word_is_no_event(talk: Talk) -> None:
    sent = await talk.says("owner", LEAK)
    before = await Event.all().count()
    await edits(talk, sent, LEAK)
    await edits(talk, 9999, "没见过的消息")
    assert await Event.all().count() == before


async def test_an_edit_of_what_was_merged_shows_where_it_went(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    sent = await talk.says("owner", "今晚在家")
    await talk.presses("owner", "#0001")
    await edits(talk, sent, "明晚在家")
    assert "明晚在家" in talk.last("engineer", "engineering").text


async def test_the_button_add_takes_the_next_message_whatever_it_is(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")
    await talk.says("owner", "柜子底下也湿了一大片，地板已经翘起来")
    assert "已经翘起来" in talk.last("engineer", "engineering").text
    assert await Complaint.all().count() == 1


async def test_after_the_button_add_what_is_plainly_another_matter_is_asked_about(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")
    await talk.says("owner", "楼道很脏")
    assert "很脏" not in talk.last("engineer", "engineering").text
    await talk.presses("owner", "#0001")
    assert "很脏" in talk.last("engineer", "engineering").text
    assert await Complaint.filter(status=Status.WAITING).count() == 1


async def test_the_button_add_waits_for_no_message_of_the_next_day(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.presses("owner", "补充")
    await talk.later(hours=7)
    await talk.says("owner", "今晚在家")
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()
    assert await Complaint.filter(status=Status.DRAFT).count() == 1, "it is asked which it belongs to"


async def test_what_comes_after_add_too_late_is_a_report_and_not_lost(talk: Talk) -> None:
    complaint = await files(talk)
    await talk.presses("owner", "补充")
    await Complaint.filter(id=complaint.id).update(status=Status.CLOSED)
    await talk.says("owner", "楼道很脏")
    assert await Complaint.filter(status=Status.DRAFT).count() == 1


async def test_danger_after_add_is_dispatched_at_once(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")
    await talk.says("owner", "着火了")
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).exists()


async def test_add_can_be_left_without_a_word(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")
    await talk.presses("owner", "不说了")
    await talk.says("owner", "楼道很脏")
    assert await Complaint.filter(status=Status.DRAFT).count() == 1


async def test_a_wish_and_another_time_reach_staff(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "我希望")
    await talk.says("owner", "今晚要用水")
    assert "🎯 居民希望：今晚要用水" in talk.last("engineer", "engineering").text
    assert any("🎯 您希望：今晚要用水" in text for text in talk.sees("owner"))
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("owner", "换时间")
    await talk.says("owner", "周末都可以")
    assert "居民想换时间" in talk.last("engineer", "engineering").text
    assert "周末都可以" in talk.last("engineer", "engineering").text


async def test_a_stranger_can_do_nothing_with_a_receipts_buttons(talk: Talk) -> None:
    await files(talk)
    events = await Event.all().count()
    for data in talk.last("owner").buttons.values():
        assert await talk.taps("stranger", data) == "找不到这件事。"
    assert await Event.all().count() == events
    assert PEOPLE["stranger"] not in {card.chat_id for card in await Card.all()}


@pytest.mark.parametrize("label", ["补充", "我希望"])
async def test_what_is_about_one_of_the_staff_never_goes_onto_their_card_even_when_it_is_added(
    talk: Talk, label: str
) -> None:
    await files(talk)
    await talk.presses("owner", label)
    await talk.says("owner", "来的师傅态度太差")
    assert (await Complaint.get(status=Status.DRAFT)).text == "来的师傅态度太差"
    assert not any("态度太差" in text for text in talk.sees("engineer", "engineering"))


async def test_a_short_word_about_another_department_is_no_supplement_even_when_triage_is_not_sure(
    talk: Talk,
) -> None:
    """Found on the demo's phones: a leak went into the rubbish, since nothing short was asked about."""
    talk = Talk(talk.village, load())
    await files(talk, "楼下垃圾三天没人收，臭死了")
    await talk.says("owner", "厨房水管漏水")
    draft = await Complaint.get(status=Status.DRAFT)
    assert (draft.text, draft.category) == ("厨房水管漏水", Category.REPAIRS)
    assert any("补充到 #0001" in label for label in talk.last("owner").buttons), (
        "one tap, if it belongs there"
    )
    await talk.presses("owner", "提交")
    await talk.presses("owner", "补充")
    await talk.says("owner", "柜子也泡了")
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 1


async def test_an_edit_that_turns_to_the_staff_is_a_matter_of_its_own_that_they_cannot_see(
    talk: Talk,
) -> None:
    """D8, and not lost: its author is shown who reads it, and goes on to edit it there."""
    sent = await talk.says("owner", **photo(1, caption=LEAK, media_group_id="a"))
    await talk.presses("owner", "提交")
    rude = "厨房水管漏水，来的师傅态度太差"
    body = {"chat": talk._chat("owner", ""), "from": talk._user("owner"), "date": 1, "edit_date": 2}
    body |= {"message_id": sent, **photo(1, caption=rude, media_group_id="a")}
    await talk.comes("edited_message", body)
    assert "被反映的人看不到" in talk.last("owner").text
    await edits(talk, sent, f"{rude}，还骂人")
    await talk.presses("owner", "提交")
    filed = await Complaint.get(number=2)
    assert (filed.text, filed.discretion) == (f"{rude}，还骂人", Discretion.CONFIDENTIAL)
    assert not any("态度" in text for text in talk.sees("engineer", "engineering"))
    assert any("还骂人" in text for text in talk.sees("supervisor"))
    assert await Attachment.filter(complaint__number=1).count() == 1


async def by_the_album(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", **photo(1, media_group_id="b"))
    await talk.says("owner", **photo(2, caption=RUDE, media_group_id="b"))


async def by_an_answer(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    await talk.presses("owner", "回答")
    await talk.says("owner", RUDE)


async def step_by_step(talk: Talk) -> None:
    await talk.says("owner", "/start")
    for label in ("其他", "维修", "漏水"):
        await talk.presses("owner", label)
    await talk.says("owner", RUDE)
    for label in ("返回", "漏水"):
        await talk.presses("owner", label)


@pytest.mark.parametrize("way", [by_the_album, by_an_answer, step_by_step])
async def test_however_it_is_said_what_is_about_the_staff_stands_on_no_card_of_theirs(
    talk: Talk, way: Callable[[Talk], Awaitable[None]]
) -> None:
    await way(talk)
    assert "被反映的人看不到" in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert not any(RUDE in text for text in talk.sees("engineer", "engineering") + talk.sees("engineer"))
    assert any(RUDE in text for text in talk.sees("supervisor"))


@pytest.mark.parametrize(("said", "mark"), [("楼道很脏", "保洁"), (RUDE, "被反映的人看不到")])
async def test_while_it_is_asked_which_another_clear_matter_begins_its_own_draft(
    talk: Talk, said: str, mark: str
) -> None:
    """Else it would go wherever the tap sends the first, or be hidden with it."""
    await files(talk)
    await talk.says("owner", "我家门口一直放着别人的自行车和好多纸箱子走路都要绕")
    assert "哪一件" in talk.last("owner").text
    await talk.says("owner", said)
    assert mark in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert await Complaint.filter(text=said, number__not_isnull=True).exists()
    assert any("哪一件" in text for text in talk.sees("owner"))
    await talk.presses("owner", "#0001")
    cards = talk.sees("engineer", "engineering")
    assert any("自行车" in text for text in cards)
    assert not any(said in text for text in cards)


async def test_a_number_says_which_matter_is_meant_alone_or_among_other_words(talk: Talk) -> None:
    await files(talk)
    await files(talk, "楼道很脏")
    await talk.says("owner", "#0001 不用来了")
    assert "不用来了" in talk.last("engineer", "engineering").text
    await talk.says("owner", "今晚在家")
    assert "哪一件" in talk.last("owner").text
    await talk.says("owner", "＃1")
    assert "今晚在家" in talk.last("engineer", "engineering").text
    await talk.says("stranger", "#0001 楼道很脏")
    assert "楼道很脏" not in talk.last("engineer", "engineering").text
    assert not await Complaint.filter(filer__telegram_id=PEOPLE["owner"], status=Status.DRAFT).exists()


async def test_what_is_about_the_staff_does_not_take_an_unsent_matter_along_out_of_sight(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", RUDE)
    assert "被反映的人看不到" in talk.last("owner").text
    await talk.presses("owner", "提交")
    await talk.says("owner", "/my")
    await talk.presses("owner", "没发完的")
    await talk.presses("owner", "提交")
    assert LEAK in talk.last("engineer", "engineering").text
    assert not any(RUDE in text for text in talk.sees("engineer", "engineering"))


async def test_of_several_open_a_new_draft_offers_only_the_one_it_is_most_like(talk: Talk) -> None:
    talk = Talk(talk.village, load())
    for said in ("厨房水管漏水", "楼下垃圾三天没人收，臭死了", "楼上半夜装修太吵"):
        await files(talk, said)
    await talk.says("owner", "物业费怎么又涨了")
    assert [label for label in talk.last("owner").buttons if "补充到" in label] == ["📎 补充到 #0003"]
    await talk.presses("owner", "不发了")
    await talk.says("owner", "客厅的灯不亮了")
    await talk.presses("owner", "新的事")
    assert [label for label in talk.last("owner").buttons if "补充到" in label] == ["📎 补充到 #0001"]
