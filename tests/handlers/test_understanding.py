"""What triage hears in a message and what the resident sees of it: feelings, nights, discretion, two matters."""

import pytest
from village import GROUPS, PEOPLE, Talk, Village, photo

from desk import corrections
from models import Attachment, Card, Community, Complaint, Correction, Outgoing, Place
from models.kinds import CardKind, Category, Discretion, Role, Status
from triage import load
from triage.library import ours


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, ours())


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("楼道垃圾没人清理,臭死了", "谁看着都不舒服"),
        ("厨房水管漏水", "耽误事"),
        ("请问物业费怎么算", "转给同事"),
    ],
)
async def test_the_feeling_comes_first_and_suits_the_matter(talk: Talk, text: str, feeling: str) -> None:
    await talk.says("owner", text)
    assert feeling in talk.last("owner").text.splitlines()[0]


async def test_at_night_the_morning_is_promised_and_the_alarm_is_at_hand(talk: Talk) -> None:
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("owner", "厨房水管漏水")
    assert "11月24日周二 08:30 前" in talk.last("owner").text
    assert any("现在就要人" in label for label in talk.last("owner").buttons)
    await talk.presses("owner", "提交")
    assert "11月24日周二 08:30 前" in talk.last("owner").text
    assert any("现在就要人" in label for label in talk.last("owner").buttons)


@pytest.mark.parametrize(("said", "leaks"), [("厨房水管漏水", True), ("楼上半夜还在装修，太吵了", False)])
async def test_at_night_it_is_spoken_of_leaks_only_where_something_may_leak(
    village: Village, said: str, *, leaks: bool
) -> None:
    talk = Talk(village, load())
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("owner", said)
    assert ("正在漏" in talk.last("owner").text) is leaks
    assert "有危险" in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert ("正在漏" in talk.last("owner").text) is leaks
    assert "11月24日周二 08:30 前" in talk.last("owner").text


@pytest.mark.parametrize("said", ["楼上半夜一直在跳，吵得睡不着", "地库有个陌生人走来走去"])
async def test_at_night_a_guards_matter_goes_to_whoever_is_on_duty_and_only_the_answer_waits_for_the_morning(
    village: Village, said: str
) -> None:
    """Guards work at night (policy.toml): nobody who can't sleep is told that somebody is found in the morning."""
    talk = Talk(village, load())
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("owner", said)
    for _ in range(2):  # the draft, then the receipt
        assert "值班同事看到就去处理，<b>11月24日周二 08:30 前</b>给您回话" in talk.last("owner").text
        assert "安排好人" not in talk.last("owner").text
        if "提交" in "".join(talk.last("owner").buttons):
            await talk.presses("owner", "提交")


@pytest.mark.parametrize("why", ["nobody of them is on duty", "no guard works at night there"])
async def test_where_no_guard_is_there_at_night_none_is_spoken_of(village: Village, why: str) -> None:
    talk = Talk(village, load())
    talk.clock.forward(hours=13)  # 23:00
    if why.startswith("nobody"):
        await talk.says(
            "engineer", "/on"
        )  # shifts are kept, and no cleaner, who has the noise here, is there
    else:
        await Community.all().update(policy={"night": {"works": []}})
    await talk.says("owner", "楼上半夜一直在跳，吵得睡不着")
    assert "值班" not in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert "值班" not in talk.last("owner").text
    assert "11月24日周二 08:30 前" in talk.last("owner").text


async def test_at_night_a_question_of_fees_is_promised_an_answer_and_nothing_is_said_of_danger(
    village: Village,
) -> None:
    talk = Talk(village, load())
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("owner", "物业费怎么又涨了，太贵了")
    for _ in range(2):
        assert "<b>11月24日周二 08:30 前</b>答复您。" in talk.last("owner").text
        assert "危险" not in talk.last("owner").text
        if "提交" in "".join(talk.last("owner").buttons):
            await talk.presses("owner", "提交")


async def test_who_wants_a_person_at_night_hears_that_somebody_is_there(talk: Talk) -> None:
    """On duty day and night (D9): the morning is only the latest."""
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("desk", "/on")
    await talk.says("owner", "人工")
    said = await talk.presses("owner", "请同事找我")
    assert said == "已交给正在值班的desk师傅（#0001），看到就联系您，最晚 明天 08:30。"
    assert "值班同事看到就联系您，最晚 <b>11月24日周二 08:30</b>" in talk.last("owner").text
    assert "漏" not in talk.last("owner").text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("走廊的灯不亮", "维修 · 照明"),
        ("三楼有煤气味", "维修 · 燃气"),
        ("我家插座漏电，电到人了", "维修 · 触电漏电"),
    ],
)
async def test_what_was_heard_is_named_to_the_resident_and_to_whoever_comes(
    village: Village, said: str, shown: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", said)
    assert shown in talk.last("owner").text
    if any("提交" in label for label in talk.last("owner").buttons):
        await talk.presses("owner", "提交")
    assert shown in talk.last("engineer", "engineering").text


DOUBTFUL = "电梯又不动了"


async def test_what_may_be_a_danger_is_asked_before_all_else_and_one_tap_sends_somebody(
    village: Village,
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    assert "现在有人有危险吗" in talk.last("owner").text
    await talk.says("owner", "麻烦看一下这个情况")
    assert "现在有人有危险吗" in talk.last("owner").text, "however much else is said"
    await talk.presses("owner", "现在就要人")
    assert (await Complaint.get()).emergency == "called"


@pytest.mark.parametrize(
    ("answer", "danger"),
    [("有", "called"), ("yeah", "called"), ("没有，谢谢", ""), ("没事", ""), ("no danger", "")],
)
async def test_the_question_whether_somebody_is_in_danger_is_answered_in_words_as_well(
    village: Village, answer: str, danger: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    await talk.says("owner", answer)
    complaint = await Complaint.get()
    assert (complaint.emergency, complaint.text) == (danger, DOUBTFUL)
    assert "有危险吗" not in talk.last("owner").text
    assert ("110" in talk.last("owner").text) is bool(danger), "below the answer"


@pytest.mark.parametrize("after", [{"minutes": 3}, {"hours": 13}])
async def test_a_question_about_danger_that_stays_unanswered_rests_with_nobody(
    village: Village, after: dict[str, float]
) -> None:
    """Not a draft for a day: staff get it within minutes, by night as well, and see what is not known."""
    talk = Talk(village, load())
    talk.clock.forward(hours=after.get("hours", 0))
    await talk.says("owner", DOUBTFUL)
    await talk.later(minutes=3)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.emergency) == (Status.WAITING, "")
    assert "没回答有没有人有危险" in talk.last("engineer", "engineering").text
    assert "⚠️可能有危险" in talk.last("engineer", "engineering").text.splitlines()[0]
    assert any("可能有人有危险" in text for text in talk.sees("desk", "service"))
    assert any("先替您提交了" in text for text in talk.sees("owner"))
    assert "现在有人有危险吗" in talk.last("owner").text
    await talk.says("owner", "好的")
    assert (await Complaint.get()).emergency == "", "that it was seen is no cry"


@pytest.mark.parametrize(
    ("answer", "emergency", "shown"),
    [("有", "called", "🚨急"), ("没有", "", "居民说没有人有危险"), ("不清楚", "", "不确定有没有人有危险")],
)
async def test_the_question_about_danger_can_still_be_answered_when_it_was_filed_without(
    village: Village, answer: str, emergency: str, shown: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    await talk.later(minutes=3)
    await talk.says("owner", answer)
    assert (await Complaint.get()).emergency == emergency
    assert any(shown in text for text in talk.sees("engineer", "engineering"))
    assert ("现在有人有危险吗" in talk.last("owner").text) is (answer == "不清楚")


@pytest.mark.parametrize("answer", ["不知道", "not sure", "唔知"])
async def test_whoever_cannot_say_whether_somebody_is_in_danger_has_somebody_look(
    village: Village, answer: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    await talk.says("owner", answer)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.emergency, complaint.text) == (Status.WAITING, "", DOUBTFUL)
    assert "不确定有没有人有危险" in talk.last("engineer", "engineering").text
    assert any("可能有人有危险" in text for text in talk.sees("desk", "service"))


async def test_a_no_or_better_words_end_the_wait_for_an_answer(village: Village) -> None:
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    await talk.says("owner", "没有")
    await talk.later(minutes=4)
    assert (await Complaint.get()).status is Status.DRAFT


async def test_a_reminder_of_a_draft_repeats_the_question_about_danger(village: Village) -> None:
    village.community.policy = {"drafts": {"doubt_after": "1h"}}
    await village.community.save()
    talk = Talk(village, load())
    await talk.says("owner", DOUBTFUL)
    await talk.later(minutes=16)
    assert "接着来" in talk.last("owner").text
    assert "现在有人有危险吗" in talk.last("owner").text
    assert any("现在就要人" in label for label in talk.last("owner").buttons)


async def test_what_surely_is_none_is_not_asked_about(talk: Talk) -> None:
    await talk.says("owner", "楼道垃圾没人清理,臭死了")
    assert "有危险吗" not in talk.last("owner").text


async def test_nobody_is_woken_about_a_draft(talk: Talk) -> None:
    talk.clock.forward(hours=13)  # 23:00
    await talk.says("owner", "厨房水管漏水")
    await talk.later(hours=1)
    assert not any("接着来" in text for text in talk.sees("owner"))
    await talk.later(hours=8)
    assert any("接着来" in text for text in talk.sees("owner"))


async def test_a_voice_note_alone_is_honest_about_who_listens_and_needs_one_tap(talk: Talk) -> None:
    await talk.says("owner", voice={"duration": 3, "file_id": "v", "file_unique_id": "v"})
    assert "同事会听" in talk.last("owner").text
    await talk.presses("owner", "交给值班同事")
    assert "🎙1" in talk.last("desk", "service").text


async def test_a_photo_alone_makes_a_draft_and_words_may_follow(talk: Talk) -> None:
    await talk.says("owner", **photo(1))
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    assert await Attachment.filter(complaint_id=(await Complaint.get()).id).count() == 1


async def test_after_two_misses_a_person_is_offered(talk: Talk) -> None:
    for said in ("那个那个", "就是那个呀", "哎呀你懂的"):
        await talk.says("owner", said)
    assert "值班同事看" in talk.last("owner").text
    await talk.presses("owner", "交给值班同事")
    assert (await Complaint.get()).status is Status.WAITING


async def test_the_place_can_be_told_and_stays(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "3栋1单元502 厨房")
    assert "3栋1单元502 厨房" in talk.last("owner").text
    await talk.says("owner", "8栋也听得见")
    assert (await Complaint.get()).place == "3栋1单元502 厨房"


async def test_two_matters_in_one_message_become_two_complaints(talk: Talk) -> None:
    await talk.says("owner", "电梯坏了三天没人修,另外楼上装修太吵了")
    assert "不止一件事" in talk.last("owner").text
    await talk.presses("owner", "分开")
    filed = await Complaint.filter(status=Status.WAITING).order_by("number")
    assert [(each.category, each.text) for each in filed] == [
        (Category.REPAIRS, "电梯坏了三天没人修"),
        (Category.NOISE, "另外楼上装修太吵了"),
    ]
    assert sum("收到了" in text for text in talk.sees("owner")) == 2


@pytest.mark.parametrize("second", ["楼上：天天装修吵死人", "樓上天天裝修吵死人"])
async def test_two_matters_are_cut_where_the_resident_wrote_them(talk: Talk, second: str) -> None:
    """Triage reads them in a spelling of its own."""
    await talk.says("owner", f"电梯坏了三天没人修，{second}")
    await talk.presses("owner", "分开")
    filed = await Complaint.filter(status=Status.WAITING).order_by("number")
    assert [each.text for each in filed] == ["电梯坏了三天没人修", second]


async def test_a_second_matter_while_a_draft_is_open_is_offered_apart_and_the_first_is_not_lost(
    talk: Talk,
) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "3栋1单元502")
    await talk.says("owner", **photo(caption="楼下垃圾三天没人收"))
    await talk.says("owner", "在北门那边")
    shown = talk.last("owner")
    assert "不止一件事" in shown.text
    assert "厨房水管漏水" in shown.text
    assert "垃圾" in shown.text
    await talk.presses("owner", "分开")
    first, second = await Complaint.filter(status=Status.WAITING).order_by("number")
    assert (first.category, first.text, first.place) == (Category.REPAIRS, "厨房水管漏水", "3栋1单元502")
    assert (second.category, second.text) == (Category.CLEANING, "楼下垃圾三天没人收\n在北门那边")
    assert (await Attachment.get()).complaint_id == second.id, "what came with the words goes with them"


async def test_an_edit_of_the_second_message_goes_where_its_words_went(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    sent = await talk.says("owner", "楼下垃圾三天没人收")
    await talk.presses("owner", "分开")
    chat = {"chat": talk._chat("owner", ""), "from": talk._user("owner"), "date": 1, "edit_date": 2}
    await talk.comes("edited_message", {"message_id": sent, "text": "楼下垃圾五天没人收", **chat})
    assert "五天" in talk.last("cleaner", "cleaning").text
    assert "五天" not in talk.last("engineer", "engineering").text


@pytest.mark.parametrize("more", ["很臭", "在3栋", "快点来人", "厨房水管还在漏"])
async def test_what_is_no_other_matter_is_not_offered_apart(talk: Talk, more: str) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.says("owner", more)
    assert "不止一件事" not in talk.last("owner").text


@pytest.mark.parametrize("way", ["合成一件", "改类别"])
async def test_two_messages_may_stay_one_matter(talk: Talk, way: str) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.says("owner", "楼下垃圾三天没人收")
    await talk.presses("owner", way)
    if way == "改类别":
        await talk.presses("owner", "维修")
        await talk.presses("owner", "提交")
    assert (await Complaint.get(status=Status.WAITING)).text == "厨房水管漏水\n楼下垃圾三天没人收"


async def test_two_matters_may_stay_one(talk: Talk) -> None:
    await talk.says("owner", "电梯坏了三天没人修,另外楼上装修太吵了")
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "维修")
    await talk.presses("owner", "提交")
    assert await Complaint.all().count() == 1


async def test_who_reports_noise_stays_unknown_to_the_neighbour(talk: Talk) -> None:
    await talk.says("owner", "楼上天天半夜装修，吵死了")
    assert "不会告诉对方" in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).discretion is Discretion.ANONYMOUS
    assert "请勿透露" in talk.last("cleaner", "cleaning").text


async def test_what_is_about_the_staff_goes_past_them_to_the_supervisor_alone(talk: Talk) -> None:
    await talk.says("owner", "保安态度恶劣，骂人")
    assert "被反映的人看不到" in talk.last("owner").text
    await talk.presses("owner", "提交")
    shown = await Card.filter(kind=CardKind.STAFF).values_list("chat_id")
    assert shown == [(PEOPLE["supervisor"],)]
    assert not any("骂人" in str(row.params) for row in await Outgoing.filter(lane__in=list(GROUPS.values())))
    await talk.presses("supervisor", "我来")
    assert (await Complaint.get()).status is Status.ACCEPTED


@pytest.mark.parametrize("said", ["清潔王班長態度很差", "清洁王班长态度很差"])
async def test_in_whatever_letters_and_by_whatever_title_it_goes_past_them(talk: Talk, said: str) -> None:
    await talk.says("owner", said)
    await talk.presses("owner", "提交")
    assert any(said in text for text in talk.sees("supervisor"))
    assert not any(said in text for group in ("cleaning", "service") for text in talk.sees("cleaner", group))


async def test_what_is_about_the_staff_goes_past_them_whatever_category_is_chosen(talk: Talk) -> None:
    """Only another subject, chosen by the resident, says that it is about something else."""
    await talk.says("owner", "保安老张态度恶劣骂人")
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "安保")
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).discretion is Discretion.CONFIDENTIAL
    assert not any("骂人" in str(row.params) for row in await Outgoing.filter(lane__in=list(GROUPS.values())))


async def test_a_word_about_the_staff_is_never_added_to_a_matter_that_they_see(talk: Talk) -> None:
    await talk.says("owner", "楼上天天半夜装修，吵死了")
    await talk.presses("owner", "提交")
    await talk.says("owner", "保安态度恶劣，骂人")
    await talk.presses("owner", "提交")
    assert await Complaint.filter(discretion=Discretion.CONFIDENTIAL).count() == 1
    assert not any("骂人" in text for text in talk.sees("cleaner", "cleaning"))


@pytest.mark.parametrize("said", ["那个保洁又骂我了，态度恶劣", "#0001 那个保洁又骂我了，态度恶劣"])
async def test_more_of_it_in_a_reply_or_by_its_number_is_added_to_what_is_about_them(
    talk: Talk, said: str
) -> None:
    """As its button would; still nobody of the group sees it."""
    await talk.says("owner", "保洁员态度很差还骂人")
    await talk.presses("owner", "提交")
    receipt = {"message_id": talk.last("owner").message_id, "date": 1, "chat": talk._chat("owner", "")}
    await talk.says("owner", said, reply_to_message=None if "#" in said else receipt)
    assert await Complaint.all().count() == 1
    assert "又骂我了" in talk.last("supervisor").text
    assert not any("又骂我了" in text for group in GROUPS for text in talk.sees("cleaner", group))


async def test_a_reply_about_the_staff_to_a_matter_that_they_see_stays_its_own(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    receipt = {"message_id": talk.last("owner").message_id, "date": 1, "chat": talk._chat("owner", "")}
    await talk.says("owner", "来的师傅态度恶劣还骂人", reply_to_message=receipt)
    assert await Complaint.all().count() == 2
    assert "骂人" not in talk.last("engineer", "engineering").text


async def test_a_word_about_the_staff_is_offered_to_no_matter_that_they_see(talk: Talk) -> None:
    """D8: not even by a button that was made up."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "保安态度恶劣还骂人")
    assert "被反映的人看不到" in talk.last("owner").text
    assert not any("#0001" in label for label in talk.last("owner").buttons)
    draft, open_one = await Complaint.get(status=Status.DRAFT), await Complaint.get(number=1)
    await talk.taps("owner", f"m:{draft.ref}:{open_one.ref}")
    assert (await Complaint.get(id=draft.id)).status is Status.DRAFT
    assert "骂人" not in talk.last("engineer", "engineering").text


async def test_an_idea_is_no_supplement_to_what_is_open(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "建议小区多装几个充电桩")
    assert "谢谢您替大家想着" in talk.last("owner").text
    await talk.presses("owner", "转给")
    assert "充电桩" in talk.last("desk", "service").text
    assert "充电桩" not in talk.last("engineer", "engineering").text


async def test_where_it_is_belongs_to_what_is_open(talk: Talk) -> None:
    """In danger nobody is asked where they live; an address that comes by itself is no matter of its own."""
    await talk.says("owner", "电梯困人了")
    await talk.says("owner", "3栋1单元502")
    assert await Complaint.all().count() == 1
    assert "3栋1单元502" in talk.last("engineer", "engineering").text


async def test_another_place_than_the_one_that_was_scanned_stands_alone(talk: Talk) -> None:
    place = Place.create(community=talk.village.community, key="lift-2", name="3栋2号梯")
    await talk.database.transaction(lambda: place)
    await talk.says("owner", "/start p_lift-2")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "轿厢里面")
    assert "3栋2号梯 轿厢里面" in talk.last("owner").text
    await talk.presses("owner", "改位置")
    await talk.says("owner", "5栋大堂")
    assert "5栋大堂" in talk.last("owner").text
    assert "2号梯" not in talk.last("owner").text


async def test_a_second_matter_is_not_swallowed_while_it_is_asked_where_the_first_belongs(talk: Talk) -> None:
    for text in ("厨房水管漏水", "楼道垃圾没人清，臭死了"):
        await talk.says("owner", text)
        await talk.presses("owner", "提交")
    await talk.says("owner", "厨房又滴水了")
    assert "哪一件" in talk.last("owner").text
    await talk.says("owner", "物业费怎么这么贵")
    assert "不止一件事" in talk.last("owner").text
    await talk.presses("owner", "分开")
    assert await Complaint.filter(status=Status.WAITING).count() == 4


async def test_what_was_chosen_step_by_step_is_named_by_its_subject_where_it_is_asked_which(
    talk: Talk,
) -> None:
    for category, subject in (("维修", "漏水"), ("噪音", "装修")):
        await talk.says("owner", "报修")
        await talk.presses("owner", category)
        await talk.presses("owner", subject)
        await talk.presses("owner", "提交")
    await talk.says("owner", **photo())
    assert [label for label in talk.last("owner").buttons if "#" in label] == [
        "#0002 噪音·装修",
        "#0001 维修·漏水",
    ]


async def test_the_one_complained_of_neither_sees_nor_touches_it(talk: Talk) -> None:
    """A complaint about the supervisor goes to the manager (D8)."""
    await talk.says("owner", "supervisor师傅态度恶劣，骂人")
    await talk.presses("owner", "提交")
    complaint = await Complaint.get()
    assert complaint.level is Role.MANAGER
    assert await Card.filter(kind=CardKind.STAFF).values_list("chat_id") == [(PEOPLE["manager"],)]
    for who in ("supervisor", "engineer", "desk"):
        assert await talk.taps(who, f"t:take:{complaint.ref}") == "找不到这件事。"


async def test_a_promise_that_is_late_names_no_word_of_it_in_a_group(talk: Talk) -> None:
    await talk.says("owner", "保安态度恶劣，骂人")
    await talk.presses("owner", "提交")
    await talk.later(hours=60)
    for group in GROUPS:
        assert not any("骂人" in text for text in talk.sees("desk", group))


async def test_what_residents_correct_is_kept_for_those_who_keep_the_lexicon(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "安保")
    [correction] = await Correction.all()
    assert (correction.predicted, correction.corrected) == (Category.REPAIRS, Category.SECURITY)
    assert [row async for row in corrections.all_of("village")] == [
        {"text": "厨房水管漏水", "predicted": "repairs", "corrected": "security", "by": "resident"}
    ]
    await talk.presses("owner", "改类别")
    await talk.presses("owner", "维修")
    assert not await Correction.exists()


async def test_a_few_words_about_another_place_are_not_swallowed_by_the_open_matter(talk: Talk) -> None:
    await talk.says("owner", "3栋1单元502卫生间水龙头一直滴水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "5栋大堂天花板漏水")
    assert "5栋" in talk.last("owner").text, "a draft of its own"
    assert any("提交" in label for label in talk.last("owner").buttons)


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("建议门口装个雨棚", "谢谢您替大家想着"),
        ("张师傅修得很好", "张师傅"),
        ("楼道灯坏了，还有楼下垃圾没人收", "不止一件事"),
    ],
)
async def test_while_it_is_asked_which_an_idea_praise_or_several_matters_begin_their_own_draft(
    talk: Talk, said: str, mark: str
) -> None:
    for text in ("厨房水管漏水", "楼道垃圾没人清，臭死了"):
        await talk.says("owner", text)
        await talk.presses("owner", "提交")
    await talk.says("owner", "那个东西又那样了")
    assert "哪一件" in talk.last("owner").text
    await talk.says("owner", said)
    assert mark in talk.last("owner").text
    drafts = await Complaint.filter(status=Status.DRAFT).order_by("id")
    assert [draft.text for draft in drafts] == ["那个东西又那样了", said]


@pytest.mark.parametrize("thanked", [["张师傅修得很好"], ["张师傅修得很好", "建议小区多装几个充电桩"]])
@pytest.mark.parametrize("said", ["物业费包括哪些服务？", "楼下垃圾三天没人收，臭死了"])
async def test_after_praise_and_ideas_what_is_said_next_is_a_matter_of_its_own(
    talk: Talk, thanked: list[str], said: str
) -> None:
    """It was put away with the praise, where nobody need answer it."""
    for text in thanked:
        await talk.says("owner", text)
        await talk.presses("owner", "转给")
    await talk.says("owner", said)
    offered = list(talk.last("owner").buttons)
    assert any("提交" in label for label in offered)
    assert not any("#" in label for label in offered), "nor is it offered to be put there"
    await talk.presses("owner", "提交")
    assert (await Complaint.get(text=said)).answer_due_at is not None


async def test_a_reply_still_belongs_to_the_idea_that_it_replies_to(talk: Talk) -> None:
    await talk.says("owner", "建议小区多装几个充电桩")
    await talk.presses("owner", "转给")
    receipt = {"message_id": talk.last("owner").message_id, "date": 1, "chat": talk._chat("owner", "")}
    await talk.says("owner", "最好装在5栋旁边", reply_to_message=receipt)
    assert await Complaint.all().count() == 1
    assert "5栋旁边" in talk.last("desk", "service").text


async def test_words_added_to_an_idea_that_are_plainly_about_something_else_are_a_matter_of_their_own(
    talk: Talk,
) -> None:
    await talk.says("owner", "建议小区多装几个充电桩")
    await talk.presses("owner", "转给")
    await talk.presses("owner", "补充")
    await talk.says("owner", "厨房水管漏水")
    assert any("提交" in label for label in talk.last("owner").buttons)
