"""Groups become a department's own by a one-time code, and only so (T5)."""

import asyncio
import re
from typing import Any

import pytest
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted
from pydantic import BaseModel
from village import BOT_ID, GROUPS, Talk, Village

from desk import binding
from models import Card, Department, GroupChat
from models.kinds import CardKind, CardState, Category

NEW = -1009


@pytest.fixture(autouse=True)
def new_group() -> Any:
    GROUPS["new"] = NEW
    yield
    del GROUPS["new"]


async def enters(
    talk: Talk, who: str, chat_id: int = NEW, status: str = "administrator", **more: Any
) -> None:
    """Somebody adds the bot to a group."""
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "bot"}
    kinds: dict[str, type[BaseModel]] = {
        "administrator": ChatMemberAdministrator,
        "restricted": ChatMemberRestricted,
    }
    rights = dict.fromkeys(rights_of(kinds[status]), True) if status in kinds else {}
    member = {"status": status, "user": bot, "until_date": 0} | rights | more
    body = {
        "chat": {"id": chat_id, "type": "supergroup", "title": "新群"},
        "from": talk._user(who),
        "date": 1,
        "old_chat_member": {"status": "left", "user": bot},
        "new_chat_member": member,
    }
    await talk.comes("my_chat_member", body)


def rights_of(kind: type[BaseModel]) -> list[str]:
    return [name for name in kind.model_fields if name.startswith(("can_", "is_"))]


async def code_from(talk: Talk, department: str) -> str:
    await talk.says("manager", "/setup")
    await talk.presses("manager", department)
    await talk.presses("manager", "群")
    found = re.search(r"/bind ([\w-]+)", talk.last("manager").text)
    assert found
    return found[1]


async def test_a_code_makes_a_group_the_departments_own(talk: Talk) -> None:
    code = await code_from(talk, "工程部")
    await enters(talk, "engineer")
    await talk.says("engineer", f"/start@village_bot b_{code}", "new")
    assert "工程部" in talk.last("engineer", "new").text
    assert (await Department.get(key="engineering")).chat_id == NEW
    await talk.says("manager", "/setup")
    assert "新群" in talk.last("manager").text


async def test_a_topic_is_bound_where_the_line_is_written(talk: Talk) -> None:
    code = await code_from(talk, "工程部")
    await talk.says("engineer", f"/bind {code}", "cleaning", message_thread_id=7, is_topic_message=True)
    department = await Department.get(key="engineering")
    assert (department.chat_id, department.topic_id) == (GROUPS["cleaning"], 7)


async def test_open_tasks_come_along_into_the_new_group(talk: Talk) -> None:
    """So do those whose callback is owed: the department reads how it ended (C4)."""
    tasks = [await talk.village.accepted(), await talk.village.done(text="厨房漏水")]
    code = await code_from(talk, "工程部")
    await talk.says("engineer", f"/bind {code}", "new")
    cards = Card.filter(kind=CardKind.STAFF, chat_id=NEW, state=CardState.SHOWN).order_by("complaint_id")
    assert [card.complaint_id for card in await cards] == [task.id for task in tasks]


async def test_a_code_binds_once(talk: Talk) -> None:
    code = await code_from(talk, "工程部")
    await talk.says("engineer", f"/bind {code}", "new")
    await talk.says("stranger", f"/bind {code}", "cleaning")
    assert "不能用" in talk.last("stranger", "cleaning").text
    assert (await Department.get(key="engineering")).chat_id == NEW


async def test_of_two_groups_with_one_code_one_gets_the_department(village: Village) -> None:
    manager, department = await village.actor("manager"), await Department.get(key="engineering")
    now = village.clock.now()
    code = await village.database.transaction(lambda: binding.invite(department.id, manager, now))

    async def attempt(who: str, chat_id: int) -> Department:
        actor = await village.actor(who)
        return await village.database.transaction(
            lambda: binding.bind(code, actor, BOT_ID, chat_id, None, now)
        )

    outcomes = await asyncio.gather(attempt("owner", -1), attempt("neighbour", -2), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["BadCode", "Department"]


@pytest.mark.parametrize("who", ["owner", "engineer", "desk", "supervisor"])
async def test_only_a_manager_sets_up(talk: Talk, who: str) -> None:
    department = await Department.get(key="engineering")
    for data in (f"fe:{department.community_id}", f"fd:link:{department.id}", f"fk:fees:{department.id}"):
        await talk.taps(who, data)
        assert talk.toasts[-1] == ("找不到这件事。" if who == "owner" else "这要经理来设置。")
    assert (await Department.get(key="engineering")).categories == ["repairs"]
    await talk.says(who, "/setup")
    assert "幸福里" not in talk.last(who).text


async def test_the_bot_leaves_a_group_that_nobody_binds(talk: Talk) -> None:
    """T5: minutes later, with a word; nothing of the estate is told there."""
    await enters(talk, "stranger")
    await talk.later(minutes=9)
    assert talk.left == []
    await talk.later(minutes=2)
    assert talk.left == [NEW]
    assert talk.sees("stranger", "new") == [talk.last("stranger", "new").text]
    assert "退出" in talk.last("stranger", "new").text
    assert "幸福里" not in talk.last("stranger", "new").text
    await talk.later(days=2)
    assert talk.left == [NEW]


async def test_the_bot_stays_where_it_is_bound_in_time_or_bound_already(talk: Talk) -> None:
    await enters(talk, "stranger")
    code = await code_from(talk, "工程部")
    await talk.says("engineer", f"/bind {code}", "new")
    await enters(talk, "stranger", GROUPS["cleaning"])
    await talk.later(days=2)
    assert talk.left == [GROUPS["engineering"]], "only the one that is nobody's any more"


async def test_a_manager_may_take_a_day(talk: Talk) -> None:
    await enters(talk, "manager")
    await talk.later(hours=23)
    assert talk.left == []
    await talk.later(hours=2)
    assert talk.left == [NEW]


@pytest.mark.parametrize(
    ("status", "rights", "says"),
    [
        ("administrator", {}, ""),
        ("member", {}, "管理员"),
        ("restricted", {"can_send_messages": False}, "不能发言"),
    ],
)
async def test_what_the_bot_may_not_do_there_is_said(
    talk: Talk, status: str, rights: dict[str, Any], says: str
) -> None:
    await enters(talk, "manager", status=status, **rights)
    await talk.says("manager", f"/bind {await code_from(talk, '工程部')}", "new")
    assert (says or "✅") in talk.last("manager", "new").text
    assert ("💡" in talk.last("manager", "new").text) is bool(says)


async def test_a_group_that_is_gone_is_forgotten_and_its_manager_told(talk: Talk) -> None:
    await enters(talk, "manager")
    await enters(talk, "stranger", status="left")
    assert await GroupChat.all().count() == 0


async def test_a_category_moves_to_another_department_and_is_never_nobodys(talk: Talk) -> None:
    await talk.says("manager", "/setup")
    await talk.presses("manager", "工程部")
    await talk.presses("manager", "接管")
    await talk.presses("manager", "噪音")
    departments = {one.key: one.categories for one in await Department.all()}
    assert departments["engineering"] == ["repairs", "noise"]
    assert sorted(each for one in departments.values() for each in one) == sorted(Category)
    assert "噪音" in talk.last("manager").text
