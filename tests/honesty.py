"""The honesty rules, checked over everything that is in the database."""

from collections import Counter
from zoneinfo import ZoneInfo

from desk.asking import TIERS
from desk.clocks import civil_moment
from desk.policy import policy_for
from models import Attempt, Callback, Community, Complaint, Draw, Event, Opinion, Staff, Timer
from models.callback_kinds import CallbackState, Outcome, Way
from models.kinds import Action, Role, Status, TimerKind, TimerState


async def broken_rules(*, settled: bool = False) -> list[str]:
    """What is not as it must be. Settled: nothing is under way any more, so every closed one has a record."""
    staff = {post.person_id: post.community_id for post in await Staff.filter(left_at=None)}
    people = dict(await Staff.all().values_list("id", "person_id"))
    wrong: list[str] = []
    complaints = {each.id: each for each in await Complaint.all()}
    rows = await Callback.all().order_by("id")
    for row in rows:
        complaint = complaints[row.complaint_id]
        attempts = await Attempt.filter(callback_id=row.id)
        wrong += [
            f"#{complaint.number} round {row.round} {row.tier}: {rule}"
            for rule, holds in _rules(row, complaint, attempts, staff, people).items()
            if not holds
        ]
    asked = {(row.complaint_id, row.round): row for row in rows if row.tier is Role.DESK}
    for complaint in complaints.values():
        last = asked.get((complaint.id, await _round_that_closed(complaint)))
        ended = last is not None and (last.state in ENDED or await _nobody_left(last))
        if complaint.status is Status.CLOSED and not ended:
            wrong.append(f"#{complaint.number} is closed without a record")
        if settled and complaint.status in (Status.WAITING, Status.ACCEPTED, Status.DONE):
            wrong.append(f"#{complaint.number} is still {complaint.status}")
    wrong += await _signed_twice([row for row in rows if row.forced and row.state in ENDED])
    wrong += await _waited_for_by_nobody(rows, complaints)
    wrong += await _tried_at_night(rows, complaints)
    wrong += await _neighbours_who_are_none(complaints, staff)
    return wrong + await _told_by_nobody_else(complaints)


async def _round_that_closed(complaint: Complaint) -> int:
    """The round it was closed in, or the one whose changed answer called that one off: the history says."""
    closing = await Event.filter(complaint_id=complaint.id, action=Action.CLOSE).order_by("-version").first()
    called_off = closing is not None and closing.actor_id == complaint.filer_id
    return int(closing.facts.get("of", complaint.round)) if closing and called_off else complaint.round


async def _nobody_left(row: Callback) -> bool:
    """Everybody there is has filed it, or is whom it is about: the history says so, and no rate counts it as held."""
    tries = Event.filter(complaint_id=row.complaint_id, action=Action.TRY, actor_id=None)
    said = [facts for (facts,) in await tries.values_list("facts")]
    given_up = {"tier": "desk", "outcome": "nobody_left", "of": row.round} in said
    return row.state is CallbackState.MOOT and row.held_at is None and given_up


ENDED = (CallbackState.ANSWERED, CallbackState.REFUSED, CallbackState.UNREACHED)


def _rules(
    row: Callback,
    complaint: Complaint,
    attempts: list[Attempt],
    staff: dict[int, int],
    people: dict[int, int],
) -> dict[str, bool]:
    answered, chat = row.state is CallbackState.ANSWERED, row.way is Way.CHAT
    taken = row.way in (Way.PHONE, Way.VISIT)
    believed = [attempt for attempt in attempts if not attempt.disputed]
    missed = {attempt.slot for attempt in believed if attempt.outcome is Outcome.NOBODY}
    tried = [attempt.staff_id for attempt in attempts]
    refused = any(attempt.outcome is Outcome.REFUSED for attempt in believed)
    disbelieved = {attempt.staff_id for attempt in attempts if attempt.disputed}
    return {
        "answered is answered": answered == (row.solved is not None) == (row.way is not None),
        "a score needs an answer": row.score is None or answered,
        "in the chat only by the filer": not chat
        or (row.answered_by_id == complaint.filer_id and row.recorded_by_id is None),
        "staff never rate": not chat or staff.get(row.answered_by_id or 0) != complaint.community_id,
        "taken down by somebody": not taken or row.recorded_by_id is not None,
        "nobody takes down their own answer": complaint.filer_id is None
        or complaint.filer_id not in {people.get(who or 0) for who in (row.recorded_by_id, *tried)},
        "visits are asked in person": row.tier is Role.DESK or not chat,
        "not reached only after three slots": row.state is not CallbackState.UNREACHED or len(missed) >= 3,
        "refused is documented": row.state is not CallbackState.REFUSED or refused,
        "checked by somebody else": row.rechecked_by_id is None or row.rechecked_by_id != row.recorded_by_id,
        "no check of nothing": row.recheck is None or row.state in ENDED,
        "nobody writes again what they wrote falsely": disbelieved.isdisjoint(
            attempt.staff_id for attempt in believed
        ),
        "held when it ended": (row.state in ENDED) == (row.held_at is not None),
        "no answer without a moment": not answered or row.answered_at is not None,
    }


async def _signed_twice(ended: list[Callback]) -> list[str]:
    """What two have to visit is ended by two different people, whatever came of it."""
    signed: set[tuple[int, int, int]] = set()
    wrong: list[str] = []
    for row in ended:
        last = await Attempt.filter(callback_id=row.id).order_by("-id").first()
        mark = (row.complaint_id, row.round, last.staff_id if last else 0)
        wrong += [f"{row.complaint_id} round {row.round}: signed twice by one"] if mark in signed else []
        signed.add(mark)
    return wrong


async def _waited_for_by_nobody(rows: list[Callback], complaints: dict[int, Complaint]) -> list[str]:
    """What was asked and not answered ends by itself: a person phones, now or when the time has come."""
    armed = Timer.filter(kind=TimerKind.CALLBACK_PHONE, state=TimerState.ARMED)
    timed = set(await armed.values_list("complaint_id", "round"))
    return [
        f"#{complaints[row.complaint_id].number} round {row.round}: asked, and nobody waits for the answer"
        for row in rows
        if row.state is CallbackState.ASKED
        and complaints[row.complaint_id].status is Status.DONE
        and (row.complaint_id, row.round) not in timed
    ]


async def _tried_at_night(rows: list[Callback], complaints: dict[int, Complaint]) -> list[str]:
    """That nobody answers at night, or before ten on a day off, is no try."""
    estate, asked = await Community.get(), {row.id: row for row in rows}
    policy, zone = policy_for(estate.policy), ZoneInfo(estate.timezone)
    return [
        f"#{complaints[asked[each.callback_id].complaint_id].number}: tried at {each.at.astimezone(zone):%H:%M}"
        for each in await Attempt.filter(outcome=Outcome.NOBODY)
        if civil_moment(each.at, policy, zone) != each.at
    ]


async def _told_by_nobody_else(complaints: dict[int, Complaint]) -> list[str]:
    """Votes in the history are the filer's; the clock closes, and never answers."""
    votes = await Event.filter(action__in=(Action.RATE, Action.PRAISE))
    return [
        f"#{complaints[vote.complaint_id].number}: somebody else voted"
        for vote in votes
        if vote.actor_id is None or vote.actor_id != complaints[vote.complaint_id].filer_id
    ]


async def _neighbours_who_are_none(complaints: dict[int, Complaint], staff: dict[int, int]) -> list[str]:
    """What neighbours say is counted apart, and said by nobody who files it or works there."""
    return [
        f"#{complaints[said.complaint_id].number}: not a neighbour's opinion"
        for said in await Opinion.all()
        if said.person_id == complaints[said.complaint_id].filer_id
        or staff.get(said.person_id) == complaints[said.complaint_id].community_id
    ]


async def lots_not_kept() -> list[str]:
    """In each category, visits held by lot are within one of the share, with those that wait for the next case.

    Visits that came to nothing don't count: their lots went on. What is major comes on top.
    """
    shares, wrong = policy_for((await Community.get()).policy).asking.shares, []
    rows = await Callback.all().select_related("complaint")
    callbacks = Counter(str(row.complaint.category) for row in rows if row.tier is Role.DESK)
    kept = [row for row in rows if row.drawn and row.state is not CallbackState.MOOT]
    visits = Counter((str(row.complaint.category), row.tier) for row in kept)
    owed = dict(await Draw.all().values_list("stratum", "owed"))
    for category, count in callbacks.items():
        for tier in TIERS:
            fair, drawn = count * shares[tier] / 100, visits[category, tier]
            if abs(drawn + owed.get(f"{category}:{tier}", 0) - fair) > 1:
                wrong.append(f"{category}, {tier}: {drawn} of {count}")
    return wrong
