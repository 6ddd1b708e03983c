"""Emergencies are found in every language; what is denied, solved or only feared is none."""

import json
from pathlib import Path

import pytest

from triage import Triage

# More of our own, without a name for the danger; two in five only sound like it.
DANGERS = [json.loads(line) for line in Path(__file__).with_name("dangers.jsonl").read_text().splitlines()]

HAPPENING = (
    ("电梯困人了,里面有老人", "trapped"),
    ("我被关在电梯里出不来", "trapped"),
    ("2号楼电梯卡住了,有人被困", "trapped"),
    ("部𨋢壞咗,有人困咗喺入面", "trapped"),
    ("升降機困人,快啲嚟", "trapped"),
    ("電梯卡在七樓,有人受困出不來", "trapped"),
    ("We are stuck in the lift between 3 and 4", "trapped"),
    ("my mother is trapped in the elevator", "trapped"),
    ("楼下电动车着火了", "fire"),
    ("六楼厨房冒浓烟", "fire"),
    ("垃圾房起火啦", "fire"),
    ("隔離單位火燭呀", "fire"),
    ("There is a fire in the garbage room", "fire"),
    ("the balcony next door is on fire", "fire"),
    ("楼道里好大的煤气味", "gas"),
    ("廚房漏煤氣,好大陣味", "gas"),
    ("樓梯間有瓦斯味", "gas"),
    ("I smell gas in the hallway", "gas"),
    ("gas leak in the kitchen", "gas"),
    ("热水器漏电,手都麻了", "shock"),
    ("孩子摸到栏杆触电了", "shock"),
    ("A power line is down across the walkway", "shock"),
    ("厨房水管爆了,水喷得到处都是", "burst"),
    ("水喉爆咗,成屋水", "burst"),
    ("樓上水管爆裂,客廳淹水", "burst"),
    ("A pipe burst and water is pouring through the ceiling", "burst"),
    ("外墙的瓷砖快要掉下来了,下面是幼儿园的路", "falling"),
    ("广告牌被风吹得摇摇欲坠", "falling"),
    ("棵大樹就快冧落嚟", "falling"),
    ("the sign above the entrance is about to fall", "falling"),
    ("有老人在大堂晕倒了", "injury"),
    ("小朋友被玻璃割傷,流血不止", "injury"),
    ("an old man fainted by the pool", "injury"),
    ("有人正在撬门", "break_in"),
    ("有賊入屋,而家仲喺度", "break_in"),
    ("someone is breaking into the flat next door", "break_in"),
    ("没有人受伤但是着火了", "fire"),
    ("the fire is out of control", "fire"),
    ("被關在電梯裡", "trapped"),
    ("小偷进来了", "break_in"),
    ("燃气报警器响了", "gas"),
)

NOT_HAPPENING = (
    "不是漏水,是空调滴水",
    "电梯困人的问题已经解决了,谢谢",
    "煤气没有泄漏,我只是想问怎么开通",
    "水管爆了的那家已经修好了",
    "电梯没有困人,就是开门慢",
    "火已经扑灭了,不用来了",
    "没有人受伤",
    "无人受伤",
    "没有人被困",
    "no one was injured",
    "nobody got hurt",
    "the fire is out",
    "求救命的药,谁家有",
    "help me find my cat",
    "防止小偷进来",
    "燃气报警器没响过,要不要换",
    "小区什么时候搞消防演习",
    "楼道堆放杂物存在火灾隐患",
    "万一电动车着火怎么办,请管一管楼道充电",
    "如果电梯里有人被困该打什么电话",
    "要防止高空坠物砸到人",
    "唔係漏煤氣,係坑渠味",
    "部𨋢冇困人,只係慢",
    "水喉爆咗嗰度已經整返好",
    "The lift is not stuck any more",
    "There is no gas leak, just a strange smell of paint",
    "The burst pipe has been fixed, thank you",
    "It is not leaking anymore",
    "Fire drill next Monday at ten?",
    "去年隔壁小区着火,大家都很担心",
    "物业费太贵了",
    "电梯里的灯坏了",
    "楼上漏水",
    "Please fix the street light",
    "保安态度不好",
    "3号楼的电梯又坏了,按了没反应,老人上不去",
    "有人在阳台抽烟,楼道里都是烟味",
)


@pytest.mark.parametrize(("text", "kind"), HAPPENING)
def test_an_emergency_is_found(triage: Triage, text: str, kind: str) -> None:
    assert triage.verdict(text).emergency == kind


@pytest.mark.parametrize("text", ["救命", "救命啊!!", "help!", "SOS", "快来人啊", "快來人啊"])
def test_a_cry_for_help_and_nothing_else_is_a_danger_of_an_unknown_kind(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency == "called"


@pytest.mark.parametrize(
    "text",
    [
        "救命!3栋2单元501",
        "快来人 12楼",
        "救命啊,電梯",
        "SOS 8-1502",
        "help!! block 3 please",
        "🆘 𨋢 😭",
        "jiu ming",
    ],
)
def test_and_so_is_one_that_says_where_besides(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency == "called"


@pytest.mark.parametrize("text", ["救命,这电费", "救命 蟑螂", "help", "help 5B", "求救命的药,3栋谁家有"])
def test_a_cry_that_goes_with_something_else_is_a_way_of_speaking(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


@pytest.mark.parametrize("text", [text for text, _ in HAPPENING])
def test_an_emergency_is_of_the_highest_severity(triage: Triage, text: str) -> None:
    assert triage.verdict(text).severity == "major"


@pytest.mark.parametrize("text", NOT_HAPPENING)
def test_what_is_denied_solved_or_feared_is_no_emergency(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


@pytest.mark.parametrize(("text", "kind"), HAPPENING)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("你好,我是3栋2单元501的业主。", "。请尽快派人来,谢谢!"),
        ("Hello, this is block 3. ", " Please come."),
        ("喂,在吗?", "😱😱"),
    ],
)
def test_an_emergency_survives_the_words_around_it(
    triage: Triage, text: str, kind: str, before: str, after: str
) -> None:
    assert triage.verdict(before + text + after).emergency == kind


def test_hardly_a_danger_is_missed_and_most_of_these_are_asked_about(triage: Triage) -> None:
    happening = [triage.verdict(row["text"]) for row in DANGERS if row["danger"]]
    missed = [verdict for verdict in happening if verdict.emergency is None]
    assert len(missed) <= 0.02 * len(happening)
    assert sum(verdict.perhaps_danger for verdict in missed) >= len(missed) / 2


def test_what_only_sounds_like_danger_hardly_ever_rings(triage: Triage) -> None:
    harmless = [row["text"] for row in DANGERS if not row["danger"]]
    rung = [text for text in harmless if triage.verdict(text).emergency]
    assert len(rung) <= 0.06 * len(harmless)


@pytest.mark.parametrize(
    "text",
    [
        "唔好意思想講聲,隔籬個婆婆喺梯口坐低咗起唔返身,塊面好青",
        "我家阳台外面吊着个人在晃,绳子好像快不行了",
        "lady by the pool is lying there and her lips are blue",
    ],
)
def test_a_danger_that_no_word_of_the_lexicon_names_is_heard_all_the_same(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency


@pytest.mark.parametrize("text", ["没有人被困", "not gas, just the neighbour's durian", "有小偷的话怎么办"])
def test_what_is_denied_or_only_feared_is_asked_about_at_most(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


def test_solved_once_and_back_again_is_an_emergency(triage: Triage) -> None:
    assert triage.verdict("昨天水管爆了已经修好了,今天又爆了").emergency == "burst"


@pytest.mark.parametrize(
    "text",
    ["昨天电梯困人了,今天已经好了", "尋晚水喉爆咗,而家整返好喇", "a pipe burst last night, now it is fixed"],
)
def test_now_may_be_said_of_the_end(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency is None


@pytest.mark.parametrize(
    "text",
    [
        "电梯又困人了,今天才修好又坏了",
        "电梯又困人了,昨天不是才修好吗",
        "电梯困人了!现在修好了吗",
        "水管爆了,修好没有",
    ],
)
def test_asked_or_doubted_whether_it_is_over_is_an_emergency(triage: Triage, text: str) -> None:
    assert triage.verdict(text).emergency


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("着 火 了", "fire"),
        ("着.火.了", "fire"),
        ("救 命", "called"),
        ("快 来 人 啊, 有 人 晕 倒", "injury"),
        ("我 被 关 在 电 梯 里", "trapped"),
        ("f i r e in the bin store", "fire"),
        ("zhao huo le 3 dong", "fire"),
    ],
)
def test_letters_typed_apart_are_read_together(triage: Triage, text: str, kind: str) -> None:
    assert triage.verdict(text).emergency == kind


def test_a_tale_deep_in_a_long_petition_is_none(triage: Triage) -> None:
    petition = (
        "我们是阳光花园的业主,想反映物业管理的问题。" + "物业收费不公开,绿化没人养护,保安经常换人。" * 6
    )
    assert triage.verdict(petition + "几年里还发生过电动车起火,有人受伤。").emergency is None


def test_danger_now_is_found_deep_in_a_long_text(triage: Triage) -> None:
    petition = (
        "我们是阳光花园的业主,想反映物业管理的问题。" + "物业收费不公开,绿化没人养护,保安经常换人。" * 6
    )
    assert triage.verdict(petition + "现在楼下着火了!").emergency == "fire"


def test_words_that_run_into_each_other_are_both_heard(triage: Triage) -> None:
    assert triage.verdict("工人从脚手架上摔了下来").emergency == "injury"
    assert triage.verdict("小朋友俾部𨋢夾住咗").emergency == "trapped"


def test_a_longer_word_that_means_something_else_hides_the_danger_inside(triage: Triage) -> None:
    for text in ("灭火器过期了", "漏电保护器要不要换", "保安睡着了", "走廊灯爆咗", "Fire hydrant leaking"):
        assert triage.verdict(text).emergency is None, text


def test_a_danger_is_not_read_into_the_border_of_two_words(triage: Triage) -> None:
    for text in ("给物业打过电话没人理", "停电到现在还没来", "落水管漏水", "有人抢车位", "铁门有电子锁"):
        assert triage.verdict(text).emergency is None, text
    assert triage.verdict("有人落水了").emergency == "injury"
    assert triage.verdict("铁门有电").emergency == "shock"


def test_what_is_denied_is_denied_with_all_that_is_in_it(triage: Triage) -> None:
    assert triage.verdict("There is no gas leak, only a smell of paint").emergency is None
    assert triage.verdict("There is a gas leak, and a smell of paint").emergency == "gas"


def test_a_fear_calls_off_the_scene_wherever_in_it_it_stands(triage: Triage) -> None:
    assert triage.verdict("水池边请加护栏,以免孩子掉下去").emergency is None
    assert triage.verdict("水池边没有护栏,孩子掉下去了").emergency == "injury"


def test_now_in_another_sentence_does_not_make_a_tale_happen(triage: Triage) -> None:
    assert triage.verdict("去年有人被打伤。现在车位费又涨了。").emergency is None
    assert triage.verdict("去年有人被打伤,现在又有人被打伤").emergency == "injury"


def test_an_excuse_at_the_other_end_of_the_text_excuses_nothing(triage: Triage) -> None:
    far = "这边每天都有人把车停在消防通道上也没有保安来管一管,"
    assert triage.verdict(far + "有人从楼上往下扔酒瓶,差点砸到小孩").emergency == "falling"


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("隔壁空置房窗户透出火光", "security"),
        ("我儿子走丢了", "security"),
        ("有人掉进化粪池了", "security"),
        ("水龙头有电,麻得我手一抖", "repairs"),
        ("地下室淹了,水还在涨", "repairs"),
    ],
)
def test_an_alarm_speaks_for_the_department_that_answers_it(
    triage: Triage, text: str, department: str
) -> None:
    verdict = triage.verdict(text)
    assert (verdict.category, verdict.emergency is not None) == (department, True)
    assert department in [reason.category for reason in verdict.because]
