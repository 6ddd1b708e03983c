"""A manager chooses colleagues, gives them posts, and takes all rights away at once (T19)."""

from datetime import timedelta
from typing import Any

import pytest
from village import BOT_ID, PEOPLE, Talk, plan

from desk import holding, judging
from desk.estate import install
from models import Community, Complaint, Membership, Outgoing, Staff
from models.kinds import Role, Severity, Status


async def shares(talk: Talk, who: str, *people: str, community: int | None = None) -> None:
    """Presses the picker's button and chooses."""
    community = community or (await Community.get(key="village")).id
    users = [{"user_id": PEOPLE[each], "first_name": each} for each in people]
    await talk.says(who, users_shared={"request_id": community, "users": users})


async def opens(talk: Talk, who: str) -> None:
    await talk.says("manager", "/staff")
    await talk.presses("manager", who)


async def test_people_chosen_become_colleagues_and_get_a_post_by_buttons(talk: Talk) -> None:
    await talk.says("manager", "/staff")
    await talk.presses("manager", "加同事")
    await shares(talk, "manager", "stranger", "neighbour")
    assert "2 位同事" in talk.sees("manager")[-3]
    await talk.presses("manager", "主管")
    await talk.presses("manager", "工程部")
    post = await Staff.get(person__telegram_id=PEOPLE["neighbour"])
    assert (post.role, await Membership.filter(staff=post).count()) == (Role.SUPERVISOR, 1)
    assert "✓ 工程部" in talk.last("manager").buttons
    assert "on the staff" in talk.last("neighbour").text
    assert "工作人员" in talk.last("stranger").text
    await talk.presses("manager", "✓ 工程部")
    assert await Membership.filter(staff=post).count() == 0


async def test_who_was_chosen_can_work_at_once(talk: Talk) -> None:
    await talk.village.filed()
    await shares(talk, "manager", "stranger")
    await talk.presses("manager", "工程部")
    await talk.presses("stranger", "我来", "engineering")
    assert (await Complaint.get()).status is Status.ACCEPTED


@pytest.mark.parametrize("who", ["owner", "engineer", "desk", "supervisor"])
async def test_nobody_else_appoints_or_dismisses_anybody(talk: Talk, who: str) -> None:
    before = await Staff.filter(left_at=None).count()
    post = await Staff.get(person__telegram_id=PEOPLE["plumber"])
    await shares(talk, who, "stranger")
    for data in (f"fs:gone:{post.id}", f"fr:manager:{post.id}", f"fa:{post.community_id}"):
        await talk.taps(who, data)
    assert await Staff.filter(left_at=None).count() == before
    assert (await Staff.get(id=post.id)).role is Role.WORKER


async def test_a_manager_of_one_estate_is_nobody_in_another(talk: Talk) -> None:
    other = plan("other", name="平安苑", staff=[{"telegram_id": 1, "name": "x", "role": "manager"}])
    estate = await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await shares(talk, "manager", "stranger", community=estate.id)
    assert await Staff.filter(community=estate).count() == 1


async def test_whoever_leaves_has_no_right_left_at_once(talk: Talk) -> None:
    """T19: the very next press is refused, and what they had accepted waits for the others again."""
    complaint = await talk.village.accepted("engineer")
    await opens(talk, "engineer")
    await talk.presses("manager", "离职")
    await talk.presses("manager", "马上收回")
    assert f"#{complaint.number:04d}" in talk.last("manager").text
    await talk.taps("engineer", f"t:done:{complaint.ref}", "engineering")
    assert talk.toasts[-1] == "找不到这件事。"
    after = await Complaint.get()
    assert (after.status, after.assignee_id) == (Status.WAITING, None)
    assert after.finish_due_at == complaint.finish_due_at, "the clock goes on"
    assert "#0001 重新等人接手" in talk.last("plumber", "engineering").text
    assert "换人办" in talk.last("owner").text
    assert not await Outgoing.filter(notice="taken_from_you").exists()
    assert await talk.presses("plumber", "我来", "engineering") == "接单成功"
    await talk.says("engineer", "/start")
    assert "机器人" in talk.last("engineer").text


async def test_what_rested_goes_back_too_and_what_was_followed_is_followed_by_somebody_else(
    talk: Talk,
) -> None:
    complaint, manager = await talk.village.accepted("engineer"), await talk.village.actor("manager")
    now, ref = talk.clock.now(), complaint.ref
    await talk.database.transaction(
        lambda: judging.judge_severity(ref, manager, Severity.IMPORTANT, now, reason="x")
    )
    until = now + timedelta(days=2)
    await talk.database.transaction(lambda: holding.hold(ref, manager, now, until=until, reason="parts"))
    assert (await Complaint.get().select_related("tracker")).tracker.title == "supervisor师傅"  # type: ignore[union-attr]
    fewer = [each for each in plan().model_dump()["staff"] if each["name"] in ("plumber师傅", "manager师傅")]
    await talk.database.transaction(lambda: install(plan(staff=fewer), BOT_ID, now))
    await talk._deliver()
    after = await Complaint.get().select_related("tracker")
    assert (after.status, after.assignee_id) == (Status.WAITING, None)
    assert after.tracker is not None
    assert after.tracker.title == "manager师傅"
    assert any("跟踪到底" in text for text in talk.sees("manager"))


async def test_who_comes_back_begins_as_a_worker(talk: Talk) -> None:
    await opens(talk, "supervisor")
    await talk.presses("manager", "离职")
    await talk.presses("manager", "马上收回")
    await shares(talk, "manager", "supervisor")
    post = await Staff.get(person__telegram_id=PEOPLE["supervisor"])
    assert (post.role, post.left_at) == (Role.WORKER, None)


async def test_the_last_manager_stays_and_nobody_dismisses_who_is_above(talk: Talk) -> None:
    post = await Staff.get(person__telegram_id=PEOPLE["manager"])
    for data in (f"fs:gone:{post.id}", f"fr:worker:{post.id}"):
        await talk.taps("manager", data)
        assert "最后一位经理" in talk.toasts[-1]
    await shares(talk, "manager", "director")
    await talk.presses("manager", "主任")
    director = await Staff.get(person__telegram_id=PEOPLE["director"])
    await talk.taps("manager", f"fs:gone:{director.id}")
    assert "上级" in talk.toasts[-1]
    assert await Staff.filter(left_at=None, role__in=(Role.MANAGER, Role.DIRECTOR)).count() == 2


async def test_where_there_is_a_director_no_manager_makes_another_not_even_of_themselves(talk: Talk) -> None:
    await shares(talk, "manager", "director")
    await talk.presses("manager", "主任")
    post = await Staff.get(person__telegram_id=PEOPLE["manager"])
    await talk.taps("manager", f"fr:director:{post.id}")
    assert (await Staff.get(id=post.id)).role is Role.MANAGER
    await talk.taps("director", f"fr:director:{post.id}")
    assert (await Staff.get(id=post.id)).role is Role.DIRECTOR


async def test_a_department_of_another_estate_is_none(talk: Talk) -> None:
    other = plan("other", name="平安苑", staff=[])
    estate = await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    department = await estate.departments.all().first()  # type: ignore[attr-defined]
    post = await Staff.get(person__telegram_id=PEOPLE["plumber"])
    await talk.taps("manager", f"fm:{department.id}:{post.id}")
    assert await Membership.filter(department=department).count() == 0


async def test_a_long_list_has_pages(talk: Talk) -> None:
    everybody: list[dict[str, Any]] = plan().model_dump()["staff"]
    more = [{"telegram_id": 9000 + n, "name": f"同事{n}", "role": "worker"} for n in range(12)]
    await talk.database.transaction(lambda: install(plan(staff=everybody + more), BOT_ID, talk.clock.now()))
    await talk.says("manager", "/staff")
    assert "‹" not in talk.last("manager").buttons
    await talk.presses("manager", "›")
    await talk.presses("manager", "›")
    assert any("同事11" in label for label in talk.last("manager").buttons)
    assert "›" not in talk.last("manager").buttons
