"""When Telegram is away, a harmless question is asked, ever less often, and one success ends it."""

from bot.outage import DOUBTFUL, Outage


def test_one_lost_answer_is_bad_luck_and_several_in_a_row_are_an_outage() -> None:
    outage = Outage()
    for _ in range(DOUBTFUL - 1):
        outage.unanswered("reset", 1.0)
    assert outage.reason == ""
    outage.answered()
    for _ in range(DOUBTFUL):
        assert outage.reason == ""
        outage.unanswered("reset", 2.0)
    assert outage.reason == "reset"


def test_questions_come_ever_less_often_up_to_five_minutes() -> None:
    outage, now, rests = Outage(), 0.0, []
    outage.begin("refused", now)
    for _ in range(15):
        rests.append(outage.ask_at - now)
        now = outage.ask_at
        outage.lasts("refused", now)
    assert rests[0] == 1.0
    assert all(rest <= 300.0 for rest in rests)
    assert min(rests[-3:]) >= 150.0


def test_what_was_under_way_when_it_began_makes_it_no_longer() -> None:
    outage = Outage()
    outage.begin("refused", 0.0)
    asked = outage.ask_at
    outage.begin("refused", 0.5)
    assert outage.ask_at == asked


def test_an_answer_ends_it_and_the_next_one_begins_anew() -> None:
    outage = Outage()
    outage.begin("refused", 0.0)
    outage.lasts("refused", 1.0)
    outage.answered()
    assert outage.reason == ""
    outage.begin("refused", 10.0)
    assert outage.ask_at == 11.0
