"""T13: one person's flood costs others nothing, and loses nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from databases import ON_SQLITE
from traces import contact
from village import BOT_ID, MORNING, PEOPLE, Guess, Talk, photo

from desk import flood, home_links
from desk.enclosing import Report
from models import (
    Attachment,
    Community,
    Complaint,
    Event,
    Home,
    Outgoing,
    Person,
    Remark,
    Residency,
)
from models.kinds import Action, Category, ResidencyKind, ResidencyState, Status
from triage import Triage, Verdict


async def floods(talk: Talk, texts: list[str], who: str = "owner") -> None:
    """All at once, as from a program."""
    updates = []
    for text in texts:
        talk._messages += 1
        talk._updates += 1
        message = {"message_id": talk._messages, "date": 1, "chat": talk._chat(who, ""), "text": text}
        updates.append({"update_id": talk._updates, "message": message | {"from": talk._user(who)}})
    await talk.inbox.write_down(updates)
    await talk.inbox._idle.wait()
    await talk._deliver()


@ON_SQLITE
@pytest.mark.parametrize("n", [120, pytest.param(500, marks=pytest.mark.slow)])
async def test_a_flood_is_few_complaints_and_few_answers_and_others_are_served(talk: Talk, n: int) -> None:
    kinds = ("楼道很脏", "水管漏水", "着火了", "随便说说", "人工", "/start")
    await floods(talk, [f"{kinds[k % 6]}{k if k % 6 < 3 else ''}" for k in range(n)])
    assert await Complaint.all().count() <= 3
    assert await Outgoing.filter(lane=PEOPLE["owner"]).count() < 120
    assert sum("不再一条条回" in text for text in talk.sees("owner")) == 1
    await talk.says("stranger", "水管漏水")
    await talk.presses("stranger", "提交")
    assert "收到了" in talk.last("stranger").text


async def test_what_comes_over_the_budget_is_kept_and_the_next_window_is_answered_again(talk: Talk) -> None:
    await floods(talk, [f"水管漏水{n}" for n in range(35)])
    draft = await Complaint.get()
    assert draft.text.splitlines()[-1] == "水管漏水34"
    assert await Remark.all().count() == 35
    talk.clock.forward(minutes=11)
    before = len(talk.sees("owner"))
    await talk.says("owner", "在吗")
    assert len(talk.sees("owner")) > before


async def test_guessed_links_are_a_flood_like_any_other(talk: Talk) -> None:
    """Each is refused with an answer; what refusing undoes is not what it cost."""
    await floods(talk, [f"/start h_{n:022}" for n in range(100)])
    assert await Outgoing.filter(lane=PEOPLE["owner"]).count() < 70
    assert sum("不再一条条回" in text for text in talk.sees("owner")) <= 1


async def test_danger_over_the_budget_is_dispatched_all_the_same(talk: Talk) -> None:
    await floods(talk, ["水管漏水"] * 40)
    await floods(talk, ["着火了"] * 3)
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).count() == 1


async def test_over_the_budget_with_something_open_it_goes_there(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await Person.filter(telegram_id=PEOPLE["owner"]).update(budget_from=MORNING, budget_used=100)
    await talk.says("owner", "楼道很脏")
    assert await Complaint.all().count() == 1
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 1


async def test_over_the_budget_a_word_about_the_staff_goes_past_what_they_see(talk: Talk) -> None:
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await Person.filter(telegram_id=PEOPLE["owner"]).update(budget_from=MORNING, budget_used=100)
    await talk.says("owner", "师傅态度太差")
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()
    assert (await Complaint.get(status=Status.DRAFT)).discretion == "confidential"


class EstatesOwn(Guess):
    """Where the estate says so, a full valve pit is a burst pipe, and the boiler man is one of the staff."""

    def of(self, community: str) -> Triage:
        assert community == "village"
        return OwnWords()


class OwnWords(Guess):
    def verdict(self, text: str) -> Verdict:
        heard = super().verdict(text)
        danger, about_staff = "burst" if "阀井满" in text else None, "锅炉老王" in text
        return replace(heard, emergency=danger, personal=about_staff, confident=True, ranked=OWN)


OWN = (("cleaning", 0.9), ("other", 0.1))


@pytest.mark.parametrize("open_before", [True, False])
async def test_over_the_budget_the_estates_own_words_count(talk: Talk, *, open_before: bool) -> None:
    """Danger, the staff and what a draft is about are what this estate calls so."""
    if open_before:
        await talk.village.filed()
    actor, now = await talk.village.actor("owner"), talk.clock.now()

    async def comes(text: str) -> None:
        report = Report(BOT_ID, text)
        await talk.database.transaction(
            lambda: flood.keep(actor, talk.village.community, report, EstatesOwn(), now)
        )

    await comes("锅炉老王骂人")
    assert await Complaint.filter(status=Status.DRAFT).exists(), "never onto what he can see"
    await comes("随便说说")
    assert (await Complaint.get(status=Status.DRAFT)).category is Category.CLEANING
    await comes("阀井满了")
    assert await Complaint.filter(emergency="burst", status=Status.WAITING).exists()


async def test_edits_are_counted_and_their_last_words_kept(talk: Talk) -> None:
    sent = await talk.says("owner", "水管漏水")
    shape = {"message_id": sent, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    for n in range(40):
        await talk.comes("edited_message", shape | {"from": talk._user("owner"), "text": f"水管漏水{n}"})
    assert (await Complaint.get()).text == "水管漏水39"
    assert sum("不再一条条回" in text for text in talk.sees("owner")) == 1


async def test_presses_are_counted_and_beyond_the_budget_do_nothing(talk: Talk) -> None:
    """But each is answered, and the buttons of somebody in danger always count."""
    await talk.says("owner", "水管漏水")
    ref = (await Complaint.get()).ref
    for _ in range(90):
        await talk.taps("owner", f"ge:work:{ref}")
    before = await Event.all().count()
    assert "按得太快" in await talk.presses("owner", "提交")
    assert (await Complaint.get()).status is Status.DRAFT
    assert await Event.all().count() == before
    assert "已经通知" in await talk.presses("owner", "现在就要人")
    assert (await Complaint.get()).status is Status.WAITING


async def test_staff_have_no_budget(talk: Talk) -> None:
    await floods(talk, ["/my"] * 40, "manager")
    assert len(talk.sees("manager")) == 40


async def opened(talk: Talk, n: int, who: str = "owner", **more: int) -> None:
    filer = await talk.village.person(who)
    await Complaint.bulk_create(
        [
            Complaint(
                ref=f"{who}{each}",
                community_id=talk.village.community.id,
                filer_id=filer.id,
                status=Status.WAITING,
                number=filer.id * 100 + each,
                category=Category.FEES,
                created_at=MORNING - timedelta(days=1),
                **more,
            )
            for each in range(n)
        ]
    )


async def test_nobody_has_more_open_than_the_policy_allows_and_the_draft_stays(talk: Talk) -> None:
    await opened(talk, 10)
    await talk.says("owner", "水管漏水")
    assert "先给您留着" in await talk.presses("owner", "提交")
    assert await Complaint.filter(status=Status.DRAFT).count() == 1
    await talk.later(hours=25)
    assert await Complaint.filter(text="水管漏水", status=Status.WAITING).count() == 1


async def test_at_the_limit_there_is_still_a_way_to_a_person(talk: Talk) -> None:
    await opened(talk, 10)
    await talk.says("owner", "水管漏水")
    await talk.says("owner", "人工")
    assert "#" in await talk.presses("owner", "找")
    asked = await Complaint.get(subject="person")
    assert (asked.status, asked.text.splitlines()[0]) == (Status.WAITING, "水管漏水")


async def lives(talk: Talk, who: str, home: Home, state: ResidencyState = ResidencyState.CONFIRMED) -> None:
    person, community = await talk.village.person(who), talk.village.community
    await Residency.create(
        person=person,
        community=community,
        home=home,
        ref=f"lives {who}",
        kind=ResidencyKind.OWNER,
        state=state,
        since=MORNING,
    )


async def test_a_home_has_no_more_open_than_the_policy_allows(talk: Talk) -> None:
    """However many live there."""
    await Community.all().update(policy={"flood": {"open_per_home": 3}})
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "owner", home)
    await lives(talk, "stranger", home)
    await opened(talk, 2, "stranger", home_id=home.id)
    await talk.says("owner", "水管漏水")
    assert "已提交" in await talk.presses("owner", "提交")
    await talk.says("owner", "楼道很脏")
    assert "先给您留着" in await talk.presses("owner", "提交")
    await talk.says("owner", "着火了")
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).exists()


async def test_who_only_says_to_live_there_takes_no_room_from_those_who_do(talk: Talk) -> None:
    await Community.all().update(policy={"flood": {"open_per_home": 3}})
    [home] = await talk.village.homes(("3", "1", "502"))
    await lives(talk, "owner", home)
    await lives(talk, "stranger", home, ResidencyState.PENDING)
    await opened(talk, 3, "stranger", home_id=home.id)
    await talk.says("owner", "水管漏水")
    assert "已提交" in await talk.presses("owner", "提交")
    await talk.says("stranger", "楼道很脏")
    assert "先给您留着" in await talk.presses("stranger", "提交")


async def test_danger_always_has_room(talk: Talk) -> None:
    await opened(talk, 10)
    await talk.says("owner", "着火了")
    assert await Complaint.filter(emergency="fire", status=Status.WAITING).count() == 1


async def test_a_community_sets_its_own_limit(talk: Talk) -> None:
    await Community.all().update(policy={"flood": {"open_per_person": 1}})
    await opened(talk, 1)
    await talk.says("owner", "水管漏水")
    assert "先给您留着" in await talk.presses("owner", "提交")


async def test_of_one_person_so_many_files_are_kept_and_who_sends_more_hears_it_once(talk: Talk) -> None:
    await Community.all().update(policy={"flood": {"enclosures": 2}})
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    for n in range(5):
        await talk.says("owner", **photo(n, caption="在这里"))
    assert await Attachment.all().count() == 2
    assert sum("没有加进去" in text for text in talk.sees("owner")) == 1
    assert await Event.filter(action=Action.SUPPLEMENT).count() == 5, "their words are kept all the same"
    talk.clock.forward(hours=1)
    await talk.says("owner", **photo(9))
    assert sum("没有加进去" in text for text in talk.sees("owner")) == 2


async def test_the_files_of_one_take_no_room_from_another_nor_from_the_workers_proof(talk: Talk) -> None:
    await Community.all().update(policy={"flood": {"enclosures": 1}})
    await talk.says("owner", "水管漏水", **photo(1, caption="水管漏水"))
    await talk.says("owner", **photo(2))
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.replies("engineer", "engineering", **photo(3))
    await talk.says("neighbour", "a leak", **photo(4, caption="a leak"))
    assert sorted(each.file_id for each in await Attachment.all()) == ["f1", "f3", "f4"]


@pytest.fixture
async def flooding(talk: Talk) -> Talk:
    """The owner has just used up what anybody can follow, and was told so."""
    await Person.filter(telegram_id=PEOPLE["owner"]).update(budget_from=MORNING, budget_used=100)
    return talk


async def test_over_the_budget_ones_own_number_is_kept(flooding: Talk) -> None:
    await flooding.says("owner", **contact("+8613911223344", PEOPLE["owner"]))
    assert (await Person.get(telegram_id=PEOPLE["owner"])).phone == "13911223344"
    assert "已记下" in flooding.last("owner").text


async def test_over_the_budget_one_can_still_be_forgotten(flooding: Talk) -> None:
    await flooding.says("owner", "/privacy")
    await flooding.presses("owner", "删除我的")
    await flooding.presses("owner", "全部删除")
    assert not await Person.filter(telegram_id=PEOPLE["owner"]).exists()


async def test_over_the_budget_a_letter_still_opens_its_home(flooding: Talk) -> None:
    [home] = await flooding.village.homes(("3", "1", "502"))
    made = home_links.make_link(home, flooding.clock.now(), ResidencyKind.OWNER)
    token = await flooding.database.transaction(lambda: made)
    await flooding.says("owner", f"/start h_{token}")
    assert (await Residency.get()).state is ResidencyState.CONFIRMED
    assert any("3栋1单元502" in text for text in flooding.sees("owner"))


@pytest.mark.parametrize("what", ["/privacy", "/delete_me"])
async def test_a_flood_of_these_is_not_answered_for_ever_either(flooding: Talk, what: str) -> None:
    await floods(flooding, [what] * 60)
    assert 20 < len(flooding.sees("owner")) < 40


async def test_whoever_wants_a_person_gets_one_in_a_flood_and_is_told_how(talk: Talk) -> None:
    await floods(talk, [f"水管漏水{n}" for n in range(35)])
    assert any("发“人工”" in text for text in talk.sees("owner"))
    await talk.says("owner", "人工")
    await talk.presses("owner", "请同事找我")
    assert "人工" not in (await Complaint.get()).text
    assert await Complaint.filter(subject="person", status=Status.WAITING).exists()
