"""Whatever anybody sends: triage answers, the same each time, and its shares add up to one."""

import itertools
import json
import re
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import triage.dictionary as dictionary_module
from triage import CATEGORIES, KINDS, SEVERITIES, Triage, load, normal, pace
from triage.normal import LONGEST

MOST_READINGS = 4  # of the longest text, in one verdict
TRIAGE = load()  # once: hypothesis and session fixtures don't go together
LETTERS = st.one_of(
    st.text(),
    st.text(alphabet="电梯漏水不是没有又吵垃圾停车费3栋-,。?!\u0000\u200b\ud800 "),
    st.text(alphabet="the lift is not stuck gas leak 'n_-.?! "),
)


@settings(max_examples=300, deadline=None)
@given(LETTERS)
def test_any_text_gets_a_whole_verdict(text: str) -> None:
    verdict = TRIAGE.verdict(text)
    assert sorted(category for category, _ in verdict.ranked) == sorted(CATEGORIES)
    assert sum(share for _, share in verdict.ranked) == pytest.approx(1)
    assert all(a >= b for (_, a), (_, b) in itertools.pairwise(verdict.ranked))
    assert verdict.kind in KINDS
    assert verdict.severity in SEVERITIES
    assert verdict.category == verdict.ranked[0][0]


@settings(max_examples=100, deadline=None)
@given(LETTERS)
def test_the_same_text_gets_the_same_verdict(text: str) -> None:
    assert TRIAGE.verdict(text) == TRIAGE.verdict(text)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="abcdefg 你我他好在来,。", max_size=60))
def test_an_emergency_survives_any_harmless_text_around_it(text: str) -> None:
    assert TRIAGE.verdict(f"{text}。电梯困人了。{text}").emergency == "trapped"


@pytest.mark.parametrize(
    "text", ["\u7684" * 200_000, "漏水" * 100_000, "a " * 100_000, "\u200b" * 100_000, "1" * 99_999]
)
def test_a_monstrous_text_is_cut_before_it_costs(
    triage: Triage, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Counted in letters; what the longest verdict costs, bench/hold.py measures."""
    read: dict[str, list[int]] = {"normalize": [], "cut": []}

    def normalize(form: Literal["NFKC"], letters: str) -> str:
        read["normalize"].append(len(letters))
        return unicodedata.normalize(form, letters)

    def cut(self: dictionary_module.Dictionary, letters: str) -> list[str]:
        read["cut"].append(len(letters))
        return real(self, letters)

    real = dictionary_module.Dictionary.cut
    monkeypatch.setattr(normal, "unicodedata", SimpleNamespace(normalize=normalize))
    monkeypatch.setattr(dictionary_module.Dictionary, "cut", cut)
    triage.verdict(text)
    assert 0 < sum(read["normalize"]) <= MOST_READINGS * LONGEST
    assert sum(read["cut"]) <= MOST_READINGS * LONGEST


def test_loading_pauses_again_and_again_for_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """About 980 pauses; how long the loop is held between two, bench/hold.py measures."""
    dictionary_module.dictionary.cache_clear()
    pauses: list[float] = []
    monkeypatch.setattr(pace, "time", SimpleNamespace(sleep=pauses.append))
    load(cache_dir=tmp_path)
    assert len(pauses) > 700
    assert min(pauses) > 0, "a pause of no length leaves the interpreter where it is"


def test_loading_writes_nothing_anywhere(tmp_path: Path) -> None:
    dictionary_module.dictionary.cache_clear()
    load(cache_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_words_are_cut_as_jieba_cuts_them() -> None:
    ours = Path(__file__).with_name("own_sentences.jsonl").read_text().splitlines()
    clauses = [part for line in ours for part in re.findall("[\u4e00-\u9fd5]+", json.loads(line)["text"])]
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    words = dictionary_module.dictionary()
    different = [
        clause for clause in clauses if sorted(words.cut(clause)) != sorted(cutter.lcut(clause, HMM=False))
    ]
    assert different == [], "equally likely cuts may stand in another order: a thump, thump-thump"
