"""What somebody is told to do, and who runs there, hangs on which danger it is; a word that says little gives way."""

import pytest

from triage import Triage

CRIES_FROM_A_LIFT = (
    "电梯里面好像有人喊救命",
    "电梯里好像有人在敲门喊救命",
    "好像有人喊救命,在电梯里面",
    "3栋电梯里有人大喊救命",
    "升降機入面好似有人嗌救命",
    "部𨋢入面有人拍門嗌救命",
    "電梯裡有人拍門求救",
    "電梯裡面好像有人在喊救命",
    "I think someone inside the lift is screaming for help",
    "someone is calling for help from inside the elevator",
)
CRIES_FROM_WITHIN = (
    "里面好像有人在敲门喊救命",
    "里面有人喊救命",
    "现在里面有人拍门求救!",
    "現在裡面有人拍門求救!",
    "入面有人嗌救命",
    "裡頭有人在喊救命",
    "someone inside is calling for help",
    "there are people inside shouting for help",
)
WATER_SHOOTS = (
    "Water is shooting out of the wall in the corridor, floor 8",
    "water shooting out from behind the meter",
    "hot water is shooting from the ceiling",
    "there is water shooting everywhere on 3/F",
)
SHOTS = ("a man is shooting from the balcony", "someone is shooting in the car park")
ROTTEN_EGGS = (
    "strange rotten-egg smell from the stove pipe",
    "the kitchen smells of rotten eggs near the stove",
    "rotten egg smell by the gas meter",
    "厨房灶台有臭鸡蛋味",
)
BREAK_INS = ("里面好像有人 门锁被撬了", "回家发现门开着,里面好像有人", "楼上有女人喊救命 她老公在打她")


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (CRIES_FROM_A_LIFT, "trapped"),
        (CRIES_FROM_WITHIN, "called"),
        (WATER_SHOOTS, "burst"),
        (SHOTS, "break_in"),
        (ROTTEN_EGGS, "gas"),
        (BREAK_INS, "break_in"),
    ],
)
def test_it_is_known_for_what_it_is(triage: Triage, texts: tuple[str, ...], kind: str) -> None:
    assert {text: triage.verdict(text).emergency for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize("text", CRIES_FROM_A_LIFT)
def test_whoever_is_in_a_lift_is_let_out_by_those_who_mend_it(triage: Triage, text: str) -> None:
    assert triage.verdict(text).category == "repairs"


@pytest.mark.parametrize(
    "text",
    [
        "I'm on Block 8 rooftop, the door fell shut and I can't get back down",
        "someone fainted in lobby of block 8",
        "smoke is coming from 4th floor of block 3",
        "Lift 2 in block 3 keeps skipping the ground floor",
        "我被鎖在頂樓出不去",
        "我被锁在天台出不来",
    ],
)
def test_a_block_is_a_house_and_nobody_parks_in_it(triage: Triage, text: str) -> None:
    assert triage.verdict(text).subject != "parking"


@pytest.mark.parametrize(
    "text",
    [
        "someone is blocking the driveway",
        "a van blocked my garage",
        "the exit is blocked by cars",
        "his truck blocks the entrance every night",
        "cars keep blocking the fire lane",
    ],
)
def test_who_blocks_the_way_is_still_in_it(triage: Triage, text: str) -> None:
    assert triage.verdict(text).category == "security"
