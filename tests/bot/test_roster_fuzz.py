"""P16, of rosters: whatever file somebody gives us is taken over as it reads, or refused with a reason."""

import csv
import io
import os
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot import home_rosters
from bot.settings import WrongSettings
from desk.cleaning import clean_text
from desk.home_roster import BadRoster, Entry, read_rows

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
MANY = settings(
    max_examples=2_000 if LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HEAD = ["building", "unit", "room", "name", "phone", "kind"]
anything = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=40)
cells = st.one_of(
    anything, st.sampled_from(["3", "1", "502", "5B", "=1+1", "13800138000", "owner", "\n", '"', ""])
)
names = anything.filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text))


def entries(path: Path) -> list[Entry] | None:
    """None: it was refused, in words."""
    try:
        return read_rows(home_rosters._rows(path, "zh_Hans"))
    except (BadRoster, WrongSettings) as refused:
        return None if str(refused) else []


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str]], path: Path) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            cell.data_type = "s"  # words, even where they begin as a formula does
    book.save(path)


@MANY
@given(
    st.one_of(
        st.binary(max_size=300), anything.map(str.encode), cells.map(lambda cell: f"room\n{cell}".encode())
    )
)
@example(b"\xff\xfea")
@example(b"room\n" + b"x" * 200_000)
@example(b'room\n"502')
def test_any_bytes_are_a_list_or_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes(content)
    entries(file)
    (tmp_path / "any.xlsx").write_bytes(content)
    assert entries(tmp_path / "any.xlsx") is None


@MANY
@given(st.lists(st.lists(cells, min_size=3, max_size=6), max_size=5))
def test_any_cells_are_a_list_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    file = tmp_path / "cells.csv"
    file.write_bytes(as_csv([HEAD, *rows]))
    entries(file)


@MANY
@given(st.lists(names, min_size=1, max_size=5))
@example(["a\nb", "x\u2028y\x85z", '"', "=1+1", "\U0001f469\u200d\U0001f467"])
def test_a_name_is_kept_as_it_is_written_in_either_kind_of_file(tmp_path: Path, written: list[str]) -> None:
    rows = [HEAD, *(["3", "1", str(101 + n), name, "", ""] for n, name in enumerate(written))]
    (tmp_path / "names.csv").write_bytes(as_csv(rows))
    as_xlsx(rows, tmp_path / "names.xlsx")
    for file in ("names.csv", "names.xlsx"):
        found = entries(tmp_path / file)
        assert found is not None
        assert [each.name for each in found] == [clean_text(name).strip() for name in written], file


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "roster.xlsx"
    as_xlsx([HEAD, *(["3", "1", str(room), "", "", ""] for room in range(101, 140))], path)
    return path.read_bytes()


@MANY
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, sound: bytes, data: st.DataObject) -> None:
    """Bytes changed anywhere, and XML changed inside a sound archive."""
    file = tmp_path / "damaged.xlsx"
    at = data.draw(st.integers(0, len(sound) - 1))
    broken = data.draw(
        st.sampled_from(
            [sound[:at], sound[:at] + data.draw(st.binary(min_size=1, max_size=9)) + sound[at + 3 :]]
        )
    )
    file.write_bytes(broken)
    entries(file)
    with ZipFile(io.BytesIO(sound)) as whole, ZipFile(file, "w", ZIP_DEFLATED) as parts:
        victim = data.draw(st.sampled_from(whole.namelist()))
        for name in whole.namelist():
            inside = whole.read(name)
            spot = data.draw(st.integers(0, len(inside) - 1)) if name == victim else 0
            parts.writestr(
                name,
                inside[:spot] + data.draw(st.binary(max_size=5)) + inside[spot + 1 :]
                if name == victim
                else inside,
            )
    entries(file)


def test_a_sheet_that_claims_a_million_rows_and_an_archive_that_unpacks_to_gigabytes_are_refused_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook()
    book.worksheets[0].append(HEAD)
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(BadRoster, match="at most 100,000 rows"):
        list(home_rosters._rows(tmp_path / "far.xlsx", "zh_Hans"))
    monkeypatch.setattr(home_rosters, "LARGEST_UNPACKED", 100)
    with pytest.raises(BadRoster, match="unpacks to more"):
        list(home_rosters._rows(tmp_path / "far.xlsx", "zh_Hans"))


def test_a_workbook_that_cannot_be_read_is_closed_all_the_same(tmp_path: Path, sound: bytes) -> None:
    file = tmp_path / "damaged.xlsx"
    with ZipFile(io.BytesIO(sound)) as whole, ZipFile(file, "w", ZIP_DEFLATED) as parts:
        for name in whole.namelist():
            parts.writestr(name, b"<" if name == "xl/styles.xml" else whole.read(name))
    with pytest.raises(BadRoster) as refused:
        list(home_rosters._rows(file, "zh_Hans"))
    assert "damaged" in str(refused.value)
    held = {each.resolve() for each in Path("/proc/self/fd").iterdir()}
    assert file.resolve() not in held
