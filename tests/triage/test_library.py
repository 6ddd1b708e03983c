"""A community's own words: on top of ours, its alone, and read anew without a restart."""

import logging
from pathlib import Path

import pytest

from triage.library import Library

POND = """
[concept.pond]
subject = "pond"
weights = { cleaning = 4.0 }
words = "麒麟亭"
"""
SAID = "麒麟亭"


def test_a_communitys_words_are_known_to_it_alone(tmp_path: Path) -> None:
    (tmp_path / "lake.toml").write_text(POND, encoding="utf-8")
    library = Library(tmp_path)
    assert library.refresh() == ["lake"]
    assert library.of("lake").verdict(SAID).category == "cleaning"
    assert library.of("hill").verdict(SAID).category == "other"
    assert library.verdict(SAID).category == "other"


def test_words_are_read_anew_when_their_file_changes_and_go_with_it(tmp_path: Path) -> None:
    library, file = Library(tmp_path), tmp_path / "lake.toml"
    assert library.refresh() == []
    file.write_text(POND, encoding="utf-8")
    assert library.refresh() == ["lake"]
    assert library.refresh() == []
    file.write_text(POND.replace("cleaning = 4.0", "security = 40.0"), encoding="utf-8")
    assert library.refresh() == ["lake"]
    assert library.of("lake").verdict(SAID).category == "security"
    file.unlink()
    assert library.refresh() == ["lake"]
    assert library.of("lake").verdict(SAID).category == "other"


def test_a_mistake_is_named_and_the_words_before_it_stay(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library, file = Library(tmp_path), tmp_path / "lake.toml"
    file.write_text(POND, encoding="utf-8")
    library.refresh()
    file.write_text(POND.replace("cleaning", "gardening"), encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert library.refresh() == []
    assert "gardening" in caplog.text
    assert library.of("lake").verdict(SAID).category == "cleaning"
    assert library.refresh() == [], "said once, not every ten seconds"
