"""What the demo's chips play goes to its end, by the control API, in an estate where nothing has happened yet."""

import pytest
from databases import ON_SQLITE
from estate import Estate
from scenes import NAMES, Scene, scenario

ENDS: dict[
    str, tuple[str, str, str]
] = {  # whose chat, or whose and which group's; words that stand there at last
    "leak_night": ("owner", "", "非常满意"),
    "garbage": ("cleaner", "cleaning", "已回访，关闭"),
    "noise": ("neighbour", "", "基本满意"),
    "fees": ("accountant", "fees", "已回访，关闭"),
    "lift": ("owner", "", "非常满意"),
    "manner": ("supervisor", "", "已回访，关闭"),
    "bundle": ("engineer", "repairs", "👷 张师傅"),
    "forty": ("engineer", "repairs", "户"),
    "transfer": ("owner", "", "由主管来定谁办"),
    "hold": ("owner", "", "新锁装好"),
    "visit": ("owner", "", "就按您说的"),
    "extension": ("owner", "", "厂家的人后天才能到"),
    "refusal": ("owner", "", "改由我们办"),
    "merge": ("neighbour", "", "是同一件事，我们并在一起办"),
    "low_score": ("owner", "", "您说：解决了"),
    "partly": ("supervisor", "repairs", "已回访，关闭"),
    "changed_mind": ("supervisor", "", "不用去了"),
    "no_answer": ("desk", "desk", "不用打了"),
    "phone": ("owner", "", "客服小陈记下了您"),
    "loss": ("manager", "", "记下了，您的名字和时间"),
    "praise": ("engineer", "repairs", "半小时就来了，还把灯罩擦干净了"),
    "desk": ("desk", "desk", "已接班"),
    "setup": ("newcomer", "", "何师傅"),
}


@ON_SQLITE
@pytest.mark.parametrize("name", NAMES)
async def test_a_scenario_plays_to_its_end(estate: Estate, name: str) -> None:
    await Scene(estate).play(name)
    who, where, words = ENDS[name]
    seen = await estate.sees(who, **({"group": where} if where else {}))
    assert any(words in text for text in seen), seen


def test_each_scenario_has_an_end_that_is_looked_for() -> None:
    assert set(NAMES) == set(ENDS)
    assert all(scenario(name)["steps"] for name in ENDS)
