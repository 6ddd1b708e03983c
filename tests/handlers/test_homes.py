"""Homes are told after reporting, never before; links bind once; who lives there has a say (T6)."""

import asyncio
import secrets
from datetime import timedelta

import pytest
from village import PEOPLE, STAFF, Talk, Village

from desk import home_links
from desk.errors import SpentLink
from models import Complaint, Event, Home, HomeLink, Occupant, Person, Place, Residency
from models.kinds import Action, Discretion, ResidencyKind, ResidencyState, Status
from triage import load


async def letter(talk: Talk, home: Home) -> str:
    made = home_links.make_link(home, talk.clock.now(), ResidencyKind.OWNER)
    return await talk.database.transaction(lambda: made)


async def report(talk: Talk, who: str = "owner", text: str = "水管漏水") -> Complaint:
    """A matter of its own: what was open before is over."""
    await Complaint.all().update(status=Status.CLOSED)
    await talk.says(who, text)
    await talk.presses(who, "提交" if who != "neighbour" else "Send it")
    [complaint] = await Complaint.all().order_by("-id").limit(1).select_related("home")
    return complaint


async def state_of(who: str) -> list[ResidencyState]:
    rows = await Residency.filter(person__telegram_id=PEOPLE[who]).order_by("id")
    return [row.state for row in rows]


async def test_the_home_is_asked_once_and_only_after_filing(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", "水管漏水")
    assert not any("哪一户" in text for text in talk.sees("owner"))
    await talk.presses("owner", "提交")
    assert "哪一户" in talk.last("owner").text
    await report(talk)
    assert sum("哪一户" in text for text in talk.sees("owner")) == 1


async def test_a_typed_address_houses_the_report_at_once_and_the_desk_confirms_with_one_tap(
    talk: Talk,
) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"), ("3", "2", "502"))
    complaint = await report(talk)
    await talk.says("owner", "3栋1单元502")
    assert "不影响这次处理" in talk.sees("owner")[-2]
    assert "3栋1单元502" in talk.last("engineer", "engineering").text
    assert (await Complaint.get(id=complaint.id)).home_id is not None
    assert await state_of("owner") == [ResidencyState.PENDING]
    assert "owner" in talk.last("desk", "service").text
    await talk.presses("desk", "是住户", "service")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    assert "已登记 <b>3栋1单元502</b>" in talk.last("owner").text
    assert (await report(talk, text="又漏水了")).home_id is not None


async def test_an_address_that_can_mean_two_homes_is_asked_about(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"), ("3", "2", "502"))
    await report(talk)
    await talk.says("owner", "3栋502")
    await talk.presses("owner", "3栋2单元502")
    assert await Residency.filter(home__unit="2").exists()


async def test_an_address_on_no_list_is_written_down_and_the_desk_can_put_it_there(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    complaint = await report(talk)
    await talk.says("owner", "8栋2单元301")
    assert "不影响这次处理" in talk.sees("owner")[-2]
    assert (await Complaint.get(id=complaint.id)).place.startswith("8栋2单元301")
    await talk.presses("desk", "是住户", "service")
    assert await Home.filter(building="8", unit="2", room="301").exists()


async def test_the_desk_can_say_no_and_the_report_goes_on(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    complaint = await report(talk)
    await talk.says("owner", "8栋2单元301")
    await talk.presses("desk", "不认识", "service")
    assert await state_of("owner") == [ResidencyState.REFUSED]
    assert "照常处理" in talk.last("owner").text
    assert (await Complaint.get(id=complaint.id)).status == "waiting"


@pytest.mark.parametrize("who", ["stranger", "engineer", "owner"])
async def test_nobody_but_the_desk_confirms_an_address(talk: Talk, who: str) -> None:
    await talk.village.nobody_was_asked()
    await report(talk)
    await talk.says("owner", "8栋2单元301")
    await talk.presses(who, "是住户", "service")
    assert await state_of("owner") == [ResidencyState.PENDING]


async def test_the_rosters_phone_number_settles_an_address_without_the_desk(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.database.transaction(lambda: Occupant.create(home=home, phone="+8613800138000"))
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="+8613800138000")
    await report(talk)
    await talk.says("owner", "3-1-502")
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    assert not any("owner" in text for text in talk.sees("desk", "service"))


async def test_a_report_that_names_an_address_among_other_words_stays_a_report(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await report(talk)
    await report(talk, text="3栋1单元502又漏水了")
    assert await Residency.all().count() == 0
    assert await Complaint.all().count() == 2


async def test_a_letter_binds_once(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    token = await letter(talk, home)
    await talk.says("owner", f"/start h_{token}")
    assert any("已登记 <b>3栋1单元502</b>" in text for text in talk.sees("owner"))
    assert await state_of("owner") == [ResidencyState.CONFIRMED]
    await talk.says("stranger", f"/start h_{token}")
    assert "用过或过期" in talk.last("stranger").text
    assert await state_of("stranger") == []
    await talk.says("owner", f"/start h_{token}")
    assert len(await state_of("owner")) == 1


async def test_an_expired_letter_and_a_guess_get_the_same_answer(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    token = await letter(talk, home)
    talk.clock.forward(days=91)
    await talk.says("owner", f"/start h_{token}")
    expired = talk.last("owner").text
    await talk.says("owner", f"/start h_{secrets.token_urlsafe(18)}")
    assert talk.last("owner").text == expired
    assert await Residency.all().count() == 0


async def test_a_token_is_long_and_random_and_nobody_keeps_it(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    tokens = [await letter(talk, home) for _ in range(20)]
    assert len(set(tokens)) == 20
    assert all(len(token) * 6 >= 128 and len(f"h_{token}") <= 64 for token in tokens)
    digests = set(await HomeLink.all().values_list("digest", flat=True))
    assert not digests & set(tokens)


async def test_guessing_finds_nothing(village: Village) -> None:
    """10^5 made-up tokens, looked up by their digests in the way open_link does."""
    [home] = await village.homes(("3", "1", "502"))
    make = home_links.make_link(home, village.clock.now(), ResidencyKind.OWNER)
    await village.database.transaction(lambda: make)
    real = set(await HomeLink.all().values_list("digest", flat=True))
    guesses = {home_links.digest_of(secrets.token_urlsafe(18)) for _ in range(100_000)}
    assert len(guesses) == 100_000
    assert not real & guesses


async def test_of_two_who_open_a_letter_at_once_one_wins(village: Village) -> None:
    [home] = await village.homes(("3", "1", "502"))
    now = village.clock.now()
    make = home_links.make_link(home, now, ResidencyKind.OWNER)
    token = await village.database.transaction(lambda: make)
    actors = [await village.actor(who) for who in ("owner", "stranger")]

    async def opened(n: int) -> Residency:
        return await village.database.transaction(lambda: home_links.open_link(actors[n], token, now))

    ends = await asyncio.gather(opened(0), opened(1), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Residency", SpentLink.__name__]
    assert await Residency.all().count() == 1


async def test_a_second_adult_is_confirmed_by_the_first(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    for who in ("owner", "neighbour"):
        await talk.says(who, f"/start h_{await letter(talk, home)}")
    assert await state_of("neighbour") == [ResidencyState.PENDING]
    assert "想加入" in talk.last("owner").text
    await talk.presses("owner", "是住户")
    assert await state_of("neighbour") == [ResidencyState.CONFIRMED]
    assert "registered for you" in talk.last("neighbour").text
    assert not talk.last("desk", "service").buttons


async def test_who_only_says_they_live_there_confirms_nobody(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    for who in ("owner", "neighbour", "stranger"):
        await talk.says(who, f"/start h_{await letter(talk, home)}")
    third = await Residency.get(person__telegram_id=PEOPLE["stranger"])
    await talk.taps("neighbour", f"h:yes:{third.ref}")
    assert await state_of("stranger") == [ResidencyState.PENDING]


async def test_an_invitation_brings_the_family_in_after_a_yes(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await talk.presses("owner", "邀请家人")
    link = talk.last("owner").text.split()[-1]
    await talk.says("neighbour", f"/start {link}")
    await talk.presses("owner", "是住户")
    joined = await Residency.get(person__telegram_id=PEOPLE["neighbour"])
    assert (joined.state, joined.kind) == (ResidencyState.CONFIRMED, ResidencyKind.FAMILY)


@pytest.mark.parametrize("gone", ["moved out", "said so at the desk", "erased"])
async def test_an_invitation_does_not_outlive_its_inviter(talk: Talk, gone: str) -> None:
    """T6: whoever moved out lets nobody in any more; where nobody is left, not without a question either."""
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await talk.presses("owner", "邀请家人")
    link = talk.last("owner").text.split()[-1]
    there = await Residency.get(person__telegram_id=PEOPLE["owner"])
    if gone == "erased":
        await talk.says("owner", "/delete_me")
        await talk.presses("owner", "全部删除")
    else:
        await talk.taps("owner" if gone == "moved out" else "desk", f"h:gone:{there.ref}")
    await talk.says("neighbour", f"/start {link}")
    assert await state_of("neighbour") == []


async def test_one_person_with_two_homes_says_which(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    homes = await talk.village.homes(("3", "1", "502"), ("5", "", "5B"))
    for home in homes:
        await talk.says("owner", f"/start h_{await letter(talk, home)}")
    complaint = await report(talk)
    assert complaint.home is None
    await talk.presses("owner", "5栋5B")
    assert (await Complaint.get(id=complaint.id)).home_id == homes[1].id
    other = await Residency.filter(home=homes[0]).first()
    await talk.taps("stranger", f"hw:{complaint.ref}:{other.ref if other else ''}")
    assert (await Complaint.get(id=complaint.id)).home_id == homes[1].id


@pytest.mark.parametrize("by", ["owner", "desk"])
async def test_moving_out_is_said_by_themselves_or_by_the_desk(talk: Talk, by: str) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    if by == "owner":
        await talk.says("owner", "/home")
        await talk.presses("owner", "已搬走")
        assert any("您已经从 3栋1单元502 搬走了？" in text for text in talk.sees("owner"))
        await talk.presses("owner", "还住这里")
        await talk.presses("owner", "已搬走")
        assert await state_of("owner") == [ResidencyState.CONFIRMED], "one tap beside another ends nothing"
        await talk.presses("owner", "已搬走")
        assert any("已登记您从 3栋1单元502 搬走" in text for text in talk.sees("owner"))
    else:
        await talk.says("desk", "/home 3-1-502", "service")
        for who in ("engineer", "desk", "engineer"):
            await talk.presses(who, "已搬走", "service")
            assert await state_of("owner") == [ResidencyState.CONFIRMED]
        await talk.presses("desk", "已搬走", "service")
    assert await state_of("owner") == [ResidencyState.ENDED]
    await talk.says("owner", "/home")
    assert "还没登记" in talk.last("owner").text


async def test_home_adds_another_and_says_as_what_one_lives_there(talk: Talk) -> None:
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "3-1-502")
    await talk.presses("desk", "是住户", "service")
    await talk.presses("owner", "租客")
    assert (await Residency.get()).kind is ResidencyKind.TENANT
    assert "🏠 3栋1单元502（租客）" in talk.last("owner").text
    assert {"业主", "✓ 租客"} <= set(talk.last("owner").buttons)
    await talk.taps("stranger", f"h:owner:{(await Residency.get()).ref}")
    assert (await Residency.get()).kind is ResidencyKind.TENANT


async def test_a_scanned_place_is_where_the_next_report_comes_from_and_only_that(talk: Talk) -> None:
    place = Place.create(community=talk.village.community, key="lift-2", name="3栋2号梯")
    await talk.database.transaction(lambda: place)
    await talk.says("owner", "/start p_lift-2")
    assert "3栋2号梯" in talk.last("owner").text
    await report(talk, text="这里漏水")
    assert "3栋2号梯" in talk.last("engineer", "engineering").text
    await report(talk, text="家里漏水")
    assert "3栋2号梯" not in talk.last("engineer", "engineering").text
    await talk.says("owner", "/start p_nowhere")
    assert "机器人" in talk.last("owner").text


async def test_a_place_that_was_scanned_long_ago_is_forgotten(talk: Talk) -> None:
    place = Place.create(community=talk.village.community, key="lift-2", name="3栋2号梯")
    await talk.database.transaction(lambda: place)
    await talk.says("owner", "/start p_lift-2")
    talk.clock.forward(hours=3)
    assert (await report(talk, text="漏水")).spot_id is None


async def test_who_complains_of_noise_is_not_named_by_their_door(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    complaint = await report(talk)
    assert "502" in talk.last("engineer", "engineering").text
    await talk.database.transaction(lambda: Complaint.filter(id=complaint.id).update(discretion="anonymous"))
    await talk.says("owner", "/start")
    await talk.presses("engineer", "我来", "engineering")
    assert "502" not in talk.last("engineer", "engineering").text


async def test_whoever_accepts_the_noise_reads_from_which_home_in_private_and_nobody_else_does(
    village: Village,
) -> None:
    """A guard who doesn't know under whose ceiling it is loud can't go; the group never reads it (T9)."""
    talk = Talk(village, load())
    [home] = await village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await talk.says("owner", "楼上半夜装修太吵了")
    await talk.presses("owner", "提交")
    ref = (await Complaint.get()).ref
    assert not any("哪一户" in label for label in talk.last("cleaner", "cleaning").buttons)
    await talk.presses("cleaner", "我来", "cleaning")
    for who in ("supervisor", "desk", "manager"):
        assert await talk.taps(who, f"t:flat:{ref}", "cleaning") != "住处已私聊发给您"
        await talk.presses(who, "更多", "cleaning")
        assert not any("哪一户" in label for label in talk.last(who).buttons)
    assert await talk.presses("cleaner", "哪一户", "cleaning") == "住处已私聊发给您"
    assert "3栋1单元502" in talk.last("cleaner").text
    await talk.presses("cleaner", "更多", "cleaning")
    assert any("哪一户" in label for label in talk.last("cleaner").buttons)
    told = [text for who in STAFF for text in (*talk.sees(who), *talk.sees(who, "cleaning"))]
    assert sum("502" in text for text in told) == 1
    assert [each.facts["what"] for each in await Event.filter(action=Action.REVEAL)] == ["home"]


async def test_an_address_in_words_is_read_by_whoever_accepts_the_noise_too(village: Village) -> None:
    talk = Talk(village, load())
    await talk.says("owner", "楼上半夜装修太吵了")
    await talk.presses("owner", "提交")
    await talk.presses("cleaner", "我来", "cleaning")
    ref = (await Complaint.get()).ref
    assert "还不知道是哪一户" in await talk.taps("cleaner", f"t:flat:{ref}", "cleaning")
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "9-1-901")
    await talk.presses("cleaner", "哪一户", "cleaning")
    assert "9-1-901（核对中）" in talk.last("cleaner").text


async def test_a_voice_message_offers_simplicity_and_the_phone_is_asked_another_time(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await Person.all().update(home_asked_at=talk.clock.now() - timedelta(days=1))
    voice = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}
    await talk.says("owner", **voice)  # type: ignore[arg-type]
    await talk.presses("owner", "交给值班同事")
    assert "少一点" in talk.last("owner").text
    await talk.presses("owner", "简单一点")
    assert (await Person.get(telegram_id=PEOPLE["owner"])).elder
    await report(talk)
    assert "留个电话" in talk.last("owner").text
    await report(talk)
    assert sum("留个电话" in text for text in talk.sees("owner")) == 1


async def test_a_relative_is_asked_once_whether_it_should_be_simpler(talk: Talk) -> None:
    await Person.all().update(elder_asked=False)
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    for _ in range(2):
        await talk.presses("owner", "家人代办")
    assert sum("字和按钮" in text for text in talk.sees("owner")) == 1


async def test_in_danger_nobody_is_asked_anything(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "着火了")
    assert not any("哪一户" in text or "/privacy" in text for text in talk.sees("owner"))
    await report(talk)
    assert "哪一户" in talk.last("owner").text


@pytest.mark.parametrize("verb", ["yes", "no", "leave", "invite", "owner", "family"])
async def test_somebody_elses_home_and_none_at_all_get_the_same_answer(talk: Talk, verb: str) -> None:
    """T8: a stranger learns nothing from a button that was made up or copied."""
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    real = (await Residency.get()).ref
    answers = [await talk.taps("stranger", f"h:{verb}:{ref}") for ref in (real, "A" * 11)]
    assert answers[0] == answers[1] == "找不到这件事。"
    assert await state_of("owner") == [ResidencyState.CONFIRMED]


async def test_nobody_fills_the_desks_table_with_addresses(talk: Talk) -> None:
    for n in range(1, 6):
        await talk.says("owner", "/home")
        await talk.presses("owner", "登记一户")
        await talk.says("owner", f"9-1-{n}01")
    assert len(await state_of("owner")) == 3
    assert len(talk.sees("desk", "service")) == 3
    assert "还在核对" in talk.last("owner").text


async def test_an_address_on_no_list_never_shows_the_door_of_whoever_reports_noise(talk: Talk) -> None:
    talk = Talk(talk.village, load())
    await talk.says("owner", "楼上半夜装修太吵了")
    await talk.presses("owner", "提交")
    await talk.village.filed()
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "9-1-901")
    assert (await Complaint.get(number=1)).discretion is Discretion.ANONYMOUS
    assert not any("9-1-901" in text for text in talk.sees("cleaner", "cleaning"))
    assert any("9-1-901" in text for text in talk.sees("engineer", "engineering"))


async def test_a_report_that_comes_instead_of_an_address_is_heard_as_one(talk: Talk) -> None:
    talk = Talk(talk.village, load())
    for told, expected in (("楼下垃圾三天没人收", 0), ("幸福里三号", 1)):
        await talk.says("owner", "/home")
        await talk.presses("owner", "登记一户")
        await talk.says("owner", told)
        assert await Residency.all().count() == expected
    assert (await Complaint.get()).text == "楼下垃圾三天没人收"


@pytest.mark.parametrize("said", ["算了", "取消", "不用了"])
async def test_who_thinks_better_of_adding_a_home_claims_none(talk: Talk, said: str) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", said)
    assert not await Residency.exists()


async def test_a_time_that_staff_asked_for_is_no_address(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", "engineering")
    await talk.presses("engineer", "问业主", "engineering")
    await talk.presses("engineer", "在家", "engineering")
    await talk.says("owner", "9-11")
    assert not await Residency.exists()
    assert "9-11" in talk.last("engineer", "engineering").text


async def test_who_wrote_a_wrong_address_takes_it_back_and_has_not_moved_out(talk: Talk) -> None:
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "9-1-901")
    await talk.presses("owner", "填错了")
    assert "去掉了" in talk.last("owner").text
    assert await state_of("owner") == [ResidencyState.ENDED]


async def test_nobody_puts_their_matter_into_a_home_that_is_somebody_elses(talk: Talk) -> None:
    """T8: with a button that was made up, or copied."""
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("stranger", f"/start h_{await letter(talk, home)}")
    complaint, theirs = await report(talk), await Residency.get()
    assert await talk.taps("owner", f"hw:{complaint.ref}:{theirs.ref}") == "找不到这件事。"
    assert (await Complaint.get(id=complaint.id)).home_id is None


async def test_an_address_that_was_a_mistake_leaves_the_card_and_the_next_one_fills_it(talk: Talk) -> None:
    """Nobody knocks at a stranger's door."""
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "501"), ("3", "1", "502"))
    await report(talk)
    await talk.says("owner", "3-1-502")
    assert "3栋1单元502（核对中）" in talk.last("engineer", "engineering").text
    await talk.presses("owner", "填错了，去掉")
    card = talk.last("engineer", "engineering")
    assert "502" not in card.text
    assert not any("502" in text for text in talk.sees("owner") if "#0001" in text)
    await talk.says("owner", "3-1-501")
    assert "3栋1单元501（核对中）" in talk.last("engineer", "engineering").text


async def test_an_address_in_words_that_was_a_mistake_leaves_the_card_too(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await report(talk)
    await talk.says("owner", "8栋2单元301")
    assert "8栋2单元301（核对中）" in talk.last("engineer", "engineering").text
    await talk.presses("owner", "填错了，去掉")
    assert "301" not in talk.last("engineer", "engineering").text
    await talk.says("owner", "8栋2单元303")
    assert "8栋2单元303（核对中）" in talk.last("engineer", "engineering").text


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("by", ["desk", "supervisor"])
async def test_an_address_that_is_refused_leaves_the_card(talk: Talk, listed: bool, by: str) -> None:
    await talk.village.nobody_was_asked()
    if listed:
        await talk.village.homes(("3", "1", "502"))
    await report(talk)
    await talk.says("owner", "3栋1单元502")
    await talk.presses(by, "不认识", "service")
    assert await state_of("owner") == [ResidencyState.REFUSED]
    assert "502" not in talk.last("engineer", "engineering").text


async def test_a_household_that_does_not_know_somebody_takes_its_home_off_their_card(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await report(talk, "stranger")
    await talk.says("stranger", f"/start h_{await letter(talk, home)}")
    assert "3栋1单元502（核对中）" in talk.last("engineer", "engineering").text
    await talk.presses("owner", "不认识")
    assert "502" not in talk.last("engineer", "engineering").text


async def test_a_confirmed_address_is_no_longer_marked_and_stays_after_moving_out(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await report(talk)
    await talk.says("owner", "3-1-502")
    await talk.presses("desk", "是住户", "service")
    card = talk.last("engineer", "engineering").text
    assert "3栋1单元502" in card
    assert "核对中" not in card
    for _ in range(2):  # and sure
        await talk.presses("owner", "已搬走")
    assert "3栋1单元502" in talk.last("engineer", "engineering").text


async def test_of_two_addresses_the_one_that_is_left_is_on_the_card(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "501"), ("3", "1", "502"))
    await report(talk)
    await talk.says("owner", "3-1-502")
    wrong = await Residency.get()
    await talk.says("owner", "/home")
    await talk.presses("owner", "登记一户")
    await talk.says("owner", "3-1-501")
    await talk.taps("owner", f"h:leave:{wrong.ref}")
    assert "3栋1单元501（核对中）" in talk.last("engineer", "engineering").text


async def test_an_old_button_brings_no_refused_home_back_to_the_card(talk: Talk) -> None:
    """Nobody knocks at a stranger's door because the question is still there."""
    await talk.village.homes(("3", "1", "502"), ("5", "2", "101"))
    for address in ("3-1-502", "5-2-101"):
        await talk.says("owner", "/home")
        await talk.presses("owner", "登记一户")
        await talk.says("owner", address)
    complaint = await report(talk)
    refused = await Residency.get(home__room="101")
    await talk.presses("desk", "不认识", "service")
    assert await state_of("owner") == [ResidencyState.PENDING, ResidencyState.REFUSED]
    await talk.presses("owner", "5栋2单元101")
    assert talk.toasts[-1] == "这件已经有人处理了。"
    assert (await Complaint.get(id=complaint.id)).home_id != refused.home_id
    assert "101" not in talk.last("engineer", "engineering").text


@pytest.mark.parametrize("said", ["我住3栋1单元502", "3栋1单元502", "您好，我是3栋1单元502的业主"])
async def test_who_begins_with_their_address_is_asked_what_is_wrong_and_has_told_it(
    village: Village, said: str
) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", said)
    assert "知道了，3栋1单元502（核对中）。<b>哪里不对？</b>" in talk.last("owner").text
    assert not await Complaint.exists(), "it is no report"
    assert await state_of("owner") == [ResidencyState.PENDING]
    await talk.says("owner", "厨房水管漏水")
    assert "3栋1单元502" in talk.last("owner").text
    await talk.presses("owner", "提交")
    assert not any("哪一户" in text for text in talk.sees("owner"))


async def test_an_address_said_to_be_theirs_goes_to_what_they_are_reporting(village: Village) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", "厨房水管漏水")
    await talk.says("owner", "我住3栋1单元502")
    assert "不影响这次处理" in talk.last("owner").text
    assert "3栋1单元502" in talk.sees("owner")[-2]
    assert (await Complaint.get()).text == "厨房水管漏水"


async def test_two_numbers_that_may_be_hours_are_no_home_unless_it_was_asked(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.says("owner", "9-11")
    assert await state_of("owner") == []


@pytest.mark.parametrize("said", ["/home 3-1-502", "/home 我住3栋1单元502"])
async def test_the_command_takes_the_address_that_is_written_behind_it(talk: Talk, said: str) -> None:
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", said)
    assert "已记下 3栋1单元502" in talk.last("owner").text
    assert await state_of("owner") == [ResidencyState.PENDING]


async def test_what_is_wrong_in_the_lobby_stays_there_when_the_home_is_told(village: Village) -> None:
    """Else somebody knocks at the flat. The home tells which of the lobbies it is."""
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await report(talk, text="大堂的灯不亮")
    assert "大堂" in talk.last("engineer", "engineering").text.splitlines()[0]
    await talk.says("owner", "3栋1单元502")
    assert "3栋1单元502（核对中） · 大堂" in talk.last("engineer", "engineering").text


async def test_once_the_home_is_answered_the_next_question_comes_without_another_report(talk: Talk) -> None:
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await report(talk)
    await talk.says("owner", "3-1-502")
    assert "不影响这次处理" in talk.sees("owner")[-2]
    assert "留个电话" in talk.last("owner").text
    assert talk.last("owner").asks_contact
    await talk.says("stranger", "3-1-502")
    assert not any("留个电话" in text for text in talk.sees("stranger")), "nothing is under way"


async def test_after_a_voice_message_simplicity_is_offered_as_soon_as_the_home_is_answered(
    talk: Talk,
) -> None:
    await talk.village.nobody_was_asked()
    voice = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}
    await talk.says("owner", **voice)  # type: ignore[arg-type]
    await talk.presses("owner", "交给值班同事")
    await talk.says("owner", "3-1-502")
    assert "少一点" in talk.last("owner").text


def first_line(talk: Talk) -> str:
    return talk.last("engineer", "engineering").text.splitlines()[0]


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("told", ["3-1-502", "3栋1单元502"])
async def test_the_address_in_the_report_that_is_told_as_the_home_is_one_and_the_same(
    village: Village, told: str, listed: bool
) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    if listed:
        await talk.village.homes(("3", "1", "502"))
    await report(talk, text="3栋1单元502厨房水管漏水")
    await talk.says("owner", told)
    assert first_line(talk).count("502") == 1
    assert "502（核对中）" in first_line(talk)
    await talk.presses("desk", "不认识", "service")
    assert "502" not in first_line(talk)


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("text", ["3栋大堂灯坏了", "3栋1单元601厨房水管漏水", "3栋2单元厨房水管漏水"])
async def test_what_was_reported_elsewhere_stays_there_when_the_home_is_told(
    village: Village, text: str, listed: bool
) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    if listed:
        await talk.village.homes(("3", "1", "502"), ("5", "1", "1101"))
    await report(talk, text=text)
    before = first_line(talk)
    await talk.says("owner", "5-1-1101" if "大堂" in text else "3-1-502")
    assert await state_of("owner") == [ResidencyState.PENDING]
    assert first_line(talk) == before


async def test_what_is_said_of_the_place_beside_the_address_stays(village: Village) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "改位置")
    await talk.says("owner", "3-1-502 洗菜盆下面")
    await talk.presses("owner", "提交")
    await talk.says("owner", "3-1-502")
    assert "3栋1单元502（核对中） · 3-1-502 洗菜盆下面" in first_line(talk)


@pytest.mark.parametrize("by", ["desk", "owner"])
async def test_after_an_address_that_was_wrong_the_next_one_alone_is_one_though_nobody_asked(
    village: Village, by: str
) -> None:
    talk = Talk(village, load())
    await talk.village.nobody_was_asked()
    await talk.says("owner", "我住3-1-502")
    await report(talk, text="厨房水管漏水")
    assert (await talk.village.person("owner")).home_asked_at is None
    if by == "desk":
        await talk.presses("desk", "不认识", "service")
    else:
        await talk.presses("owner", "填错了，去掉")
    await talk.says("owner", "8-201")
    assert not await Event.filter(action=Action.SUPPLEMENT).exists()
    assert "8-201（核对中）" in first_line(talk)
    assert (await state_of("owner"))[-1] is ResidencyState.PENDING


async def test_while_nobody_has_said_which_of_their_homes_it_is_the_card_says_so_and_they_are_asked_again(
    talk: Talk,
) -> None:
    for home in await talk.village.homes(("3", "1", "502"), ("5", "", "5B")):
        await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await report(talk)
    assert "等业主选哪一户" in talk.last("engineer", "engineering").text
    await talk.presses("engineer", "我来", "engineering")
    assert sum("这件是哪一户的" in text for text in talk.sees("owner")) == 2
    assert "等业主选哪一户" in talk.last("engineer", "engineering").text
    await talk.presses("owner", "5栋5B")
    assert "等业主选哪一户" not in talk.last("engineer", "engineering").text
    assert "5B" in first_line(talk)
