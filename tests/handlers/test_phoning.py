"""Asked in person: by a script, taken down as it was said, checked by somebody else."""

import pytest
from village import MORNING, PEOPLE, Talk

from desk import erasing, finishing, visits
from models import Attempt, Callback, Community, Complaint, Event, Involvement, Outgoing, Person, Staff
from models.callback_kinds import CallbackState, Outcome, Slot, Solved, Way
from models.kinds import Action, InvolvementRole, Role, Severity, Status

GROUP, DESK = "engineering", "service"


async def work(talk: Talk, worker: str = "engineer") -> None:
    await talk.presses(worker, "我来", GROUP)
    await talk.presses(worker, "完成", GROUP)


@pytest.fixture
async def silent(talk: Talk) -> Talk:
    """Nobody answers in the chat; it is Thursday, 10:00."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk)
    for _ in range(3):
        await talk.later(days=1)
    assert "请打电话回访" in talk.last("desk", DESK).text
    return talk


async def test_the_desk_phones_by_a_script_that_only_it_sees(silent: Talk) -> None:
    await Person.filter(name="owner").update(phone="13800001234")
    assert "私聊发给您" in await silent.presses("desk", "我来打", DESK)
    page = silent.last("desk").text
    assert "13800001234" in page
    assert "我是幸福里的desk师傅，打扰一分钟" in page
    assert not any("13800001234" in text for text in silent.sees("desk", DESK))
    looked = await Event.get(action=Action.REVEAL)
    assert looked.facts == {"name": "desk师傅"}


async def reaches(silent: Talk, score: str) -> None:
    """The desk phones, and takes down that it is solved."""
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "接通了")
    await silent.presses("desk", "✅ 解决了")
    await silent.presses("desk", score)


async def test_what_was_said_is_taken_down_with_who_when_and_in_which_way(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "接通了")
    await silent.presses("desk", "✅ 解决了")
    assert (await Callback.get()).state is CallbackState.PHONE, "nothing is written down half-way"
    await silent.presses("desk", "🙂 满意")
    await silent.says("desk", "说师傅很客气")
    callback = await Callback.get(tier=Role.DESK)
    assert (callback.state, callback.way, callback.solved, callback.score) == (
        CallbackState.ANSWERED,
        Way.PHONE,
        Solved.YES,
        4,
    )
    assert (callback.comment, callback.answered_at) == ("说师傅很客气", silent.clock.now())
    assert callback.recorded_by_id == (await Staff.get(role=Role.DESK)).id
    assert (await Complaint.get()).status is Status.CLOSED
    assert "desk师傅已打电话问到" in silent.last("desk", DESK).text


async def test_the_resident_reads_what_was_taken_down_and_puts_it_right(silent: Talk) -> None:
    await reaches(silent, "😀 非常满意")
    await silent.says("desk", "说师傅很客气")
    assert "desk师傅记下了您对 #0001（维修）的回答：✅ 解决了 · 😀 非常满意" in silent.last("owner").text
    await silent.presses("owner", "改一改")
    await silent.presses("owner", "❌ 没解决")
    callback = await Callback.get(round=1, tier=Role.DESK)
    assert (callback.way, callback.solved, callback.recorded_by_id) == (Way.CHAT, Solved.NO, None)
    assert callback.comment == "", "no words that staff wrote down are theirs any more"
    assert (await Complaint.get()).round == 2


async def test_an_answer_other_than_what_staff_wrote_down_is_told_above_them_and_kept(silent: Talk) -> None:
    await reaches(silent, "😀 非常满意")
    writer = await Staff.get(role=Role.DESK)
    await silent.presses("owner", "改一改")
    await silent.presses("owner", "❌ 没解决")
    assert any("居民自己答的是“❌ 没解决”" in text for text in silent.sees("manager"))
    step = await Event.get(action=Action.REOPEN)
    kept = {"state": "answered", "solved": "yes", "score": 5, "recorder": writer.id}
    assert step.facts["denied"] == kept
    assert (await Attempt.get(outcome=Outcome.REACHED)).disputed
    await silent.later(minutes=1)
    await silent.says("manager", "/figures")
    assert "居民自己改正了我们记的回访：1 条" in silent.last("manager").text


async def test_the_same_answer_as_staff_wrote_down_denies_nothing(silent: Talk) -> None:
    await reaches(silent, "😀 非常满意")
    await silent.presses("owner", "改一改")
    await silent.presses("owner", "✅ 解决了")
    assert not any("居民自己答的是" in text for text in silent.sees("manager"))
    assert not (await Attempt.get(outcome=Outcome.REACHED)).disputed


async def test_who_could_not_be_asked_in_the_chat_puts_right_there_what_was_taken_down(talk: Talk) -> None:
    await talk.village.done("engineer")
    await Person.filter(name="owner").update(reachable=False)
    await talk.later(hours=4)
    await Person.filter(name="owner").update(reachable=True)
    await talk.presses("desk", "我来打", DESK)
    await talk.presses("desk", "接通了")
    await talk.presses("desk", "✅ 解决了")
    await talk.presses("desk", "😀 非常满意")
    await talk.presses("owner", "改一改")
    await talk.presses("owner", "❌ 没解决")
    assert (await Callback.get(round=1, tier=Role.DESK)).way is Way.CHAT


async def test_an_answer_in_the_chat_cancels_the_task(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("owner", "👍")
    assert "不用打了" in silent.last("desk", DESK).text
    assert not silent.last("desk", DESK).buttons
    await silent.presses("desk", "接通了")
    assert (await Callback.get()).way is Way.CHAT


async def test_a_bad_answer_on_the_phone_reopens_like_one_in_the_chat(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "接通了")
    await silent.presses("desk", "🟡")
    await silent.presses("desk", "不愿评")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.round, complaint.level) == (Status.WAITING, 2, "supervisor")
    assert [each.action for each in await Event.all().order_by("-id").limit(2)] == [
        Action.REOPEN,
        Action.RECORD,
    ]


async def test_only_tries_in_three_different_slots_count_as_not_reached(silent: Talk) -> None:
    async def nobody() -> None:
        await silent.presses("desk", "我来打", DESK)
        await silent.presses("desk", "没人接")

    await nobody()
    await nobody()
    assert "还可以试：晚上 · 周末" in silent.last("desk", DESK).text
    await silent.later(hours=9)
    await nobody()
    assert (await Callback.get()).state is CallbackState.PHONE
    await silent.later(days=2)
    await nobody()
    callback = await Callback.get()
    assert (callback.state, callback.solved) == (CallbackState.UNREACHED, None)
    assert (await Complaint.get()).status is Status.CLOSED
    tries = [each.slot for each in await Attempt.filter(outcome=Outcome.NOBODY).order_by("id")]
    assert tries == [Slot.DAY, Slot.DAY, Slot.EVENING, Slot.WEEKEND]


@pytest.mark.parametrize(
    "hours", [13.5, 17, 40, 47.5], ids=["23:30", "03:00", "Saturday 02:00", "Saturday 09:30"]
)
async def test_that_nobody_answers_at_night_is_no_try(silent: Talk, hours: float) -> None:
    await silent.later(hours=hours)
    await silent.presses("desk", "我来打", DESK)
    assert "不算一次" in await silent.presses("desk", "没人接")
    assert not await Attempt.exists()
    assert (await Callback.get()).state is CallbackState.PHONE


async def test_who_was_not_reached_can_still_answer(silent: Talk) -> None:
    for hours in (0, 9, 48):
        await silent.later(hours=hours)
        await silent.presses("desk", "我来打", DESK)
        await silent.presses("desk", "没人接")
    assert (await Callback.get()).state is CallbackState.UNREACHED
    await silent.presses("owner", "❌ 没解决")
    assert (await Callback.get(round=1)).state is CallbackState.ANSWERED
    assert (await Complaint.get()).status is Status.WAITING


async def test_who_was_not_reached_may_say_that_it_is_back(silent: Talk) -> None:
    for hours in (0, 9, 48):
        await silent.later(hours=hours)
        await silent.presses("desk", "我来打", DESK)
        await silent.presses("desk", "没人接")
    await silent.later(days=10)
    await silent.presses("owner", "又出现了")
    assert (await Event.get(action=Action.REOPEN)).facts["back"]


async def test_not_wanting_to_say_is_a_record_and_no_answer(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "不愿说")
    callback = await Callback.get()
    assert (callback.state, callback.solved, callback.way) == (CallbackState.REFUSED, None, None)
    assert (await Complaint.get()).status is Status.CLOSED


async def test_later_keeps_the_task_open(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "约晚点")
    assert (await Callback.get()).state is CallbackState.PHONE
    assert "约晚点" in silent.last("desk", DESK).text


async def test_who_inherits_it_is_still_to_be_phoned_and_the_tries_of_before_were_not_theirs(
    silent: Talk,
) -> None:
    one, now = await Complaint.get(), silent.clock.now()
    heir, leaver = await silent.village.person("stranger"), await silent.village.actor("owner")
    await silent.presses("desk", "我来打", DESK)
    await silent.presses("desk", "没人接")

    async def leaves() -> None:
        joined = {"at": now, "complaint_id": one.id, "person_id": heir.id, "role": InvolvementRole.JOINED}
        await Involvement.create(**joined)
        await erasing.erase(leaver, now)

    await silent.database.transaction(leaves)
    complaint = await Complaint.get()
    assert (complaint.filer_id, complaint.call_needed) == (heir.id, True)
    for hours in (9, 39):  # an evening and a weekend; the third hour was tried with somebody else
        await silent.later(hours=hours)
        await silent.taps("desk", f"p:nobody:desk:1:{one.ref}")
    assert (await Callback.get()).state is CallbackState.PHONE
    await silent.later(days=2)
    await silent.taps("desk", f"p:nobody:desk:1:{one.ref}")
    assert (await Callback.get()).state is CallbackState.UNREACHED
    await silent.later(days=7, minutes=1)
    assert not [
        data
        for shown in silent._chats[PEOPLE["stranger"]]
        for data in shown.buttons.values()
        if data.startswith("s:")
    ]


async def test_what_is_put_off_again_and_again_goes_up_and_is_never_a_try(silent: Talk) -> None:
    await silent.presses("desk", "我来打", DESK)
    ref = (await Complaint.get()).ref
    for _ in range(2):
        await silent.taps("desk", f"p:later:desk:1:{ref}")
    assert not any("推了" in text for text in silent.sees("supervisor"))
    for _ in range(7):
        await silent.later(hours=24)
        await silent.taps("desk", f"p:later:desk:1:{ref}")
    told = [sum("已经推了" in text for text in silent.sees(who)) for who in ("supervisor", "manager")]
    assert told == [1, 2], "after three, after six, after nine (there is no director)"
    callback = await Callback.get(tier=Role.DESK)
    assert (callback.state, callback.held_at) == (CallbackState.PHONE, None)
    await silent.presses("supervisor", "打开 #0001")
    await silent.presses("supervisor", "接通了")


@pytest.mark.parametrize("asked", [False, True])
async def test_who_does_not_wait_to_be_asked_is_taken_down_once_and_asked_no_more(
    talk: Talk, asked: bool
) -> None:
    await talk.village.done(text="厨房水管漏水")
    if asked:
        await talk.later(hours=3, minutes=1)
        assert "解决了吗" in talk.last("owner").text
    ref = (await Complaint.get()).ref
    await talk.taps("desk", f"t:more:{ref}")
    for label in ("居民自己来说了结果", "电话里说的", "✅ 解决了", "🙂 满意"):
        await talk.presses("desk", label)
    assert "没等回访" not in talk.last("desk").text
    callback, step = await Callback.get(tier=Role.DESK), await Event.get(action=Action.RECORD)
    assert (callback.state, callback.way, callback.score) == (CallbackState.ANSWERED, Way.PHONE, 4)
    assert step.facts["came"]
    assert callback.recorded_by_id == (await Staff.get(role=Role.DESK)).id
    for _ in range(4):
        await talk.later(days=1)
    assert (await Complaint.get()).status is Status.CLOSED
    assert await Callback.filter(tier=Role.DESK).count() == 1
    assert not await Outgoing.filter(notice="callback_reminder").exists()
    assert any("desk师傅记下了您对" in text for text in talk.sees("owner"))
    assert not any("请打电话回访" in text for text in talk.sees("desk", DESK))
    assert await talk.taps("desk", f"p:came:desk:1:{ref}"), "it is known"
    await talk.presses("owner", "改一改")


@pytest.mark.parametrize("said", [("接通了", "✅ 解决了", "🙂 满意"), ("不愿说",)])
async def test_whoever_was_asked_is_phoned_no_more_though_both_leaders_still_have_to_come(
    talk: Talk, said: tuple[str, ...]
) -> None:
    await talk.village.done(text="厨房水管漏水")
    await Complaint.all().update(loss=True)
    for _ in range(3):
        await talk.later(days=1)
    await Person.filter(name="owner").update(reachable=False)
    assert "聊天联系不上" in talk.last("engineer", "engineering").text
    await talk.presses("desk", "我来打", DESK)
    for label in said:
        await talk.presses("desk", label)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.call_needed) == (Status.DONE, False)
    assert "聊天联系不上" not in talk.last("engineer", "engineering").text
    await talk.taps("desk", f"t:more:{complaint.ref}")
    assert not any("居民自己来说了结果" in label for label in talk.last("desk").buttons), "it is known"


@pytest.mark.parametrize("who", ["owner", "stranger", "engineer", "plumber"])
async def test_nobody_else_takes_anything_down_least_of_all_who_did_the_work(silent: Talk, who: str) -> None:
    ref = (await Complaint.get()).ref
    before = await Event.all().count()
    for data in (
        f"p:open:desk:1:{ref}",
        f"p:nobody:desk:1:{ref}",
        f"p:refused:desk:1:{ref}",
        f"pr:phone:yes:5:desk:1:{ref}",
        f"pc:open:desk:1:{ref}",
        f"pc:differs:desk:1:{ref}",
    ):
        assert await silent.taps(who, data) in ("找不到这件事。", "这一步不归您操作。")
    assert await Event.all().count() == before


async def test_a_supervisor_who_did_the_work_asks_nobody_about_it(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk, "supervisor")
    for _ in range(3):
        await talk.later(days=1)
    ref = (await Complaint.get()).ref
    assert await talk.taps("supervisor", f"pr:phone:yes:5:desk:1:{ref}") == "这一步不归您操作。"
    assert await talk.taps("desk", f"pr:phone:yes:5:desk:1:{ref}") == ""


async def test_whoever_pressed_done_asks_nobody_about_it_even_where_it_was_somebody_elses_task(
    talk: Talk,
) -> None:
    await talk.village.accepted("engineer")
    ref = (await Complaint.get()).ref
    boss = await talk.village.actor("supervisor")
    await talk.database.transaction(lambda: finishing.complete(ref, boss, talk.clock.now()))
    for _ in range(3):
        await talk.later(days=1)
    assert await talk.taps("supervisor", f"pr:phone:yes:5:desk:1:{ref}") == "这一步不归您操作。"
    assert (await Callback.get(tier=Role.DESK)).state is CallbackState.PHONE
    assert await talk.taps("desk", f"pr:phone:yes:5:desk:1:{ref}") == ""
    assert not (await Callback.get(tier=Role.DESK)).own_work


async def test_where_only_who_pressed_done_is_left_they_ask_and_it_is_told_apart(talk: Talk) -> None:
    await talk.village.accepted("engineer")
    ref = (await Complaint.get()).ref
    boss = await talk.village.actor("supervisor")
    await talk.database.transaction(lambda: finishing.complete(ref, boss, talk.clock.now()))
    for _ in range(3):
        await talk.later(days=1)
    others = Staff.filter(role__in=(Role.DESK, Role.MANAGER))
    await talk.database.transaction(lambda: others.update(left_at=talk.clock.now()))
    assert await talk.taps("supervisor", f"pr:phone:yes:5:desk:1:{ref}") == ""
    assert (await Callback.get(tier=Role.DESK)).own_work


async def test_a_major_one_is_visited_by_manager_and_director_and_one_signature_does_not_close(
    talk: Talk,
) -> None:
    director = await talk.village.person("director")
    await Staff.create(person=director, community=talk.village.community, role=Role.DIRECTOR, title="主任")
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await Complaint.all().update(severity=Severity.MAJOR)
    await work(talk)
    await talk.later(hours=4)
    assert "事关重大" in talk.last("manager").text
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", "😀")
    assert (await Complaint.get()).status is Status.DONE
    await talk.says("director", "/visits")
    await talk.presses("director", "#0001 维修·必须回访")
    await talk.presses("director", "上门见到")
    await talk.presses("director", "✅ 解决了")
    await talk.presses("director", "😀 非常满意")
    assert (await Complaint.get()).status is Status.DONE
    ref = (await Complaint.get()).ref
    assert "已经是" in await talk.taps("director", f"pr:visit:yes:5:manager:1:{ref}"), "two people"
    await talk.says("manager", "/visits")
    await talk.presses("manager", "#0001")
    await talk.presses("manager", "接通了")
    await talk.presses("manager", "✅ 解决了")
    await talk.presses("manager", "🙂 满意")
    assert (await Complaint.get()).status is Status.CLOSED
    assert (await Callback.get(tier=Role.DESK)).way is Way.CHAT
    assert (await Callback.get(tier=Role.DIRECTOR)).way is Way.VISIT


async def test_solved_without_a_score_does_not_close_a_major_one_either(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await Complaint.all().update(loss=True)
    await work(talk)
    await talk.later(hours=4)
    await talk.presses("owner", "✅ 解决了")
    await talk.later(days=2)
    assert (await Complaint.get()).status is Status.DONE
    ref = (await Complaint.get()).ref
    await talk.taps("manager", f"pr:visit:yes:5:manager:1:{ref}")
    assert (await Complaint.get()).status is Status.CLOSED


async def test_a_visit_counts_as_the_callback_so_nobody_is_asked_twice(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await work(talk)
    await talk.later(hours=4)
    await talk.says("manager", "/visits")
    await talk.presses("manager", "#0001 维修")
    await talk.presses("manager", "接通了")
    await talk.presses("manager", "✅ 解决了")
    await talk.presses("manager", "🙂 满意")
    assert (await Complaint.get()).status is Status.CLOSED
    assert (await Callback.get(tier=Role.DESK)).way is Way.PHONE
    before = await Outgoing.filter(notice="callback_reminder").count()
    await talk.later(days=3)
    assert await Outgoing.filter(notice="callback_reminder").count() == before


async def test_a_lot_that_falls_on_who_did_the_work_goes_to_the_next_one(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share is kept, and nobody asks about their own work."""
    monkeypatch.setattr(visits, "falls_on", lambda seed, place, _: seed.endswith("director") and place == 0)
    director = await talk.village.person("director")
    await Staff.create(person=director, community=talk.village.community, role=Role.DIRECTOR, title="主任")
    for who in ("director", "engineer", "engineer"):
        await talk.village.done(who)
        await talk.later(days=1)
        await talk.presses("owner", "✅ 解决了")
        await talk.presses("owner", "🙂")
    drawn = await Callback.filter(tier=Role.DIRECTOR).select_related("complaint")
    assert [each.complaint.number for each in drawn] == [2]


async def test_a_lot_whose_visit_came_to_nothing_falls_on_the_next_case(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share is one of visits held: it was reopened before the manager went there."""
    monkeypatch.setattr(visits, "falls_on", lambda seed, place, _: seed.endswith("manager") and place == 0)
    await talk.village.done("engineer")
    await talk.later(days=1)
    await talk.presses("owner", "❌ 没解决")
    assert (await Callback.get(tier=Role.MANAGER)).state is CallbackState.MOOT
    await talk.village.done("plumber", who="neighbour")
    await talk.later(days=1)
    drawn = await Callback.filter(tier=Role.MANAGER, drawn=True).order_by("id").select_related("complaint")
    assert [(each.complaint.number, each.state) for each in drawn] == [
        (1, CallbackState.MOOT),
        (2, CallbackState.PHONE),
    ]
    assert ["#0002" in text for text in talk.sees("manager") if "抽签抽到" in text] == [False, True]


async def test_where_one_does_everything_they_ask_themselves_and_it_is_told_apart(talk: Talk) -> None:
    """Nobody else is left: better a marked record than a matter that never ends."""
    await Staff.exclude(role=Role.MANAGER).update(left_at=talk.clock.now())
    await talk.village.done("manager")
    for _ in range(3):
        await talk.later(days=1)
    ref = (await Complaint.get()).ref
    await talk.taps("manager", f"p:open:desk:1:{ref}")
    await talk.presses("manager", "接通了")
    await talk.presses("manager", "✅ 解决了")
    await talk.presses("manager", "😀 非常满意")
    await talk.says("manager", "说谢谢")
    callback = await Callback.get()
    assert (callback.own_work, callback.comment) == (True, "说谢谢")
    assert (await Complaint.get()).status is Status.CLOSED
    assert "记下了您对 #0001（维修）的回答" in talk.last("owner").text
    await talk.later(minutes=1)
    await talk.says("manager", "/figures")
    assert "解决：没有可算的，未计入：只有经办人自己能问 1" in talk.last("manager").text


async def test_who_filed_it_asks_nobody_even_where_they_are_alone(talk: Talk) -> None:
    await Staff.exclude(role=Role.MANAGER).update(left_at=talk.clock.now())
    await talk.village.done("manager", who="manager")
    for _ in range(3):
        await talk.later(days=1)
    ref = (await Complaint.get()).ref
    assert await talk.taps("manager", f"pr:phone:yes:5:desk:1:{ref}") == "这一步不归您操作。"


async def test_nobody_has_anything_to_visit_without_a_task(talk: Talk) -> None:
    for who in ("engineer", "desk", "manager"):
        await talk.says(who, "/visits")
        assert "没有要您亲自回访的" in talk.last(who).text
    assert talk.clock.now() == MORNING


async def test_who_a_lot_falls_on_hears_of_it_once_with_the_way_to_record_it(talk: Talk) -> None:
    """By day, in private, when the callback begins; every fourth falls to the manager."""
    for _ in range(4):
        await talk.village.done(text="厨房水管漏水")
    for _ in range(5):
        await talk.later(days=1)
    told = [text for text in talk.sees("manager") if "抽签抽到" in text]
    assert len(told) == await Callback.filter(tier=Role.MANAGER, drawn=True).count() == 1
    assert not any("抽签" in text for text in talk.sees("supervisor"))
    await talk.presses("manager", "🏠 打开 #")
    await talk.presses("manager", "🚪 上门见到")
    await talk.presses("manager", "✅ 解决了")
    await talk.presses("manager", "🙂 满意")
    assert (await Callback.get(tier=Role.MANAGER)).way is Way.VISIT


async def test_an_estate_without_days_off_gives_up_after_a_try_on_another_day(talk: Talk) -> None:
    policy = {"calendar": {"weekend": [], "region": ""}}
    await talk.database.transaction(lambda: Community.all().update(policy=policy))
    await talk.village.done(text="厨房水管漏水")
    for _ in range(3):
        await talk.later(days=1)
    ref = (await Complaint.get()).ref
    await talk.taps("desk", f"p:nobody:desk:1:{ref}")
    await talk.later(hours=8)
    await talk.taps("desk", f"p:nobody:desk:1:{ref}")
    await talk.taps("desk", f"p:nobody:desk:1:{ref}")
    assert (await Callback.get()).state is CallbackState.PHONE, "two in one evening are one"
    assert "换一天再试一次" in talk.last("desk", DESK).text
    assert "周末" not in talk.last("desk", DESK).text
    await talk.later(hours=18)
    await talk.taps("desk", f"p:nobody:desk:1:{ref}")
    assert (await Callback.get()).state is CallbackState.UNREACHED
