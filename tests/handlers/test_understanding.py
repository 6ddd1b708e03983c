"""What triage hears in a message and what the resident sees of it: feelings, nights, discretion, two matters."""

from functools import cache

import pytest
from village import GROUPS, PEOPLE, Talk, Village, photo

from desk import corrections
from models import Attachment, Card, Complaint, Correction, Outgoing
from models.kinds import CardKind, Category, Discretion, Role, Status
from triage import Triage, load


@cache
def loaded() -> Triage:
    return load()


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, loaded())


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
    assert "明天 08:30 前" in talk.last("owner").text
    assert any("现在就要人" in label for label in talk.last("owner").buttons)
    await talk.presses("owner", "提交")
    assert "明天 08:30 前" in talk.last("owner").text
    assert any("现在就要人" in label for label in talk.last("owner").buttons)


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
    assert "两件事" in talk.last("owner").text
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
    assert "只有主管能看到" in talk.last("owner").text
    await talk.presses("owner", "提交")
    shown = await Card.filter(kind=CardKind.STAFF).values_list("chat_id")
    assert shown == [(PEOPLE["supervisor"],)]
    assert not any("骂人" in str(row.params) for row in await Outgoing.filter(lane__in=list(GROUPS.values())))
    await talk.presses("supervisor", "我来")
    assert (await Complaint.get()).status is Status.ACCEPTED


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
    assert "哪一件的事" in talk.last("owner").text
