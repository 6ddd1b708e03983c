"""What only sounds like danger: the harmless thing stands in the words themselves, and the danger beside it rings."""

import pytest

from triage import Triage

QUIET = (
    "草坪的水龙头一直在漏,白白浪费水",
    "花园的水龙头关不紧一直在漏,浪费水",
    "草地嗰個水喉喺度漏水,嘥晒啲水",
    "花圃的水龍頭一直在滴水,很浪費",
    "The garden tap keeps leaking, what a waste of water",
    "门禁卡刷不开,我被关在外面了",
    "门禁坏了,我被关在单元门外面",
    "張卡拍唔開,我俾人閂咗喺出面",
    "門禁卡刷不過,我被關在外面",
    "my card won't open the gate, I'm locked outside",
    "我把自己锁在门外了",
    "我將自己鎖咗喺門外",
    "I locked myself out of the flat",
    "他想不开车门",
    "隔壁阳台往下倒水,淋湿我被子",
    "楼上又往下倒水,衣服都湿了",
    "樓上往下倒水,我曬的棉被都濕了",
    "No one is stuck in the lift, it's just the light that flickers",
    "nobody is stuck in the elevator, only the light flickers",
    "no one's trapped in the lift, the button is broken",
    "This bill gave me a shock",
    "the parking fee gave me quite a shock",
    "I was shocked by the water bill",
    "there is water on the floor of the lift",
    "some water on the lift floor, please mop",
    "昨晚小区有人家里着火了,消防来了,现在楼道黑乎乎的没人打扫",
    "昨天那边失火,现在走廊熏黑了没人清理",
    "昨晚有單位火燭,而家走廊黑晒冇人清理",
    "警衛看手機看到睡著,叫都叫不醒",
    "保安玩手机玩到睡着了,叫都叫不醒",
    "保安瞓著咗,叫極都唔醒,仲喺度玩緊手機",
)
DANGERS = (
    "水龙头断了,水喷得到处都是",
    "花园的水龙头有电",
    "the tap broke off, water is gushing everywhere",
    "孩子被关在外面阳台上出不来",
    "老人被反锁在屋里",
    "楼上往下倒开水,烫到人了",
    "楼上往下倒水泥,差点砸到人",
    "no one is helping, I'm stuck in the lift",
    "nobody answers, we are stuck in the lift",
    "the switch gave me a shock",
    "someone fell on the floor of the lift and is unconscious",
    "water is pouring onto the floor of the lift",
    "昨晚着火了,现在又着起来了",
    "昨晚着火了,现在还在冒烟",
    "保安晕倒了叫不醒",
    "我爸睡着了叫不醒",
    "我快要死了 喘不上气",
    "我爸晕倒了快死了",
    "我阿爸快死咗 唞唔到氣",
    "孩子一个人在里面 我把自己锁在门外了",
    "我把自己锁在门外了 煤气还开着火",
    "她想不开 快来人",
)


@pytest.mark.parametrize("text", QUIET)
def test_what_harms_nobody_rings_for_nobody(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


@pytest.mark.parametrize("text", DANGERS)
def test_the_danger_in_nearly_the_same_words_rings(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency
