"""The demo's bot is killed in the middle of things: nothing is finished, nothing written down."""

import pytest
from estate import Estate

from models import Complaint, Outgoing
from models.kinds import OutgoingState, Status


async def test_killed_with_everything_in_the_air_it_goes_on_where_it_was(estate: Estate) -> None:
    await estate.sim.text(estate.people["owner"], "厨房水管漏水")
    await estate.demo.power("kill")
    await estate.sim.settled()
    await estate.presses("owner", "提交")
    await estate.sim.press(estate.people["engineer"], estate.groups["repairs"], "我来")
    await estate.demo.power("kill")
    await estate.sim.settled()
    complaint = await Complaint.get()
    assert complaint.status is Status.ACCEPTED
    assert not await Outgoing.filter(state__in=[OutgoingState.WAITING, OutgoingState.SENDING]).exists()
    cards = [text for text in await estate.sees("engineer", group="repairs") if "#0001" in text]
    assert len(cards) == 1


@pytest.mark.parametrize("kind", ["html502", "drop", "403"])
async def test_it_starts_also_when_telegram_does_not_say_its_name(estate: Estate, kind: str) -> None:
    await estate.sim.fault(kind, "getMe")
    await estate.demo.power("kill")
    await estate.says("owner", "厨房水管漏水")
    assert "厨房水管漏水" in str(await estate.last("owner"))


@pytest.mark.parametrize("wish", ["sleep", ""])
async def test_the_demo_knows_no_other_wishes(estate: Estate, wish: str) -> None:
    with pytest.raises(ValueError, match=f"^{wish}$"):
        await estate.demo.power(wish)
