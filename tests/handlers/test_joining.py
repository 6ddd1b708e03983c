"""The same matter: many households, one task, and everybody hears how it goes."""

import asyncio
from typing import Any

import pytest
from village import BOT_ID, PEOPLE, Talk, Village, photo

from desk import filing, people
from desk.authority import Actor
from desk.enclosing import Report
from models import Card, Complaint, Event, Home, Involvement, Outgoing, Place, Residency
from models.kinds import Action, CardKind, InvolvementRole, ResidencyKind, ResidencyState, Status
from triage.library import ours

LIFT = "3栋2号梯停了，没法下楼"


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, ours())


async def files(talk: Talk, who: str, text: str = LIFT) -> None:
    await talk.says(who, text)
    await talk.presses(who, "Send" if who == "neighbour" else "提交")


async def test_the_second_household_is_asked_and_joins_with_one_tap(talk: Talk) -> None:
    await files(talk, "owner")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    assert "已有 1 户反映过" in talk.last("stranger").text
    assert LIFT not in talk.last("stranger").text
    assert "#0001" in await talk.presses("stranger", "我也是")
    assert "已加进 <b>#0001</b>" in talk.last("stranger").text
    assert "2 户" in talk.last("engineer", "engineering").text
    assert await Complaint.filter(status=Status.WAITING).count() == 1


async def test_who_joined_hears_the_news(talk: Talk) -> None:
    await files(talk, "owner")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await talk.presses("engineer", "我来", "engineering")
    assert any("engineer师傅" in text for text in talk.sees("stranger"))


async def test_who_joined_hears_the_bad_news_before_the_promise_breaks(talk: Talk) -> None:
    await files(talk, "owner")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await talk.later(hours=1, minutes=55)
    for who in ("owner", "stranger"):
        assert sum("来不及给您回话了，对不起" in text for text in talk.sees(who)) == 1


async def test_what_somebody_who_joined_replies_to_the_news_is_heard_as_theirs(talk: Talk) -> None:
    """They have no part in the case's talk; nothing they write is refused or goes to the staff as the filer's."""
    await files(talk, "owner")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await talk.presses("engineer", "我来", "engineering")
    [told] = [shown for shown in talk._chats[PEOPLE["stranger"]] if "接了您的" in shown.text]
    above = {"message_id": told.message_id, "date": 1, "chat": talk._chat("stranger", "")}
    await talk.says("stranger", "厨房水管也漏了", reply_to_message=above)
    assert await Complaint.filter(filer__telegram_id=PEOPLE["stranger"], text="厨房水管也漏了").exists()
    assert not any("厨房" in text for text in talk.sees("engineer"))


async def test_what_is_different_is_filed_on_its_own(talk: Talk) -> None:
    await files(talk, "owner")
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "不一样")
    assert await Complaint.filter(status=Status.WAITING).count() == 2


async def test_another_place_or_another_matter_is_not_offered(talk: Talk) -> None:
    await files(talk, "owner")
    for who, text in (("stranger", "5栋2号梯停了"), ("foreigner", "3栋门口垃圾三天没人收")):
        await talk.says(who, text)
        assert not any("我也是" in label for label in talk.last(who).buttons)


async def test_exactly_the_same_place_joins_by_itself_when_both_were_writing(talk: Talk) -> None:
    await talk.says("stranger", "3栋2号电梯坏了")
    await files(talk, "owner")
    assert "#0001" in await talk.presses("stranger", "提交")
    assert await Complaint.filter(number__not_isnull=True).count() == 1


async def test_who_was_joined_by_mistake_goes_their_own_way_with_one_tap(talk: Talk) -> None:
    await talk.says("stranger", "3栋2号电梯坏了")
    await files(talk, "owner")
    await talk.presses("stranger", "提交")
    await talk.presses("stranger", "不一样")
    assert await Complaint.filter(status=Status.WAITING).count() == 2
    assert not await Involvement.filter(role=InvolvementRole.JOINED).exists()
    assert any("#0002" in text for text in talk.sees("stranger"))


async def test_what_may_be_the_same_is_shown_before_it_is_filed(talk: Talk) -> None:
    """Both were writing, and only the lift's number tells that it may be one matter."""
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await files(talk, "owner")
    assert "看一下" in await talk.presses("stranger", "提交")
    await talk.presses("stranger", "我也是")
    assert await Complaint.filter(number__not_isnull=True).count() == 1


async def test_from_three_households_on_it_is_an_incident_told_once(talk: Talk) -> None:
    await files(talk, "owner")
    for who in ("stranger", "foreigner", "director"):
        await talk.says(who, LIFT)
        await talk.presses(who, "我也是")
    assert (await Complaint.get(number=1)).incident_at is not None
    told = [lane for (lane,) in await Outgoing.filter(notice="incident").values_list("lane")]
    assert len(told) == len(set(told)) == 3
    for who in ("owner", "stranger"):
        assert any("公共事件" in text for text in talk.sees(who))
        assert any("📢 已有多户反映，" in text for text in talk.sees(who)), "the receipt"


async def test_strangers_learn_nothing_by_joining_or_leaving(talk: Talk) -> None:
    await files(talk, "owner")
    ref = (await Complaint.get()).ref
    await talk.says("stranger", "3栋门口垃圾三天没人收")
    draft = await Complaint.get(status=Status.DRAFT)
    for data in (f"gl:{ref}", f"gj:{ref}:{draft.ref}", f"gj:{draft.ref}:{ref}"):
        assert await talk.taps("stranger", data) == "找不到这件事。"


async def test_of_many_who_report_one_lift_in_one_moment_staff_get_one_card(village: Village) -> None:
    """They file at once; every one has the receipt, and nobody is outrun."""
    triage, now = ours(), village.clock.now()
    actors = [await neighbour(village, 9000 + n) for n in range(12)]

    async def hear(actor: Actor) -> Complaint:
        return await filing.hear(actor, village.community, Report(BOT_ID, LIFT), triage, now)

    drafts = [await village.database.transaction(lambda actor=actor: hear(actor)) for actor in actors]  # type: ignore[misc]
    filed = await asyncio.gather(
        *(
            village.database.transaction(lambda draft=draft, actor=actor: filing.file(draft.ref, actor, now))  # type: ignore[misc]
            for draft, actor in zip(drafts, actors, strict=True)
        )
    )
    assert {complaint.number for complaint in filed} == {1}
    assert await Card.filter(kind=CardKind.STAFF).count() == 1
    assert await Card.filter(kind=CardKind.RECEIPT, complaint__number=1).count() == 12
    assert await Event.filter(action=Action.JOIN).count() == 11


async def neighbour(village: Village, telegram_id: int) -> Actor:
    async def work() -> Actor:
        person = await people.meet(
            telegram_id, "n", "zh-hans", village.clock.now(), private=True, bot_id=BOT_ID
        )
        return await people.actor_for(person)

    return await village.database.transaction(work)


async def joins(talk: Talk) -> None:
    await talk.village.homes(("3", "1", "501"))
    await files(talk, "owner")
    await Complaint.all().update(home_id=(await Home.get()).id)
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")


async def test_what_somebody_only_joined_is_in_their_list_and_opens_as_theirs(talk: Talk) -> None:
    await joins(talk)
    await talk.says("stranger", "/my")
    shown = talk.last("stranger")
    assert "1 件在办" in shown.text
    assert "#0001 维修 · 电梯" in shown.text
    assert "（您也反映了）·等人接单" in shown.text
    await talk.presses("stranger", "#0001")
    assert "您和邻居反映的是同一处" in talk.last("stranger").text
    await talk.says("stranger", "#0001")
    assert sum("您和邻居反映的是同一处" in text for text in talk.sees("stranger")) == 1


async def test_who_joined_and_asks_how_far_it_is_hears_of_that_matter(talk: Talk) -> None:
    await joins(talk)
    await talk.says("stranger", "怎么样了")
    assert "#0001" in talk.last("stranger").text
    assert LIFT not in talk.last("stranger").text


async def test_who_joined_reads_neither_the_words_nor_the_home_of_who_filed(talk: Talk) -> None:
    await joins(talk)
    await talk.says("stranger", "/my")
    said = "".join(talk.sees("stranger")) + "".join(talk.last("stranger").buttons)
    assert "501" not in said
    assert "没法下楼" not in said


async def test_who_left_again_has_it_in_no_list_and_opens_nothing(talk: Talk) -> None:
    await joins(talk)
    ref = (await Complaint.get(number=1)).ref
    await talk.presses("stranger", "不一样")
    await talk.says("stranger", "/my")
    assert "#0001" not in talk.last("stranger").text
    assert await talk.taps("stranger", f"fo:open:{ref}") == "找不到这件事。"


async def test_who_filed_may_take_it_back_and_it_goes_on_as_the_neighbours(talk: Talk) -> None:
    """D10: one household's "already solved" is not everybody's."""
    await joins(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    await talk.presses("owner", "✅ 行")
    due = (await Complaint.get(number=1)).finish_due_at
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    complaint, heir = await Complaint.get(number=1), await talk.village.person("stranger")
    assert (complaint.status, complaint.filer_id) == (Status.ACCEPTED, heir.id)
    assert complaint.finish_due_at == due
    assert complaint.visit_due_at is None, "it was agreed with somebody else"
    assert complaint.text == "2号梯又坏了，按了没反应"
    assert "继续办" in talk.last("owner").text
    assert not any("#0001 收到了" in text for text in talk.sees("owner")), "they hear no more of it"
    assert any("最先报的住户撤回了" in text for text in talk.sees("stranger"))
    assert any("请继续" in text for text in talk.sees("engineer"))
    said = "".join(talk.sees("stranger"))
    assert "501" not in said
    assert "没法下楼" not in said
    told = len(talk.sees("owner"))
    await talk.presses("engineer", "我到了", "engineering")
    assert len(talk.sees("owner")) == told
    await talk.presses("stranger", "撤回")
    await talk.presses("stranger", "已经好了")
    assert (await Complaint.get(number=1)).status is Status.WITHDRAWN, "nobody else has it any more"


async def test_a_false_alarm_of_one_stops_nobody_who_comes_to_the_others(talk: Talk) -> None:
    for who in ("owner", "stranger"):
        await talk.says(who, "3栋着火了，快来人")
    complaint = await Complaint.get(number=1)
    assert await Involvement.filter(complaint=complaint).count() == 2
    await talk.presses("owner", "误报")
    assert (await Complaint.get(number=1)).status is Status.WAITING
    assert not await Outgoing.filter(notice="false_alarm").exists()


async def edits(talk: Talk, who: str, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat(who, "")}
    await talk.comes("edited_message", message | {"from": talk._user(who), "text": text})


async def test_who_joined_and_edits_their_message_is_read_by_the_staff(talk: Talk) -> None:
    await files(talk, "owner")
    sent = await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await edits(talk, "stranger", sent, "2号梯又坏了，里面有异响")
    assert "里面有异响" in talk.last("engineer", "engineering").text
    assert not any("里面有异响" in text for text in talk.sees("owner"))


async def test_who_left_again_edits_what_is_their_own(talk: Talk) -> None:
    await files(talk, "owner")
    sent = await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await talk.presses("stranger", "单独报")
    await edits(talk, "stranger", sent, "2号梯又坏了，里面有异响")
    assert "里面有异响" in talk.last("engineer", "engineering").text
    assert not any("里面有异响" in text for text in talk.sees("engineer", "engineering") if "#0001" in text)


async def test_who_joined_and_edits_to_say_how_the_staff_behaved_is_heard_above_them(talk: Talk) -> None:
    await files(talk, "owner")
    sent = await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await edits(talk, "stranger", sent, "2号梯又坏了，修电梯的师傅态度恶劣还骂人")
    await talk.presses("stranger", "提交")
    assert any("还骂人" in text for text in talk.sees("supervisor"))
    assert not any("还骂人" in text for text in talk.sees("engineer", "engineering"))


@pytest.mark.parametrize(("report", "more"), [(LIFT, "还是不动"), ("3座大堂燈壞咗", "仲係好黑呀")])
async def test_what_who_joined_says_next_is_about_what_they_joined(
    talk: Talk, report: str, more: str
) -> None:
    """They need no button and no reply for it, where nothing of their own is open; another matter is a new one."""
    await files(talk, "owner", report)
    await talk.says("stranger", report)
    await talk.presses("stranger", "我也是") if "我也是" in "".join(talk.last("stranger").buttons) else None
    assert talk.reactions[await talk.says("stranger", more)] == "👀"
    assert more in talk.last("engineer", "engineering").text
    assert not await Complaint.filter(status=Status.DRAFT).exists()
    await talk.says("stranger", "5栋楼下垃圾三天没人收")
    assert await Complaint.filter(status=Status.DRAFT).exists()


async def test_what_who_joined_adds_stands_on_the_card_as_another_household_s(talk: Talk) -> None:
    """By the button, and as a reply to the receipt, to news, or to one's own words; with or without files."""
    await joins(talk)
    receipt = talk.last("stranger").message_id
    await talk.presses("stranger", "补充")
    sent = await talk.says("stranger", **photo(1, caption="电梯里还有人", media_group_id="a"))
    assert talk.reactions[sent] == "👀"
    await talk.says("stranger", **photo(2, caption="电梯不动", media_group_id="a"))
    await talk.presses("engineer", "我来", "engineering")
    for above, words in (
        (receipt, "五楼也停"),
        (talk.last("stranger").message_id, "又停了"),
        (sent, "还没好"),
    ):
        original = {"message_id": above, "date": 1, "chat": talk._chat("stranger", "")}
        await talk.says("stranger", words, reply_to_message=original)
    card = talk.last("engineer", "engineering").text
    assert "📷2" in card
    for words in ("电梯里还有人", "电梯不动", "五楼也停", "又停了", "还没好"):
        assert f"另一户补充 11月23日 10:00：{words}" in card
    assert "stranger" not in card
    assert not any("五楼也停" in text for text in talk.sees("owner"))
    await talk.presses("engineer", "完成", "engineering")
    await talk.presses("stranger", "补充")
    await talk.says("stranger", "电梯还是不动")
    assert "电梯还是不动" in talk.last("engineer", "engineering").text


async def test_what_may_be_something_else_is_asked_about_and_one_tap_adds_it(talk: Talk) -> None:
    await joins(talk)
    await talk.presses("stranger", "补充")
    await talk.says("stranger", "里面有异响")
    assert "#0001 维修·电梯" in talk.last("stranger").buttons
    await talk.presses("stranger", "#0001")
    assert "另一户补充 11月23日 10:00：里面有异响" in talk.last("engineer", "engineering").text


async def test_a_question_of_the_staff_is_its_filers_to_answer(talk: Talk) -> None:
    await joins(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    await talk.presses("stranger", "补充")
    await talk.says("stranger", "电梯还是不动")
    complaint = await Complaint.get(number=1)
    assert complaint.question_at is not None
    assert "另一户补充" in talk.last("engineer", "engineering").text


async def test_who_joined_and_edits_a_danger_in_is_told_what_to_do(talk: Talk) -> None:
    await files(talk, "owner")
    sent = await talk.says("stranger", "2号梯又坏了，按了没反应")
    await talk.presses("stranger", "我也是")
    await talk.says("stranger", "/my")
    await edits(talk, "stranger", sent, "2号梯又坏了，有人困在里面出不来")
    told = talk.last("stranger")
    assert "别扒门" in told.text
    assert "119" in told.text
    assert "别扒门" in talk.last("owner").text
    await talk.presses("stranger", "上下楼")
    assert (await Complaint.get(number=1)).assistance
    assert not any("误报" in label for label in told.buttons), "it is its filer's to take back"


async def test_who_joined_urges_and_hears_what_the_filer_would(talk: Talk) -> None:
    """Those who can do something hear it once, and the card tells that it was another household."""
    await joins(talk)
    await talk.presses("engineer", "我来", "engineering")
    said = await talk.presses("stranger", "催一下")
    assert said.startswith("已提醒engineer师傅和主管。\n现在：engineer师傅在办，")
    for who in ("engineer", "supervisor"):
        assert sum("居民在催：#0001" in text for text in talk.sees(who)) == 1
    assert "⏰ 另一户催办 11月23日 10:00" in talk.last("engineer", "engineering").text
    assert not any("已催" in text for text in talk.sees("owner")), "it was not they who urged"


async def test_a_matter_is_urged_once_a_while_however_many_joined_it(talk: Talk) -> None:
    await joins(talk)
    await talk.presses("owner", "催一下")
    owed = await Outgoing.filter(notice="urged").count()
    await talk.later(minutes=29)
    assert "今天 10:30 后可以再催" in await talk.presses("stranger", "催一下")
    assert await Outgoing.filter(notice="urged").count() == owed
    await talk.later(minutes=1)
    assert "已提醒" in await talk.presses("stranger", "催一下")
    assert "今天 11:00 后可以再催" in await talk.presses("owner", "催一下")
    assert await Event.filter(action=Action.URGE).count() == 2


async def test_who_joined_urges_in_a_word_and_hears_of_no_question_that_is_another_s(talk: Talk) -> None:
    await joins(talk)
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "几点上门", "engineering")
    await talk.says("stranger", "催一下")
    said = talk.last("stranger").text
    assert "已提醒engineer师傅和主管" in said
    assert "engineer师傅在办。" in said
    assert "问了您" not in said
    [shown] = [text for text in talk.sees("stranger") if "正在办" in text]
    assert not any(word in shown for word in ("回答", "暂停", "前办好"))  # no hour that the answer would move
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 0


async def test_who_left_again_or_never_joined_urges_nothing(talk: Talk) -> None:
    await joins(talk)
    ref = (await Complaint.get(number=1)).ref
    await talk.presses("stranger", "不一样")
    for who in ("stranger", "foreigner"):
        assert "找不到" in await talk.taps(who, f"fo:urge:{ref}") or who == "foreigner"
    assert await Event.filter(action=Action.URGE).count() == 0


@pytest.mark.parametrize(("place", "shown"), [("3栋2号梯", " 3栋2号梯，"), ("", "，")])
async def test_what_is_offered_promises_nothing_that_has_passed_and_leaves_no_hole_for_a_place(
    talk: Talk, place: str, shown: str
) -> None:
    """Where nobody wrote a place, the home or the code of the lift has told that it is the same."""
    await files(talk, "owner")
    await Complaint.all().update(place=place)
    await talk.says("stranger", "2号梯又坏了，按了没反应")
    assert f"<b>#0001</b>{shown}工程部 11月23日周一 12:00 前回话" in talk.last("stranger").text
    await talk.later(hours=3)
    await talk.says("foreigner", "2号梯又坏了，按了没反应")
    assert "已经过了 11月23日 12:00" in talk.last("foreigner").text
    assert "前回话" not in talk.last("foreigner").text
    await talk.presses("engineer", "我来", "engineering")
    await Complaint.filter(number=1).update(finish_due_at=talk.clock.now())
    talk.clock.forward(minutes=1)
    await talk.says("director", "2号梯又坏了，按了没反应")
    assert "没能在 11月23日 13:00 前办好" in talk.last("director").text


async def test_of_a_lift_whose_code_was_scanned_the_offer_names_the_lift(talk: Talk) -> None:
    place = Place.create(community=talk.village.community, key="lift-2", name="3栋2号梯")
    await talk.database.transaction(lambda: place)
    for who in ("owner", "stranger"):
        await talk.says(who, "/start p_lift-2")
        await talk.says(who, "电梯又坏了，按了没反应")
        if who == "owner":
            await talk.presses(who, "提交")
    assert "<b>#0001</b> 3栋2号梯，" in talk.last("stranger").text


PIPE = "3栋1单元502厨房水管漏水"


async def lives(talk: Talk, who: str, home: Home, state: ResidencyState = ResidencyState.CONFIRMED) -> None:
    person = await talk.village.person(who)
    at: dict[str, Any] = {"community": talk.village.community, "home": home, "since": talk.clock.now()}
    made = Residency.create(ref=f"r-{who}", person=person, kind=ResidencyKind.OWNER, state=state, **at)
    await talk.database.transaction(lambda: made)


async def is_offered(talk: Talk, who: str, text: str) -> bool:
    await talk.says(who, text)
    shown = talk.last(who)
    offered = any("0001" in label for label in shown.buttons.values()) or "#0001" in shown.text
    await talk.presses(who, "不发了")
    return offered


@pytest.mark.parametrize(
    "report",
    [PIPE, "3座12樓B室廚房漏水", "Block 3, 502 has no water", "3栋2单元厨房水管漏水", "3栋 502 停水了"],
)
async def test_what_lies_inside_a_home_is_offered_to_no_neighbour_and_joined_by_none(
    talk: Talk, report: str
) -> None:
    await files(talk, "owner", report)
    first = await Complaint.get()
    for text in (report, "3栋漏水", "3栋没水了", "3-1-601 kitchen pipe leaks", "3座漏水"):
        assert not await is_offered(talk, "stranger", text)
    await talk.says("stranger", report)
    draft = await Complaint.get(status=Status.DRAFT)
    assert await talk.taps("stranger", f"gj:{draft.ref}:{first.ref}") == "找不到这件事。"
    await talk.presses("stranger", "提交")
    assert await Complaint.filter(status=Status.WAITING).count() == 2, "nor by itself"


async def files_beside_a_neighbour(talk: Talk, text: str) -> None:
    """The owner does, of 502; the stranger lives in 601."""
    [first, second] = await talk.village.homes(("3", "1", "502"), ("3", "1", "601"))
    await lives(talk, "owner", first)
    await lives(talk, "stranger", second)
    await files(talk, "owner", text)


@pytest.mark.parametrize("text", ["厨房水管漏水", "水管漏水了", "没热水，水龙头坏了"])
async def test_what_leaks_at_home_is_the_home_s_though_only_who_lives_there_tells_where(
    talk: Talk, text: str
) -> None:
    await files_beside_a_neighbour(talk, text)
    for said in ("3-1-601 kitchen pipe leaks", "3栋水管漏水", "3栋没水了", text):
        assert not await is_offered(talk, "stranger", said)


@pytest.mark.parametrize("text", ["没水了", "停电了", "楼道灯不亮", "no hot water"])
async def test_what_is_cut_off_or_shared_is_the_building_s_and_neighbours_join_it(
    talk: Talk, text: str
) -> None:
    await files_beside_a_neighbour(talk, text)
    await talk.says("stranger", text)
    assert "1 户反映过" in talk.last("stranger").text
    assert "502" not in talk.last("stranger").text


async def test_who_lives_there_beyond_doubt_is_asked_whether_it_is_the_same(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "owner", home)
    await lives(talk, "stranger", home)
    await lives(talk, "director", home, ResidencyState.PENDING)
    await files(talk, "owner", PIPE)
    assert not await is_offered(talk, "director", PIPE), "they only say that they do"
    await talk.says("stranger", PIPE)
    assert "已有 1 户反映过" in talk.last("stranger").text
    assert "502" not in talk.last("stranger").text.partition("“")[0], "no door stands in an offer"
    await talk.presses("stranger", "我也是")
    assert "2 户" not in talk.last("engineer", "engineering").text


async def test_a_lift_s_neighbours_read_no_door_of_whoever_waits_for_it(talk: Talk) -> None:
    """Told with the report, or as the address that is still being checked; in offers, receipts, lists and news."""
    await files(talk, "owner", "3栋502电梯坏了")
    told = {
        "place": "3-1-777 3栋2号梯",
        "verdict": {"spot": {"building": "3", "lift": "2"}, "home": "3-1-777"},
    }
    for changes in ({}, told):
        await Complaint.filter(number=1).update(incident_at=None, **changes)
        for who in ("stranger", "foreigner", "director"):
            if not changes:
                await talk.says(who, "3栋电梯坏了")
                assert "502" not in talk.last(who).text
                await talk.presses(who, "我也是")
            await talk.says(who, "/my")
            assert not any(door in text for door in ("502", "777") for text in talk.sees(who))
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    heir = await talk.village.person("stranger")
    left = await Complaint.get(number=1)
    assert (left.filer_id, left.place) == (heir.id, "3栋2号梯")


async def test_news_of_an_incident_names_no_home(talk: Talk) -> None:
    await talk.village.homes(("3", "1", "501"))
    await files(talk, "owner")
    await Complaint.all().update(home_id=(await Home.get()).id)
    for who in ("stranger", "foreigner"):
        await talk.says(who, LIFT)
        await talk.presses(who, "我也是")
        assert not any("501" in text for text in talk.sees(who))
    assert any("公共事件" in text for text in talk.sees("stranger"))


async def test_who_goes_on_with_what_the_desk_brought_together_has_their_own_place(talk: Talk) -> None:
    await files(talk, "owner", PIPE)
    await files(talk, "stranger", "3栋1单元402天花板滴水")
    first, second = await Complaint.all().order_by("number")
    await talk.taps("desk", f"jm:1:{second.ref}:{first.ref}")
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    left, heir = await Complaint.get(number=1), await talk.village.person("stranger")
    assert (left.filer_id, left.place) == (heir.id, "3栋1单元402")
    await talk.says("stranger", "/my")
    assert not any("502" in text for text in talk.sees("stranger"))


@pytest.mark.parametrize("said", ["撤回", "取消吧", "不用来了"])
async def test_who_joined_takes_that_back_with_one_press_and_it_goes_on_for_who_filed(
    talk: Talk, said: str
) -> None:
    await joins(talk)
    await talk.presses("stranger", "补充")
    await talk.says("stranger", **photo(1))
    await talk.says("stranger", said)
    assert "“↩ 撤回我的”" in "".join(talk.sees("stranger"))
    await talk.presses("stranger", "撤回我的")
    assert "已退出 #0001" in talk.last("stranger").text
    assert not await Involvement.filter(role=InvolvementRole.JOINED).exists()
    first = await Complaint.get(number=1)
    assert (first.status, first.text) == (Status.WAITING, LIFT)
    assert await Complaint.filter(status=Status.DRAFT).count() == 0, "nothing of it is filed"
    card = talk.last("engineer", "engineering").text
    assert "2 户" not in card
    assert "📷" not in card
    told = len(talk.sees("stranger"))
    await talk.presses("engineer", "我来", "engineering")
    assert len(talk.sees("stranger")) == told
    await talk.says("stranger", "/my")
    assert "#0001" not in talk.last("stranger").text


async def test_who_never_joined_takes_nothing_back(talk: Talk) -> None:
    await joins(talk)
    ref = (await Complaint.get(number=1)).ref
    for who in ("owner", "foreigner"):
        await talk.taps(who, f"gq:{ref}")
    assert await Involvement.filter(role=InvolvementRole.JOINED).count() == 1


@pytest.mark.parametrize("more", ["", "还是不动"])
async def test_who_goes_on_and_had_joined_without_words_leaves_no_hole_on_the_card(
    talk: Talk, more: str
) -> None:
    await joins(talk)
    await Complaint.filter(filer__name="stranger").update(text="")
    if more:
        await talk.says("stranger", more)
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "已经好了")
    line = talk.last("engineer", "engineering").text.splitlines()[1]
    assert line == (f"“{more}”" if more else "（没有写字）")
