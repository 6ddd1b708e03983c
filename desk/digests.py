"""What leaders read in the morning, and departments on Monday: made once per community and period.

Figures are read when the edition is made; what was published never changes afterwards.
"""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import contacting
from desk.authority import RANK
from desk.figures import Figures, figures_for, is_late
from desk.policy import policy_for
from desk.rates import Period
from desk.repeats import repeated
from desk.touched import UNFINISHED
from models import Callback, Community, Complaint, Department, Edition, Event, Outgoing, Staff
from models.callback_kinds import CallbackState, EditionKind, Solved
from models.kinds import Action, Category, Discretion, Doubt, Role, Status

MOST_LINES = 8  # conversations.md H: worst first, and no more than one reads at a glance
MOST_OF_A_KIND = 4  # so that late ones don't hide everything else
FEWEST_ANSWERS = 5  # fewer would tell who voted
CAN_WAIT = 2  # urgency, as in desk.notices
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One case that a leader should look at."""

    kind: str  # late, unhappy, reopened, phone, repeated
    ref: str
    number: int
    category: str
    place: str
    hours: int = 0  # since when
    count: int = 0  # how often


async def due(now: datetime) -> list[tuple[int, EditionKind, date]]:
    """Which editions are to be made: after the hour of the policy, not in the evening, not on the first day."""
    wanted: list[tuple[int, EditionKind, date]] = []
    for community in await Community.all().order_by("id"):
        local, policy = now.astimezone(ZoneInfo(community.timezone)), policy_for(community.policy)
        new = community.created_at.astimezone(local.tzinfo).date() == local.date()
        if policy.asking.digest_at <= local.time() < policy.civil_to and not new:
            monday = local.date() - timedelta(days=local.weekday())
            wanted += [(community.id, EditionKind.DIGEST, local.date())]
            wanted += [(community.id, EditionKind.THEMES, monday)]
    if not wanted:
        return []
    made = Edition.filter(period__gte=min(day for _, _, day in wanted))
    known = set(await made.values_list("community_id", "kind", "period"))
    return [each for each in wanted if each not in known]


async def publish(community_id: int, kind: EditionKind, period: date, now: datetime) -> None:
    """Doing it twice publishes nothing twice: every notice has a key of its edition."""
    edition = Edition(community_id=community_id, kind=kind, period=period, made_at=now)
    await Edition.bulk_create([edition], ignore_conflicts=True)
    community = await Community.get(id=community_id)
    if kind is EditionKind.DIGEST:
        await _digest(community, period, now)
    else:
        await _themes(community, period, now)


def day_of(day: date, zone: ZoneInfo) -> Period:
    return Period(
        datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
    )


async def lines_for(community_id: int, now: datetime) -> list[Line]:
    """Worst first: broken promises, the unhappy until somebody has spoken to them, what came for the third time, people to phone.

    What is about one of the staff is told to those above them when it happens, and not here (D8).
    """
    mine = Complaint.filter(community_id=community_id, discretion__not=Discretion.CONFIDENTIAL)
    waiting = await mine.filter(status__in=UNFINISHED).order_by("id")
    late = sorted((each for each in waiting if is_late(each, now)), key=_due)
    owed = [each for each in await contacting.open_in(community_id) if not _is_hidden(each.complaint)]
    unhappy = [_line("unhappy", each.complaint, now - each.began) for each in owed]
    known = {line.ref for line in unhappy}
    back = [each for each in waiting if each.status is Status.WAITING and each.round > 1]
    unhappy += [_line("reopened", each) for each in back if each.ref not in known]
    tasks = Callback.filter(complaint__community_id=community_id, state=CallbackState.PHONE, tier=Role.DESK)
    tasks = tasks.exclude(complaint__discretion=Discretion.CONFIDENTIAL)
    phone = [task.complaint for task in await tasks.order_by("asked_at").select_related("complaint")]
    lines = [_line("late", each, now - _due(each)) for each in late[:MOST_OF_A_KIND]]
    shown = {line.ref for line in lines}
    lines += [line for line in unhappy if line.ref not in shown or line.kind == "unhappy"][:MOST_OF_A_KIND]
    again = [
        replace(_line("repeated", each), count=count) for each, count in await repeated(community_id, now)
    ]
    lines += again[:MOST_OF_A_KIND]
    lines += [_line("phone", each) for each in phone][:MOST_OF_A_KIND]
    return lines[:MOST_LINES]


async def _digest(community: Community, today: date, now: datetime) -> None:
    yesterday = today - timedelta(days=1)
    figures = await figures_for(community.id, day_of(yesterday, ZoneInfo(community.timezone)), now)
    lines = await lines_for(community.id, now)
    facts = {"day": yesterday.isoformat(), "lines": [asdict(line) for line in lines], **numbers_of(figures)}
    facts["community"] = community.id
    for telegram_id in await _leaders(community.id):
        await _owe(
            community, telegram_id, "digest", f"digest:{community.id}:{today}:{telegram_id}", facts, now
        )


async def _themes(community: Community, monday: date, now: datetime) -> None:
    """Departments learn what residents said, not who said it (better.md 20): of a few answers only how many."""
    zone = ZoneInfo(community.timezone)
    until = datetime.combine(monday, time(), zone)
    for department in await Department.filter(community_id=community.id, chat_id__not_isnull=True):
        facts = await themes_of(department.id, Period(until - WEEK, until))
        if facts["answers"]:
            facts = facts if facts["answers"] >= FEWEST_ANSWERS else {"answers": facts["answers"]}
            key = f"themes:{department.id}:{monday}"
            topic = {"topic_id": department.topic_id} if department.topic_id else {}
            await _owe(community, department.chat_id or 0, "themes", key, facts | topic, now)


async def themes_of(department_id: int, period: Period) -> dict[str, Any]:
    """How many answers, how many solved, what was bad how often, and how often somebody was praised."""
    given = Callback.filter(
        complaint__department_id=department_id,
        tier=Role.DESK,
        state=CallbackState.ANSWERED,
        changed_at__gte=period.since,
        changed_at__lt=period.until,
    )
    answers = await given
    praises = Event.filter(
        complaint__department_id=department_id,
        action=Action.PRAISE,
        at__gte=period.since,
        at__lt=period.until,
    )
    praised = len(set(await praises.values_list("complaint_id", flat=True)))
    reasons = Counter(reason for answer in answers for reason in answer.reasons)
    solved = sum(answer.solved is Solved.YES for answer in answers)
    return {"answers": len(answers), "solved": solved, "praised": praised, "reasons": dict(reasons)}


def numbers_of(figures: Figures) -> dict[str, Any]:
    """The figures as plain values that can be stored with a notice."""
    rates = {
        str(kind): {
            "percent": None if rate.value is None else float(rate.value * 100),
            "n": rate.n,
            "met": rate.met,
            "left_out": dict(rate.why),
        }
        for kind, rate in figures.rates.items()
    }
    return {
        "rates": rates,
        "shares": {str(tier): share for tier, share in figures.shares.items()},
        **{str(count): len(cases) for count, cases in figures.cases.items()},
    }


def _line(kind: str, complaint: Complaint, since: timedelta = timedelta()) -> Line:
    category = str(complaint.category or Category.OTHER)
    hours = int(since / timedelta(hours=1))
    return Line(kind, complaint.ref, complaint.number or 0, category, complaint.place, hours)


def _is_hidden(complaint: Complaint) -> bool:
    return complaint.discretion is Discretion.CONFIDENTIAL


def _due(complaint: Complaint) -> datetime:
    due = complaint.answer_due_at if complaint.status is Status.WAITING else complaint.finish_due_at
    assert due is not None  # noqa: S101 - it is late, so it was due
    return due


async def _leaders(community_id: int) -> list[int]:
    staff = Staff.filter(community_id=community_id, left_at=None, person__reachable=True)
    rows = await staff.filter(person__telegram_id__not_isnull=True).values_list("role", "person__telegram_id")
    return [telegram_id for role, telegram_id in rows if RANK[role] >= RANK[Role.SUPERVISOR]]


async def _owe(
    community: Community, chat_id: int, notice: str, key: str, facts: dict[str, Any], now: datetime
) -> None:
    """Rather never than twice (R5)."""
    row = Outgoing(
        bot_id=community.bot_id,
        lane=chat_id,
        urgency=CAN_WAIT,
        notice=notice,
        params={"language": community.language, **facts},
        key=key,
        doubt=Doubt.NEVER,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)
