"""Printed sheets and letters: looked at again, their codes read back and opened."""

from pathlib import Path

import debian
import pypdfium2
import pytest
import zxingcpp
from pydantic import SecretStr
from village import BOT_ID, MORNING, TOKEN, plan

from bot import printing
from bot.__main__ import main
from bot.exporting import export_codes, export_homes
from bot.settings import Settings, WrongSettings
from desk import home_links
from desk.estate import install
from desk.people import actor_for, meet
from models import HomeLink, Residency
from models.database import Database

NAME = "village_bot"
HOMES = ["3-1-502", "第3座5樓B室"]
FONT_PACKAGE = "fonts-noto-cjk"
PLACES = {"lift-2": "3栋2号梯", "bins": "垃圾房"}


@pytest.fixture(scope="module", autouse=True)
def chinese_letters() -> None:
    """Installs a font where that is possible; never skips."""
    if not any(Path(font).is_file() for font in printing.FONTS) and not debian.install(FONT_PACKAGE):
        pytest.fail(f"these tests need Chinese letters: apt-get install {FONT_PACKAGE}")


@pytest.fixture
async def settings(sqlite_url: str, request: pytest.FixtureRequest) -> Settings:
    language = getattr(request, "param", "zh_Hans")
    database = await Database.open(sqlite_url)
    estate = plan(places=PLACES, homes=HOMES, language=language)
    await database.transaction(lambda: install(estate, BOT_ID, MORNING))
    await database.close()
    return Settings(token=SecretStr(TOKEN), database_url=SecretStr(sqlite_url))


def read_back(file: Path) -> list[tuple[str, str]]:
    """(all that is written, what the code says) of each page."""
    pages = pypdfium2.PdfDocument(file)
    found = []
    for page in pages:
        codes = zxingcpp.read_barcodes(page.render(scale=1).to_pil())
        found.append((page.get_textpage().get_text_range(), codes[0].text))
    return found


async def test_sheets_name_their_place_and_their_code_opens_it(settings: Settings, tmp_path: Path) -> None:
    await export_codes(settings, tmp_path / "sheets.pdf", NAME)
    pages = read_back(tmp_path / "sheets.pdf")
    assert [code for _, code in pages] == [
        f"https://t.me/{NAME}?start=p_village_{key}" for key in ("bins", "lift-2")
    ]
    assert "3栋2号梯" in pages[1][0]
    assert "说一句" in pages[1][0]
    assert all("幸福里" in page and f"Telegram 里搜索 @{NAME}" in page for page, _ in pages)


@pytest.mark.parametrize(
    ("settings", "written"),
    [
        ("zh_Hans", "3栋1单元502"),
        ("zh_Hant_HK", "第3座1梯502"),
        ("zh_Hant_TW", "3棟1單元502"),
        ("en", "Unit 1"),
    ],
    indirect=["settings"],
)
async def test_a_letters_code_binds_its_home_in_every_language(
    settings: Settings, tmp_path: Path, written: str
) -> None:
    await export_codes(settings, tmp_path / "letters.pdf", f"@{NAME}", letters=True)
    pages = read_back(tmp_path / "letters.pdf")[2:]
    assert len(pages) == len(HOMES)
    page, code = next(page for page in pages if written in page[0])
    assert "Telegram" in page
    assert f"@{NAME}" in page
    token = code.split("start=h_")[1]
    database = await Database.open(settings.database_url.get_secret_value())
    try:
        person = await database.transaction(lambda: meet(77, "x", "en", MORNING, private=True, bot_id=1))
        actor = await actor_for(person)
        now = (await HomeLink.all().order_by("id").first()).expires_at  # type: ignore[union-attr]
        before = now.replace(year=now.year - 1)
        await database.transaction(lambda: home_links.open_link(actor, token, before))
        assert await Residency.filter(home__room="502").exists()
    finally:
        await database.close()


async def test_without_a_font_or_a_place_one_line_says_what_to_do(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WrongSettings, match="Example: --bot"):
        await export_codes(settings, tmp_path / "x.pdf", "")
    with pytest.raises(WrongSettings, match="fonts-noto-cjk"):
        await export_codes(settings, tmp_path / "x.pdf", NAME, font=tmp_path / "none.ttc")
    monkeypatch.setattr(printing, "FONTS", ())
    with pytest.raises(WrongSettings, match="fonts-noto-cjk"):
        await export_codes(settings, tmp_path / "x.pdf", NAME)
    assert not (tmp_path / "x.pdf").exists()


async def test_where_nothing_can_be_written_no_code_is_made(settings: Settings, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "x.pdf"
    with pytest.raises(WrongSettings, match="can't be written"):
        await export_codes(settings, nowhere, NAME, letters=True)
    with pytest.raises(WrongSettings, match="can't be written"):
        await export_homes(settings, nowhere)
    database = await Database.open(settings.database_url.get_secret_value())
    try:
        assert not await HomeLink.exists()
    finally:
        await database.close()


def test_the_command_line_knows_both(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YINGSHENG_TOKEN", TOKEN)
    monkeypatch.setenv("YINGSHENG_DATABASE_URL", settings.database_url.get_secret_value())
    assert main(["export", "qr", str(tmp_path / "s.pdf"), "--bot", NAME]) == 0
    printed = capsys.readouterr()
    assert "2 pages" in printed.out
    assert printed.err == "", "whoever prints sheets reads no log of the font's letters"
    (tmp_path / "r.csv").write_text("地址\n8-1-101\n", encoding="utf-8")
    assert main(["import", "roster", str(tmp_path / "r.csv")]) == 0
    assert "1 homes (1 new)" in capsys.readouterr().out
    assert main(["export", "homes", str(tmp_path / "h.csv")]) == 0
    assert main(["import", "nonsense", str(tmp_path / "r.csv")]) == 1
