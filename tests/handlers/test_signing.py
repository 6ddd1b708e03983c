"""Who asks in person: never a party to it, two people where two have to, and nobody where nobody can."""

from datetime import timedelta
from typing import Any

import pytest
from honesty import broken_rules
from village import Talk

from desk import posts, rechecking, visits
from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Callback, Complaint, Event, Staff
from models.callback_kinds import CallbackState
from models.kinds import Action, Discretion, Role, Severity, Status

NOT_YOURS, UNKNOWN = "这一步不归您操作。", "找不到这件事。"


@pytest.fixture
async def directed(talk: Talk) -> Talk:
    """The estate has a director."""
    director = await talk.village.person("director")
    await Staff.create(person=director, community=talk.village.community, role=Role.DIRECTOR, title="主任")
    return talk


async def finished(talk: Talk, who: str = "owner", **columns: Any) -> str:
    """Work done, and what was found out about it before anybody is asked; the reference."""
    complaint = await talk.village.done(who=who)
    if columns:
        await talk.database.transaction(lambda: Complaint.filter(id=complaint.id).update(**columns))
    await talk.later(hours=4)
    return complaint.ref


async def post_id(talk: Talk, who: str) -> int:
    return (await talk.village.actor(who)).posts[0].staff_id


async def about(talk: Talk, who: str, level: Role) -> dict[str, Any]:
    return {"about_id": await post_id(talk, who), "discretion": Discretion.CONFIDENTIAL, "level": level}


async def test_nobody_of_the_staff_takes_down_their_own_answer(talk: Talk) -> None:
    ref = await finished(talk, "supervisor")
    for data in (f"p:open:desk:1:{ref}", f"p:refused:desk:1:{ref}", f"pr:phone:yes:5:desk:1:{ref}"):
        assert await talk.taps("supervisor", data) == NOT_YOURS
    assert await talk.taps("desk", f"pr:phone:yes:5:desk:1:{ref}") == ""
    assert (await Complaint.get()).status is Status.CLOSED
    assert await broken_rules() == []


async def test_a_refusal_that_one_person_writes_down_twice_is_one_signature(directed: Talk) -> None:
    ref = await finished(directed, severity=Severity.MAJOR)
    await directed.presses("owner", "✅ 解决了")
    await directed.presses("owner", "😀")
    assert "已经是" in await directed.taps("director", f"p:refused:manager:1:{ref}"), "their own visit first"
    await directed.taps("director", f"p:refused:director:1:{ref}")
    assert "已经是" in await directed.taps("director", f"p:refused:manager:1:{ref}"), "two people"
    assert (await Complaint.get()).status is Status.DONE
    await directed.says("director", "/visits")
    assert "没有要您亲自回访的" in directed.last("director").text
    await directed.taps("manager", f"p:refused:manager:1:{ref}")
    assert (await Complaint.get()).status is Status.CLOSED
    assert await broken_rules() == []


async def test_a_visit_that_nobody_is_left_to_hold_is_let_go_and_the_history_says_why(directed: Talk) -> None:
    ref = await finished(directed, loss=True)
    await directed.presses("owner", "✅ 解决了")
    await directed.presses("owner", "😀")
    await directed.taps("director", f"pr:visit:yes:5:director:1:{ref}")
    assert (await Complaint.get()).status is Status.DONE
    manager, director = await post_id(directed, "manager"), await directed.village.actor("director")
    await directed.database.transaction(lambda: posts.dismiss(manager, director, directed.clock.now()))
    await directed.later(minutes=1)
    assert (await Complaint.get()).status is Status.CLOSED
    assert (await Callback.get(tier=Role.MANAGER)).state is CallbackState.MOOT
    told = await Event.filter(action=Action.TRY, actor_id=None)
    assert [event.facts for event in told] == [{"tier": "manager", "outcome": "nobody_left", "of": 1}]


async def test_a_visit_that_somebody_can_still_hold_stays_owed(directed: Talk) -> None:
    await finished(directed, loss=True)
    await directed.presses("owner", "✅ 解决了")
    await directed.presses("owner", "😀")
    await directed.later(days=2)
    assert await Callback.filter(forced=True, state=CallbackState.PHONE).count() == 2


async def test_a_grave_matter_about_the_only_manager_waits_for_no_visit_of_theirs(talk: Talk) -> None:
    told = len(talk.sees("manager"))
    await finished(talk, severity=Severity.MAJOR, **await about(talk, "manager", Role.SUPERVISOR))
    assert not await Callback.filter(forced=True).exists()
    assert len(talk.sees("manager")) == told
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", "😀")
    assert (await Complaint.get()).status is Status.CLOSED


async def test_whom_it_is_about_sees_no_visit_of_it_and_those_above_them_do(
    directed: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    ref = await finished(directed, **await about(directed, "manager", Role.DIRECTOR))
    await directed.says("manager", "/visits")
    assert "没有要您亲自回访的" in directed.last("manager").text
    assert await directed.taps("manager", f"p:open:manager:1:{ref}") == UNKNOWN
    await directed.says("director", "/visits")
    assert any("#0001" in label for label in directed.last("director").buttons)


async def test_a_grave_matter_is_told_to_nobody_whom_it_is_about(directed: Talk) -> None:
    told = len(directed.sees("manager"))
    await finished(directed, severity=Severity.MAJOR, **await about(directed, "manager", Role.DIRECTOR))
    assert len(directed.sees("manager")) == told
    assert "打开 #0001" in "".join(directed.last("director").buttons)


async def test_the_call_about_one_of_the_staff_is_made_and_checked_by_those_above_them(
    directed: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecking, "falls_on", lambda *_: True)
    await finished(directed, **await about(directed, "supervisor", Role.MANAGER))
    told = len(directed.sees("supervisor"))
    for _ in range(3):
        await directed.later(days=1)
    assert not any("请打电话回访" in text for text in directed.sees("desk", "service"))
    await directed.presses("manager", "打开 #0001")
    await directed.presses("manager", "接通了")
    await directed.presses("manager", "✅ 解决了")
    await directed.presses("manager", "🙂 满意")
    assert (await Complaint.get()).status is Status.CLOSED
    assert "抽查 #0001" in directed.last("director").text
    assert not any("0001" in text for text in directed.sees("supervisor")[told:])


async def test_a_callback_that_nobody_may_take_down_ends_and_says_so(talk: Talk) -> None:
    """The one who is left filed it; the clock can't answer, and nobody asks themselves."""
    await finished(talk, "manager")
    everybody_else = Staff.filter(community=talk.village.community).exclude(title="manager师傅")
    await talk.database.transaction(lambda: everybody_else.update(left_at=talk.clock.now()))
    for _ in range(13):
        await talk.later(days=1)
    assert (await Complaint.get()).status is Status.DONE, "a colleague may still come"
    await talk.later(days=1, hours=1)
    assert (await Complaint.get()).status is Status.CLOSED
    row, step = await Callback.get(tier=Role.DESK), await Event.get(action=Action.TRY)
    assert (row.state, row.solved, row.held_at) == (CallbackState.MOOT, None, None)
    assert (step.actor_id, step.facts["outcome"]) == (None, "nobody_left")
    assert await broken_rules() == []
    period = Period(talk.clock.now() - timedelta(days=30), talk.clock.now())
    rates = (await figures_for(talk.village.community.id, period, talk.clock.now())).rates
    assert (rates[RateKind.HELD].n, rates[RateKind.HELD].met) == (1, 0)


async def test_where_there_is_one_leader_only_the_words_speak_of_one(talk: Talk) -> None:
    await finished(talk, severity=Severity.MAJOR)
    assert "请您本人上门或打电话回访，回访了才能关闭" in talk.last("manager").text
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", "😀")
    assert "经理还会再问您一次" in talk.last("owner").text


async def test_where_there_are_two_the_words_speak_of_two(directed: Talk) -> None:
    await finished(directed, severity=Severity.MAJOR)
    for who in ("manager", "director"):
        assert "经理和主任都回访了才能关闭" in directed.last(who).text
    await directed.presses("owner", "✅ 解决了")
    await directed.presses("owner", "😀")
    assert "经理和主任还会各问您一次" in directed.last("owner").text
