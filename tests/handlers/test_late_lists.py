"""What is late stands on somebody's list, however the estate's groups and people are arranged."""

from datetime import timedelta
from typing import Any

from village import BOT_ID, GROUPS, PEOPLE, StillClock, Talk, Village, found, plan

from desk import binding
from desk.estate import install
from desk.lists import read_list
from models import Complaint, Department
from models.database import Database
from models.kinds import Discretion, Role, Status

TITLES = ("超时清单", "还没有人接的")
SERVICE: dict[str, Any] = {
    "name": "客服中心",
    "categories": ["other", "security", "fees"],
    "chat_id": GROUPS["service"],
}


def department(name: str, *categories: str, **where: Any) -> dict[str, Any]:
    return {"name": name, "categories": list(categories), **where}


def staff(*who: str) -> list[dict[str, Any]]:
    return [{"telegram_id": PEOPLE[one], "name": one, "role": one, "departments": []} for one in who]


def lists(talk: Talk, who: str, group: str = "") -> list[str]:
    return [text for text in talk.sees(who, group) if any(title in text for title in TITLES)]


async def late(talk: Talk, **span: float) -> None:
    """The rung, and then what is gathered for the list."""
    await talk.later(**span)
    await talk.later(minutes=5)


async def test_what_is_late_of_a_department_without_a_group_stands_on_the_desks_list(
    database: Database,
) -> None:
    service = {**SERVICE, "categories": [*SERVICE["categories"], "cleaning", "noise"]}
    departments = {"engineering": department("工程部", "repairs"), "service": service}
    talk = Talk(await found(database, StillClock(), departments=departments, staff=staff("manager")))
    await talk.village.filed()
    await late(talk, hours=1, minutes=1)
    [text] = lists(talk, "desk", "service")
    assert "#0001" in text


async def test_two_topics_of_one_forum_have_a_list_each(database: Database) -> None:
    chat = GROUPS["engineering"]
    departments = {
        "engineering": department("工程部", "repairs", chat_id=chat, topic_id=7),
        "cleaning": department("保洁部", "cleaning", "noise", chat_id=chat, topic_id=8),
        "service": SERVICE,
    }
    talk = Talk(await found(database, StillClock(), departments=departments, staff=staff("manager")))
    await talk.village.filed()
    await talk.village.filed(text="楼道脏")
    await late(talk, hours=1, minutes=1)
    told = lists(talk, "desk", "engineering")
    assert [[number in text for number in ("#0001", "#0002")] for text in told] == [
        [True, False],
        [False, True],
    ]


async def test_who_manages_two_estates_hears_of_what_is_late_in_both(database: Database) -> None:
    talk = Talk(await found(database, StillClock(), staff=staff("manager")))
    everything = [*SERVICE["categories"], "repairs", "cleaning", "noise"]
    alone = {"service": department("客服中心", *everything)}
    other = plan("other", name="平安苑", departments=alone, staff=staff("manager"))
    estate = await database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await talk.village.filed()
    await Village(database, estate, talk.clock).filed(text="电梯怪响")
    await late(talk, hours=2, minutes=1)
    told = lists(talk, "manager")
    assert len(told) == 2
    assert await Complaint.filter(alarmed=Role.SUPERVISOR).count() == 2


async def test_what_is_about_one_of_the_staff_stands_on_the_list_of_those_above_them(talk: Talk) -> None:
    """They hear of it on the rung of somebody below, who must not (D8)."""
    await talk.village.filed(text="师傅态度差")
    await Complaint.all().update(level=Role.MANAGER)
    assert (await Complaint.get()).discretion is Discretion.CONFIDENTIAL
    await late(talk, hours=2, minutes=1)
    assert any("#0001" in text for text in lists(talk, "manager"))
    assert lists(talk, "supervisor") == []


async def test_a_visit_that_nobody_kept_stands_on_the_list_with_its_worker_and_its_time(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.presses("owner", "✅ 行")
    await late(talk, days=1, hours=5)
    for _ in range(8):
        await talk.later(minutes=15)
    told = lists(talk, "engineer", "engineering")[-1]
    assert "#0001" in told
    assert "engineer师傅" in told
    assert "15:" in told


async def test_a_visit_missed_while_the_work_rests_stands_on_it_too(talk: Talk) -> None:
    """A hold stops the work; who was promised a visit waits all the same."""
    complaint = await talk.village.accepted()
    await talk.later(seconds=1)
    await Complaint.all().update(status=Status.ON_HOLD, visit_due_at=talk.clock.now() - timedelta(minutes=1))
    facts = {"community": complaint.community_id, "group": GROUPS["engineering"]}
    assert [line.number for line in (await read_list(facts, talk.clock.now())).lines] == [complaint.number]


async def test_a_list_that_was_owed_to_a_group_goes_to_the_one_that_is_bound_instead(talk: Talk) -> None:
    await talk.village.filed()
    await talk.later(hours=1, minutes=1)
    department, manager = await Department.get(key="engineering"), await talk.village.actor("manager")
    now = talk.clock.now()
    code = await talk.database.transaction(lambda: binding.invite(department.id, manager, now))
    GROUPS["annex"] = -1077
    await talk.says("manager", f"/bind {code}", "annex")
    await talk.later(minutes=5)
    assert lists(talk, "engineer", "engineering") == []
    [text] = lists(talk, "engineer", "annex")
    assert "#0001" in text
