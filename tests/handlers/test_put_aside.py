"""What could not be handled waits for a person, and keeps nobody who wants to be forgotten (P18)."""

from typing import Any

import pytest
from traces import LEAVER, LEAVER_ID, leaves, rows_with
from village import BOT_ID, PEOPLE, Talk

from bot import inbox, replaying
from bot.replaying import lines_of
from desk import keeping
from models import Complaint, Incoming, Person
from models.kinds import IncomingState

WORDS = "水管漏水漏到紫檀柜子里了"
MARKS = (LEAVER, str(LEAVER_ID), "紫檀柜")


@pytest.fixture
def leaver(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEOPLE, LEAVER, LEAVER_ID)
    return LEAVER


async def is_put_aside(talk: Talk, who: str, text: str, **more: Any) -> Incoming:
    """Something in the program is broken, for a while."""

    async def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(inbox, "PAUSES", (0.0, 0.0, 0.0))
        broken.setattr("desk.filing.hear", breaks)
        broken.setattr("desk.relaying.tell", breaks)
        await talk.says(who, text, **more)
    return await Incoming.get(state=IncomingState.QUARANTINED)


async def replayed(talk: Talk) -> None:
    """Mended, and started again."""
    await replaying.replay(talk.database, BOT_ID)
    await talk.inbox.start()
    await talk._deliver()


async def test_what_was_put_aside_goes_with_who_sent_it_and_is_still_seen(talk: Talk, leaver: str) -> None:
    row = await is_put_aside(talk, leaver, WORDS)
    assert "紫檀" in row.body.encode().decode("unicode-escape")
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    [line] = await talk.database.transaction(lambda: lines_of(BOT_ID))
    assert f"update {row.update_id}, 2026-11-23 02:00 UTC: RuntimeError (message" in line
    people = await Person.all().count()
    await replayed(talk)
    assert await Complaint.all().count() == 0
    assert await Person.all().count() == people
    assert (await Incoming.get(id=row.id)).state is IncomingState.DONE, "somebody has looked"


async def test_what_others_had_put_aside_can_be_replayed_without_the_one_who_left(
    talk: Talk, leaver: str
) -> None:
    await talk.says(leaver, WORDS)
    await talk.presses(leaver, "提交")
    card = talk.last("engineer", "engineering")
    above = {"message_id": card.message_id, "date": 1, "chat": talk._chat("engineer", "engineering")}
    quoted = {"reply_to_message": above | {"text": f"{card.text} {LEAVER}", "from": talk._user(leaver)}}
    row = await is_put_aside(talk, "owner", "楼道很脏", **quoted)
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert (await Incoming.get(id=row.id)).state is IncomingState.QUARANTINED
    await replayed(talk)
    assert (await Complaint.all().order_by("-id").first()).text == "楼道很脏"  # type: ignore[union-attr]


async def test_what_nobody_looks_at_is_not_kept_for_ever(talk: Talk, leaver: str) -> None:
    row = await is_put_aside(talk, leaver, WORDS)
    for days, kept in ((29, True), (2, False)):
        talk.clock.forward(days=days)
        await talk.database.transaction(lambda: keeping.tidy(talk.clock.now()))
        assert bool([found for found in await rows_with(("紫檀柜",)) if "Incoming" in found]) is kept
    assert (await Incoming.get(id=row.id)).state is IncomingState.QUARANTINED, (
        "that there was one is still seen"
    )
