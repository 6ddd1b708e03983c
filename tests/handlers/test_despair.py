"""Whoever wants to die is answered at once, and few hear of it; whoever is about to jump is run to."""

from functools import cache

import pytest
from village import Talk, Village

from models import Complaint
from models.kinds import Discretion, Status
from triage import Triage, load


@cache
def real_triage() -> Triage:
    return load()


@pytest.mark.parametrize(("said", "kind"), [("我想死", "不是一个人"), ("我真的不想活了", "不是一个人")])
async def test_it_is_answered_kindly_and_one_above_is_told(village: Village, said: str, kind: str) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", said)
    answer = talk.last("owner")
    assert kind in answer.text
    assert "110 / 120" in answer.text
    assert not any(label for label in answer.buttons if "维修" in label or "上下楼" in label)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.discretion) == (Status.WAITING, Discretion.CONFIDENTIAL)
    assert (complaint.category, complaint.subject) == ("other", "despair")
    for who, group in (("desk", "service"), ("engineer", "engineering"), ("cleaner", "cleaning")):
        assert not any(said in text or "#0001" in text for text in talk.sees(who, group))
    assert any(said in text for text in talk.sees("supervisor"))


@pytest.mark.parametrize("filed", [True, False])
async def test_nothing_else_that_is_open_hears_of_it(village: Village, filed: bool) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "3栋2单元501厨房水管漏水")
    if filed:
        await talk.presses("owner", "提交")
    await talk.says("owner", "我不想活了")
    assert not any("不想活" in text for text in talk.sees("engineer", "engineering"))
    told = await Complaint.get(emergency="despair")
    assert (told.text, told.discretion) == ("我不想活了", Discretion.CONFIDENTIAL)
    assert not (await Complaint.exclude(id=told.id).get()).emergency


async def test_whoever_is_about_to_jump_is_run_to_and_the_police_called(village: Village) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "5栋天台有人想跳下来")
    said = talk.last("owner").text
    assert "110" in said
    assert "受伤的人" not in said
    complaint = await Complaint.get()
    assert (complaint.emergency, complaint.category) == ("brink", "security")
    assert "🚨" in talk.last("desk", "service").text
