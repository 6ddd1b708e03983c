"""One line jotted down on the phone is read as home, name, phone, matter and channel."""

import pytest

from desk.jotting import Jotted, is_jotting, read_jotting
from models.kinds import Channel

LINES = {
    "3-1-502 李 13800001234 漏水 来电": Jotted("漏水", "3-1-502", "李", "13800001234", Channel.PHONE),
    "3栋1单元502 李女士 138-0000-1234 厨房 漏水": Jotted("厨房 漏水", "3栋1单元502", "李女士", "13800001234"),
    "13800001234 王建国 门口灯不亮 来访": Jotted("门口灯不亮", "", "王建国", "13800001234", Channel.VISIT),
    "5-3B 陳太 +85298765432 升降機壞咗 電話": Jotted(
        "升降機壞咗", "5-3B", "陳太", "+85298765432", Channel.PHONE
    ),
    "12-301 Mrs.Lee leak in the kitchen phone": Jotted(
        "leak in the kitchen", "12-301", "Mrs.Lee", "", Channel.PHONE
    ),
    "2-101 漏水 厨房": Jotted("漏水 厨房", "2-101"),
    "3栋 1单元 502 李女士 漏水 来电": Jotted("漏水", "3栋 1单元 502", "李女士", channel=Channel.PHONE),
    "第3座5楼B室 陳太 水管漏 電話": Jotted("水管漏", "第3座5楼B室", "陳太", channel=Channel.PHONE),
    "Block 3 5/F Flat B Mrs.Lee leak phone": Jotted(
        "leak", "Block 3 5/F Flat B", "Mrs.Lee", channel=Channel.PHONE
    ),
    "13800001234 3 502 李 漏水": Jotted("漏水", "3 502", "李", "13800001234"),
    "2 3 个灯不亮": Jotted("2 3 个灯不亮"),
    "白蚁 很多": Jotted("白蚁 很多"),
    "楼道脏": Jotted("楼道脏"),
    "3-1-502 来电": Jotted("", "3-1-502", channel=Channel.PHONE),
}


def trouble(word: str) -> bool:
    return any(each in word for each in ("漏", "白蚁", "脏"))


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_whatever_its_order(line: str) -> None:
    assert read_jotting(line, trouble) == LINES[line]


@pytest.mark.parametrize(
    ("line", "so"),
    [
        ("3-1-502 李 13800001234 漏水", True),
        ("3-1-502 漏水 来电", True),
        ("3栋 1单元 502 漏水 来电", True),
        ("3棟5樓之2 漏水 來電", True),
        ("3-1-502 漏水", False),
        ("厨房漏水 13800001234 来电", False),
        ("3-1-502\n李 13800001234 漏水", False),
        ("厨房漏水", False),
        ("", False),
    ],
)
def test_only_a_line_that_can_mean_nothing_else_is_taken_without_a_command(line: str, *, so: bool) -> None:
    assert is_jotting(line) is so


def test_a_building_with_a_name_is_known_by_it() -> None:
    assert read_jotting("翠竹苑 502 李 漏水", trouble, {"翠竹苑"}) == Jotted("漏水", "翠竹苑 502", "李")
    assert is_jotting("翠竹苑502 漏水 来电", {"翠竹苑"})
    assert not is_jotting("翠竹苑502 漏水 来电")
