"""A manager changes the few values that matter by buttons, and adds a department."""

import pytest
from village import Talk

from desk.choices import CHOICES, value_of
from desk.policy import policy_for
from models import Community, Department
from models.kinds import Category


async def opens(talk: Talk) -> None:
    await talk.says("manager", "/setup")
    await talk.presses("manager", "时限")


async def test_a_value_is_chosen_with_two_taps_and_holds_at_once(talk: Talk) -> None:
    await opens(talk)
    assert "首次答复：<b>2 小时（服务时间内）</b>" in talk.last("manager").text
    await talk.presses("manager", "首次答复")
    await talk.presses("manager", "1 小时")
    assert "首次答复：<b>1 小时（服务时间内）</b>" in talk.last("manager").text
    assert (await Community.get()).policy["clocks"]["first_answer"] == "1h service"


async def test_the_duty_phone_is_typed_and_taken_away(talk: Talk) -> None:
    await opens(talk)
    for typed, kept in (("0755-8888 0000", "0755-8888 0000"), ("-", "")):
        await talk.presses("manager", "值班电话")
        await talk.says("manager", typed)
        assert (await Community.get()).policy["danger"]["duty_phone"] == kept
    await talk.presses("manager", "值班电话")
    await talk.says("manager", "<b>call me</b>")
    assert "对不上" in talk.last("manager").text
    assert (await Community.get()).policy["danger"]["duty_phone"] == ""


@pytest.mark.parametrize("who", ["owner", "engineer", "supervisor"])
async def test_nobody_else_changes_anything(talk: Talk, who: str) -> None:
    community = talk.village.community.id
    for data in (
        f"fv|{community}|callback.low_score|3",
        f"fy|{community}|",
        f"ff:{community}",
        f"fn:{community}",
    ):
        await talk.taps(who, data)
        assert talk.toasts[-1] in ("找不到这件事。", "这要经理来设置。")
    assert (await Community.get()).policy == {}


@pytest.mark.parametrize("data", ["fv|{}|callback.low_score|5", "fv|{}|callback.nothing|1", "fv|{}|x|"])
async def test_a_forged_value_changes_nothing(talk: Talk, data: str) -> None:
    await talk.taps("manager", data.format(talk.village.community.id))
    assert (await Community.get()).policy == {}


@pytest.mark.parametrize("line", CHOICES)
def test_every_choice_is_a_policy_and_the_default_is_among_them(line: str) -> None:
    section, _, name = line.partition(".")
    for value in CHOICES[line]:
        policy_for({section: {name: value}})
    assert value_of({}, line) in CHOICES[line]


async def test_a_department_is_added_and_takes_over_a_category(talk: Talk) -> None:
    await talk.says("manager", "/setup")
    await talk.presses("manager", "加部门")
    await talk.says("manager", "绿化部")
    await talk.presses("manager", "接管")
    await talk.presses("manager", "噪音")
    assert "绿化部</b>（噪音）" in talk.last("manager").text
    assert (await Department.get(name="绿化部")).categories == [Category.NOISE]
    await talk.says("manager", "/setup")
    assert "绿化部" in talk.last("manager").buttons or "⚠️ 绿化部" in talk.last("manager").buttons
