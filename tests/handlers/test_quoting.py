"""Words of a resident that somebody else wrote down go with whose they are (P18)."""

import pytest
from traces import LEAVER, LEAVER_ID, copy_of, joins, leaves, rows_with
from village import PEOPLE, Talk

from desk import keeping
from models import Callback, Complaint, Event, Person
from models.callback_kinds import Solved
from models.kinds import Action, Status

WORDS, MORE = "水管漏水漏到紫檀柜子里了", "楼道里的琉璃花瓶不见了"
MARKS = ("紫檀柜", "琉璃", LEAVER, str(LEAVER_ID))


@pytest.fixture
def leaver(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEOPLE, LEAVER, LEAVER_ID)
    return LEAVER


async def merged(talk: Talk, who: str) -> tuple[Complaint, Complaint]:
    """What they said goes into the owner's."""
    target, gone = await talk.village.filed(), await talk.village.filed(who=who, text=WORDS)
    await talk.taps("desk", f"jm:1:{gone.ref}:{target.ref}")
    return target, gone


async def test_what_went_into_a_neighbours_matter_goes_from_its_card_with_who_said_it(
    talk: Talk, leaver: str
) -> None:
    await merged(talk, leaver)
    assert any("紫檀柜" in text for text in talk.sees("engineer", "engineering"))
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert not any("紫檀柜" in text for text in talk.sees("engineer", "engineering"))


async def test_what_went_into_another_is_kept_no_longer_for_it(talk: Talk) -> None:
    """The one that it went into is still open when its own year is over."""
    target, gone = await merged(talk, "neighbour")
    await Complaint.filter(id=gone.id).update(closed_at=talk.clock.now())
    talk.clock.forward(days=366)
    assert await talk.database.transaction(lambda: keeping.tidy(talk.clock.now())) is True
    assert await rows_with(("紫檀柜",)) == []
    assert (await Complaint.get(id=target.id)).text == "水管漏水"
    await talk._deliver()
    assert not any("紫檀柜" in text for text in talk.sees("engineer", "engineering"))


async def test_what_was_split_off_goes_though_neighbours_go_on_with_the_rest(talk: Talk, leaver: str) -> None:
    complaint = await talk.village.accepted(who=leaver, text=f"{WORDS}，{MORE}")
    await joins(talk, complaint)
    await talk.taps("desk", f"jt:split:{complaint.ref}")
    await talk.says("desk", MORE)
    assert await Event.filter(action=Action.SPLIT).count() == 1
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert (await Complaint.get(id=complaint.id)).status is Status.ACCEPTED


async def test_what_the_desk_took_down_on_the_phone_goes_with_who_said_it(talk: Talk, leaver: str) -> None:
    complaint = await talk.village.done(who=leaver, text=WORDS)
    await joins(talk, complaint)
    for _ in range(4):
        await talk.later(days=1)
    for button, group in (("我来打", "service"), ("接通了", ""), ("没解决", ""), ("很不满意", "")):
        await talk.presses("desk", button, group)
    await talk.says("desk", MORE)
    assert await Event.filter(action=Action.RECORD).count() == 2
    [mine] = (await copy_of(talk, leaver))["complaints"]
    assert MORE in [step.get("facts", {}).get("text") for step in mine["history"]], (
        "they were theirs all along"
    )
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert (await Complaint.get(id=complaint.id)).filer_id == (await talk.village.person("neighbour")).id


async def test_a_call_that_was_taken_down_goes_with_the_caller(talk: Talk, leaver: str) -> None:
    """Taken down by the desk, joined by a neighbour, and withdrawn by the caller before they leave."""
    caller = await talk.village.person(leaver)
    await Person.filter(id=caller.id).update(phone="13911223344", community_id=talk.village.community.id)
    await talk.says("desk", f"/new 3-1-502 13911223344 {WORDS}")
    await talk.presses("desk", "登记")
    complaint = await Complaint.get()
    assert complaint.filer_id == caller.id
    await joins(talk, complaint)
    await talk.presses(leaver, "撤回")
    await talk.presses(leaver, "已经好了")
    assert (await Complaint.get()).filer_id != caller.id
    await leaves(talk, leaver)
    assert await rows_with((*MARKS, "13911223344")) == []


async def unhappy(talk: Talk, who: str) -> Complaint:
    """Answers badly and in their own words; a neighbour has it, too."""
    complaint = await talk.village.done(who=who, text=WORDS)
    await joins(talk, complaint)
    await talk.later(hours=3, minutes=1)
    for button in ("没解决", "很不满意", "其他"):
        await talk.presses(who, button)
    await talk.says(who, MORE)
    assert (await Callback.get(complaint_id=complaint.id)).comment == MORE
    return complaint


async def test_what_they_answered_goes_with_them_though_neighbours_go_on(talk: Talk, leaver: str) -> None:
    complaint = await unhappy(talk, leaver)
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert (await Callback.get(complaint_id=complaint.id)).solved is Solved.NO, "what rates are reckoned from"


async def test_whose_it_is_now_gets_no_copy_of_what_somebody_else_answered(talk: Talk) -> None:
    complaint = await unhappy(talk, "owner")
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    heir = await talk.village.person("neighbour")
    assert (await Complaint.get(id=complaint.id)).filer_id == heir.id
    theirs = await copy_of(talk, "neighbour")
    assert [each["number"] for each in theirs["complaints"]] == [1]
    assert theirs["complaints"][0]["answers"] == []
    assert "琉璃" not in str(theirs)


async def test_who_took_it_back_still_has_a_copy_of_what_they_had_said_and_answered(
    talk: Talk, leaver: str
) -> None:
    await unhappy(talk, leaver)
    await talk.presses(leaver, "撤回")
    await talk.presses(leaver, "已经好了")
    [left] = (await copy_of(talk, leaver))["passed_on"]
    assert WORDS in [step["facts"].get("text") for step in left["history"]]
    assert [answer["comment"] for answer in left["answers"]] == [MORE]
    assert (await copy_of(talk, "desk"))["passed_on"] == [], "what staff did is not what they said"
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
