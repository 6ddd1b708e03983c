"""Leaders read figures: every line opens its case, every rate its cases, and others see nothing."""

from datetime import timedelta

import pytest
from naive_rates import naive_rates
from village import BOT_ID, PEOPLE, Talk, plan

from bot.figure_words import whole
from desk import phoning, rechecking, visits
from desk.estate import install
from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Callback, Community, Complaint, Edition, Event, Outgoing, Person, Timer
from models.callback_kinds import EditionKind, Reason, Recheck
from models.kinds import Action, Category, Role, Status

GROUP = "engineering"


async def finished(talk: Talk, who: str = "owner", *answers: str) -> None:
    await talk.village.done(who=who, text="厨房水管漏水")
    await talk.later(hours=4)
    for answer in answers:
        await talk.presses(who, answer)


@pytest.fixture
async def busy(talk: Talk) -> Talk:
    """Two answered, one unhappy, one never accepted; it is the next morning, 08:31."""
    await finished(talk, "owner", "✅ 解决了", "😐")
    await finished(talk, "stranger", "❌", "😡")
    await talk.village.filed(who="foreigner", text="阳台水管漏水")
    await talk.later(hours=14, minutes=31)
    return talk


@pytest.fixture
async def visited(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Lots fell on a manager's visit and on the check of its record, which the supervisor has open."""
    monkeypatch.setattr(visits, "falls_on", lambda seed, *_: seed.endswith("manager"))
    monkeypatch.setattr(rechecking, "falls_on", lambda *_: True)
    await finished(talk)
    ref = (await Complaint.get()).ref
    await talk.taps("manager", f"pr:visit:yes:5:manager:1:{ref}")
    await talk.presses("supervisor", "打开，我来问")
    return talk


async def test_the_morning_digest_is_one_message_worst_first_and_each_line_opens_its_case(busy: Talk) -> None:
    digest = busy.last("manager")
    assert "新 3·完 2·未完 2" in digest.text
    for rate in ("响应及时", "办结及时", "解决", "满意", "回访执行", "有效回访", "重复"):
        assert f"· {rate}" in digest.text
    assert "回访执行 100%（n=2）" in digest.text
    labels = list(digest.buttons)
    assert labels[0].startswith("🔴 #000")
    assert any("不满意" in label or "超" in label for label in labels[1:2])
    await busy.presses("manager", labels[0])
    assert "水管漏水" in busy.last("manager").text
    today = await Outgoing.filter(notice="digest", key__contains="2026-11-24").count()
    assert today == 2, "supervisor and manager"


async def test_it_is_made_once_a_day_whatever_restarts(busy: Talk) -> None:
    for _ in range(3):
        await busy.later(minutes=20)
    assert await Edition.filter(kind=EditionKind.DIGEST).count() >= 1
    days = [each.period for each in await Edition.filter(kind=EditionKind.DIGEST)]
    assert len(days) == len(set(days))
    keys = [row.key for row in await Outgoing.filter(notice="digest")]
    assert len(keys) == len(set(keys))


async def test_a_quiet_day_is_one_line(talk: Talk) -> None:
    await talk.later(days=1)
    digest = talk.last("manager")
    assert digest.text.count("\n") == 0
    assert "没有新事" in digest.text
    assert list(digest.buttons) == ["📊 看数字"]


async def test_what_a_day_has_no_case_for_shares_one_line_of_its_digest(talk: Talk) -> None:
    await finished(talk)
    await talk.later(hours=19)
    lines = next(text for text in talk.sees("manager") if "☀️" in text).splitlines()
    assert "· 办结及时 100%（n=1）" in lines
    assert [line for line in lines if "没有可算的" in line] == [lines[-1]]
    assert "没有可算的：解决、满意、" in lines[-1]


async def test_figures_stand_with_their_n_and_open_their_cases(busy: Talk) -> None:
    await busy.says("manager", "/figures")
    text = busy.last("manager").text
    assert "解决 50%（n=2）" in text
    assert "满意 45%（n=2）" in text
    assert "回访执行 100%（n=2）" in text
    assert "聊天 2" in text
    await busy.presses("manager", "满意")
    assert "2 件里 2 件没做到" in busy.last("manager").text
    await busy.presses("manager", "#0001")
    assert "#0001" in busy.last("manager").text


async def test_the_day_is_turned_in_place(busy: Talk) -> None:
    await busy.says("manager", "/figures")
    before = len(busy.sees("manager"))
    await busy.presses("manager", "30 天")
    await busy.presses("manager", "今天")
    assert "没有可算的" in busy.last("manager").text
    assert len(busy.sees("manager")) == before


async def test_what_is_left_out_is_printed_beside_the_rate(busy: Talk) -> None:
    await Complaint.filter(number=3).update(status=Status.WITHDRAWN)
    await Callback.filter(complaint__number=1).update(recheck=Recheck.DIFFERS)
    await busy.says("manager", "/figures")
    text = busy.last("manager").text
    assert "解决 0%（n=1，未计入：抽查不符 1）" in text
    assert "不计入比率：撤回 1" in text


async def test_cases_left_out_are_printed_where_nothing_else_is_left_to_measure(busy: Talk) -> None:
    await Callback.all().update(recheck=Recheck.DIFFERS)
    await busy.says("manager", "/figures")
    text = busy.last("manager").text
    for name in ("解决", "满意", "回访执行"):
        assert f"{name}：没有可算的，未计入：抽查不符 2" in text


async def test_what_a_visit_found_counts_no_more_once_somebody_else_hears_otherwise(visited: Talk) -> None:
    await visited.presses("supervisor", "❌ 不一样")
    await visited.later(minutes=1)
    await visited.says("manager", "/figures")
    assert "解决：没有可算的" in visited.last("manager").text


async def test_a_bad_vote_stays_in_the_rates_when_what_followed_is_merged_or_refused(talk: Talk) -> None:
    await finished(talk, "owner", "❌", "😡")
    await talk.later(minutes=1)
    for status in (Status.REFUSED, Status.WITHDRAWN):
        await Complaint.all().update(status=status)
        await talk.says("manager", "/figures")
        text = talk.last("manager").text
        assert "解决 0%（n=1）" in text
        assert "满意 0%（n=1）" in text
        await agreed(
            talk, Period(talk.clock.now() - timedelta(days=7), talk.clock.now() + timedelta(hours=1))
        )


async def test_an_answer_without_a_score_is_in_no_satisfaction(talk: Talk) -> None:
    await finished(talk, "owner", "✅ 解决了")
    await talk.later(days=2)
    await talk.says("manager", "/figures")
    assert "满意：没有可算的" in talk.last("manager").text
    assert "没打分 1" in talk.last("manager").text


@pytest.mark.parametrize("who", ["owner", "stranger", "engineer", "desk"])
async def test_nobody_below_the_leaders_sees_figures_or_cases(busy: Talk, who: str) -> None:
    ref = (await Complaint.get(number=1)).ref
    here = busy.village.community.id
    for data in (f"g:7:0:{here}", f"gr:solved:7:0:0:{here}", f"gc:{ref}"):
        assert await busy.taps(who, data) == "找不到这件事。"
    await busy.says(who, "/figures")
    refused = "找不到这件事" if who in ("engineer", "desk") else "没有这个命令"
    assert refused in busy.last(who).text


async def test_departments_read_themes_on_monday_and_never_who_voted(talk: Talk) -> None:
    for n in range(6):
        PEOPLE[f"住户{n}"] = 7000 + n
        await talk.village.person(f"住户{n}")
        await talk.village.done(who=f"住户{n}", text="厨房水管漏水")
    await Callback.all().delete()
    people = await Person.filter(telegram_id__gte=7000, telegram_id__lt=7006)
    await talk.later(hours=4)
    for callback in await Callback.filter(tier="desk"):
        await Callback.filter(id=callback.id).update(
            state="answered", solved="no", reasons=[Reason.SLOW], way="chat", changed_at=talk.clock.now()
        )
    await talk.later(days=6, hours=18, minutes=40)
    themes = [text for text in talk.sees("engineer", GROUP) if "上周" in text]
    assert len(themes) == 1
    assert "来得慢 6" in themes[0]
    assert not any(person.name in themes[0] for person in people)


async def test_of_a_few_answers_a_department_reads_only_how_many_there_were(busy: Talk) -> None:
    await busy.later(days=6)
    [themes] = [text for text in busy.sees("engineer", GROUP) if "上周" in text]
    assert "回答有 2 件：太少" in themes
    [row] = await Outgoing.filter(notice="themes")
    assert "reasons" not in row.params, "what is not to be told isn't written down either"


async def test_the_third_time_at_one_place_stands_in_the_digest_once_and_opens_the_latest(talk: Talk) -> None:
    for who in ("owner", "stranger", "foreigner"):
        complaint = await talk.village.done(who=who, text="水管漏水")
        await talk.database.transaction(lambda one=complaint: _at(one, "2号梯"))  # type: ignore[misc]
        await talk.later(days=1)
    [label] = [each for each in talk.last("manager").buttons if "🔁" in each]
    assert label == "🔁 #0003 维修 2号梯 7 天第 3 次"
    await talk.presses("manager", label)
    assert "#0003" in talk.last("manager").text
    await talk.later(days=1)
    assert not any("🔁" in each for each in talk.last("manager").buttons), "no news, no line"


async def _at(complaint: Complaint, place: str) -> None:
    await Complaint.filter(id=complaint.id).update(place=place)


async def test_what_is_about_one_of_the_staff_is_opened_by_those_above_them_only(busy: Talk) -> None:
    supervisor = (await busy.village.actor("supervisor")).posts[0].staff_id
    await Complaint.filter(number=1).update(discretion="confidential", level="manager", about_id=supervisor)
    ref = (await Complaint.get(number=1)).ref
    assert await busy.taps("supervisor", f"gc:{ref}") == "找不到这件事。"
    await busy.taps("manager", f"gc:{ref}")
    assert "#0001" in busy.last("manager").text


async def test_whoever_leads_several_communities_chooses_and_each_has_its_own_figures(busy: Talk) -> None:
    staff = [{"telegram_id": PEOPLE["manager"], "name": "经理", "role": "manager", "departments": []}]
    departments = {"service": {"name": "客服中心", "categories": [str(each) for each in Category]}}
    other = plan("second", name="阳光里", staff=staff, departments=departments)
    second = await busy.database.transaction(lambda: install(other, BOT_ID, busy.clock.now()))
    await busy.says("manager", "/figures")
    assert list(busy.last("manager").buttons) == ["幸福里", "阳光里"]
    await busy.presses("manager", "幸福里")
    assert "幸福里 · " in busy.last("manager").text
    assert "新 3" in busy.last("manager").text
    await busy.says("manager", "/figures")
    await busy.presses("manager", "阳光里")
    assert "新 0" in busy.last("manager").text
    assert await busy.taps("supervisor", f"g:7:0:{second.id}") == "找不到这件事。"


async def test_a_callback_that_was_never_asked_counts_against_us(talk: Talk) -> None:
    """The timer of the callback is lost: after two weeks the figures tell."""
    await talk.village.done(text="厨房水管漏水")
    await Timer.all().delete()
    for days, told in ((13, "回访执行：没有可算的"), (2, "回访执行 0%（n=1）")):
        await talk.later(days=days)
        await talk.says("manager", "/figures")
        await talk.presses("manager", "30 天")
        assert told in talk.last("manager").text
    await talk.presses("manager", "回访执行")
    assert "❗#0001" in talk.last("manager").buttons


@pytest.mark.parametrize("within", [14, 120])
async def test_who_never_answered_is_counted_on_the_day_their_time_was_over_however_long_it_is_closed(
    talk: Talk, within: int
) -> None:
    """Given up on day six; "really answered" knows that nobody did on day fourteen, or whenever policy says."""
    policy = {"callback": {"held_within": f"{within}d"}}
    await talk.database.transaction(lambda: Community.all().update(policy=policy))
    await talk.village.done(text="厨房水管漏水")
    for _ in range(3):
        await talk.later(days=1)
    for hours in (0, 9, 48):
        await talk.later(hours=hours)
        await talk.presses("desk", "我来打", "service")
        await talk.presses("desk", "没人接")
    closed = await Complaint.get()
    assert closed.status is Status.CLOSED
    assert closed.done_at is not None
    over, half = closed.done_at + timedelta(days=within), timedelta(hours=12)
    await talk.later(days=within + 6)
    for since, until in ((over - half, over + half), (over + half, over + 3 * half)):
        period = Period(since, until)
        figures = await figures_for(closed.community_id, period, talk.clock.now())
        naive = await naive_rates(closed.community_id, since, until)
        for kind, rate in figures.rates.items():
            assert (rate.n, len(rate.left_out)) == (naive[kind][0], naive[kind][2]), kind
        assert figures.rates[RateKind.REPLIED].n == (over in period)


async def test_a_rate_opens_all_its_cases_those_that_fell_short_first_and_the_rest_by_pages(
    talk: Talk,
) -> None:
    for n in range(9):
        PEOPLE[f"住户{n}"] = 7000 + n
        await talk.village.person(f"住户{n}")
        await talk.village.done(who=f"住户{n}", text="厨房水管漏水")
    await talk.later(hours=4)
    for n in range(9):
        await talk.presses(f"住户{n}", "❌" if n == 8 else "✅ 解决了")
        await talk.presses(f"住户{n}", "😡" if n == 8 else "🙂 满意")
    await talk.later(minutes=1)
    await talk.says("manager", "/figures")
    await talk.presses("manager", "解决")
    assert "9 件里 1 件没做到" in talk.last("manager").text
    assert [each for each in talk.last("manager").buttons if "#" in each][:2] == ["❗#0009", "#0001"]
    await talk.presses("manager", "下一页")
    assert [each for each in talk.last("manager").buttons if "#" in each] == ["#0008"]


async def test_what_was_withdrawn_makes_nothing_a_repeat(talk: Talk) -> None:
    for _ in range(2):
        complaint = await talk.village.filed(text="水管漏水")
        await talk.database.transaction(lambda one=complaint: _at(one, "2号梯"))  # type: ignore[misc]
        await talk.later(minutes=1)
        if complaint.number == 1:
            await talk.presses("owner", "撤回")
            await talk.presses("owner", "发错了")
    await talk.says("manager", "/figures")
    assert "重复 0%（n=1，未计入：撤回 1）" in talk.last("manager").text


async def test_what_became_of_lots_and_checks_stands_beside_the_rates(visited: Talk) -> None:
    await visited.presses("supervisor", "✅ 一样")
    await visited.later(minutes=1)
    await visited.says("manager", "/figures")
    text = visited.last("manager").text
    assert "经理按抽签回访：抽中 1，已做 1，转给后面的 0；占回访 100%（n=1，要求 25%）" in text
    assert "抽查记录 1 条：不符 0，问不到 0" in text


async def test_what_a_resident_adds_to_a_draft_is_no_answer_of_ours(talk: Talk) -> None:
    began = talk.clock.now()
    await talk.says("owner", "厨房水管漏水")
    await talk.says("owner", "水已经流到客厅了")
    await talk.presses("owner", "提交")
    await talk.later(hours=14, minutes=31)
    period, community = Period(began, talk.clock.now()), talk.village.community.id
    answered = (await figures_for(community, period, talk.clock.now())).rates[RateKind.ANSWERED]
    assert (answered.n, answered.met) == (1, 0), "nobody has accepted it"
    assert (await naive_rates(community, period.since, period.until))["answered"] == (1, 0.0, 0)


async def test_a_promise_is_counted_on_its_last_day_however_long_nothing_has_happened_since(
    talk: Talk,
) -> None:
    """Somebody didn't want to say; and who was unhappy was never spoken to."""
    await talk.village.done(who="stranger", text="厨房水管漏水")
    await finished(talk, "owner", "❌", "😡")
    for _ in range(3):
        await talk.later(days=1)
    refused = await Complaint.get(number=1)
    await phoning.refuse(refused.ref, await talk.village.actor("desk"), 1, Role.DESK, talk.clock.now())
    await Complaint.all().update(status=Status.CLOSED)
    contact = await Event.get(action=Action.REOPEN)
    last = talk.clock.now()
    dues: dict[tuple[str, int], int] = {}
    later = last + timedelta(days=1)
    await Event.filter(id=contact.id).update(facts=contact.facts | {"contact_due": later.isoformat()})
    for days in range(20):
        since = last + timedelta(hours=1, days=days)
        period = Period(since, since + timedelta(days=1))
        told = await agreed(talk, period)
        dues |= {(kind, days): n for kind, (n, _, _) in told.items() if n}
    assert dues == {("contacted", 0): 1, ("replied", 10): 1}


async def agreed(talk: Talk, period: Period) -> dict[str, tuple[int, float, int]]:
    """The rates, reckoned twice."""
    community = talk.village.community.id
    rates = (await figures_for(community, period, talk.clock.now())).rates
    told = {
        str(kind): (rate.n, round(float(sum(item.points for item in rate.items)), 6), len(rate.left_out))
        for kind, rate in rates.items()
    }
    assert told == await naive_rates(community, period.since, period.until)
    return told


@pytest.mark.parametrize(
    ("percent", "told"), [(0, 0), (0.2, 1), (44.6, 45), (98.5, 98), (99.6, 99), (99.99, 99), (100, 100)]
)
def test_all_is_printed_only_where_nothing_fell_short_and_nothing_only_where_nothing_counted(
    percent: float, told: int
) -> None:
    assert whole(percent) == told
