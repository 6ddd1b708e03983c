"""What neighbours who said "me too" say of the result: asked once, counted apart, in no rate (C1, D10).

Nothing waits for them and nothing is closed or reopened by them: the record of a callback is its filer's.
Staff are not asked and can't answer, as with callbacks.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from tortoise.expressions import F, Subquery

from desk import joining, notices
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.errors import NotNow, TooLate
from desk.open_questions import OPINION
from desk.policy import policy_for
from models import Complaint, Event, Involvement, Opinion, Staff
from models.callback_kinds import Solved
from models.kinds import Action, InvolvementRole


async def ask(complaint: Complaint, now: datetime) -> None:
    """Asks everybody who joined and is nobody of the staff, as far as the chat reaches them.

    It waits at the door while they are asked something else (desk.civility), and not for ever.
    """
    here = Staff.filter(community_id=complaint.community_id, left_at=None)
    joined = Involvement.filter(
        complaint_id=complaint.id,
        role=InvolvementRole.JOINED,
        person__reachable=True,
        person__telegram_id__not_isnull=True,
    ).exclude(person_id__in=Subquery(here.values("person_id")))
    within = policy_for(complaint.community.policy).asking.queue_at_most
    facts = {"round": complaint.round, "void_after": (now + within).isoformat()}
    for (telegram_id,) in await joined.order_by("id").values_list("person__telegram_id"):
        await notices.tell_chat(complaint, telegram_id, OPINION, now, facts=facts)


async def say(ref: str, actor: Actor, round_: int, solved: Solved, now: datetime) -> Complaint:
    """A neighbour's answer; another one takes its place for as long as a callback may be changed.

    Takes the row first: of three hundred who answer at once, none is outrun.
    """
    await Complaint.filter(ref=ref).update(version=F("version"))
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    check_can(complaint, Action.OPINE, actor)
    await _check_asked(complaint, round_, now)
    facts = {"solved": solved, "of": round_}
    await change(complaint, Action.OPINE, actor, now, facts=facts)
    first = solved is not Solved.YES and not await _unhappy(complaint, round_)
    mine = {"complaint_id": complaint.id, "round": round_, "person_id": actor.person_id}
    await Opinion.update_or_create(defaults={"solved": solved, "at": now}, **mine)
    if first:
        told = await said(complaint.id, round_)
        await notices.tell_leaders(complaint, "opinion_unsolved", now, facts={"said": told})
    return complaint


async def said(complaint_id: int, round_: int) -> Mapping[Solved, int]:
    """How many of the neighbours say what of this round."""
    rows = await Opinion.filter(complaint_id=complaint_id, round=round_).values_list("solved")
    return Counter(solved for (solved,) in rows)


async def _check_asked(complaint: Complaint, round_: int, now: datetime) -> None:
    asked = Event.filter(complaint_id=complaint.id, round=round_, action=Action.CALL_BACK)
    event = await asked.first()
    if event is None:
        raise NotNow(Action.OPINE, complaint.status, number=complaint.number)
    if now >= event.at + policy_for(complaint.community.policy).asking.changeable_for:
        raise TooLate


async def _unhappy(complaint: Complaint, round_: int) -> bool:
    """Whether somebody has said before that it is not solved: leaders hear it once a round."""
    others = Opinion.filter(complaint_id=complaint.id, round=round_)
    return await others.exclude(solved=Solved.YES).exists()
