"""An estate file: all of it or nothing, and what is wrong in one line."""

from pathlib import Path

import pytest

from bot.importing import import_file, read_plan
from bot.settings import Settings, WrongSettings
from models import Community, Department, Staff
from models.database import Database

TOKEN = "1000000001:" + "import".ljust(35, "-")
GOOD = """
key = "sunny-coast"
name = "阳光海岸"

[departments.all]
name = "服务中心"
categories = ["cleaning", "repairs", "security", "noise", "fees", "other"]
chat_id = -1001234567890

[[staff]]
telegram_id = 123456789
name = "张师傅"
role = "worker"
departments = ["all"]

[policy.clocks]
first_answer = "1h"
"""


def settings(url: str) -> Settings:
    return Settings.model_validate({"token": TOKEN, "database_url": url})


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "estate.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


async def test_a_file_sets_up_a_community_and_again_changes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    path = write(tmp_path, GOOD)
    for _ in range(2):
        said = await import_file(settings(database_url), path)
        assert said == "sunny-coast: 1 departments, 1 members of staff"
    database = await Database.open(database_url)
    try:
        community = await Community.get()
        assert (community.name, community.bot_id) == ("阳光海岸", 1000000001)
        assert community.policy == {"clocks": {"first_answer": "1h"}}
        assert await Department.all().count() == await Staff.all().count() == 1
    finally:
        await database.close()


async def test_without_tables_it_says_what_to_do_first(blank_url: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="python -m bot migrate"):
        await import_file(settings(blank_url), write(tmp_path, GOOD))


WRONG = {
    "Invalid value": "key = ",
    "key: Field required": GOOD.replace('key = "sunny-coast"', ""),
    "staff.0.role: Input should be 'worker'": GOOD.replace('"worker"', '"boss"'),
    "departments.all.chat_id": GOOD.replace("-1001234567890", '"the big group"'),
    "there is no department kitchen": GOOD.replace('["all"]', '["kitchen"]'),
    "clocks.first_answer: 'soon' is no span of time. Example": GOOD.replace('"1h"', '"soon"'),
    "no department takes fees": GOOD.replace('"fees", ', ""),
    "policy.clocks: Input should be a valid dictionary": GOOD.replace(
        '[policy.clocks]\nfirst_answer = "1h"', '[policy]\nclocks = "2h"'
    ),
}


@pytest.mark.parametrize("says", WRONG)
def test_a_bad_line_is_named_in_one_line(tmp_path: Path, says: str) -> None:
    path = write(tmp_path, WRONG[says])
    with pytest.raises(WrongSettings) as wrong:
        read_plan(path)
    assert str(wrong.value).startswith(f"{path}: ")
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_file_that_is_not_there_or_no_file_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="there is no such file"):
        read_plan(tmp_path / "missing.toml")
    with pytest.raises(WrongSettings, match="can't be read"):
        read_plan(tmp_path)
    with pytest.raises(WrongSettings, match="utf-8"):
        read_plan(write(tmp_path, b"key = '\xff'"))


async def test_a_bad_file_changes_nothing(database_url: str, tmp_path: Path) -> None:
    await import_file(settings(database_url), write(tmp_path, GOOD))
    with pytest.raises(WrongSettings):
        await import_file(settings(database_url), write(tmp_path, GOOD.replace('"worker"', '"boss"')))
    database = await Database.open(database_url)
    try:
        assert (await Staff.get()).role == "worker"
    finally:
        await database.close()


async def test_the_example_that_the_readme_names_can_be_imported(
    database: Database, database_url: str
) -> None:
    example = Path(__file__).parents[2] / "docs" / "estate.example.toml"
    await database.close()
    said = await import_file(settings(database_url), example)
    assert "5 departments" in said
