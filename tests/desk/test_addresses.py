"""Addresses are understood however people write them, and nothing else is taken for one."""

import pytest

from desk.addresses import Address, matches, may_be_a_time, own_address, read_address
from models import Home

SAID = {
    "3-1-502": ("3", "1", "502"),
    "3—1—502": ("3", "1", "502"),
    "3 1 502": ("3", "1", "502"),
    "3栋1单元502": ("3", "1", "502"),
    "3栋1单元502室": ("3", "1", "502"),
    "３号楼１单元５０２": ("3", "1", "502"),
    "三栋一单元502": ("3", "1", "502"),
    "十二栋二单元1103室": ("12", "2", "1103"),
    "03栋01单元0502": ("3", "1", "502"),
    "3棟1單元502": ("3", "1", "502"),
    "3栋502": ("3", "", "502"),
    "3-502": ("3", "", "502"),
    "B座1203": ("B", "", "1203"),
    "第3座5樓B室": ("3", "", "5B"),
    "第三座五樓B室": ("3", "", "5B"),
    "3座5B": ("3", "", "5B"),
    "3棟5樓之2": ("3", "", "5-2"),
    "3號樓5樓之2": ("3", "", "5-2"),
    "3栋5楼502": ("3", "", "502"),
    "3栋5楼2号": ("3", "", "5-2"),
    "Block 3 502": ("3", "", "502"),
    "block 3, flat 5b": ("3", "", "5B"),
    "Block 3, Unit 1, Room 502": ("3", "1", "502"),
    "Tower 3 Unit 5B": ("3", "", "5B"),
    "Flat B, 5/F, Block 3": ("3", "", "5B"),
    "Tower A, 12/F, Flat C": ("A", "", "12C"),
    "海棠阁5B": ("海棠阁", "", "5B"),
    "海棠阁 2单元 301": ("海棠阁", "2", "301"),
}
NO_ADDRESS = [
    "", "502", "35", "电梯坏了", "3栋电梯坏了", "B座12楼", "3栋1单元", "3栋", "502的水管漏水", "3栋1单元502漏水",
    "昨晚11点", "2026-11-22 10:30", "13800138000", "3-1-502 3-1-503", "x" * 5000, "紫荆阁5B", "10-20元",
]  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_an_address_is_read_however_it_is_written(text: str) -> None:
    assert read_address(text, {"海棠阁"}) == Address(*SAID[text])


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text, {"海棠阁"}) is None


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("我住3栋1单元502", "3栋1单元502"),
        ("您好，我家住在3栋1单元502。", "3栋1单元502"),
        ("我是3栋1单元502的业主", "3栋1单元502"),
        ("我住第3座5樓B室", "第3座5樓B室"),
        ("I live in Block 3, 502", "Block 3, 502"),
        ("I’m in block 3, flat 5b.", "block 3, flat 5b"),
        ("3栋1单元502", ""),
        ("住" * 5000, ""),
    ],
)
def test_who_says_that_they_live_there_has_told_an_address(text: str, home: str) -> None:
    assert own_address(text) == home
    assert not home or read_address(home) is not None


@pytest.mark.parametrize(("text", "time"), [("9-11", True), ("3-502", False), ("3座5B", False)])
def test_a_short_pair_of_numbers_may_be_a_time(text: str, *, time: bool) -> None:
    told = read_address(text)
    assert told is not None
    assert may_be_a_time(told) is time


HOMES = [("3", "1", "502"), ("3", "2", "502"), ("3", "1", "503"), ("5", "", "5-2"), ("5", "", "5B")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3-1-502", [("3", "1", "502")]),
        ("3栋502", [("3", "1", "502"), ("3", "2", "502")]),
        ("3栋503", [("3", "1", "503")]),
        ("5-5-2", [("5", "", "5-2")]),
        ("5棟5樓之2", [("5", "", "5-2")]),
        ("第5座5樓B室", [("5", "", "5B")]),
        ("4-1-502", []),
        ("3-3-502", []),
    ],
)
def test_an_address_finds_the_homes_it_can_mean(text: str, found: list[tuple[str, str, str]]) -> None:
    homes = [Home(building=building, unit=unit, room=room) for building, unit, room in HOMES]
    told = read_address(text)
    assert told is not None
    assert [(home.building, home.unit, home.room) for home in matches(told, homes)] == found
