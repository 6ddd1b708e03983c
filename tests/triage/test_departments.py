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
    ("language", "goal"), [("zh-Hans", 0.92), ("yue-Hant", 0.89), ("zh-Hant-TW", 0.89), ("en", 0.85)]
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


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("楼下垃圾没人收还有电梯坏了", "还有电梯坏了"),
        ("楼下垃圾没人收,还有电梯坏了", "还有电梯坏了"),
        ("电梯坏了另外楼上装修太吵了", "另外楼上装修太吵了"),
        ("厨房水管漏水而且楼道垃圾没人清", "而且楼道垃圾没人清"),
        ("路灯不亮以及门口有人乱停车", "以及门口有人乱停车"),
        ("物业费多收了我钱并且家里停水", "并且家里停水"),
        ("1.电梯坏了 2.楼道垃圾没人收", "2.楼道垃圾没人收"),
        ("电梯坏了 楼上装修太吵了", "楼上装修太吵了"),
        ("樓下垃圾冇人倒仲有升降機壞咗", "仲有升降機壞咗"),
        ("我家水管漏水同埋樓上裝修好嘈", "同埋樓上裝修好嘈"),
        ("電梯壞了順便說一下垃圾沒人收", "順便說一下垃圾沒人收"),
        ("吵 死 人 了，电梯坏了", "电梯坏了"),
        ("The rubbish is not collected and the lift is also broken", "and the lift is also broken"),
        ("My tap is leaking plus someone parks in my space", "plus someone parks in my space"),
        (
            "Water leaks from the ceiling and also the neighbours play loud music",
            "and also the neighbours play loud music",
        ),
    ],
)
def test_whatever_word_joins_them_two_matters_are_two(triage: Triage, text: str, second: str) -> None:
    first, other = triage.verdict(text).matters
    assert other.text == second
    assert first.category != other.category


@pytest.mark.parametrize(
    "text",
    [
        "电梯坏了,按钮没反应,修了又坏",
        "电梯坏了还有异响",
        "电梯坏了三天了还没人修",
        "水管漏水还有一股臭味",
        "厨房水管漏水而且越来越大",
        "楼上漏水以及天花板发霉",
        "装修太吵,而且建筑垃圾堆在楼道",
        "停水还有停电",
        "住3栋1单元502 水管漏水",
        "垃圾房好臭同埋好多蟑螂",
        "樓上冷氣機滴水仲好嘈",
        "還有三天就過年,電梯還沒修好",
        "The lift is broken and makes a loud noise",
        "The tap is leaking and the floor is wet",
        "The lift is also broken",
    ],
)
def test_one_matter_is_not_split(triage: Triage, text: str) -> None:
    assert triage.verdict(text).matters == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("水管漏水,而且师傅态度很差还骂人", ["水管漏水", "而且师傅态度很差还骂人"]),
        ("保安骂人,还有电梯坏了", ["保安骂人", "还有电梯坏了"]),
        (
            "楼道垃圾没人收,楼上装修太吵,保洁态度恶劣",
            ["楼道垃圾没人收", "楼上装修太吵", "保洁态度恶劣"],
        ),
        ("师傅态度很差,水管漏水他让我自己修", []),
        ("师傅态度很差,水管也没修好,还骂人", []),
        ("保安态度恶劣,骂人", []),
    ],
)
def test_what_is_about_the_staff_stays_in_one_piece(triage: Triage, text: str, pieces: list[str]) -> None:
    """And nothing of it in another: that would be read by those it is about."""
    assert [matter.text for matter in triage.verdict(text).matters] == pieces


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
        ("清潔王班長態度很差", True),
        ("清洁王班长态度很差", True),
        ("清潔阿姐態度惡劣", True),
        ("清潔嬸嬸成日鬧人", True),
        ("物业大姐说话阴阳怪气", True),
        ("前台的小姑娘态度特别差", True),
        ("管理處職員態度極差", True),
        ("大堂保安瞓覺唔理人", True),
        ("社區經理對住戶大小聲", True),
        ("電梯師傅好惡", True),
        ("Your receptionist yelled at me", True),
        ("The lady at the front desk had a terrible attitude", True),
        ("隔壁大姐骂人", False),
        ("樓下的阿伯成日鬧人", False),
        ("外賣員態度很差", False),
        ("邻居的狗很凶，保安不管", False),
        ("孩子在睡觉，保安请小声一点", False),
        ("保洁大姐很辛苦，谢谢", False),
        ("The delivery man yelled at me", False),
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
        ("一百二十三号楼停电", Spot(building="123")),
        ("一百零五栋三号电梯停了", Spot(building="105", lift="3")),
        ("地下车库灯不亮", Spot(ground="地下车库")),
        ("Block 3 lift 2 is broken", Spot(building="3", lift="2")),
    ],
)
def test_the_parts_of_a_place_are_told_apart_however_they_are_written(
    triage: Triage, text: str, spot: Spot
) -> None:
    assert triage.verdict(text).spot == spot
