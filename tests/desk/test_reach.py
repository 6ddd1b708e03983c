"""People and groups get lost, move and come back; each consequence happens once, however often it is told."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import reach
from models import Callback, Card, Community, Complaint, Department, Outgoing, Person, Staff
from models.callback_kinds import CallbackState
from models.database import Database
from models.kinds import CardKind, CardState, Category, OutgoingState, Role, Status

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BOT, GROUP, NEW_GROUP, DESK = 42, -100, -100200, -300
RESIDENT, MANAGER, WORKER = 5001, 5002, 5003
KICKED = "bot was kicked"


@dataclass
class Estate:
    database: Database
    community: int
    repairs: int
    desk: int
    resident: int
    numbers: int = 0

    async def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        return await self.database.transaction(work)

    async def complaint(self, status: Status = Status.WAITING) -> int:
        self.numbers += 1
        made = await Complaint.create(
            ref=f"r{self.numbers}",
            community_id=self.community,
            filer_id=self.resident,
            status=status,
            created_at=NOW,
        )
        return int(made.id)

    async def card(self, complaint: int, chat: int = GROUP, **more: Any) -> int:
        shown: dict[str, Any] = {
            "state": CardState.SHOWN,
            "message_id": 7,
            "digest": "d",
            "pinned": True,
            "kind": CardKind.STAFF,
        }
        made = await Card.create(
            bot_id=BOT, complaint_id=complaint, chat_id=chat, created_at=NOW, **shown | more
        )
        return int(made.id)

    async def row(self, chat: int, **more: Any) -> int:
        wish = {"method": "sendMessage", "params": {"chat_id": chat, "text": "x"}} | more
        made = await Outgoing.create(bot_id=BOT, lane=chat, created_at=NOW, **wish)
        return int(made.id)


async def person(telegram_id: int, *, reachable: bool = True) -> int:
    made = await Person.create(telegram_id=telegram_id, reachable=reachable, created_at=NOW)
    return int(made.id)


@pytest.fixture
async def estate(database: Database) -> Estate:
    community = await Community.create(key="k", name="n", bot_id=BOT, created_at=NOW)
    place = {"community_id": community.id}
    repairs = await Department.create(key="r", name="R", categories=["repairs"], chat_id=GROUP, **place)
    desk = await Department.create(key="d", name="D", categories=[Category.OTHER], chat_id=DESK, **place)
    for telegram_id, role in ((MANAGER, Role.MANAGER), (WORKER, Role.WORKER)):
        await Staff.create(person_id=await person(telegram_id), role=role, **place)
    return Estate(database, community.id, repairs.id, desk.id, await person(RESIDENT))


async def notices() -> list[tuple[int, str]]:
    rows = await Outgoing.filter(notice__not="").order_by("id").values_list("lane", "notice")
    return [(lane, notice) for lane, notice in rows]


async def test_an_unreachable_person_is_left_alone_and_phoned(estate: Estate) -> None:
    open_one, closed = await estate.complaint(), await estate.complaint(Status.CLOSED)
    waiting, sent = await estate.row(RESIDENT), await estate.row(RESIDENT, state=OutgoingState.SENT)
    receipt = await estate.card(open_one, RESIDENT, kind=CardKind.RECEIPT)
    staff_card = await estate.card(open_one)
    for _ in range(2):
        await estate.do(lambda: reach.person_lost(BOT, RESIDENT, "blocked"))
    row = await Outgoing.get(id=waiting)
    assert (row.state, row.error) == (OutgoingState.PARKED, "unreachable: blocked")
    assert (await Outgoing.get(id=sent)).state is OutgoingState.SENT
    assert (await Card.get(id=receipt)).state is CardState.PARKED
    assert (await Card.get(id=staff_card)).state is CardState.DUE  # staff see that a call is needed
    assert (await Complaint.get(id=open_one)).call_needed
    assert not (await Complaint.get(id=closed)).call_needed
    assert not (await Person.get(id=estate.resident)).reachable


async def test_who_comes_back_sees_the_present_state_and_no_old_news(estate: Estate) -> None:
    complaint = await estate.complaint()
    waiting = await estate.row(RESIDENT)
    receipt = await estate.card(complaint, RESIDENT, kind=CardKind.RECEIPT)
    await estate.do(lambda: reach.person_lost(BOT, RESIDENT, "blocked"))
    await estate.do(lambda: reach.person_back(BOT, RESIDENT))
    card = await Card.get(id=receipt)
    assert (card.state, card.error, card.message_id) == (CardState.DUE, "", 7)
    assert (await Outgoing.get(id=waiting)).state is OutgoingState.PARKED
    assert not (await Complaint.get(id=complaint)).call_needed
    assert (await Person.get(id=estate.resident)).reachable


async def test_a_lost_groups_open_tasks_move_to_the_desk(estate: Estate) -> None:
    open_card = await estate.card(await estate.complaint())
    closed_card = await estate.card(await estate.complaint(Status.CLOSED))
    row = await estate.row(GROUP)
    await estate.do(lambda: reach.group_lost(BOT, GROUP, KICKED, NOW))
    moved = await Card.get(id=open_card)
    assert (moved.chat_id, moved.state, moved.message_id, moved.digest) == (DESK, CardState.DUE, None, "")
    assert not moved.pinned
    assert (await Card.get(id=closed_card)).state is CardState.VOID
    assert (await Outgoing.get(id=row)).error == f"group lost: {KICKED}"
    assert (await Department.get(id=estate.repairs)).chat_problem == KICKED
    assert await notices() == [(MANAGER, "group_lost")]


async def test_managers_are_told_once_and_only_they(estate: Estate) -> None:
    for _ in range(3):
        await estate.do(lambda: reach.group_lost(BOT, GROUP, KICKED, NOW))
    assert await notices() == [(MANAGER, "group_lost")]
    row = await Outgoing.get(notice="group_lost")
    assert row.params == {"department": "R", "problem": KICKED}
    assert row.method == ""


async def test_a_card_the_desk_shows_already_is_not_shown_twice(estate: Estate) -> None:
    complaint = await estate.complaint()
    lost = await estate.card(complaint)
    kept = await estate.card(complaint, DESK, message_id=9)
    await estate.do(lambda: reach.group_lost(BOT, GROUP, KICKED, NOW))
    assert (await Card.get(id=lost)).state is CardState.VOID
    assert (await Card.get(id=kept)).message_id == 9


async def test_without_another_group_cards_wait_and_come_back_with_it(estate: Estate) -> None:
    card = await estate.card(await estate.complaint(), DESK)
    row = await estate.row(DESK)
    await estate.do(lambda: reach.group_lost(BOT, DESK, KICKED, NOW))
    assert (await Card.get(id=card)).state is CardState.PARKED
    await estate.do(lambda: reach.group_back(BOT, DESK))
    assert (await Card.get(id=card)).state is CardState.DUE
    assert (await Outgoing.get(id=row)).state is OutgoingState.WAITING
    assert (await Department.get(id=estate.desk)).chat_problem == ""


async def test_a_migration_moves_everything_and_voids_old_messages(estate: Estate) -> None:
    await Department.filter(id=estate.repairs).update(topic_id=3)
    open_card = await estate.card(await estate.complaint(), topic_id=3)
    closed_card = await estate.card(await estate.complaint(Status.CLOSED))
    text, edit = await estate.row(GROUP), await estate.row(GROUP, method="editMessageText")
    parked = await estate.row(GROUP, state=OutgoingState.PARKED)
    await estate.do(lambda: reach.group_migrated(BOT, GROUP, NEW_GROUP))
    department = await Department.get(id=estate.repairs)
    assert (department.chat_id, department.topic_id) == (NEW_GROUP, None)
    card = await Card.get(id=open_card)
    assert (card.chat_id, card.topic_id, card.message_id, card.state) == (
        NEW_GROUP,
        None,
        None,
        CardState.DUE,
    )
    assert (await Card.get(id=closed_card)).state is CardState.VOID
    assert [(await Outgoing.get(id=each)).lane for each in (text, parked)] == [NEW_GROUP] * 2
    assert (await Outgoing.get(id=edit)).state is OutgoingState.DROPPED


async def test_a_migration_told_twice_at_once_happens_once(estate: Estate) -> None:
    card_id = await estate.card(await estate.complaint())

    def tell() -> Awaitable[Any]:
        return estate.do(lambda: reach.group_migrated(BOT, GROUP, NEW_GROUP))

    await asyncio.gather(tell(), tell())
    await Card.filter(id=card_id).update(message_id=55, state=CardState.SHOWN)
    await tell()
    card = await Card.get(id=card_id)
    assert (card.chat_id, card.message_id, card.state) == (NEW_GROUP, 55, CardState.SHOWN)


async def test_a_lost_topic_sends_the_department_to_the_group_itself(estate: Estate) -> None:
    await Department.filter(id=estate.repairs).update(topic_id=3)
    card = await estate.card(await estate.complaint(), topic_id=3)
    over = await estate.card(await estate.complaint(Status.CLOSED), topic_id=3)
    other = await estate.card(await estate.complaint(), topic_id=4)
    for _ in range(2):
        await estate.do(lambda: reach.topic_lost(BOT, GROUP, 3, NOW))
    department = await Department.get(id=estate.repairs)
    assert (department.topic_id, department.chat_problem) == (None, "topic gone")
    shown = [await Card.get(id=one) for one in (card, over, other)]
    assert [(one.topic_id, one.state, one.message_id) for one in shown] == [
        (None, CardState.DUE, None),  # its message went with the topic
        (None, CardState.SHOWN, 7),
        (4, CardState.SHOWN, 7),
    ]
    assert await notices() == [(MANAGER, "group_lost")]


@pytest.mark.parametrize(
    ("card", "adopted"),
    [
        ({"message_id": 50}, True),  # the recorded one
        ({"message_id": None, "state": CardState.DUE, "doubts": 1}, True),  # the doubtful one
        ({"message_id": None, "state": CardState.SENDING}, True),  # a crash, not looked at yet
        ({"message_id": None, "state": CardState.DUE}, False),  # never sent: not ours
        ({"message_id": 49}, False),  # another one is recorded, and none was in doubt
        ({"message_id": None, "state": CardState.VOID, "doubts": 1}, False),
    ],
)
async def test_a_press_proves_a_message(estate: Estate, card: dict[str, Any], adopted: bool) -> None:
    complaint = await estate.complaint()
    card_id = await estate.card(complaint, **card)
    assert await estate.do(lambda: reach.adopt(BOT, complaint, GROUP, 50, NOW)) is adopted
    if adopted:
        assert (await Card.get(id=card_id)).message_id == 50


async def test_an_adopted_card_is_brought_up_to_date_at_once(estate: Estate) -> None:
    complaint = await estate.complaint()
    card_id = await estate.card(
        complaint, message_id=None, state=CardState.DUE, doubts=1, not_before=NOW + timedelta(seconds=20)
    )
    await estate.do(lambda: reach.adopt(BOT, complaint, GROUP, 50, NOW))
    card = await Card.get(id=card_id)
    assert (card.state, card.not_before) == (CardState.DUE, None)


async def test_an_orphan_is_deleted_once(estate: Estate) -> None:
    complaint = await estate.complaint()
    await estate.card(complaint, doubts=1)
    for _ in range(2):
        assert not await estate.do(lambda: reach.adopt(BOT, complaint, GROUP, 50, NOW))
    [row] = await Outgoing.filter(method="deleteMessage")
    assert row.params == {"chat_id": GROUP, "message_id": 50}


async def test_being_back_does_not_undo_a_call_that_a_callback_owes(estate: Estate) -> None:
    complaint = await estate.complaint(Status.DONE)
    await Callback.create(complaint_id=complaint, state=CallbackState.PHONE, asked_at=NOW)
    await estate.do(lambda: reach.person_lost(BOT, RESIDENT, "blocked"))
    await estate.do(lambda: reach.person_back(BOT, RESIDENT))
    assert (await Complaint.get(id=complaint)).call_needed
