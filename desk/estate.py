"""Setting up a community from a file: departments, groups, staff. Saying it again changes nothing twice.

docs/estate.example.toml is a whole one.
"""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from desk import binding, deciding, leaving, moving, rosters
from desk.addresses import read_address
from desk.groups import can_hear, department_for
from desk.policy import policy_for
from models import Community, Department, Home, Membership, Person, Place, Staff
from models.kinds import Category, Role


class DepartmentPlan(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=64)]
    categories: list[Category]
    chat_id: int | None = None
    topic_id: int | None = None


class StaffPlan(BaseModel):
    model_config = ConfigDict(extra="forbid")

    telegram_id: Annotated[int, Field(gt=0)]
    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: Role
    departments: list[str] = []
    turns: list[str] | None = None  # "mon-fri 07:45"; not named: as they are


class EstatePlan(BaseModel):
    """One community as its file describes it; pydantic's ValidationError names what is wrong."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,48}$")]
    name: Annotated[str, Field(min_length=1, max_length=128)]
    timezone: str = "Asia/Shanghai"
    language: Literal["zh_Hans", "zh_Hant_HK", "zh_Hant_TW", "en"] = "zh_Hans"
    departments: dict[Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,32}$")], DepartmentPlan]
    staff: list[StaffPlan] = []
    policy: dict[str, dict[str, Any]] = {}
    places: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,12}$")], str] = {}  # code → its name
    homes: list[str] = []  # addresses; a roster does the same for many

    @field_validator("timezone")
    @classmethod
    def timezone_is_known(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError):
            raise ValueError(f"{timezone} is no time zone. Example: Asia/Shanghai") from None
        return timezone

    @field_validator("policy")
    @classmethod
    def policy_is_readable(cls, policy: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        policy_for(policy)
        return policy

    @field_validator("homes")
    @classmethod
    def homes_are_addresses(cls, homes: list[str]) -> list[str]:
        if unread := [home for home in homes if read_address(home) is None]:
            raise ValueError(f"{unread[0]} is no address. Example: 3-1-502")
        return homes

    @model_validator(mode="after")
    def every_category_has_one_owner(self) -> "EstatePlan":
        owned = Counter(category for one in self.departments.values() for category in set(one.categories))
        if missing := sorted(set(Category) - owned.keys()):
            raise ValueError(f"no department takes {', '.join(missing)}")
        if contested := sorted(category for category, owners in owned.items() if owners > 1):
            raise ValueError(f"more than one department takes {', '.join(contested)}")
        return self

    @model_validator(mode="after")
    def turns_begin_with_a_shift(self) -> "EstatePlan":
        handovers = policy_for(self.policy).handovers
        for member in self.staff:
            try:
                rosters.read_turns(member.turns or (), handovers)
            except ValueError as wrong:
                raise ValueError(f"{member.name}: {wrong}") from None
        return self

    @model_validator(mode="after")
    def staff_are_told_apart(self) -> "EstatePlan":
        seen: set[int] = set()
        for member in self.staff:
            if unknown := sorted(set(member.departments) - self.departments.keys()):
                raise ValueError(f"{member.name}: there is no department {unknown[0]}")
            if member.telegram_id in seen:
                raise ValueError(f"{member.name}: telegram_id {member.telegram_id} is named twice")
            seen.add(member.telegram_id)
        return self


async def install(plan: EstatePlan, bot_id: int, now: datetime) -> Community:
    """Brings the tables in line with the plan.

    Staff the plan doesn't name have left; departments it doesn't name stay for the record, without work.
    """
    community, _ = await Community.get_or_create(
        key=plan.key, defaults={"name": plan.name, "created_at": now}
    )
    columns = {
        "name": plan.name,
        "bot_id": bot_id,
        "timezone": plan.timezone,
        "language": plan.language,
        "policy": plan.policy,
    }
    await Community.filter(id=community.id).update(**columns)  # these alone: people file meanwhile
    community.update_from_dict(columns)
    before = await Department.filter(community_id=community.id).order_by("id")
    departments = {key: await _department(community, key, one) for key, one in plan.departments.items()}
    retired = Department.filter(community_id=community.id).exclude(key__in=list(plan.departments))
    await retired.update(categories=[], chat_id=None, topic_id=None, chat_problem="", retired=True)
    await moving.inherit(community.id)
    for one in before:
        await _leave_behind(one, bot_id, now)
    for one in departments.values():
        await moving.bring_tasks(one, now)
    await moving.bring_calls(community.id, now)
    kept = [await _member(community, one, departments, now) for one in plan.staff]
    await _settle_ground(community, plan)
    leavers = await Staff.filter(community_id=community.id, left_at=None).exclude(id__in=kept)
    await Staff.filter(id__in=[one.id for one in leavers]).update(left_at=now)
    for post in leavers:
        await leaving.release(post, now)
    await deciding.ask_anew(community.id, now)
    return community


async def _leave_behind(before: Department, bot_id: int, now: datetime) -> None:
    department = await Department.get(id=before.id)
    heirs: list[Department | None] = [department]
    if department.retired:
        heirs = [await department_for(before.community_id, Category(each)) for each in before.categories]
    await binding.leave_behind(department, heirs, before.chat_id, bot_id, now, heard=can_hear(before))


async def _settle_ground(community: Community, plan: EstatePlan) -> None:
    """Places and homes are added and renamed, never taken away: complaints speak of them."""
    for key, name in plan.places.items():
        await Place.update_or_create(key=f"{plan.key}_{key}", defaults={"community": community, "name": name})
    for told in filter(None, map(read_address, plan.homes)):
        await Home.get_or_create(community=community, **vars(told))


async def _department(community: Community, key: str, plan: DepartmentPlan) -> Department:
    department, _ = await Department.update_or_create(
        community=community,
        key=key,
        defaults={
            "name": plan.name,
            "categories": [str(category) for category in plan.categories],
            "chat_id": plan.chat_id,
            "topic_id": plan.topic_id,
            "chat_problem": "",
            "retired": False,
        },
    )
    return department


async def _member(
    community: Community, plan: StaffPlan, departments: dict[str, Department], now: datetime
) -> int:
    person, _ = await Person.get_or_create(
        telegram_id=plan.telegram_id, defaults={"name": plan.name, "created_at": now}
    )
    staff, _ = await Staff.update_or_create(
        person=person,
        community=community,
        defaults={"role": plan.role, "title": plan.name, "left_at": None},
    )
    await Membership.filter(staff_id=staff.id).delete()
    for key in plan.departments:
        await Membership.create(staff=staff, department=departments[key])
    if plan.turns is not None:
        await rosters.replace_turns(staff, community, plan.turns)
    return int(staff.id)
