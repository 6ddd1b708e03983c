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
from bot.printing import Leaf, draw
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
    database = await _opened(settings)
    try:
        community = await community_by_key(key)
        link = f"https://t.me/{bot_name.removeprefix('@')}?start="
        leaves = await _sheets(community, link)
        if letters:
            now = SystemClock().now()
            leaves += await database.transaction(lambda: _letters(community, link, now))
    finally:
        await database.close()
    if not leaves:
        raise WrongSettings(f"{community.key}: no places yet. Name some in the estate file, or add --letters")
    path.write_bytes(draw(leaves, community.language, font))  # noqa: ASYNC240 - nothing else runs here
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
    path.write_text(as_csv(rows), encoding="utf-8-sig")  # noqa: ASYNC240 - likewise
    return f"{path}: {len(homes)} homes"


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """No cell of it is a formula, whoever wrote it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows])
    return out.getvalue()


async def _opened(settings: Settings) -> Database:
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the tables are not up to date. Do first: python -m bot migrate")
    return await Database.open(url)


async def _sheets(community: Community, link: str) -> list[Leaf]:
    texts = texts_in(community.language)
    lines = tuple(texts.plain("print.how").split("\n"))
    places = await Place.filter(community_id=community.id).order_by("key")
    return [Leaf(each.name, texts.plain("print.place"), f"{link}p_{each.key}", lines) for each in places]


async def _letters(community: Community, link: str, now: datetime) -> list[Leaf]:
    texts, leaves = texts_in(community.language), []
    until = now + policy_for(community.policy).letter_valid
    day = texts.moment(until, now, ZoneInfo(community.timezone)).rsplit(" ", 1)[0]
    lines = (*texts.plain("print.how").split("\n"), texts.plain("print.valid", day=day))
    for home in await Home.filter(community_id=community.id).order_by("building", "unit", "room"):
        token = await make_link(home, now, ResidencyKind.UNTOLD)
        title = f"{community.name}\n{home_text(address_of(home), texts)}"
        leaves.append(Leaf(title, texts.plain("print.home"), f"{link}h_{token}", lines))
    return leaves
