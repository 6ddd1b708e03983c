"""The first manager sets up an estate in the chat: a code, a name, a place, a language."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from village import BOT_ID, Talk, Village

from desk import codes, founding
from desk.calendar import year_of
from desk.danger import numbers_for
from desk.errors import BadCode
from desk.policy import policy_for
from models import Community, Department, OneTimeCode, Staff
from models.kinds import Category, CodePurpose, Role

FIRE = {"cn": "119", "hk": "999", "mo": "999", "tw": "119", "sg": "995"}


async def code_for(village: Village, purpose: CodePurpose = CodePurpose.FOUND) -> str:
    return await village.database.transaction(lambda: codes.issue(purpose, village.clock.now()))


async def sets_up(talk: Talk, who: str, code: str, name: str = "平安苑") -> None:
    await talk.says(who, f"/setup {code}")
    await talk.says(who, name)
    await talk.presses(who, "香港")
    await talk.presses(who, "English")


async def test_a_code_a_name_and_two_taps_make_an_estate_with_its_manager(talk: Talk) -> None:
    await sets_up(talk, "stranger", await code_for(talk.village))
    estate = await Community.get(name="平安苑")
    assert (estate.bot_id, estate.timezone, estate.language) == (BOT_ID, "Asia/Hong_Kong", "en")
    [manager] = await Staff.filter(community=estate).select_related("person")
    assert (manager.role, manager.person.name) == (Role.MANAGER, "stranger")
    departments = await Department.filter(community=estate)
    assert {each for one in departments for each in one.categories} == set(Category)
    assert {one.name for one in departments} >= {"Cleaning", "Service desk"}, "in the estate's language"
    assert "开通了" in talk.sees("stranger")[-2]
    assert "还没有群" in talk.last("stranger").text


async def test_a_link_begins_it_too_and_the_manager_reports_to_the_new_estate(talk: Talk) -> None:
    code = await code_for(talk.village)
    await talk.says("stranger", f"/start s_{code}")
    assert "叫什么名字" in talk.last("stranger").text
    await talk.says("stranger", "平安苑")
    await talk.presses("stranger", "其他地方")
    await talk.says("stranger", "the moon")
    assert "没有这个时区" in talk.last("stranger").text
    await talk.says("stranger", "asia/tokyo")
    assert "中国内地、香港、澳门、台湾、新加坡" in talk.sees("stranger")[-2], (
        "what it knows nothing of, it says"
    )
    await talk.presses("stranger", "简体中文")
    assert (await Community.get(name="平安苑")).timezone == "Asia/Tokyo"
    await talk.says("stranger", "/start")
    assert "平安苑" in talk.last("stranger").text


@pytest.mark.parametrize("key", founding.PLACES)
async def test_the_place_that_is_chosen_decides_whose_holidays_count_and_whom_to_call(
    talk: Talk, key: str
) -> None:
    place = founding.PLACES[key]
    wish = founding.Wish("平安苑", place.timezone, place.language)
    code, names = await code_for(talk.village), dict.fromkeys(founding.DEPARTMENTS, "部门")
    person, now = await talk.village.person("stranger"), talk.clock.now()
    estate = await talk.database.transaction(lambda: founding.found(code, person, wish, names, BOT_ID, now))
    policy, zone = policy_for(estate.policy), ZoneInfo(estate.timezone)
    assert policy.timing.region_at(zone) == key.upper()
    assert len(year_of(key.upper(), 2026).off) > 8
    assert numbers_for("fire", policy, zone) == [FIRE[key]]


async def test_where_we_know_no_numbers_we_name_none(talk: Talk) -> None:
    """A wrong number in danger is worse than none; the estate file can name them."""
    assert numbers_for("fire", policy_for({}), ZoneInfo("Europe/London")) == []
    own = policy_for({"danger": {"region": "singapore"}})
    assert numbers_for("fire", own, ZoneInfo("Europe/London")) == ["995"]


async def test_a_name_too_long_is_asked_for_again(talk: Talk) -> None:
    await talk.says("stranger", f"/setup {await code_for(talk.village)}")
    await talk.says("stranger", "苑" * 65)
    assert "最多 64" in talk.last("stranger").text
    await talk.says("stranger", " 平安\n苑 ")
    assert "平安 苑" in talk.last("stranger").text


async def test_used_expired_and_made_up_codes_look_alike(talk: Talk) -> None:
    """T6: whoever guesses learns nothing."""
    used, expired = await code_for(talk.village), await code_for(talk.village)
    wrong_kind = await code_for(talk.village, CodePurpose.BIND)
    await sets_up(talk, "stranger", used)
    talk.clock.forward(days=1, minutes=1)
    answers = set()
    for code in (used, expired, wrong_kind, "made-up"):
        await talk.says("foreigner", f"/setup {code}")
        answers.add(talk.last("foreigner").text)
    assert len(answers) == 1
    assert await Community.filter(name="平安苑").count() == 1


async def test_the_code_is_nowhere_to_be_read(village: Village) -> None:
    code = await code_for(village)
    assert all(code not in str(row) for row in await OneTimeCode.all().values())


async def test_of_two_with_one_code_one_founds_and_the_other_is_refused(village: Village) -> None:
    code = await code_for(village)
    people = [await village.person(who) for who in ("stranger", "foreigner")]
    wish = founding.Wish("平安苑", "Asia/Shanghai", "zh_Hans")
    names = dict.fromkeys(founding.DEPARTMENTS, "部门")

    def attempt(n: int) -> Awaitable[Any]:
        return village.database.transaction(
            lambda: founding.found(code, people[n], wish, names, BOT_ID, village.clock.now())
        )

    outcomes = await asyncio.gather(attempt(0), attempt(1), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["BadCode", "Community"]
    assert await Community.filter(name="平安苑").count() == 1


async def test_whoever_took_the_code_may_begin_again_and_nobody_else_can(village: Village) -> None:
    code = await code_for(village)
    owner, other = await village.actor("stranger"), await village.actor("foreigner")

    async def begin() -> None:
        await founding.begin(code, owner, village.clock.now())
        await founding.begin(code, owner, village.clock.now())
        try:
            await founding.begin(code, other, village.clock.now())
        except BadCode:
            return
        raise AssertionError("the code was somebody's already")

    await village.database.transaction(begin)


async def test_setup_without_a_code_tells_strangers_where_codes_come_from(talk: Talk) -> None:
    await talk.says("stranger", "/setup")
    assert "python -m bot code" in talk.last("stranger").text
    await talk.says("manager", "/setup")
    assert "幸福里" in talk.last("manager").text


async def test_a_bot_serves_only_its_own_estates(talk: Talk) -> None:
    """Two bots may share one database; nobody is led into the other's estate."""
    await Community.all().update(bot_id=BOT_ID + 1)
    await sets_up(talk, "stranger", await code_for(talk.village))
    await talk.says("owner", "/start c_village")
    assert "平安苑" in talk.last("owner").text
