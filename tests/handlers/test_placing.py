"""Where a draft is: words that name no place replace none, and homes are buttons."""

import pytest
from village import Talk, Village

from models import Complaint
from models.kinds import Status
from triage import load


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, load())


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.says("owner", "3栋大堂的灯不亮")
    await talk.presses("owner", "改位置")
    return talk


@pytest.mark.parametrize(
    "said", ["不知道", "不清楚", "今晚八點後", "明天下午3点", "没有", "I don't know", "是的"]
)
async def test_what_names_no_place_is_asked_about_once_and_replaces_nothing(asked: Talk, said: str) -> None:
    before = (await Complaint.get()).place
    assert before
    await asked.says("owner", said)
    assert "大概" in asked.last("owner").text
    assert (await Complaint.get()).place == before
    await asked.says("owner", said)
    assert "3栋" in asked.last("owner").text, "the draft again, as it was"
    assert "提交" in "".join(asked.last("owner").buttons)
    complaint = await Complaint.get()
    assert (complaint.place, complaint.text) == (before, "3栋大堂的灯不亮")


@pytest.mark.parametrize("said", ["5栋大堂", "502", "后门垃圾桶旁边", "2楼走廊，晚上8点才亮"])
async def test_a_place_after_the_kind_question_is_the_place(asked: Talk, said: str) -> None:
    await asked.says("owner", "不知道")
    await asked.says("owner", said)
    assert (await Complaint.get()).place == said


async def test_somebody_with_several_homes_presses_the_one(talk: Talk) -> None:
    await talk.village.homes(("3", "1", "502"), ("5", "2", "301"))
    for home in ("3-1-502", "5-2-301"):
        await talk.says("owner", f"/home {home}")
    await talk.says("owner", "3栋1单元502厨房水管漏水")
    await talk.presses("owner", "改位置")
    await talk.presses("owner", "5栋2单元301")
    assert "5栋2单元301" in talk.last("owner").text
    assert "502" not in talk.last("owner").text.splitlines()[1]
    await talk.says("owner", "门口那根")
    complaint = await Complaint.get()
    assert "门口那根" in complaint.text, "no place is waited for any more"
    await talk.presses("owner", "提交")
    assert "5栋2单元301" in talk.last("engineer", "engineering").text.splitlines()[0]
    assert (await Complaint.get()).status is Status.WAITING


async def test_a_home_that_is_not_theirs_is_no_place(talk: Talk) -> None:
    await talk.village.homes(("3", "1", "502"), ("5", "2", "301"))
    for who, home in (("owner", "3-1-502"), ("owner", "5-2-301"), ("stranger", "5-2-301")):
        await talk.says(who, f"/home {home}")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改位置")
    data = next(data for label, data in talk.last("owner").buttons.items() if "301" in label)
    await talk.says("stranger", "楼道的灯不亮")
    draft = await Complaint.get(filer__name="stranger")
    own = data.rpartition(":")[2]
    assert await talk.taps("stranger", f"gh:{draft.ref}:{own}") == "找不到这件事。"
