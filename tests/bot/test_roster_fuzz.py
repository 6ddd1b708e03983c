"""P16, of rosters: whatever file somebody gives us is taken over as it reads, or refused with a reason."""

import csv
import io
import os
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot import home_rosters
from bot.settings import WrongSettings
from desk.addresses import Address
from desk.cleaning import clean_text
from desk.home_roster import BadRoster, Entry, read_rows
from models import Home, Occupant

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
MANY = settings(
    max_examples=2_000 if LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HEAD = ["building", "unit", "room", "name", "phone", "kind"]
anything = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=40)
cells = st.one_of(
    anything, st.sampled_from(["3", "1", "502", "5B", "=1+1", "13800138000", "owner", "\n", '"', ""])
)
long_texts = st.builds(str.__mul__, anything, st.integers(1, 30))
buildings = st.one_of(long_texts, st.integers(1, 80).map("\u6d77".__mul__))
phones = st.one_of(st.integers(13_000_000_000, 19_999_999_999), st.integers(20_000_000, 99_999_999))
WIDE = {each: 0xFEE0 + each for each in range(0x21, 0x7F)}
WRITTEN = (
    str,
    "{}.0".format,
    "{}.00".format,
    lambda number: number.translate(WIDE),
    lambda number: f"{number}.0".translate(WIDE),
)
names = anything.filter(lambda text: not ILLEGAL_CHARACTERS_RE.search(text))


def entries(path: Path) -> list[Entry] | None:
    """None: it was refused, in words."""
    try:
        return read_rows(home_rosters._rows(path, "zh_Hans"))
    except (BadRoster, WrongSettings) as refused:
        return None if str(refused) else []


def check_storable(found: list[Entry]) -> None:
    """By the columns' own rules: whatever passes here is no crash when it is written down."""
    for each in found:
        for model, values in (
            (Home, vars(each.address)),
            (Occupant, {"name": each.name, "phone": each.phone}),
        ):
            for column, value in values.items():
                model._meta.fields_map[column].validate(value)
        assert re.fullmatch(r"(\+?[0-9]{5,20})?", each.phone)


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
@given(st.lists(st.lists(cells, min_size=3, max_size=6), max_size=5), st.permutations(HEAD))
@example([["三" * 5000] * 3], ["room", "三" * 5000])
def test_any_cells_are_a_list_or_refused(tmp_path: Path, rows: list[list[str]], head: list[str]) -> None:
    file = tmp_path / "cells.csv"
    file.write_bytes(as_csv([head, *rows]))
    check_storable(entries(file) or [])


@MANY
@given(buildings, st.sampled_from(["", "1"]), long_texts, long_texts)
@example("x" * 33, "", "", "")
def test_what_is_taken_can_be_stored_however_long_it_is(
    tmp_path: Path, building: str, unit: str, name: str, phone: str
) -> None:
    file = tmp_path / "long.csv"
    for row in ([building, unit, "502"], ["3", unit, "502", name], ["3", unit, "502", "", phone]):
        file.write_bytes(as_csv([HEAD, row]))
        check_storable(entries(file) or [])


@MANY
@given(st.tuples(*[st.integers(1, most) for most in (999, 99, 9999)], phones), st.data())
def test_a_number_is_the_same_however_it_is_written(
    tmp_path: Path, numbers: tuple[int, ...], data: st.DataObject
) -> None:
    """A program makes fractions of numbers, a Chinese keyboard writes them wide, and one of two columns is empty."""
    shown = [str(number) for number in numbers]
    *home, phone = [data.draw(st.sampled_from(WRITTEN))(number) for number in shown]
    both = data.draw(st.permutations([phone, data.draw(st.sampled_from(["", phone]))]))
    file = tmp_path / "numbers.csv"
    file.write_bytes(as_csv([["building", "unit", "room", "phone", "mobile"], [*home, *both]]))
    assert entries(file) == [Entry(Address(*shown[:3]), phone=shown[3])]


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
