"""What happened in a community in a period: read from histories, columns and callbacks; changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.expressions import Q, Subquery

from desk.quotas import Visits, checks_in, visits_in
from desk.rates import DISBELIEVED, OWN_WORK, Period, Rate, RateKind, Round, Story, Vote, rates_of
from models import Callback, Complaint, Event, Opinion
from models.callback_kinds import CallbackState, Recheck, Solved, Way
from models.kinds import Action, Kind, Role, Status

COUNTED = (Kind.COMPLAINT, Kind.REPAIR)  # I4: only these have deadlines as complaints
OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
NOT_OURS = (Status.WITHDRAWN, Status.REFUSED)
UNHEARD = (Status.DRAFT, Status.WAITING, Status.WITHDRAWN)
BEGINS = (Action.FILE, Action.REOPEN)
REPEAT_WITHIN = timedelta(days=30)  # conversations.md, KPI formulas
AT_ONCE = 500  # ids in one query


@dataclass
class Figures:
    """A period in numbers, each with the cases behind it."""

    period: Period
    rates: dict[RateKind, Rate]
    filed: int = 0
    done: int = 0
    open: int = 0
    late: int = 0
    unrated: int = 0  # answered, without a score
    ways: Counter[str] = field(default_factory=Counter)  # how answers reached us
    left_out: Counter[str] = field(default_factory=Counter)  # of what was filed: why it counts in no rate
    opinions: Counter[str] = field(default_factory=Counter)  # of neighbours who joined; in no rate
    visits: list[Visits] = field(default_factory=list)  # by lot
    checks: Counter[str] = field(default_factory=Counter)  # of records of the phone: what was found


async def figures_for(community_id: int, period: Period, now: datetime) -> Figures:
    complaints = await _touched(community_id, period)
    events = await _events([complaint.id for complaint in complaints])
    votes = await _votes([complaint.id for complaint in complaints])
    repeats = await _repeats(community_id, period)
    stories = [
        story_of(each, events.get(each.id, []), votes.get(each.id, []), repeats=each.id in repeats)
        for each in complaints
        if each.filed_at is not None
    ]
    figures = Figures(period, rates_of(stories, period))
    _count(figures, complaints, events, now)
    for vote in (vote for of_one in votes.values() for vote in of_one):
        if vote.state is CallbackState.ANSWERED and vote.changed_at in period:
            figures.ways[vote.way or Way.CHAT] += 1
            figures.unrated += vote.score is None
    figures.opinions.update(await _opinions(community_id, period))
    figures.visits = await visits_in(community_id, period)
    figures.checks.update(await checks_in(community_id, period))
    return figures


def story_of(
    complaint: Complaint, events: Iterable[Event], votes: Iterable[Callback], *, repeats: bool = False
) -> Story:
    """What rates look at, out of one complaint's rows."""
    events, votes = list(events), list(votes)
    assert complaint.filed_at is not None  # noqa: S101 - drafts have no story
    return Story(
        ref=complaint.ref,
        number=complaint.number or 0,
        filed_at=complaint.filed_at,
        left_out=left_out(complaint),
        over_at=_over_at(events),
        counted=_counted(complaint, votes),
        rounds=[_round(complaint, n, [e for e in events if e.round == n]) for n in _numbers(events)],
        votes=[_vote(each) for each in votes],
        backs=[e.at for e in events if e.action is Action.REOPEN and e.facts.get("back")],
        repeats=repeats,
    )


def left_out(complaint: Complaint) -> str:
    """Why a complaint counts in no rate; "" when it does."""
    if complaint.status in NOT_OURS:
        return str(complaint.status)
    return "" if complaint.kind in COUNTED else str(complaint.kind)


def _over_at(events: list[Event]) -> datetime | None:
    """Since when it has been withdrawn or refused, when it is."""
    since: datetime | None = None
    for event in events:
        since = (since or event.at) if event.status in NOT_OURS else None
    return since


def _counted(complaint: Complaint, votes: Iterable[Callback]) -> frozenset[int]:
    """Rounds that no later end takes out of the rates: what was over before it, and what was answered."""
    if complaint.kind not in COUNTED:
        return frozenset()
    answered = {vote.round for vote in votes if vote.state is CallbackState.ANSWERED}
    return frozenset(answered | set(range(1, complaint.round)))


def _numbers(events: list[Event]) -> list[int]:
    return sorted({e.round for e in events if e.action in BEGINS})


def _round(complaint: Complaint, number: int, events: list[Event]) -> Round:
    """Promises that were kept stand in the history, those that are open in the columns."""
    present = number == complaint.round
    heard = next((e for e in events if e.status not in UNHEARD), None)
    done = next((e for e in events if e.action is Action.COMPLETE), None)
    answer_due = _due(heard, "answer_due") or (complaint.answer_due_at if present else None)
    finish_due = _due(done, "finish_due") or (complaint.finish_due_at if present else None)
    told = heard.at if heard else None, done.at if done else None
    return Round(number, answer_due, told[0], finish_due, told[1], _due(done, "callback_due"))


def _vote(row: Callback) -> Vote:
    answered = row.answered_at if row.state is CallbackState.ANSWERED else None
    return Vote(
        round=row.round,
        held_at=row.held_at,
        answered_at=answered,
        state=row.state,
        solved=row.solved,
        score=row.score,
        counted_at=row.changed_at,
        left_out=DISBELIEVED if row.recheck is Recheck.DIFFERS else OWN_WORK if row.own_work else "",
    )


def _due(event: Event | None, name: str) -> datetime | None:
    told = event.facts.get(name) if event else None
    return datetime.fromisoformat(told) if told else None


async def _touched(community_id: int, period: Period) -> list[Complaint]:
    """Everything with an outcome that may lie in the period: what happened since, and what is open."""
    happened = Event.filter(complaint__community_id=community_id, at__gte=period.since)
    since = Subquery(happened.values("complaint_id"))
    mine = Complaint.filter(community_id=community_id, number__not_isnull=True, filed_at__lt=period.until)
    return await mine.filter(Q(status__in=OPEN) | Q(id__in=since)).order_by("id")


async def _events(ids: list[int]) -> Mapping[int, list[Event]]:
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for at in range(0, len(ids), AT_ONCE):
        for event in await Event.filter(complaint_id__in=ids[at : at + AT_ONCE]).order_by("version"):
            found[event.complaint_id].append(event)
    return found


async def _votes(ids: list[int]) -> Mapping[int, list[Callback]]:
    found: defaultdict[int, list[Callback]] = defaultdict(list)
    for at in range(0, len(ids), AT_ONCE):
        rows = Callback.filter(complaint_id__in=ids[at : at + AT_ONCE], tier=Role.DESK)
        for row in await rows.order_by("round"):
            found[row.complaint_id].append(row)
    return found


async def _repeats(community_id: int, period: Period) -> set[int]:
    """Filed in the period, with the same home or place and category shortly before.

    What is left out of the rates makes nothing else a repeat: a slip that was withdrawn and filed anew is none.
    """
    filed = Complaint.filter(
        community_id=community_id,
        filed_at__gte=period.since - REPEAT_WITHIN,
        filed_at__lt=period.until,
    )
    rows = await filed.order_by("filed_at", "id").values_list(
        "id", "home_id", "place", "category", "filed_at", "status", "kind"
    )
    last: dict[tuple[object, str], datetime] = {}
    repeated = set()
    for complaint_id, home, place, category, at, status, kind in rows:
        for where in filter(None, (home, place.strip())):
            before = last.get((where, category))
            if before is not None and at - before <= REPEAT_WITHIN:
                repeated.add(complaint_id)
            if status not in NOT_OURS and kind in COUNTED:
                last[where, category] = at
    return repeated


async def _opinions(community_id: int, period: Period) -> list[Solved]:
    said = Opinion.filter(complaint__community_id=community_id, at__gte=period.since, at__lt=period.until)
    return [opinion.solved for opinion in await said]


def _count(
    figures: Figures, complaints: list[Complaint], events: Mapping[int, list[Event]], now: datetime
) -> None:
    for each in complaints:
        if each.filed_at in figures.period:
            figures.filed += 1
            if why := left_out(each):
                figures.left_out[why] += 1
        done = [e for e in events.get(each.id, ()) if e.action is Action.COMPLETE]
        figures.done += sum(e.at in figures.period for e in done)
        figures.open += each.status in OPEN
        figures.late += is_late(each, now)


def is_late(complaint: Complaint, now: datetime) -> bool:
    """Whether a promise of it is broken now."""
    due = complaint.answer_due_at if complaint.status is Status.WAITING else complaint.finish_due_at
    return complaint.status in (Status.WAITING, Status.ACCEPTED) and due is not None and due < now
