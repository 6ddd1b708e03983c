"""Who deletes their data while a danger runs calls nobody off: it goes on without them, and they are told so before."""

import pytest
from traces import leaves, rows_with
from village import PEOPLE, Talk, Village

from desk import keeping
from models import Callback, Card, Complaint, Event, Outgoing, Person
from models.kinds import CardKind, Severity, Status
from triage import load

BURST = "3栋1单元502水管爆了，紫檀柜泡了"


@pytest.fixture
async def bursting(village: Village) -> Talk:
    talk = Talk(village, load())
    await talk.says("owner", BURST)
    return talk


async def test_a_danger_goes_on_where_it_is_when_its_filer_is_forgotten(bursting: Talk) -> None:
    before = await Complaint.get()
    await leaves(bursting, "owner")
    after = await Complaint.get()
    assert (after.status, after.emergency, after.place) == (Status.WAITING, "burst", before.place)
    assert (after.text, after.visit_due_at) == ("", before.visit_due_at)
    assert after.place
    assert not await Person.filter(telegram_id=PEOPLE["owner"]).exists()
    assert await rows_with(("紫檀",)) == []
    said = bursting.sees("engineer", "engineering")
    assert not any("不用" in text for text in said)
    assert any("照常赶去" in text and "没人可问" in text and before.place in text for text in said)
    card = await Card.get(complaint_id=after.id, kind=CardKind.STAFF)
    shown = bursting._find(card.chat_id, card.message_id)
    assert shown is not None
    assert "没人可问" in shown.text
    assert any("接单" in label or "我来" in label for label in shown.buttons)


async def test_whoever_is_on_the_way_hears_that_nobody_can_be_asked_and_goes_on(bursting: Talk) -> None:
    await bursting.presses("engineer", "我来", "engineering")
    await leaves(bursting, "owner")
    assert (await Complaint.get()).status is Status.ACCEPTED
    assert any("照常赶去" in text for text in bursting.sees("engineer"))
    assert not any("不用" in text for text in bursting.sees("engineer"))


async def test_the_desk_knows_too_that_nobody_can_be_asked(bursting: Talk) -> None:
    await leaves(bursting, "owner")
    assert any("没人可问" in text for text in bursting.sees("desk", "service"))


async def test_the_question_says_that_the_danger_goes_on_and_how_to_call_it_off(bursting: Talk) -> None:
    await bursting.says("owner", "/delete_me")
    asked = bursting.last("owner").text
    assert "#0001" in asked
    assert "“🙅 是误报”" in asked
    assert await Outgoing.filter(notice="nameless").count() == 0


async def test_an_older_question_asks_again_where_a_danger_has_come_up_since(village: Village) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "/delete_me")
    await talk.says("owner", "家里进贼了，我躲在厕所")
    await talk.presses("owner", "全部删除")
    assert await Person.filter(telegram_id=PEOPLE["owner"]).exists()
    assert "#0001" in talk.last("owner").text
    await talk.presses("owner", "全部删除")
    assert not await Person.filter(telegram_id=PEOPLE["owner"]).exists()
    assert (await Complaint.get()).status is Status.WAITING


async def test_a_question_about_one_danger_asks_again_about_the_next(bursting: Talk) -> None:
    await bursting.says("owner", "/delete_me")
    older = bursting.last("owner")
    data = next(each for label, each in older.buttons.items() if "全部删除" in label)
    await bursting.later(minutes=1)
    await bursting.says("owner", "8栋2单元有人晕倒了")
    await bursting.taps("owner", data, message_id=older.message_id)
    assert await Person.filter(telegram_id=PEOPLE["owner"]).exists()
    assert "#0002" in bursting.last("owner").text


async def test_what_is_over_is_not_asked_about(bursting: Talk) -> None:
    await bursting.says("owner", "/delete_me")
    await bursting.presses("owner", "误报")
    await bursting.presses("owner", "全部删除")
    assert not await Person.filter(telegram_id=PEOPLE["owner"]).exists()
    assert (await Complaint.get()).place == ""


async def test_once_it_is_over_nobody_is_phoned_and_the_night_forgets_the_place(bursting: Talk) -> None:
    await bursting.presses("engineer", "我来", "engineering")
    await leaves(bursting, "owner")
    await bursting.presses("engineer", "我到了", "engineering")
    await bursting.presses("engineer", "完成", "engineering")
    if (await Complaint.get()).status is not Status.DONE:
        await bursting.presses("engineer", "看不出")
    assert (await Complaint.get()).status is Status.DONE
    await bursting.later(days=3)
    done = await Complaint.get()
    assert (done.status, done.call_needed) == (Status.CLOSED, False)
    assert await Callback.all().count() == 0
    await bursting.database.transaction(lambda: keeping.tidy(bursting.clock.now()))
    assert (await Complaint.get()).place == ""
    assert not [each for each in await Event.all() if "3栋" in str(each.facts)]


async def test_what_is_no_danger_is_taken_back_as_ever(bursting: Talk) -> None:
    await bursting.says("owner", "楼道好脏")
    await bursting.presses("owner", "提交")
    await leaves(bursting, "owner")
    assert (await Complaint.get(number=2)).status is Status.WITHDRAWN
    assert (await Complaint.get(number=1)).status is Status.WAITING


async def test_those_above_hear_it_and_keep_no_words_of_who_is_forgotten(bursting: Talk) -> None:
    assert any("紫檀" in text for text in bursting.sees("supervisor"))
    await leaves(bursting, "owner")
    assert not any("紫檀" in text for text in bursting.sees("supervisor"))
    assert "照常赶去" in bursting.last("supervisor").text


async def test_those_above_hear_that_what_they_follow_is_over(village: Village) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "3栋2单元电梯天天坏，紫檀柜搬不上去，一个月了")
    await talk.presses("owner", "提交")
    complaint = await Complaint.get()
    told = [who for who in ("supervisor", "manager") if talk.sees(who)]
    assert bool(told) is (complaint.severity is not Severity.MINOR)
    await leaves(talk, "owner")
    for who in told:
        assert not any("紫檀" in text for text in talk.sees(who))
        assert "删除资料" in talk.last(who).text
