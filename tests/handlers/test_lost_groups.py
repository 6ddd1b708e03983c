"""A group is lost, bound anew or comes back: every open task has one live card, where somebody reads it."""

import re
from datetime import timedelta

import pytest
from village import BOT_ID, GROUPS, Talk, Village, plan

from desk import danger, withdrawing
from desk.estate import install
from desk.people import actor_for
from desk.policy import policy_for
from models import Card, Complaint, Department, Occasion, Outgoing, Person
from models.kinds import CardKind, CardState, OccasionKind, OutgoingState, WithdrawReason

NEW = -1009
FILERS = ("owner", "neighbour", "stranger")
SERVICE, ENGINEERING = GROUPS["service"], GROUPS["engineering"]


@pytest.fixture(autouse=True)
def new_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GROUPS, "new", NEW)


async def becomes(talk: Talk, status: str, group: str = "engineering") -> None:
    """What Telegram tells when somebody lets the bot in, or throws it out."""
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "bot"}
    body = {
        "chat": talk._chat("manager", group),
        "from": talk._user("manager"),
        "date": 1,
        "old_chat_member": {"status": "member", "user": bot},
        "new_chat_member": {"status": status, "user": bot, "until_date": 0},
    }
    await talk.comes("my_chat_member", body)


async def binds(talk: Talk, group: str, department: str = "工程部") -> None:
    await talk.says("manager", "/setup")
    await talk.presses("manager", department)
    await talk.presses("manager", "群")
    found = re.search(r"/bind ([\w-]+)", talk.last("manager").text)
    assert found
    await talk.says("manager", f"/bind {found[1]}", group)


async def live_cards() -> list[int]:
    """Where the one task can be worked on."""
    cards = Card.filter(kind=CardKind.STAFF, state=CardState.SHOWN, moved_to="")
    return [chat_id for (chat_id,) in await cards.values_list("chat_id")]


async def floods(village: Village) -> list[Complaint]:
    return [
        await village.filed(who=FILERS[n % 3], text=f"{n}栋水管漏水")
        for n in range(policy_for(village.community.policy).bundle_from + 4)
    ]


async def test_tasks_come_to_the_group_that_is_bound_after_one_was_lost(talk: Talk) -> None:
    await talk.village.filed()
    await becomes(talk, "kicked")
    assert await live_cards() == [SERVICE]
    await binds(talk, "new")
    assert await live_cards() == [NEW]
    assert await talk.presses("engineer", "我来", "new") == "接单成功"
    assert "工程部" in talk.last("desk", "service").text, "and the desk reads where it went"


async def imported(talk: Talk, **changed: str | int) -> None:
    """The estate's file again, with another line for the engineers."""
    departments = plan().model_dump()["departments"]
    departments["engineering"] |= changed
    file = plan(departments=departments)
    await talk.database.transaction(lambda: install(file, BOT_ID, talk.clock.now()))
    await talk._deliver()


async def test_tasks_move_with_the_group_that_the_estates_file_names(talk: Talk) -> None:
    await talk.village.filed()
    await talk.village.done(text="水管漏水了")
    await talk._deliver()
    await imported(talk, chat_id=NEW)
    assert await live_cards() == [NEW, NEW]
    assert await talk.presses("engineer", "我来", "new") == "接单成功"
    await talk.later(minutes=11)
    assert talk.left == [ENGINEERING], "it is a stranger's now (T5)"
    await imported(talk, chat_id=NEW, topic_id=7)
    assert [card.topic_id for card in await Card.filter(chat_id=NEW, kind=CardKind.STAFF)] == [7, 7]


async def test_tasks_of_a_department_that_the_file_drops_are_its_heirs(talk: Talk) -> None:
    """Whoever takes their category accepts them; whoever works on one goes on, and nobody passed it on."""
    await talk.village.filed()
    accepted = await talk.village.accepted(text="水管漏水了")
    await drops_engineering(talk)
    assert await live_cards() == [GROUPS["cleaning"]] * 2
    assert await Complaint.filter(department__key="cleaning", finish_due_at=accepted.finish_due_at).exists()
    assert "辛苦了" in await talk.presses("engineer", "完成", "cleaning")
    assert await talk.presses("cleaner", "我来", "cleaning") == "接单成功"


async def test_what_is_back_after_its_department_was_dropped_is_its_heirs(talk: Talk) -> None:
    complaint = await talk.village.done()
    await talk.later(hours=4)
    await talk.taps("desk", f"pr:phone:yes:4:desk:1:{complaint.ref}")
    await drops_engineering(talk)
    await talk.taps("desk", f"jc:{complaint.ref}")
    await talk.presses("desk", "🔁 居民来说又出现了")
    assert GROUPS["cleaning"] in await live_cards()
    assert await talk.presses("supervisor", "我来", "cleaning") == "接单成功"


async def drops_engineering(talk: Talk, service: int = SERVICE) -> None:
    departments = plan().model_dump()["departments"]
    departments["service"]["chat_id"] = service
    departments["cleaning"]["categories"] += departments.pop("engineering")["categories"]
    staff = [
        one | {"departments": [key for key in one["departments"] if key in departments]}
        for one in plan().model_dump()["staff"]
    ]
    file = plan(departments=departments, staff=staff)
    await talk.database.transaction(lambda: install(file, BOT_ID, talk.clock.now()))
    await talk._deliver()


@pytest.mark.parametrize("step", ["filed", "accepted", "done"])
async def test_tasks_come_back_with_the_group_and_are_lost_with_it_again(talk: Talk, step: str) -> None:
    await getattr(talk.village, step)()
    for _ in range(2):
        await becomes(talk, "kicked")
        assert await live_cards() == [SERVICE]
        await becomes(talk, "member")
        assert await live_cards() == [ENGINEERING]
    await becomes(talk, "administrator")
    assert await Card.filter(kind=CardKind.STAFF).count() == 2, "told again, nothing is shown again"


async def test_a_group_that_is_upgraded_after_it_was_lost_has_its_tasks_again(talk: Talk) -> None:
    """Telegram may tell first that the bot left the old one."""
    await talk.village.accepted()
    await becomes(talk, "left")
    await becomes(talk, "administrator", "new")
    await talk.says("manager", "", "engineering", migrate_to_chat_id=NEW)
    assert await live_cards() == [NEW]
    await talk.later(minutes=11)
    assert talk.left == []


async def test_what_came_while_the_group_was_lost_is_at_the_desk_and_comes_too(talk: Talk) -> None:
    await becomes(talk, "kicked")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    assert await live_cards() == [SERVICE]
    await becomes(talk, "member")
    assert await live_cards() == [ENGINEERING]


async def test_with_the_desk_come_the_tasks_of_those_that_are_still_lost(talk: Talk) -> None:
    await talk.village.filed()
    await becomes(talk, "kicked", "service")
    await becomes(talk, "kicked")
    assert await live_cards() == []
    await becomes(talk, "member", "service")
    assert await live_cards() == [SERVICE]


async def test_the_desks_calls_go_where_the_desk_reads(talk: Talk) -> None:
    """By a code and by the estate's file; while nobody reads there, those above hear of them."""
    await talk.village.done()
    await Person.filter(name="owner").update(reachable=False)
    await becomes(talk, "kicked", "service")
    await talk.later(hours=4)
    assert any("请打电话回访" in text for text in talk.sees("supervisor"))
    await binds(talk, "new", "客服中心")
    assert "请打电话回访" in talk.last("desk", "new").text
    await becomes(talk, "administrator", "new")
    assert await Card.filter(kind=CardKind.PHONE).count() == 1, "told again, nothing is shown again"
    await imported(talk)
    assert "客服中心" in talk.last("desk", "new").text
    assert not talk.last("desk", "new").buttons
    assert "私聊发给您" in await talk.presses("desk", "我来打", "service")


async def test_many_that_come_back_are_bundled_only_while_they_wait(talk: Talk) -> None:
    for n in range(policy_for(talk.village.community.policy).bundle_from + 3):
        await talk.village.accepted(who=FILERS[n % 3], text=f"{n}栋水管漏水")
        talk.clock.forward(minutes=2)
    await becomes(talk, "kicked")
    await becomes(talk, "member")
    assert not await Card.filter(state=CardState.BUNDLED).exists(), "somebody works on each of them"


async def test_who_urges_hears_the_name_of_those_who_were_reminded(talk: Talk) -> None:
    complaint = await talk.village.filed()
    await becomes(talk, "kicked")
    said = await talk.taps("owner", f"fo:urge:{complaint.ref}")
    assert "已提醒客服中心" in said
    assert [row.lane for row in await Outgoing.filter(notice="urged", lane__lt=0)] == [SERVICE]


async def test_who_urges_is_told_nothing_untrue_when_no_group_can_be_reached(talk: Talk) -> None:
    complaint = await talk.village.filed()
    for group in ("engineering", "service"):
        await becomes(talk, "kicked", group)
    assert "已提醒主管" in await talk.taps("owner", f"fo:urge:{complaint.ref}")
    assert not await Outgoing.filter(notice="urged", lane__lt=0).exists()


async def test_an_alarm_goes_where_it_is_heard(talk: Talk) -> None:
    await becomes(talk, "kicked")
    complaint, owner = await talk.village.filed(), await talk.village.actor("owner")
    await talk.database.transaction(lambda: danger.need_stairs(complaint.ref, owner, talk.clock.now()))
    assert [row.lane for row in await Outgoing.filter(notice="stairs")] == [SERVICE]


async def test_while_the_desks_group_is_lost_the_handover_goes_to_the_supervisors(talk: Talk) -> None:
    await talk.says("desk", "/on")
    await becomes(talk, "kicked", "service")
    await talk.later(days=1)
    await talk.presses("supervisor", "接班签收")
    assert await Occasion.filter(kind=OccasionKind.HANDOVER, signed_at__not_isnull=True).count() == 1


async def test_a_flood_whose_first_task_is_withdrawn_is_not_lost_with_the_group(talk: Talk) -> None:
    """What the bundle tells of goes to the desk, too; and it comes back."""
    tasks = await floods(talk.village)
    await talk._deliver()
    bundle, told = await Card.get(kind=CardKind.BUNDLE), await Card.filter(state=CardState.BUNDLED).count()
    first = next(task for task in tasks if task.id == bundle.complaint_id)
    filer = await actor_for(await Person.get(id=first.filer_id))
    why = WithdrawReason.SOLVED
    await talk.database.transaction(lambda: withdrawing.withdraw(first.ref, filer, why, talk.clock.now()))
    await talk._deliver()
    await becomes(talk, "kicked")
    bundle = await Card.get(kind=CardKind.BUNDLE)
    assert (bundle.chat_id, bundle.state) == (SERVICE, CardState.SHOWN)
    assert await Card.filter(state=CardState.BUNDLED, chat_id=SERVICE).count() == told - 1 > 0
    talk.clock.forward(minutes=5)
    await becomes(talk, "member")
    assert sorted(await live_cards()) == [ENGINEERING] * (len(tasks) - told)
    assert await Card.filter(state=CardState.BUNDLED, chat_id=ENGINEERING).count() == told - 1


async def test_the_bot_leaves_the_group_that_was_the_departments(talk: Talk) -> None:
    """T5; unless another department works there, too."""
    await binds(talk, "new")
    await talk.later(minutes=11)
    assert talk.left == [ENGINEERING]
    await binds(talk, "service", "保洁部")
    await binds(talk, "new", "保洁部")
    await talk.later(minutes=11)
    assert talk.left == [ENGINEERING, GROUPS["cleaning"]], "the desk's group stays the desk's"


async def test_an_overdue_list_that_was_parked_with_its_group_is_told_in_the_new_one(talk: Talk) -> None:
    community = talk.village.community.id
    await Outgoing.create(
        bot_id=BOT_ID,
        lane=ENGINEERING,
        notice="overdue_list",
        params={"community": community, "group": ENGINEERING},
        not_before=talk.clock.now() + timedelta(hours=1),
        created_at=talk.clock.now(),
    )
    await becomes(talk, "kicked")
    await binds(talk, "new")
    owed = await Outgoing.get(notice="overdue_list")
    assert (owed.lane, owed.params["group"], owed.state) == (NEW, NEW, OutgoingState.WAITING)


@pytest.mark.parametrize("shared", [False, True])
async def test_an_overdue_list_goes_where_the_tasks_of_a_dropped_department_went(
    talk: Talk, shared: bool
) -> None:
    """Once; also when others stay in the group where it was owed."""
    await Department.filter(key="service").update(chat_id=ENGINEERING if shared else SERVICE)
    await talk.village.filed()
    await talk.later(hours=1, minutes=1)
    await drops_engineering(talk, service=ENGINEERING if shared else SERVICE)
    for _ in range(2):
        await talk.later(minutes=5)
    listed = "还没有人接的"
    assert [text for text in talk.sees("engineer", "engineering") if listed in text] == []
    [told] = [text for text in talk.sees("cleaner", "cleaning") if listed in text]
    assert "#0001" in told


async def test_an_anonymous_admin_binds_nothing_and_is_told_what_to_do(talk: Talk) -> None:
    """T4; the code stays good for whoever sends it under their own name."""
    here = talk._chat("manager", "new")
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await talk.says("manager", "/setup")
    await talk.presses("manager", "工程部")
    await talk.presses("manager", "群")
    line = re.search(r"/bind [\w-]+", talk.last("manager").text)
    assert line
    await talk.says("manager", line[0], "new", **{"from": nobody, "sender_chat": here})
    assert "匿名" in talk.last("manager", "new").text
    assert (await Department.get(key="engineering")).chat_id == ENGINEERING
    await talk.says("manager", line[0], "new")
    assert (await Department.get(key="engineering")).chat_id == NEW
