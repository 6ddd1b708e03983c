"""A roster is taken over whole or not at all, in whatever file Excel has made of it."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from pydantic import SecretStr
from village import TOKEN, plan

from bot.exporting import as_csv, export_homes
from bot.home_rosters import import_roster
from bot.settings import Settings, WrongSettings
from desk.estate import install
from desk.home_roster import BadRoster, read_rows
from models import Home, Occupant
from models.database import Database
from models.kinds import ResidencyKind

LIST = "楼栋,单元,房号,姓名,电话,身份\n3栋,1单元,502,李女士,138 0013 8000,业主\n3栋,1单元,503,,,\n海棠阁,,5樓B室,陳生,+85291234567,租客\n"


@pytest.fixture
async def settings(sqlite_url: str) -> Settings:
    from village import MORNING

    database = await Database.open(sqlite_url)
    await database.transaction(lambda: install(plan(), 1, MORNING))
    await database.close()
    return Settings(token=SecretStr(TOKEN), database_url=SecretStr(sqlite_url))


async def imported(settings: Settings, file: Path) -> tuple[str, list[tuple[str, str, str]], list[Occupant]]:
    told = await import_roster(settings, file)
    database = await Database.open(settings.database_url.get_secret_value())
    try:
        homes = [(home.building, home.unit, home.room) for home in await Home.all().order_by("id")]
        return told, sorted(homes), await Occupant.all().order_by("id")
    finally:
        await database.close()


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
async def test_every_encoding_that_excel_writes_is_read(
    settings: Settings, tmp_path: Path, encoding: str
) -> None:
    told, homes, people = await imported(settings, written(tmp_path, LIST, encoding))
    assert told == "village: 3 homes (3 new), 2 people"
    assert homes == [("3", "1", "502"), ("3", "1", "503"), ("海棠阁", "", "5B")]
    assert [(who.name, who.phone, who.kind) for who in people] == [
        ("李女士", "13800138000", ResidencyKind.OWNER),
        ("陳生", "85291234567", ResidencyKind.TENANT),
    ]


async def test_a_big5_list_is_read_in_an_estate_of_the_mainland_too(
    settings: Settings, tmp_path: Path
) -> None:
    rows = "棟別,單元,房號,姓名,身份\n3棟,1單元,502,陳美玲,戶主\n"
    _, homes, people = await imported(settings, written(tmp_path, rows, "big5"))
    assert homes == [("3", "1", "502")]
    assert [(who.name, who.kind) for who in people] == [("陳美玲", ResidencyKind.OWNER)]


async def test_xlsx_is_read_as_it_looks_and_dates_that_excel_made_are_told(
    settings: Settings, tmp_path: Path
) -> None:
    book, file = Workbook(), tmp_path / "roster.xlsx"
    sheet = book.worksheets[0]
    for row in csv.reader(LIST.splitlines()):
        sheet.append(row)
    sheet["C3"] = 503.0
    book.save(file)
    _, homes, _ = await imported(settings, file)
    assert ("3", "1", "503") in homes
    from datetime import datetime

    sheet["C3"] = datetime(2026, 3, 5)  # noqa: DTZ001 - as Excel stores "3-5"
    book.save(file)
    with pytest.raises(WrongSettings, match=r"row 3.*format the column as text"):
        await import_roster(settings, file)


async def test_bad_rows_are_all_told_and_nothing_is_half_imported(settings: Settings, tmp_path: Path) -> None:
    bad = "3栋,1单元,,王,,\n3栋,1单元,504,张,call me,\n3栋,1单元,505,赵,,国王\n3栋,1单元,502,李女士,13800138000,业主\n"
    with pytest.raises(WrongSettings) as refused:
        await import_roster(settings, written(tmp_path, LIST + bad))
    lines = str(refused.value).splitlines()
    assert lines[0].endswith("nothing was imported")
    assert [line.split(":")[0] for line in lines[1:]] == ["row 5", "row 6", "row 7", "row 8"]
    assert "the same as row 2" in lines[4]
    database = await Database.open(settings.database_url.get_secret_value())
    try:
        assert await Home.all().count() == 0
    finally:
        await database.close()


PHONES = "楼栋,单元,房号,姓名,电话,手机\n"


@pytest.mark.parametrize(
    "phones", ["13800138000,", ",13800138000", "138 0013 8000,13800138000", "13800138000.0,+86 13800138000"]
)
async def test_of_two_columns_that_mean_the_same_the_filled_one_counts(
    settings: Settings, tmp_path: Path, phones: str
) -> None:
    _, _, people = await imported(settings, written(tmp_path, f"{PHONES}3,1,502,王,{phones}\n"))
    assert [who.phone for who in people] == ["13800138000"]


async def test_two_columns_that_say_different_things_are_told(settings: Settings, tmp_path: Path) -> None:
    rows = "3,1,502,王,13800138000,13900139000\n3,1,503,李,13800138000,\n"
    with pytest.raises(
        WrongSettings, match=r"row 2: two different cells for the phone: '13800138000', '13900139000'"
    ) as refused:
        await import_roster(settings, written(tmp_path, PHONES + rows))
    assert "row 3" not in str(refused.value)


@pytest.mark.parametrize(
    "row",
    [
        "3.0,1.0,502.0,王,13800138000.0",  # pandas, where a column has an empty cell
        "3.00,1.00,502.00,王,13800138000.00",  # a number with decimals, as Excel saves it
        "３,１,５０２,王,１３８００１３８０００",
        "３．０,１,５０２．０,王,（＋８６）１３８－００１３－８０００",
    ],
)
async def test_numbers_are_the_same_however_a_program_has_written_them(
    settings: Settings, tmp_path: Path, row: str
) -> None:
    _, homes, people = await imported(settings, written(tmp_path, f"楼栋,单元,房号,姓名,电话\n{row}\n"))
    assert homes == [("3", "1", "502")]
    assert [who.phone for who in people] == ["13800138000"]


async def test_a_phone_with_dots_between_its_parts_keeps_its_zeros(
    settings: Settings, tmp_path: Path
) -> None:
    _, _, people = await imported(settings, written(tmp_path, "房号,电话\n3-502,9123.0000\n"))
    assert [who.phone for who in people] == ["91230000"]


@pytest.mark.parametrize(
    "row", [f"{'海' * 33},1,502", f"{'海' * 300},1,502", f"3,{'1' * 33},502", f"3,1,{'5' * 33}"]
)
async def test_an_address_that_is_too_long_is_a_bad_row(settings: Settings, tmp_path: Path, row: str) -> None:
    rows = f"楼栋,单元,房号\n{'海' * 32},1,501\n{row}\n"
    with pytest.raises(WrongSettings, match="nothing was imported\nrow 3: ") as refused:
        await import_roster(settings, written(tmp_path, rows))
    assert len(str(refused.value).splitlines()) == 2


async def test_a_second_import_adds_homes_and_replaces_people(settings: Settings, tmp_path: Path) -> None:
    await imported(settings, written(tmp_path, LIST))
    told, homes, people = await imported(settings, written(tmp_path, "地址;姓名\n3-1-502;新业主\n3-1-504;\n"))
    assert told == "village: 2 homes (1 new), 1 people; 2 known homes are not in the list"
    assert len(homes) == 4
    assert [who.name for who in people] == ["新业主"]


@pytest.mark.parametrize("text", ["", "\n\n", "姓名,电话\n李,138\n", "房号\n", "PK\x03\x04 no list"])
async def test_what_is_no_roster_is_refused_in_one_line(
    settings: Settings, tmp_path: Path, text: str
) -> None:
    with pytest.raises(WrongSettings, match="nothing was imported"):
        await import_roster(settings, written(tmp_path, text))
    with pytest.raises(WrongSettings, match="can't be read"):
        await import_roster(settings, tmp_path / "nowhere.csv")


def test_ten_thousand_homes_are_read_in_no_time() -> None:
    rows = [
        ["building", "unit", "room"],
        *([f"{n // 100 + 1}", "1", f"{n % 100 + 101}"] for n in range(10_000)),
    ]
    assert len(read_rows(rows)) == 10_000


def test_a_word_in_no_column_is_told_with_an_example() -> None:
    with pytest.raises(BadRoster, match="Example: building"):
        read_rows([["who", "where"], ["x", "y"]])


async def test_an_exported_list_holds_no_formula(settings: Settings, tmp_path: Path) -> None:
    """T10, for every way a cell can begin one."""
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "3", "x=1"]
    for cell in cells:
        line = as_csv([[cell]])
        assert line.lstrip('"')[0] == ("'" if cell not in ("3", "x=1") else cell[0])
    await imported(settings, written(tmp_path, LIST))
    told = await export_homes(settings, tmp_path / "homes.csv")
    assert told.endswith("3 homes")
    assert (tmp_path / "homes.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "3,1,502,0,0"
