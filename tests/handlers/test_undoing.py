"""A false alarm goes back to what was there before it; and what was one after all is a danger again, where it was."""

from typing import Any

import pytest
from traces import joins
from village import GROUPS, Talk, Village

from models import Complaint, Event, Outgoing
from models.kinds import Action, Severity, Status
from triage import load

STAIN = "3栋2单元502浴室天花板有水渍"
FELL = "天花板整片掉下来砸到我婆婆的头，流血了"


@pytest.fixture
async def estate(village: Village) -> Talk:
    return Talk(village, load())


@pytest.fixture
async def hurt(estate: Talk) -> Talk:
    """Danger in an old report."""
    await estate.says("owner", STAIN)
    await estate.presses("owner", "提交")
    await estate.presses("owner", "补充")
    await estate.says("owner", FELL)
    raised = await Complaint.get()
    assert raised.emergency
    return estate


async def test_what_was_an_ordinary_report_before_is_one_again(hurt: Talk) -> None:
    await hurt.presses("owner", "误报")
    report = await Complaint.get()
    assert (report.status, report.emergency, report.severity) == (Status.WAITING, "", Severity.MINOR)
    assert (report.visit_due_at, report.answer_due_at is not None) == (None, True)
    said = hurt.sees("engineer", "engineering")
    assert any("误报" in text and "照常办" in text for text in said)
    assert not any("已撤回" in text for text in said)
    assert "119" not in hurt.last("owner").text
    assert "120" not in hurt.last("owner").text


async def test_who_says_that_it_was_none_by_mistake_has_the_danger_back_where_it_was(hurt: Talk) -> None:
    before = await Complaint.get()
    await hurt.presses("owner", "误报")
    await hurt.says("owner", "不是误报啊！按错了！她还在流血！")
    again = await Complaint.get()
    assert (again.emergency, again.place, again.status) == (before.emergency, before.place, Status.WAITING)
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 2


@pytest.mark.parametrize("said", ["不是误报！", "not a false alarm", "着火了！"])
async def test_a_danger_that_was_withdrawn_comes_back_by_words(estate: Talk, said: str) -> None:
    await estate.says("owner", "3栋1单元502着火了")
    await estate.presses("owner", "误报")
    assert (await Complaint.get()).status is Status.WITHDRAWN
    await estate.says("owner", said)
    back = await Complaint.get()
    assert (back.status, back.emergency) == (Status.WAITING, "fire")
    assert "119" in estate.last("owner").text


async def test_another_danger_after_a_false_alarm_is_one_of_its_own(estate: Talk) -> None:
    await estate.says("owner", "3栋1单元电梯困人了")
    await estate.presses("owner", "误报")
    await estate.says("owner", "5栋2单元着火了")
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN
    assert (await Complaint.get(number=2)).emergency == "fire"


@pytest.mark.parametrize(
    "said",
    [
        "对不起，是我看错了，只是烧香的烟",
        "不用了，人已经出来了",
        "sorry it was me who misread it, just smoke from incense",
    ],
)
async def test_an_apology_after_it_is_no_new_matter_and_shows_the_way_back(estate: Talk, said: str) -> None:
    await estate.says("owner", "3栋1单元502着火了")
    await estate.presses("owner", "误报")
    await estate.says("owner", said)
    assert [each.status for each in await Complaint.all()] == [Status.WITHDRAWN]
    assert "要是险情还在" in estate.sees("owner")[-2]
    await estate.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.WAITING


async def test_those_above_who_heard_of_it_hear_that_it_was_none(estate: Talk) -> None:
    await estate.says("owner", "3栋1单元502着火了")
    told = {who for who in ("supervisor", "manager") if estate.sees(who)}
    assert "supervisor" in told
    await estate.presses("owner", "误报")
    for who in told:
        assert "误报" in estate.last(who).text


async def test_what_others_joined_as_a_danger_is_not_calmed_by_one(hurt: Talk) -> None:
    """It goes on as theirs, as it did before."""
    complaint = await Complaint.get()
    joiner = await hurt.village.person("stranger")
    told: dict[str, Any] = {"version": complaint.version + 1, "status": complaint.status, "round": 1}
    await hurt.database.transaction(
        lambda: Event.create(
            complaint=complaint, action=Action.JOIN, actor_id=joiner.id, at=hurt.clock.now(), **told
        )
    )
    await Complaint.filter(id=complaint.id).update(version=complaint.version + 1)
    await joins(hurt, complaint, "stranger")
    await hurt.presses("owner", "误报")
    after = await Complaint.get()
    assert (after.emergency, after.status, after.filer_id) == (complaint.emergency, Status.WAITING, joiner.id)


async def test_that_something_else_is_over_is_not_said_of_the_danger(estate: Talk) -> None:
    await estate.says("owner", "楼道灯不亮")
    await estate.presses("owner", "提交")
    await estate.says("owner", "3栋1单元502着火了")
    await estate.says("owner", "楼道灯亮了，不用来了")
    assert not any("照样在办" in text for text in estate.sees("owner"))


async def test_that_something_else_is_over_after_a_false_alarm_is_not_said_of_that(estate: Talk) -> None:
    await estate.says("owner", "楼道灯不亮")
    await estate.presses("owner", "提交")
    await estate.says("owner", "3栋1单元502着火了")
    await estate.presses("owner", "误报")
    await estate.says("owner", "已经好了，不用来了")
    assert not any("险情还在" in text for text in estate.sees("owner"))


@pytest.mark.parametrize(
    "said", ["没事，我妈摔倒流血了", "搞错了，她在流血", "sorry, my mistake, she is bleeding"]
)
@pytest.mark.parametrize("taken_back", [True, False])
async def test_a_cry_with_soothing_words_before_it_is_a_cry(
    estate: Talk, said: str, *, taken_back: bool
) -> None:
    await estate.says("owner", "3栋1单元502我妈摔倒了，头破血流")
    if taken_back:
        await estate.presses("owner", "误报")
    await estate.says("owner", said)
    assert (await Complaint.get(number=1)).status is Status.WAITING
    assert "120" in estate.last("owner").text
    assert not any("照样在办" in text or "要是险情还在" in text for text in estate.sees("owner"))


@pytest.mark.parametrize("said", ["我家厨房着火了", "my kitchen is on fire", "楼下着火了，在马路对面"])
async def test_a_fire_that_may_be_elsewhere_is_not_the_one_that_was_taken_back(
    estate: Talk, said: str
) -> None:
    await estate.says("owner", "3栋2单元着火了")
    await estate.presses("owner", "误报")
    await estate.later(minutes=2)
    await estate.says("owner", said)
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN
    fire = await Complaint.get(number=2)
    assert (fire.emergency, fire.place, fire.status) == ("fire", "", Status.WAITING)


@pytest.mark.parametrize(("minutes", "same"), [(5, True), (40, False)])
async def test_a_cry_without_a_place_is_of_what_was_taken_back_only_right_after(
    estate: Talk, minutes: int, *, same: bool
) -> None:
    await estate.says("owner", "3栋2单元着火了")
    await estate.presses("owner", "误报")
    await estate.later(minutes=minutes)
    await estate.says("owner", "着火了！")
    assert ((await Complaint.get(number=1)).status is Status.WAITING) is same
    assert await Complaint.exclude(number=None).count() == (1 if same else 2)


async def test_a_danger_that_comes_back_is_told_in_the_new_words_and_its_clocks_begin_anew(
    estate: Talk,
) -> None:
    await estate.says("owner", "3栋2单元着火了")
    await estate.later(minutes=14)
    await estate.presses("owner", "误报")
    await estate.later(minutes=40)
    await estate.says("owner", "3栋2单元着火了，火很大，烟都出来了")
    back = await Complaint.get()
    assert (back.status, back.emergency) == (Status.WAITING, "fire")
    assert "火很大，烟都出来了" in estate.last("engineer", "service").text
    for due in (back.answer_due_at, back.visit_due_at):
        assert due is None or due > estate.clock.now()
    await estate.later(minutes=1)
    assert not any("还没有人接单" in text for text in estate.sees("supervisor")[-1:])
