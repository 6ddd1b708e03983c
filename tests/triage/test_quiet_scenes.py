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
    "我把自己锁在门外,钥匙在里面",
    "门禁卡忘在家里了,进不去,我被关在外面",
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
    "刷卡进不去,我妈在里面没有回应",
    "刷卡进不去,我妈在屋里摔倒了",
    "刷脸进不去,我爸在家里没有反应",
    "張卡壞咗,我鎖在出面,爐頭仲開緊火",
    "鎖匙唔見咗,自己鎖咗喺門外,煲緊湯",
    "fob not working, can't get in, my father inside isn't answering",
    "there's water on the floor in the lift and it keeps rising, we're inside",
    "我把自己锁在门外,煤气灶还开着",
    "I locked myself out and the stove is still on",
    "楼上往下倒汤,烫到人了",
    "楼上往下倒水,泼到孩子脸上,眼睛睁不开",
    "access card broken, paramedics can't get in",
)


# What comes down with the water.
COMES_DOWN = (
    "楼上往下倒污水和玻璃瓶",
    "樓上往下倒髒水,連花盆都倒下來",
    "楼上往下倒水,一个花盆也下来了",
)
# What was yesterday and is not over, whatever it left.
GOES_ON = (
    ("昨天着火了,现在还在冒烟,墙熏黑了", "fire"),
    ("昨天起电表箱着火,现在还在烧,没人清理", "fire"),
    ("昨晚水管爆了,水还在喷,没人收拾", "burst"),
    ("尋晚爆水管,而家仲係噴緊,冇人清理", "burst"),
    ("昨晚有人被砍伤,现在还躺在楼道流血,没人清理", "injury"),
    ("昨天地下室着火熏黑了,我妈还在里面没出来", "fire"),
    ("昨天着火的那户又着火了,门口一堆灰烬", "fire"),
    ("昨日開始個電箱冒煙,牆都黑晒", "fire"),
    ("昨晚着火,走廊烧黑了,有人没出来", "fire"),
    ("昨天煤气泄漏,没人清理", "gas"),
    ("昨天着火了,没人清理,地下室有人", "fire"),
    ("昨天着火了,黑乎乎的,我爸爸失踪了", "fire"),
    ("昨晚厨房起火熏黑,煤气阀关不上", "fire"),
    ("since last night the fuse box has been sparking and the wall is all black", "shock"),
    ("last night somebody was stabbed, he is still lying there bleeding, nobody cleaned up", "injury"),
)


@pytest.mark.parametrize("text", COMES_DOWN)
def test_with_the_water_come_hard_things(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency == "falling"


@pytest.mark.parametrize(("text", "danger"), GOES_ON)
def test_what_began_yesterday_and_goes_on_rings(triage: Triage, text: str, danger: str) -> None:
    assert triage.verdict(text).emergency == danger


def test_a_drip_onto_the_fuses_is_asked_about(triage: Triage) -> None:
    assert triage.verdict("faucet dripping onto the fuse box, it's buzzing and hot").perhaps_danger


@pytest.mark.parametrize("text", QUIET)
def test_what_harms_nobody_rings_for_nobody(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


@pytest.mark.parametrize("text", DANGERS)
def test_the_danger_in_nearly_the_same_words_rings(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency
