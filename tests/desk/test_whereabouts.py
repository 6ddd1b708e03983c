"""What is the same place, for counting what comes back."""

from desk.whereabouts import places_of


def test_the_same_words_written_differently_are_one_place() -> None:
    assert places_of(None, None, "3栋 2号梯", {}) == places_of(None, None, "３栋2号梯。", {}) != []


def test_a_kitchen_is_no_place_of_its_own() -> None:
    here, there = places_of(1, None, "厨房", {}), places_of(2, None, "厨房", {})
    assert not set(here) & set(there)
    assert set(here) & set(places_of(1, None, "卫生间", {})), "the home is the same"


def test_a_shared_place_is_one_for_all_homes() -> None:
    lift = {"spot": {"building": "3", "lift": "2"}}
    assert set(places_of(1, None, "3栋2号梯", lift)) & set(places_of(2, None, "三栋二号电梯", lift))
    other = {"spot": {"building": "3", "lift": "1"}}
    assert not set(places_of(1, None, "", lift)) & set(places_of(2, None, "", other))


def test_nothing_told_is_nowhere() -> None:
    assert places_of(None, None, " ", {}) == places_of(None, None, "…", {}) == []
