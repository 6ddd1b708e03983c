"""Telegram's limits are never broken, hardly any of the allowance is wasted, and urgent ones go first."""

from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import Limits, Pace, Ticket

GROUP, OTHER_GROUP, PERSON = -100, -200, 300
CHATS = (GROUP, OTHER_GROUP, PERSON, 301, 302)


@dataclass
class Telegram:
    """The strictest reading of the limits: what arrived when, and whether that was too much."""

    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def most_within(self, seconds: float, chat: int | None = None) -> int:
        moments = sorted(moment for moment, each in self.arrivals if chat is None or chat == each)
        return max((sum(1 for m in moments if start <= m < start + seconds) for start in moments), default=0)

    def lowest_bucket(self, chat: int) -> float:
        """A bucket of three that fills at one a second: how empty it ever was."""
        tokens, before, lowest = 3.0, 0.0, 3.0
        for moment in sorted(moment for moment, each in self.arrivals if each == chat):
            tokens = min(3.0, tokens + moment - before) - 1
            before, lowest = moment, min(lowest, tokens)
        return lowest


def drain(pace: Pace, chat: int, until: float, *, urgent: bool = False, latency: float = 0.05) -> list[float]:
    """A backlog that never ends, sent as fast as allowed: the moments of departure."""
    now = 0.0
    moments: list[float] = []
    while True:
        now = max(now, pace.overall_at(now), pace.chat_at(chat, now, urgent=urgent))
        if now >= until:
            return moments
        ticket = pace.leave(chat, now)
        moments.append(now)
        now += latency
        pace.land(ticket, now)


wishes = st.lists(
    st.tuples(
        st.floats(0, 2),  # seconds since the wish before
        st.sampled_from(CHATS),
        st.booleans(),  # urgent
        st.booleans(),  # an edit
        st.floats(0.001, 0.25),  # how long the answer takes
        st.floats(0, 1),  # when in that time it arrives
    ),
    max_size=200,
)


@settings(max_examples=60, deadline=None)
@given(wishes)
def test_no_schedule_ever_breaks_a_limit(schedule: list[tuple[float, int, bool, bool, float, float]]) -> None:
    pace, telegram, now = Pace(), Telegram(), 0.0
    under_way: dict[int, tuple[Ticket, float]] = {}
    for gap, chat, urgent, edit, latency, share in schedule:
        now += gap
        for other, (ticket, lands) in list(under_way.items()):
            if lands <= now or other == chat:
                now = max(now, lands)
                pace.land(ticket, lands)
                del under_way[other]
        moment = max(now, pace.overall_at(now), pace.chat_at(chat, now, urgent=urgent))
        if moment == inf or moment > now + 10:
            continue
        now = moment
        under_way[chat] = pace.leave(chat, now, edit=edit), now + latency
        telegram.arrivals.append((now + latency * share, chat))
    assert telegram.most_within(1.0) <= 30
    assert all(telegram.most_within(60.0, group) <= 20 for group in (GROUP, OTHER_GROUP))
    assert all(telegram.lowest_bucket(chat) >= 0 for chat in (PERSON, 301, 302))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0, 1)), min_size=40, max_size=90))
def test_a_group_is_safe_however_slow_and_uneven_the_network_is(delays: list[tuple[float, float]]) -> None:
    pace, telegram, now = Pace(), Telegram(), 0.0
    for latency, share in delays:
        now = max(now, pace.overall_at(now), pace.chat_at(GROUP, now, urgent=True))
        ticket = pace.leave(GROUP, now)
        telegram.arrivals.append((now + latency * share, GROUP))
        now += latency
        pace.land(ticket, now)
    assert telegram.most_within(60.0, GROUP) <= 20


def test_a_group_with_backlog_gets_at_least_95_percent_of_what_it_may() -> None:
    moments = drain(Pace(), GROUP, until=1200.0)
    for minute in range(20):
        assert sum(1 for moment in moments if minute * 60 <= moment < minute * 60 + 60) >= 19


def test_the_whole_bot_uses_at_least_95_percent_of_thirty_a_second() -> None:
    pace, now, sent = Pace(), 0.0, 0
    while now < 20.0:
        chat = 1000 + sent  # another person each time
        now = max(now, pace.overall_at(now))
        ticket = pace.leave(chat, now)
        pace.land(ticket, now + 0.02)
        sent += 1
    assert 0.95 * 30 * 20 <= sent <= 30 * 20 + 1  # the last one left at the end


def test_a_person_gets_three_at_once_and_then_one_a_second() -> None:
    moments = drain(Pace(), PERSON, until=30.0, latency=0.01)
    assert moments[2] < 0.1
    assert moments[3] >= 3.0
    assert 28 <= len(moments) <= 33


def test_an_urgent_message_finds_room_in_a_busy_group() -> None:
    moments = drain(Pace(), GROUP, until=400.0)
    for arrival in range(10, 390, 7):
        pace = Pace()
        for moment in moments:
            if moment < arrival:
                pace.land(pace.leave(GROUP, moment), moment + 0.05)
        now = float(arrival)
        for nth in range(1, 4):
            now = max(now, pace.chat_at(GROUP, now, urgent=True))
            assert now - arrival <= nth * Limits().spacing + 0.2
            pace.land(pace.leave(GROUP, now), now)


def test_seventeen_go_at_once_and_three_stay_for_what_is_urgent() -> None:
    pace, now = Pace(), 0.0
    for _ in range(17):
        now = max(now, pace.chat_at(GROUP, now))
        pace.land(pace.leave(GROUP, now), now)
    assert pace.chat_at(GROUP, now) > now + 15
    assert pace.chat_at(GROUP, now, urgent=True) <= now + 3.1


def test_other_chats_don_t_notice_a_busy_one() -> None:
    pace = Pace()
    drain(pace, GROUP, until=20.0)
    assert pace.chat_at(OTHER_GROUP, 20.0) == -inf
    assert pace.overall_at(20.0) <= 20.0


def test_a_pause_holds_to_its_deadline_whatever_else_finishes() -> None:
    pace = Pace()
    other = pace.leave(PERSON, 1.0)
    pace.pause(GROUP, 40.0)
    pace.pause(GROUP, 30.0)  # a shorter one doesn't shorten it
    pace.land(other, 2.0)
    assert pace.chat_at(GROUP, 2.0, urgent=True) == 40.0
    assert pace.chat_at(PERSON, 2.0) <= 2.0


def test_a_pause_of_the_bot_holds_every_chat() -> None:
    pace = Pace()
    pace.pause(None, 9.0)
    assert pace.overall_at(1.0) == pace.resumes_at() == 9.0


def test_what_an_earlier_process_sent_still_counts() -> None:
    pace = Pace()
    pace.prime(GROUP, [10.0 + k for k in range(20)], now=1000.0)
    assert pace.chat_at(GROUP, 1000.0, urgent=True) == pytest.approx(1000.0 - 29.0 + 60.5)


def test_an_album_weighs_as_much_as_it_has_pictures() -> None:
    pace = Pace()
    pace.land(pace.leave(PERSON, 0.0, weight=10), 0.1)
    assert pace.chat_at(PERSON, 0.1) >= 10.0
    assert pace.shares(GROUP, 0.1) == (0, 0)
    pace.land(pace.leave(GROUP, 0.0, weight=10), 0.1)
    assert pace.shares(GROUP, 0.1) == (10, 0)
    assert pace.chat_at(GROUP, 30.0, weight=11, urgent=True) > 60.0


def test_edits_count_like_sends_and_are_told_apart() -> None:
    pace = Pace()
    for moment in range(20):
        pace.land(pace.leave(GROUP, moment * 2.0, edit=moment % 4 == 0), moment * 2.0 + 0.1)
    assert pace.shares(GROUP, 40.0) == (15, 5)
    assert pace.chat_at(GROUP, 40.0, urgent=True) > 60.0


def test_a_withdrawn_departure_leaves_no_trace() -> None:
    pace = Pace()
    tickets = [pace.leave(PERSON, 0.0) for _ in range(3)]
    assert pace.chat_at(PERSON, 0.0) == inf  # nobody knows yet when these arrive
    for ticket in tickets:
        pace.withdraw(ticket)
    assert pace.chat_at(PERSON, 0.0) == -inf


def test_memory_holds_only_chats_whose_past_matters() -> None:
    pace = Pace()
    for chat in range(1, 500):
        pace.land(pace.leave(chat, chat * 0.1), chat * 0.1 + 0.01)
    pace.pause(7, 10_000.0)
    pace.forget_idle(200.0)
    assert len(pace) == 1


def test_limits_can_run_faster_and_keep_their_counts() -> None:
    quick = Limits().faster(10)
    assert quick.group.count == 20
    assert quick.group.seconds == pytest.approx(6.05)
    moments = drain(Pace(quick), GROUP, until=30.0, latency=0.001)
    assert all(later - earlier >= 6.0 for earlier, later in zip(moments, moments[20:], strict=False))
    assert all(earlier < later for earlier, later in pairwise(moments))


def test_what_is_held_up_before_it_leaves_counts_until_it_has_left() -> None:
    """300 residents at once: a busy process held 90 booked ones up, and let them all go together."""
    pace = Pace()
    booked = [pace.leave(chat, 0.0) for chat in range(1, 31)]
    assert pace.overall_at(10.0) == inf
    left = [pace.depart(ticket, 10.0) for ticket in booked]
    assert pace.overall_at(10.1) == pytest.approx(10.25)  # patience with the answer begins now
    for ticket in left:
        pace.land(ticket, 10.2)
    assert pace.overall_at(10.2) == pytest.approx(10.2 + pace.limits.overall.seconds)
