"""Who phones and who chats may be one person: by the number that Telegram vouches for (T7, P18)."""

from datetime import timedelta

import pytest
from traces import LEAVER, LEAVER_ID, contact, copy_of, joins, leaves, rows_with
from village import BOT_ID, PEOPLE, Talk, plan

from desk import keeping
from desk.estate import install
from models import Community, Complaint, Involvement, Person
from models.kinds import InvolvementRole, Status

LINE = "3-1-502 王紫檀 13911223344 厨房水管漏水"
MARKS = ("紫檀", "13911223344", LEAVER, str(LEAVER_ID))


@pytest.fixture
def leaver(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEOPLE, LEAVER, LEAVER_ID)
    return LEAVER


async def phones(talk: Talk, line: str = LINE) -> Complaint:
    await talk.says("desk", f"/new {line}")
    await talk.presses("desk", "登记")
    return await Complaint.all().order_by("-id").first()  # type: ignore[return-value]


async def shares(talk: Talk, who: str, number: str = "+8613911223344") -> None:
    await talk.says(who, **contact(number, PEOPLE[who]))


async def test_what_they_had_said_on_the_phone_is_theirs_once_the_number_is(talk: Talk, leaver: str) -> None:
    """In the chat, in their copy, and gone with them."""
    complaint = await phones(talk)
    await shares(talk, leaver)
    assert any("#0001" in text for text in talk.sees(leaver)), "the receipt is in the chat from now on"
    assert [each["text"] for each in (await copy_of(talk, leaver))["complaints"]] == ["厨房水管漏水"]
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
    assert (await Complaint.get(id=complaint.id)).status is Status.WITHDRAWN


async def test_somebody_elses_card_brings_nobody_elses_calls(talk: Talk, leaver: str) -> None:
    complaint = await phones(talk)
    await talk.says(leaver, **contact("+8613911223344", PEOPLE["neighbour"]))
    await shares(talk, leaver, "+13911223344")
    assert (await copy_of(talk, leaver))["complaints"] == []
    caller = await Person.get(id=complaint.filer_id)
    assert caller.telegram_id is None


async def test_who_phoned_and_joined_the_same_matter_belongs_to_it_once(talk: Talk, leaver: str) -> None:
    complaint = await phones(talk)
    await joins(talk, complaint, leaver)
    await shares(talk, leaver)
    [mine] = await Involvement.filter(complaint_id=complaint.id)
    assert (mine.role, mine.person_id) == (InvolvementRole.FILER, (await talk.village.person(leaver)).id)


@pytest.mark.parametrize(
    ("timezone", "told", "listed"),
    [
        ("Asia/Shanghai", "8613911223344", "+8613911223344"),
        ("Asia/Hong_Kong", "85291234567", "91234567"),
        ("Asia/Taipei", "886912345678", "0912345678"),
    ],
)
@pytest.mark.parametrize("first", ["phones", "chats"])
async def test_a_caller_is_known_however_the_desk_writes_their_number(
    talk: Talk, leaver: str, timezone: str, told: str, listed: str, first: str
) -> None:
    """Also before they have come in through any estate: a plain /start names none."""
    await talk.database.transaction(lambda: Community.all().update(timezone=timezone))
    if first == "phones":
        await phones(talk, f"王紫檀 {listed} 厨房水管漏水")
    await talk.says(leaver, "/start")
    await shares(talk, leaver, told)
    if first == "chats":
        await phones(talk, f"王紫檀 {listed} 厨房水管漏水")
    caller = await Person.get(telegram_id=LEAVER_ID)
    assert (await Complaint.get()).filer_id == caller.id
    assert any("#0001" in text for text in talk.sees(leaver))


async def test_who_only_phoned_is_forgotten_with_their_last_matter(talk: Talk) -> None:
    first, second = await phones(talk), await phones(talk, "3-1-502 王紫檀 13911223344 楼道很脏")
    assert first.filer_id == second.filer_id
    for complaint, days in ((first, 0), (second, 10)):
        over = {"status": Status.CLOSED, "closed_at": talk.clock.now() + timedelta(days=days)}
        await Complaint.filter(id=complaint.id).update(**over)
    for days, kept in ((366, True), (10, False)):
        talk.clock.forward(days=days)
        await talk.database.transaction(lambda: keeping.tidy(talk.clock.now()))
        found = [row for row in await rows_with(("王紫檀", "13911223344")) if row.startswith("Person")]
        assert bool(found) is kept


async def test_who_is_still_to_be_phoned_about_a_neighbours_matter_is_kept(talk: Talk) -> None:
    target, gone = await talk.village.filed(), await phones(talk)
    await talk.taps("desk", f"jm:1:{gone.ref}:{target.ref}")
    talk.clock.forward(days=366)
    await talk.database.transaction(lambda: keeping.tidy(talk.clock.now()))
    assert (await Complaint.get(id=gone.id)).text == ""
    assert await Person.filter(phone="13911223344").exists()


@pytest.mark.parametrize("copied", [True, False])
async def test_who_leaves_is_forgotten_at_an_estate_that_knew_them_by_phone_only(
    talk: Talk, leaver: str, *, copied: bool
) -> None:
    """They live in one, and phoned another after their number was known."""
    empty = plan("garden", staff=[])
    unbound = {name: each.model_copy(update={"chat_id": None}) for name, each in empty.departments.items()}
    other = empty.model_copy(update={"departments": unbound})
    garden = await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await shares(talk, leaver)
    await Person.filter(telegram_id=LEAVER_ID).update(community_id=garden.id)
    complaint = await phones(talk)
    assert complaint.filer_id != (await Person.get(telegram_id=LEAVER_ID)).id
    if copied:
        assert [each["text"] for each in (await copy_of(talk, leaver))["complaints"]] == ["厨房水管漏水"]
    await leaves(talk, leaver)
    assert await rows_with(MARKS) == []
