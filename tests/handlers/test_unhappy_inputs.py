"""Whatever people send that is no report: kindly answered, nothing stored, nothing lost."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from village import BOT_ID, GROUPS, PEOPLE, Talk

from bot.small_talk import SmallTalk, choice_in, heard, number_in, says_yes
from desk import relaying
from desk.enclosing import Report
from models import Attachment, Callback, Card, Complaint, Event, Residency
from models.callback_kinds import Solved
from models.kinds import Action, Category, Status

LEAK = "厨房水管漏水"
FILE = {"file_id": "f", "file_unique_id": "u"}
BIG = 21 * 1024 * 1024


async def files(talk: Talk, text: str = LEAK) -> None:
    await talk.says("owner", text)
    await talk.presses("owner", "提交")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("在吗", SmallTalk.HELLO),
        ("在吗？？", SmallTalk.HELLO),
        ("有人在嗎", SmallTalk.HELLO),
        ("？？", SmallTalk.HELLO),
        (" ", None),
        ("喂!", SmallTalk.HELLO),
        ("Hello", SmallTalk.HELLO),
        ("喺度嗎", SmallTalk.HELLO),
        ("谢谢🙏", SmallTalk.THANKS),
        ("唔該晒", SmallTalk.THANKS),
        ("人工", SmallTalk.PERSON),
        ("转人工！", SmallTalk.PERSON),
        ("human", SmallTalk.PERSON),
        ("怎么还没人来？", SmallTalk.PROGRESS),
        ("人呢", SmallTalk.PROGRESS),
        ("有进展吗？", SmallTalk.PROGRESS),
        ("幾時搞掂", SmallTalk.PROGRESS),
        ("處理到哪裡了", SmallTalk.PROGRESS),
        ("What's the status?", SmallTalk.PROGRESS),
        ("到底什么时候来", SmallTalk.PROGRESS),
        ("师傅到哪了", SmallTalk.PROGRESS),
        ("几点能到？", SmallTalk.PROGRESS),
        ("现在什么情况了", SmallTalk.PROGRESS),
        ("都等了两个小时了", SmallTalk.PROGRESS),
        ("幾時有人嚟", SmallTalk.PROGRESS),
        ("仲要等幾耐", SmallTalk.PROGRESS),
        ("有冇人跟㗎", SmallTalk.PROGRESS),
        ("師傅什麼時候到?", SmallTalk.PROGRESS),
        ("他人呢", SmallTalk.PROGRESS),
        ("When will he come?", SmallTalk.PROGRESS),
        ("Where is he?", SmallTalk.PROGRESS),
        ("how long until he gets here?", SmallTalk.PROGRESS),
        ("快點", SmallTalk.URGE),
        ("快点派人来啊", SmallTalk.URGE),
        ("催下佢", SmallTalk.URGE),
        ("仲未嚟?", SmallTalk.URGE),
        ("cancel it, I fixed it myself", SmallTalk.WITHDRAW),
        ("please withdraw my report", SmallTalk.WITHDRAW),
        ("actually cancel", SmallTalk.WITHDRAW),
        ("取消吧,我自己修好了", SmallTalk.WITHDRAW),
        ("算了不修了", SmallTalk.WITHDRAW),
        ("不用来了", SmallTalk.WITHDRAW),
        ("我想搵真人傾", SmallTalk.PERSON),
        ("叫你们经理来", SmallTalk.PERSON),
        ("打我电话", SmallTalk.PERSON),
        ("換成中文", SmallTalk.LANGUAGE),
        ("I want to speak English", SmallTalk.LANGUAGE),
        ("english please", SmallTalk.LANGUAGE),
        ("把我資料刪掉", SmallTalk.PRIVACY),
        ("please delete my data", SmallTalk.PRIVACY),
        ("the english sign in the lobby is wrong", None),
        ("请问还要几天", SmallTalk.PROGRESS),
        ("hello, when are you coming", SmallTalk.PROGRESS),
        ("师傅来了", None),
        ("到了打我电话", None),
        ("师傅到了给我打电话", None),
        ("上門先打我電話", None),
        ("call me 1 hour before you come", None),
        ("there is still a person there", None),
        ("person still there", None),
        ("someone is there, a person, come", None),
        ("they don't come", None),
        ("师傅不修了", None),
        ("他们来了都不修了", None),
        ("师傅撤了", None),
        ("你们不修了吗", None),
        ("佢哋唔整喇", None),
        ("They still don't come", None),
        ("they cancel my complaint", None),
        ("please don't come until 5", None),
        ("don't come yet", None),
        ("你好，我要投诉师傅", None),
        ("hello, complaint about the plumber", None),
        ("我要投诉你们客服", None),
        ("complaint about customer service", None),
        ("我要投诉你们师傅处理太慢了", None),
        ("他们要我的资料", None),
        ("你好，修好了", None),
        ("您好，现在可以过来修", None),
        ("hi, the plumber is here", None),
        ("几点都可以", None),
        ("幾時嚟都可以", None),
        ("any time", None),
        ("好了", None),
        ("修好了", None),
        ("两个小时后再来", None),
        ("什么时候停水", None),
        ("几点可以装修", None),
        ("我要投诉经理", None),
        ("来的人态度很差", None),
        ("When will the water be back?", None),
        ("he is here now", None),
        ("please cancel my parking card", None),
        ("取消停车卡", None),
        ("撤回", SmallTalk.WITHDRAW),
        ("水管漏了", None),
        ("人工湖的水很脏", None),
        ("你好，三栋电梯坏了", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_short_words_are_told_from_reports(text: str, meant: SmallTalk | None) -> None:
    assert heard(text) is meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("对|对对对|有啊！|没错，谢谢|里面有人", True),
        ("對|沒錯|係呀|啱|入面有人", True),
        ("yeah|Yep.|yes, thanks|that's right", True),
        ("没有没有|没有，谢谢|没人，没有人|不对|不是的", False),
        ("沒人受傷|冇呀|唔係呀|入面冇人", False),
        ("nope|Nah|no, nobody is inside|no one inside", False),
        ("没有水|有人吗？|是，不是|yes no|no light in block 3|", None),
    ],
)
def test_yes_and_no_are_known_as_people_say_them(said: str, meant: bool | None) -> None:
    assert {each: says_yes(each) for each in said.split("|")} == dict.fromkeys(said.split("|"), meant)


def test_agreeing_to_an_hour_does_not_say_that_it_is_so() -> None:
    said = ("好的", "没问题", "得", "不行", "不方便", "ok", "no problem")
    assert [says_yes(each) is None for each in said] == [False] * len(said)
    assert [says_yes(each, strictly=True) for each in said] == [None] * len(said)


@pytest.mark.parametrize(
    ("text", "choice"), [("1", 1), ("１", 1), ("①", 1), (" 2. ", 2), ("0", None), ("12", None), ("1楼", None)]
)
def test_a_number_is_a_choice_only_alone(text: str, choice: int | None) -> None:
    assert choice_in(text) == choice


@pytest.mark.parametrize(("text", "number"), [("#0723", 723), ("＃ 7", 7), ("0723", None), ("#", None)])
def test_a_complaints_number_begins_with_its_sign(text: str, number: int | None) -> None:
    assert number_in(text) == number


STRANGE: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": FILE
        | {"type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    },
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "contact": {"contact": {"phone_number": "13800000000", "first_name": "邻居"}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
    "unknown": {"web_app_data": {"data": "x", "button_text": "y"}},
    "command": {"text": "/weather"},
    "blank": {"text": "\u200b"},
}


@pytest.mark.parametrize("kind", STRANGE)
async def test_whatever_holds_no_report_gets_one_kind_answer_and_is_not_kept(talk: Talk, kind: str) -> None:
    await talk.says("owner", **STRANGE[kind])
    assert len(talk.sees("owner")) == 1
    assert await Complaint.all().count() == 0
    assert "13800000000" not in "".join(talk.sees("owner"))


async def test_a_hello_is_no_complaint(talk: Talk) -> None:
    await talk.says("owner", "在吗")
    assert "在的，您说" in talk.last("owner").text
    assert await Complaint.all().count() == 0


async def test_who_asks_how_far_it_is_with_nothing_open_hears_that(talk: Talk) -> None:
    await talk.says("owner", "怎么还没来")
    assert "没有在办的事" in talk.last("owner").text
    assert await Complaint.all().count() == 0


async def test_a_hello_while_something_is_open_tells_how_it_stands(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "在吗？")
    assert "🟡 #0001 维修“厨房水管漏水”·等人接单·今天 12:00 前" in talk.last("owner").text


async def test_a_hello_in_the_middle_of_a_draft_shows_the_draft(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", "喂")
    assert "我这样记" in talk.last("owner").text
    assert (await Complaint.get()).text == LEAK


async def test_thanks_are_taken_with_a_reaction_and_without_a_word(talk: Talk) -> None:
    await files(talk)
    events, bubbles = await Event.all().count(), len(talk.sees("owner"))
    assert talk.reactions[await talk.says("owner", "谢谢")] == "🙏"
    assert (await Event.all().count(), len(talk.sees("owner"))) == (events, bubbles)


async def test_yes_to_a_question_of_staff_is_an_answer_and_no_small_talk(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "拍一张照片", "engineering")
    await talk.says("owner", "可以")
    assert "业主答 11月23日 10:00：可以" in talk.last("engineer", "engineering").text


async def test_asking_how_far_it_is_shows_the_receipt_anew_below(talk: Talk) -> None:
    await files(talk)
    before = talk.last("owner").message_id
    await talk.says("owner", "怎么还没人来")
    assert "#0001 收到了" in talk.last("owner").text
    assert talk.last("owner").message_id > before
    assert sum("#0001 收到了" in text for text in talk.sees("owner")) == 1


async def test_to_urge_takes_a_word_where_one_matter_is_open(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.says("owner", "催一下")
    assert "已提醒engineer师傅" in talk.last("owner").text
    assert (await Event.get(action=Action.URGE)).facts["worker"]
    await talk.says("owner", "快点！")
    assert "刚才已提醒过" in talk.last("owner").text
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0


async def test_to_withdraw_by_word_still_takes_a_press(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "我要撤回")
    assert any("↩ 撤回" in text for text in talk.sees("owner"))
    assert (await Complaint.get()).status is Status.WAITING
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    assert (await Complaint.get()).status is Status.WITHDRAWN


@pytest.mark.parametrize("word", ["催一下", "撤回"])
async def test_with_several_open_the_word_is_followed_by_a_choice(talk: Talk, word: str) -> None:
    await files(talk)
    await talk.says("owner", "楼道好脏")
    await talk.presses("owner", "提交")
    await talk.says("owner", word)
    assert sum("#000" in label for label in talk.last("owner").buttons) == 2
    assert await Event.filter(action__in=(Action.URGE, Action.WITHDRAW, Action.SUPPLEMENT)).count() == 0


async def test_to_urge_while_reporting_is_part_of_the_report(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", "快点")
    assert (await Complaint.get()).text == f"{LEAK}\n快点"


@pytest.mark.parametrize("word", ["催一下", "撤回"])
async def test_with_nothing_open_the_word_begins_no_matter(talk: Talk, word: str) -> None:
    await talk.says("owner", word)
    assert "没有在办的事" in talk.last("owner").text
    assert await Complaint.all().count() == 0


async def test_a_person_is_one_word_and_one_tap_away_from_anywhere(talk: Talk) -> None:
    await talk.says("owner", "人工")
    assert "机器人" in talk.last("owner").text
    assert "#0001" in await talk.presses("owner", "请同事找我")
    assert "居民想找人谈" in talk.last("desk", "service").text
    assert (await Complaint.get()).answer_due_at is not None
    await talk.says("owner", "人工")
    assert "已经有您的 #0001" in await talk.presses("owner", "请同事找我")
    assert await Complaint.all().count() == 1


async def test_the_desks_phone_is_told_where_the_estate_has_one(talk: Talk) -> None:
    talk.village.community.policy = {"danger": {"duty_phone": "0755-12345678"}}
    await talk.village.community.save()
    await talk.says("owner", "人工")
    assert "0755-12345678" in talk.last("owner").text


async def test_a_person_who_is_called_gets_the_unfinished_draft_too(talk: Talk) -> None:
    await talk.says("owner", "有件事说不清楚")
    await talk.says("owner", "转人工")
    await talk.presses("owner", "请同事找我")
    filed = await Complaint.get()
    assert (filed.status, filed.category) == (Status.WAITING, Category.OTHER)
    assert "有件事说不清楚" in filed.text


async def test_a_person_can_be_had_in_the_middle_of_an_answer(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")
    await talk.says("owner", "人工")
    assert "机器人" in talk.last("owner").text
    await talk.says("owner", "今晚在家")
    assert "今晚在家" in talk.last("engineer", "engineering").text


async def test_a_number_presses_the_button_of_the_last_question(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", "1")
    assert "#0001 收到了" in "".join(talk.sees("owner"))
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "完成", "engineering")
    await talk.later(hours=4)
    await talk.says("owner", "2")
    assert (await Callback.get()).solved is Solved.PARTLY


async def test_a_number_without_a_question_is_no_press(talk: Talk) -> None:
    await files(talk)
    events = await Event.filter(action="withdraw").count()
    await talk.says("owner", "9")
    assert await Event.filter(action="withdraw").count() == events
    assert await Complaint.all().count() == 1


@pytest.mark.parametrize("said", ["77", "０", "502", " 12. "])
async def test_a_number_that_chooses_nothing_is_told_what_became_of_it(talk: Talk, said: str) -> None:
    """It may be a room, or a slip of the finger: kept, shown, and not in silence."""
    await talk.says("owner", LEAK)
    sent = await talk.says("owner", said)
    told, shown = talk.sees("owner")[-2:]
    assert f"“{said.strip()}”" in told
    assert "回 1 到 6" in told
    assert said.strip() in shown
    assert (await Complaint.get()).text == f"{LEAK}\n{said.strip()}"
    chat = {"chat": talk._chat("owner", ""), "from": talk._user("owner"), "date": 1, "edit_date": 2}
    await talk.comes("edited_message", {"message_id": sent, "text": "3栋502", **chat})
    assert (await Complaint.get()).text == f"{LEAK}\n3栋502", "as it was told how"
    await talk.says("owner", "1")
    assert (await Complaint.get()).status is Status.WAITING


@pytest.mark.parametrize("said", ["502漏水", "3-1-502", "#7"])
async def test_a_number_that_says_more_is_taken_as_what_it_says(talk: Talk, said: str) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", said)
    assert not any("回 1 到" in text for text in talk.sees("owner"))


async def test_a_number_where_the_place_is_asked_is_the_place(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.presses("owner", "改位置")
    await talk.says("owner", "502")
    assert (await Complaint.get()).place == "502"
    assert not any("回 1 到" in text for text in talk.sees("owner"))


async def test_a_number_reaches_the_receipt_when_that_is_the_last_thing_shown(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "1")
    assert "请接着说" in talk.last("owner").text
    await talk.says("owner", "1")
    assert await Event.filter(action="supplement").count() == 1, "now it was asked for words"


async def test_a_number_means_what_is_shown_and_not_what_was_there_before(talk: Talk) -> None:
    """The categories stand where the draft stood, the reasons where the receipt stood."""
    await talk.says("owner", LEAK)
    await talk.presses("owner", "改类别")
    place = list(talk.last("owner").buttons).index("🛡 安保") + 1
    await talk.says("owner", str(place))
    assert (await Complaint.get()).category is Category.SECURITY
    await talk.presses("owner", "提交")
    await talk.presses("owner", "撤回")
    await talk.says("owner", "1")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_a_number_reaches_the_picker_the_list_and_the_ways_to_begin(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.says("owner", "1")
    assert (await Complaint.get()).subject == "elevator"
    await talk.presses("owner", "提交")
    await files(talk, "楼道很脏")
    await talk.says("owner", "今晚在家")
    assert "哪一件" in talk.last("owner").text
    await talk.says("owner", "2")
    assert await Event.filter(complaint__number=1, action="supplement").count() == 1
    await talk.says("owner", "/my")
    await talk.says("owner", "2")
    assert "#0001 收到了" in talk.last("owner").text


async def test_a_number_reaches_a_time_that_staff_propose(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.says("owner", "1")
    assert await Event.filter(action="agree").count() == 1


async def test_to_a_question_of_staff_a_number_is_the_answer(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    await talk.says("owner", "7")
    assert "业主答 11月23日 10:00：7" in talk.last("engineer", "engineering").text


async def test_no_digit_takes_an_emergency_back_or_deletes_somebody(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    for digit in "123456789":
        await talk.says("owner", digit)
    assert (await Complaint.get()).status is Status.WAITING
    await talk.says("owner", "/delete_me")
    await talk.says("owner", "1")
    assert (await Complaint.get()).filer_id is not None


async def test_who_works_here_presses_the_buttons_of_their_work_themselves(talk: Talk) -> None:
    await files(talk)
    await talk.presses("engineer", "我来", "engineering")
    for digit in "123456789":
        await talk.says("engineer", digit)
    assert (await Complaint.get()).status is Status.ACCEPTED


@pytest.mark.parametrize("kind", ["video", "voice", "document"])
async def test_a_big_file_is_kept_and_a_shorter_one_asked_for(talk: Talk, kind: str) -> None:
    more: dict[str, dict[str, Any]] = {
        "video": {"width": 9, "height": 9, "duration": 99},
        "voice": {"duration": 99},
        "document": {},
    }
    sent: dict[str, Any] = {kind: FILE | more[kind] | {"file_size": BIG}}
    await talk.says("owner", **sent)
    [said] = [text for text in talk.sees("owner") if "超过 20 MB" in text]
    assert ("拍" in said) is (kind == "video"), "nobody films a paper or a recording again"
    assert await Attachment.all().count() == 1


@pytest.mark.parametrize(
    ("name", "mime", "kept"),
    [
        ("fee.pdf", "application/pdf", True),
        ("IMG_1.HEIC", "image/heic", True),
        ("letter.docx", "application/octet-stream", True),
        ("game.apk", "application/vnd.android.package-archive", False),
        ("photo.jpg.exe", "application/octet-stream", False),
        ("photo.exe", "image/jpeg", False),
        ("all.zip", "application/zip", False),
        ("page.svg", "image/svg+xml", False),
        ("page.html", "text/html", False),
    ],
)
async def test_only_files_that_can_do_no_harm_are_passed_on(
    talk: Talk, name: str, mime: str, kept: bool
) -> None:
    await talk.says("owner", document=FILE | {"file_name": name, "mime_type": mime}, caption=LEAK)
    assert (await Complaint.get()).text == LEAK
    assert await Attachment.all().count() == int(kept)
    assert any("为了安全" in text for text in talk.sees("owner")) is not kept


async def test_a_refused_file_alone_is_answered_once(talk: Talk) -> None:
    for n in (1, 2):
        await talk.says("owner", document=FILE | {"file_name": f"{n}.zip"}, media_group_id="a")
    assert len(talk.sees("owner")) == 1
    assert await Complaint.all().count() == 0


async def test_a_resident_in_a_group_is_shown_the_private_chat_and_never_twice(talk: Talk) -> None:
    for text in ("/my", "/weather", "/my"):
        await talk.says("owner", text, "engineering")
    assert sum("私聊" in text for text in talk.sees("owner", "engineering")) == 1
    await talk.says("stranger", "/my", "engineering")
    assert sum("私聊" in text for text in talk.sees("owner", "engineering")) == 2


async def test_a_residents_reply_to_the_bot_in_a_group_is_answered_and_ordinary_talk_is_not(
    talk: Talk,
) -> None:
    above = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": GROUPS["engineering"], "type": "supergroup", "title": "x"},
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "bot"},
    }
    await talk.says("owner", "大家早", "engineering")
    assert talk.sees("owner", "engineering") == []
    await talk.says("owner", "我家漏水", "engineering", reply_to_message=above)
    assert "私聊" in talk.last("owner", "engineering").text
    assert await Complaint.all().count() == 0


async def test_a_hello_never_begins_a_card(talk: Talk) -> None:
    for text in ("在吗", "谢谢", "人工", "进度"):
        await talk.says("owner", text)
    assert await Card.all().count() == 0


async def told(talk: Talk) -> None:
    await talk.village.accepted()
    complaint, engineer = await Complaint.get(), await talk.village.actor("engineer")
    said = Report(BOT_ID, "明天来")
    await talk.database.transaction(lambda: relaying.tell(complaint.ref, engineer, said, talk.clock.now()))
    await talk.later(seconds=1)


async def test_what_comes_too_late_for_a_reply_is_a_report_and_ends_the_question(talk: Talk) -> None:
    await told(talk)
    await talk.presses("owner", "回复")
    await Complaint.all().update(status=Status.CLOSED)
    for text in ("厨房漏水", "还在漏"):
        await talk.says("owner", text)
    assert (await Complaint.get(status=Status.DRAFT)).text == "厨房漏水\n还在漏"


@pytest.mark.parametrize("over", [True, False])
async def test_a_reply_that_may_not_go_to_the_staff_is_a_report(talk: Talk, *, over: bool) -> None:
    """The matter is over; or it is a word about the one who would read it (D8)."""
    await told(talk)
    notice = next(each for each in talk._chats[PEOPLE["owner"]] if "明天来" in each.text)
    above = {"message_id": notice.message_id, "date": 1, "chat": talk._chat("owner", "")}
    if over:
        await Complaint.all().update(status=Status.CLOSED)
    text = "厨房漏水" if over else "师傅态度太差"
    await talk.says("owner", text, reply_to_message=above)
    assert (await Complaint.get(status=Status.DRAFT)).text == text
    assert not any(text in said for said in talk.sees("engineer"))


async def test_a_time_that_is_refused_may_be_typed_again(talk: Talk) -> None:
    await talk.village.accepted()
    await talk.later(seconds=1)
    await talk.presses("owner", "换时间")
    await talk.says("owner", "1月1日 9:30")
    await talk.says("owner", "后天 9:30")
    assert await Event.filter(action=Action.PREFER).count() == 1


async def adds_a_home(talk: Talk) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")


async def supplements(talk: Talk) -> None:
    await files(talk)
    await talk.presses("owner", "补充")


@pytest.mark.parametrize("said", ["算了", "取消", "不用了", "唔使啦", "Never mind.", "/算了"])
@pytest.mark.parametrize("asked", [None, adds_a_home, supplements])
async def test_who_thinks_better_of_it_hears_a_kind_word_and_nothing_is_written_down(
    talk: Talk, said: str, asked: Callable[[Talk], Awaitable[None]] | None
) -> None:
    if asked is not None:
        await asked(talk)
    before = await Event.all().count()
    await talk.says("owner", said)
    assert talk.last("owner").text == "好的。需要时直接告诉我就行。"
    assert await Event.all().count() == before
    assert not await Residency.exists()
    if asked is not None:
        await talk.says("owner", "楼道很脏")
        assert "我这样记" in "".join(talk.sees("owner")), "and what was asked is asked no more"


@pytest.mark.parametrize("placing", [True, False])
async def test_who_thinks_better_of_a_draft_is_shown_the_way_out_and_loses_nothing(
    talk: Talk, *, placing: bool
) -> None:
    await talk.says("owner", LEAK)
    if placing:
        await talk.presses("owner", "改位置")
    await talk.says("owner", "算了")
    assert any("还没发出去" in text for text in talk.sees("owner"))
    assert (await Complaint.get()).text == LEAK
    assert not (await Complaint.get()).place
    await talk.presses("owner", "不发了")
    assert (await Complaint.get()).status is Status.WITHDRAWN


@pytest.mark.parametrize("button", ["回复", "回答"])
async def test_no_to_staff_is_an_answer(talk: Talk, button: str) -> None:
    if button == "回复":
        await told(talk)
    else:
        await files(talk)
        await talk.presses("engineer", "我来", "engineering")
        await talk.presses("engineer", "问业主", "engineering")
        await talk.presses("engineer", "在家", "engineering")
    await talk.presses("owner", button)
    await talk.says("owner", "不用了")
    staff = talk.sees("engineer") + talk.sees("engineer", "engineering")
    assert any("不用了" in text for text in staff)


async def test_no_while_a_matter_is_open_reaches_those_who_work_on_it(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "不用了")
    assert "不用了" in talk.last("engineer", "engineering").text


@pytest.mark.parametrize(
    "said", ["报修", "/报修", "我要投诉！", "/ 报修", "報障", "I want to complain", "/report"]
)
async def test_who_only_says_that_something_is_wrong_is_asked_step_by_step(talk: Talk, said: str) -> None:
    await talk.says("owner", said)
    assert "第 1 步 / 共 3 步" in talk.last("owner").text
    await talk.presses("owner", "维修")
    await talk.presses("owner", "漏水")
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).number == 1


async def test_who_wants_to_report_in_the_middle_of_a_draft_sees_the_draft(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", "/报修")
    assert "我这样记" in talk.last("owner").text
    assert (await Complaint.get()).text == LEAK


async def test_a_slip_of_the_finger_is_not_in_what_is_written_down(talk: Talk) -> None:
    await talk.says("owner", "/厨房漏水")
    assert (await Complaint.get()).text == "厨房漏水"
    await talk.says("stranger", "/人工")
    assert "人工" not in "".join(each.text for each in await Complaint.all())
    assert "请同事找我" in "".join(talk.last("stranger").buttons)


async def test_a_slip_of_the_finger_in_a_group_is_talk_and_a_wish_to_report_is_not(talk: Talk) -> None:
    await talk.says("owner", "/等一下", "engineering")
    assert talk.sees("owner", "engineering") == []
    await talk.says("owner", "/报修", "engineering")
    assert "私聊" in talk.last("owner", "engineering").text


@pytest.mark.parametrize("said", ["对", "好的", "OK", "是的，谢谢", "提交", "送出", "沒錯", "yes"])
async def test_a_guess_is_confirmed_in_words_as_well(talk: Talk, said: str) -> None:
    """Whoever doesn't see the buttons types; the word is no part of the report."""
    await talk.says("owner", LEAK)
    await talk.says("owner", said)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.text) == (Status.WAITING, LEAK)


@pytest.mark.parametrize("said", ["不对", "唔係", "no", "改类别"])
async def test_whoever_says_that_the_guess_is_wrong_is_asked_what_it_is(talk: Talk, said: str) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", said)
    assert (await Complaint.get()).text == LEAK
    await talk.presses("owner", "保洁")
    assert (await Complaint.get()).category is Category.CLEANING


async def test_a_plain_yes_confirms_nothing_where_something_else_is_asked(talk: Talk) -> None:
    await talk.says("owner", "有一件事")
    await talk.says("owner", "是的")
    assert (await Complaint.get()).status is Status.DRAFT


@pytest.mark.parametrize("asks", ["到底什么时候来", "师傅到哪了？", "When will he come?", "有冇人跟㗎"])
async def test_how_far_it_is_can_be_asked_in_any_words_and_is_no_news_to_staff(talk: Talk, asks: str) -> None:
    await files(talk)
    card = talk.last("engineer", "engineering").text
    await talk.says("owner", asks)
    assert "11月23日周一 12:00" in talk.last("owner").text
    assert talk.last("engineer", "engineering").text == card


async def test_to_withdraw_can_be_said_in_any_words_and_takes_one_press(talk: Talk) -> None:
    await files(talk)
    await talk.says("owner", "取消吧，我自己修好了")
    assert "要撤回" in "".join(talk.sees("owner")[-2:])
    assert (await Complaint.get()).status is Status.WAITING


async def test_whoever_asks_about_what_they_have_not_sent_yet_hears_that(talk: Talk) -> None:
    await talk.says("owner", LEAK)
    await talk.says("owner", "有冇人跟緊㗎?")
    assert "还没发完" in "".join(talk.sees("owner")[-2:])
    assert (await Complaint.get()).text == LEAK


@pytest.mark.parametrize(("wish", "shown"), [("換成中文", "语言"), ("把我資料刪掉", "删除")])
async def test_another_language_and_ones_data_are_a_word_away_and_no_news_to_staff(
    talk: Talk, wish: str, shown: str
) -> None:
    await files(talk)
    await talk.says("owner", wish)
    last = talk.last("owner")
    assert shown in last.text + "".join(last.buttons)
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0
