"""`python -m bot import FILE`: a community's departments, groups and staff from a TOML file."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from bot.clock import SystemClock
from bot.settings import Settings, WrongSettings
from desk.estate import EstatePlan, install
from desk.policy import WrongPolicy
from models.database import Database
from models.migrate import pending


async def import_file(settings: Settings, path: Path) -> str:
    """All of it or nothing. Raises WrongSettings with the line that is wrong."""
    plan = read_plan(path)
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the tables are not up to date. Do first: python -m bot migrate")
    database = await Database.open(url)
    try:
        now = SystemClock().now()
        await database.transaction(lambda: install(plan, settings.bot_id, now))
    finally:
        await database.close()
    return f"{plan.key}: {len(plan.departments)} departments, {len(plan.staff)} members of staff"


def read_plan(path: Path) -> EstatePlan:
    try:
        return EstatePlan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise WrongSettings(
            f"{path}: there is no such file. Example: python -m bot import estate.toml"
        ) from None
    except OSError as error:
        raise WrongSettings(f"{path}: can't be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, WrongPolicy) as error:
        raise WrongSettings(f"{path}: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"{step}." for step in first["loc"]).removesuffix(".")
        why = first["msg"].removeprefix("Value error, ")
        place = f"{path}: {where}" if where else str(path)
        raise WrongSettings(f"{place}: {why}. docs/estate.example.toml shows a whole file") from None
