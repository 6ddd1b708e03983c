"""Ways of speaking that say less, or something else, than their words."""

import pytest

from triage import Triage


@pytest.mark.parametrize(
    "text",
    [
        "電梯按鈕壞了,按不亮",
        "电梯按了没反应,按钮全不亮",
        "电梯楼层键按不亮",
        "𨋢掣撳極都唔著燈",
        "the lift buttons don't light up",
        "部𨋢跳吓跳吓好驚",
        "电梯一抖一抖的",
        "the elevator jerks at every floor",
        "電梯一頓一頓的,很恐怖",
    ],
)
def test_of_a_lift_its_buttons_and_its_jerks(triage: Triage, text: str) -> None:
    verdict = triage.verdict(text)
    assert (verdict.category, verdict.subject) == ("repairs", "elevator")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("电梯里的灯不亮", "lighting"),
        ("電梯燈壞了", "lighting"),
        ("the light in the lift is out", "lighting"),
    ],
)
def test_its_lamp_stays_a_lamp(triage: Triage, text: str, subject: str) -> None:
    assert triage.verdict(text).subject == subject


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("樓上現在還在鑽牆!都幾點了", "complaint"),
        ("都几点了还在装修", "complaint"),
        ("而家幾點呀,仲鑽緊牆", "complaint"),
        ("水费多收了我两百块,你们是不是抢钱", "complaint"),
        ("停車費漲一倍,是不是搶錢", "complaint"),
        ("你们说的回电话呢?骗子", "complaint"),
        ("物业费能不能开发票", "question"),
        ("管理費可不可以開發票", "question"),
        ("管理費可唔可以開收據", "question"),
        ("What should I do if there is ever a gas leak?", "question"),
        ("who should I call if the lift stops?", "question"),
        ("小区能不能增设一个快递柜", "suggestion"),
        ("you should plant more trees", "suggestion"),
    ],
)
def test_what_is_asked_in_anger_or_to_know(triage: Triage, text: str, kind: str) -> None:
    assert triage.verdict(text).kind == kind


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("电梯天天坏,你们收钱不干活", "repairs"),
        ("電梯天天壞,只會收錢不做事", "repairs"),
        ("部𨋢日日壞,淨係識收錢唔做嘢", "repairs"),
        ("单元门关不上,风一吹哐哐响", "repairs"),
        ("鐵門關不緊,風一吹就響", "repairs"),
        ("度閘閂唔實,風一吹就嘭嘭聲", "repairs"),
    ],
)
def test_what_only_says_how_bad_it_is_is_no_second_matter(triage: Triage, text: str, category: str) -> None:
    verdict = triage.verdict(text)
    assert (verdict.category, verdict.matters) == (category, ())


def test_two_matters_stay_two(triage: Triage) -> None:
    verdict = triage.verdict("电梯坏了三天没人修,另外物业费为什么又涨了")
    assert {matter.category for matter in verdict.matters} == {"repairs", "fees"}
