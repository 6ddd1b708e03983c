"""A home is read out of the words around it, and put right."""

import pytest

from desk.addresses import own_address
from desk.amid_words import Told, address_amid, put_right


@pytest.mark.parametrize(
    ("text", "address", "besides"),
    [
        ("5-2-301,我妈住的", "5-2-301", "我妈住的"),
        ("3-1-502，按门铃没用要打电话", "3-1-502", "按门铃没用要打电话"),
        ("我住3栋1单元502，门铃坏了", "3栋1单元502", "门铃坏了"),
        ("我妈住的 5-2-301", "5-2-301", "我妈住的"),
        ("Flat B, 5/F, Block 3, please knock", "Flat B, 5/F, Block 3", "please knock"),
        ("3 1 502 please call first", "3 1 502", "please call first"),
        ("3-1-502", "3-1-502", ""),
    ],
)
def test_the_address_and_what_is_said_besides(text: str, address: str, besides: str) -> None:
    assert address_amid(text) == Told(address, besides)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不知道",
        "今晚8点以后",
        "3-1-502 3-1-503",
        "电梯在 3-1-502 旁边坏了",
        "9-11 都在",
        "x " * 200,
        ",,,",
    ],
)
def test_no_address_two_of_them_or_an_hour_is_none(text: str) -> None:
    assert address_amid(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("唔係601呀,係301", ("601", "301")),
        ("不是601，是301", ("601", "301")),
        ("不是3-1-601，是3-1-301", ("3-1-601", "3-1-301")),
        ("not 601, 301", ("601", "301")),
        ("sorry, it's not 601, it's 301", ("601", "301")),
        ("不是漏水", None),
        ("not 601", None),
    ],
)
def test_what_it_is_not_and_what_it_is(text: str, told: tuple[str, str] | None) -> None:
    assert put_right(text) == told


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("仲有一個單位係5座2單元301", "5座2單元301"),
        ("我还有一套房在5-2-301", "5-2-301"),
        ("my other flat is 5-2-301", "5-2-301"),
    ],
)
def test_another_home_is_said_to_be_theirs(text: str, address: str) -> None:
    assert own_address(text) == address
