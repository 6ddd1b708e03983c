"""Danger skips every question, at any step; and it can be taken back."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from village import BOT_ID, GROUPS, Guess, Talk, Village, photo

from desk.notices import DANGER
from models import Complaint, Outgoing
from models.kinds import Severity, Status
from triage import Triage, Verdict, load


@cache
def real_triage() -> Triage:
    return load()


async def test_danger_needs_no_tap_and_says_what_to_do_and_whom_to_call(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    said = talk.last("owner").text
    assert said.index("走楼梯") < said.index("119") < said.index("#0001")
    assert "到场" in said
    assert "🚨" in talk.last("engineer", "engineering").text


@pytest.mark.parametrize("told", ["3栋2号梯", "3-1-502"])
async def test_a_danger_that_names_no_place_asks_where_until_it_is_told(village: Village, told: str) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "电梯里有人被困了")
    assert "在哪里" in talk.last("owner").text
    await talk.says("owner", told)
    assert "在哪里" not in talk.last("owner").text
    assert told[0] in talk.last("engineer", "engineering").text.splitlines()[0]


async def test_a_danger_that_says_where_is_not_asked(village: Village) -> None:
    talk = Talk(village, real_triage())
    await talk.says("owner", "3栋2号梯有人被困了")
    assert "在哪里" not in talk.last("owner").text


async def test_whom_to_call_is_the_regions_own(talk: Talk) -> None:
    community = talk.village.community
    community.timezone, community.policy = "Asia/Hong_Kong", {"danger": {"duty_phone": "2345 6789"}}
    await community.save()
    await talk.says("owner", "着火了")
    assert "999" in talk.last("owner").text
    assert "2345 6789" in talk.last("owner").text
    assert "119" not in talk.last("owner").text


async def test_a_cry_is_heard_while_something_else_is_asked(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "着火了")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.emergency) == (Status.WAITING, "fire")
    assert complaint.place == ""


async def test_somebody_can_be_called_from_a_draft_at_once(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    assert "已经通知" in await talk.presses("owner", "现在就要人")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.severity) == (Status.WAITING, Severity.MAJOR)
    assert "🚨" in talk.last("engineer", "engineering").text


async def test_and_from_every_step_of_the_guided_way(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "维修")
    await talk.presses("owner", "现在就要人")
    assert (await Complaint.get()).status is Status.WAITING


async def test_an_open_complaint_that_becomes_dangerous_makes_a_sound(talk: Talk) -> None:
    """An edited card makes none."""
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    before = (await Complaint.get()).answer_due_at
    await talk.presses("owner", "现在就要人")
    complaint = await Complaint.get()
    assert before is not None
    assert complaint.answer_due_at is not None
    assert complaint.answer_due_at < before
    told = await Outgoing.filter(notice="alarm").values_list("lane", "urgency")
    assert (GROUPS["engineering"], 0) in told
    assert any("现在就要人" in text for text in talk.sees("engineer", "engineering"))


async def test_those_who_come_hear_that_somebody_needs_help_on_the_stairs(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.presses("owner", "协助上下楼")
    assert any("协助上下楼" in text for text in talk.sees("engineer", "engineering"))
    assert not any("协助上下楼" in label for label in talk.last("owner").buttons)


async def test_a_false_alarm_is_taken_back_and_those_on_their_way_hear_it(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.presses("owner", "误报")
    assert (await Complaint.get()).status is Status.WITHDRAWN
    assert any("不用再去" in text for text in talk.sees("engineer", "engineering"))
    await talk.presses("owner", "恢复")
    assert (await Complaint.get()).status is Status.WAITING
    assert "🚨 #0001" in talk.last("engineer", "engineering").text, "they had heard that nobody is needed"


async def test_an_open_danger_has_one_button_that_takes_it_back(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    labels = list(talk.last("owner").buttons)
    assert [label for label in labels if "撤回" in label or "误报" in label] == ["🙅 是误报"]


async def test_whoever_runs_there_hears_that_it_was_taken_back_whatever_the_reason(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.says("owner", "已经好了")
    await talk.presses("owner", "已经好了")
    assert any("先不用去了" in text for text in talk.sees("engineer", "engineering"))


async def test_nobody_calls_for_help_on_what_is_not_theirs(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    ref = (await Complaint.get()).ref
    for need in ("now", "stairs", "false"):
        assert await talk.taps("stranger", f"gx:{need}:{ref}") == "找不到这件事。"
    assert (await Complaint.get()).emergency == ""


class Burst(Guess):
    """Knows leaks and burst pipes as one subject, lifts as another."""

    def verdict(self, text: str) -> Verdict:
        found = super().verdict(text)
        if "爆" in text:
            found = replace(
                found, ranked=(("repairs", 0.9), ("fees", 0.1)), confident=True, emergency="burst"
            )
        subject = "leak" if "漏" in text or "爆" in text else None
        return replace(found, subject=subject, severity="major" if found.emergency else "minor")


@pytest.fixture
def leaks(talk: Talk) -> Talk:
    """The same village, where triage knows what bursts."""
    return Talk(talk.village, Burst())


async def leaking(talk: Talk, text: str = "水管漏水") -> int:
    sent = await talk.says("owner", text)
    await talk.presses("owner", "提交")
    return sent


async def edits(talk: Talk, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    await talk.comes("edited_message", message | {"from": talk._user("owner"), "text": text})


async def test_danger_about_what_is_open_already_raises_it_instead_of_a_second_case(leaks: Talk) -> None:
    await leaking(leaks)
    await leaks.says("owner", "水管爆了")
    complaint = await Complaint.get()
    assert (complaint.emergency, complaint.severity) == ("burst", Severity.MAJOR)
    assert "总水阀" in leaks.last("owner").text  # at the bottom, not far above
    assert any("现在就要人" in text for text in leaks.sees("engineer", "engineering"))
    assert "水管爆了" in "".join(leaks.sees("engineer", "engineering"))


async def test_another_danger_than_what_is_open_is_a_case_of_its_own(leaks: Talk) -> None:
    await leaking(leaks)
    await leaks.says("owner", "着火了")
    assert (await Complaint.get(number=1)).emergency == ""
    assert (await Complaint.get(number=2)).emergency == "fire"


async def test_a_danger_that_comes_back_after_the_work_is_a_new_case(leaks: Talk) -> None:
    await leaks.says("owner", "水管爆了")
    await leaks.presses("engineer", "我来", "engineering")
    await leaks.presses("engineer", "完成", "engineering")
    await leaks.says("owner", "水管又爆了")
    assert (await Complaint.get(number=2)).status is Status.WAITING


async def test_danger_in_a_reply_to_staff_is_no_mere_reply(talk: Talk) -> None:
    await leaking(talk)
    await talk.presses("engineer", "我来", "engineering")
    above = {"message_id": talk.last("owner").message_id, "date": 1, "chat": talk._chat("owner", "")}
    await talk.says("owner", "现在着火了", reply_to_message=above)
    assert (await Complaint.get()).emergency == "fire"
    assert "119" in talk.last("owner").text


async def test_danger_in_an_edit_after_filing_is_dispatched_at_once(talk: Talk) -> None:
    sent = await leaking(talk)
    before = (await Complaint.get()).answer_due_at
    await edits(talk, sent, "水管漏水，着火了")
    complaint = await Complaint.get()
    assert (complaint.emergency, complaint.severity) == ("fire", Severity.MAJOR)
    assert before is not None
    assert complaint.answer_due_at is not None
    assert complaint.answer_due_at < before
    assert "119" in talk.last("owner").text
    assert any("现在就要人" in text for text in talk.sees("engineer", "engineering"))


async def test_an_edit_that_only_rewords_a_danger_sounds_no_second_alarm(talk: Talk) -> None:
    sent = await talk.says("owner", "着火了")
    await edits(talk, sent, "三楼着火了")
    assert await Complaint.all().count() == 1
    assert await Outgoing.filter(notice="alarm").count() == 0


async def test_danger_in_an_edit_of_a_draft_files_it(talk: Talk) -> None:
    sent = await talk.says("owner", "水管漏水")
    await edits(talk, sent, "着火了")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.emergency) == (Status.WAITING, "fire")


@pytest.mark.parametrize("said", ["在吗", "水管漏水"])
async def test_danger_in_an_edit_is_heard_whatever_became_of_the_first_words(talk: Talk, said: str) -> None:
    """Small talk that was never kept, or a matter that is over."""
    sent = await talk.says("owner", said)
    await Complaint.all().update(status=Status.CLOSED, number=99)
    await edits(talk, sent, "着火了")
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).count() == 1


async def test_an_edit_by_staff_of_their_own_words_is_no_cry(talk: Talk) -> None:
    sent = await talk.says("engineer", "/my")
    message = {"message_id": sent, "date": 1, "edit_date": 2, "chat": talk._chat("engineer", "")}
    await talk.comes("edited_message", message | {"from": talk._user("engineer"), "text": "着火了"})
    assert await Complaint.all().count() == 0


async def test_in_danger_nothing_is_asked_of_a_newcomer_not_even_the_phone(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "着火了")
    assert await Outgoing.filter(notice="welcome").count() == 0
    assert len(talk.sees("owner")) == 1


async def test_what_is_about_one_of_the_staff_never_goes_onto_the_card_they_see(leaks: Talk) -> None:
    """Not even in danger (D8)."""
    await leaking(leaks)
    await leaks.says("owner", "水管爆了，师傅态度太差")
    assert (await Complaint.get(number=1)).emergency == ""
    assert (await Complaint.get(number=2)).emergency == "burst"


@pytest.fixture
def lifts(talk: Talk) -> Talk:
    """The same village with the real triage."""
    return Talk(talk.village, real_triage())


async def trapped(talk: Talk) -> None:
    await talk.says("owner", "3栋电梯困人")
    await talk.presses("engineer", "我来", "engineering")


async def test_the_same_danger_elsewhere_or_another_day_is_an_emergency_of_its_own(lifts: Talk) -> None:
    await trapped(lifts)
    await lifts.says("owner", "8栋电梯有人被困")
    assert (await Complaint.get(number=2)).emergency == "trapped"
    assert "8栋" in lifts.last("engineer", "engineering").text
    await lifts.later(days=2)
    await lifts.says("owner", "3栋电梯又有人被困")
    assert (await Complaint.get(number=3)).status is Status.WAITING


async def test_a_cry_repeated_before_anybody_came_forward_is_never_silent(lifts: Talk) -> None:
    await lifts.says("owner", "3栋电梯困人")
    lifts.clock.forward(minutes=5)
    for said in ("电梯里有人被困，快来", "三栋电梯困人，快点"):
        await lifts.says("owner", said)
        assert "119" in lifts.last("owner").text, "what to do and whom to call, at the bottom"
    assert await Complaint.all().count() == 1
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 1, "no flood either"
    assert any("现在就要人" in text for text in lifts.sees("engineer", "engineering"))


async def test_a_cry_about_what_somebody_is_coming_for_says_again_what_to_do(lifts: Talk) -> None:
    await trapped(lifts)
    await lifts.says("owner", "好了")
    bubbles = lifts.last("owner").message_id
    await lifts.says("owner", "电梯里有人被困，快来")
    assert await Complaint.all().count() == 1
    assert lifts.last("owner").message_id > bubbles
    assert "119" in lifts.last("owner").text


async def test_a_slash_before_a_cry_makes_no_command_of_it(talk: Talk) -> None:
    await talk.says("owner", "/着火了 快来")
    assert (await Complaint.get()).emergency == "fire"


async def test_a_mere_cry_for_help_is_a_danger_and_about_the_one_that_goes_on(lifts: Talk) -> None:
    await lifts.says("stranger", "救命")
    assert (await Complaint.get(number=1)).emergency == "called"
    assert "119" in lifts.last("stranger").text
    await lifts.says("owner", "3栋电梯困人")
    await lifts.says("owner", "快来人啊")
    assert (await Complaint.get(number=2)).emergency == "trapped"
    assert await Complaint.all().count() == 2


async def test_a_second_persons_danger_in_the_same_place_is_heard_by_the_department_again(
    lifts: Talk,
) -> None:
    await lifts.says("owner", "3栋2号电梯困人")
    for count, who in enumerate(("stranger", "director"), 1):
        await lifts.later(minutes=1)
        await lifts.says(who, "3栋2号电梯困人")
        await lifts.says("manager", "3栋2号电梯困人")  # at the same moment: one sound will do
        alarms = await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"])
        assert [alarm.urgency for alarm in alarms] == [DANGER] * count
    assert await Complaint.filter(status=Status.WAITING).count() == 1


async def test_a_second_persons_danger_long_after_is_an_emergency_of_its_own(lifts: Talk) -> None:
    await lifts.says("owner", "3栋2号电梯困人")
    await lifts.presses("engineer", "我来", "engineering")
    await lifts.later(hours=3)
    await lifts.says("stranger", "3栋2号电梯困人")
    assert (await Complaint.get(number=2)).status is Status.WAITING


async def test_danger_in_a_further_part_of_an_album_is_no_mere_supplement(lifts: Talk) -> None:
    await lifts.says("owner", **photo(1, caption="厨房水管漏水", media_group_id="a"))
    await lifts.presses("owner", "提交")
    await lifts.says("owner", **photo(2, caption="着火了", media_group_id="a"))
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).exists()
    assert "119" in lifts.last("owner").text


async def test_an_old_emergency_that_is_replied_to_with_a_cry_sounds_again(lifts: Talk) -> None:
    await trapped(lifts)
    await lifts.later(days=2)
    shown = next(each for each in lifts._chats[lifts._chat("owner", "")["id"]][::-1] if "119" in each.text)
    above = {"message_id": shown.message_id, "date": 1, "chat": lifts._chat("owner", "")}
    await lifts.says("owner", "电梯又困人了", reply_to_message=above)
    assert await Complaint.all().count() == 1
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 1


class OwnWords(Guess):
    """The estate calls its boiler house by a name that only its own words know."""

    def of(self, community: str) -> Triage:
        assert community == "village"
        return Knowing()


class Knowing(Guess):
    def verdict(self, text: str) -> Verdict:
        found = super().verdict(text)
        return replace(found, emergency="gas") if "老锅炉响了" in text else found


async def test_an_estates_own_words_for_danger_are_heard_while_something_is_open(village: Village) -> None:
    talk = Talk(village, OwnWords())
    await leaking(talk)
    await talk.says("owner", "老锅炉响了")
    assert (await Complaint.get(number=2)).emergency == "gas"


async def test_danger_in_a_group_says_there_what_to_do_and_is_dispatched(talk: Talk) -> None:
    """Where the others are who must know it; nothing of who it is stands there (T9)."""
    community = talk.village.community
    community.policy = {"danger": {"duty_phone": "2345 6789"}}
    await community.save()
    await talk.says("stranger", "着火了", "cleaning")
    said = talk.last("stranger", "cleaning").text
    assert said.index("走楼梯") < said.index("119") < said.index("2345 6789") < said.index("私聊")
    complaint = await Complaint.get()
    assert (complaint.status, complaint.emergency) == (Status.WAITING, "fire")
    assert "🚨" in talk.last("engineer", "engineering").text
    assert await Outgoing.filter(lane=GROUPS["cleaning"], urgency=DANGER).exists()
    for _ in range(3):
        await talk.says("stranger", "着火了", "cleaning")
    assert await Complaint.all().count() == 1
    assert sum("走楼梯" in text for text in talk.sees("stranger", "cleaning")) == 1


async def test_staff_and_groups_of_others_hear_nothing_of_it(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GROUPS, "strangers'", -4711)
    await talk.says("engineer", "着火了", "engineering")
    await talk.says("stranger", "着火了", "strangers'")
    assert await Complaint.all().count() == 0


async def test_whoever_calls_us_in_a_group_of_their_own_is_heard_too(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GROUPS, "neighbours'", -4712)
    above = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": -4712, "type": "supergroup", "title": "x"},
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "bot"},
    }
    await talk.says("owner", "着火了", "neighbours'", reply_to_message=above)
    assert (await Complaint.get()).emergency == "fire"
    assert "走楼梯" in talk.last("owner", "neighbours'").text


async def test_in_a_group_of_their_own_residents_are_not_taken_for_staff(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GROUPS, "neighbours'", -4712)
    await talk.says("owner", "/start", "neighbours'")
    assert "私聊" in talk.last("owner", "neighbours'").text


async def test_a_button_pressed_again_and_again_calls_once(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    ref = (await Complaint.get()).ref
    for _ in range(100):
        await talk.taps("owner", f"gx:now:{ref}")
        await talk.taps("owner", f"gx:stairs:{ref}")
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 1
    assert await Outgoing.filter(notice="stairs", lane=GROUPS["engineering"]).count() == 1
    await talk.later(minutes=4)
    await talk.taps("owner", f"gx:now:{ref}")
    assert await Outgoing.filter(notice="alarm", lane=GROUPS["engineering"]).count() == 2
    await talk.taps("stranger", f"gx:now:{ref}")
    assert talk.toasts[-1] == "找不到这件事。"


async def test_danger_is_no_part_of_a_draft_about_something_else(talk: Talk) -> None:
    """Else it would go where that goes, and be called by its name."""
    talk = Talk(talk.village, real_triage())
    await talk.says("owner", "楼上半夜太吵")
    await talk.says("owner", "电梯困人了")
    cried, draft = await Complaint.get(emergency="trapped"), await Complaint.get(emergency="")
    assert (cried.status, cried.category, cried.text) == (Status.WAITING, "repairs", "电梯困人了")
    assert (draft.status, draft.category, draft.text) == (Status.DRAFT, "noise", "楼上半夜太吵")
    await talk.presses("owner", "提交")
    assert (await Complaint.get(id=draft.id)).status is Status.WAITING


async def test_a_second_danger_from_a_lift_is_in_that_lift_and_heard_by_those_who_go_there(
    lifts: Talk,
) -> None:
    await lifts.says("owner", "电梯困人了，3栋2单元")
    await lifts.says("owner", "我喘不上气，快晕倒了")
    second = await Complaint.get(number=2)
    assert second.emergency == "injury"
    card = lifts.last("desk", "service").text
    assert "3栋2单元 · 与 #0001 同处" in card
    heard = lifts.sees("engineer", "engineering")
    assert any("喘不上气" in text and "又有人求助" in text and "#0002" in text for text in heard)
    assert any("喘不上气" in text and "#0002" in text for text in heard if "又有人求助" not in text)


async def test_who_faints_where_gas_was_smelled_is_in_that_home(lifts: Talk) -> None:
    await lifts.says("neighbour", "Gas smell in my kitchen, Block 5 Flat 301")
    await lifts.says("neighbour", "my wife fainted")
    assert (await Complaint.get(number=2)).place.startswith("Block 5 Flat 301")


async def test_who_joined_in_the_lift_and_faints_is_in_that_lift(lifts: Talk) -> None:
    await lifts.says("owner", "3栋2单元电梯困人了")
    await lifts.says("stranger", "3栋2单元电梯困人了")
    await lifts.says("stranger", "我喘不上气，快晕倒了")
    assert await Complaint.filter(number__not_isnull=True).count() == 2
    assert "3栋2单元" in lifts.last("desk", "service").text
    assert any("又有人求助" in text for text in lifts.sees("engineer", "engineering"))


@pytest.mark.parametrize("said", ["8栋2单元有人晕倒了", "小区大门口有人晕倒了"])
async def test_a_second_danger_elsewhere_is_told_only_where_it_is(lifts: Talk, said: str) -> None:
    await lifts.says("owner", "电梯困人了，3栋2单元")
    await lifts.says("owner", said)
    assert "3栋" not in (await Complaint.get(number=2)).place
    assert not any("又有人求助" in text for text in lifts.sees("engineer", "engineering"))


async def test_a_second_danger_long_after_the_first_has_no_place_but_its_own(lifts: Talk) -> None:
    await lifts.says("owner", "电梯困人了，3栋2单元")
    await lifts.later(hours=3)
    await lifts.says("owner", "我喘不上气，快晕倒了")
    assert (await Complaint.get(number=2)).place == ""


async def test_who_is_trapped_hears_that_somebody_is_sent_and_no_vague_words(talk: Talk) -> None:
    """Also when whoever comes has accepted it only after the time that was promised."""
    talk = Talk(talk.village, real_triage())
    await talk.says("owner", "被困在3栋2号电梯里了")
    await talk.later(minutes=45)
    await talk.presses("engineer", "我来", "engineering")
    told = [text for text in talk.sees("owner") if "engineer师傅" in text]
    assert any("已派<b>engineer师傅</b>马上到场（#0001" in text for text in told)
    assert not any("尽快" in text for text in told)


@pytest.mark.parametrize("hours", [0, 13])
async def test_who_cried_hears_of_one_new_time_and_never_of_the_morning(talk: Talk, hours: int) -> None:
    """Somebody on site is what was promised; message, receipt and the list of one's matters name one time."""
    talk.clock.forward(hours=hours)
    await talk.says("owner", "着火了")
    was = talk.clock.now()
    for minutes, due, late in ((20, 30, 45), (15, 45, 60)):
        while talk.clock.now() < was + timedelta(minutes=minutes):
            await talk.later(minutes=5)
        was = talk.clock.now()
        receipt, *said = talk.sees("owner")
        [news] = said[-1:]
        assert [o_clock(each, hours) for each in (due, late)] == re.findall(r"\d\d:\d\d", news)
        assert f"改到 <b>{day(late, hours)} {o_clock(late, hours)}" in receipt
        assert len(said) == (1 if minutes == 20 else 2)
    await talk.later(hours=2)
    last = talk.last("owner").text
    assert "没能在" in last
    assert "改到" not in last, "owned up to, but no third time"
    assert len(talk.sees("owner")) == 4


async def test_what_is_passed_on_in_an_emergency_keeps_its_time(talk: Talk) -> None:
    await talk.says("owner", "着火了")
    await talk.presses("engineer", "我来", "engineering")
    await talk.later(minutes=10)
    await talk.presses("engineer", "更多", "engineering")
    await talk.presses("engineer", "退回")
    await talk.presses("engineer", "信息不够")
    assert "10:30 前" in talk.sees("owner")[0]


def o_clock(minute: int, hours: int) -> str:
    return f"{(10 + hours + minute // 60) % 24:02d}:{minute % 60:02d}"


def day(minute: int, hours: int) -> str:
    """What stays on the screen names the day."""
    return "11月24日周二" if 10 + hours + minute // 60 >= 24 else "11月23日周一"


async def test_of_a_danger_in_a_lobby_those_who_run_there_hear_which_buildings(
    village: Village,
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "大堂着火了")
    await talk.says("owner", "在3栋")
    assert (await Complaint.get()).place == "3栋 大堂"
    assert any("3栋 大堂" in text for group in GROUPS for text in talk.sees("engineer", group))
