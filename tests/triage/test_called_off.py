"""What calls an alarm off, what only seems to, and what is asked about instead."""

import faulthandler

import pytest

from triage import Triage

HANGS = 600  # s; longer than any verdict, whatever else the machine does

# Words that say "over", "long ago" or "as people say" stand in each, and each is happening.
HAPPENING = (
    "我想跳楼",
    "想跳楼 在天台",
    "佢話想跳樓",
    "a child is drowning in your swimming pool",
    "send fire engine now, fire on 3",
    "我個細個仔唔見咗",
    "细个仔跌落水池",
    "3号楼那单元着火",
    "那年轻人跳楼了",
    "当年装的电线着火了",
    "新年代大厦起火",
    "这次火灾还在烧",
    "检查出来煤气泄漏",
    "有人假扮保安打人流血",
    "fake policeman is robbing my flat",
    "以为没事 结果人晕倒了",
    "货架压到我了 动不了",
    "排练厅着火",
    "he came back in bleeding",
    "老人触电 心跳没了",
    "小孩掉进水池 没了",
    "child fell in the pool and has gone under",
    "电梯困人 灯没了",
    "wire sparking and power is out",
    "煤气味散了一屋子",
    "there is a fire and nobody is out",
    "着火了 人还没出返来",
    "着火 火没有熄了",
    "快来人 电梯困人 灯熄了",
    "电梯又困人了 灯熄了",
    "昨天交了物业费。煤气味很大,没了办法",
    "今早有人触电 现在没了脉搏",
    "煤气罐要爆炸了",
    "老人跌得很重起不来",
    "a person is lying there and not moving",
)

SEEMS_OVER = (
    "昨天的煤气味已经没有了",
    "煤气味没有了",
    "昨天电梯困人,后来已经出来了",
    "尋日嘅煤氣味已經冇咗",
    "瓦斯味已經散了",
    "The gas smell is gone",
    "Yesterday somebody was trapped in the lift but they are out now",
)

HARMLESS = (
    "Jiuming Road block 3 lights out",
    "my name is Zhao Huo, water bill question",
    "he is not moving his car from my space",
)


@pytest.mark.parametrize("text", HAPPENING)
def test_what_seems_to_call_it_off_and_does_not(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency


@pytest.mark.parametrize("text", SEEMS_OVER)
def test_what_seems_to_be_over_is_asked_about(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert verdict.emergency is None
    assert verdict.perhaps_danger


@pytest.mark.parametrize("text", ["3栋1单元电梯又不动了", "部𨋢又唔郁", "The lift is not moving again"])
def test_of_a_lift_that_stands_it_is_asked_whether_somebody_is_in_it(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert verdict.emergency is None
    assert verdict.perhaps_danger


@pytest.mark.parametrize("text", ["救命 电梯不动了", "救命啊部𨋢唔郁", "help! the lift is not moving"])
def test_whoever_cries_for_help_beside_a_lift_that_stands_is_in_it(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency == "trapped"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_in_other_letters_is_none(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


def test_in_english_a_letter_is_long_at_twice_as_many_letters_whatever_signs_are_in_it(
    triage: Triage,
) -> None:
    letter = "Dear neighbours – I have tried to phone you since seven and nobody answers 🙏. " * 2
    letter += "There is smoke coming out of the meter room on our floor. Please hurry."
    assert 160 < len(letter) < 320
    assert triage.verdict(letter).emergency == "fire"


@pytest.mark.parametrize(
    "text",
    [
        "救命" + "!" * 240 + "蟑螂",
        "help me " + "😭" * 240 + " cockroach",
        "救命" + "号楼" * 240 + "费",
        "水管爆" * 330,
    ],
)
def test_no_text_stops_everything(triage: Triage, text: str) -> None:
    """The event loop waits for the verdict: some took seconds at 24 signs, twice as many with each sign more.

    With so many they would take for ever; what each costs, bench/hold.py measures.
    """
    faulthandler.dump_traceback_later(HANGS, exit=True)  # nothing gentler ends a regular expression
    triage.verdict(text)
    faulthandler.cancel_dump_traceback_later()
