"""Whether somebody complains, asks, proposes or wants something mended, in sentences of our own."""

import pytest

from triage import Triage


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("开发商擅自改了小区大门的位置，业主坚决反对", "complaint"),
        ("中介虚假宣传，把我们骗来租房", "complaint"),
        ("三号楼的路灯何时能修好，都黑了半个月了", "complaint"),
        ("为什么没人管楼下乱停的电动车", "complaint"),
        ("點解仲未有人嚟執垃圾", "complaint"),
        ("This building is an overpriced scam", "complaint"),
        ("建议在北门加装一个快递柜", "suggestion"),
        ("地下车库的充电桩能不能扩建一些", "suggestion"),
        ("隔籬成晚打麻雀，有咩方法可以處理", "question"),
        ("樓上漏水落嚟，我可以點做", "question"),
        ("物业费是按什么标准收的？", "question"),
        ("厨房水龙头坏了，请派人来修", "repair"),
        ("谢谢王师傅，修得又快又好", "praise"),
    ],
)
def test_the_kind_is_told_from_how_it_is_said(triage: Triage, text: str, kind: str) -> None:
    assert triage.verdict(text).kind == kind


@pytest.mark.parametrize(
    "text",
    ["多圖 今日行山影到嘅相", "認真問 有冇巴打試過呢間茶餐廳", "個新遊戲真係垃圾", "呢套戲睇到我喊晒"],
)
def test_idle_talk_in_cantonese_is_nobodys_department(triage: Triage, text: str) -> None:
    assert triage.verdict(text).category == "other"
