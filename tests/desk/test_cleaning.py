"""Text as it may enter: nothing that a table, a card or a spreadsheet can't hold (P16)."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from desk.cleaning import clean_all, clean_text, is_blank

anything = st.text(st.characters(codec=None, exclude_categories=()))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), anything),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


@given(anything)
@example("a\x00b\ud800c\u202ed\r\ne\U0001f469\u200d\U0001f467")
def test_what_is_clean_can_be_stored_and_shown(text: str) -> None:
    clean = clean_text(text)
    clean.encode()
    assert not any(unicodedata.category(each) == "Cc" for each in clean if each != "\n")
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
    assert clean_text(clean) == clean
    assert len(clean) <= len(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


@given(anything)
def test_families_and_flags_keep_their_joiners(text: str) -> None:
    assert clean_text(text).count("\u200d") == text.count("\u200d")


@given(json_values)
def test_json_is_cleaned_to_its_last_leaf(value: object) -> None:
    assert _leaves(clean_all(value)) == [clean_text(leaf) for leaf in _leaves(value)]


def _leaves(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    return [leaf for each in value for leaf in _leaves(each)] if isinstance(value, list) else []


@given(st.text(st.sampled_from(" \n\t\u200b\u200d\u2060\u3164\ufeff\u2800")))
def test_what_nobody_can_see_is_blank(text: str) -> None:
    assert is_blank(text)


@given(st.text(min_size=1).filter(lambda text: any(each.isalnum() for each in text)))
def test_what_holds_a_letter_is_not_blank(text: str) -> None:
    assert not is_blank(text) or set(text) <= set("\u3164")
