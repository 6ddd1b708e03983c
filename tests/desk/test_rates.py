"""The rates, on single stories: each case counted once, on the day its outcome was known."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.rates import Period, Rate, RateKind, Round, Story, Vote, rates_of
from models.callback_kinds import CallbackState, Recheck, Solved

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = Period(DAY, DAY + 24 * HOUR)


def story(**more: object) -> Story:
    given: dict[str, object] = {"ref": "r", "number": 1, "filed_at": DAY}
    return Story(**given | more)  # type: ignore[arg-type]


def vote(solved: Solved | None = Solved.YES, score: int | None = 5, **more: object) -> Vote:
    given: dict[str, object] = {
        "round": 1,
        "asked_at": DAY,
        "state": CallbackState.ANSWERED,
        "solved": solved,
        "score": score,
        "counted_at": DAY,
        "recheck": None,
    }
    return Vote(**given | more)  # type: ignore[arg-type]


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
    silent = story(votes=[vote(state=CallbackState.PHONE, solved=None, score=None, counted_at=None)])
    missed = story(votes=[vote(state=CallbackState.UNREACHED, solved=None, score=None, counted_at=None)])
    stories = [silent, missed]
    assert rate(RateKind.SATISFIED, *stories).value is None
    assert rate(RateKind.HELD, *stories).met == 1
    assert rate(RateKind.REPLIED, *stories).met == 0


def test_what_is_left_out_is_kept_beside() -> None:
    withdrawn = story(left_out="withdrawn", votes=[vote()])
    disputed = story(votes=[vote(recheck=Recheck.DIFFERS)])
    solved = rate(RateKind.SOLVED, withdrawn, disputed)
    assert (solved.n, len(solved.left_out), solved.value) == (0, 2, None)


def test_a_record_found_false_counts_in_no_rate_at_all() -> None:
    disputed = story(votes=[vote(recheck=Recheck.DIFFERS)])
    for kind in (RateKind.HELD, RateKind.REPLIED, RateKind.SOLVED, RateKind.SATISFIED):
        found = rate(kind, disputed)
        assert (found.n, len(found.left_out)) == (0, 1), kind


def test_a_later_round_that_was_refused_leaves_the_former_one_in_the_rates() -> None:
    promises = [Round(n, DAY + HOUR, DAY, DAY + HOUR, DAY) for n in (1, 2)]
    refused = story(left_out="refused", counted={1}, rounds=promises, votes=[vote(Solved.NO, 1)], backs=[DAY])
    rates = rates_of([refused], TODAY)
    told = {kind: (rate.n, len(rate.left_out)) for kind, rate in rates.items()}
    assert told == {
        RateKind.ANSWERED: (1, 1),
        RateKind.FINISHED: (1, 1),
        RateKind.SOLVED: (1, 0),
        RateKind.SATISFIED: (1, 0),
        RateKind.HELD: (1, 0),
        RateKind.REPLIED: (1, 0),
        RateKind.REPEATED: (2, 0),
    }


def test_back_again_counts_as_repeated() -> None:
    found = rate(RateKind.REPEATED, story(backs=[DAY + HOUR]), story(repeats=True), story())
    assert (found.n, found.met, len(found.amiss(RateKind.REPEATED))) == (4, 2, 2)


@given(st.lists(st.integers(-40, 80), min_size=1, max_size=12), st.integers(0, 48))
def test_a_case_is_counted_once_however_a_span_is_cut(hours: list[int], cut: int) -> None:
    stories = [
        story(
            rounds=[Round(1, DAY + at * HOUR, DAY + (at - 1) * HOUR if at % 2 else None, None, None)],
            votes=[vote(counted_at=DAY + at * HOUR, asked_at=DAY + at * HOUR)],
        )
        for at in hours
    ]
    whole, middle = Period(DAY, DAY + 48 * HOUR), DAY + cut * HOUR
    parts = Period(DAY, middle), Period(middle, DAY + 48 * HOUR)
    for kind in RateKind:
        total = rate(kind, *stories, period=whole)
        assert total.n == sum(rate(kind, *stories, period=part).n for part in parts)
        assert total.met == sum(rate(kind, *stories, period=part).met for part in parts)
