"""Where and when are found as the resident wrote them."""

import json
from pathlib import Path

import pytest

from triage import Triage
from triage.analyst import LEXICON
from triage.lexicon_file import read_lexicon
from triage.normal import Speller, shown
from triage.places import Places
from triage.verdict import Spot

OWN = Path(__file__).parent


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3栋2单元501漏水", "3栋2单元501"),
        ("我家在12栋3单元,没电了", "12栋3单元"),
        ("B座12楼走廊灯坏了", "B座12楼"),
        ("8號樓門口有垃圾", "8號樓"),
        ("第3座5樓B室漏水", "第3座5樓B室"),
        ("3-1-502 水管坏了", "3-1-502"),
        ("Block 3, 502 has no water", "Block 3, 502"),
        ("leak in Tower B, flat 12C", "Tower B, flat 12C"),
        ("五号楼电梯坏了", "五号楼"),
        ("2栋1101室很吵", "2栋1101室"),
        ("負一樓車庫積水", "負一樓車庫"),
        ("七楼走廊有人抽烟", "七楼"),
        ("apt 4B is too loud", "apt 4B"),
        ("大堂的灯不亮", "大堂"),
        ("3栋1单元大堂的灯不亮", "3栋1单元大堂"),
        ("地下停車場漏水", "地下停車場"),
        ("the lobby light is out", "lobby"),
        ("Block 3 lobby is dark", "Block 3 lobby"),
        ("3 栋 2 单 元 灯 坏 了", "3 栋 2 单元"),
        ("smoke is coming from 4th floor of block 3", "4th floor of block 3"),
        ("fire on 11F of building 5", "11F of building 5"),
        ("water on 11/F, Block B", "11/F, Block B"),
        ("someone fainted in lobby of block 8", "lobby of block 8"),
        ("floor 3 of block 5 is dark", "floor 3 of block 5"),
        ("gas smell on the stairs of 5-1", "stairs of 5-1"),
        ("noise from 8-201 again", "8-201"),
        ("Lift 2 in block 3 is broken", "Lift 2 in block 3"),
        ("the lift no. 2 of tower B stopped", "lift no. 2 of tower B"),
        ("block 3 unit 1, 6th floor corridor is dark", "block 3 unit 1, 6th floor corridor"),
        ("Tower B 12/F corridor light is out", "Tower B 12/F corridor"),
        ("smoke, block 5 third floor by the hose", "block 5 third floor"),
        ("喺Block 3 lobby跌親", "Block 3 lobby"),
        ("大廳的燈壞了", "大廳"),
        ("中庭有人抽菸", "中庭"),
        ("樓梯間燈壞了", None),
        ("3棟樓梯間燈壞了", "3棟樓梯間"),
        ("3棟大廳燈不亮", "3棟大廳"),
        ("his truck blocks the entrance", None),
        ("I called 20-30 times in 5-10 minutes", None),
        ("my number is 9123-4567", None),
        ("阳光花园物业费太贵", None),
        ("垃圾没人收", None),
        ("I have paid 300 dollars", None),
    ],
)
def test_the_place_is_found(triage: Triage, text: str, place: str | None) -> None:
    assert triage.verdict(text).place == place


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("昨晚十一点楼上很吵", "昨晚十一点"),
        ("今天早上8点停水", "今天早上8点"),
        ("每天晚上十点半跳舞", "每天晚上十点半"),
        ("尋晚12點好嘈", "尋晚12點"),
        ("11月3日开始漏水", "11月3日"),
        ("上周三电梯坏了", "上周三"),
        ("last night at 11 pm they were shouting", "last night at 11 pm"),
        ("water is off since 7:30 am", "7:30 am"),
        ("垃圾没人收", None),
    ],
)
def test_the_time_is_found(triage: Triage, text: str, when: str | None) -> None:
    assert triage.verdict(text).when == when


@pytest.mark.parametrize(
    ("text", "building"),
    [("十二栋停电", "12"), ("二 三 栋 停电", "二三"), ("二三栋停电", "二三"), ("3栋停电", "3")],
)
def test_two_houses_named_in_one_breath_are_not_added_up(triage: Triage, text: str, building: str) -> None:
    assert triage.verdict(text).spot.building == building


@pytest.mark.parametrize(
    "texts",
    [
        (
            "Lift 2 in block 3 is broken",
            "Lift 2, block 3",
            "3栋2号梯坏了",
            "三栋二号电梯停了",
            "3棟2號電梯停了",
        ),
        ("smoke on 4th floor of block 3", "block 3, floor 4", "3栋4楼冒烟"),
        ("fire on 11F of building 5", "11/F Block 5", "5座11樓"),
        ("someone fainted at 8-201", "8栋201有人晕倒"),
        ("smell on the stairs of 5-1", "5栋1单元楼道有味"),
    ],
)
def test_one_place_has_the_same_parts_however_it_is_told(triage: Triage, texts: tuple[str, ...]) -> None:
    first, *others = (triage.verdict(text).spot for text in texts)
    assert others == [first] * len(others)
    assert first.building


@pytest.mark.parametrize("text", ["open 9-11 in the morning", "it took 5-10 minutes", "call 9123-4567"])
def test_other_numbers_are_no_place(triage: Triage, text: str) -> None:
    assert triage.verdict(text).spot == Spot()


def test_what_spares_a_look_hides_no_place_and_no_time() -> None:
    """NAME_starts and NAME_needs stand beside their pattern, and could be forgotten when it changes."""
    lexicon = read_lexicon(LEXICON)
    slow = {
        name: written
        for name, written in lexicon.patterns.items()
        if not name.endswith(("_starts", "_needs"))
    }
    assert len(slow) < len(lexicon.patterns)
    speller, sparing, looking = Speller(lexicon.letters), Places(lexicon.patterns), Places(slow)
    for file in ("own_sentences.jsonl", "dangers.jsonl"):
        for line in (OWN / file).read_text(encoding="utf-8").splitlines():
            plain = shown(json.loads(line)["text"])
            assert _found(sparing, plain, speller) == _found(looking, plain, speller), plain


def _found(places: Places, plain: str, speller: Speller) -> tuple[object, ...]:
    return places.place(plain), places.when(plain), places.spot(speller.spell(plain))
