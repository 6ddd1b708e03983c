"""What somebody is being asked: one question at a time (C5)."""

from datetime import datetime

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from desk import second_thoughts
from desk.policy import Policy
from desk.progress import work_on
from models import Callback, Complaint, Opinion, Outgoing, Person
from models.callback_kinds import CallbackState, Solved, Way
from models.kinds import OutgoingState, Role, Status

OPINION = "opinion_asked"


async def is_asked_already(person_id: int | None, besides: int, policy: Policy, now: datetime) -> bool:
    """Whether something else than that complaint waits for an answer of theirs."""
    theirs = Complaint.filter(filer_id=person_id).exclude(id=besides)
    by_us = Q(status=Status.DRAFT) | Q(status=Status.ACCEPTED, question_at__not_isnull=True)
    callbacks = Callback.filter(complaint__filer_id=person_id, tier=Role.DESK)
    others = callbacks.exclude(complaint_id=besides)
    asked = others.filter(state=CallbackState.ASKED, complaint__status=Status.DONE)
    return (
        await theirs.filter(by_us).exists()
        or await _is_offered_a_time(theirs, now)
        or await asked.exists()
        or await _half_answered(others, policy, now).exists()
        or await _answered_anew(others, policy, now)
        or await _asked_as_neighbour(person_id, besides, policy, now)
    )


async def _is_offered_a_time(theirs: QuerySet[Complaint], now: datetime) -> bool:
    """Staff named a time to come, and wait for a yes."""
    rows = await theirs.filter(status__in=(Status.ACCEPTED, Status.ON_HOLD))
    visits = [(await work_on(row)).visit for row in rows]
    return any(visit and not (visit.by_resident or visit.agreed) and visit.at > now for visit in visits)


def _half_answered(callbacks: QuerySet[Callback], policy: Policy, now: datetime) -> QuerySet[Callback]:
    """The first answer was given, and the next question stands in the chat: for as long as they may come back to it."""
    bad = Q(solved__in=(Solved.PARTLY, Solved.NO)) | Q(score__lte=policy.low_score)
    ended = Q(complaint__status=Status.CLOSED)  # whose score is asked no more
    waits = Q(changing=True) | Q(~ended, score=None) | Q(bad, score__not_isnull=True, contact=None)
    return callbacks.filter(waits, way=Way.CHAT, changed_at__gt=now - policy.settle_after)


async def _answered_anew(callbacks: QuerySet[Callback], policy: Policy, now: datetime) -> bool:
    """Likewise after a changed answer, whose score is asked anew even where it is closed or one stands from before."""
    anew = callbacks.filter(turn__gt=1, way=Way.CHAT, changed_at__gt=now - policy.settle_after)
    rows = await anew.select_related("complaint")
    return any([await second_thoughts.score_asked_anew(row.complaint, row) for row in rows])


async def _asked_as_neighbour(person_id: int | None, besides: int, policy: Policy, now: datetime) -> bool:
    """Of what they had joined: a favour, which holds nothing up for longer than they may come back to it."""
    chats = await Person.filter(id=person_id, telegram_id__not_isnull=True).values_list(
        "telegram_id", flat=True
    )
    there = Q(state=OutgoingState.SENDING) | Q(sent_at__gt=now - policy.settle_after)
    asked = Outgoing.filter(there, notice=OPINION, lane__in=list(chats)).exclude(complaint_id=besides)
    told = Opinion.filter(person_id=person_id)
    return await asked.exclude(complaint_id__in=Subquery(told.values("complaint_id"))).exists()
