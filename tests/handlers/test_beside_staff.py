"""A repair and how somebody of the staff behaved, in one message: offered apart, and D8 holds whichever way."""

import pytest
from village import GROUPS, Talk, Village, photo

from models import Attachment, Complaint, Event, Outgoing
from models.kinds import Category, Discretion, Kind, Status
from triage.library import ours

LEAK = "厨房水管漏水"
RUDE = "而且报修时师傅态度很差还骂人"


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, ours())


async def read_in_groups(talk: Talk, words: str) -> bool:
    shown = any(words in text for group in GROUPS for text in talk.sees("engineer", group))
    return shown or any(
        words in str(row.params) for row in await Outgoing.filter(lane__in=[*GROUPS.values()])
    )


@pytest.mark.parametrize(
    ("said", "repair", "about"),
    [
        (f"{LEAK}，{RUDE}", LEAK, RUDE),
        (f"{LEAK}还有保安骂人", LEAK, "还有保安骂人"),
        (f"保安骂人，还有{LEAK}", f"还有{LEAK}", "保安骂人"),
        ("升降機壞咗，仲有管理員好冇禮貌", "升降機壞咗", "仲有管理員好冇禮貌"),
        (
            "The lift is broken, and the guard was rude to my mother",
            "The lift is broken",
            "and the guard was rude to my mother",
        ),
        (
            f"{LEAK}三天，师傅来了一次就走了，态度很差，还骂人",
            f"{LEAK}三天",
            "师傅来了一次就走了，态度很差，还骂人",
        ),
        (f"{LEAK}，{RUDE}，楼道也脏", LEAK, f"{RUDE}，楼道也脏"),
    ],
)
async def test_each_goes_where_it_belongs_with_one_tap(
    talk: Talk, said: str, repair: str, about: str
) -> None:
    await talk.says("owner", said)
    shown = talk.last("owner").text
    assert "不止一件事" in shown
    assert "人员态度" in shown
    assert "被反映的人看不到" in shown
    await talk.presses("owner", "分开")
    confidential = await Complaint.get(discretion=Discretion.CONFIDENTIAL)
    open_one = await Complaint.get(category=Category.REPAIRS, discretion=Discretion.OPEN)
    assert (open_one.text, confidential.text) == (repair, about)
    assert {open_one.status, confidential.status} == {Status.WAITING}
    assert repair in talk.last("engineer", "engineering").text
    assert not await read_in_groups(talk, about[:4])
    assert any(about in text for text in talk.sees("supervisor"))
    told = str([event.facts for event in await Event.filter(complaint_id=open_one.id)])
    assert about not in told, "nor in the history that they may open"
    assert sum("收到了" in text for text in talk.sees("owner")) == 2


@pytest.mark.parametrize(
    "said",
    [
        f"师傅态度很差，{LEAK}也没修好，还骂人",
        f"师傅态度很差，{LEAK}他让我自己修",
        f"{LEAK}师傅态度很差",
        f"师傅来修{LEAK}，楼上装修太吵，还骂人，保安态度恶劣",
        "保安态度恶劣，骂人",
    ],
)
async def test_what_is_told_as_one_stays_one_and_goes_past_them(talk: Talk, said: str) -> None:
    await talk.says("owner", said)
    assert "不止一件事" not in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).discretion is Discretion.CONFIDENTIAL
    assert not await read_in_groups(talk, said[:4])


async def test_they_may_stay_one_and_that_goes_past_them(talk: Talk) -> None:
    await talk.says("owner", f"{LEAK}，{RUDE}")
    await talk.presses("owner", "合成一件")
    assert (await Complaint.get()).discretion is Discretion.CONFIDENTIAL
    assert not await read_in_groups(talk, LEAK)


async def test_a_picture_that_came_with_both_may_show_somebody_and_goes_past_them(talk: Talk) -> None:
    await talk.says("owner", **photo(caption=f"{LEAK}，{RUDE}"))
    await talk.presses("owner", "分开")
    confidential = await Complaint.get(discretion=Discretion.CONFIDENTIAL)
    assert (await Attachment.get()).complaint_id == confidential.id


async def test_the_place_that_was_told_is_where_the_repair_is(talk: Talk) -> None:
    await talk.says("owner", f"{LEAK}，{RUDE}")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "3栋1单元502")
    await talk.presses("owner", "分开")
    assert (await Complaint.get(discretion=Discretion.OPEN)).place == "3栋1单元502"


async def test_an_edit_of_the_message_with_both_reaches_no_group(talk: Talk) -> None:
    sent = await talk.says("owner", f"{LEAK}，{RUDE}")
    await talk.presses("owner", "分开")
    chat = {"chat": talk._chat("owner", ""), "from": talk._user("owner"), "date": 1, "edit_date": 2}
    await talk.comes("edited_message", {"message_id": sent, "text": f"{LEAK}，{RUDE}我妈", **chat})
    assert not await read_in_groups(talk, "骂人")
    assert not await read_in_groups(talk, "我妈")


@pytest.mark.parametrize(
    "said", ["保安态度恶劣，建议换人", "保安骂人，建议开除他", "保潔員態度很差，不如換人"]
)
async def test_what_ends_in_a_suggestion_goes_past_them_too(talk: Talk, said: str) -> None:
    await talk.says("owner", said)
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).kind is Kind.COMPLAINT, "somebody has to look into it"
    assert any(said in text for text in talk.sees("supervisor"))
    assert not await read_in_groups(talk, said[:4])
