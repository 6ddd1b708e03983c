"""Somebody says in plain words that a danger is over, or was none: heard, passed on, and nothing ends by it alone."""

import pytest
from village import Talk, Village

from models import Card, Complaint, Event
from models.kinds import Action, CardKind, Status
from triage import load


@pytest.fixture
async def burning(talk: Talk) -> Talk:
    await talk.says("owner", "着火了")
    return talk


@pytest.mark.parametrize(
    "said",
    [
        "没事了",
        "是假的",
        "搞错了！",
        "不好意思，搞错了",
        "没事了，谢谢",
        "算了",
        "不用来了",
        "冇事喇",
        "唔使嚟喇，唔好意思",
        "沒事了",
        "虛驚一場",
        "false alarm",
        "Sorry, it was a false alarm.",
        "It's fine now, thanks!",
    ],
)
async def test_who_calls_it_off_in_words_is_shown_the_one_tap_that_does(burning: Talk, said: str) -> None:
    bubbles = burning.last("owner").message_id
    await burning.says("owner", said)
    answer, receipt = burning.sees("owner")[-2:]
    assert "#0001" in answer
    assert "照样在办" in answer
    assert "“🙅 是误报”" in answer
    assert burning.last("owner").message_id > bubbles
    assert "#0001" in receipt
    assert "🙅 是误报" in burning.last("owner").buttons
    assert (await Complaint.get()).status is Status.WAITING, "words alone end nothing"
    assert said.rstrip("！") in burning.last("engineer", "engineering").text
    assert not any("不用再去" in text for text in burning.sees("engineer", "engineering"))
    await burning.presses("owner", "误报")
    assert (await Complaint.get()).status is Status.WITHDRAWN


async def test_whoever_is_on_the_way_hears_the_words(burning: Talk) -> None:
    await burning.presses("engineer", "我来", "engineering")
    await burning.says("owner", "没事了")
    assert "没事了" in burning.last("engineer").text
    assert (await Complaint.get()).status is Status.ACCEPTED


async def test_it_is_answered_in_the_residents_language(talk: Talk) -> None:
    await talk.says("neighbour", "着火了")
    await talk.says("neighbour", "false alarm")
    assert "“↩ False alarm, take it back”" in talk.sees("neighbour")[-2]


@pytest.mark.parametrize("said", ["没事了，但是还有烟", "现在还没事", "不是假的", "搞错了，是4栋"])
async def test_what_says_more_is_news_like_any_other(burning: Talk, said: str) -> None:
    await burning.says("owner", said)
    assert not any("照样在办" in text for text in burning.sees("owner"))
    assert said in burning.last("engineer", "engineering").text


async def test_the_same_words_about_no_danger_are_what_they_were(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.says("owner", "没事了")
    assert not any("照样在办" in text for text in talk.sees("owner"))
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 1


async def test_it_is_about_the_danger_and_not_about_what_is_open_besides(talk: Talk) -> None:
    await talk.says("owner", "楼道好脏")
    await talk.presses("owner", "提交")
    await talk.says("owner", "着火了")
    await talk.says("owner", "搞错了")
    assert "#0002" in talk.sees("owner")[-2]
    assert await Complaint.filter(status=Status.DRAFT).count() == 0


async def test_a_danger_of_days_ago_is_asked_about_where_something_else_is_open(burning: Talk) -> None:
    await burning.later(days=2)
    await burning.says("owner", "楼道好脏")
    await burning.presses("owner", "提交")
    await burning.says("owner", "搞错了")
    assert not any("照样在办" in text for text in burning.sees("owner"))


async def test_said_of_a_draft_it_is_about_the_draft(burning: Talk) -> None:
    await burning.says("owner", "楼道好脏")
    await burning.says("owner", "算了")
    assert any("还没发出去" in text for text in burning.sees("owner"))
    assert not any("照样在办" in text for text in burning.sees("owner"))


async def test_an_answer_to_staff_stays_one(burning: Talk) -> None:
    await burning.presses("engineer", "我来", "engineering")
    await burning.presses("engineer", "问业主", "engineering")
    await burning.presses("engineer", "在家", "engineering")
    await burning.presses("owner", "回答")
    await burning.says("owner", "没事了")
    assert (await Event.get(action=Action.ANSWER)).facts["text"] == "没事了"


async def test_who_presses_add_and_says_it_is_over_is_answered_too(burning: Talk) -> None:
    await burning.presses("owner", "补充")
    await burning.says("owner", "没事了")
    assert "照样在办" in burning.sees("owner")[-2]
    await burning.says("owner", "楼道好脏")
    assert await Complaint.filter(status=Status.DRAFT).exists(), "and what was asked is asked no more"


async def test_said_in_a_reply_it_is_about_what_it_replies_to(burning: Talk) -> None:
    await burning.says("owner", "楼道好脏")
    await burning.presses("owner", "提交")
    for number, answered in ((2, False), (1, True)):
        card = await Card.get(complaint__number=number, kind=CardKind.RECEIPT)
        above = {"message_id": card.message_id, "date": 1, "chat": burning._chat("owner", "")}
        await burning.says("owner", "搞错了", reply_to_message=above)
        assert any("照样在办" in text for text in burning.sees("owner")) is answered


async def test_a_neighbour_who_cried_as_well_ends_nothing_and_hears_why(village: Village) -> None:
    talk = Talk(village, load())
    for who in ("owner", "stranger"):
        await talk.says(who, "3栋2号电梯困人")
    await talk.says("stranger", "没事了")
    assert "别的住户也报了" in talk.sees("stranger")[-2]
    assert any("另一户补充 11月23日 10:00：没事了" in text for text in talk.sees("engineer", "engineering"))
    assert (await Complaint.get(number=1)).status is Status.WAITING
    assert not any("没事了" in text for text in talk.sees("owner"))


@pytest.mark.parametrize(
    "said",
    [
        "搞错了,是锅烧糊了,没着火",
        "搞错了,是有人烧纸,已经灭了",
        "门开了,我们出来了,没事了",
        "it's over, everybody is out",
        "the fire brigade is here and it's over",
        "it stopped, was just dust from the works",
        "someone let me out, fine now",
        "沒有人困住了,出來了",
        "已經出來了,虛驚一場",
    ],
)
async def test_who_says_so_in_their_own_words_is_answered_and_the_team_reads_them(
    village: Village, said: str
) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "3栋1单元502家里着火了")
    await talk.says("owner", "3栋2单元电梯困人了")
    await talk.says("owner", said)
    answer = next(text for text in talk.sees("owner") if "照样在办" in text)
    assert "#000" in answer
    assert "🙅 是误报" in talk.last("owner").buttons
    assert await Complaint.all().count() == 2
    assert {each.status for each in await Complaint.all()} == {Status.WAITING}
    heard = [text for group in ("engineering", "service") for text in talk.sees("engineer", group)]
    assert any(said in text for text in heard)


@pytest.mark.parametrize(
    "said",
    [
        "血都流出来了",
        "灯也灭了",
        "呼吸停了",
        "火还没灭",
        "他跑出来了又进去了",
        "it stopped but is back",
        "is it over?",
    ],
)
async def test_what_only_sounds_like_an_end_is_no_end(burning: Talk, said: str) -> None:
    await burning.says("owner", said)
    assert not any("照样在办" in text for text in burning.sees("owner"))


@pytest.mark.parametrize(
    "said",
    [
        "火灭了，奶奶在里面",
        "火灭了，奶奶没找到",
        "火滅了，嫲嫲喺入面",
        "fire is out, grandma is inside",
        "it's over, he is hurt",
    ],
)
async def test_while_somebody_is_inside_or_hurt_it_is_not_over(village: Village, said: str) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "3栋1单元502家里着火了")
    await talk.says("owner", said)
    assert not any("照样在办" in text for text in talk.sees("owner"))
    heard = [text for group in ("engineering", "service") for text in talk.sees("engineer", group)]
    assert any(said in text for text in heard)
    assert (await Complaint.get(number=1)).status is Status.WAITING
