"""The rates, on single stories: each case counted once, on the day its outcome was known."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.rates import DISBELIEVED, Period, Rate, RateKind, Round, Story, Vote, rates_of
from models.callback_kinds import CallbackState, Solved

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = Period(DAY, DAY + 24 * HOUR)


def story(**more: object) -> Story:
    given: dict[str, object] = {"ref": "r", "number": 1, "filed_at": DAY}
    return Story(**given | more)  # type: ignore[arg-type]


def vote(solved: Solved | None = Solved.YES, score: int | None = 5, **more: object) -> Vote:
    given: dict[str, object] = {
        "round": 1,
        "held_at": DAY,
        "answered_at": DAY,
        "state": CallbackState.ANSWERED,
        "solved": solved,
        "score": score,
        "counted_at": DAY,
    }
    return Vote(**given | more)  # type: ignore[arg-type]


def finished(due: datetime) -> Round:
    """Work that was finished, and until when its callback is to be held."""
    return Round(1, None, None, None, None, due)


def rate(kind: RateKind, *stories: Story, period: Period = TODAY) -> Rate:
    return rates_of(stories, period)[kind]


def test_kept_counts_when_it_was_kept_and_broken_when_its_time_had_passed() -> None:
    kept = story(rounds=[Round(1, DAY + 30 * HOUR, DAY + HOUR, None, None)])
    broken = story(rounds=[Round(1, DAY + 2 * HOUR, DAY + 30 * HOUR, None, None)])
    open_yet = story(rounds=[Round(1, DAY + 30 * HOUR, None, None, None)])
    found = rate(RateKind.ANSWERED, kept, broken, open_yet)
    assert [item.points for item in found.items] == [1, 0]


def test_partly_is_not_solved_and_three_of_five_is_nine_tenths() -> None:
    stories = [story(votes=[vote(Solved.PARTLY, 3)]), story(votes=[vote(Solved.YES, 4)])]
    solved, satisfied = rate(RateKind.SOLVED, *stories), rate(RateKind.SATISFIED, *stories)
    assert solved.value is not None
    assert satisfied.value is not None
    assert (float(solved.value), float(satisfied.value)) == (0.5, 0.95)


def test_silence_is_in_no_satisfaction_and_held_only_after_documented_tries() -> None:
    nothing = {"solved": None, "score": None, "counted_at": None, "answered_at": None}
    silent = story(rounds=[finished(DAY)], votes=[vote(state=CallbackState.PHONE, held_at=None, **nothing)])
    missed = story(rounds=[finished(DAY)], votes=[vote(state=CallbackState.UNREACHED, **nothing)])
    stories = [silent, missed]
    assert rate(RateKind.SATISFIED, *stories).value is None
    assert [item.points for item in rate(RateKind.HELD, *stories).items] == [0, 1]
    assert [item.points for item in rate(RateKind.REPLIED, *stories).items] == [0, 0]


def test_finished_work_whose_callback_was_never_asked_counts_against_held_once_its_time_has_passed() -> None:
    never, early = story(rounds=[finished(DAY)]), story(rounds=[finished(DAY + 25 * HOUR)])
    for kind in (RateKind.HELD, RateKind.REPLIED):
        assert [item.points for item in rate(kind, never, early).items] == [0], kind


def test_what_is_held_too_late_counts_as_not_held_on_the_day_on_which_it_became_so() -> None:
    late = story(
        rounds=[finished(DAY + HOUR)], votes=[vote(held_at=DAY + 30 * HOUR, answered_at=DAY + 30 * HOUR)]
    )
    for kind in (RateKind.HELD, RateKind.REPLIED):
        assert [item.points for item in rate(kind, late).items] == [0], kind


def test_an_answer_after_nobody_was_reached_makes_it_a_real_one() -> None:
    late = story(rounds=[finished(DAY + 9 * HOUR)], votes=[vote(held_at=DAY, answered_at=DAY + 2 * HOUR)])
    held, replied = rate(RateKind.HELD, late), rate(RateKind.REPLIED, late)
    assert (held.met, held.n, replied.met, replied.n) == (1, 1, 1, 1)


def test_what_is_left_out_is_kept_beside() -> None:
    withdrawn = story(left_out="withdrawn", votes=[vote()])
    disputed = story(votes=[vote(left_out=DISBELIEVED)])
    solved = rate(RateKind.SOLVED, withdrawn, disputed)
    assert (solved.n, len(solved.left_out), solved.value) == (0, 2, None)


def test_a_record_found_false_counts_in_no_rate_at_all() -> None:
    disputed = story(rounds=[finished(DAY + HOUR)], votes=[vote(left_out=DISBELIEVED)])
    for kind in (RateKind.HELD, RateKind.REPLIED, RateKind.SOLVED, RateKind.SATISFIED):
        found = rate(kind, disputed)
        assert (found.n, found.why) == (0, {"differs": 1}), kind


def test_a_later_round_that_was_refused_leaves_the_former_one_in_the_rates() -> None:
    promises = [Round(n, DAY + HOUR, DAY, DAY + HOUR, DAY, DAY + n * HOUR) for n in (1, 2)]
    refused = story(left_out="refused", counted={1}, rounds=promises, votes=[vote(Solved.NO, 1)], backs=[DAY])
    rates = rates_of([refused], TODAY)
    told = {kind: (rate.n, len(rate.left_out)) for kind, rate in rates.items()}
    assert told == {
        RateKind.ANSWERED: (1, 1),
        RateKind.FINISHED: (1, 1),
        RateKind.SOLVED: (1, 0),
        RateKind.SATISFIED: (1, 0),
        RateKind.HELD: (1, 1),
        RateKind.REPLIED: (1, 1),
        RateKind.CONTACTED: (0, 0),
        RateKind.REPEATED: (2, 0),
    }


def test_back_again_counts_as_repeated() -> None:
    found = rate(RateKind.REPEATED, story(backs=[DAY + HOUR]), story(repeats=True), story())
    assert (found.n, found.met, len(found.amiss(RateKind.REPEATED))) == (4, 2, 2)


@given(st.lists(st.integers(-40, 80), min_size=1, max_size=12), st.integers(0, 48))
def test_a_case_is_counted_once_however_a_span_is_cut(hours: list[int], cut: int) -> None:
    stories = [
        story(
            rounds=[
                Round(
                    1,
                    DAY + at * HOUR,
                    DAY + (at - 1) * HOUR if at % 2 else None,
                    None,
                    None,
                    DAY + (at + 3) * HOUR,
                )
            ],
            votes=[
                vote(
                    counted_at=DAY + at * HOUR,
                    held_at=DAY + (at + at % 5) * HOUR if at % 3 else None,
                    answered_at=DAY + (at + at % 7) * HOUR,
                )
            ],
        )
        for at in hours
    ]
    whole, middle = Period(DAY, DAY + 48 * HOUR), DAY + cut * HOUR
    parts = Period(DAY, middle), Period(middle, DAY + 48 * HOUR)
    for kind in RateKind:
        total = rate(kind, *stories, period=whole)
        assert total.n == sum(rate(kind, *stories, period=part).n for part in parts)
        assert total.met == sum(rate(kind, *stories, period=part).met for part in parts)


def test_the_cases_behind_a_rate_are_all_there_worst_first() -> None:
    stories = [
        story(ref="fine", votes=[vote()]),
        story(ref="bad", votes=[vote(Solved.NO, 1)]),
        story(ref="gone", left_out="withdrawn", votes=[vote()]),
    ]
    assert [item.ref for item in rate(RateKind.SOLVED, *stories).cases(RateKind.SOLVED)] == [
        "bad",
        "fine",
        "gone",
    ]


def test_what_was_promised_for_after_its_withdrawal_is_neither_kept_nor_broken_nor_left_out() -> None:
    broken, void = Round(1, DAY, None, None, None), Round(1, DAY + 9 * HOUR, None, None, None, DAY + 9 * HOUR)
    at = DAY + HOUR
    before = rates_of([story(left_out="withdrawn", over_at=at, rounds=[broken])], TODAY)
    after = rates_of([story(left_out="withdrawn", over_at=at, rounds=[void])], TODAY)
    assert before[RateKind.ANSWERED].why == {"withdrawn": 1}
    for kind in (RateKind.ANSWERED, RateKind.HELD, RateKind.REPLIED):
        assert (after[kind].n, after[kind].why) == (0, {}), kind


def test_whether_somebody_answered_who_was_not_reached_is_known_when_they_do_or_when_the_time_is_over() -> (
    None
):
    """Given up today: held today. An answer tomorrow moves nothing that was counted."""
    due = DAY + 10 * 24 * HOUR
    work = Round(1, DAY + HOUR, DAY, DAY + HOUR, DAY, due)
    given_up = Vote(1, DAY, None, CallbackState.UNREACHED, None, None, None)
    answered = Vote(1, DAY, DAY + 24 * HOUR, CallbackState.ANSWERED, Solved.YES, 5, DAY + 24 * HOUR)
    for known in (given_up, answered):
        rates = rates_of([story(rounds=[work], votes=[known])], TODAY)
        assert (rates[RateKind.HELD].n, rates[RateKind.REPLIED].n) == (1, 0)
    later = Period(TODAY.until, TODAY.until + 30 * 24 * HOUR)
    for known, met in ((given_up, 0), (answered, 1)):
        rate = rates_of([story(rounds=[work], votes=[known])], later)[RateKind.REPLIED]
        assert (rate.n, rate.met) == (1, met)
