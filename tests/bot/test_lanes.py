"""What goes next: order inside a chat, urgency between chats, and no more in memory than agreed."""

from itertools import count
from math import inf

import pytest

from bot import lanes as module
from bot.items import Item, Sort
from bot.lanes import LANE_LIMIT, LOOKAHEAD, Lanes
from bot.pacing import Limit, Limits, Pace, Ticket

ONE, TWO, THREE = 1001, 1002, 1003
FREE = Limit(10_000, 1.0)
numbers = count(1)


def item(
    chat: int,
    *,
    sort: Sort = Sort.ROW,
    urgency: int = 1,
    order: float | None = None,
    earliest: float = -inf,
) -> Item:
    number = next(numbers)
    return Item(sort, number, chat, urgency, float(number), order or number, earliest)


def made(limits: Limits | None = None) -> tuple[Lanes, Pace]:
    pace = Pace(limits or Limits(overall=FREE, chat=FREE, group=FREE))
    return Lanes(pace), pace


def drain(lanes: Lanes, pace: Pace, now: float = 0.0) -> list[Item]:
    order = []
    while taken := lanes.take(now, 1):
        [(each, ticket)] = taken
        order.append(each)
        finish(lanes, pace, each, ticket, now)
    return order


def finish(lanes: Lanes, pace: Pace, each: Item, ticket: Ticket | None, now: float) -> None:
    if ticket is not None:
        pace.land(ticket, now)
    lanes.done(each)


def test_a_chats_rows_leave_in_order_the_urgent_ones_first() -> None:
    lanes, pace = made()
    items = [item(ONE), item(ONE), item(ONE, urgency=0), item(ONE, urgency=2), item(ONE)]
    for each in reversed(items):
        lanes.add(each)
    assert drain(lanes, pace) == [items[2], items[0], items[1], items[4], items[3]]
    assert len(lanes) == 0


def test_only_one_of_a_chat_is_under_way() -> None:
    lanes, pace = made()
    for _ in range(3):
        lanes.add(item(ONE))
        lanes.add(item(TWO))
    taken = lanes.take(0.0, 10)
    assert {each.chat_id for each, _ in taken} == {ONE, TWO}
    assert lanes.take(0.0, 10) == []
    finish(lanes, pace, *taken[0], 0.0)
    assert [each.chat_id for each, _ in lanes.take(0.0, 10)] == [taken[0][0].chat_id]


def test_the_most_urgent_chat_goes_first_then_the_oldest() -> None:
    lanes, _ = made()
    old, danger, young = item(ONE), item(TWO, urgency=0), item(THREE)
    for each in (young, old, danger):
        lanes.add(each)
    assert [each for each, _ in lanes.take(0.0, 2)] == [danger, old]


def test_thirty_a_second_are_given_to_the_most_urgent() -> None:
    lanes, pace = made(Limits(overall=Limit(2, 1.0), chat=FREE, group=FREE))
    ordinary = [item(chat) for chat in (1, 2, 3, 4)]
    for each in ordinary:
        lanes.add(each)
    tickets = [ticket for _, ticket in lanes.take(0.0, 10) if ticket is not None]
    assert len(tickets) == 2
    for ticket in tickets:
        pace.depart(ticket, 0.0)
    danger = item(9, urgency=0)
    lanes.add(danger)
    assert lanes.take(0.5, 10) == []
    assert next(iter(lanes.take(1.5, 10)))[0] is danger


def test_what_may_leave_in_an_instant_is_booked_for_its_moment() -> None:
    lanes, pace = made(Limits(overall=FREE, chat=Limit(1, 1.0), group=FREE))
    lanes.add(item(ONE))
    lanes.add(item(ONE))
    [(first, ticket)] = lanes.take(0.0, 10)
    finish(lanes, pace, first, ticket, 0.0)
    assert lanes.take(0.9, 10) == []
    assert lanes.next_moment(0.9) == pytest.approx(1.0 - LOOKAHEAD)
    [(_, ticket)] = lanes.take(0.97, 10)
    assert ticket is not None
    assert ticket.moment == pytest.approx(1.0)


def test_a_tried_row_keeps_those_behind_it_waiting_but_no_card_and_no_other_chat() -> None:
    lanes, pace = made()
    first, second, card, other = item(ONE), item(ONE), item(ONE, sort=Sort.CARD), item(TWO)
    for each in (first, second):
        lanes.add(each)
    [(taken, ticket)] = lanes.take(0.0, 10)
    assert ticket is not None
    pace.land(ticket, 0.0)
    lanes.again(taken, 5.0)
    lanes.add(card)
    lanes.add(other)
    assert set(drain(lanes, pace)) == {card, other}
    assert lanes.next_moment(0.0) == 5.0
    assert drain(lanes, pace, 5.0) == [first, second]


def test_a_postponed_row_that_was_never_tried_is_overtaken() -> None:
    lanes, pace = made()
    later, now = item(ONE, earliest=9.0), item(ONE)
    lanes.add(later)
    lanes.add(now)
    assert drain(lanes, pace) == [now]
    assert drain(lanes, pace, 9.0) == [later]


def test_edits_wait_for_new_cards_until_these_had_their_share() -> None:
    lanes, pace = made()
    cards = [item(-5, sort=Sort.CARD) for _ in range(14)]
    edits = [item(-5, sort=Sort.EDIT) for _ in range(6)]
    for each in (*edits, *cards):
        lanes.add(each)
    order = drain(lanes, pace)
    assert order[:12] == cards[:12]
    assert order[12:17] == edits[:5]
    assert order[17:19] == cards[12:]


def test_edits_of_what_was_edited_longest_ago_go_first() -> None:
    lanes, pace = made()
    recent, old = item(-5, sort=Sort.EDIT, order=200.0), item(-5, sort=Sort.EDIT, order=100.0)
    lanes.add(recent)
    lanes.add(old)
    assert drain(lanes, pace) == [old, recent]


def test_what_belongs_to_no_chat_waits_for_nothing_but_the_whole_bots_pause() -> None:
    lanes, pace = made(Limits(overall=Limit(1, 60.0)))
    pace.leave(ONE, 0.0)
    taps = [item(0) for _ in range(5)]
    for each in taps:
        lanes.add(each)
    pace.pause(None, 3.0)
    assert lanes.take(0.0, 10) == []
    assert lanes.next_moment(0.0) == 3.0
    assert lanes.take(3.0, 10) == [(each, None) for each in taps]


def test_one_chats_backlog_takes_a_bounded_place_in_memory() -> None:
    lanes, pace = made()
    backlog = [item(ONE) for _ in range(LANE_LIMIT + 30)]
    for each in backlog:
        lanes.add(each)
    assert len(lanes) == LANE_LIMIT
    assert lanes.full([Sort.ROW]) == [ONE]
    danger = item(ONE, urgency=0)
    lanes.add(danger)
    assert len(lanes) == LANE_LIMIT
    assert drain(lanes, pace)[0] is danger
    assert lanes.thin() == [ONE]  # the rest has to be fetched
    lanes.refilled(ONE)
    assert lanes.thin() == []


def test_memory_as_a_whole_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    lanes, _ = made()
    for chat in range(1, 8):
        lanes.add(item(chat))
    assert lanes.room == 3


def test_the_same_thing_is_never_kept_twice() -> None:
    lanes, pace = made()
    each = item(ONE)
    lanes.add(each)
    lanes.add(Item(Sort.ROW, each.id, ONE, 1, 0.0, each.id))
    assert drain(lanes, pace) == [each]


def test_what_is_forgotten_can_be_read_anew_while_one_is_under_way() -> None:
    lanes, pace = made()
    first, second = item(ONE), item(ONE)
    lanes.add(first)
    lanes.add(second)
    [(taken, ticket)] = lanes.take(0.0, 10)
    lanes.forget(ONE)
    assert lanes.knows(Sort.ROW, first.id)
    assert not lanes.knows(Sort.ROW, second.id)
    lanes.add(second)
    assert lanes.take(0.0, 10) == []
    finish(lanes, pace, taken, ticket, 0.0)
    assert drain(lanes, pace) == [second]
