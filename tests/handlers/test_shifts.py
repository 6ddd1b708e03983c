"""Shifts: who is on duty, one hands over to the next, and somebody is always there."""

import asyncio
from collections.abc import Awaitable

import pytest
from village import BOT_ID, PEOPLE, Talk, Village, plan

from desk import handing_over
from desk.estate import install
from models import Occasion, Outgoing, Staff, Turn
from models.kinds import OccasionKind


async def roster(talk: Talk, **turns: str) -> None:
    """Each with one line: desk="mon-sun 07:45"."""
    staff = plan().model_dump()["staff"]
    for one in staff:
        who = next(name for name, number in PEOPLE.items() if number == one["telegram_id"])
        one["turns"] = [turns[who]] if who in turns else []
    await talk.database.transaction(lambda: install(plan(staff=staff), BOT_ID, talk.clock.now()))


async def test_people_say_when_they_come_and_go(talk: Talk) -> None:
    await talk.says("desk", "/on")
    assert "desk师傅上班了" in talk.last("desk").text
    await talk.says("engineer", "/on", "engineering")
    assert "engineer师傅上班了" in talk.last("engineer", "engineering").text
    await talk.says("manager", "/duty")
    assert "工程部：engineer师傅" in talk.last("manager").text
    await talk.says("engineer", "/off")
    await talk.says("manager", "/duty")
    assert "工程部：没有人" in talk.last("manager").text


async def test_whoever_works_in_two_estates_says_in_which(talk: Talk) -> None:
    two = {"telegram_id": PEOPLE["engineer"], "name": "兼职师傅", "role": "worker", "departments": []}
    boss = {"telegram_id": 1, "name": "x", "role": "manager"}
    groups = plan().model_dump()["departments"] | {}
    for each in groups.values():
        each["chat_id"] = None
    other = plan("other", name="平安苑", staff=[two, boss], departments=groups)
    estate = await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await Staff.all().update(on_duty=False, duty_said_at=talk.clock.now())

    async def where() -> set[int]:
        return set(await Staff.filter(on_duty=True).values_list("community_id", flat=True))  # type: ignore[arg-type]

    await talk.says("engineer", "/on")
    assert await where() == set(), "which one is asked"
    assert ["幸福里" in text for text in talk.sees("engineer")[-2:]] == [True, False]
    await talk.presses("engineer", "我上班")
    assert await where() == {estate.id}
    await talk.says("engineer", "/on", "engineering")
    assert await where() == {estate.id, talk.village.community.id}, "the group says which"
    await talk.says("engineer", "/off", "engineering")
    assert await where() == {estate.id}


async def test_the_last_one_to_go_leaves_an_alarm(talk: Talk) -> None:
    await talk.says("desk", "/on")
    await talk.says("desk", "/duty")
    await talk.presses("desk", "我下班")
    assert "没有人值班" in talk.toasts[-1]
    assert sum("没有人值班" in text for text in talk.sees("manager")) == 1
    await talk.says("desk", "/off")
    assert sum("没有人值班" in text for text in talk.sees("manager")) == 1, "of one press after the other"
    await talk.later(minutes=20)
    await talk.says("desk", "/on")
    await talk.says("desk", "/off")
    assert sum("没有人值班" in text for text in talk.sees("manager")) == 2, (
        "it is so again, in the same shift"
    )


async def test_strangers_have_no_duty(talk: Talk) -> None:
    for text in ("/on", "/off", "/duty"):
        await talk.says("owner", text)
        assert "没有这个命令" in talk.last("owner").text
    community = talk.village.community.id
    post = await Staff.get(person__telegram_id=PEOPLE["engineer"])
    for data in (f"ud:1:{community}", f"ur:{community}:0", f"up:{post.id}", f"ut:{post.id}:0:0"):
        await talk.taps("owner", data)
        assert talk.toasts[-1] == "找不到这件事。"
        if not data.startswith("ud"):
            await talk.taps("desk", data)
            assert "主管" in talk.toasts[-1]
    assert await Turn.all().count() == 0


async def test_the_roster_is_made_by_buttons(talk: Talk) -> None:
    await talk.says("supervisor", "/duty")
    await talk.presses("supervisor", "排班")
    await talk.presses("supervisor", "desk师傅")
    await talk.presses("supervisor", "周一 07:45")
    assert any("✓ 周一 07:45" in label for label in talk.last("supervisor").buttons)
    await talk.presses("supervisor", "周二 19:45")
    await talk.presses("supervisor", "✓ 周二 19:45")
    await talk.presses("supervisor", "返回")
    assert "desk师傅：周一 07:45" in talk.last("supervisor").text
    await talk.says("desk", "/duty")
    assert "客服中心：desk师傅" in talk.last("desk").text
    assert "工程部：没有人" in talk.last("desk").text


async def test_no_card_comes_where_no_shifts_are_kept(talk: Talk) -> None:
    await talk.later(days=2)
    assert all("交" not in text for text in talk.sees("desk", "service"))
    assert await Occasion.filter(kind=OccasionKind.HANDOVER).count() == 0


async def test_one_shift_hands_over_to_the_next_and_somebody_signs(talk: Talk) -> None:
    await roster(talk, desk="mon-sun 07:45", engineer="mon-sun 19:45")
    await talk.says("owner", "厨房漏水")
    await talk.presses("owner", "提交")
    await talk.says("neighbour", "着火")
    await talk.presses("engineer", "我来", "engineering")
    await talk.later(hours=9, minutes=45)
    card = talk.last("engineer", "service").text
    assert "白班交夜班" in card
    assert "没接单 <b>1</b> 件 · 在办 <b>1</b> 件" in card
    assert "🔴 已超时：#0001" in card
    assert "新来 2 件，办完 0 件" in card
    assert "🚨 其中紧急：#0002" in card
    assert "接班：engineer师傅" in card
    assert "没有您" in await talk.presses("cleaner", "接班", "service")
    await talk.presses("engineer", "接班", "service")
    assert "engineer师傅已接班" in talk.last("engineer", "service").text
    await talk.later(minutes=20)
    assert all("签收" not in text for text in talk.sees("supervisor"))
    await talk.later(hours=11, minutes=40)
    assert "夜班交早班" in talk.last("desk", "service").text


async def test_who_said_yesterday_that_they_came_takes_no_shift_over_from_themselves(talk: Talk) -> None:
    """S1: one shift hands over to the next. Without a roster a word counts on until it is taken back."""
    await talk.says("desk", "/on")
    await talk.later(hours=9, minutes=45)
    assert "没有您" in await talk.presses("desk", "接班", "service")
    await talk.later(minutes=16)
    assert any("签收" in text for text in talk.sees("supervisor"))
    await talk.says("desk", "/on")
    await talk.presses("desk", "接班", "service")
    assert "desk师傅已接班" in talk.last("desk", "service").text, "who says so again stays on"


async def test_a_handover_nobody_signs_reaches_the_supervisor_once(talk: Talk) -> None:
    await roster(talk, desk="mon-sun 07:45", engineer="mon-sun 19:45")
    await talk.later(hours=9, minutes=45)
    await talk.later(minutes=14)
    assert all("还没有人签收" not in text for text in talk.sees("supervisor"))
    await talk.later(minutes=2)
    await talk.later(minutes=30)
    assert sum("还没有人签收" in text for text in talk.sees("supervisor")) == 1


async def test_a_shift_without_anybody_alarms_the_manager(talk: Talk) -> None:
    await roster(talk, desk="mon-sun 07:45")
    await talk.later(hours=9, minutes=45)
    assert "没有人值班" in talk.last("manager").text
    assert "这一班还没有人" in talk.last("desk", "service").text


async def test_a_card_comes_once_however_many_look_and_however_late(village: Village, talk: Talk) -> None:
    """Two replicas sweep at once; and after an outage only the present shift is begun."""
    await roster(talk, desk="mon-sun 07:45", engineer="mon-sun 19:45")
    village.clock.forward(days=3)
    now, community = village.clock.now(), village.community.id

    def begin() -> Awaitable[None]:
        return village.database.transaction(lambda: handing_over.begin(community, now))

    await asyncio.gather(begin(), begin())
    assert await Outgoing.filter(notice="handover").count() == 1
    assert community not in await handing_over.due(now)


@pytest.mark.parametrize("turns", ["mon 08:00", "someday 07:45"])
def test_an_estate_file_with_a_wrong_turn_is_refused(turns: str) -> None:
    staff = [{"telegram_id": 1, "name": "陈", "role": "desk", "turns": [turns]}]
    with pytest.raises(ValueError, match="陈: "):
        plan(staff=staff)


async def test_the_handover_lists_what_was_agreed_for_today(talk: Talk) -> None:
    await roster(talk, desk="mon-sun 07:45")
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.presses("owner", "✅ 行")
    await talk.later(hours=10)
    assert "约好的" not in talk.last("desk", "service").text, "not of this evening's shift"
    await talk.later(hours=12)
    assert "🕒 约好的：11月24日周二 15:00 #0001 engineer师傅" in talk.last("desk", "service").text


async def test_what_is_about_one_of_the_staff_stands_on_no_handover(talk: Talk) -> None:
    """The card is in the desk's group (D8)."""
    await roster(talk, desk="mon-sun 07:45", engineer="mon-sun 19:45")
    await talk.village.filed(text="师傅态度差")
    await talk.later(hours=9, minutes=45)
    card = talk.last("engineer", "service").text
    assert "白班交夜班" in card
    assert "#0001" not in card
