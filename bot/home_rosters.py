"""`python -m bot import roster FILE`: homes and who lives there, from CSV or XLSX. All of it or nothing."""

import csv
import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from bot.clock import SystemClock
from bot.settings import Settings, WrongSettings
from desk.cleaning import clean_text
from desk.home_roster import BadRoster, Outcome, names_columns, read_rows, take_over
from models import Community
from models.database import Database
from models.migrate import pending

LARGEST = 20_000_000  # bytes; a roster of ten thousand homes has less than one million
LARGEST_UNPACKED = 200_000_000  # bytes; a small file can pack a very large one
MOST_ROWS, MOST_COLUMNS = 100_000, 50  # that are looked at; an empty sheet may claim a million rows
# What zipfile, the XML parser and openpyxl raise over a damaged file: they promise no error of their own.
BROKEN = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,  # zipfile raises it over a compression it does not know
    RuntimeError,  # it is encrypted, or has no sheet at all
    SyntaxError,  # of its XML
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
MOST_TOLD = 50  # bad rows; who has more has another problem
TRADITIONAL = "zh_Hant"
A_DATE = "(a date: format the column as text)"


async def import_roster(settings: Settings, path: Path, key: str = "") -> str:
    """Raises WrongSettings with every bad row; then nothing was imported."""
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the tables are not up to date. Do first: python -m bot migrate")
    database = await Database.open(url)
    try:
        community = await community_by_key(key)
        entries = read_rows(_rows(path, community.language))
        now = SystemClock().now()
        return _told(await database.transaction(lambda: take_over(entries, community, now)), community)
    except BadRoster as bad:
        more = len(bad.problems) - MOST_TOLD
        lines = [*bad.problems[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]
        raise WrongSettings("\n".join([f"{path}: nothing was imported", *lines])) from None
    finally:
        await database.close()


async def community_by_key(key: str) -> Community:
    """The one that is named; without a name the only one there is."""
    found = await (Community.filter(key=key) if key else Community.all()).order_by("key")
    if len(found) == 1:
        return found[0]
    names = ", ".join([each.key for each in await Community.all().order_by("key")]) or "none yet"
    raise WrongSettings(f"--community: say which. There are: {names}")


def _told(outcome: Outcome, community: Community) -> str:
    line = f"{community.key}: {outcome.homes} homes ({outcome.fresh} new), {outcome.people} people"
    return f"{line}; {outcome.missing} known homes are not in the list" if outcome.missing else line


def _rows(path: Path, language: str) -> Iterable[list[str]]:
    try:
        if path.stat().st_size > LARGEST:
            raise WrongSettings(f"{path}: larger than {LARGEST // 1_000_000} MB")
        if path.suffix.lower() == ".xls":
            raise BadRoster(["row 1: an old Excel file. Save it as XLSX or as CSV in UTF-8"])
        return _from_xlsx(path) if path.suffix.lower() == ".xlsx" else _from_csv(path.read_bytes(), language)
    except OSError as error:
        raise WrongSettings(f"{path}: can't be read ({error.strerror})") from None


def _from_csv(content: bytes, language: str) -> list[list[str]]:
    """Big5 can often be read as GBK and says something else then: the one counts that names columns."""
    texts = list(_decoded(content, language))
    if not texts:
        raise BadRoster(["row 1: neither UTF-8 nor GBK nor Big5. Save it as XLSX or as CSV in UTF-8"])
    if len(texts) == 1:
        return _cells(texts[0])
    named = (text for text in texts if any(map(names_columns, _cells(text.split("\n", 1)[0]))))
    return _cells(next(named, texts[0]))


def _cells(text: str) -> list[list[str]]:
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        rows.extend([clean_text(cell) for cell in row] for row in lines)
    except csv.Error as error:
        raise BadRoster([f"row {len(rows) + 1}: {error}"]) from None
    return rows


def _decoded(content: bytes, language: str) -> Iterator[str]:
    """As Excel saves lists: UTF-8 with or without a mark, UTF-16, or the old encodings, those of the place first."""
    old = ("big5hkscs", "gb18030") if language.startswith(TRADITIONAL) else ("gb18030", "big5hkscs")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", *old):
        with suppress(UnicodeDecodeError):
            yield content.decode(encoding)
            if encoding not in old:
                return


def _from_xlsx(path: Path) -> Iterator[list[str]]:
    """Row by row, so that no file fills the memory, whatever size it says it has."""
    try:
        with path.open("rb") as file:  # openpyxl leaves open what it opened itself and can't read
            with ZipFile(file) as parts:
                _check_size(parts)
            yield from _cells_of(file)
    except BadRoster:
        raise
    except BROKEN:
        raise BadRoster(["row 1: this is no XLSX file, or it is damaged"]) from None


def _check_size(parts: ZipFile) -> None:
    if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
        raise BadRoster([f"row 1: it unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB"])


def _cells_of(file: BinaryIO) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    try:
        sheet = next(iter(book.worksheets))
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise BadRoster([f"row {number}: a list has at most {MOST_ROWS:,} rows"])
            yield [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: Any) -> str:
    """As it reads on the screen. "3-5" that Excel took for a day in March is told, not guessed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return f"{value.isoformat()} {A_DATE}"
    return clean_text(str(value))
