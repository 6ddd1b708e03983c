"""One's home by buttons, where the estate's list is known; typing it stays as good, and neither is needed."""

import pytest
from village import PEOPLE, Talk

from bot.home_grid import EASY_SIZE, SIZE
from desk.home_grid import Level, read_grid
from models import Complaint, Home, Occupant, Person, Residency

MOST_ROWS = 8
THREE = [("2", "1", "101"), ("2", "1", "102"), ("10", "1", "301"), ("10", "2", "301"), ("10", "2", "302")]


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    """A newcomer who has just filed."""
    await talk.village.nobody_was_asked()
    await talk.village.homes(*THREE)
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    return talk


async def test_three_taps_from_the_question_to_the_home(asked: Talk) -> None:
    assert "哪一户" in asked.last("owner").text
    await asked.presses("owner", "点着选")
    assert list(asked.last("owner").buttons) == ["2栋", "10栋"]
    await asked.presses("owner", "10栋")
    await asked.presses("owner", "10栋2单元")
    await asked.presses("owner", "10栋2单元302")
    assert any("不影响这次处理" in text for text in asked.sees("owner"))
    lived = await Residency.get().select_related("home")
    assert lived.home is not None
    assert (lived.home.building, lived.home.unit, lived.home.room) == ("10", "2", "302")
    assert (await Complaint.get()).home_id == lived.home_id


async def test_nobody_is_asked_what_there_is_only_one_of_and_there_is_a_way_back(asked: Talk) -> None:
    await asked.presses("owner", "点着选")
    await asked.presses("owner", "2栋")
    assert [label for label in asked.last("owner").buttons if "101" in label], "its only unit is skipped"
    await asked.presses("owner", "返回")
    assert "10栋" in asked.last("owner").buttons


async def test_the_privacy_notice_stays_where_it_was(asked: Talk) -> None:
    before = asked.last("owner").text
    await asked.presses("owner", "点着选")
    assert before in asked.sees("owner")


async def test_typing_it_is_as_good_and_a_number_is_no_button(asked: Talk) -> None:
    await asked.presses("owner", "点着选")
    await asked.says("owner", "2")
    assert await Residency.all().count() == 0
    await asked.says("owner", "10-2-301")
    assert await Residency.all().count() == 1


async def test_where_no_list_is_known_there_is_nothing_to_choose_and_reports_go_on(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    assert not any("点着选" in label for label in talk.last("owner").buttons)
    await talk.says("owner", "/home")
    assert not any("点着选" in label for label in talk.last("owner").buttons)


async def test_what_is_chosen_after_asking_to_type_is_not_followed_by_an_address(asked: Talk) -> None:
    """The next message is a report again."""
    await asked.says("owner", "/home")
    await asked.presses("owner", "登记一户")
    await asked.presses("owner", "点着选")
    for label in ("2栋", "101"):
        await asked.presses("owner", label)
    await asked.says("owner", "楼道很脏")
    assert await Residency.all().count() == 1
    assert await Complaint.filter(text="楼道很脏").exists()


@pytest.mark.parametrize("size", [SIZE, EASY_SIZE])
async def test_a_tower_of_many_homes_is_turned_page_by_page_in_the_order_of_numbers(
    talk: Talk, size: int
) -> None:
    await talk.village.homes(*(("1", "", f"{floor}0{n}") for floor in range(1, 21) for n in (1, 2, 3)))
    seen: list[str] = []
    first = await read_grid(talk.village.community, Level.BUILDING, 0, 1, size)
    for page in range(1, first.pages + 1):
        grid = await read_grid(talk.village.community, Level.ROOM, first.choices[0].id, page, size)
        seen += [home.room for home in grid.choices]
    assert seen == sorted(seen, key=int)
    assert len(seen) == 60


@pytest.mark.parametrize("elder", [False, True])
async def test_no_page_has_more_rows_than_a_phone_shows(talk: Talk, elder: bool) -> None:
    owner = await talk.village.person("owner")
    owner.elder = elder
    await owner.save()
    await talk.village.homes(
        *((str(b), str(u), str(r)) for b in range(1, 31) for u in (1, 2) for r in range(101, 130))
    )
    await talk.says("owner", "/home")
    await talk.presses("owner", "点着选")
    for label in ("下一页", "7栋" if elder else "14栋", "1单元", "下一页"):
        assert 2 <= len(talk.last("owner").rows) <= MOST_ROWS
        await talk.presses("owner", label)
    assert len(talk.last("owner").rows) <= MOST_ROWS


async def test_a_home_of_another_estate_opens_nothing(talk: Talk) -> None:
    await talk.village.homes(("1", "1", "101"))
    home = await Home.get()
    await Home.all().delete()
    assert await talk.taps("owner", f"hg:go:r:{home.id}:1") == "找不到这件事。"


async def test_a_tap_beside_the_right_home_can_be_taken_back(asked: Talk) -> None:
    for label in ("点着选", "10栋", "10栋2单元", "10栋2单元302"):
        await asked.presses("owner", label)
    await asked.presses("owner", "填错了，去掉")
    assert "10栋2单元302" not in asked.last("engineer", "engineering").text
    await asked.says("owner", "10-2-301")
    assert "10栋2单元301" in asked.last("engineer", "engineering").text


async def test_a_home_that_the_roster_confirms_at_once_offers_what_one_can_say_of_it(asked: Talk) -> None:
    home = await Home.get(building="10", unit="2", room="302")
    await asked.database.transaction(lambda: Occupant.create(home=home, phone="13800138000"))
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800138000")
    for label in ("点着选", "10栋", "10栋2单元", "10栋2单元302"):
        await asked.presses("owner", label)
    assert {"业主", "租客", "家人代办", "邀请家人一起收进度", "已搬走"} <= set(asked.last("owner").buttons)
