"""Judging and deciding in private chat: the right level, with a reason, and the resident hears what concerns them."""

from datetime import timedelta
from typing import Any

import pytest
from village import BOT_ID, MORNING, PEOPLE, Talk, plan

from desk.estate import install
from desk.leaders import leaders_at
from models import Complaint, Event, Involvement, Outgoing, Person, Staff, Timer
from models.kinds import (
    Action,
    InvolvementRole,
    Kind,
    OutgoingState,
    Role,
    Severity,
    Status,
    TimerKind,
    TimerState,
    Validity,
)

GROUP = "engineering"
UNTIL = "星期五 10:00"


@pytest.fixture
async def filed(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    return talk


@pytest.fixture
async def accepted(filed: Talk) -> Talk:
    await filed.presses("engineer", "我来", GROUP)
    return filed


async def case(talk: Talk, who: str) -> None:
    """Opens the menu of the only complaint, as a button below a notice does."""
    complaint = await Complaint.get()
    await talk.taps(who, f"jg:menu:{complaint.ref}")


async def asks_for_more_time(talk: Talk) -> None:
    await case(talk, "engineer")
    await talk.presses("engineer", "申请延期")
    await talk.presses("engineer", UNTIL)
    await talk.says("engineer", "要等配件")


async def gives_severity(talk: Talk, label: str, who: str = "supervisor") -> None:
    await case(talk, who)
    await talk.presses(who, "改级别")
    await talk.presses(who, label)
    await talk.says(who, "楼下也漏了")


async def test_more_time_is_asked_with_a_reason_granted_by_the_manager_and_told_to_the_resident(
    accepted: Talk,
) -> None:
    """Due on Wednesday at 10:00; two working days more are Friday."""
    await asks_for_more_time(accepted)
    assert accepted.last("engineer").text == "已请经理批准。批准之前，原来的时间不变。"
    assert (await Complaint.get()).finish_due_at == MORNING + timedelta(days=2), "nothing is granted yet"
    assert "要等配件" in accepted.last("manager").text
    assert "已同意" in await accepted.presses("manager", "同意延期")
    complaint = await Complaint.get()
    assert complaint.finish_due_at == MORNING + timedelta(days=4)
    assert "星期五 10:00 前</b>办好" in accepted.last("owner").text
    assert "要等配件" in accepted.last("owner").text
    assert "延期已同意" in accepted.last("engineer").text
    granted = await Event.get(action=Action.EXTEND)
    assert granted.facts["asked_by"] == "engineer师傅"
    assert granted.reason == "要等配件"
    armed = await Timer.get(kind=TimerKind.FINISH_DUE, state=TimerState.ARMED)
    assert armed.rung > 10, "the new promise has a ladder of its own"


async def test_a_director_out_of_reach_keeps_nobody_waiting(accepted: Talk) -> None:
    """What is the director's goes to those who can be asked, and they can decide."""
    director, community = await accepted.village.person("director"), accepted.village.community
    post: dict[str, Any] = {"person": director, "community": community, "role": Role.DIRECTOR}
    await accepted.database.transaction(lambda: Staff.create(**post))
    await Complaint.all().update(severity=Severity.IMPORTANT)
    await Person.filter(id=director.id).update(reachable=False)
    await asks_for_more_time(accepted)
    assert "已同意" in await accepted.presses("manager", "同意延期")
    await Person.filter(id=director.id).update(reachable=True)
    await asks_for_longer(accepted)
    assert not any("同意延期" in label for label in accepted.last("manager").buttons)
    assert "已同意" in await accepted.presses("director", "同意延期")


async def asks_for_longer(talk: Talk) -> None:
    await case(talk, "engineer")
    await talk.presses("engineer", "申请延期")
    await talk.taps("engineer", list(talk.last("engineer").buttons.values())[-1])
    await talk.says("engineer", "还要等")


async def test_nobody_grants_their_own_request_because_somebody_else_asked_for_something(filed: Talk) -> None:
    director, community = await filed.village.person("director"), filed.village.community
    post: dict[str, Any] = {"person": director, "community": community, "role": Role.DIRECTOR}
    await filed.database.transaction(lambda: Staff.create(**post))
    await filed.presses("manager", "我来", GROUP)
    await case(filed, "manager")
    await filed.presses("manager", "申请延期")
    await filed.presses("manager", UNTIL)
    await filed.says("manager", "要等配件")
    grant = filed.last("director").buttons["✅ 同意延期"]
    await refused(filed)
    assert await filed.taps("manager", grant) == "这一步不归您操作。"
    assert "已同意" in await filed.taps("director", grant)
    assert "等批准" in filed.last("engineer", GROUP).text, "whether it is theirs at all"
    await filed.presses("manager", "还是我们办")
    assert "等批准" not in filed.last("engineer", GROUP).text


async def test_more_time_that_is_denied_changes_nothing_and_an_old_button_decides_nothing(
    accepted: Talk,
) -> None:
    await asks_for_more_time(accepted)
    grant = accepted.last("manager").buttons["✅ 同意延期"]
    await accepted.presses("manager", "不同意")
    assert "没有同意" in accepted.last("engineer").text
    assert (await Complaint.get()).finish_due_at == MORNING + timedelta(days=2)
    await accepted.taps("manager", grant)
    assert await Event.filter(action=Action.EXTEND).count() == 0
    await asks_for_more_time(accepted)
    await accepted.taps("manager", grant)
    assert await Event.filter(action=Action.EXTEND).count() == 0, "the older request's"


@pytest.mark.parametrize("answer", ["同意延期", "不同意"])
@pytest.mark.parametrize("then", [("暂停", "等配件", "明天"), ("退回", "信息不够")])
async def test_what_was_asked_is_decided_though_the_task_rests_or_was_passed_on_meanwhile(
    accepted: Talk, then: tuple[str, ...], answer: str
) -> None:
    await asks_for_more_time(accepted)
    await accepted.presses("engineer", "更多", GROUP)
    for label in then:
        await accepted.presses("engineer", label)
    status = (await Complaint.get()).status
    assert status is not Status.ACCEPTED
    await accepted.presses("manager", answer)
    complaint = await Complaint.get()
    assert complaint.status is status
    granted = answer == "同意延期"
    if granted:
        assert complaint.finish_due_at == MORNING + timedelta(days=4)
        assert "星期五 10:00 前</b>办好" in accepted.last("owner").text
    assert ("延期已同意" if granted else "没有同意") in accepted.last("engineer").text, "who asked hears it"


async def test_nobody_below_decides_and_nobody_for_themselves(accepted: Talk) -> None:
    await asks_for_more_time(accepted)
    grant = accepted.last("manager").buttons["✅ 同意延期"]
    for who in ("engineer", "supervisor", "desk", "plumber", "owner", "stranger"):
        await accepted.taps(who, grant)
    assert await Event.filter(action=Action.EXTEND).count() == 0
    assert not any("申请把" in text for text in accepted.sees("supervisor"))


async def test_for_what_matters_more_the_director_decides(accepted: Talk) -> None:
    await Staff.create(
        person=await accepted.village.person("director"),
        community=accepted.village.community,
        role="director",
    )
    await gives_severity(accepted, "重要")
    await asks_for_more_time(accepted)
    assert "请主任批准" in accepted.last("engineer").text
    assert not any("申请把" in text for text in accepted.sees("manager"))
    await accepted.presses("director", "同意延期")
    assert await Event.filter(action=Action.EXTEND).count() == 1


async def test_where_the_manager_cannot_be_written_to_the_director_is_asked(accepted: Talk) -> None:
    director = await accepted.village.person("director")
    await Staff.create(person=director, community=accepted.village.community, role="director")
    await Person.filter(telegram_id=PEOPLE["manager"]).update(reachable=False)
    await asks_for_more_time(accepted)
    assert "请主任批准" in accepted.last("engineer").text
    await accepted.presses("director", "同意延期")
    assert await Event.filter(action=Action.EXTEND).count() == 1


async def test_where_no_manager_can_be_written_to_a_supervisor_stands_in_but_not_for_themselves(
    accepted: Talk,
) -> None:
    await Person.filter(telegram_id=PEOPLE["manager"]).update(reachable=False)
    await asks_for_more_time(accepted)
    assert "请主管批准" in accepted.last("engineer").text
    await accepted.taps("supervisor", f"jg:more_time:{(await Complaint.get()).ref}")
    await accepted.presses("supervisor", UNTIL)
    await accepted.says("supervisor", "要等配件")
    asked = await Complaint.get()
    assert "不归您" in await accepted.taps("supervisor", f"jy:grant:{asked.version}:{asked.ref}")
    await asks_for_more_time(accepted)
    assert "已同意" in await accepted.presses("supervisor", "同意延期")
    await asks_for_longer(accepted)
    grant = accepted.last("supervisor").buttons["✅ 同意延期"]
    await Outgoing.filter(notice="extension", lane=PEOPLE["manager"]).update(state=OutgoingState.PARKED)
    before = len(accepted.sees("manager"))
    await accepted.says("manager", "/start")
    assert "不归您" in await accepted.taps("supervisor", grant)
    assert sum("还要等" in text for text in accepted.sees("manager")[before:]) == 1, "and decides"
    assert "已同意" in await accepted.presses("manager", "同意延期")


async def test_what_nobody_can_decide_now_is_seen_to_wait_and_found_by_the_manager_who_is_back(
    accepted: Talk,
) -> None:
    gone = Person.filter(telegram_id__in=(PEOPLE["manager"], PEOPLE["supervisor"]))
    await gone.update(reachable=False)
    await asks_for_more_time(accepted)
    assert "有事等经理批准" in accepted.last("desk", "service").text
    assert "等批准" in accepted.last("engineer", GROUP).text
    queued = Outgoing.filter(notice="extension", lane=PEOPLE["manager"])
    assert await queued.update(state=OutgoingState.PARKED, error="unreachable: bot was blocked") == 1
    before = len(accepted.sees("manager"))
    await accepted.says("manager", "/start")
    assert sum("要等配件" in text for text in accepted.sees("manager")[before:]) == 1
    await accepted.presses("manager", "同意延期")
    assert await Event.filter(action=Action.EXTEND).count() == 1
    assert "等批准" not in accepted.last("engineer", GROUP).text
    await queued.update(state=OutgoingState.PARKED)
    await gone.update(reachable=False)
    await accepted.says("manager", "/start")
    assert await queued.filter(state=OutgoingState.PARKED).count() == 1, "it is decided"
    await gone.update(reachable=False)
    await asks_for_longer(accepted)
    await queued.update(state=OutgoingState.PARKED)
    manager = Staff.filter(role=Role.MANAGER)
    await manager.update(left_at=accepted.clock.now())
    await accepted.says("manager", "/start")
    assert not await queued.exclude(state=OutgoingState.PARKED).exists(), "they have left"
    await manager.update(left_at=None)
    await Complaint.all().update(status=Status.WITHDRAWN)
    await accepted.says("manager", "/start")
    assert not await queued.exclude(state=OutgoingState.PARKED).exists(), "nobody wants it any more"
    await Complaint.all().update(status=Status.ACCEPTED)
    await accepted.says("manager", "/start")
    assert await queued.exclude(state=OutgoingState.PARKED).count() == 1


async def test_what_nobody_could_decide_is_asked_of_the_manager_whom_the_estates_file_names(
    accepted: Talk,
) -> None:
    leading = (PEOPLE["manager"], PEOPLE["supervisor"])
    await Person.filter(telegram_id__in=leading).update(reachable=False)
    await asks_for_more_time(accepted)
    new = {"telegram_id": PEOPLE["cleaner"], "role": Role.MANAGER}
    staff = [
        one | (new if one["telegram_id"] == PEOPLE["cleaner"] else {}) for one in plan().model_dump()["staff"]
    ]
    file, now = plan(staff=staff), accepted.clock.now()
    await accepted.database.transaction(lambda: install(file, BOT_ID, now))
    await accepted._deliver()
    assert "已同意" in await accepted.presses("cleaner", "同意延期")


async def test_what_was_the_managers_to_decide_is_asked_of_who_manages_when_they_have_left(
    accepted: Talk,
) -> None:
    await asks_for_more_time(accepted)
    manager, supervisor = await Staff.get(role=Role.MANAGER), await Staff.get(role=Role.SUPERVISOR)
    await accepted.taps("manager", f"fr:manager:{supervisor.id}")
    assert not any("要等配件" in text for text in accepted.sees("supervisor")), "it has been asked"
    await accepted.taps("supervisor", f"fs:gone:{manager.id}")
    assert "已同意" in await accepted.presses("supervisor", "同意延期")


async def test_another_severity_has_a_reason_and_is_no_extension_that_nobody_approved(accepted: Talk) -> None:
    """D4: three days would be an important one's, two were promised."""
    await accepted.later(hours=1)
    before = len(accepted.sees("owner"))
    await gives_severity(accepted, "重要")
    complaint = await Complaint.get().select_related("tracker")
    assert complaint.severity is Severity.IMPORTANT
    assert complaint.finish_due_at == MORNING + timedelta(days=2)
    assert "完成时间不变" in accepted.last("supervisor").text
    assert len(accepted.sees("owner")) == before
    assert complaint.tracker is not None
    event = await Event.get(action=Action.JUDGE)
    assert (event.reason, event.facts) == ("楼下也漏了", {"severity": "important", "from": "minor"})
    assert any("跟踪到底" in text for text in accepted.sees("supervisor"))


async def test_who_could_approve_it_judges_and_the_resident_hears_the_new_time(accepted: Talk) -> None:
    """From the filing, not from now; and the ladder of the new promise begins at its first rung."""
    await accepted.later(days=1, hours=23)
    fired = Timer.filter(kind=TimerKind.FINISH_DUE, state=TimerState.FIRED)
    assert await fired.exists()
    await gives_severity(accepted, "重要", "manager")
    assert (await Complaint.get()).finish_due_at == MORNING + timedelta(days=3)
    assert "明天 10:00 前</b>办好" in accepted.last("owner").text
    assert "完成时间不变" not in accepted.last("manager").text
    assert any("延期已同意" in text for text in accepted.sees("engineer"))
    armed = await Timer.get(kind=TimerKind.FINISH_DUE, state=TimerState.ARMED)
    assert armed.rung > 10
    await gives_severity(accepted, "一般")
    assert (await Complaint.get()).finish_due_at == MORNING + timedelta(days=2), "less time needs nobody"
    await gives_severity(accepted, "重要", "desk")
    assert (await Complaint.get()).finish_due_at == MORNING + timedelta(days=2)


async def test_of_a_major_one_those_above_hear_at_once(accepted: Talk) -> None:
    await gives_severity(accepted, "重大")
    assert any("<b>重大</b>事项" in text for text in accepted.sees("manager"))


async def test_validity_is_for_the_desk_and_never_shown_to_the_resident(accepted: Talk) -> None:
    await case(accepted, "desk")
    await accepted.presses("desk", "归类")
    before = accepted.sees("owner")
    assert await accepted.presses("desk", "无效") == "已归类"
    assert (await Complaint.get()).validity is Validity.INVALID
    assert accepted.sees("owner") == before
    assert not any("无效" in text for text in accepted.sees("engineer", GROUP))


async def refused(talk: Talk) -> None:
    await case(talk, "desk")
    await talk.presses("desk", "不归我们")
    await talk.says("desk", "这条路归市政管")
    await talk.says("desk", "城管 12345")


async def test_not_ours_is_a_persons_decision_with_a_reason_and_another_way(filed: Talk) -> None:
    await refused(filed)
    assert "请经理同意" in filed.last("desk").text
    assert (await Complaint.get()).status is Status.WAITING
    assert not any("办不了" in text for text in filed.sees("owner")), "nothing before the consent"
    await filed.presses("manager", "同意不受理")
    assert (await Complaint.get()).status is Status.REFUSED
    told = filed.last("owner").text
    assert "这条路归市政管" in told
    assert "城管 12345" in told
    receipt = next(text for text in filed.sees("owner") if "收到了，谢谢您告诉我们" in text)
    assert "不归我们办" in receipt
    assert "○" not in receipt, "no step lies ahead of what is over"
    assert await Timer.filter(state=TimerState.ARMED).count() == 0


async def test_what_is_not_ours_is_decided_though_it_rests_meanwhile(accepted: Talk) -> None:
    await refused(accepted)
    await accepted.presses("engineer", "更多", GROUP)
    for label in ("暂停", "等配件", "明天"):
        await accepted.presses("engineer", label)
    assert (await Complaint.get()).status is Status.ON_HOLD
    await accepted.presses("manager", "同意不受理")
    assert (await Complaint.get()).status is Status.REFUSED
    assert "城管 12345" in accepted.last("owner").text
    assert await Timer.filter(state=TimerState.ARMED).count() == 0


async def test_a_manager_may_say_that_it_is_ours_all_the_same(filed: Talk) -> None:
    await refused(filed)
    await filed.presses("manager", "还是我们办")
    assert (await Complaint.get()).status is Status.WAITING
    assert "还是我们办" in filed.last("desk", "service").text
    assert not any("办不了" in text for text in filed.sees("owner"))


async def test_the_resident_objects_once_and_somebody_above_decides(filed: Talk) -> None:
    await refused(filed)
    await filed.presses("manager", "同意不受理")
    button = filed.last("owner").buttons["🙋 我有异议"]
    assert "决定" in await filed.presses("owner", "我有异议")
    assert "不同意“不受理”" in filed.last("manager").text
    await filed.later(hours=1)
    await filed.presses("manager", "改由我们办")
    complaint = await Complaint.get()
    assert complaint.status is Status.WAITING
    assert complaint.finish_due_at == MORNING + timedelta(days=2, hours=1), "nobody's delay"
    assert "改由我们办" in filed.last("owner").text
    assert await filed.presses("engineer", "我来", GROUP) == "接单成功"
    assert "等批准" not in filed.last("engineer", GROUP).text, "it was granted, and taken up again"
    await refused(filed)
    await filed.presses("manager", "同意不受理")
    assert "我有异议" not in str(filed.last("owner").buttons)
    await filed.taps("owner", button)
    assert await Event.filter(action=Action.OBJECT).count() == 1


async def test_an_objection_that_is_not_upheld_is_told_with_the_other_way(filed: Talk) -> None:
    await refused(filed)
    await filed.presses("manager", "同意不受理")
    await filed.presses("owner", "我有异议")
    await filed.presses("manager", "维持原决定")
    assert "城管 12345" in filed.last("owner").text
    assert (await Complaint.get()).status is Status.REFUSED


async def shared(talk: Talk) -> None:
    """A neighbour said "me too"."""
    complaint, neighbour = await Complaint.get(), await talk.village.person("stranger")
    role, now = InvolvementRole.JOINED, talk.clock.now()
    joined: dict[str, Any] = {"complaint": complaint, "person": neighbour, "role": role, "at": now}
    await talk.database.transaction(lambda: Involvement.create(**joined))


async def test_everybody_who_shares_the_matter_hears_what_is_decided_and_may_object(filed: Talk) -> None:
    """D10: a neighbour who joined is no second-class resident, and reads nothing of who filed."""
    await shared(filed)
    await refused(filed)
    await filed.presses("manager", "同意不受理")
    assert "城管 12345" in filed.last("stranger").text
    await filed.presses("stranger", "我有异议")
    assert (await Event.get(action=Action.OBJECT)).actor_id == (await filed.village.person("stranger")).id
    await filed.presses("owner", "我有异议")
    assert await Event.filter(action=Action.OBJECT).count() == 1, "one objection a matter"
    await filed.presses("manager", "维持原决定")
    assert "上一级看过了" in filed.last("stranger").text
    assert "厨房" not in "".join(filed.sees("stranger"))


async def test_who_joined_hears_in_time_that_a_promise_will_break(filed: Talk) -> None:
    await shared(filed)
    await filed.later(hours=1, minutes=55)
    for who in ("owner", "stranger"):
        assert any("来不及" in text for text in filed.sees(who))


async def test_nobody_but_who_shares_the_matter_objects(filed: Talk) -> None:
    await refused(filed)
    await filed.presses("manager", "同意不受理")
    button = filed.last("owner").buttons["🙋 我有异议"]
    for who in ("neighbour", "stranger", "engineer", "desk"):
        await filed.taps(who, button)
    assert await Event.filter(action=Action.OBJECT).count() == 0


@pytest.mark.parametrize("kind", [Kind.SUGGESTION, Kind.PRAISE])
async def test_a_suggestion_and_praise_are_thanked_without_clocks(talk: Talk, kind: Kind) -> None:
    await talk.says("owner", "厨房水管漏水")
    await Complaint.all().update(kind=kind)
    await talk.presses("owner", "提交")
    complaint = await Complaint.get()
    assert (complaint.answer_due_at, complaint.finish_due_at) == (None, None)
    assert await Timer.filter(state=TimerState.ARMED).count() == 0
    await case(talk, "engineer")
    assert await talk.presses("engineer", "收到") == "已经谢过居民"
    assert (await Complaint.get()).status is Status.CLOSED
    assert "engineer师傅" in talk.last("owner").text


async def test_praise_names_nothing_wrong_waits_for_no_steps_and_is_thanked_on_its_card(talk: Talk) -> None:
    await talk.says("owner", "以前脏，现在干净了")
    await Complaint.all().update(kind=Kind.PRAISE, subject="cleanliness", category="cleaning")
    await talk.presses("owner", "提交")
    assert not any("没打扫" in text or "接单" in text for text in talk.sees("owner"))
    assert list(talk.last("cleaner", "cleaning").buttons) == ["👍 收到，谢谢", "⋯ 更多"]
    await talk.presses("cleaner", "收到，谢谢", "cleaning")
    assert "回访" not in talk.last("cleaner", "cleaning").text
    assert not any("评价" in text for text in talk.sees("owner")), "nobody was asked for one"


async def test_a_complaint_is_not_thanked_away(filed: Talk) -> None:
    complaint = await Complaint.get()
    await filed.taps("engineer", f"jg:thank:{complaint.ref}")
    assert (await Complaint.get()).status is Status.WAITING


async def test_strangers_learn_nothing_from_a_menu(accepted: Talk) -> None:
    for who in ("owner", "stranger", "cleaner"):
        before = accepted.sees(who)
        await case(accepted, who)
        assert accepted.sees(who) == before


async def test_from_the_group_the_menu_opens_in_private(accepted: Talk) -> None:
    complaint = await Complaint.get()
    before = accepted.sees("engineer", GROUP)
    assert await accepted.taps("engineer", f"jg:menu:{complaint.ref}", GROUP) == "已私聊发给您"
    assert accepted.sees("engineer", GROUP) == before
    assert "⚖️" in accepted.last("engineer").text


async def test_whoever_it_is_about_never_hears_of_it(filed: Talk) -> None:
    manager = await filed.village.actor("manager")
    await Complaint.all().update(about_id=manager.posts[0].staff_id)
    complaint = await Complaint.get().select_related("community")
    assert PEOPLE["manager"] not in await leaders_at(complaint, Role.MANAGER)


async def test_more_time_is_not_granted_when_the_day_it_was_asked_for_is_over(accepted: Talk) -> None:
    await asks_for_more_time(accepted)
    grant = accepted.last("manager").buttons["✅ 同意延期"]
    due = (await Complaint.get()).finish_due_at
    accepted.clock.forward(days=5)
    assert "已同意" not in await accepted.taps("manager", grant)
    assert await Event.filter(action=Action.EXTEND).count() == 0
    assert (await Complaint.get()).finish_due_at == due
