"""What is about one of the staff: the desk names who, and from then on only those above them see it (D8)."""

import pytest
from village import GROUPS, MORNING, PEOPLE, Talk

from desk import notices
from desk.bundling import bundled
from desk.changes import complaint_by_id
from desk.naming import level_above
from models import Card, Complaint, Event, Outgoing, Staff
from models.kinds import Action, CardState, Discretion, Role, Severity, Status

GROUP = "engineering"


@pytest.fixture
async def taken(talk: Talk) -> Talk:
    await talk.says("owner", "厨房水管漏水，来修的人把我骂了一顿")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    return talk


async def named(talk: Talk, whom: str, by: str = "desk") -> None:
    await talk.taps(by, f"jc:{(await Complaint.get()).ref}")
    await talk.presses(by, "投诉的是谁")
    await talk.presses(by, whom)
    await talk.presses(by, f"是，投诉{whom}")


async def test_whoever_it_is_about_loses_it_and_those_above_get_it(taken: Talk) -> None:
    before = await Complaint.get()
    await named(taken, "engineer师傅")
    after = await Complaint.get()
    assert (after.discretion, after.level) == (Discretion.CONFIDENTIAL, Role.SUPERVISOR)
    assert (after.status, after.assignee_id) == (Status.WAITING, None)
    assert after.finish_due_at == before.finish_due_at, "no clock begins anew"
    assert taken.last("engineer", GROUP).text == "🔒 #0001 已由上级处理"
    assert not taken.last("engineer", GROUP).buttons
    assert "🙋 我来" in str(taken.last("supervisor").buttons)
    assert await taken.presses("supervisor", "我来") == "接单成功"


async def test_whoever_follows_it_is_not_whom_it_is_about(taken: Talk) -> None:
    """D2: what matters more has a named tracker to the end."""
    supervisor = await Staff.get(title="supervisor师傅")
    await Complaint.all().update(severity=Severity.IMPORTANT, tracker_id=supervisor.id)
    await named(taken, "supervisor师傅")
    after = await Complaint.get().select_related("tracker")
    assert after.tracker is not None
    assert after.tracker.title == "manager师傅"


async def test_nobody_below_finds_it_any_more_by_any_way(taken: Talk) -> None:
    await taken.presses("engineer", "更多", GROUP)
    await named(taken, "engineer师傅")
    ref = (await Complaint.get()).ref
    for who in ("engineer", "plumber", "desk"):
        await taken.says(who, "/find 1")
        assert "#0001" not in str(taken.last(who).buttons), who
        for data in (f"t:take:{ref}", f"t:more:{ref}", f"jg:menu:{ref}", f"jc:{ref}", f"gc:{ref}"):
            assert "接单" not in await taken.taps(who, data)
        await taken.says(who, f"/start w_{ref}")
        assert "骂了一顿" not in taken.last(who).text
    assert "骂了一顿" not in "".join(taken.sees("engineer", GROUP))
    assert (await Complaint.get()).assignee_id is None


@pytest.mark.parametrize("by_leaving", [False, True])
async def test_once_it_is_over_its_private_card_says_nothing_to_whom_it_is_about_or_who_has_left(
    taken: Talk, by_leaving: bool
) -> None:
    await taken.presses("engineer", "更多", GROUP)
    if by_leaving:
        await Staff.filter(title="engineer师傅").update(left_at=MORNING)
    else:
        await named(taken, "engineer师傅")
    await taken.presses("owner", "撤回")
    await taken.presses("owner", "已经好了")
    assert taken.last("engineer").text == "这件不归您办，详情不再显示。"


async def test_no_group_hears_of_it_any_more_and_no_bundle_lists_it(taken: Talk) -> None:
    await named(taken, "engineer师傅")
    complaint, now = await complaint_by_id((await Complaint.get()).id), taken.clock.now()
    heard = await Outgoing.filter(lane__lt=0).count()
    await taken.database.transaction(lambda: notices.tell_desk(complaint, "kept", now))
    await taken.database.transaction(lambda: notices.tell_group(complaint, "praise", now))
    await taken.presses("owner", "催一下")
    assert await Outgoing.filter(lane__lt=0).count() == heard
    assert await Outgoing.filter(notice="kept", lane=PEOPLE["supervisor"]).exists()
    assert "居民在催" in "".join(taken.sees("supervisor"))
    card = await Card.filter(chat_id=GROUPS[GROUP]).first()
    assert card is not None
    await Card.filter(id=card.id).update(state=CardState.BUNDLED, bundle_id=card.id)
    assert await bundled(card.id) == []


async def test_of_a_supervisor_the_manager_hears_and_the_supervisor_sees_nothing(taken: Talk) -> None:
    await named(taken, "supervisor师傅")
    ref = (await Complaint.get()).ref
    assert (await Complaint.get()).level is Role.MANAGER
    before = taken.sees("supervisor")
    await taken.taps("supervisor", f"gc:{ref}")
    await taken.taps("supervisor", f"jc:{ref}")
    assert taken.sees("supervisor") == before
    assert "🙋 我来" in str(taken.last("manager").buttons)


async def test_it_is_asked_once_more_before_it_is_done(taken: Talk) -> None:
    await taken.taps("desk", f"jc:{(await Complaint.get()).ref}")
    await taken.presses("desk", "投诉的是谁")
    await taken.presses("desk", "engineer师傅")
    assert not await Event.filter(action=Action.NAME).exists()
    await taken.presses("desk", "返回")
    assert any("哪位同事" in text for text in taken.sees("desk"))


@pytest.mark.parametrize(
    ("role", "others", "level"),
    [
        (Role.WORKER, [Role.SUPERVISOR, Role.MANAGER], Role.SUPERVISOR),
        (Role.DESK, [Role.SUPERVISOR], Role.SUPERVISOR),
        (Role.SUPERVISOR, [Role.SUPERVISOR, Role.MANAGER], Role.MANAGER),
        (Role.MANAGER, [Role.SUPERVISOR, Role.DIRECTOR], Role.DIRECTOR),
        (Role.MANAGER, [Role.SUPERVISOR], Role.SUPERVISOR),  # nobody is above: whoever is left
        (Role.DIRECTOR, [Role.MANAGER], Role.MANAGER),
        (Role.WORKER, [], Role.SUPERVISOR),
    ],
)
def test_one_above_them_or_the_highest_there_are(role: Role, others: list[Role], level: Role) -> None:
    assert level_above(role, others) is level
