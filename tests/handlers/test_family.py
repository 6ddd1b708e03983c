"""The whole household gets the same news (S1: "how come I don't know"), and nothing that one keeps to oneself."""

from datetime import timedelta

import pytest
from village import PEOPLE, Talk

from desk import extending, holding, homes
from models import Complaint, Home, Outgoing, Person, Residency
from models.kinds import Discretion, ResidencyKind, ResidencyState, Role
from triage import load

GROUP = "engineering"
NEWS = "家里报的 #0001"


@pytest.fixture
async def home(talk: Talk) -> Home:
    """The owner and the stranger live together."""
    [home] = await talk.village.homes(("3", "1", "502"))
    for who in ("owner", "stranger"):
        await lives(talk, who, home)
    return home


async def lives(talk: Talk, who: str, home: Home, state: ResidencyState = ResidencyState.CONFIRMED) -> None:
    person = await talk.village.person(who)
    community, now = talk.village.community, talk.clock.now()
    await talk.database.transaction(
        lambda: homes.move_in(person.id, community, home, ResidencyKind.FAMILY, state, now)
    )


async def reports(talk: Talk, text: str = "厨房水管漏水") -> Complaint:
    await talk.says("owner", text)
    await talk.presses("owner", "提交")
    return await Complaint.get().select_related("community")


def news(talk: Talk, who: str = "stranger") -> list[str]:
    return [text for text in talk.sees(who) if NEWS in text]


@pytest.mark.usefixtures("home")
async def test_the_family_hears_who_comes_and_that_it_is_done_without_the_words(talk: Talk) -> None:
    await reports(talk, "厨房水管漏水，我在家哭了")
    assert news(talk) == [], "nothing happens yet that they need to know"
    await talk.presses("engineer", "我来", GROUP)
    assert "<b>engineer师傅</b>来办" in news(talk)[-1]
    await talk.presses("engineer", "完成", GROUP)
    assert "已办完" in news(talk)[-1]
    assert not any("哭" in text for text in talk.sees("stranger"))
    assert not any(talk.last("stranger").buttons), "they decide nothing about it"
    assert news(talk, "owner") == []


@pytest.mark.usefixtures("home")
async def test_the_family_hears_the_time_that_was_agreed(talk: Talk) -> None:
    await reports(talk)
    await talk.presses("engineer", "我来", GROUP)
    await talk.presses("engineer", "更多", GROUP)
    await talk.presses("engineer", "约时间")
    await talk.presses("engineer", "明天 15:00")
    assert len(news(talk)) == 1, "a time that is only proposed is no news yet"
    await talk.presses("owner", "✅ 行")
    assert "约好 <b>明天 15:00</b>" in news(talk)[-1]


@pytest.mark.usefixtures("home")
async def test_the_family_hears_that_it_rests_takes_longer_or_comes_late(talk: Talk) -> None:
    complaint = await reports(talk)
    await talk.later(hours=1, minutes=55)
    assert "来不及了" in news(talk)[-1]
    await talk.presses("engineer", "我来", GROUP)
    engineer, manager = await talk.village.actor("engineer"), await talk.village.actor("manager")
    now, later = talk.clock.now(), talk.clock.now() + timedelta(days=3)

    async def takes_longer() -> None:
        await extending.ask(complaint.ref, engineer, now, until=later, reason="parts")
        asked = await Complaint.get(id=complaint.id)
        await extending.grant(complaint.ref, manager, asked.version, now)

    await talk.database.transaction(takes_longer)
    rest = now + timedelta(days=1)
    await talk.database.transaction(
        lambda: holding.hold(complaint.ref, engineer, now, until=rest, reason="parts")
    )
    await talk.later(seconds=1)
    assert any("要多些时间" in text for text in news(talk))
    assert any("要停一停" in text for text in news(talk))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("text", ["楼上半夜装修太吵了", "保安态度恶劣还骂人"])
async def test_noise_and_what_is_about_staff_is_told_to_nobody_besides(talk: Talk, text: str) -> None:
    """It may be about one of them (T9, D8)."""
    talk = Talk(talk.village, load())
    complaint = await reports(talk, text)
    assert complaint.discretion is not Discretion.OPEN
    who = "supervisor" if complaint.discretion is Discretion.CONFIDENTIAL else "cleaner"
    group = "" if who == "supervisor" else "cleaning"
    await talk.presses(who, "我来", group)
    assert news(talk) == []


async def test_who_only_says_they_live_there_neither_hears_nor_is_heard_of(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "stranger", home)
    await lives(talk, "owner", home, ResidencyState.PENDING)
    await reports(talk)
    await talk.presses("engineer", "我来", GROUP)
    assert news(talk) == []
    await Residency.filter(person__telegram_id=PEOPLE["owner"]).update(state=ResidencyState.CONFIRMED)
    await Residency.filter(person__telegram_id=PEOPLE["stranger"]).update(state=ResidencyState.PENDING)
    await talk.presses("engineer", "完成", GROUP)
    assert news(talk) == []


@pytest.mark.usefixtures("home")
async def test_who_moved_out_or_blocked_us_hears_nothing(talk: Talk) -> None:
    await reports(talk)
    await Person.filter(telegram_id=PEOPLE["stranger"]).update(reachable=False)
    await talk.presses("engineer", "我来", GROUP)
    await Person.filter(telegram_id=PEOPLE["stranger"]).update(reachable=True)
    await talk.says("stranger", "/home")
    for _ in range(2):  # and sure
        await talk.presses("stranger", "已搬走")
    await talk.presses("engineer", "完成", GROUP)
    assert news(talk) == []
    assert not await Outgoing.filter(notice__startswith="family").exists()


@pytest.mark.usefixtures("home")
async def test_what_the_family_writes_under_the_news_is_their_own_report(talk: Talk) -> None:
    """They see none of the case, so nothing of theirs may vanish in it."""
    await reports(talk)
    await talk.presses("engineer", "我来", GROUP)
    last = talk.last("stranger")
    above = {"message_id": last.message_id, "date": 1, "chat": talk._chat("stranger", "")}
    await talk.says("stranger", "我这边也漏水", reply_to_message=above)
    assert await Complaint.filter(filer__telegram_id=PEOPLE["stranger"], text="我这边也漏水").exists()
    assert "engineer" not in talk.last("stranger").text
    assert (await Complaint.get(number=1)).level is Role.WORKER
