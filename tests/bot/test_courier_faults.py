"""P9: each answer of the fault catalogue, given by the sandbox, ends in the right state and delays nobody else."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from typing import Any

import pytest
from courier_stage import BOT_ID, Stage, a_desk, a_manager, until

from bot.speech import Face
from models import Card, Complaint, Department, Outgoing, Person
from models.kinds import CardState, Doubt, OutgoingState, Status

SENT, PARKED, DROPPED = OutgoingState.SENT, OutgoingState.PARKED, OutgoingState.DROPPED
WAITING = OutgoingState.WAITING
HOUR = 3600  # s


@dataclass(frozen=True)
class Case:
    """One answer to the first request of a row to the group, and how the row ends."""

    name: str
    fault: dict[str, Any]
    state: OutgoingState
    error: str = ""  # begins so
    requests: int = 1
    row: dict[str, Any] = field(default_factory=dict)


def said(code: int, description: str, **more: Any) -> dict[str, Any]:
    kind = {400: "400", 403: "403"}[code]
    prefix = {400: "Bad Request: ", 403: "Forbidden: "}[code]
    return {"kind": kind, "description": prefix + description, **more}


EDIT = {
    "method": "editMessageText",
    "params": {"chat_id": 0, "message_id": 1, "text": "x"},
    "doubt": "repeat",
}
DELETE = {"method": "deleteMessage", "params": {"chat_id": 0, "message_id": 1}, "doubt": "repeat"}
PHOTO = {
    "method": "sendPhoto",
    "params": {"chat_id": 0, "photo": "id", "caption": "<b>see</b>", "parse_mode": "HTML"},
}
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
NOT_MODIFIED = "message is not modified: specified new message content and reply markup are exactly the same"

CASES = [
    Case("flood", {"kind": "429", "retry_after": 1}, SENT, requests=2),
    Case("server error", {"kind": "5xx"}, SENT, requests=2),
    Case("bad gateway", {"kind": "html502"}, SENT, requests=2),
    Case("gateway timeout", {"kind": "5xx", "status": 504}, SENT, requests=2),
    Case("dropped", {"kind": "drop"}, SENT, requests=2),
    Case("server error, never twice", {"kind": "5xx"}, DROPPED, "outcome unknown", row={"doubt": "never"}),
    Case("not modified", said(400, NOT_MODIFIED), SENT, "message is not modified", row=EDIT),
    Case("edit gone", said(400, "message to edit not found"), SENT, "sent as a new message", 2, EDIT),
    Case("delete gone", said(400, "message to delete not found"), SENT, row=DELETE),
    Case("delete too late", said(400, "message can't be deleted"), DROPPED, "message can't be", row=DELETE),
    Case("bad markup", said(400, "can't parse entities: x"), SENT, "sent as plain text", 2),
    Case("too long", said(400, "message is too long"), SENT, "sent as plain text", 2),
    Case("bad button", said(400, "BUTTON_DATA_INVALID"), SENT, "sent without buttons", 2,
         {"params": {"chat_id": 0, "text": "x", "reply_markup": KEYBOARD}}),
    Case("still bad", said(400, "can't parse entities: x", times=2), PARKED, "refused as unfit: can't parse", 2),
    Case("bad file", said(400, "wrong file identifier/HTTP URL specified"), SENT, "sent without media", 2, PHOTO),
    Case("too big", said(400, "file is too big"), SENT, "sent without media", 2, PHOTO),
    Case("reply gone", said(400, "message to be replied not found"), SENT, "sent not as a reply", 2,
         {"params": {"chat_id": 0, "text": "x", "reply_parameters": {"message_id": 999}}}),
    Case("unknown refusal", said(400, "the moon is full"), PARKED, "unknown refusal: The moon is full"),
    Case("kicked", said(403, "bot was kicked from the supergroup chat"), PARKED, "group lost: bot was kicked"),
    Case("not a member", said(403, "bot is not a member of the supergroup chat"), PARKED, "group lost"),
    Case("no chat", said(400, "chat not found"), PARKED, "group lost"),
    Case("no rights", said(400, "not enough rights to send text messages to the chat"), PARKED, "group lost"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_each_answer_ends_in_the_right_state(
    stage: Stage, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    row = {"text": "x", **case.row}
    if "params" in row:
        row["params"] = row["params"] | {"chat_id": stage.group}
    stage.fault(**case.fault, chat=stage.group)
    row_id = await stage.owe(stage.group, **row)
    async with stage.courier() as courier:
        await stage.ends(await stage.owe(stage.owner, "meanwhile"), SENT)
        ended = await stage.ends(row_id, case.state)
        assert courier.pace.resumes_at() == -inf, "nobody else waits"
    assert "nothing is sent" not in caplog.text
    assert ended.error.startswith(case.error)
    assert bool(ended.error) == bool(case.error) or case.state is SENT
    assert len(stage.calls("", stage.group)) == case.requests


async def test_a_chat_rests_as_long_as_it_is_told_and_no_other_chat_does(stage: Stage) -> None:
    stage.fault("429", "sendMessage", chat=stage.group, retry_after=HOUR)
    rows = [await stage.owe(stage.group, str(number)) for number in range(3)]
    async with stage.courier() as courier:
        await until(lambda: stage.calls("sendMessage", stage.group))
        for number in range(5):
            await stage.ends(await stage.owe(stage.owner, str(number)), SENT)
        assert len(stage.calls("sendMessage", stage.group)) == 1
        stage.clock.advance(timedelta(seconds=HOUR))
        courier.wake()
        for row_id in rows:
            await stage.ends(row_id, SENT)
    refused, again, *_ = stage.calls("sendMessage", stage.group)
    assert (again.at - refused.at).total_seconds() >= HOUR
    assert (await stage.row(rows[0])).attempts == 1  # being told to wait is no attempt
    assert stage.arrived(stage.group) == ["0", "1", "2"]
    assert stage.sandbox.journal.breaches == []


async def test_a_wait_outlives_the_process_that_was_told(stage: Stage) -> None:
    stage.fault("429", "sendMessage", retry_after=3)
    row_id = await stage.owe(stage.owner, "x")
    await stage.owe(stage.owner, "after it")
    async with stage.courier(boot="a"):
        await until(lambda: stage.calls("sendMessage"))
    async with stage.courier(boot="b"):
        await stage.ends(row_id, SENT)
    refused, again, *_ = stage.calls("sendMessage")
    assert (again.at - refused.at).total_seconds() >= 3.0
    assert stage.arrived() == ["x", "after it"][: len(stage.arrived())]


async def test_a_flood_without_a_chat_rests_the_whole_bot(stage: Stage) -> None:
    stage.fault("429", "answerCallbackQuery", retry_after=1)
    tap = await stage.owe(0, method="answerCallbackQuery", params={"callback_query_id": "1"}, doubt="repeat")
    async with stage.courier() as courier:
        await until(lambda: courier.pace.resumes_at() > -inf)
        row_id = await stage.owe(stage.owner, "x")
        await stage.ends(row_id, SENT)
        await stage.ends(tap, SENT)
    first = stage.calls("answerCallbackQuery")[0]
    assert (stage.calls("sendMessage")[0].at - first.at).total_seconds() >= 1.0


async def test_who_blocked_us_is_left_alone_and_their_complaints_need_a_call(stage: Stage) -> None:
    person = await Person.create(telegram_id=stage.owner, reachable=True, created_at=stage.clock.now())
    complaint = await stage.complain(filer_id=person.id)
    closed = await stage.complain(filer_id=person.id, status=Status.CLOSED)
    await stage.sim.act(stage.owner, "block")
    rows = [await stage.owe(stage.owner, str(number)) for number in range(3)]
    async with stage.courier():
        for row_id in rows:
            row = await stage.ends(row_id, PARKED)
            assert row.error == "unreachable: bot was blocked by the user"
    assert len(stage.calls("sendMessage")) == 1
    assert not (await Person.get(id=person.id)).reachable
    assert (await Complaint.get(id=complaint)).call_needed
    assert not (await Complaint.get(id=closed)).call_needed


async def test_a_lost_group_sends_its_tasks_to_the_desk_and_tells_the_managers(stage: Stage) -> None:
    desk, manager = await a_desk(stage), await a_manager(stage)
    card_id = await stage.show(await stage.complain("lift stuck"))
    stage.fault(
        "403", "*", chat=stage.group, times=-1, description="Forbidden: bot was kicked from the group chat"
    )
    row_id = await stage.owe(stage.group, "notice")
    async with stage.courier():
        card = await stage.shows(card_id)
        assert (card.chat_id, card.error) == (desk, "")
        await stage.ends(row_id, PARKED)
        await until(lambda: stage.arrived(manager))
    assert stage.arrived(desk) == ["complaint lift stuck"]
    assert stage.arrived(manager) == ["notice group_lost"]
    assert (await Department.get(id=stage.department)).chat_problem == "bot was kicked"


async def test_a_group_that_migrates_keeps_everything_and_shows_fresh_cards(stage: Stage) -> None:
    open_card = await stage.show(await stage.complain("open"))
    closed_card = await stage.show(await stage.complain("closed", status=Status.CLOSED))
    async with stage.courier():
        await stage.shows(open_card)
        await stage.shows(closed_card)
        await stage.sim.act(stage.owner, "migrate", stage.group)
        rows = [await stage.owe(stage.group, str(number)) for number in range(3)]
        for row_id in rows:
            await stage.ends(row_id, SENT)
        new = (await Department.get(id=stage.department)).chat_id
        assert new is not None
        assert new != stage.group
        card = await until(lambda: _in(open_card, new))
        assert (await stage.card(closed_card)).state is CardState.VOID
    assert card.message_id is not None
    assert stage.arrived(new) == ["0", "1", "2", "complaint open"] or "complaint open" in stage.arrived(new)
    assert [text for text in stage.arrived(new) if text.isdigit()] == ["0", "1", "2"]


async def _in(card_id: int, chat: int) -> Card | None:
    card = await Card.get(id=card_id)
    return card if card.chat_id == chat and card.state is CardState.SHOWN else None


async def test_a_topic_that_is_gone_is_forgotten_and_the_text_reaches_the_group(stage: Stage) -> None:
    manager = await a_manager(stage)
    forum = await stage.sim.group("All", [stage.owner], forum=True)
    await Department.filter(id=stage.department).update(chat_id=forum, topic_id=77)
    card_id = await stage.show(await stage.complain("leak"), forum, topic_id=77)
    row_id = await stage.owe(forum, params={"chat_id": forum, "text": "x", "message_thread_id": 77})
    async with stage.courier():
        row = await stage.ends(row_id, SENT)
        card = await stage.shows(card_id)
        await until(lambda: stage.arrived(manager))
    assert row.error == "sent outside its topic"
    assert card.topic_id is None
    assert sorted(stage.arrived(forum)) == ["complaint leak", "x"]
    department = await Department.get(id=stage.department)
    assert (department.topic_id, department.chat_problem) == (None, "topic gone")


async def test_ambiguous_faults_everywhere_lose_nothing(stage: Stage) -> None:
    """P10, short: connections end before and after the effect; each duplicate has its fault."""
    people = [await stage.sim.person(f"Li {number}") for number in range(8)]
    rows = []
    for number, person in enumerate(people):
        await stage.sim.text(person, "/start")
        stage.fault("apply_then_drop", "sendMessage", chat=person, nth=1 + number % 4)
        stage.fault("drop", "sendMessage", chat=person, nth=1 + number % 3)
        rows += [await stage.owe(person, str(text), doubt=Doubt.REPEAT) for text in range(4)]
    async with stage.courier():
        await until(lambda: _all_sent(rows))
    for person in people:
        assert list(dict.fromkeys(stage.arrived(person))) == ["0", "1", "2", "3"]
        assert len(stage.arrived(person)) == 5
    assert not [entry for entry in stage.calls() if entry.status == 429]


async def _all_sent(rows: list[int]) -> bool:
    return await Outgoing.filter(id__in=rows).exclude(state=SENT).count() == 0


async def test_a_failing_pin_is_written_down_and_the_card_stands(stage: Stage) -> None:
    complaint = await stage.complain()
    stage.words.faces[complaint] = Face("pinned", pin=True)
    stage.fault(
        "400", "pinChatMessage", description="Bad Request: not enough rights to manage pinned messages"
    )
    card_id = await stage.show(complaint)
    async with stage.courier() as courier:
        card = await stage.shows(card_id)
        pin = await until(lambda: Outgoing.filter(method="pinChatMessage", state=PARKED).first())
        await asyncio.sleep(0.2)
        assert courier.pace.resumes_at() == -inf, "nobody waits for it"
    assert card.pinned
    assert pin is not None
    assert pin.error.startswith("unknown refusal: not enough rights to manage")
    assert pin.params["disable_notification"] is True
    assert (await Department.get(id=stage.department)).chat_problem == ""
    assert len(stage.calls("pinChatMessage")) == 1
    assert pin.bot_id == BOT_ID
