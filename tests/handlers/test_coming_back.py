"""It is back, and who says so has no Telegram: the desk opens the same case again."""

import pytest
from village import PEOPLE, Talk

from desk.figures import figures_for
from desk.rates import Period, RateKind
from models import Complaint, Event, Person
from models.kinds import Action, Status

GROUP = "engineering"


@pytest.fixture
async def closed(talk: Talk) -> Talk:
    """Phoned, solved, closed; the resident was never in the chat."""
    complaint = await talk.village.done(text="厨房水管漏水")
    await talk.database.transaction(
        lambda: Person.filter(telegram_id=PEOPLE["owner"]).update(reachable=False)
    )
    await talk.later(hours=4)
    await talk.taps("desk", f"pr:phone:yes:4:desk:1:{complaint.ref}")
    assert (await Complaint.get()).status is Status.CLOSED
    return talk


async def test_the_desk_takes_down_that_it_is_back_and_it_counts_as_repeated(closed: Talk) -> None:
    begun = closed.clock.now()
    await closed.later(days=5)
    await closed.taps("desk", f"jc:{(await Complaint.get()).ref}")
    await closed.presses("desk", "🔁 居民来说又出现了")
    complaint, step = await Complaint.get(), await Event.filter(action=Action.REOPEN).get()
    assert (complaint.status, complaint.round, complaint.level) == (Status.WAITING, 2, "supervisor")
    assert (step.facts["back"], step.facts["by"]) == (True, "desk师傅")
    assert any("又出现了" in text for text in closed.sees("supervisor"))
    period = Period(begun, closed.clock.now())
    now = closed.clock.now()
    assert (await figures_for(closed.village.community.id, period, now)).rates[RateKind.REPEATED].met == 0
    later = Period(begun, now.replace(year=now.year + 1))
    assert (await figures_for(closed.village.community.id, later, now)).rates[RateKind.REPEATED].met == 1


async def test_taking_it_down_breaks_into_no_call_that_is_being_typed(closed: Talk) -> None:
    await closed.taps("desk", f"jc:{(await Complaint.get()).ref}")
    await closed.says("desk", "/new")
    await closed.presses("desk", "🔁 居民来说又出现了")
    await closed.says("desk", "厕所漏水 王先生 来电")
    call = await Complaint.filter(status=Status.DRAFT).get()
    assert "厕所漏水" in call.text
    assert (await Complaint.get(number=1)).round == 2


@pytest.mark.parametrize("who", ["engineer", "plumber", "stranger", "neighbour"])
async def test_nobody_else_opens_a_case_again_for_a_resident(closed: Talk, who: str) -> None:
    ref = (await Complaint.get()).ref
    assert await closed.taps(who, f"pb:{ref}")
    assert (await Complaint.get()).status is Status.CLOSED


async def test_the_residents_own_button_stays_their_own(closed: Talk) -> None:
    ref = (await Complaint.get()).ref
    for who in ("desk", "supervisor", "manager"):
        assert await closed.taps(who, f"cm:back:1:{ref}")
    assert (await Complaint.get()).status is Status.CLOSED


async def test_after_thirty_days_it_is_a_new_case(closed: Talk) -> None:
    await closed.later(days=31)
    assert "告诉我" in await closed.taps("desk", f"pb:{(await Complaint.get()).ref}")
    assert (await Complaint.get()).status is Status.CLOSED
