"""A home told wrongly, with other words around it, or put right: never stored as raw words, never lost."""

import pytest
from village import Talk, Village

from models import Complaint, Event, Residency
from models.kinds import Action, ResidencyState
from triage import load


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, load())


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    assert "哪一户" in talk.last("owner").text
    return talk


async def edits(talk: Talk, who: str, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat(who, "")}
    await talk.comes("edited_message", message | {"from": talk._user(who), "text": text})


async def lived() -> list[str]:
    rows = await Residency.filter(state__in=("pending", "confirmed")).order_by("id").select_related("home")
    return [
        f"{each.home.building}-{each.home.unit}-{each.home.room}" if each.home else each.address
        for each in rows
    ]


def first_line(talk: Talk) -> str:
    return talk.last("engineer", "engineering").text.splitlines()[0]


@pytest.mark.parametrize("listed", [True, False])
async def test_an_edited_answer_is_another_home(asked: Talk, listed: bool) -> None:
    if listed:
        await asked.village.homes(("3", "1", "601"), ("3", "1", "602"))
    sent = await asked.says("owner", "3-1-602")
    assert "602" in first_line(asked)
    await edits(asked, "owner", sent, "3-1-601")
    assert await lived() == ["3-1-601"]
    assert "601" in first_line(asked)
    assert "602" not in first_line(asked)
    assert any("已记下" in text and "601" in text for text in asked.sees("owner"))


async def test_a_home_that_was_added_is_edited_likewise(talk: Talk) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    sent = await talk.says("owner", "3-1-602")
    await edits(talk, "owner", sent, "3-1-601")
    assert await lived() == ["3-1-601"]


async def test_what_somebody_else_confirmed_is_not_taken_off_by_an_edit(asked: Talk) -> None:
    sent = await asked.says("owner", "3-1-602")
    await asked.presses("desk", "是住户", "service")
    await edits(asked, "owner", sent, "3-1-601")
    assert await lived() == ["3-1-602", "3-1-601"]


async def test_an_edit_that_is_no_address_changes_nothing(asked: Talk) -> None:
    sent = await asked.says("owner", "3-1-602")
    await edits(asked, "owner", sent, "3-1-602 谢谢")
    assert await lived() == ["3-1-602"]


async def test_an_added_home_with_words_around_it_is_the_address_alone(talk: Talk) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "5-2-301,我妈住的")
    assert await lived() == ["5-2-301"]
    assert not await Complaint.exists()


async def test_what_is_said_beside_the_home_goes_to_what_is_under_way(asked: Talk) -> None:
    await asked.says("owner", "3-1-502，来之前请先联系我")
    assert await lived() == ["3-1-502"]
    assert "来之前请先联系我" in asked.last("engineer", "engineering").text
    assert (await Event.get(action=Action.SUPPLEMENT)).facts["text"] == "来之前请先联系我"


async def test_a_report_behind_an_address_stays_a_report(asked: Talk) -> None:
    await asked.says("owner", "3-1-502，楼道的灯坏了三天")
    assert await lived() == []
    assert await Complaint.filter(text="3-1-502，楼道的灯坏了三天").exists()


async def test_another_home_that_is_said_to_be_theirs_is_no_report(talk: Talk) -> None:
    await talk.says("owner", "/home 3-1-502")
    await talk.says("owner", "仲有一個單位係5座2單元301")
    assert await lived() == ["3-1-502", "5座2單元301"]
    assert not await Complaint.exists()


@pytest.mark.parametrize(
    "said", ["唔係601呀,係301", "不是601，是301", "not 601, it's 301", "不是3-1-601，是3-1-301"]
)
async def test_a_home_is_put_right_in_words(asked: Talk, said: str) -> None:
    await asked.says("owner", "3-1-601")
    await asked.says("owner", said)
    assert await lived() == ["3-1-301"]
    assert "301" in first_line(asked)
    assert "601" not in first_line(asked)
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()


async def test_of_two_homes_the_other_one_is_meant(talk: Talk) -> None:
    await talk.village.homes(("5", "2", "601"), ("5", "2", "301"))
    for home in ("5-2-601", "5-2-301"):
        await talk.says("owner", f"/home {home}")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    assert "哪一户" in talk.last("owner").text
    await talk.presses("owner", "5栋2单元601")
    await talk.says("owner", "唔係601呀,係301")
    assert "301" in first_line(talk)
    assert "601" not in first_line(talk)
    assert await Residency.filter(state=ResidencyState.PENDING).count() == 2
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()


async def test_what_puts_no_home_right_is_heard_as_ever(asked: Talk) -> None:
    await asked.says("owner", "3-1-601")
    await asked.says("owner", "不是5楼，是6楼")
    assert await lived() == ["3-1-601"]
