"""A task changes hands: back to the desk, to another department, to another person (D1).

The resident's clock goes on; whoever passes it on too often finds it with the supervisor.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from desk import concerned, dispatch, moving, notices, reckoning, timers, working
from desk.authority import RANK, Actor, name_of, parts_of
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotAllowed, NotFound, NotNow
from desk.lifecycle import Part
from desk.people import actor_for
from desk.policy import policy_for
from desk.progress import Work, work_on
from desk.staying import stays
from desk.waiting import wait_again
from models import Complaint, Department, Staff
from models.kinds import Action, CardKind, Category, Role, TimerKind

RETURN_REASONS = ("not_ours", "unclear", "outside_scope")
TRANSFER_REASONS = ("not_ours", "their_skill", "together")


async def give_back(ref: str, actor: Actor, now: datetime, *, reason: str) -> Department | None:
    """To the desk, which knows what to do with it. None when a supervisor has to decide instead."""
    complaint = await check_may_return(ref, actor)
    check_reason(reason, RETURN_REASONS)
    desk = await dispatch.department_for(complaint.community_id, Category.OTHER)
    return await _pass_on(complaint, Action.RETURN, actor, desk, reason, now)


async def check_may_return(ref: str, actor: Actor) -> Complaint:
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.RETURN, actor)
    return complaint


def check_reason(reason: str, known: Sequence[str]) -> None:
    """NotFound for a reason that none of our buttons names."""
    if reason not in known:
        raise NotFound


async def transfer(
    ref: str, actor: Actor, department_id: int, now: datetime, *, reason: str
) -> Department | None:
    """None when it was passed on too often already, and a supervisor has to decide."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.TRANSFER, actor)
    check_reason(reason, TRANSFER_REASONS)
    await _check_not_stuck(complaint, actor)
    there = await Department.get_or_none(id=department_id, community_id=complaint.community_id)
    if there is None:
        raise NotFound
    return await _pass_on(complaint, Action.TRANSFER, actor, there, reason, now)


async def destinations(ref: str, actor: Actor) -> list[Department]:
    """Where else it could go, for those who may transfer it now."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.TRANSFER, actor)
    await _check_not_stuck(complaint, actor)
    all_of_them = await Department.filter(community_id=complaint.community_id).order_by("id")
    return [one for one in all_of_them if one.categories and one.id != complaint.department_id]


async def take_back(ref: str, actor: Actor | None, now: datetime) -> Complaint:
    """From somebody who accepted it and left it lying; it waits for everybody again."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.TAKE_BACK, actor)
    holder = complaint.assignee
    worker = name_of(holder) if holder else ""
    await change(complaint, Action.TAKE_BACK, actor, now, facts={"worker": worker}, **_nobody())
    complaint.assignee = None
    await wait_again(complaint, now)
    if holder is not None and holder.left_at is None:
        await notices.tell_staff(complaint, holder, "taken_from_you", now)
    await concerned.tell(complaint, "taken_back", now, facts={"worker": worker})
    return complaint


async def take_back_idle(complaint: Complaint, now: datetime) -> None:
    """By the clock: no first result and no plan in the time that policy gives (D3)."""
    if not (await work_on(complaint)).touched:
        await take_back(complaint.ref, None, now)
        await notices.tell_leaders(complaint, "left_lying", now)


async def reassign(ref: str, actor: Actor, staff_id: int, now: datetime) -> Staff:
    """A leader names who does it. NotFound when that person may not lead it."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.REASSIGN, actor)
    chosen = await check_could_lead(complaint, staff_id)
    before, worker = complaint.assignee, name_of(chosen)
    facts = {"worker": worker, "name": worker, "person": chosen.person_id}
    await change(complaint, Action.REASSIGN, actor, now, facts=facts, assignee_id=chosen.id, question_at=None)
    complaint.assignee = chosen
    await timers.cancel(complaint, TimerKind.HOLD_END)
    await working.expect_work(complaint, now)
    await reckoning.reckon(complaint, now)
    if before is not None and before.id != chosen.id:
        await notices.tell_staff(complaint, before, "taken_from_you", now)
    await notices.tell_staff(complaint, chosen, "given_to_you", now)
    await concerned.tell(complaint, "reassigned", now, facts=facts)
    return chosen


async def check_could_lead(complaint: Complaint, staff_id: int) -> Staff:
    """Whoever is named must be somebody who could have accepted it."""
    await stays(staff_id)
    chosen = await Staff.get_or_none(
        id=staff_id, community_id=complaint.community_id, left_at=None
    ).select_related("person")
    if chosen is None or Part.LEADER not in parts_of(await actor_for(chosen.person), complaint):
        raise NotFound
    return chosen


async def colleagues(ref: str, actor: Actor) -> list[tuple[int, str]]:
    """Who could lead it instead: the department's own first, then those above."""
    complaint = await complaint_by_ref(ref)
    check_can(complaint, Action.REASSIGN, actor)
    staff = await Staff.filter(community_id=complaint.community_id, left_at=None).select_related("person")
    able = [one for one in staff if Part.LEADER in parts_of(await actor_for(one.person), complaint)]
    able.sort(key=lambda one: (RANK[one.role], one.id))
    return [(one.id, name_of(one)) for one in able if one.id != complaint.assignee_id]


async def _pass_on(
    complaint: Complaint, action: Action, actor: Actor, there: Department, reason: str, now: datetime
) -> Department | None:
    if there.id == complaint.department_id or not there.categories:
        raise NotNow(action, complaint.status, number=complaint.number)
    work, leader = await work_on(complaint), Part.SUPERIOR in parts_of(actor, complaint)
    stuck = not leader and work.passed_on >= _most(complaint)
    level = _above(complaint) if stuck else _brought_down(complaint, work) if leader else complaint.level
    facts: dict[str, Any] = {
        "to": "" if stuck else there.name,
        "worker": actor.called_in(complaint.community_id),
        "reason": reason,
        "by_leader": leader,
    }
    columns = _nobody() | {"level": level} | ({} if stuck else {"department_id": there.id})
    await change(complaint, action, actor, now, reason=reason, facts=facts, **columns)
    complaint.assignee = None
    await wait_again(complaint, now)
    if stuck:
        await notices.tell_leaders(complaint, "passed_on_too_often", now)
    else:
        await moving.move_card(complaint, CardKind.STAFF, there, now)
    await concerned.tell(complaint, "stuck" if stuck else "passed_on", now, facts=facts)
    return None if stuck else there


async def _check_not_stuck(complaint: Complaint, actor: Actor) -> None:
    """Passed on too often, it is the supervisor who says whose it is: the desk doesn't send it round again."""
    above = RANK[complaint.level] >= RANK[Role.SUPERVISOR]
    stuck = above and (await work_on(complaint)).passed_on > _most(complaint)
    if stuck and Part.SUPERIOR not in parts_of(actor, complaint):
        raise NotAllowed(Action.TRANSFER)


def _above(complaint: Complaint) -> Role:
    """One transfer too many and a supervisor decides (first taker owns it)."""
    return max(Role.SUPERVISOR, complaint.level, key=RANK.__getitem__)


def _brought_down(complaint: Complaint, work: Work) -> Role:
    """By the word of whoever decided."""
    return Role.WORKER if complaint.round == 1 and work.passed_on > _most(complaint) else complaint.level


def _most(complaint: Complaint) -> int:
    return policy_for(complaint.community.policy).passing_most


def _nobody() -> dict[str, Any]:
    return {"assignee_id": None, "question_at": None}
