"""After a bad answer somebody who leads speaks to the resident in time: promised, pressed for, recorded, counted."""

from datetime import timedelta

import pytest
from village import PEOPLE, Talk

from desk import digests
from desk.figures import figures_for
from desk.rates import Period, Rate, RateKind
from models import Complaint, Event, Person
from models.kinds import Action

GROUP = "engineering"
LATE = "还没有人联系"
BROKEN = "说好联系您的，没做到"
UNHAPPY = ("❌ 没解决", "😡", "没修好", "☎️ 打电话给我")


@pytest.fixture
async def unhappy(talk: Talk) -> Talk:
    """Not solved, very unsatisfied; they want to be phoned. It is 13:01."""
    await answers(talk, UNHAPPY)
    return talk


async def answers(talk: Talk, labels: tuple[str, ...]) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    for label in labels:
        await talk.presses("owner", label)


async def lines(talk: Talk) -> list[str]:
    found = await digests.lines_for(talk.village.community.id, talk.clock.now())
    return [line.kind for line in found]


async def rate(talk: Talk) -> Rate:
    now = talk.clock.now()
    period = Period(now - timedelta(days=5), now + timedelta(minutes=1))
    return (await figures_for(talk.village.community.id, period, now)).rates[RateKind.CONTACTED]


async def test_the_resident_is_told_who_contacts_them_until_when(unhappy: Talk) -> None:
    assert any("主管会在 <b>11月23日周一 15:01 前</b>联系您" in text for text in unhappy.sees("owner"))


async def test_who_wants_to_be_phoned_and_left_no_number_is_asked_for_it(unhappy: Talk) -> None:
    asked = unhappy.last("owner")
    assert "还没有留电话" in asked.text
    assert asked.asks_contact


async def test_who_left_a_number_is_not_asked_for_it_again(talk: Talk) -> None:
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234")
    await answers(talk, UNHAPPY)
    assert not any("还没有留电话" in text for text in talk.sees("owner"))


async def test_taking_the_case_over_is_no_contact(unhappy: Talk) -> None:
    await unhappy.presses("supervisor", "我来", GROUP)
    assert "unhappy" in await lines(unhappy)
    await unhappy.later(hours=2, minutes=1)
    assert LATE in unhappy.last("supervisor").text
    assert any(BROKEN in text for text in unhappy.sees("owner"))
    assert not any(LATE in text for text in unhappy.sees("manager"))


async def test_the_longer_nobody_does_the_higher_it_goes_each_told_once(unhappy: Talk) -> None:
    await unhappy.presses("supervisor", "我来", GROUP)
    for _ in range(6):
        await unhappy.later(hours=1)
    assert [sum(LATE in text for text in unhappy.sees(who)) for who in ("supervisor", "manager")] == [1, 2]
    assert sum(BROKEN in text for text in unhappy.sees("owner")) == 1
    await unhappy.later(days=1)
    assert "unhappy" in await lines(unhappy), "until it is done"
    assert ((await rate(unhappy)).n, (await rate(unhappy)).met) == (1, 0)


async def test_who_contacted_them_when_and_how_is_a_step_and_ends_it(unhappy: Talk) -> None:
    await unhappy.later(minutes=30)
    await unhappy.presses("supervisor", "☎️ 联系居民")
    page = unhappy.last("supervisor").text
    assert "没解决 · 😡 很不满意 · 没修好" in page
    assert "今天 15:01 前" in page
    await unhappy.presses("supervisor", "📞 电话谈过了")
    step = await Event.get(action=Action.CONTACT).select_related("actor")
    assert (step.actor is not None and step.actor.name, step.facts["way"]) == ("supervisor", "phone")
    assert any("supervisor师傅 11月23日 13:31 记下：已和您谈过" in text for text in unhappy.sees("owner"))
    assert await lines(unhappy) == ["reopened"], "nobody took it over yet, but somebody spoke to them"
    await unhappy.later(hours=5)
    assert not any(LATE in text for who in ("supervisor", "manager") for text in unhappy.sees(who))
    assert ((await rate(unhappy)).n, (await rate(unhappy)).met) == (1, 1)


async def test_a_try_that_reached_nobody_is_written_down_and_is_no_contact(unhappy: Talk) -> None:
    await unhappy.presses("supervisor", "☎️ 联系居民")
    await unhappy.presses("supervisor", "📵 没联系上")
    assert (await Event.get(action=Action.CONTACT)).facts["outcome"] == "nobody"
    assert "unhappy" in await lines(unhappy)
    await unhappy.later(hours=2, minutes=1)
    assert LATE in unhappy.last("supervisor").text


@pytest.mark.parametrize("who", ["engineer", "plumber", "desk", "owner", "stranger"])
async def test_nobody_else_can_say_that_they_did(unhappy: Talk, who: str) -> None:
    ref = (await Complaint.get()).ref
    for verb in ("open", "phoned", "nobody"):
        assert await unhappy.taps(who, f"pa:{verb}:{ref}")
    assert not await Event.filter(action=Action.CONTACT).exists()


async def test_twice_is_once(unhappy: Talk) -> None:
    await unhappy.presses("supervisor", "☎️ 联系居民")
    await unhappy.presses("supervisor", "🚪 当面谈过了")
    assert await unhappy.taps("supervisor", f"pa:phoned:{(await Complaint.get()).ref}")
    assert await Event.filter(action=Action.CONTACT).count() == 1


async def speaks(talk: Talk, who: str) -> None:
    """So they write down."""
    await talk.presses(who, "☎️ 联系居民")
    await talk.presses(who, "📞 电话谈过了")


async def test_the_resident_can_say_that_nobody_did_and_those_above_have_to(unhappy: Talk) -> None:
    await unhappy.presses("supervisor", "我来", GROUP)
    await speaks(unhappy, "supervisor")
    assert "supervisor师傅记下了" in unhappy.last("owner").text
    await unhappy.later(hours=1, minutes=59)
    await unhappy.presses("owner", "没有人联系过我")
    assert "今天 17:00 前</b>由经理联系您" in unhappy.last("owner").text
    assert any("经理会在 <b>11月23日周一 17:00 前</b>联系您" in text for text in unhappy.sees("owner"))
    assert "居民说没有人联系" in unhappy.last("manager").text
    assert "unhappy" in await lines(unhappy)
    for _ in range(2):
        await unhappy.later(hours=1)
    assert [sum(LATE in text for text in unhappy.sees(who)) for who in ("supervisor", "manager")] == [0, 1]
    assert ((await rate(unhappy)).n, (await rate(unhappy)).met) == (1, 0)
    ref = (await Complaint.get()).ref
    for verb in ("open", "phoned", "nobody"):
        assert "不归您" in await unhappy.taps("supervisor", f"pa:{verb}:{ref}"), "whom they contradicted"
    await unhappy.says("supervisor", "/visits")
    assert "不满意的居民" not in unhappy.last("supervisor").text
    await unhappy.says("manager", "/visits")
    assert "不满意的居民" in unhappy.last("manager").text
    await speaks(unhappy, "manager")
    assert "manager师傅记下了" in unhappy.last("owner").text
    assert "unhappy" not in await lines(unhappy)


async def test_once_for_each_record_by_nobody_else_and_only_while_it_is_owed(unhappy: Talk) -> None:
    await speaks(unhappy, "supervisor")
    said = next(data for data in unhappy.last("owner").buttons.values())
    for who in ("supervisor", "neighbour"):
        assert await unhappy.taps(who, said)
    assert not await Event.filter(action=Action.CONTRADICT).exists()
    await unhappy.taps("owner", said)
    await speaks(unhappy, "manager")
    assert await unhappy.taps("owner", said), "that record is void; this is another one"
    assert await Event.filter(action=Action.CONTRADICT).count() == 1
    for label in ("改一改", "✅ 解决了", "😀"):
        await unhappy.presses("owner", label)
    assert await unhappy.presses("owner", "没有人联系过我"), "nothing is owed any more"
    assert await Event.filter(action=Action.CONTRADICT).count() == 1


@pytest.mark.parametrize("answered", [UNHAPPY, UNHAPPY[:1]])
async def test_each_promise_that_is_broken_is_told_and_so_is_the_one_of_a_contradiction(
    talk: Talk, answered: tuple[str, ...]
) -> None:
    await answers(talk, answered)
    await talk.later(hours=2, minutes=1)
    before = sum(BROKEN in text for text in talk.sees("owner"))
    assert before == (len(answered) > 1), "who was promised nothing in words hears of nothing broken"
    await speaks(talk, "supervisor")
    await talk.presses("owner", "没有人联系过我")
    for _ in range(6):
        await talk.later(hours=1)
    assert sum(BROKEN in text for text in talk.sees("owner")) == before + 1, "once for each"


async def test_whom_they_contradicted_may_only_where_nobody_else_is_left(unhappy: Talk) -> None:
    await speaks(unhappy, "supervisor")
    await unhappy.presses("owner", "没有人联系过我")
    await speaks(unhappy, "manager")
    await unhappy.presses("owner", "没有人联系过我")
    assert "由经理联系您" in unhappy.last("owner").text, "there is no director"
    await speaks(unhappy, "manager")
    assert await Event.filter(action=Action.CONTACT).count() == 3


async def test_one_of_the_staff_whose_own_matter_it_is_can_say_so_too(talk: Talk) -> None:
    await talk.village.done(who="plumber", text="厨房水管漏水")
    await talk.later(hours=3, minutes=1)
    await talk.taps("desk", f"p:open:desk:1:{(await Complaint.get()).ref}")
    for label in ("接通了", "❌ 没解决", "😡"):
        await talk.presses("desk", label)
    await speaks(talk, "supervisor")
    await talk.presses("plumber", "没有人联系过我")
    assert "由经理联系您" in talk.last("plumber").text


async def test_not_now_and_solved_after_all_release_it(talk: Talk) -> None:
    await talk.village.done(text="厨房水管漏水")
    await talk.later(hours=3, minutes=1)
    for label in ("🟡 没完全", "😡", "没修好", "先不用"):
        await talk.presses("owner", label)
    assert "unhappy" not in await lines(talk)
    await talk.later(hours=5)
    assert not any(LATE in text for who in ("supervisor", "manager") for text in talk.sees(who))
    assert (await rate(talk)).n == 0


async def test_solved_after_all_and_then_not_is_owed_pressed_for_and_counted_as_before(unhappy: Talk) -> None:
    for label in ("改一改", "✅ 解决了", "😀"):
        await unhappy.presses("owner", label)
    for _ in range(3):
        await unhappy.later(hours=1)
    assert not any(LATE in text for text in unhappy.sees("supervisor")), "released"
    await unhappy.presses("owner", "改一改")
    await unhappy.presses("owner", "❌")
    await unhappy.later(hours=1, minutes=30)
    assert not any(LATE in text for text in unhappy.sees("supervisor")), "they have its time anew"
    for _ in range(18):
        await unhappy.later(hours=1)
    assert [sum(LATE in text for text in unhappy.sees(who)) for who in ("supervisor", "manager")] == [1, 2]
    found = await rate(unhappy)
    assert (found.n, found.met) == (1, 0)


async def test_what_is_to_be_done_stands_on_the_list_of_those_who_lead(unhappy: Talk) -> None:
    await unhappy.says("supervisor", "/visits")
    assert "请您联系 1 位不满意的居民" in unhappy.last("supervisor").text
    await unhappy.presses("supervisor", "🙁 #0001")
    assert "请联系居民" in unhappy.last("supervisor").text


async def test_nobody_is_pressed_at_night_not_even_after_an_outage(unhappy: Talk) -> None:
    await unhappy.later(hours=13)  # 02:01, the first sweep since
    assert not any(LATE in text for text in unhappy.sees("supervisor"))
    await unhappy.later(hours=6)
    assert LATE in unhappy.last("supervisor").text
