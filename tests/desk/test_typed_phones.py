"""What people type as a phone number is hidden from a group; whatever else has figures is not (T9)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.typed_phones import masked, masked_html, phones_in

TYPED = {
    "打我电话13800138000": "打我电话138****8000",
    "138 0013 8000 谢谢": "138****8000 谢谢",
    "1380-0138-000": "138****8000",
    "联系+86 138-0013-8000": "联系138****8000",
    "86 13800138000": "86 138****8000",
    "008613800138000": "138****8000",
    "1502 138-0013-8000": "1502 138****8000",
    "3栋502，１３８００１３８０００": "3栋502，138****8000",
    "我電話9123 4567": "我電話91****67",
    "91234567搵我": "91****67搵我",
    "6123-4567": "61****67",
    "call me on +852 9123 4567": "call me on 852****4567",
    "85291234567": "852****4567",
    "0912-345-678": "091****678",
    "0912345678": "091****678",
    "+886 912 345 678": "886*****5678",
    "(02) 2345-6789": "022****789",
    "010-62345678": "010****5678",
    "電話 2501 2502": "電話 25****02",
}
READABLE = (
    "#0001 #12345678 3-1-502 2501 2502 两户",
    "2200-2330 很吵，1530-1630 502 也吵",
    "2026-11-23 10:30 到 2026-11-24 08:30，20261123",
    "物业费 23456789元，2345.67 元，¥61234567，3000-5000元",
    "订单号61234567，单号：13800138000，order no. 91234567，SF61234567",
    "打 110 / 119 / 120 / 12345",
    "2026-2027年度，3栋2号梯，1301 1302 1303 三户",
    "身份证 110101199003071234，表 0301 0302 0303",
)


@pytest.mark.parametrize("said", TYPED)
def test_a_number_that_was_typed_is_masked(said: str) -> None:
    assert masked(said) == TYPED[said]
    assert len(phones_in(said)) == 1


@pytest.mark.parametrize("said", READABLE)
def test_what_is_no_phone_stays(said: str) -> None:
    assert masked(said) == said
    assert phones_in(said) == []


def test_links_and_the_estates_own_number_stay() -> None:
    link = '<a href="tg://user?id=13800138000">王</a>'
    assert masked_html(f"{link} 13800138000 2345 6789", but={"23456789"}) == f"{link} 138****8000 2345 6789"


rooms = st.builds(
    "{}-{}-{}{:02d}".format, st.integers(1, 40), st.integers(1, 9), st.integers(1, 40), st.integers(1, 20)
)
hours = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
days = st.builds("{}-{:02d}-{:02d}".format, st.integers(2020, 2035), st.integers(1, 12), st.integers(1, 28))
amounts = st.builds("{}元".format, st.integers(1, 10**9)) | st.builds("¥{:.2f}".format, st.floats(0, 10**8))
orders = st.builds("#{:04d}".format, st.integers(0, 10**9)) | st.builds(
    "订单号{}".format, st.integers(0, 10**18)
)
figures = st.lists(rooms | hours | days | amounts | orders, min_size=1, max_size=5).map("，".join)
seps = st.sampled_from(["", " ", "-"])
mobiles = st.builds(
    "{}{}{:02d}{}{:04d}{}{:04d}".format,
    st.sampled_from(["", "+86", "+86 ", "86-", "0086"]),
    st.just("1"),
    st.integers(30, 99),
    seps,
    st.integers(0, 9999),
    seps,
    st.integers(0, 9999),
)
hong_kong = st.builds(
    "{}{}{:04d}{}{:04d}".format,
    st.sampled_from(["电话", "+852 ", "+852-", "tel "]),
    st.just(""),
    st.integers(2100, 9999),
    seps,
    st.integers(0, 9999),
)
taiwan = st.builds(
    "{}{:02d}{}{:03d}{}{:03d}".format,
    st.sampled_from(["09", "+8869", "+886 9", "886-9"]),
    st.integers(0, 99),
    seps,
    st.integers(0, 999),
    seps,
    st.integers(0, 999),
)


@given(figures)
def test_no_room_hour_day_amount_or_order_is_ever_hidden(said: str) -> None:
    assert masked(f"维修 {said} 谢谢") == f"维修 {said} 谢谢"


@given(figures, mobiles | hong_kong | taiwan, figures)
def test_among_them_a_phone_always_is(before: str, phone: str, behind: str) -> None:
    shown = masked(f"{before}，请打 {phone}，{behind}")
    assert shown.startswith(f"{before}，请打 ")
    assert shown.endswith(f"，{behind}")
    left = re.sub(r"[ -]", "", shown.removeprefix(f"{before}，请打 ").removesuffix(f"，{behind}"))
    assert "****" in left
    assert phone[-8:] not in left
