"""/help tells everybody what they may ask for, in their own language; and no text has a hole in it."""

import pytest
from village import PEOPLE, Talk

from models import Complaint, Event, Person
from models.kinds import Action


@pytest.mark.parametrize(
    ("who", "has", "has_not"),
    [
        ("engineer", ["/open", "/find", "/on"], ["/new", "/figures", "/setup"]),
        ("desk", ["/open", "/new"], ["/figures", "/setup"]),
        ("supervisor", ["/new", "/figures", "/withdrawn"], ["/setup", "/staff"]),
        ("manager", ["/open", "/new", "/figures", "/visits", "/setup", "/staff"], []),
    ],
)
async def test_staff_hear_of_the_commands_of_their_post(
    talk: Talk, who: str, has: list[str], has_not: list[str]
) -> None:
    await talk.says(who, "/help")
    told = talk.last(who).text
    assert all(command in told for command in has)
    assert not any(command in told for command in has_not)


async def test_in_their_own_language(talk: Talk) -> None:
    await Person.filter(telegram_id=PEOPLE["engineer"]).update(language="en")
    await talk.says("engineer", "/help")
    assert "Commands for you" in talk.last("engineer").text


async def test_residents_hear_of_none_of_them(talk: Talk) -> None:
    await talk.says("owner", "/help")
    assert "/open" not in talk.last("owner").text


@pytest.mark.parametrize("asked", ["help", "帮助", "／help", "Help", "怎么用"])
async def test_the_word_alone_is_a_question_and_no_report(talk: Talk, asked: str) -> None:
    await talk.says("stranger", "/help")
    await talk.says("owner", "水管漏水")
    await talk.says("owner", asked)
    assert talk.last("owner").text == talk.last("stranger").text
    assert (await Complaint.get()).text == "水管漏水"
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0


@pytest.mark.parametrize("slip", ["。", "...", "、", " . "])
async def test_a_slip_of_the_finger_is_nothing(talk: Talk, slip: str) -> None:
    await talk.says("owner", slip)
    assert "在的" in talk.last("owner").text
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", slip)
    draft = await Complaint.get()
    assert (draft.text, draft.place) == ("水管漏水", "")


async def test_a_notice_about_a_matter_without_a_place_has_no_hole(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("supervisor", "我来", "engineering")
    await talk.presses("supervisor", "更多", "engineering")
    await talk.presses("supervisor", "换人办")
    await talk.presses("supervisor", "engineer师傅")
    assert "维修）" in talk.last("engineer").text
    assert "维修 ）" not in talk.last("engineer").text
