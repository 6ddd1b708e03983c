"""The lexicon is data: a community adds its words, and a mistake is said in one clear sentence."""

from pathlib import Path

import pytest

from triage import LexiconError, Triage, load

BAD = (
    ("[concept", "can't be read"),
    ("[words]\na = 1", "unknown section [words]"),
    ("concept = 3", "[concept] must be a table"),
    ("[concept.x]\nwords = '锦鲤'\nweight = 3", "unknown key 'weight'"),
    ("[concept.x]\nwords = '锦鲤'\nweights = { garden = 1 }", "'garden' is none of cleaning"),
    ("[concept.x]\nwords = '锦鲤'\nweights = { noise = 'much' }", "'much' is not a sensible number"),
    ("[concept.x]\nwords = '锦鲤'\nweights = { noise = nan }", "nan is not a sensible number"),
    ("[concept.x]\nwords = 3", "words must be a text or a list of texts"),
    ("[concept.x]\nwords = ['']", "words must be a text or a list of texts"),
    ("[concept.x]\nwords = '锦鲤'\nseverity = 'awful'", "severity must be one of minor, important, major"),
    ("[rule.x]\nweights = { noise = 1 }", "a rule needs `all`"),
    ("[rule.x]\nall = []", "a rule needs `all`"),
    ("[rule.x]\nall = ['unicorn']", "there is no concept 'unicorn'"),
    ("[patterns]\nplace = ['(']", "is no regular expression"),
    ("[patterns]\nnext_matter = ['(']", "is no regular expression"),
    ("[letters]\nab = 'c'", "one letter each"),
)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return tmp_path / "community.toml"


def test_a_community_adds_words_of_its_own(overlay: Path, triage: Triage) -> None:
    assert triage.verdict("麒麟亭又那样了").category == "other"
    overlay.write_text('[concept.pond]\nwords = "麒麟亭"\nweights = { cleaning = 4 }\nsubject = "pond"')
    verdict = load(overlay).verdict("麒麟亭又那样了")
    assert (verdict.category, verdict.subject) == ("cleaning", "pond")


def test_a_community_adds_words_to_a_concept_that_is_known(overlay: Path, triage: Triage) -> None:
    overlay.write_text('[concept.elevator]\nwords = "观光梯"')
    assert load(overlay).verdict("观光梯坏了").category == "repairs"
    assert load(overlay).verdict("电梯坏了").ranked == triage.verdict("电梯坏了").ranked


def test_a_community_changes_a_weight(overlay: Path) -> None:
    overlay.write_text("[concept.animals]\nweights = { cleaning = 6 }")
    assert load(overlay).verdict("有人遛狗").category == "cleaning"


def test_an_overlay_may_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[concept.pond]\nwords = "麒麟亭"\nweights = { cleaning = 4 }')
    assert load(tmp_path).verdict("麒麟亭又那样了").category == "cleaning"


def test_loading_anew_leaves_the_old_one_as_it_was(overlay: Path, triage: Triage) -> None:
    before = triage.verdict("有人遛狗")
    overlay.write_text("[concept.animals]\nweights = { cleaning = 6 }")
    load(overlay)
    assert triage.verdict("有人遛狗") == before


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_a_mistake_in_a_lexicon_is_said_clearly(overlay: Path, text: str, problem: str) -> None:
    overlay.write_text(text)
    with pytest.raises(LexiconError) as error:
        load(overlay)
    assert problem in str(error.value)


def test_a_missing_overlay_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="there is no such file or folder"):
        load(tmp_path / "nowhere.toml")


def test_a_negated_word_of_an_overlay_is_denied(overlay: Path) -> None:
    overlay.write_text('[concept.pond]\ntrouble = true\nwords = "锦鲤翻肚"\nweights = { cleaning = 4 }')
    assert load(overlay).verdict("没有锦鲤翻肚").category == "other"


def test_a_community_s_scene_rings_and_its_mask_hides_but_neither_weighs(
    overlay: Path, triage: Triage
) -> None:
    overlay.write_text(
        '[scene.dam]\nwords = "拦水坝"\n'
        '[scene.gives]\nwords = "决口"\ntrouble = true\n'
        '[rule.dam-gives]\nall = ["dam", "gives"]\nemergency = "burst"\nnear = 6\n'
        '[scene.names]\nmask = true\nwords = "拦水坝决口纪念碑"\n'
    )
    own = load(overlay)
    assert own.verdict("拦水坝快决口了").emergency == "burst"
    assert own.verdict("拦水坝没有决口").emergency is None
    assert own.verdict("拦水坝决口纪念碑脏了").emergency is None
    assert own.verdict("拦水坝好看").ranked == triage.verdict("拦水坝好看").ranked
