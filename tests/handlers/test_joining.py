"""The same matter: many households, one task, and everybody hears how it goes."""

import asyncio
from functools import cache

import pytest
from village import BOT_ID, PEOPLE, Talk, Village, photo

from desk import filing, people
from desk.authority import Actor
from desk.enclosing import Report
from models import Card, Complaint, Event, Home, Involvement, Outgoing
from models.kinds import Action, CardKind, InvolvementRole, Status
from triage import Triage, load

LIFT = "3栋2号梯停了，没法下楼"


@cache
def loaded() -> Triage:
    return load()


@pytest.fixture
def talk(village: Village) -> Talk:
    return Talk(village, loaded())


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
    triage, now = loaded(), village.clock.now()
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
        assert f"另一户补充 今天 10:00：{words}" in card
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
    assert "另一户补充 今天 10:00：里面有异响" in talk.last("engineer", "engineering").text


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
