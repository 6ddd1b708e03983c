"""T2: a button counts where it stands, on its live message, and nowhere else."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from presses import PRESSES, ROLES, expected, note, rows, say, situation, take, taps
from presses import file as file_it
from tortoise.transactions import in_transaction
from village import GROUPS, PEOPLE, Talk, photo

from desk.errors import Misplaced
from models import Card, Complaint, Department, Dialog, Event, Outgoing, Person, Staff
from models.kinds import Action, CardKind, Role

GROUP = "engineering"
OLD = "这个按钮已经过期了，请看最新的消息。"
HERE = "已记下您到场，业主会收到通知"
STRANGE = -777  # a group that nobody has bound


def tap_at(talk: Talk, who: str, data: str, chat: int, message_id: int | None) -> dict[str, Any]:
    """From any place at all; without a message, as below one that was sent by way of an inline query."""
    kind = "private" if chat > 0 else "supergroup"
    message = {"message_id": message_id, "date": 1, "chat": {"id": chat, "type": kind, "title": "…"}}
    where: dict[str, Any] = {"message": message} if message_id else {"inline_message_id": "AAA"}
    return {"id": "1", "from": talk._user(who), "chat_instance": "1", "data": data, **where}


async def press(talk: Talk, who: str, data: str, chat: int, message_id: int | None) -> str:
    before = len(talk.toasts)
    await talk.comes("callback_query", tap_at(talk, who, data, chat, message_id))
    [said] = talk.toasts[before:]
    return said


async def wrong_places(chosen: str) -> list[tuple[int, int | None]]:
    """Chat and message; the other complaint is shown in the cleaners' group, bound and alive."""
    mine = await Card.get(kind=CardKind.STAFF, complaint__number=1)
    other = await Card.get(kind=CardKind.STAFF, complaint__number=2)
    assert mine.message_id
    assert other.message_id
    somebody = PEOPLE["neighbour" if chosen == "owner" else "owner"]
    return [
        (GROUPS[GROUP], 999),
        (GROUPS["cleaning"], mine.message_id),
        (GROUPS["cleaning"], other.message_id),
        (STRANGE, mine.message_id),
        (somebody, mine.message_id),
        (GROUPS[GROUP], None),
    ]


def samples(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every button of staff by somebody who could press it, and one of every other kind there is."""
    for row in PRESSES:
        able = expected("accepted", row) - {"resident"}
        yield ROLES[min(able) if able else "manager"], row.format(**given)
    named = {row.partition(":")[0] for row in PRESSES}
    for tap in taps():
        if tap.__prefix__ not in named:
            fields = {name: _any(field.annotation) for name, field in tap.model_fields.items()}
            yield "manager", tap(**fields | {"ref": given["ref"]}).pack()


def _any(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return next(iter(annotation))
    return {str: "x", bool: True}.get(annotation, 1)


async def everything() -> list[Any]:
    return [*await rows(), await Dialog.all().values("key", "state", "data"), await Department.all().values()]


async def test_from_any_other_place_every_button_is_refused_and_changes_nothing(talk: Talk) -> None:
    given = await situation(talk, "accepted")
    before, passed, tried = await everything(), [], 0
    async with in_transaction():  # nobody else is there
        for who, data in samples(given):
            for place in await wrong_places(who):
                tried += 1
                if not await refused(talk, tap_at(talk, who, data, *place)):
                    passed.append((who, data, place))
        assert passed == []
        assert await everything() == before
    assert tried > 600, "the buttons are still found"


async def refused(talk: Talk, tap: dict[str, Any]) -> bool:
    try:
        await talk.inbox._listener.handle({"update_id": 1, "callback_query": tap}, talk.clock.now())
    except Misplaced:
        return True
    return False


@pytest.fixture
async def taken(talk: Talk) -> Talk:
    for step in (say, file_it, take):
        await step(talk)
    return talk


async def card(talk: Talk) -> tuple[str, int]:
    shown = await Card.get(kind=CardKind.STAFF, chat_id=GROUPS[GROUP])
    return (await Complaint.get()).ref, shown.message_id or 0


async def test_on_its_card_on_a_note_below_it_and_in_ones_own_chat_a_button_works(taken: Talk) -> None:
    ref, shown = await card(taken)
    assert await press(taken, "engineer", f"t:here:{ref}", GROUPS[GROUP], shown) == HERE
    await note(taken)
    below = taken.last("engineer", GROUP)
    assert "已记在" in below.text
    assert await press(taken, "engineer", f"t:done:{ref}", GROUPS[GROUP], below.message_id) != OLD
    assert await Event.filter(action=Action.COMPLETE).count() == 1


async def test_a_card_that_moved_on_is_no_longer_one(taken: Talk) -> None:
    ref, shown = await card(taken)
    await Card.filter(chat_id=GROUPS[GROUP]).update(moved_to="保洁部")
    assert await press(taken, "supervisor", f"t:here:{ref}", GROUPS[GROUP], shown) == OLD
    await Card.filter(chat_id=GROUPS[GROUP]).update(moved_to="")
    await Complaint.all().update(round=2)
    assert await press(taken, "supervisor", f"t:here:{ref}", GROUPS[GROUP], shown) == OLD


async def test_in_a_group_that_belongs_to_nobody_any_more_nothing_is_decided(taken: Talk) -> None:
    """And whoever presses is told so, as everywhere."""
    ref, shown = await card(taken)
    await Department.filter(chat_id=GROUPS[GROUP]).update(chat_id=None)
    assert await press(taken, "engineer", f"t:done:{ref}", GROUPS[GROUP], shown) == OLD
    assert await Event.filter(action=Action.COMPLETE).count() == 0


async def test_what_turns_out_to_be_about_a_colleague_is_not_worked_on_in_the_group(taken: Talk) -> None:
    ref, shown = await card(taken)
    await taken.taps("manager", f"jw:1:{(await Staff.get(title='plumber师傅')).id}:{ref}")
    assert (await Complaint.get()).level is Role.SUPERVISOR
    assert await press(taken, "supervisor", f"t:take:{ref}", GROUPS[GROUP], shown) == OLD
    assert await taken.presses("supervisor", "我来") == "接单成功"


async def test_a_double_that_a_doubtful_send_left_behind_works_like_the_card(taken: Talk) -> None:
    """Promises R2: it is the bot's own message, and the first press on it tidies it away."""
    ref, shown = await card(taken)
    await Card.filter(chat_id=GROUPS[GROUP]).update(doubts=1)
    assert await press(taken, "engineer", f"t:here:{ref}", GROUPS[GROUP], shown + 900) == HERE


async def test_what_holds_words_or_numbers_of_a_resident_is_not_passed_on(taken: Talk) -> None:
    """Neither forwarded nor copied; what residents are told themselves stays as free as any message."""
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234")
    await taken.says("owner", "", **photo())
    await taken.presses("engineer", "业主电话", GROUP)
    await taken.presses("engineer", "看附件", GROUP)
    sent = await Outgoing.filter(lane=PEOPLE["engineer"], method__startswith="send")
    assert [row.params.get("protect_content") for row in sent] == [True, True]
    await taken.presses("engineer", "问业主", GROUP)
    await taken.presses("engineer", "在家吗", GROUP)
    await taken.presses("owner", "回答")
    await taken.says("owner", "六点以后在")
    for notice, protected in (("answered", True), ("accepted", None)):
        call = await taken._wording.call(await Outgoing.filter(notice=notice).get())
        assert call is not None
        assert call.params.get("protect_content") is protected
