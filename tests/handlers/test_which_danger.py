"""Which danger it is, told by words together with what they are said of."""

from functools import cache

import pytest
from village import Talk, Village

from models import Complaint
from triage import Triage, load


@cache
def real_triage() -> Triage:
    return load()


@pytest.mark.parametrize("cry", ["里面有人喊救命", "现在里面有人拍门求救!", "里面好像有人在敲门喊救命"])
@pytest.mark.parametrize("filed", [True, False])
async def test_a_cry_from_within_is_of_the_lift_that_stands(village: Village, cry: str, filed: bool) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "3栋2号电梯停了,按了没反应")
    if filed:
        await talk.presses("owner", "提交")
    await talk.says("owner", cry)
    complaint = await Complaint.get()
    assert (complaint.emergency, complaint.category) == ("trapped", "repairs")
    assert "🚨" in talk.last("engineer", "engineering").text


async def test_a_neighbour_who_hears_it_too_is_heard_about_the_lift(village: Village) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "3栋2号电梯停了,按了没反应")
    await talk.presses("owner", "提交")
    await talk.says("stranger", "3栋2号电梯停了")
    if any("我也是" in label for label in talk.last("stranger").buttons):
        await talk.presses("stranger", "我也是")
    await talk.says("stranger", "里面好像有人在敲门喊救命")
    told = await Complaint.filter(number__isnull=False).values_list("emergency", "category")
    assert told == [("trapped", "repairs")]


async def test_a_cry_from_nowhere_stays_a_cry(village: Village) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "里面有人喊救命")
    assert (await Complaint.get()).emergency == "called"


async def test_who_needs_somebody_at_once_for_a_drain_gets_those_who_mend_it(village: Village) -> None:
    talk = Talk(village, real_triage())
    await talk.says("neighbour", "drain blocked and it stinks")
    await talk.presses("neighbour", "🚨")
    complaint = await Complaint.get()
    assert (complaint.category, complaint.emergency) == ("repairs", "called")
    assert "🚨" in talk.last("engineer", "engineering").text
