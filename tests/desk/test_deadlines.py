"""Clocks from the history: nobody's message moves them, pauses do and only as far as they are allowed to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.deadlines import Case, Clock, clocks_of
from desk.history import Step
from desk.pauses import Pause, pauses_of
from desk.policy import policy_for
from models.kinds import Kind, Severity, Status, TimerKind

POLICY = policy_for({}).timing
TIMES = POLICY.times(ZoneInfo("Asia/Shanghai"))
MINOR = Case(Kind.REPAIR, Severity.MINOR, emergency=False)
W, A, H, DONE = Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE
ANSWER, VISIT, PLAN, FINISH = (
    TimerKind.ANSWER_DUE,
    TimerKind.VISIT_DUE,
    TimerKind.PLAN_DUE,
    TimerKind.FINISH_DUE,
)


def at(text: str) -> datetime:
    """Of March 2026, which begins on a Sunday: "02 10:00" is a Monday."""
    return datetime.fromisoformat(f"2026-03-{text.replace(' ', 'T')}+08:00")


def step(text: str, action: str, status: Status, **facts: Any) -> Step:
    return Step(action, status, at(text), facts)


FILED = step("02 10:00", "file", W)
ACCEPTED = step("02 10:30", "accept", A)


def reckoned(*steps: Step, case: Case = MINOR, changes: Mapping[str, Any] | None = None) -> dict[Any, Clock]:
    policy = policy_for(changes or {}).timing
    return clocks_of(steps, case, policy, policy.times(ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize(
    ("severity", "filed", "due"),
    [
        (Severity.MINOR, "02 10:00", "04 10:00"),  # S1: 2 days
        (Severity.IMPORTANT, "02 10:00", "05 10:00"),  # S1: 3 days
        (Severity.MAJOR, "02 10:00", "12 10:00"),  # S1: 10 days, counted day and night
        (Severity.MINOR, "06 17:00", "10 17:00"),  # Friday: the weekend doesn't count
        (Severity.IMPORTANT, "07 11:00", "11 18:00"),  # Saturday: three whole days, Monday to Wednesday
    ],
)
def test_how_long_the_work_may_take(severity: Severity, filed: str, due: str) -> None:
    clocks = reckoned(step(filed, "file", W), case=Case(Kind.REPAIR, severity, emergency=False))
    assert clocks[FINISH].due == at(due)


def test_first_answer_plan_and_end_of_an_ordinary_matter() -> None:
    clocks = reckoned(step("02 21:00", "file", W))
    assert clocks[ANSWER].due == at("03 08:30"), "S1's two hours, without the night"
    assert clocks[PLAN].due == at("03 21:00"), "S2's twenty-four hours"
    assert VISIT not in clocks


@pytest.mark.parametrize("filed", ["02 22:00", "02 23:30", "03 03:00", "03 07:29"])
def test_for_what_came_at_night_somebody_is_found_by_half_past_eight(filed: str) -> None:
    assert reckoned(step(filed, "file", W))[ANSWER].due == at("03 08:30")


def test_an_emergency_knows_no_night_no_weekend_and_no_pause() -> None:
    danger = Case(Kind.REPAIR, Severity.MAJOR, emergency=True)
    filed = step("07 23:50", "file", W)
    clocks = reckoned(filed, step("07 23:55", "accept", A), step("08 00:00", "ask", A), case=danger)
    assert clocks[VISIT].due == at("08 00:20"), "S2's thirty minutes"
    assert clocks[VISIT].met_at is None
    assert clocks[FINISH].due == at("08 11:50")
    arrived = reckoned(filed, step("08 00:10", "arrive", A), case=danger)
    assert arrived[VISIT].met_at == at("08 00:10")


MESSAGES = [
    ("supplement", W),
    ("urge", A),
    ("reply", A),
    ("tell", A),
    ("note", A),
    ("remark", A),
    ("revise", A),
    ("join", A),
    ("reassign", A),
    ("escalate", A),
    ("warn", A),
]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(MESSAGES), st.integers(1, 3000)), max_size=8))
def test_nobodys_message_and_no_transfer_moves_the_end(sent: list[tuple[tuple[str, Status], int]]) -> None:
    told = {"clock": "x", "promise": 0, "until": at("09 10:00").isoformat()}
    steps = [FILED, ACCEPTED]
    for (action, _), minutes in sorted(sent, key=lambda each: each[1]):
        steps.append(Step(action, A, at("02 10:30") + timedelta(minutes=minutes), told))
    passed_on = [*steps, step("05 09:00", "transfer", W), step("05 10:00", "accept", A)]
    for history in (steps, passed_on):
        assert reckoned(*history)[FINISH].due == at("04 10:00")
    assert reckoned(*steps)[ANSWER].due == at("02 12:00")
    assert reckoned(*steps)[ANSWER].met_at == at("02 10:30")


def test_what_was_returned_is_waited_for_anew_and_its_end_stays() -> None:
    clocks = reckoned(FILED, ACCEPTED, step("02 15:00", "return", W))
    assert clocks[ANSWER].due == at("02 16:00"), "an hour for the next one"
    assert (clocks[ANSWER].promise, clocks[ANSWER].met_at) == (1, None)
    assert clocks[FINISH].due == at("04 10:00")


def test_passed_on_before_anybody_accepted_it_the_first_promise_goes_on() -> None:
    clocks = reckoned(FILED, step("02 11:00", "transfer", W))
    assert clocks[ANSWER].due == at("02 12:00")


def test_a_hold_stops_the_work_until_it_goes_on() -> None:
    hold = step("03 10:00", "hold", H, until=at("06 10:00").isoformat())
    assert reckoned(FILED, ACCEPTED, hold)[FINISH].due == at("09 10:00"), "as long as it is planned"
    sooner = reckoned(FILED, ACCEPTED, hold, step("05 10:00", "resume", A))
    assert sooner[FINISH].due == at("06 10:00")


def test_a_question_stops_the_work_only_while_the_resident_has_it() -> None:
    asked, answered = step("02 15:00", "ask", A), step("03 15:00", "answer", A)
    assert reckoned(FILED, ACCEPTED, asked, answered)[FINISH].due == at("05 10:00")
    again = step("03 16:00", "ask", A)
    passed_on = reckoned(FILED, ACCEPTED, asked, answered, again, step("03 17:00", "transfer", W))
    assert passed_on[FINISH].due == at("05 11:00"), "nobody's question any more"


def test_a_question_that_a_hold_came_between_still_stops_the_work_after_it() -> None:
    """The card says all the while that it waits for the resident."""
    asked = step("03 10:00", "ask", A)
    held = [step("03 11:00", "hold", H, until=at("05 10:00").isoformat()), step("03 12:00", "resume", A)]
    answered = step("03 14:00", "answer", A)
    rested = pauses_of([FILED, ACCEPTED, asked, *held, answered], POLICY)
    assert [(one.begins, one.ends) for one in rested] == [(at("03 10:00"), at("03 14:00"))]
    over = [asked, held[0], step("03 11:30", "answer", H), held[1]]
    rested = pauses_of([FILED, ACCEPTED, *over], POLICY)
    assert [(one.begins, one.ends) for one in rested] == [(at("03 10:00"), at("03 12:00"))]


def test_questions_may_not_stop_the_clock_for_longer_than_policy_allows() -> None:
    unanswered = [FILED, ACCEPTED, step("02 15:00", "ask", A)]
    assert reckoned(*unanswered)[FINISH].due == at("06 10:00"), "two days of rest in all"
    more = [step("10 09:00", "answer", A), step("10 09:30", "ask", A)]
    assert reckoned(*unanswered, *more)[FINISH].due == at("06 10:00"), "further ones stop nothing"
    capped = reckoned(*unanswered, changes={"pauses": {"questions": "2h"}})
    assert capped[FINISH].due == at("04 12:00"), "from 15 to 17 o'clock, and no longer"


def test_holds_may_not_stop_the_clock_for_longer_than_policy_allows() -> None:
    hold = step("03 10:00", "hold", H, until=at("31 10:00").isoformat())
    capped = reckoned(FILED, ACCEPTED, hold, changes={"pauses": {"holds": "1d"}})
    assert capped[FINISH].due == at("05 10:00")


def test_time_withdrawn_is_nobodys_delay() -> None:
    gone, back = step("02 11:00", "withdraw", Status.WITHDRAWN), step("02 17:00", "restore", W)
    assert reckoned(FILED, gone, back)[ANSWER].due == at("02 18:00")


def test_an_agreed_time_is_a_promise_and_moves_the_end_as_far_as_allowed() -> None:
    agreed = step("02 11:00", "agree", A, at=at("04 15:00").isoformat())
    clocks = reckoned(FILED, ACCEPTED, agreed)
    assert clocks[VISIT].due == at("04 15:15")
    assert clocks[FINISH].due == at("04 19:00")
    assert reckoned(FILED, ACCEPTED, step("02 11:00", "agree", A, at=at("03 09:00").isoformat()))[
        FINISH
    ].due == at("04 10:00"), "an earlier visit doesn't shorten the time"
    far = reckoned(FILED, ACCEPTED, step("02 11:00", "agree", A, at=at("20 15:00").isoformat()))
    assert far[FINISH].due == at("05 15:00"), "S4: three working days, then the work itself"
    moved = reckoned(FILED, ACCEPTED, agreed, step("04 14:00", "agree", A, at=at("05 09:00").isoformat()))
    assert (moved[VISIT].due, moved[VISIT].promise) == (at("05 09:15"), 2)


def test_however_often_another_time_is_agreed_on_the_end_moves_no_further_than_without_approval() -> None:
    """D3: seven working days from the filing, unless a leader approved more."""
    steps, days = [FILED, ACCEPTED], ("04", "06", "10", "12", "16")
    for day, then in pairwise(days):
        steps.append(step(f"{day} 09:00", "agree", A, at=at(f"{then} 15:00").isoformat()))
    clocks = reckoned(*steps)
    assert clocks[FINISH].due == at("11 10:00")
    assert clocks[VISIT].due == at("16 15:15"), "whoever agreed on it comes all the same"
    longer = step("05 09:00", "extend", A, until=at("13 18:00").isoformat())
    assert reckoned(*steps[:3], longer, *steps[3:])[FINISH].due == at("13 18:00")
    approved = step("12 08:00", "appoint", A, at=at("16 15:00").isoformat(), approved=True)
    assert reckoned(*steps[:-1], approved, steps[-1])[FINISH].due == at("16 19:00")


def by(person: int, text: str, action: str, status: Status, **facts: Any) -> Step:
    return Step(action, status, at(text), facts, person)


def test_only_a_plan_of_who_has_it_is_a_plan() -> None:
    """S1: the department reports back, with the result or a first plan. The desk's kind words are neither."""
    desk, owner = 7, 8
    kind = by(desk, "02 10:10", "tell", W)
    taken = by(owner, "02 10:30", "accept", A)
    others = by(desk, "02 11:00", "tell", A)
    stock = by(owner, "02 11:10", "tell", A, stock=True)
    assert reckoned(FILED, kind, taken, others, stock)[PLAN].met_at is None
    for action in ("tell", "note"):
        own = by(owner, "02 12:00", action, A)
        assert reckoned(FILED, kind, taken, own)[PLAN].met_at == own.at
    given = step("02 13:00", "reassign", A, person=9)
    late = by(owner, "02 14:00", "note", A)
    assert reckoned(FILED, taken, given, late)[PLAN].met_at is None, "it is somebody else's now"
    agreed = by(9, "02 15:00", "appoint", A, at=at("03 15:00").isoformat())
    assert reckoned(FILED, taken, given, agreed)[PLAN].met_at == agreed.at


def test_an_extension_is_a_new_promise_and_pauses_after_it_count_anew() -> None:
    extended = step("03 10:00", "extend", A, until=at("09 18:00").isoformat())
    clock = reckoned(FILED, ACCEPTED, extended)[FINISH]
    assert (clock.due, clock.promise) == (at("09 18:00"), 1)
    hold = [step("05 09:00", "hold", H), step("06 09:00", "resume", A)]
    assert reckoned(FILED, ACCEPTED, extended, *hold)[FINISH].due == at("10 18:00")
    half = clock.at_percent(50, TIMES)
    assert at("03 10:00") < half < at("09 18:00")


def test_what_rests_after_the_end_moves_no_end_and_only_an_approved_hold_what_follows() -> None:
    """Whatever was promised anew: by a question the one who is late would silence those above."""
    extended = step("03 10:00", "extend", A, until=at("05 10:00").isoformat())
    for before in ([FILED, ACCEPTED], [FILED, ACCEPTED, extended]):
        clock = reckoned(*before)[FINISH]
        for rest in ("hold", "ask"):
            steps = [
                *before,
                step("06 09:00", rest, H if rest == "hold" else A, until=at("10 09:00").isoformat()),
            ]
            after = reckoned(*steps)[FINISH]
            assert after.due == clock.due
            for percent in (100, 200, 300):
                then, rested = clock.at_percent(percent, TIMES), after.at_percent(percent, TIMES)
                waits = rest == "hold" and then > at("06 09:00")
                assert rested >= at("10 09:00") if waits else rested == then


def test_time_withdrawn_after_the_end_is_nobodys_delay_either() -> None:
    gone = [step("05 10:00", "withdraw", Status.WITHDRAWN), step("05 14:00", "restore_work", A)]
    before, after = reckoned(FILED, ACCEPTED)[FINISH], reckoned(FILED, ACCEPTED, *gone)[FINISH]
    assert after.due == before.due
    assert after.at_percent(200, TIMES) > before.at_percent(200, TIMES)


def test_an_extension_granted_while_it_rests_is_the_date_that_was_told() -> None:
    hold = step("03 10:00", "hold", H, until=at("06 10:00").isoformat())
    extended = step("04 10:00", "extend", H, until=at("09 18:00").isoformat())
    assert reckoned(FILED, ACCEPTED, hold, extended)[FINISH].due == at("09 18:00")


def judged(text: str, before: str, severity: str, **facts: bool) -> Step:
    return step(text, "judge", A, severity=severity, **{"from": before}, **facts)


def test_another_severity_only_ever_brings_the_end_nearer_unless_it_was_approved() -> None:
    """D4, whatever the order; the case's own severity is the latest."""
    important = Case(Kind.REPAIR, Severity.IMPORTANT, emergency=False)
    raised, approved = (judged("03 09:00", "minor", "important", **more) for more in ({}, {"approved": True}))
    assert reckoned(FILED, ACCEPTED, raised, case=important)[FINISH].due == at("04 10:00")
    later = reckoned(FILED, ACCEPTED, approved, case=important)[FINISH]
    assert (later.due, later.promise) == (at("05 10:00"), 1)
    back = judged("03 10:00", "important", "minor")
    assert reckoned(FILED, ACCEPTED, approved, back)[FINISH].due == at("04 10:00")
    lowered = reckoned(FILED, ACCEPTED, judged("03 09:00", "major", "minor"))[FINISH]
    assert (lowered.due, lowered.promise) == (at("04 10:00"), 0)


def test_a_date_that_was_approved_or_agreed_stands_whatever_is_judged_later() -> None:
    extended = step("03 09:00", "extend", A, until=at("09 12:00").isoformat())
    down = judged("03 10:00", "important", "minor")
    assert reckoned(FILED, ACCEPTED, extended, down)[FINISH].due == at("09 12:00")
    up = judged("03 10:00", "minor", "major", approved=True)
    assert reckoned(FILED, ACCEPTED, extended, up)[FINISH].due == at("12 10:00")


@pytest.mark.parametrize("kind", [Kind.SUGGESTION, Kind.PRAISE])
def test_a_suggestion_and_praise_have_no_clocks(kind: Kind) -> None:
    assert reckoned(FILED, case=Case(kind, Severity.MINOR, emergency=False)) == {}


def test_a_question_has_a_first_word_in_time_and_an_answer_within_a_day() -> None:
    """No plan and no days of work; but who has accepted it owes an answer by some hour (D3)."""
    clocks = reckoned(FILED, case=Case(Kind.QUESTION, Severity.MINOR, emergency=False))
    assert set(clocks) == {ANSWER, FINISH}
    assert clocks[FINISH].due - clocks[FINISH].began == timedelta(days=1)


def test_a_reopened_round_begins_anew() -> None:
    clocks = reckoned(step("12 10:00", "reopen", W))
    assert clocks[ANSWER].due == at("12 12:00")
    assert clocks[FINISH].due == at("16 10:00")


minutes = st.integers(0, 60 * 24 * 20)


@settings(max_examples=60)
@given(st.lists(minutes, min_size=2, max_size=8, unique=True), st.booleans())
def test_pauses_only_ever_add_and_never_more_than_they_lasted(times: list[int], holds: bool) -> None:
    """Additive over pauses, monotone, never negative."""
    began, steps = at("02 10:30"), [FILED, ACCEPTED]
    marks = sorted(times)[: len(times) // 2 * 2]
    names = (("hold", H), ("resume", A)) if holds else (("ask", A), ("answer", A))
    dues = [reckoned(*steps)[FINISH].due]
    for n, mark in enumerate(marks):
        action, status = names[n % 2]
        steps.append(Step(action, status, began + timedelta(minutes=mark), {}))
        if n % 2:
            dues.append(reckoned(*steps)[FINISH].due)
    pauses = pauses_of(steps, POLICY)
    assert dues == sorted(dues)
    assert all(one.ends < then.begins for one, then in pairwise(pauses))
    rested = sum((pause.ends - pause.begins for pause in pauses), timedelta(0))
    assert rested <= (POLICY.hold_pause if holds else POLICY.question_pause)
    counted = TIMES.between(FILED.at, dues[-1], POLICY.finish[Severity.MINOR].time)
    inside = sum((_worked(pause, dues[-1]) for pause in pauses), timedelta(0))
    assert counted - inside == POLICY.finish[Severity.MINOR].length


def _worked(pause: Pause, due: datetime) -> timedelta:
    return TIMES.between(min(pause.begins, due), min(pause.ends, due), POLICY.finish[Severity.MINOR].time)
