"""Whoever is about to jump is run to; whoever doesn't want to live any more is answered, and heard by few."""

import pytest

from triage import Triage

ON_THE_BRINK = (
    "天台有人想跳落嚟",
    "有人站在楼顶要跳下来",
    "天台上坐着个女孩想跳楼",
    "我想跳楼",
    "不想活了,我已经在天台了",
    "佢話想跳樓",
    "頂樓有人要跳樓",
    "有個阿伯企咗喺天台圍欄外面話要跳",
    "隔壁女生說要自殺",
    "我撐不下去了,想輕生",
    "我老公说他不想活了",
    "my neighbour wants to kill himself",
    "there is a man on the roof threatening to jump",
    "someone is about to jump off block 5",
    "我不想活了,我在5栋天台",
    "不想活了,永别了,我在阳台外面",
    "佢話唔想生存,坐咗喺窗邊",
    "我想自杀,我在楼顶",
    "I want to die, I'm on top of block 5",
    "I want to die, I am on the 30th floor balcony",
)
OPENLY = (  # others are in it, or the means are at hand, or they want to live
    "不想活了,大家一起死,我开了煤气",
    "他不想活了,说要拉着全楼的人一起死",
    "他说不想活了,浇了汽油",
    "他说不想活了要炸楼",
    "我開咗煤氣,唔想活",
    "我不想活,我吞了一瓶药",
    "我不想活了,我手里有刀",
    "佢唔想做人,攞住把刀",
    "活够了,拉几个垫背的",
    "我想自杀,煤气开了",
    "我不想活了,孩子也不要了",
    "同事说想死,现在不接电话",
    "I want to die, I have turned the gas on",
    "I want to die, I have a knife in my hand",
    "I feel like killing myself and taking them all with me",
    "I dont want to die, please help me",
    "we don't want to die",
)
DESPAIR = (
    "我想死",
    "好想死",
    "痛苦得我想死",
    "不想活了",
    "我真的不想活了",
    "活着没意思",
    "我想结束自己的生命",
    "我想自杀",
    "唔想做人",
    "我唔想生存落去",
    "做人好冇意思",
    "我不想活了",
    "I don't want to live any more",
    "I want to die",
    "I feel like killing myself",
    "there is no reason for me to live",
    "他不要我了,我不想活了",
    "I want to die, he left me",
)
NEITHER = (
    "吵得我想死",
    "嘈到我想死",
    "楼上吵得想死",
    "热得想死,空调快来修",
    "想死你们了",
    "部𨋢慢到我想死",
    "不想活了似的,吵死人",
    "水费这么贵,涨得我活不下去了",
    "孩子在床上跳来跳去",
    "the rent is killing me",
    "dying to know when the pool opens",
)


@pytest.mark.parametrize("text", ON_THE_BRINK)
def test_somebody_about_to_jump_is_the_guards(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert (verdict.emergency, verdict.category) == ("brink", "security")


@pytest.mark.parametrize("text", OPENLY)
def test_what_endangers_others_or_is_about_to_happen_rings_for_all(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency not in (None, "despair")


@pytest.mark.parametrize("text", DESPAIR)
def test_who_does_not_want_to_live_is_heard_by_few(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert (verdict.emergency, verdict.personal) == ("despair", True)


@pytest.mark.parametrize("text", NEITHER)
def test_a_way_of_speaking_is_no_despair(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert (verdict.emergency, verdict.personal) == (None, False)


def test_another_danger_told_beside_it_comes_first(triage: Triage) -> None:
    assert triage.verdict("不想活了 家里煤气开着 好大煤气味").emergency == "gas"
