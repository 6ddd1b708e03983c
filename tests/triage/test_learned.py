"""What was learned adds to the lexicon, outvotes nothing that is sure, and says why."""

import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from triage import CATEGORIES, LexiconError, Triage
from triage.learned import VOICES, pieces, read_learned

HERE = Path(__file__).parent


def test_what_the_lexicon_has_no_word_for_is_sorted_by_what_was_learned(triage: Triage) -> None:
    verdict = triage.verdict("半夜隔壁咚咚咚捶墙")
    assert verdict.category == "noise"
    assert {reason.category for reason in verdict.because} >= {"noise"}


def test_a_text_of_which_nothing_was_learned_is_heard_by_the_lexicon_alone() -> None:
    assert read_learned().hear("zzxqj 123 👍") is None


def test_no_department_falls_so_far_behind_that_sure_words_could_not_speak_for_it() -> None:
    heard = read_learned().hear("电梯坏了")
    assert heard is not None
    assert len(heard.sums) == len(CATEGORIES)
    assert max(heard.sums) - min(heard.sums) <= 3.0
    assert 0.0 < heard.danger < 1.0


def test_pieces_are_words_letters_and_neighbours_and_no_numbers() -> None:
    assert set(pieces("电梯 broken,3")) == {"电", "梯", "broken", "电梯", "梯broken"}


def test_two_processes_hear_the_same_to_the_last_digit() -> None:
    """The order of a set of texts differs from process to process, and with it what a sum of them is rounded to."""
    said = "电梯又坏了，楼道的灯也不亮"
    letters = "电梯又坏了楼道的灯也不亮"
    assert [*pieces(said)] == [*letters, *map("".join, pairwise(letters))]


def test_weights_of_other_voices_are_refused_clearly(tmp_path: Path) -> None:
    file = tmp_path / "learned.tsv"
    file.write_text("piece\trarity\tcleaning\n\t0\t1\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=VOICES[-1]):
        read_learned(file)


def test_the_weights_are_those_of_the_sentences_beside_us() -> None:
    """Else `python -m bench.learning` was forgotten."""
    told = json.loads((HERE / "learned_from.json").read_text())
    assert told == {name: sha256((HERE / name).read_bytes()).hexdigest() for name in told}
    assert set(told) == {"own_sentences.jsonl", "dangers.jsonl"}


def test_a_number_says_nothing_of_what_is_wrong(triage: Triage) -> None:
    """Whoever cries for help tells where; that made a list of numbers sound like danger."""
    said = "\n".join(f"楼道很脏 {n}" for n in range(20))
    verdict = triage.verdict(said)
    assert (verdict.emergency, verdict.perhaps_danger) == (None, False)
