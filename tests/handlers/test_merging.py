"""Two that are one: nobody's promise and nobody's danger is lost in it (D3, D10)."""

from village import Talk, Village

from desk import merging, withdrawing
from models import Complaint, Event, Outgoing
from models.kinds import Action, Discretion, Kind, Role, Severity, Status, WithdrawReason


async def one_goes_into_the_other(village: Village, gone: Complaint, into: Complaint) -> Complaint:
    desk, now = await village.actor("desk"), village.clock.now()
    return await village.database.transaction(lambda: merging.merge(gone.ref, into.ref, desk, now))


async def two(village: Village, **later: float) -> tuple[Complaint, Complaint]:
    """One of the owner's, and later one of the neighbour's."""
    first = await village.filed()
    village.clock.forward(**later)
    return first, await village.filed(who="neighbour", text="厨房漏水")


async def test_the_earlier_promise_is_owed_by_the_one_that_goes_on(village: Village) -> None:
    first, second = await two(village, hours=1)
    promised = await Complaint.get(id=first.id)
    await one_goes_into_the_other(village, first, second)
    left = await Complaint.get(id=second.id)
    assert left.status is Status.WAITING
    for due in ("answer_due_at", "plan_due_at", "finish_due_at"):
        assert getattr(left, due) == getattr(promised, due)
    await village.later(hours=1, minutes=5)
    red = await Event.filter(complaint_id=second.id, action=Action.ESCALATE, facts__not={}).first()
    assert red is not None, "late when the first of the two is"


async def test_a_later_promise_moves_nothing(village: Village) -> None:
    first, second = await two(village, hours=1)
    promised = await Complaint.get(id=first.id)
    await one_goes_into_the_other(village, second, first)
    left = await Complaint.get(id=first.id)
    assert (left.answer_due_at, left.finish_due_at) == (promised.answer_due_at, promised.finish_due_at)


async def test_an_emergency_goes_on_whichever_way_it_was_asked_for(talk: Talk) -> None:
    await talk.village.filed()
    await talk.village.draft("neighbour", "着火了")
    plain, danger = await Complaint.get(number=1), await Complaint.get(number=2)
    await talk.says("desk", "/find 2")
    await talk.presses("desk", "#0002")
    await talk.presses("desk", "🔗 合并")
    await talk.presses("desk", "#0001")
    assert any("把 #0001 并入 #0002" in text for text in talk.sees("desk")), "it says which goes into which"
    await talk.presses("desk", "✅ 合并")
    assert (await Complaint.get(id=plain.id)).status is Status.WITHDRAWN
    left = await Complaint.get(id=danger.id)
    assert (left.status, left.emergency) == (Status.WAITING, "fire")
    assert left.visit_due_at == danger.visit_due_at


async def test_what_is_more_serious_stays_so_and_gets_somebody_who_follows_it(village: Village) -> None:
    first, second = await two(village)
    await Complaint.filter(id=first.id).update(severity=Severity.MAJOR, loss=True, level=Role.SUPERVISOR)
    await Complaint.filter(id=second.id).update(kind=Kind.QUESTION)
    due = (await Complaint.get(id=first.id)).finish_due_at
    await one_goes_into_the_other(village, first, second)
    left = await Complaint.get(id=second.id)
    assert (left.severity, left.loss, left.level) == (Severity.MAJOR, True, Role.SUPERVISOR)
    assert left.kind is not Kind.QUESTION
    assert left.tracker_id is not None
    assert left.finish_due_at == due, "a higher severity is no extension"
    assert await Outgoing.filter(notice="major", complaint_id=second.id).exists()


async def test_whoever_had_accepted_it_hears_where_it_went(talk: Talk) -> None:
    taken = await talk.village.accepted()
    other = await talk.village.filed(who="neighbour", text="厨房漏水")
    await talk.taps("desk", f"jm:1:{taken.ref}:{other.ref}")
    assert any("已并过去" in text and "#0002" in text for text in talk.sees("engineer"))


async def test_whoever_was_not_to_be_named_is_not_named_by_a_merger(village: Village) -> None:
    [home] = await village.homes(("3", "1", "502"))
    first, second = await two(village)
    await Complaint.filter(id=first.id).update(discretion=Discretion.ANONYMOUS)
    await Complaint.filter(id=second.id).update(home_id=home.id)
    await one_goes_into_the_other(village, first, second)
    assert (await Complaint.get(id=second.id)).discretion is Discretion.ANONYMOUS


async def test_three_households_that_are_brought_together_are_an_incident(talk: Talk) -> None:
    await talk.village.filed()
    for who in ("neighbour", "stranger"):
        await talk.village.filed(who=who, text="厨房漏水")
    refs = [each.ref for each in await Complaint.all().order_by("number")]
    await talk.taps("desk", f"jm:1:{refs[1]}:{refs[0]}")
    assert (await Complaint.get(number=1)).incident_at is None
    await talk.taps("desk", f"jm:1:{refs[2]}:{refs[0]}")
    assert (await Complaint.get(number=1)).incident_at == talk.clock.now()
    assert await Outgoing.filter(notice="incident").count() == 3


async def test_who_was_merged_in_goes_on_with_it_in_their_own_words(talk: Talk) -> None:
    await talk.village.filed()
    await talk.village.filed(who="stranger", text="厨房漏水")
    first, second = await Complaint.all().order_by("number")
    await talk.taps("desk", f"jm:1:{second.ref}:{first.ref}")
    owner, now = await talk.village.actor("owner"), talk.clock.now()
    why = WithdrawReason.SOLVED
    await talk.database.transaction(lambda: withdrawing.withdraw(first.ref, owner, why, now))
    left = await Complaint.get(number=1)
    assert (left.status, left.text) == (Status.WAITING, "厨房漏水")
