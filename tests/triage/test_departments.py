"""One sentence is enough: what residents write reaches the department that can help."""

import json
from pathlib import Path

import pytest

from triage import Spot, Triage

# Sentences we wrote ourselves in the manner of residents, with the departments that may get them.
OURS = [json.loads(line) for line in Path(__file__).with_name("own_sentences.jsonl").read_text().splitlines()]

# What is beside what decides: the same thing means another department with another trouble.
CONTEXTS = (
    ("电梯里面好脏", "cleaning"),
    ("电梯坏了", "repairs"),
    ("电梯卡收费太贵", "fees"),
    ("停车收费不合理", "fees"),
    ("停车太乱了", "security"),
    ("楼上漏水", "repairs"),
    ("楼上好吵", "noise"),
    ("装修垃圾堆在楼道", "cleaning"),
    ("装修声音太大", "noise"),
    ("装修打掉了承重墙", "security"),
    ("狗在电梯里拉屎", "cleaning"),
    ("狗半夜一直叫,吵得睡不着", "noise"),
    ("狗不拴绳", "security"),
    ("水管漏水", "repairs"),
    ("水费算错了", "fees"),
    ("门禁坏了", "repairs"),
    ("外人随便进出", "security"),
    ("餐馆油烟扰民", "cleaning"),
    ("餐馆半夜还在营业,很吵", "noise"),
    ("空调外机噪音大", "noise"),
    ("空调外机滴水", "repairs"),
)

DENIALS = (
    ("不是漏水,是太吵了", "noise"),
    ("垃圾已经清了,现在是灯不亮", "repairs"),
    ("唔係漏水,係好嘈", "noise"),
    ("It is not a leak, it is the noise from upstairs", "noise"),
    ("没有噪音,就是垃圾没人收", "cleaning"),
)


@pytest.mark.parametrize(("text", "department"), CONTEXTS)
def test_the_department_follows_from_thing_and_trouble(triage: Triage, text: str, department: str) -> None:
    assert triage.verdict(text).category == department


@pytest.mark.parametrize(("text", "department"), DENIALS)
def test_what_is_denied_does_not_count(triage: Triage, text: str, department: str) -> None:
    assert triage.verdict(text).category == department


@pytest.mark.parametrize(
    ("language", "goal"), [("zh-Hans", 0.92), ("yue-Hant", 0.9), ("zh-Hant-TW", 0.95), ("en", 0.92)]
)
def test_our_own_sentences_reach_their_department(triage: Triage, language: str, goal: float) -> None:
    ours = [row for row in OURS if row["lang"] == language]
    right = [triage.verdict(row["text"]).category in row["allowed"] for row in ours]
    assert sum(right) / len(right) >= goal


def test_high_confidence_is_almost_never_wrong(triage: Triage) -> None:
    sure = [row for row in OURS if triage.verdict(row["text"]).confident]
    wrong = [row["text"] for row in sure if triage.verdict(row["text"]).category not in row["allowed"]]
    assert len(wrong) <= 0.03 * len(sure)


def test_traditional_and_simplified_say_the_same(triage: Triage) -> None:
    assert triage.verdict("電梯壞了,燈不亮").ranked == triage.verdict("电梯坏了,灯不亮").ranked


def test_an_empty_or_senseless_text_is_nobody_s_and_not_confident(triage: Triage) -> None:
    for text in ("", "   ", "👍👍", "asdfgh", "123"):
        verdict = triage.verdict(text)
        assert (verdict.category, verdict.confident, verdict.because) == ("other", False, ())


def test_the_words_that_decided_are_named(triage: Triage) -> None:
    because = triage.verdict("楼道垃圾没人清理,臭死了").because
    assert "垃圾" in [reason.word for reason in because]
    assert because[0].category == "cleaning"
    assert because[0].weight > 0


def test_two_matters_in_one_message_are_offered_apart(triage: Triage) -> None:
    matters = triage.verdict("电梯坏了三天没人修,另外楼上装修太吵了").matters
    assert [matter.category for matter in matters] == ["repairs", "noise"]
    assert matters[0].text == "电梯坏了三天没人修"


def test_one_matter_is_not_split(triage: Triage) -> None:
    assert triage.verdict("电梯坏了,按钮没反应,修了又坏").matters == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电梯坏了,请派人来修", "repair"),
        ("请问物业费怎么算", "question"),
        ("建议在门口增设垃圾桶", "suggestion"),
        ("感谢王师傅,服务非常好", "praise"),
        ("投诉楼上天天半夜吵闹", "complaint"),
        ("How do I pay my parking fee?", "question"),
        ("Thank you, the staff was very helpful", "praise"),
    ],
)
def test_the_kind_is_heard(triage: Triage, text: str, kind: str) -> None:
    assert triage.verdict(text).kind == kind


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("电梯坏了", "elevator"),
        ("卫生间天花板漏水", "leak"),
        ("停车费太贵", "parking_fee"),
        ("车位被占", "parking"),
        ("蟑螂好多", "pests"),
        ("狗不牵绳", "animals"),
    ],
)
def test_the_subject_is_named(triage: Triage, text: str, subject: str) -> None:
    assert triage.verdict(text).subject == subject


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("保安态度恶劣,骂人", True),
        ("物业经理收红包", True),
        ("The guard was rude to my mother", True),
        ("保全態度很差還罵人", True),
        ("你们的人骂我", True),
        ("Your guy was rude to me", True),
        ("楼上的人骂我", False),
        ("上次来的人修得很好", False),
        ("保洁阿姨态度很好", False),
        ("请保安来一下,有人乱停车", False),
    ],
)
def test_what_is_about_somebody_of_the_staff_is_known_as_such(
    triage: Triage, text: str, personal: bool
) -> None:
    assert triage.verdict(text).personal is personal


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("3栋2号梯停了", Spot(building="3", lift="2")),
        ("三栋一单元501漏水", Spot(building="3", unit="1", room="501")),
        ("第3座5樓B室冷氣滴水", Spot(building="3", floor="5", room="b")),
        ("二十三号楼停电", Spot(building="23")),
        ("地下车库灯不亮", Spot(ground="地下车库")),
        ("Block 3 lift 2 is broken", Spot(building="3", lift="2")),
    ],
)
def test_the_parts_of_a_place_are_told_apart_however_they_are_written(
    triage: Triage, text: str, spot: Spot
) -> None:
    assert triage.verdict(text).spot == spot
