"""Many at once: one wins, the others hear it, nothing is lost and nothing happens twice."""

import asyncio
from functools import partial

from village import PEOPLE, Talk, Village

from desk import filing, finishing, following, home_links, questions, working
from desk.enclosing import Report
from desk.errors import DeskError, NotFound, NotNow
from models import Community, Complaint, Event, Outgoing, Residency
from models.kinds import Action, ResidencyKind, ResidencyState, Status


async def test_of_many_who_accept_at_once_one_wins(village: Village) -> None:
    complaint = await village.filed()
    actors = [await village.actor(who) for who in ("engineer", "plumber", "supervisor", "manager")]
    attempts = [
        village.database.transaction(partial(working.accept, complaint.ref, actor, village.clock.now()))
        for actor in actors * 3
    ]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    won = [end for end in ends if isinstance(end, Complaint)]
    assert len(won) == 1
    assert all(isinstance(end, NotNow) for end in ends if end is not won[0])
    assert await Event.filter(action=Action.ACCEPT).count() == 1
    assert await Outgoing.filter(notice="accepted").count() == 1


async def test_of_many_who_press_at_once_all_others_hear_who_was_first(talk: Talk) -> None:
    """Whoever is outrun between reading and writing looks again, so even they learn the name."""
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    ref, card = (await Complaint.get()).ref, talk.last("engineer", "engineering")
    staff = ("engineer", "plumber", "supervisor", "manager")
    taps = [
        {
            "update_id": 1000 + n,
            "callback_query": {
                "id": str(n),
                "from": talk._user(staff[n % 4]),
                "chat_instance": "1",
                "data": f"t:take:{ref}",
                "message": {
                    "message_id": card.message_id,
                    "date": 1,
                    "chat": talk._chat("engineer", "engineering"),
                    "text": "…",
                },
            },
        }
        for n in range(50)
    ]
    await talk.inbox.write_down(taps)
    await talk.inbox._idle.wait()
    answers = await Outgoing.filter(method="answerCallbackQuery").order_by("id")
    toasts = [row.params.get("text") for row in answers][1:]
    assert toasts.count("接单成功") == 1
    assert sum("慢了一步" in str(toast) for toast in toasts) == 49
    assert await Event.filter(action=Action.ACCEPT).count() == 1


async def test_what_two_people_say_in_the_same_moment_is_kept_from_both(talk: Talk) -> None:
    """The worker notes, the resident answers: neither is told that the matter has moved on."""
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    card = talk.last("engineer", "engineering")
    for n in range(5):
        await talk.presses("engineer", "❓ 问业主", "engineering")
        await talk.presses("engineer", "在家", "engineering")
        await talk.presses("owner", "回答")
        both = [
            {"from": talk._user("owner"), "chat": talk._chat("owner", ""), "text": f"在家{n}"},
            {
                "from": talk._user("engineer"),
                "chat": talk._chat("engineer", "engineering"),
                "text": f"看过了{n}",
                "reply_to_message": {
                    "message_id": card.message_id,
                    "date": 1,
                    "chat": talk._chat("engineer", "engineering"),
                },
            },
        ]
        await talk.inbox.write_down(
            [
                {
                    "update_id": 2000 + 2 * n + k,
                    "message": {"message_id": 9000 + 2 * n + k, "date": 1, **body},
                }
                for k, body in enumerate(both)
            ]
        )
        await talk.inbox._idle.wait()
        await talk._deliver()
    assert await Event.filter(action=Action.ANSWER).count() == 5
    assert await Event.filter(action=Action.NOTE).count() == 5


async def test_numbers_are_unique_and_without_gaps(village: Village) -> None:
    """Refused filings take no number; twenty at once take twenty."""
    await Community.all().update(policy={"flood": {"open_per_person": 100}})
    drafts = []
    for n in range(20):
        draft = await village.draft(text=f"水管漏水{n}")
        await Complaint.filter(id=draft.id).update(
            status=Status.ON_HOLD
        )  # so the next one is a draft of its own
        drafts.append(draft)
    await Complaint.all().update(status=Status.DRAFT)
    owner, stranger = await village.actor("owner"), await village.actor("stranger")
    now = village.clock.now()
    attempts = [
        village.database.transaction(partial(filing.file, draft.ref, actor, now))
        for draft in drafts
        for actor in (stranger, owner, owner)
    ]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, NotFound) for end in ends) == 20
    assert all(isinstance(end, Complaint | DeskError) for end in ends)
    numbers = [complaint.number for complaint in await Complaint.all().order_by("number")]
    assert numbers == list(range(1, 21))
    assert (await Community.get()).last_number == 20


async def test_a_refused_filing_by_the_clock_takes_no_number_either(village: Village) -> None:
    """The sweep keeps what was written before a refusal, so nothing may have been."""
    complaint = await village.filed()

    async def file_again() -> None:
        try:
            await filing.file(complaint.ref, None, village.clock.now())
        except NotNow:
            return

    await village.database.transaction(file_again)
    assert (await Community.get()).last_number == 1


async def test_a_refusal_leaves_nothing_behind(village: Village) -> None:
    complaint = await village.accepted()
    before = await rows()
    owner, plumber, stranger = [await village.actor(who) for who in ("owner", "plumber", "stranger")]
    now, said = village.clock.now(), Report(1, "x")

    async def try_all() -> None:
        for attempt in (
            working.accept(complaint.ref, plumber, now),
            finishing.complete(complaint.ref, owner, now),
            questions.ask(complaint.ref, plumber, now, canned="home"),
            working.note(complaint.id, plumber, said, now),
            questions.answer(complaint.ref, stranger, said, now),
            filing.file(complaint.ref, owner, now),
            filing.discard(complaint.ref, owner, now),
            following.merge(complaint.ref, complaint.ref, owner, now),
        ):
            try:
                await attempt
            except DeskError:
                continue
            raise AssertionError("was to be refused")

    await village.database.transaction(try_all)
    assert await rows() == before


async def rows() -> list[object]:
    complaint = await Complaint.get()
    return [
        complaint.version,
        complaint.status,
        await Event.all().count(),
        await Outgoing.all().count(),
        len(PEOPLE),
    ]


async def test_of_two_letters_for_an_empty_home_one_lets_its_reader_in_and_the_other_asks_them(
    village: Village,
) -> None:
    """T6: whoever lives there has a say, also when they came a moment ago."""
    [home] = await village.homes(("3", "1", "502"))
    now = village.clock.now()
    actors = [await village.actor(who) for who in ("owner", "stranger")]
    letters = [
        await village.database.transaction(partial(home_links.make_link, home, now, ResidencyKind.OWNER))
        for _ in actors
    ]
    opened = [
        village.database.transaction(partial(home_links.open_link, actor, token, now))
        for actor, token in zip(actors, letters, strict=True)
    ]
    await asyncio.gather(*opened)
    states = sorted(row.state for row in await Residency.all())
    assert states == [ResidencyState.CONFIRMED, ResidencyState.PENDING]
    asked = await Outgoing.get(notice="home_newcomer").values_list("lane", flat=True)
    there = await Residency.get(state=ResidencyState.CONFIRMED).select_related("person")
    assert asked == there.person.telegram_id
