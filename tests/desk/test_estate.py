"""Setting up a community from a file: saying it again changes nothing twice."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError
from village import BOT_ID, GROUPS, MORNING, PEOPLE, Village, plan

from bot.texts import CHAINS
from desk.estate import EstatePlan, install
from desk.groups import department_for
from models import Community, Department, Membership, Person, Staff
from models.kinds import Category


async def installed(village: Village, **changes: Any) -> Community:
    return await village.database.transaction(lambda: install(plan(**changes), BOT_ID, MORNING))


async def counts() -> list[int]:
    return [await table.all().count() for table in (Community, Department, Person, Staff, Membership)]


async def test_installing_again_changes_nothing(village: Village) -> None:
    before = await counts()
    await installed(village)
    assert await counts() == before


async def test_staff_the_file_no_longer_names_have_left_and_can_come_back(village: Village) -> None:
    everybody = plan().model_dump()["staff"]
    await installed(village, staff=everybody[:1])
    assert await Staff.filter(left_at=None).count() == 1
    assert (await village.actor("plumber")).posts == ()
    await installed(village, staff=everybody)
    assert len((await village.actor("plumber")).posts) == 1


async def test_a_renamed_department_takes_its_work_along(village: Village) -> None:
    """The old row stays for the record, but nothing is sent to it any more."""
    departments = plan().model_dump()["departments"]
    departments["maintenance"] = departments.pop("engineering") | {"chat_id": -1009}
    staff = [{"telegram_id": 1, "name": "x", "role": "worker", "departments": ["maintenance"]}]
    community = await installed(village, departments=departments, staff=staff)
    department = await department_for(community.id, Category.REPAIRS)
    assert department is not None
    assert (department.key, department.chat_id) == ("maintenance", -1009)
    retired = await Department.get(key="engineering")
    assert (retired.categories, retired.chat_id) == ([], None)


async def test_a_person_who_wrote_before_becomes_staff_as_the_same_person(village: Village) -> None:
    await installed(village, staff=[{"telegram_id": PEOPLE["owner"], "name": "李", "role": "worker"}])
    assert await Person.filter(telegram_id=PEOPLE["owner"]).count() == 1
    assert (await village.actor("owner")).called_in(village.community.id) == "李"


WRONG: dict[str, dict[str, Any]] = {
    "Asia/Shanghai": {"timezone": "Shanghai"},
    "language": {"language": "fr"},
    "key": {"key": "Sunny Coast"},
    "no department takes cleaning": {"departments": {"a": {"name": "A", "categories": ["noise"]}}},
    "more than one department takes fees": {
        "departments": {
            "a": {"name": "A", "categories": list(Category)},
            "b": {"name": "B", "categories": ["fees"]},
        }
    },
    "there is no department kitchen": {
        "staff": [{"telegram_id": 1, "name": "x", "role": "worker", "departments": ["kitchen"]}]
    },
    "named twice": {
        "staff": [
            {"telegram_id": 1, "name": "x", "role": "worker"},
            {"telegram_id": 1, "name": "y", "role": "desk"},
        ]
    },
    "at most 64": {"staff": [{"telegram_id": 1, "name": "x" * 65, "role": "worker"}]},
    "greater than 0": {"staff": [{"telegram_id": GROUPS["cleaning"], "name": "x", "role": "worker"}]},
    "clocks.first_answer": {"policy": {"clocks": {"first_answer": "soon"}}},
    "Extra inputs": {"colour": "blue"},
}


@pytest.mark.parametrize("says", WRONG)
def test_what_is_wrong_with_a_file_is_named(says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        plan(**WRONG[says])


def test_an_estate_speaks_any_language_there_is() -> None:
    assert set(get_args(EstatePlan.model_fields["language"].annotation)) == set(CHAINS)
