"""`python -m bot corrections`: what residents and staff corrected, for `python -m triage report`."""

import json

from bot.settings import Settings, WrongSettings
from desk import corrections
from models.database import Database
from models.migrate import pending


async def corrections_as_lines(settings: Settings, community: str = "") -> list[str]:
    """JSON lines with residents' own words in them: they stay on this machine."""
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the database has tables to make first. Example: python -m bot migrate")
    database = await Database.open(url)
    try:
        return await database.transaction(lambda: _lines(community), quiet=True)
    finally:
        await database.close()


async def _lines(community: str) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) async for row in corrections.all_of(community)]
