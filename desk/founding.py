"""An estate is set up by its first manager, without a file and without a manual."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import available_timezones

from desk import codes
from desk.authority import Actor
from desk.estate import DepartmentPlan, EstatePlan, StaffPlan, install
from models import Community, Person
from models.kinds import Category, CodePurpose, Role

NAME_LIMIT = 64  # characters; longer names don't fit on a card


@dataclass(frozen=True)
class Place:
    """What follows from where an estate is; holidays and public numbers follow from the time zone."""

    timezone: str
    language: str


PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "cn": Place("Asia/Shanghai", "zh_Hans"),
        "hk": Place("Asia/Hong_Kong", "zh_Hant_HK"),
        "mo": Place("Asia/Macau", "zh_Hant_HK"),
        "tw": Place("Asia/Taipei", "zh_Hant_TW"),
        "sg": Place("Asia/Singapore", "en"),
    }
)

# Who does what when nobody has said otherwise; the last one is the desk.
DEPARTMENTS: Mapping[str, tuple[Category, ...]] = MappingProxyType(
    {
        "cleaning": (Category.CLEANING,),
        "engineering": (Category.REPAIRS,),
        "security": (Category.SECURITY, Category.NOISE),
        "accounts": (Category.FEES,),
        "service": (Category.OTHER,),
    }
)


@dataclass(frozen=True)
class Wish:
    """What the first manager said about the estate."""

    name: str
    timezone: str
    language: str


async def begin(code: str, actor: Actor, now: datetime) -> None:
    """The code is theirs; it is used up when the estate stands. Raises BadCode."""
    await codes.take(code, CodePurpose.FOUND, actor.person_id, now)


async def found(
    code: str, person: Person, wish: Wish, departments: Mapping[str, str], bot_id: int, now: datetime
) -> Community:
    """The estate with its departments, and this person as its manager. `departments`: key → name."""
    await codes.spend(code, CodePurpose.FOUND, person.id, now)
    plan = EstatePlan.model_validate(
        {
            "key": f"estate-{secrets.token_hex(4)}",
            "name": wish.name,
            "timezone": wish.timezone,
            "language": wish.language,
            "departments": {
                key: DepartmentPlan(name=departments[key], categories=list(categories))
                for key, categories in DEPARTMENTS.items()
            },
            "staff": [_manager(person)],
        }
    )
    community = await install(plan, bot_id, now)
    await Person.filter(id=person.id).update(community_id=community.id)
    return community


def good_name(said: str) -> str:
    """The name as it is kept; "" when it is none."""
    name = " ".join(said.split())
    return name if len(name) <= NAME_LIMIT else ""


def good_timezone(said: str) -> str:
    """The time zone as it is kept, whatever its spelling; "" when there is none of that name."""
    known = {zone.lower(): zone for zone in available_timezones()}
    return known.get("_".join(said.split()).lower(), "")


def _manager(person: Person) -> StaffPlan:
    name = person.name[:NAME_LIMIT] or str(person.telegram_id)
    return StaffPlan.model_validate({"telegram_id": person.telegram_id, "name": name, "role": Role.MANAGER})
