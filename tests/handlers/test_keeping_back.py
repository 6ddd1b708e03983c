"""Whoever would rather not say where they live, or leave a number, has answered: nothing is filed of it."""

import pytest
from village import Talk

from models import Complaint, Event, Residency
from models.kinds import Action


@pytest.fixture
async def asked_for_phone(talk: Talk) -> Talk:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "3-1-502")
    assert "留个电话" in talk.last("owner").text
    return talk


@pytest.fixture
async def asked_for_home(talk: Talk) -> Talk:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    assert "哪一户" in talk.last("owner").text
    return talk


async def nothing_came_of_it(talk: Talk) -> None:
    assert await Complaint.all().count() == 1, "no draft"
    assert not await Event.filter(action=Action.SUPPLEMENT).exists(), "nor a line on the card"


@pytest.mark.parametrize(
    "said",
    [
        "不用",
        "不用了",
        "不留了，谢谢",
        "no phone, thanks",
        "No thanks",
        "唔使啦",
        "唔留電話",
        "不方便留",
        "電話就不用了",
    ],
)
async def test_a_no_to_the_number_is_a_no_to_the_number(asked_for_phone: Talk, said: str) -> None:
    await asked_for_phone.says("owner", said)
    assert "好的，不留" in asked_for_phone.last("owner").text
    await nothing_came_of_it(asked_for_phone)


@pytest.mark.parametrize(
    "said",
    [
        "none of your business where I live",
        "不想说",
        "不告诉你们",
        "I'd rather not say",
        "唔想講",
        "no",
        "不方便說住哪",
        "住哪儿就不说了",
    ],
)
async def test_a_no_to_the_home_is_a_no_to_the_home(asked_for_home: Talk, said: str) -> None:
    await asked_for_home.says("owner", said)
    assert "不说也照样办" in asked_for_home.last("owner").text
    assert not any("留个电话" in text for text in asked_for_home.sees("owner")), "not asked on at once"
    assert not await Residency.all().exists()
    await nothing_came_of_it(asked_for_home)


async def test_also_when_something_else_was_said_between(asked_for_phone: Talk) -> None:
    await asked_for_phone.presses("engineer", "我来", "engineering")
    await asked_for_phone.says("owner", "不留电话了")
    assert "好的，不留" in asked_for_phone.last("owner").text
    await nothing_came_of_it(asked_for_phone)


@pytest.mark.parametrize("said", ["不用来了", "不用修了", "没人受伤", "电话打不通"])
async def test_what_may_mean_the_matter_is_not_taken_for_it(asked_for_phone: Talk, said: str) -> None:
    await asked_for_phone.says("owner", said)
    assert not any("好的，不留" in text for text in asked_for_phone.sees("owner"))


async def test_a_bare_no_to_nothing_that_was_asked_is_none(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "不留电话")
    assert not any("好的，不留" in text for text in talk.sees("owner"))
