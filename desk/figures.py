"""What happened in a community in a period: read from histories, columns and callbacks; changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk import contacting
from desk.counts import Case, Count, Counted, answers_of, joined_in
from desk.policy import policy_for
from desk.quotas import checks_in, visits_in
from desk.rates import DISBELIEVED, OWN_WORK, Amends, Period, Rate, RateKind, Round, Story, Vote, rates_of
from desk.touched import AT_ONCE, UNFINISHED, touched
from desk.whereabouts import Place, places_of
from models import Callback, Community, Complaint, Event
from models.callback_kinds import CallbackState, Contact, Recheck, Solved
from models.kinds import Action, Kind, Role, Status

COUNTED = (Kind.COMPLAINT, Kind.REPAIR)  # I4: only these have deadlines as complaints
NOT_OURS = (Status.WITHDRAWN, Status.REFUSED)
UNHEARD = (Status.DRAFT, Status.WAITING, Status.WITHDRAWN)
BEGINS = (Action.FILE, Action.REOPEN)
REPEAT_WITHIN = timedelta(days=30)  # conversations.md, KPI formulas


@dataclass
class Figures:
    """A period in numbers, each with the cases behind it."""

    period: Period
    rates: dict[RateKind, Rate]
    shares: Mapping[Role, int]  # percent of the callbacks that is to fall to each tier
    cases: dict[Count, list[Case]] = field(default_factory=lambda: {count: [] for count in Count})


async def figures_for(community_id: int, period: Period, now: datetime) -> Figures:
    complaints = await touched(community_id, period)
    events = await _events([complaint.id for complaint in complaints])
    votes = await _votes([complaint.id for complaint in complaints])
    repeats = await _repeats(community_id, period)
    stories = [
        story_of(each, events.get(each.id, []), votes.get(each.id, []), repeats=each.id in repeats)
        for each in complaints
        if each.filed_at is not None
    ]
    shares = policy_for((await Community.get(id=community_id)).policy).asking.shares
    figures = Figures(period, rates_of(stories, period), shares)
    told = {(each.ref, vote.round): vote for each in complaints for vote in votes.get(each.id, [])}
    for count, case in (
        *(found for each in complaints for found in _counts(each, events.get(each.id, []), period, now)),
        *answers_of(figures.rates, told),
        *await visits_in(community_id, period),
        *await checks_in(community_id, period),
        *await joined_in(community_id, period),
    ):
        figures.cases[count].append(case)
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
        amends=[found for n in _numbers(events) if (found := _amends(n, events))],
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


def _amends(number: int, events: list[Event]) -> Amends | None:
    """Promised where a bad answer reopened it; what the resident said last may have released it."""
    mine = [event for event in events if event.round == number]
    due = _due(next((e for e in mine if e.action is Action.REOPEN), None), "contact_due")
    if due is None:
        return None
    kept = contacting.kept_in(mine)
    said = [e for e in mine if e.facts.get("of") == number - 1 and {"solved", "contact"} & e.facts.keys()]
    freed: datetime | None = None
    for event in said:  # it has to hold: what was solved after all and then not is owed as before
        freed = (freed or event.at) if _releases(event) else freed if "solved" not in event.facts else None
    return Amends(number, due, kept.at if kept else None, freed)


def _releases(event: Event) -> bool:
    said = event.facts
    return said.get("contact") == Contact.NOT_NOW or said.get("solved") == Solved.YES


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
        "id", "home_id", "spot_id", "place", "verdict", "category", "filed_at", "status", "kind"
    )
    last: dict[tuple[Place, str], datetime] = {}
    repeated = set()
    for complaint_id, home, spot, told, verdict, category, at, status, kind in rows:
        for where in places_of(home, spot, told, verdict):
            before = last.get((where, category))
            if before is not None and at - before <= REPEAT_WITHIN:
                repeated.add(complaint_id)
            if status not in NOT_OURS and kind in COUNTED:
                last[where, category] = at
    return repeated


def _counts(complaint: Complaint, events: list[Event], period: Period, now: datetime) -> Iterator[Counted]:
    case = Case(complaint.ref, complaint.number or 0)
    if complaint.filed_at in period:
        yield Count.FILED, case
        if why := left_out(complaint):
            yield Count(why), case
    for event in events:
        if event.action is Action.COMPLETE and event.at in period:
            yield Count.DONE, case
    if complaint.status in UNFINISHED:
        yield Count.OPEN, case
    if complaint.status is Status.DONE:
        yield Count.PENDING, case
    if is_late(complaint, now):
        yield Count.LATE, case


def is_late(complaint: Complaint, now: datetime) -> bool:
    """Whether a promise of it is broken now."""
    due = complaint.answer_due_at if complaint.status is Status.WAITING else complaint.finish_due_at
    return complaint.status in UNFINISHED and due is not None and due < now
