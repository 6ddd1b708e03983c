"""`python -m bot export …`: sheets with codes for places, letters for homes, and the list of homes."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.home_rosters import community_by_key
from bot.phrases import home_text
from bot.printing import Leaf, draw, font_file
from bot.settings import Settings, WrongSettings
from bot.texts import texts_in
from desk.addresses import address_of
from desk.home_links import make_link
from desk.policy import policy_for
from models import Community, Home, Place, Residency
from models.database import Database
from models.kinds import ResidencyKind, ResidencyState
from models.migrate import pending

FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r]")  # what a spreadsheet takes for the beginning of one (T10)


async def export_codes(
    settings: Settings,
    path: Path,
    bot_name: str,
    *,
    key: str = "",
    letters: bool = False,
    font: Path | None = None,
) -> str:
    """Sheets for the places; with `letters` one for each home, whose codes bind it once (T6)."""
    if not re.fullmatch(r"@?\w{4,32}", bot_name):
        raise WrongSettings(f"--bot: {bot_name!r} is no bot's name. Example: --bot sunny_coast_bot")
    bot = bot_name.removeprefix("@")
    file = font_file(font)
    _check_writable(path)  # before codes are made that nobody gets
    database = await _opened(settings)
    try:
        community = await community_by_key(key)
        leaves = await _sheets(community, bot)
        if letters:
            now = SystemClock().now()
            leaves += await database.transaction(lambda: _letters(community, bot, now))
    finally:
        await database.close()
    if not leaves:
        raise WrongSettings(f"{community.key}: no places yet. Name some in the estate file, or add --letters")
    _write(path, draw(leaves, community.language, file))
    return f"{path}: {len(leaves)} pages"


async def export_homes(settings: Settings, path: Path, key: str = "") -> str:
    """CSV for spreadsheets: each home, and how many are registered there."""
    database = await _opened(settings)
    try:
        community = await community_by_key(key)
        homes = await Home.filter(community_id=community.id).order_by("building", "unit", "room")
        states = await Residency.filter(community_id=community.id).values_list("home_id", "state")
    finally:
        await database.close()
    rows = [["building", "unit", "room", "confirmed", "pending"]]
    for home in homes:
        counts = [
            str(states.count((home.id, state)))
            for state in (ResidencyState.CONFIRMED, ResidencyState.PENDING)
        ]
        rows.append([home.building, home.unit, home.room, *counts])
    _write(path, as_csv(rows).encode("utf-8-sig"))
    return f"{path}: {len(homes)} homes"


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """No cell of it is a formula, whoever wrote it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows])
    return out.getvalue()


def _check_writable(path: Path) -> None:
    there = path.exists()
    try:
        path.open("ab").close()
    except OSError as error:
        raise WrongSettings(f"{path}: can't be written ({error.strerror})") from None
    if not there:
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongSettings(f"{path}: can't be written ({error.strerror})") from None


async def _opened(settings: Settings) -> Database:
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the tables are not up to date. Do first: python -m bot migrate")
    return await Database.open(url)


async def _sheets(community: Community, bot: str) -> list[Leaf]:
    lead, lines = texts_in(community.language).plain("print.place"), _lines(community, bot)
    places = await Place.filter(community_id=community.id).order_by("key")
    return [
        Leaf(f"{community.name}\n{each.name}", lead, f"{_link(bot)}p_{each.key}", lines) for each in places
    ]


def _lines(community: Community, bot: str) -> tuple[str, ...]:
    """How it goes, and by which app: a camera that opens no Telegram looks broken, other apps read no such code."""
    texts = texts_in(community.language)
    return (*texts.plain("print.how").split("\n"), texts.plain("print.app", bot=bot))


def _link(bot: str) -> str:
    return f"https://t.me/{bot}?start="


async def _letters(community: Community, bot: str, now: datetime) -> list[Leaf]:
    texts, leaves = texts_in(community.language), []
    until = now + policy_for(community.policy).letter_valid
    day = texts.moment(until, now, ZoneInfo(community.timezone)).rsplit(" ", 1)[0]
    lines = (*_lines(community, bot), texts.plain("print.valid", day=day))
    for home in await Home.filter(community_id=community.id).order_by("building", "unit", "room"):
        token = await make_link(home, now, ResidencyKind.UNTOLD)
        title = f"{community.name}\n{home_text(address_of(home), texts)}"
        leaves.append(Leaf(title, texts.plain("print.home"), f"{_link(bot)}h_{token}", lines))
    return leaves
