"""What is said right after a danger was reported belongs to it, whatever was left unsent before."""

import pytest
from village import GROUPS, Talk, Village, photo

from desk.placing import HEARD
from models import Attachment, Complaint, Event, Outgoing
from models.kinds import Status
from triage import load


@pytest.fixture
def real(village: Village) -> Talk:
    return Talk(village, load())


async def fire_beside_a_draft(talk: Talk) -> tuple[Complaint, Complaint]:
    await talk.says("owner", "樓上每天拖椅子很吵")
    await talk.says("owner", "等等!我家廚房著火了,3棟1單元601")
    return await Complaint.get(emergency="fire"), await Complaint.get(status=Status.DRAFT)


async def test_a_question_whether_somebody_comes_is_answered_and_no_part_of_an_older_draft(
    real: Talk,
) -> None:
    _, draft = await fire_beside_a_draft(real)
    bubble = real.last("owner").message_id
    for said in ("有人要來了嗎?", "is somebody on the way??", "你们到哪了"):
        await real.says("owner", said)
        assert "#0001" in real.last("owner").text
        assert real.last("owner").message_id > bubble
    assert (await Complaint.get(id=draft.id)).text == draft.text
    assert await Complaint.all().count() == 2


async def test_what_is_said_and_sent_after_a_danger_stands_on_its_card(real: Talk) -> None:
    fire, draft = await fire_beside_a_draft(real)
    await real.says("owner", "火滅了,我用滅火器噴掉了")
    await real.says("owner", **photo())
    assert (await Complaint.get(id=draft.id)).text == draft.text
    assert (await Attachment.get()).complaint_id == fire.id
    assert "滅火器" in real.last("engineer", "service").text


PLACES = [
    "5栋1单元101",
    "3栋1单元楼下花园",
    "地下车库B区",
    "next to the fire door, lobby block 8",
    "third floor, by the lifts",
    "at the back gate near the dumpsters",
    "一樓垃圾間",
    "block 3 unit 1, 6th floor corridor",
    "602",
    "3",
    "my flat",
    "the roof",
    "stairwell between 4 and 5",
    "中庭",
    "5-1",
]


@pytest.mark.parametrize("told", PLACES)
async def test_the_next_message_is_the_place_word_for_word(real: Talk, told: str) -> None:
    await real.says("owner", "花园的草好久没剪了")
    await real.says("owner", "我妈摔倒了起不来,头破了")
    await real.says("owner", told)
    fell, draft = await Complaint.get(emergency="injury"), await Complaint.get(status=Status.DRAFT)
    assert fell.place == told
    assert draft.text == "花园的草好久没剪了"
    assert told in real.last("engineer", "service").text.splitlines()[0]
    assert await Outgoing.filter(notice=HEARD, complaint_id=fell.id).count() == 1


async def test_it_is_asked_until_a_building_is_known(real: Talk) -> None:
    await real.says("owner", "电梯卡住了,我和我妈在里面")
    await real.says("owner", "我们停在2楼")
    assert "哪一栋" in real.last("owner").text
    await real.says("owner", "5栋")
    assert (await Complaint.get()).place == "5栋 我们停在2楼"
    assert not any("哪一栋" in text for text in real.sees("owner")[:1])


@pytest.mark.parametrize("said", ["5", "B", "5号"])
async def test_a_mere_number_is_the_building_once_that_is_asked(real: Talk, said: str) -> None:
    await real.says("owner", "有人触电了")
    await real.says("owner", "在地下室水泵房")
    await real.says("owner", said)
    assert (await Complaint.get()).place == f"{said} 在地下室水泵房"
    assert not any("📍" in text for text in real.sees("owner")[:1])


@pytest.mark.parametrize("said", ["it stopped", "我关了总阀,现在不漏了", "火已经灭了"])
async def test_that_it_is_over_is_no_place(real: Talk, said: str) -> None:
    await real.says("owner", "水管爆了")
    await real.says("owner", said)
    assert (await Complaint.get()).place == ""
    assert said in real.last("engineer", "engineering").text


@pytest.mark.parametrize("told", ["block 5 third floor by the fire hose", "block 5, the fire stairs"])
async def test_what_fires_are_put_out_with_is_no_fire(real: Talk, told: str) -> None:
    await real.says("owner", "gas leak, strong smell")
    await real.says("owner", told)
    assert (await Complaint.get()).place == told


async def test_whoever_asks_at_once_rings_for_nobody_again(real: Talk) -> None:
    await real.says("owner", "3栋2单元电梯困人了")
    await real.says("owner", "有人来了吗")
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 0
    await real.later(minutes=4)
    for _ in range(3):
        await real.says("owner", "有人来了吗")
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 1


async def test_where_somebody_ran_to_is_not_where_help_is_needed(real: Talk) -> None:
    await real.says("owner", "有小偷在撬我家门")
    await real.says("owner", "他跑了,往5栋那边去了")
    assert (await Complaint.get()).place == ""
    assert any("在哪里" in text for text in real.sees("owner"))
    assert any("往5栋" in text for text in real.sees("engineer", "service"))


async def test_a_place_on_the_map_is_a_place(real: Talk) -> None:
    await real.says("owner", "煤气漏了")
    await real.says("owner", location={"latitude": 22.5, "longitude": 114.05})
    assert (await Complaint.get()).place == "📍 22.50000, 114.05000"
    assert "📍 22.50000, 114.05000" in real.last("engineer", "engineering").text


async def test_another_matter_after_a_danger_is_one_of_its_own(real: Talk) -> None:
    await real.says("owner", "电梯困人了")
    await real.says("owner", "对了我家上个月物业费多收了")
    assert (await Complaint.get(status=Status.DRAFT)).category == "fees"
    assert (await Complaint.get(number=1)).place == ""
    await real.says("owner", "5栋2单元")
    assert (await Complaint.get(number=1)).place == "5栋2单元"


async def test_a_picture_sent_before_a_cry_is_of_it(real: Talk) -> None:
    await real.says("owner", **photo())
    await real.says("owner", "有人被砸伤了,流了好多血")
    await real.says("owner", "3栋1单元楼下花园")
    assert (await Complaint.get()).place == "3栋1单元楼下花园"
    assert (await Attachment.get()).complaint_id == (await Complaint.get()).id


async def test_a_step_of_the_guided_way_is_no_place_for_it(real: Talk) -> None:
    await real.says("owner", "/start")
    await real.presses("owner", "一步步选")
    await real.presses("owner", "维修")
    await real.says("owner", "有人晕倒了")
    await real.says("owner", "地下车库B区")
    await real.says("owner", "你们到哪了")
    assert await Complaint.filter(number__not_isnull=True).count() == 1
    assert (await Complaint.get(number=1)).place == "地下车库B区"


async def test_after_a_while_words_go_where_they_went_before(real: Talk) -> None:
    await fire_beside_a_draft(real)
    await real.later(hours=3)
    await real.says("owner", "每天都拖")
    assert "每天都拖" in (await Complaint.get(status=Status.DRAFT)).text


async def test_what_was_asked_before_a_danger_stays_a_question(real: Talk) -> None:
    await real.says("owner", "上个月电梯困过人,你们整改了没有?")
    await real.says("owner", "天花板掉下来一大块,差点砸到我妈")
    assert (await Complaint.get(emergency="falling")).text == "天花板掉下来一大块,差点砸到我妈"
    assert (await Complaint.get(status=Status.DRAFT)).text == "上个月电梯困过人,你们整改了没有?"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("楼下打起来了", "我家厨房一股煤气味"),
        ("大堂有人晕倒了", "Block B 5/F 电表房冒烟着火了"),
        ("201室有人晕倒了", "我兒子在樓下被車撞了"),
        ("3栋2单元着火了", "3栋1单元有人晕倒了"),
    ],
)
async def test_two_dangers_are_in_one_place_only_where_nothing_tells_of_another(
    real: Talk, first: str, second: str
) -> None:
    await real.says("owner", first)
    await real.says("owner", second)
    for each in await Complaint.exclude(number=None).order_by("id"):
        assert "beside" not in each.verdict


async def test_the_place_of_two_dangers_in_one_place_is_told_of_both(real: Talk) -> None:
    await real.says("owner", "电梯困人了")
    await real.says("owner", "我喘不上气，快晕倒了")
    await real.says("owner", "3栋2单元")
    assert [each.place for each in await Complaint.all().order_by("id")] == ["3栋2单元", "3栋2单元"]
    assert await Outgoing.filter(notice=HEARD).count() == 2


async def test_neighbours_read_no_word_of_the_answer_but_what_is_a_place(real: Talk) -> None:
    await real.says("owner", "电梯困人了")
    await real.says("owner", "老王家门口那部,5栋2单元的电梯")
    await real.says("stranger", "5栋2单元电梯困人了")
    assert await Complaint.exclude(number=None).count() == 1
    assert "5栋2单元" in real.last("stranger").text
    assert "老王" not in real.last("stranger").text
    assert "老王" in real.last("engineer", "engineering").text


async def test_an_edited_place_is_the_place(real: Talk) -> None:
    await real.says("owner", "有人触电了")
    sent = await real.says("owner", "5栋1单元101")
    message = {"message_id": sent, "date": 1, "edit_date": 2, "chat": real._chat("owner", "")}
    await real.comes("edited_message", message | {"from": real._user("owner"), "text": "8栋1单元101"})
    assert (await Complaint.get()).place == "8栋1单元101"
    assert any("8栋1单元101" in text for text in real.sees("engineer", "engineering")[1:])
    assert await Outgoing.filter(notice=HEARD).count() == 2


async def test_another_building_told_after_the_first_is_heard_by_those_who_run(real: Talk) -> None:
    await real.says("owner", "有人触电了")
    await real.says("owner", "5栋1单元101")
    await real.says("owner", "说错了,是8栋")
    assert any("说错了" in text and "🚨" in text for text in real.sees("engineer", "engineering"))
    assert await Outgoing.filter(notice=HEARD).count() == 2


@pytest.mark.parametrize("said", ["嗯", "是的", "好的", "不是", "没有"])
async def test_a_mere_yes_or_no_is_no_place(real: Talk, said: str) -> None:
    await real.says("owner", "有人触电了")
    await real.says("owner", said)
    assert (await Complaint.get()).place == ""


@pytest.mark.parametrize("said", ["火还没灭", "保安有人来了", "They are here now"])
async def test_what_only_sounds_like_a_question_rings_for_nobody(real: Talk, said: str) -> None:
    await real.says("owner", "3栋2单元着火了")
    await real.later(minutes=4)
    await real.says("owner", said)
    assert await Outgoing.filter(notice="alarm").count() == 0
    assert said in "".join(real.sees("desk", "service"))


async def test_a_reply_to_the_question_is_its_answer(real: Talk) -> None:
    await real.says("owner", "花园的草好久没剪了")
    await real.says("owner", "有人触电了")
    above = {"message_id": real.last("owner").message_id, "date": 1, "chat": real._chat("owner", "")}
    await real.says("owner", "配电房后面", reply_to_message=above)
    assert (await Complaint.get(emergency="shock")).place == "配电房后面"


@pytest.mark.parametrize("first", ["3栋电梯困人", "电梯困人了"])
@pytest.mark.parametrize(
    "second",
    [
        "听说5栋着火了",
        "5栋隔壁女孩留了遗书",
        "从昨天开始我家插座一直冒烟，你们到底管不管",
        "保安把我锁在保安室里不让出去",
    ],
)
async def test_what_may_be_a_danger_elsewhere_or_of_another_kind_is_no_part_of_the_first(
    real: Talk, first: str, second: str
) -> None:
    await real.says("owner", first)
    place = (await Complaint.get()).place
    await real.says("owner", second)
    lift = await Complaint.get(number=1)
    assert lift.place == place
    assert second not in "".join(str(step.facts) for step in await Event.filter(complaint_id=lift.id))
    assert (await Complaint.exclude(id=lift.id).get()).text == second


async def test_what_may_be_a_danger_of_the_guards_is_no_part_of_a_fire(real: Talk) -> None:
    await real.says("owner", "3栋2单元着火了")
    await real.says("owner", "保安把我锁在保安室里不让出去")
    assert await Complaint.all().count() == 2


@pytest.mark.parametrize("said", ["他不动了", "他流了很多血", "5栋2单元,里面的人没声音了"])
async def test_what_tells_more_of_the_same_danger_stays_with_it(real: Talk, said: str) -> None:
    await real.says("owner", "电梯困人了")
    await real.says("owner", said)
    assert await Complaint.all().count() == 1
    assert said in real.last("engineer", "engineering").text


@pytest.mark.parametrize(
    "said", ["我要投诉楼上漏水", "我的车被刮了", "快递什么时候到", "师傅几点来修我家马桶"]
)
async def test_another_matter_is_not_where_a_danger_is(real: Talk, said: str) -> None:
    await real.says("owner", "着火了")
    await real.says("owner", said)
    fire = await Complaint.get(number=1)
    assert fire.place == ""
    assert said not in "".join(str(step.facts) for step in await Event.filter(complaint_id=fire.id))
    assert said not in real.last("engineer", "service").text
    await real.says("owner", "5栋2单元")
    assert (await Complaint.get(number=1)).place == "5栋2单元"


@pytest.mark.parametrize("said", ["救护车什么时候到", "师傅几点来", "消防车到哪了", "保安什么时候到"])
async def test_whoever_asks_when_help_comes_is_told_how_the_danger_stands(real: Talk, said: str) -> None:
    await real.says("owner", "3栋2单元着火了")
    await real.says("owner", said)
    assert await Complaint.all().count() == 1
    assert "#0001" in real.last("owner").text
