"""A resident reports: one message is enough, then one tap."""

from typing import Any

import pytest
from village import PEOPLE, Talk, Village, photo

from models import Attachment, Complaint, Event, Outgoing
from models.kinds import Action, AttachmentKind, Category, Status
from triage import load

LEAK = "厨房水管漏水"


async def test_one_sentence_and_one_tap_make_a_complaint(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    assert "维修" in talk.last("owner").text
    assert await talk.presses("owner", "提交") == "已提交"
    assert "#0001" in talk.last("owner").text
    assert (await Complaint.get()).status is Status.WAITING


async def test_what_is_unclear_is_asked_and_one_tap_files_it(talk: Talk) -> None:
    await talk.says("owner", "有点事")
    assert "更像哪一种" in talk.last("owner").text
    await talk.presses("owner", "其他")
    assert "#0001" in talk.last("owner").text


async def test_the_category_a_resident_chose_survives_what_they_add(talk: Talk) -> None:
    """Triage would sort the second sentence as repairs; the resident's own word wins."""
    await talk.says("owner", LEAK)
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "安保")
    await talk.says("owner", "还在漏")
    draft = await Complaint.get()
    assert (draft.category, draft.text) == (Category.SECURITY, f"{LEAK}\n还在漏")


async def test_going_on_after_the_reminder_shows_the_draft_again_below(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.later(minutes=16)
    assert "接着来" in talk.last("owner").text
    await talk.presses("owner", "继续")
    assert "我这样记" in talk.last("owner").text
    assert sum("我这样记" in text for text in talk.sees("owner")) == 1


@pytest.mark.parametrize("verb", ["sort", "back", "go"])
async def test_a_stale_button_of_a_draft_does_not_draw_over_the_receipt(talk: Talk, verb: str) -> None:
    await talk.says("owner", LEAK)
    draft = await Complaint.get()
    await talk.presses("owner", "提交")
    assert "等人接单" in await talk.taps("owner", f"d:{verb}:{draft.ref}")
    assert "#0001" in talk.last("owner").text


async def test_an_album_is_one_report(talk: Talk) -> None:
    await talk.says("owner", **photo(1, caption=LEAK, media_group_id="a"))
    await talk.says("owner", **photo(2, media_group_id="a"))
    assert await Attachment.filter(complaint_id=(await Complaint.get()).id).count() == 2
    assert "📷2" in talk.last("owner").text


async def test_the_rest_of_an_album_follows_a_report_that_danger_has_filed_already(talk: Talk) -> None:
    await talk.says("owner", **photo(1, caption="着火了", media_group_id="a"))
    await talk.says("owner", **photo(2, media_group_id="a"))
    complaint = await Complaint.get()
    assert complaint.status is Status.WAITING
    assert await Attachment.filter(complaint_id=complaint.id).count() == 2
    assert "📷2" in talk.last("engineer", "engineering").text


async def test_danger_at_the_end_of_a_long_draft_is_not_overlooked(talk: Talk) -> None:
    """Triage reads the first thousand characters of a text."""
    await talk.says("owner", "漏" * 1200)
    await talk.says("owner", "现在着火了")
    assert (await Complaint.get()).emergency == "fire"
    assert "119" in talk.last("owner").text


async def test_danger_is_no_longer_warned_of_when_it_is_over(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    assert not any("119" in text for text in talk.sees("owner"))


async def test_a_draft_left_lying_is_filed_where_it_belongs_and_the_resident_hears_where(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.later(hours=25)
    assert (await Complaint.get()).number == 1
    assert any("工程部会跟进" in text for text in talk.sees("owner"))


async def test_another_message_while_a_matter_is_open_is_asked_about(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    await talk.says("owner", "楼道很脏")
    assert "#0001" in await talk.presses("owner", "补充到 #0001")
    assert "楼道很脏" in talk.last("engineer", "engineering").text
    assert "已补充到 #0001" in talk.last("owner").text


async def test_nobody_can_merge_or_file_or_discard_what_is_not_theirs(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    await talk.says("owner", "楼道很脏")
    mine = {complaint.status: complaint.ref for complaint in await Complaint.all()}
    draft, open_one = mine[Status.DRAFT], mine[Status.WAITING]
    before = await Event.all().count()
    for data in (
        f"m:{draft}:{open_one}",
        f"d:file:{draft}",
        f"d:drop:{draft}",
        f"d:sort:{draft}",
        f"a:{open_one}",
    ):
        assert await talk.taps("stranger", data) == "找不到这件事。"
    assert await Event.all().count() == before


FORGED = (
    "q:99:{ref}",
    "q:-1:{ref}",
    "r:9:1:1:{ref}",
    "r:0:1:1:{ref}",
    "r:5:99999999999:1:{ref}",
    "s:yes:99999999999:1:{ref}",
    "s:yes:1:-1:{ref}",
    "s:maybe:1:1:{ref}",
    "pr:chat:yes:6:desk:1:{ref}",
    "p:open:king:1:{ref}",
    "t:own:{ref}",
    "k:everything:{ref}",
    "d:file",
    "zz",
    "",
    "t:take:{ref}:more",
)


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_change_nothing_and_are_answered(talk: Talk, data: str) -> None:
    """T3: nobody but a forger sends these; an exception would leave the press without an answer."""
    await talk.says("owner", LEAK)
    complaint = await Complaint.get()
    for who, group in (("owner", ""), ("engineer", "engineering")):
        assert (
            await talk.taps(who, data.format(ref=complaint.ref), group)
            == "这个按钮已经过期了，请看最新的消息。"
        )
    assert (await Complaint.get()).version == complaint.version


KINDS: dict[str, dict[str, Any]] = {
    AttachmentKind.VOICE: {"voice": {"duration": 3}},
    AttachmentKind.AUDIO: {"audio": {"duration": 3}},
    AttachmentKind.VIDEO: {"video": {"duration": 3, "width": 9, "height": 9}},
    AttachmentKind.ROUND_VIDEO: {"video_note": {"duration": 3, "length": 9}},
    AttachmentKind.ANIMATION: {"animation": {"duration": 3, "width": 9, "height": 9}},
    AttachmentKind.DOCUMENT: {"document": {}},
}


async def test_whatever_is_enclosed_reaches_staff_as_what_it_was(talk: Talk) -> None:
    """Telegram sends a file again only as the type it had: an audio file is no voice note."""
    for kind, body in KINDS.items():
        [(name, file)] = body.items()
        await talk.says("owner", **{name: file | {"file_id": kind, "file_unique_id": kind}})
    await talk.says("owner", location={"latitude": 22.5, "longitude": 114.1})
    await talk.presses("owner", "交给值班同事")
    assert "私聊" in await talk.presses("desk", "看附件", "service")
    sent = Outgoing.filter(lane=PEOPLE["desk"], method__startswith="send").order_by("id")
    assert [row.method for row in await sent] == [
        "sendVoice",
        "sendAudio",
        "sendVideo",
        "sendVideoNote",
        "sendAnimation",
        "sendDocument",
        "sendLocation",
    ]


async def test_each_person_is_spoken_to_in_their_own_language(talk: Talk) -> None:
    await talk.says("neighbour", "The pipe has a leak")
    assert await talk.presses("neighbour", "Send it") == "Sent"
    assert "received, thank you" in talk.last("neighbour").text
    assert "未接单" in talk.last("engineer", "engineering").text


async def test_whose_language_we_do_not_speak_hears_the_estates(talk: Talk) -> None:
    talk.village.community.language = "en"
    await talk.village.community.save()
    await talk.says("foreigner", "leak")
    assert await talk.presses("foreigner", "Send it") == "Sent"
    assert "received" in talk.last("foreigner").text


async def test_staff_known_from_a_file_are_answered_in_the_language_of_their_phone(talk: Talk) -> None:
    body = {"id": 777, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    await talk.village.community.save()
    chat = {"id": 777, "type": "private", "first_name": "Ann"}
    await talk.comes("message", {"message_id": 1, "date": 1, "chat": chat, "from": body, "text": "/start"})
    said = await Outgoing.filter(lane=777).order_by("-id").first()
    assert said is not None
    assert "Hello" in said.params["text"]


async def test_events_tell_who_did_what(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "提交")
    told = await Event.all().order_by("version").values_list("action", "version")
    assert [tuple(each) for each in told] == [(Action.DRAFT, 1), (Action.FILE, 2)]


@pytest.mark.parametrize("pressed", ["提交", "不发了", ""])
async def test_the_question_whether_to_go_on_leaves_with_the_draft(talk: Talk, pressed: str) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.later(minutes=16)
    nudge = talk.last("owner")
    assert "接着来" in nudge.text
    if pressed:
        await talk.presses("owner", pressed)
    else:
        await talk.later(hours=25)  # filed by itself
    assert nudge.deleted
    said = await talk.taps("owner", nudge.buttons["🗑 不发了"])
    assert said.endswith("最新情况看“📋 我的事项”（/my）。"), "no card: that is what staff have"


async def test_in_another_category_than_the_words_say_the_words_name_no_subject(village: Village) -> None:
    talk = Talk(village, load())
    sent = await talk.says("owner", "楼下垃圾三天没人收")
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "噪音")
    message = {"message_id": sent, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    said = {"from": talk._user("owner"), "text": "楼下垃圾三天没人收，臭死了"}
    await talk.comes("edited_message", message | said)
    assert "<b>噪音</b>" in talk.last("owner").text
