"""The inspector has a word for everything it may show, in each of the page's languages."""

import json
from enum import StrEnum
from pathlib import Path

import pytest

from models.callback_kinds import CallbackState, Solved
from models.kinds import Action, CardKind, CardState, OutgoingState, Status, TimerKind, TimerState

WORDS = Path(__file__).parents[2] / "sandbox" / "page" / "words"
SHOWN: dict[str, tuple[type[StrEnum], ...]] = {
    "action": (Action,),
    "status": (Status,),
    "timer": (TimerKind,),
    "timer_state": (TimerState,),
    "callback_state": (CallbackState,),
    "solved": (Solved,),
    "card": (CardKind,),
    "queue": (CardState, OutgoingState),
}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_nothing_in_the_inspector_is_shown_by_its_name_in_the_code(language: str) -> None:
    known = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    shown = {f"{family}.{one}" for family, kinds in SHOWN.items() for kind in kinds for one in kind}
    assert shown - set(known) == set()
