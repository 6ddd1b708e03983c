"""Where and when are found as the resident wrote them."""

import pytest

from triage import Triage


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3栋2单元501漏水", "3栋2单元501"),
        ("我家在12栋3单元,没电了", "12栋3单元"),
        ("B座12楼走廊灯坏了", "B座12楼"),
        ("8號樓門口有垃圾", "8號樓"),
        ("第3座5樓B室漏水", "第3座5樓B室"),
        ("3-1-502 水管坏了", "3-1-502"),
        ("Block 3, 502 has no water", "Block 3, 502"),
        ("leak in Tower B, flat 12C", "Tower B, flat 12C"),
        ("五号楼电梯坏了", "五号楼"),
        ("2栋1101室很吵", "2栋1101室"),
        ("負一樓車庫積水", "負一樓車庫"),
        ("七楼走廊有人抽烟", "七楼"),
        ("apt 4B is too loud", "apt 4B"),
        ("大堂的灯不亮", "大堂"),
        ("3栋1单元大堂的灯不亮", "3栋1单元大堂"),
        ("地下停車場漏水", "地下停車場"),
        ("the lobby light is out", "lobby"),
        ("Block 3 lobby is dark", "Block 3 lobby"),
        ("3 栋 2 单 元 灯 坏 了", "3 栋 2 单元"),
        ("阳光花园物业费太贵", None),
        ("垃圾没人收", None),
        ("I have paid 300 dollars", None),
    ],
)
def test_the_place_is_found(triage: Triage, text: str, place: str | None) -> None:
    assert triage.verdict(text).place == place


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("昨晚十一点楼上很吵", "昨晚十一点"),
        ("今天早上8点停水", "今天早上8点"),
        ("每天晚上十点半跳舞", "每天晚上十点半"),
        ("尋晚12點好嘈", "尋晚12點"),
        ("11月3日开始漏水", "11月3日"),
        ("上周三电梯坏了", "上周三"),
        ("last night at 11 pm they were shouting", "last night at 11 pm"),
        ("water is off since 7:30 am", "7:30 am"),
        ("垃圾没人收", None),
    ],
)
def test_the_time_is_found(triage: Triage, text: str, when: str | None) -> None:
    assert triage.verdict(text).when == when


@pytest.mark.parametrize(
    ("text", "building"),
    [("十二栋停电", "12"), ("二 三 栋 停电", "二三"), ("二三栋停电", "二三"), ("3栋停电", "3")],
)
def test_two_houses_named_in_one_breath_are_not_added_up(triage: Triage, text: str, building: str) -> None:
    assert triage.verdict(text).spot.building == building
