"""Every count on the page of figures opens its cases: as many as it says, wherever it is read."""

import re
from datetime import timedelta

import pytest
from village import PEOPLE, Talk

from bot.count_words import LINES
from desk import phoning, rechecking, visits
from desk.counts import Count
from desk.figures import Figures, figures_for
from desk.rates import Period, RateKind
from models import Callback, Complaint, Opinion, Person
from models.callback_kinds import Recheck, Solved
from models.kinds import Role

SHOWN = re.compile(r"#(\d{4})(?: ×(\d+))?")


@pytest.fixture
async def week(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Unhappy and reopened, solved without a score, not wanting to say, withdrawn; visited, checked, joined."""
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    monkeypatch.setattr(rechecking, "falls_on", lambda *_: True)
    for who in ("owner", "stranger", "foreigner"):
        await talk.village.done(who=who, text="厨房水管漏水")
    await talk.later(hours=4)
    await talk.taps("manager", f"pr:visit:yes:5:manager:1:{(await Complaint.get(number=1)).ref}")
    await talk.presses("supervisor", "打开，我来问")
    await talk.presses("supervisor", "❌ 不一样")
    await talk.presses("owner", "❌")
    await talk.presses("owner", "😡")
    await talk.presses("stranger", "✅ 解决了")
    for _ in range(3):
        await talk.later(days=1)
    silent = await Complaint.get(number=3)
    await phoning.refuse(silent.ref, await talk.village.actor("desk"), 1, Role.DESK, talk.clock.now())
    for who in ("owner", "stranger"):
        said, person = Solved.YES if who == "owner" else Solved.NO, await Person.get(name=who)
        await Opinion.create(complaint=silent, person=person, solved=said, at=talk.clock.now())
    await talk.village.filed(who="stranger", text="阳台水管漏水")
    await talk.later(minutes=1)
    await talk.presses("stranger", "撤回")
    await talk.presses("stranger", "发错了")
    await talk.later(minutes=1)
    return talk


async def figures(talk: Talk, days: int = 7) -> Figures:
    now = talk.clock.now()
    return await figures_for(talk.village.community.id, Period(now - timedelta(days=days), now), now)


async def opened(talk: Talk, data: str) -> int:
    """How often cases count, on all the pages of a list."""
    await talk.says("manager", "/figures")
    await talk.taps("manager", data, message_id=talk.last("manager").message_id)
    shown, total = talk.last("manager"), 0
    for _ in range(99):
        labels = [SHOWN.fullmatch(label) for label in shown.buttons]
        total += sum(int(found[2] or 1) for found in labels if found)
        if "下一页 ›" not in shown.buttons:
            return total
        await talk.presses("manager", "下一页 ›")
        shown = talk.last("manager")
    raise AssertionError("pages without end")


async def test_every_count_is_the_same_on_the_page_on_its_button_and_in_its_list(week: Talk) -> None:
    found, here = await figures(week), week.village.community.id
    await week.says("manager", "/figures")
    page = week.last("manager").text
    await week.presses("manager", "每个数是哪些")
    buttons = {data: label for label, data in week.last("manager").buttons.items()}
    for count, cases in found.cases.items():
        data = f"gm:{count}:7:0:0:{here}"
        assert (data in buttons) == bool(cases), count
        if cases:
            assert buttons[data].endswith(f" {len(cases)}"), count
            assert await opened(week, data) == len(cases), count
            assert f"：{len(cases)}。" in week.last("manager").text, count
    for line in (
        "新 4·完 3·现在未完 1·待回访 0·现在超时 1",
        "回答来自：聊天 2；没打分 1",
        "没有回答：不愿说 1，没联系上 0",
        "不计入比率：撤回 1",
        "经理按抽签回访：抽中 3，已做 0，转给后面的 1；占回访 0%（n=3，要求 25%）",
        "抽查记录 1 条：不符 1，问不到 0",
        "说“我也是”的邻居另计：1/2 说解决了",
    ):
        assert line in page


async def test_the_ways_of_answers_add_up_to_those_that_count(week: Talk) -> None:
    for differing in (False, True):
        if differing:
            await Callback.filter(complaint__number=2).update(recheck=Recheck.DIFFERS)
        found = await figures(week)
        ways = sum(len(found.cases[way]) for way in (Count.CHAT, Count.PHONE, Count.VISIT))
        assert ways == found.rates[RateKind.SOLVED].n == (1 if differing else 2)
        unrated = len(found.cases[Count.UNRATED])
        assert unrated == ways - found.rates[RateKind.SATISFIED].n == (0 if differing else 1)


async def test_a_case_that_counts_twice_is_one_button_that_says_so_and_opens(week: Talk) -> None:
    await week.says("manager", "/figures")
    await week.presses("manager", "每个数是哪些")
    await week.presses("manager", "“我也是”邻居回答")
    shown = week.last("manager")
    assert shown.text.endswith("（×2：同一件算了两次）")
    assert list(shown.buttons) == ["#0003 ×2", "‹ 其他数", "📊 返回"]
    await week.presses("manager", "#0003 ×2")
    assert "#0003" in week.last("manager").text
    await week.presses("manager", "‹ 其他数")
    assert "点一个数" in week.sees("manager")[-2]


async def test_a_long_list_is_read_page_by_page(talk: Talk) -> None:
    for n in range(9):
        PEOPLE[f"住户{n}"] = 7000 + n
        await talk.village.person(f"住户{n}")
        await talk.village.filed(who=f"住户{n}", text="厨房水管漏水")
    await talk.later(minutes=1)
    assert await opened(talk, f"gm:filed:7:0:0:{talk.village.community.id}") == 9
    assert [each for each in talk.last("manager").buttons if "#" in each] == ["#0009"]


async def test_nothing_to_count_has_no_list(talk: Talk) -> None:
    await talk.says("manager", "/figures")
    assert not any("每个数" in each for each in talk.last("manager").buttons)


def test_all_counts_stand_on_the_page_of_counts_once() -> None:
    assert sorted(count for line in LINES for count in line) == sorted(Count)


@pytest.mark.parametrize("who", ["owner", "stranger", "engineer", "desk"])
async def test_nobody_below_the_leaders_sees_counts(week: Talk, who: str) -> None:
    here = week.village.community.id
    for data in (f"gn:7:0:{here}", f"gm:filed:7:0:0:{here}"):
        assert await week.taps(who, data) == "找不到这件事。"
