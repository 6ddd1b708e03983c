"""A danger grows out of something that is open: that is raised, in the words just said, and where it is."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import pytest
from village import GROUPS, Talk

from models import Card, Complaint, Outgoing
from models.kinds import CardKind, Discretion, Status
from triage import Triage, load

STAFF_CARD = 1  # the second line of a card: what it is about in their own words


@cache
def real_triage() -> Triage:
    return load()


@pytest.fixture
def homes(talk: Talk) -> Talk:
    """The village with the real triage: words of a danger are seldom those of what it grew out of."""
    return Talk(talk.village, real_triage())


async def filed(talk: Talk, text: str, who: str = "owner") -> int:
    sent = await talk.says(who, text)
    await talk.presses(who, "提交")
    return sent


async def answers(talk: Talk, who: str, text: str, number: int = 1) -> None:
    """A reply to the receipt."""
    chat = talk._chat(who, "")
    receipt = await Card.get(complaint__number=number, kind=CardKind.RECEIPT, chat_id=chat["id"])
    above = {"message_id": receipt.message_id, "date": 1, "chat": chat}
    await talk.says(who, text, reply_to_message=above)


async def edits(talk: Talk, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    await talk.comes("edited_message", message | {"from": talk._user("owner"), "text": text})


async def shows_danger(talk: Talk, said: str) -> bool:
    """Whether everybody who is called reads these words first: the group, those above, and the card."""
    number = (await Complaint.get(number=1)).number
    heard = [*talk.sees("engineer", "engineering"), *talk.sees("supervisor")]
    alarms = [text for text in heard if "现在就要人" in text and f"#{number:04d}" in text]
    card = await Card.get(complaint__number=number, kind=CardKind.STAFF)
    shown = talk._find(card.chat_id, card.message_id)
    assert shown is not None
    return len(alarms) > 1 and all(said in text for text in [*alarms, shown.text.splitlines()[STAFF_CARD]])


async def test_whoever_is_called_reads_the_danger_and_not_what_was_harmless_before(homes: Talk) -> None:
    await filed(homes, "煤气灶打不着火")
    await answers(homes, "owner", "闻到煤气味")
    assert await shows_danger(homes, "闻到煤气味")
    assert "打不着火" in homes.sees("engineer", "engineering")[0], "and what was said before is not lost"


async def test_so_does_whoever_is_reminded(homes: Talk) -> None:
    await filed(homes, "煤气灶打不着火")
    await answers(homes, "owner", "闻到煤气味")
    await homes.later(minutes=4)
    await answers(homes, "owner", "煤气味越来越大了")
    assert "煤气味越来越大了" in homes.last("engineer", "engineering").text
    await homes.later(minutes=40)
    late = [text for text in homes.sees("supervisor") if "没有人接单" in text]
    assert late
    assert all("闻到煤气味" in text for text in late), "long after, too"


async def test_so_it_is_in_an_edit(homes: Talk) -> None:
    sent = await filed(homes, "煤气灶打不着火")
    await edits(homes, sent, "煤气灶打不着火，闻到煤气味")
    assert await shows_danger(homes, "闻到煤气味")


async def raised(number: int = 1) -> str:
    """The danger that the one and only case has become; "" where there are more."""
    known = await Complaint.filter(number__not_isnull=True)
    return known[0].emergency if [each.number for each in known] == [number] else ""


@pytest.mark.parametrize(
    ("open_one", "said", "danger"),
    [
        ("3栋2楼厨房漏水", "水管爆了", "burst"),
        ("3栋2楼厨房漏水", "水越来越大了", "burst"),
        ("厨房水管漏水", "家里被淹了", "burst"),
        ("3栋2楼插座没电", "插座冒火花了", "fire"),
        ("3栋2楼插座没电", "有人触电了", "shock"),
        ("3栋2单元电梯坏了", "有人困在里面了", "trapped"),
        ("3栋2楼厨房漏水", "救命", "called"),
    ],
)
async def test_what_grows_out_of_the_open_matter_raises_it(
    homes: Talk, open_one: str, said: str, danger: str
) -> None:
    await filed(homes, open_one)
    await homes.presses("engineer", "我来", "engineering")
    await homes.says("owner", said)
    assert await raised() == danger
    assert await shows_danger(homes, said)


@pytest.mark.parametrize("said", ["水管爆了", "水越来越大了", "着火了"])
async def test_a_reply_or_what_is_added_says_itself_what_it_is_about(homes: Talk, said: str) -> None:
    await filed(homes, "3栋2楼厨房漏水")
    await homes.says("owner", "5栋1楼厨房漏水")
    await homes.presses("owner", "新的事")
    await homes.presses("owner", "提交")
    await homes.presses("owner", "补充")  # to the newest
    await homes.says("owner", said)
    assert (await Complaint.get(number=2)).emergency
    assert not (await Complaint.get(number=1)).emergency
    await answers(homes, "owner", said)
    assert (await Complaint.get(number=1)).emergency
    assert await Complaint.all().count() == 2


@pytest.mark.parametrize("said", ["8栋2单元水管爆了", "车库水管爆了", "电梯困人了"])
@pytest.mark.parametrize("way", [Talk.says, answers])
async def test_words_that_tell_another_place_or_thing_are_a_case_of_their_own(
    homes: Talk, way: Callable[[Talk, str, str], Awaitable[None]], said: str
) -> None:
    await filed(homes, "3栋2楼厨房漏水")
    await way(homes, "owner", said)
    assert (await Complaint.get(number=1)).emergency == ""
    assert (await Complaint.get(number=2)).status is Status.WAITING


async def test_two_open_ones_in_two_places_are_not_guessed_between(homes: Talk) -> None:
    await filed(homes, "3栋2楼厨房漏水")
    await homes.says("owner", "5栋1楼厨房漏水")
    await homes.presses("owner", "新的事")
    await homes.presses("owner", "提交")
    await homes.says("owner", "水管爆了")
    assert (await Complaint.get(number=3)).place == ""
    assert await Complaint.exclude(emergency="").count() == 1


async def test_where_another_department_is_needed_it_hears_of_what_was_raised(homes: Talk) -> None:
    """Sparks are said of a socket that the electricians have: they have it still, and nobody else is left out."""
    await filed(homes, "3栋2楼插座没电")
    await homes.says("owner", "插座冒火花了")
    assert any("插座冒火花了" in text and "3栋2楼" in text for text in homes.sees("desk", "service"))


async def test_the_alarm_takes_the_draft_it_grew_out_of_with_it(homes: Talk) -> None:
    await homes.says("owner", "3栋1单元1501楼上漏水漏到我家天花板")
    await homes.says("owner", "家里被淹了")
    case = await Complaint.get()
    assert (case.status, case.emergency) == (Status.WAITING, "burst")
    assert "1501" in homes.last("engineer", "engineering").text


async def test_a_draft_without_a_place_takes_that_of_the_one_open_matter(homes: Talk) -> None:
    await filed(homes, "3栋2楼插座没电")
    await homes.says("owner", "厨房漏水")
    await homes.says("owner", "水管爆了")
    assert (await Complaint.get(number=2)).place.startswith("3栋2楼")


@pytest.mark.parametrize("said", ["着火了", "有人晕倒了"])
async def test_a_case_of_its_own_is_where_the_one_open_matter_is(homes: Talk, said: str) -> None:
    await filed(homes, "3栋2楼厨房漏水")
    await homes.says("owner", said)
    assert "3栋2楼" in homes.last("desk", "service").text
    assert "#0001" in homes.last("desk", "service").text, "and it says where that is known from"
    assert not any("又有人求助" in text for text in homes.sees("engineer", "engineering"))


async def test_so_it_is_where_the_draft_is_which_stays_one(homes: Talk) -> None:
    await homes.says("owner", "3栋2楼厨房漏水")
    await homes.says("owner", "着火了")
    assert (await Complaint.get(emergency="fire")).place == "3栋2楼"
    await homes.presses("owner", "提交")
    assert (await Complaint.get(number=2)).emergency == ""


async def test_between_two_places_nobody_guesses(homes: Talk) -> None:
    await filed(homes, "3栋2楼厨房漏水")
    await filed(homes, "5栋1单元插座没电")
    await homes.says("owner", "有人晕倒了")
    assert (await Complaint.get(number=3)).place == ""


async def test_the_place_of_what_is_not_to_be_known_as_theirs_stays_there(homes: Talk) -> None:
    """Who reports noise isn't named (T9), nor who complains about the staff (D8)."""
    for said in ("3栋2单元1501半夜太吵", "3栋2单元保安骂人态度太差"):
        await filed(homes, said)
        await homes.says("owner", "有人晕倒了")
        await Complaint.exclude(emergency="").update(status=Status.CLOSED)
    assert await Complaint.exclude(emergency="").count() == 2
    assert not await Complaint.filter(emergency="injury").exclude(place="").exists()


@pytest.fixture
async def joined(homes: Talk) -> Talk:
    """A lift that does not run: one has said so, another has said "me too"."""
    await filed(homes, "3栋2单元电梯坏了，我约了医生")
    await homes.says("stranger", "3栋2单元电梯坏了")
    await homes.presses("stranger", "我也是")
    assert await Complaint.filter(number__not_isnull=True).count() == 1
    return homes


async def test_what_somebody_joined_is_raised_by_them_as_well(joined: Talk) -> None:
    await joined.says("stranger", "有人困在里面了")
    assert await raised() == "trapped"
    assert await shows_danger(joined, "困在里面")
    assert "119" in joined.last("stranger").text
    assert "119" in joined.last("owner").text, "whose matter it is may be in there"
    assert not any("困在里面" in text for text in joined.sees("owner")), "a neighbour's words (T9)"
    assert not any("医生" in text for text in joined.sees("stranger"))


@pytest.mark.parametrize("way", ["reply", "button"])
async def test_so_it_is_when_they_say_which_of_two_they_mean(joined: Talk, way: str) -> None:
    shown = next(each for each in joined._chats[joined._chat("stranger", "")["id"]] if "#0001" in each.text)
    await filed(joined, "8栋2单元电梯坏了", "stranger")
    above = {"message_id": shown.message_id, "date": 1, "chat": joined._chat("stranger", "")}
    if way == "button":
        await joined.taps("stranger", shown.buttons["➕ 补充"], message_id=shown.message_id)
    more: dict[str, Any] = {"reply_to_message": above} if way == "reply" else {}
    await joined.says("stranger", "有人困在里面了", **more)
    assert (await Complaint.get(number=1)).emergency == "trapped"
    assert (await Complaint.get(number=2)).emergency == ""


async def test_a_cry_repeated_by_whoever_joined_is_no_second_case(joined: Talk) -> None:
    await joined.says("owner", "有人困在里面了")
    await joined.later(minutes=4)
    await joined.says("stranger", "有人困在里面了，快来")
    assert await raised() == "trapped"
    assert "快来" in joined.last("engineer", "engineering").text


async def test_in_another_lift_whoever_joined_raises_nothing_here(joined: Talk) -> None:
    await joined.says("stranger", "8栋电梯有人被困")
    assert (await Complaint.get(number=1)).emergency == ""
    assert (await Complaint.get(number=2)).emergency == "trapped"


async def test_who_joined_and_left_again_raises_nothing(joined: Talk) -> None:
    await joined.presses("stranger", "不一样")
    await joined.says("stranger", "有人困在里面了")
    assert (await Complaint.get(number=1)).emergency == ""


def where_shown(talk: Talk, group: str = "service") -> str:
    """The head of the first card."""
    card = next(text for text in talk.sees("desk", group) if "现在就要人" not in text)
    return card.splitlines()[0]


async def test_the_place_told_after_a_cry_is_where_it_is_and_heard_at_once(homes: Talk) -> None:
    await homes.says("owner", "救命")
    await homes.says("owner", "3栋2单元电梯里")
    assert "3栋2单元" in where_shown(homes)
    heard = homes.last("desk", "service").text
    assert "🚨 #0001" in heard
    assert "3栋2单元电梯里" in heard
    sounds = await Outgoing.filter(notice__startswith="alarm", lane=GROUPS["service"]).count()
    await homes.says("owner", "3-2-502")
    assert "3栋2单元" in where_shown(homes), "what was told first stands: they may be anywhere but at home"
    assert await Outgoing.filter(notice__startswith="alarm", lane=GROUPS["service"]).count() == sounds == 1


@pytest.mark.parametrize("said", ["在3栋2单元", "3-2-502"])
async def test_who_has_come_forward_hears_the_place_too_also_when_it_is_a_home(
    homes: Talk, said: str
) -> None:
    await homes.says("owner", "救命")
    await homes.presses("desk", "我来", "service")
    await homes.says("owner", said)
    assert said.removeprefix("在") in where_shown(homes)
    assert "🚨 #0001" in homes.last("desk").text
    assert said in homes.last("desk").text
    assert any("在哪里" in text for text in homes.sees("desk", "service"))


@pytest.mark.parametrize("said", ["着火了，在3栋2单元", "救命，3栋2单元"])
async def test_a_cry_said_again_with_its_place_tells_it_once(homes: Talk, said: str) -> None:
    await homes.says("owner", "着火了")
    await homes.later(minutes=5)
    await homes.says("owner", said)
    assert await Complaint.all().count() == 1
    assert "3栋2单元" in where_shown(homes)
    assert await Outgoing.filter(notice__startswith="alarm", lane=GROUPS["service"]).count() == 1


async def test_so_it_is_in_an_edit_an_answer_and_what_is_added_by_the_button(homes: Talk) -> None:
    sent = await homes.says("owner", "救命")
    await edits(homes, sent, "救命，在3栋2单元")
    assert (await Complaint.get(number=1)).place == "3栋2单元"
    await Complaint.all().update(place="")
    await homes.presses("owner", "补充")
    await homes.says("owner", "在5栋2单元")
    assert (await Complaint.get(number=1)).place == "5栋2单元"
    await Complaint.all().update(place="")
    await homes.presses("desk", "我来", "service")
    await Complaint.all().update(question_at=homes.clock.now())
    await homes.says("owner", "在6栋2单元")
    assert (await Complaint.get(number=1)).place == "6栋2单元"


async def test_any_open_matter_that_nobody_could_find_gets_its_place_without_a_sound(homes: Talk) -> None:
    await filed(homes, "厨房水管漏水")
    await homes.says("owner", "在3栋2单元")
    assert "3栋2单元" in homes.sees("engineer", "engineering")[0].splitlines()[0]
    assert await Outgoing.filter(notice__startswith="alarm").count() == 0


async def test_nobody_moves_what_is_a_neighbours_or_not_to_be_known_as_theirs(joined: Talk) -> None:
    await Complaint.filter(number=1).update(place="")
    shown = next(each for each in joined._chats[joined._chat("stranger", "")["id"]] if "#0001" in each.text)
    await joined.taps("stranger", shown.buttons["➕ 补充"], message_id=shown.message_id)
    await joined.says("stranger", "在3栋2单元")
    assert (await Complaint.get(number=1)).place == ""
    await Complaint.filter(number=1).update(discretion=Discretion.ANONYMOUS)
    await answers(joined, "owner", "在3栋2单元")
    assert (await Complaint.get(number=1)).place == ""
    assert sum("补充" in line for line in joined.sees("engineer", "engineering")[0].splitlines()) == 2
