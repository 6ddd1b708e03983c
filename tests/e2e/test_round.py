"""One complaint goes all the way round."""

from estate import Estate

from models import Callback, Complaint
from models.callback_kinds import CallbackState, Solved
from models.kinds import Role, Status

LEAK = "3栋1单元502厨房水管漏水，柜子都泡了"


async def filed(estate: Estate, text: str = LEAK) -> None:
    await estate.says("owner", text)
    await estate.presses("owner", "提交")


async def finished(estate: Estate) -> None:
    await filed(estate)
    await estate.presses("engineer", "我来", group="repairs")
    await estate.presses("engineer", "完成", group="repairs")


async def test_a_sentence_is_understood_and_confirmed_with_one_tap(estate: Estate) -> None:
    await estate.says("owner", LEAK)
    asked = await estate.last("owner")
    assert "维修" in asked["text"]
    await estate.presses("owner", "提交")
    receipt = await estate.message("owner", asked["message_id"])
    assert "#0001" in receipt["text"], "the question turns into the receipt"
    assert "11月23日周一 12:00 前" in receipt["text"]


async def test_the_task_reaches_its_group_is_accepted_and_finished_by_name(estate: Estate) -> None:
    await filed(estate)
    card = await estate.last("engineer", group="repairs")
    assert "#0001" in card["text"]
    assert "厨房水管漏水" in card["text"]
    assert await estate.presses("engineer", "我来", group="repairs") == "接单成功"
    assert any("张师傅" in text and "接了" in text for text in await estate.sees("owner"))
    await estate.presses("engineer", "完成", group="repairs")
    assert any("已办完" in text for text in await estate.sees("owner"))
    assert "等回访" in (await estate.last("engineer", group="repairs"))["text"]


async def test_the_whole_round_ends_with_the_residents_own_answer(estate: Estate) -> None:
    await finished(estate)
    await estate.later(hours=3, minutes=1)
    assert "解决了吗" in (await estate.last("owner"))["text"]
    await estate.presses("owner", "解决了")
    assert "满意吗" in (await estate.last("owner"))["text"]
    await estate.presses("owner", "非常满意")
    complaint = await Complaint.get(number=1)
    callback = await Callback.get(complaint_id=complaint.id, tier=Role.DESK)
    assert complaint.status is Status.CLOSED
    assert (callback.state, callback.solved, callback.score) == (CallbackState.ANSWERED, Solved.YES, 5)
    assert "关闭" in (await estate.last("engineer", group="repairs"))["text"]


async def test_a_bad_answer_reopens_one_level_up_and_another_person_leads(estate: Estate) -> None:
    await finished(estate)
    await estate.later(hours=3, minutes=1)
    await estate.presses("owner", "没解决")
    assert "满意吗" in (await estate.last("owner"))["text"]
    await estate.presses("owner", "很不满意")
    card = await estate.last("engineer", group="repairs")
    assert "第2次" in card["text"]
    assert "主管" in card["text"]
    assert any("已重开" in text for text in await estate.sees("supervisor"))
    assert "不归您" in await estate.presses("engineer", "我来", group="repairs")
    assert await estate.presses("supervisor", "我来", group="repairs") == "接单成功"
    await estate.presses("supervisor", "完成", group="repairs")
    await estate.later(hours=3, minutes=1)
    await estate.presses("owner", "解决了")
    await estate.presses("owner", "🙂 满意")
    complaint = await Complaint.get(number=1)
    assert (complaint.status, complaint.round) == (Status.CLOSED, 2)
    votes = Callback.filter(complaint_id=complaint.id, tier=Role.DESK).order_by("round")
    rounds = await votes.values_list("solved", "score")
    assert [tuple(each) for each in rounds] == [(Solved.NO, 1), (Solved.YES, 4)]
