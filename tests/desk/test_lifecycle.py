"""Every status, action and part is decided: what the table allows is one step, all else changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Never

import pytest
from tortoise.transactions import in_transaction
from village import MORNING, Village

from desk import authority, changes
from desk.authority import Actor, parts_of
from desk.changes import change, complaint_by_id
from desk.errors import DeskError
from desk.lifecycle import STEPS, Part
from models import Complaint, Event, Staff
from models.kinds import Action, Role, Status

PARTS: dict[str, set[Part]] = {
    "owner": {Part.FILER, Part.RESIDENT},
    "cleaner": {Part.FILER},  # files a complaint of their own, and works for the estate elsewhere
    "plumber": {Part.MEMBER, Part.LEADER},
    "engineer": {Part.MEMBER, Part.LEADER, Part.ASSIGNEE},
    "barred": {Part.MEMBER},
    "desk": {Part.DESK},
    "supervisor": {Part.SUPERIOR, Part.LEADER},
    "manager": {Part.SUPERIOR, Part.LEADER},
    "clock": {Part.CLOCK},
    "stranger": set(),
}


class Undone(Exception):
    """Ends a transaction without a trace."""


def undo() -> Never:
    raise Undone


@asynccontextmanager
async def without_a_trace() -> AsyncIterator[None]:
    try:
        async with in_transaction():
            yield
            undo()
    except Undone:
        return


async def staff_id(village: Village, who: str) -> int:
    return (await village.actor(who)).posts[0].staff_id


async def prepared(village: Village, who: str, status: Status) -> tuple[Complaint, Actor | None]:
    """A complaint in which that person has their part."""
    complaint = await Complaint.get()
    by = "plumber" if who == "barred" else who
    actor = None if who == "clock" else await village.actor(by)
    filer = await village.person("cleaner" if who == "cleaner" else "owner")
    await Complaint.filter(id=complaint.id).update(
        status=status,
        filer_id=filer.id,
        assignee_id=await staff_id(village, "engineer"),
        barred_id=await staff_id(village, "plumber") if who == "barred" else None,
    )
    return await complaint_by_id(complaint.id), actor


async def wrong_cells(village: Village, people: list[str]) -> list[str]:
    """Every cell that isn't as the table says."""
    wrong = []
    for who in people:
        for status in Status:
            complaint, actor = await prepared(village, who, status)
            assert parts_of(actor, complaint) == PARTS[who], who
            for action in Action:
                if not await as_the_table_says(complaint, action, actor, PARTS[who]):
                    wrong.append(f"{who}: {status} → {action}")
                complaint.update_from_dict({"status": status})
    return wrong


async def as_the_table_says(
    complaint: Complaint, action: Action, actor: Actor | None, parts: set[Part]
) -> bool:
    step = STEPS.get((complaint.status, action))
    allowed = step is not None and bool(step.by & parts)
    version, same = complaint.version, False
    async with without_a_trace():
        events = await Event.all().count()
        try:
            await change(complaint, action, actor, MORNING)
        except DeskError:
            done = False
        else:
            done = True
        row = await Complaint.get(id=complaint.id)
        after = (row.version - version, await Event.all().count() - events, row.status)
        expected = (1, 1, step.to) if allowed and step else (0, 0, complaint.status)
        same = done is allowed and after == expected
    complaint.version = version
    return same


@pytest.mark.parametrize("who", PARTS)
async def test_every_cell_is_as_the_table_says(village: Village, who: str) -> None:
    await village.filed()
    assert await wrong_cells(village, [who]) == []


async def test_without_the_check_of_authority_the_cells_would_be_wrong(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the test above would notice if somebody took the check away."""
    await village.filed()
    monkeypatch.setattr(changes, "check_may", lambda *_: None)
    assert await wrong_cells(village, ["stranger"])


@pytest.mark.parametrize("part", [Part.FILER, Part.RESIDENT, Part.SUPERIOR, Part.LEADER, Part.CLOCK])
async def test_a_part_given_to_everybody_would_be_noticed(
    village: Village, monkeypatch: pytest.MonkeyPatch, part: Part
) -> None:
    await village.filed()
    real = parts_of
    monkeypatch.setattr(authority, "parts_of", lambda actor, complaint: real(actor, complaint) | {part})
    assert await wrong_cells(village, ["stranger"])


def test_silence_and_staff_never_close_what_the_resident_did_not() -> None:
    """The clock may close only what was answered "solved" (desk.callbacks.settle); staff never."""
    by = STEPS[Status.DONE, Action.CLOSE].by
    assert by == {Part.RESIDENT, Part.CLOCK}
    by_action = {action: step.by for (_, action), step in STEPS.items()}
    assert by_action[Action.RATE] == by_action[Action.PRAISE] == {Part.RESIDENT}
    reopens = [step.by for (_, action), step in STEPS.items() if action is Action.REOPEN]
    assert all(by == {Part.RESIDENT, Part.CLOCK} for by in reopens), "the clock: after a record of the phone"


def test_what_is_over_stays_over() -> None:
    """But for a withdrawal that is taken back: a while, and by whoever withdrew."""
    over = (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN)
    restores = (Action.RESTORE, Action.RESTORE_WORK, Action.RESTORE_REST)
    again = {(Status.WITHDRAWN, action) for action in restores}
    again |= {(Status.WITHDRAWN, Action.LEAVE)}  # a draft comes out again of the matter it had gone into
    changed = {(Status.CLOSED, Action.REOPEN)}  # a changed answer, or it is back
    changed |= {(Status.CLOSED, Action.ASK_AGAIN)}  # what it was closed on was not so (desk.rechecking)
    changed |= {(Status.REFUSED, Action.TAKE_UP)}  # after an objection (desk.declining)
    assert {key for key, step in STEPS.items() if key[0] in over and step.to is not key[0]} == again | changed
    assert STEPS[Status.REFUSED, Action.TAKE_UP].by == {Part.SUPERIOR}
    assert all(STEPS[key].by == {Part.FILER} for key in again)


@pytest.mark.parametrize(
    ("level", "posts", "before", "leads"),
    [
        (Role.WORKER, [(1, Role.WORKER), (2, Role.SUPERVISOR)], 1, (Role.SUPERVISOR, 1)),
        (Role.WORKER, [(1, Role.WORKER), (3, Role.MANAGER)], 1, (Role.SUPERVISOR, 1)),
        (Role.WORKER, [(2, Role.SUPERVISOR), (3, Role.MANAGER)], 2, (Role.SUPERVISOR, 2)),
        (Role.MANAGER, [(2, Role.SUPERVISOR), (3, Role.MANAGER)], 3, (Role.MANAGER, None)),
        (Role.MANAGER, [(3, Role.MANAGER), (4, Role.MANAGER)], 3, (Role.MANAGER, 3)),
        (Role.DIRECTOR, [(5, Role.DIRECTOR)], 5, (Role.DIRECTOR, None)),
        (Role.WORKER, [(1, Role.WORKER), (6, Role.WORKER)], 1, (Role.WORKER, 1)),
        (Role.WORKER, [(1, Role.WORKER)], 1, (Role.WORKER, None)),
        (Role.WORKER, [], None, (Role.WORKER, None)),
    ],
)
def test_somebody_else_leads_one_level_up_and_nobody_is_never_the_answer(
    level: Role, posts: list[tuple[int, Role]], before: int | None, leads: tuple[Role, int | None]
) -> None:
    assert authority.next_lead(level, posts, before) == leads


MANAGERS = [(3, Role.MANAGER), (4, Role.MANAGER), (5, Role.DIRECTOR)]


@pytest.mark.parametrize(
    ("needed", "posts", "asker", "decide"),
    [
        (Role.MANAGER, MANAGERS, 1, {3, 4, 5}),
        (Role.MANAGER, MANAGERS, 3, {4, 5}),  # nobody decides on what they asked for
        (Role.DIRECTOR, MANAGERS, 1, {5}),
        (Role.DIRECTOR, MANAGERS, 5, {3, 4}),
        (Role.DIRECTOR, MANAGERS[:2], 1, {3, 4}),  # where there is no director
        (Role.DIRECTOR, MANAGERS[:1], 3, {3}),  # nobody else is left
        (Role.MANAGER, [], 1, set()),
    ],
)
def test_the_right_level_decides_and_never_the_one_who_asked(
    needed: Role, posts: list[tuple[int, Role]], asker: int, decide: set[int]
) -> None:
    assert authority.deciders(needed, posts, asker) == decide


@pytest.mark.parametrize("level", [Role.WORKER, Role.SUPERVISOR, Role.MANAGER])
@pytest.mark.parametrize("member", [True, False])
@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_rights_come_from_the_role_in_this_community_and_department(
    role: Role, here: bool, member: bool, level: Role
) -> None:
    """T1: role × community × department × level, written down independently of the code."""
    complaint = Complaint(community_id=1, department_id=5, filer_id=7, level=level)
    departments = frozenset({5}) if member else frozenset[int]()
    community = 1 if here else 2
    actor = Actor(-1, "x", (authority.Post(99, community, role, departments),))
    superior = role in (Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)
    high_enough = list(Role).index(role) >= list(Role).index(level)
    expected = {
        Part.MEMBER: member,
        Part.DESK: role is Role.DESK,
        Part.SUPERIOR: superior,
        Part.LEADER: (member or superior) and high_enough,
    }
    assert parts_of(actor, complaint) == {part for part, has in expected.items() if has and here}


async def test_who_has_left_has_no_post(village: Village) -> None:
    await Staff.filter(title="engineer师傅").update(left_at=MORNING)
    assert (await village.actor("engineer")).posts == ()
