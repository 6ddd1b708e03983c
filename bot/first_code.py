"""`python -m bot code`: the one-time code with which a first manager sets up an estate in the chat."""

from functools import partial

from bot.clock import SystemClock
from bot.settings import Settings, WrongSettings
from desk import codes
from models.database import Database
from models.kinds import CodePurpose
from models.migrate import pending


async def new_code(settings: Settings) -> str:
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the tables are not up to date. Do first: python -m bot migrate")
    database = await Database.open(url)
    try:
        code = await database.transaction(partial(codes.issue, CodePurpose.FOUND, SystemClock().now()))
    finally:
        await database.close()
    hours = int(codes.VALID.total_seconds()) // 3600
    return f"Send this line to the bot in a private chat, once, within {hours} hours:\n/setup {code}"
