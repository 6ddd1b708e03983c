"""P11: an update nobody can handle is put aside or let go; whoever comes next is answered all the same."""

from typing import Any

import pytest
from estate import Estate

from bot.demo import BOT_ID
from bot.replaying import list_all, replay, replay_all
from desk import filing
from models import Complaint, Incoming
from models.kinds import IncomingState

POISON = "这句话里有毒：5栋楼道灯不亮"


def message(person: int, **body: Any) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "P", "language_code": "zh-hans"}
    chat = {"id": person, "type": "private", "first_name": "P"}
    return {"message_id": 900_001, "date": 1, "chat": chat, "from": user, **body}


async def is_answered(estate: Estate, who: str) -> None:
    """The next ordinary update of this person gets its answer; how soon, the long campaign measures."""
    person = estate.people[who]
    before = len(await estate.sim.texts(person))
    await estate.sim.text(person, "/help")

    async def answered() -> bool:
        return len(await estate.sim.texts(person)) > before + 1  # what was asked, and the answer

    await estate.sim.wait_for(answered)


async def neither_is_kept_waiting(estate: Estate) -> None:
    await is_answered(estate, "owner")
    await is_answered(estate, "neighbour")
    await estate.sim.settled()
    assert await Incoming.filter(state=IncomingState.WAITING).count() == 0


async def state_of(update_id: int | None) -> tuple[IncomingState, str]:
    row = await Incoming.get(update_id=update_id)
    return row.state, row.error


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A version whose handler stumbles over certain words; `undo()` is the upgrade."""
    hear = filing.hear

    async def stumble(actor: Any, community: Any, report: Any, *rest: Any, **more: Any) -> Complaint:
        if "毒" in report.text:
            raise ZeroDivisionError
        return await hear(actor, community, report, *rest, **more)

    monkeypatch.setattr(filing, "hear", stumble)
    return monkeypatch


async def test_a_malformed_update_is_put_aside_and_holds_nobody_up(estate: Estate) -> None:
    owner = estate.people["owner"]
    malformed: list[tuple[str, Any]] = [
        ("message", {"from": {"id": owner}}),
        ("message", {}),
        ("message", "no object at all"),
        ("message", message(owner, text=["a", "list"])),
        ("callback_query", {"id": "1", "from": {"id": owner}}),
    ]
    for kind, payload in malformed:
        number = await estate.sim.inject(kind, payload, lane=owner)
        await neither_is_kept_waiting(estate)
        assert await state_of(number) == (IncomingState.QUARANTINED, "undecodable"), payload


@pytest.mark.filterwarnings("ignore:Detected unknown update type:RuntimeWarning")
async def test_an_update_of_a_kind_nobody_knows_yet_holds_nobody_up(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot asks only for what it knows; here Telegram sends it all the same."""
    queue = estate.demo.sandbox.stage.queues[BOT_ID]
    monkeypatch.setattr(queue, "_wanted", lambda kind: True)
    number = await estate.sim.inject("brand_new_kind", {"from": {"id": estate.people["owner"]}})
    await neither_is_kept_waiting(estate)
    state, _ = await state_of(number)
    assert state in (IncomingState.DONE, IncomingState.QUARANTINED)


async def test_a_text_of_64_kilobytes_is_taken_and_holds_nobody_up(estate: Estate) -> None:
    owner = estate.people["owner"]
    text = "厨房漏水" + "水" * (64 * 1024 // 3)  # in UTF-8
    number = await estate.sim.inject("message", message(owner, text=text), lane=owner)
    await neither_is_kept_waiting(estate)
    assert await state_of(number) == (IncomingState.DONE, "")
    assert all(len(each) <= 4096 for each in await estate.sees("owner"))


async def test_an_update_whose_handler_raises_is_put_aside_and_holds_nobody_up(
    estate: Estate, broken: pytest.MonkeyPatch
) -> None:
    await estate.sim.text(estate.people["owner"], POISON)
    await neither_is_kept_waiting(estate)
    row = await Incoming.get(state=IncomingState.QUARANTINED)
    assert row.error == "ZeroDivisionError"
    assert await Complaint.all().count() == 0, "what the handler had begun is undone"
    await estate.says("neighbour", "3栋电梯坏了")
    assert await Complaint.all().count() == 1, "the same kind of update, without the poison, is handled"


async def test_what_was_put_aside_is_handled_after_a_replay_and_a_restart(
    estate: Estate, broken: pytest.MonkeyPatch
) -> None:
    await estate.says("owner", POISON)
    number = (await Incoming.get(state=IncomingState.QUARANTINED)).update_id
    broken.undo()
    [line] = await list_all(estate.demo._settings())
    assert line.startswith(f"update {number}, ")
    assert line.endswith(": ZeroDivisionError")
    said = await replay_all(estate.demo._settings())
    assert await list_all(estate.demo._settings()) == ["nothing is put aside"]
    assert said.startswith("1 updates wait for the next start")
    await estate.demo.power("restart")
    await estate.sim.settled()
    assert await state_of(number) == (IncomingState.DONE, "")
    assert "楼道灯不亮" in (await Complaint.get()).text
    await estate.presses("owner", "提交")
    assert (await Complaint.get()).number == 1
    await neither_is_kept_waiting(estate)


async def test_what_is_still_poison_after_a_replay_is_put_aside_again_and_the_start_goes_on(
    estate: Estate, broken: pytest.MonkeyPatch
) -> None:
    await estate.says("owner", POISON)
    await estate.sim.inject("message", {"from": {"id": estate.people["owner"]}})
    await estate.sim.settled()
    app = estate.demo.app
    assert app is not None
    assert await replay(app.database, BOT_ID) == 2
    await estate.demo.power("restart")
    await neither_is_kept_waiting(estate)
    held = (
        await Incoming.filter(state=IncomingState.QUARANTINED).order_by("id").values_list("error", flat=True)
    )
    assert [*map(str, held)] == ["ZeroDivisionError", "undecodable"]
