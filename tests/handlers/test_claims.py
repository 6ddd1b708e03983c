"""What somebody said of their home is settled by whatever proves it later, and those at home always hear (T6)."""

from typing import Any

import pytest
from village import BOT_ID, PEOPLE, Talk, plan

from desk import home_links
from desk.estate import install
from desk.home_roster import read_rows, take_over
from models import Community, Complaint, Home, Occupant, Person, Residency
from models.kinds import ResidencyKind, ResidencyState

HEADER = ["楼栋", "单元", "房号", "姓名", "电话"]


async def state_of(who: str) -> list[ResidencyState]:
    rows = await Residency.filter(person__telegram_id=PEOPLE[who]).order_by("id")
    return [row.state for row in rows]


async def letter(talk: Talk, home: Home) -> str:
    made = home_links.make_link(home, talk.clock.now(), ResidencyKind.TENANT)
    return await talk.database.transaction(lambda: made)


async def lives(talk: Talk, who: str, home: Home) -> None:
    """Already, and known to."""
    person = await talk.village.person(who)
    row: dict[str, Any] = {"ref": who, "person": person, "home": home, "since": talk.clock.now()}
    row |= {"kind": ResidencyKind.OWNER, "state": ResidencyState.CONFIRMED}
    await talk.database.transaction(lambda: Residency.create(community=talk.village.community, **row))


async def says_address(talk: Talk, who: str, address: str) -> None:
    await talk.says(who, "/home")
    await talk.presses(who, "登记一户")
    await talk.says(who, address)


async def shares_number(talk: Talk, who: str, number: str) -> None:
    contact = {"phone_number": number, "first_name": who, "user_id": PEOPLE[who]}
    await talk.says(who, contact=contact)


async def roster_comes(talk: Talk, *rows: list[str]) -> None:
    entries = read_rows([HEADER, *rows])
    now = talk.clock.now()
    await talk.database.transaction(lambda: take_over(entries, talk.village.community, now))
    await talk.later(seconds=1)


async def test_a_number_shared_after_the_address_settles_it(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.database.transaction(lambda: Occupant.create(home=home, phone="13800138000"))
    await says_address(talk, "owner", "3-1-502")
    assert await state_of("owner") == [ResidencyState.PENDING]
    await shares_number(talk, "owner", "+86 138 0013 8000")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    assert any("已登记 <b>3栋1单元502</b>" in text for text in talk.sees("owner"))
    assert "已确认" in talk.last("desk", "service").text
    assert not talk.last("desk", "service").buttons, "nobody is asked any more"


@pytest.mark.parametrize("listed", ["before", "not yet"])
async def test_a_roster_that_comes_after_the_claim_settles_it(talk: Talk, listed: str) -> None:
    if listed == "before":
        await talk.village.homes(("3", "1", "502"))
    await shares_number(talk, "owner", "8613800138000")
    await says_address(talk, "owner", "3栋1单元502")
    assert await state_of("owner") == [ResidencyState.PENDING]
    await roster_comes(talk, ["3", "1", "502", "李女士", "138 0013 8000"])
    residency = await Residency.get().select_related("home")
    assert residency.state is ResidencyState.CONFIRMED
    assert residency.home is not None
    assert any("已登记 <b>3栋1单元502</b>" in text for text in talk.sees("owner"))


@pytest.mark.parametrize("proof", ["claim", "number", "roster"])
async def test_those_at_home_hear_of_whomever_the_roster_lets_in(talk: Talk, proof: str) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "stranger", home)
    if proof != "roster":
        await talk.database.transaction(lambda: Occupant.create(home=home, phone="13800138000"))
    if proof != "number":
        await shares_number(talk, "owner", "8613800138000")
    await says_address(talk, "owner", "3-1-502")
    if proof == "number":
        await shares_number(talk, "owner", "8613800138000")
    if proof == "roster":
        await roster_comes(talk, ["3", "1", "502", "李女士", "13800138000"])
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    assert sum("owner 已加入 <b>3栋1单元502</b>" in text for text in talk.sees("stranger")) == 1


@pytest.mark.parametrize(
    ("timezone", "told", "listed", "same"),
    [
        ("Asia/Hong_Kong", "85291234567", "9123 4567", True),
        ("Asia/Macau", "85361234567", "6123 4567", True),
        ("Asia/Taipei", "886912345678", "0912-345-678", True),
        ("Asia/Taipei", "886912345678", "912345678", True),
        ("Asia/Taipei", "886912345678", "+886 0912 345 678", True),
        ("Asia/Singapore", "6591234567", "9123 4567", True),
        ("Asia/Hong_Kong", "85291234567", "+852 9123 4567", True),
        ("Asia/Hong_Kong", "6591234567", "9123 4567", False),
        ("Asia/Singapore", "85291234567", "9123 4567", False),
        ("Asia/Shanghai", "85291234567", "9123 4567", False),
        ("Asia/Shanghai", "+13862345678", "138 6234 5678", False),
        ("Asia/Shanghai", "13862345678", "13862345678", False),
        ("Asia/Shanghai", "13862345678", "+1 386 234 5678", True),
        ("Asia/Shanghai", "8613862345678", "138 6234 5678", True),
    ],
)
async def test_a_local_number_on_the_roster_is_the_same_as_from_abroad_and_no_other_regions(
    talk: Talk, timezone: str, told: str, listed: str, *, same: bool
) -> None:
    await talk.database.transaction(lambda: Community.all().update(timezone=timezone))
    await talk.village.community.refresh_from_db()
    await roster_comes(talk, ["3", "1", "502", "陳生", listed])
    await says_address(talk, "owner", "3-1-502")
    await shares_number(talk, "owner", told)
    assert await state_of("owner") == [ResidencyState.CONFIRMED if same else ResidencyState.PENDING]
    await talk.says("owner", "/delete_me")
    await talk.presses("owner", "全部删除")
    assert await Occupant.exists() is not same


async def test_who_waits_and_then_opens_their_own_letter_waits_no_longer(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await says_address(talk, "owner", "3-1-502")
    token = await letter(talk, home)
    await talk.says("owner", f"/start h_{token}")
    residency = await Residency.get()
    assert (residency.state, residency.kind) == (ResidencyState.CONFIRMED, ResidencyKind.TENANT)
    await talk.says("stranger", f"/start h_{token}")
    assert await state_of("stranger") == [], "the letter is used up"


async def test_where_somebody_lives_a_letter_asks_them_about_who_waits_already(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "stranger", home)
    await says_address(talk, "owner", "3-1-502")
    for _ in range(2):
        await talk.says("owner", f"/start h_{await letter(talk, home)}")
    assert await state_of("owner") == [ResidencyState.PENDING]
    assert sum("想加入" in text for text in talk.sees("stranger")) == 1
    await talk.presses("stranger", "是住户")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]


async def test_a_used_letter_settles_nobody_who_waits(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    token = await letter(talk, home)
    await talk.says("stranger", f"/start h_{token}")
    for _ in range(2):  # and sure
        await talk.presses("stranger", "已搬走")
    await says_address(talk, "owner", "3-1-502")
    await talk.says("owner", f"/start h_{token}")
    assert await state_of("owner") == [ResidencyState.PENDING]


async def test_the_same_address_told_again_is_one_claim_on_the_desks_table(talk: Talk) -> None:
    for _ in range(5):
        await says_address(talk, "owner", "8栋2单元301")
    assert len(talk.sees("desk", "service")) == 1
    assert await state_of("owner") == [ResidencyState.PENDING]


async def test_a_letter_brings_its_reader_to_the_estate_that_wrote_it(talk: Talk) -> None:
    now = talk.clock.now()
    groups = {"chat_id": None}
    other = plan("garden", name="花园里", staff=[])
    departments = {name: each.model_copy(update=groups) for name, each in other.departments.items()}
    there = await talk.database.transaction(
        lambda: install(other.model_copy(update={"departments": departments}), BOT_ID, now)
    )
    home = await talk.database.transaction(
        lambda: Home.create(community=there, building="1", unit="", room="101")
    )
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    assert "花园里" in talk.last("owner").text
    assert (await Person.get(telegram_id=PEOPLE["owner"])).community_id == there.id
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    assert (await Complaint.get()).community_id == there.id


async def test_an_address_that_nobody_can_read_is_confirmed_as_it_was_told(talk: Talk) -> None:
    await says_address(talk, "owner", "幸福里三号")
    await talk.presses("desk", "是住户", "service")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    assert any("已登记 <b>幸福里三号</b>" in text for text in talk.sees("owner"))
    assert not any("邀请" in label for label in talk.last("owner").buttons), (
        "to which home, nobody could tell"
    )
    assert not await Home.exists()


async def test_nobody_is_called_an_owner_who_never_said_so(talk: Talk) -> None:
    """As what somebody lives there is theirs to say, or the roster's."""
    homes = await talk.village.homes(("3", "1", "502"), ("3", "1", "503"))
    await lives(talk, "neighbour", homes[0])
    await says_address(talk, "owner", "3-1-502")
    assert "owner 说住在 <b>3栋1单元502</b>。核对一下" in talk.last("desk", "service").text
    await talk.presses("desk", "是住户", "service")
    assert "owner has joined <b>Block 3, Unit 1, 502</b>." in talk.last("neighbour").text
    await talk.says("owner", "/home")
    assert not any("业主" in text for text in talk.sees("owner"))
    await shares_number(talk, "stranger", "8613800138000")
    header, row = [*HEADER, "身份"], ["3", "1", "503", "陈先生", "13800138000", "租客"]
    entries = read_rows([header, row])
    await talk.database.transaction(lambda: take_over(entries, talk.village.community, talk.clock.now()))
    await says_address(talk, "stranger", "3-1-503")
    await talk.says("stranger", "/home")
    assert any("3栋1单元503（租客）" in text for text in talk.sees("stranger"))


async def test_once_it_is_settled_every_message_that_asked_says_so(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "stranger", home)
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await talk.presses("stranger", "不认识")
    assert "没有通过" in talk.last("desk", "service").text
    assert not talk.last("desk", "service").buttons


@pytest.mark.parametrize("decides", ["是住户", "不是住户"])
async def test_whom_the_household_does_not_know_the_desk_checks_again(talk: Talk, decides: str) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "stranger", home)
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await says_address(talk, "owner", "3-1-502")
    await talk.presses("desk", "是住户", "service")
    joined = talk.last("stranger")
    assert "owner 已加入 <b>3栋1单元502</b>" in joined.text
    data = joined.buttons["✖ 不认识"]
    for _ in range(2):
        await talk.taps("stranger", data, message_id=joined.message_id)
    assert "再核对" in talk.last("stranger").text
    assert sum("stranger 说不认识" in text for text in talk.sees("desk", "service")) == 1
    assert await state_of("owner") == [ResidencyState.CONFIRMED], "one who lives there sends nobody away"
    await talk.presses("engineer", decides, "service")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    await talk.presses("desk", decides, "service")
    left = decides == "不是住户"
    assert await state_of("owner") == [ResidencyState.REFUSED if left else ResidencyState.CONFIRMED]
    assert ((await Complaint.get()).home_id is None) is left
    assert any("没能核对上" in text for text in talk.sees("owner")) is left
