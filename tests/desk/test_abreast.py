"""What two people, or the clock and somebody, do in the same moment: neither undoes the other (PostgreSQL)."""

from functools import partial

import pytest
from interleaving import ON_POSTGRES, Work, abreast
from village import BOT_ID, MORNING, PEOPLE, Guess, Village, plan

from desk import (
    answers,
    binding,
    bundles,
    claims,
    codes,
    erasing,
    filing,
    following,
    handing_over,
    housing,
    joining,
    judging,
    merging,
    passing_on,
    phoning,
    posts,
    privacy,
    shifts,
    signing,
    taking_down,
    withdrawing,
    working,
)
from desk.addresses import Address
from desk.authority import Actor
from desk.changes import complaint_by_id
from desk.enclosing import Enclosure, Report
from desk.errors import AlreadySettled, NotFound, Outrun, StaffStays
from desk.estate import install
from desk.home_roster import Entry, Outcome, take_over
from desk.jotting import Jotted
from models import (
    Attachment,
    Callback,
    Community,
    Complaint,
    Department,
    Event,
    GroupChat,
    Home,
    Occupant,
    Outgoing,
    Residency,
    Staff,
)
from models.callback_kinds import CallbackState, Solved, Way
from models.kinds import Action, AttachmentKind, CodePurpose, Role, Severity, Status, WithdrawReason
from triage.library import ours

pytestmark = ON_POSTGRES


async def test_an_estate_file_read_while_somebody_files_leaves_the_numbers_alone(village: Village) -> None:
    """Else the next one would get a number that is taken, and nobody could file anything any more."""
    drafts = [await village.draft(who) for who in ("owner", "stranger")]
    now = village.clock.now()
    files = [
        partial(filing.file, draft.ref, await village.actor(who), now, alone=True)
        for draft, who in zip(drafts, ("owner", "stranger"), strict=True)
    ]
    filed, installed = await abreast(village.database, files[0], partial(install, plan(), BOT_ID, now))
    assert isinstance(filed, Complaint)
    assert isinstance(installed, Community)
    assert (await Community.get()).last_number == 1
    assert (await village.database.transaction(files[1])).number == 2


async def test_a_cry_that_was_to_join_what_is_taken_back_meanwhile_is_heard_again_and_filed(
    village: Village,
) -> None:
    """A refusal would undo all of it: nobody would come, and not even a draft would be left."""
    owner, stranger = [await village.actor(who) for who in ("owner", "stranger")]
    now, said = village.clock.now(), Report(BOT_ID, "3栋着火了")
    hears = partial(filing.hear, community=village.community, report=said, triage=ours(), now=now)
    fire = await village.database.transaction(partial(hears, owner))
    assert fire.status is Status.WAITING
    mistake = partial(withdrawing.withdraw, fire.ref, owner, WithdrawReason.MISTAKE, now)
    withdrawn, heard = await abreast(village.database, mistake, partial(hears, stranger))
    assert withdrawn.status is Status.WITHDRAWN
    assert isinstance(heard, Outrun), "the inbox looks again"
    again = await village.database.transaction(partial(hears, stranger))
    assert (again.status, again.number) == (Status.WAITING, 2)


async def leaves(village: Village, who: str) -> Work:
    return partial(posts.dismiss, await post_of(village, who), await village.actor("manager"), MORNING)


async def post_of(village: Village, who: str) -> int:
    return (await village.actor(who)).posts[0].staff_id


async def test_what_somebody_accepts_while_they_are_dismissed_waits_for_the_others(village: Village) -> None:
    """Else it lies with somebody who is gone until the clock takes it back, a week later."""
    complaint, engineer = await village.filed(), await village.actor("engineer")
    accepts = partial(working.accept, complaint.ref, engineer, MORNING)
    _, left = await abreast(village.database, accepts, await leaves(village, "engineer"))
    assert left.numbers == (1,)
    after = await Complaint.get()
    assert (after.status, after.assignee_id) == (Status.WAITING, None)


async def test_who_is_dismissed_while_they_accept_accepts_nothing(village: Village) -> None:
    complaint, engineer = await village.filed(), await village.actor("engineer")
    accepts = partial(working.accept, complaint.ref, engineer, MORNING)
    _, accepted = await abreast(village.database, await leaves(village, "engineer"), accepts)
    assert isinstance(accepted, Outrun), "the inbox looks again, and finds a stranger"
    assert (await Complaint.get()).status is Status.WAITING


async def test_nobody_is_given_a_task_while_they_are_dismissed(village: Village) -> None:
    complaint, manager = await village.accepted("plumber"), await village.actor("manager")
    engineer = await post_of(village, "engineer")
    gives = partial(passing_on.reassign, complaint.ref, manager, engineer, MORNING)
    _, given = await abreast(village.database, await leaves(village, "engineer"), gives)
    assert isinstance(given, NotFound)
    assert (await Complaint.get()).assignee_id == await post_of(village, "plumber")


async def test_what_is_given_to_somebody_else_meanwhile_stays_theirs(village: Village) -> None:
    """Who leaves gives back what is theirs, also by an estate file, which nobody repeats."""
    complaint, manager = await village.accepted("engineer"), await village.actor("manager")
    plumber = await post_of(village, "plumber")
    gives = partial(passing_on.reassign, complaint.ref, manager, plumber, MORNING)
    _, left = await abreast(village.database, gives, await leaves(village, "engineer"))
    assert left.numbers == ()
    after = await Complaint.get()
    assert (after.status, after.assignee_id) == (Status.ACCEPTED, plumber)


async def test_what_is_restored_while_its_worker_is_dismissed_waits_for_the_others(village: Village) -> None:
    complaint, owner = await village.accepted("engineer"), await village.actor("owner")
    takes_back = partial(withdrawing.withdraw, complaint.ref, owner, WithdrawReason.MISTAKE, MORNING)
    await village.database.transaction(takes_back)
    restores = partial(withdrawing.restore, complaint.ref, owner, MORNING)
    await abreast(village.database, await leaves(village, "engineer"), restores)
    after = await Complaint.get()
    assert (after.status, after.assignee_id) == (Status.WAITING, None)


async def test_who_says_that_they_follow_it_while_its_follower_leaves_follows_it(village: Village) -> None:
    complaint, supervisor = await village.accepted("engineer"), await village.actor("supervisor")
    grave = partial(
        judging.judge_severity, complaint.ref, supervisor, Severity.IMPORTANT, MORNING, reason="x"
    )
    await village.database.transaction(grave)
    assert (await Complaint.get()).tracker_id == await post_of(village, "supervisor")
    follows = partial(judging.track, complaint.ref, await village.actor("desk"), MORNING)
    _, left = await abreast(village.database, follows, await leaves(village, "supervisor"))
    assert left.numbers == ()
    assert (await Complaint.get()).tracker_id == await post_of(village, "desk")


async def test_of_two_who_go_off_duty_at_once_the_second_leaves_nobody_and_managers_hear_it(
    village: Village,
) -> None:
    actors, here = [await village.actor(who) for who in ("engineer", "desk")], village.community
    for actor in actors:
        await village.database.transaction(partial(shifts.say_duty, actor, here, MORNING, on=True))

    async def goes(actor: Actor) -> bool:
        await shifts.say_duty(actor, here, MORNING, on=False)
        return await handing_over.warn_if_nobody(here, MORNING)

    first, second = [partial(goes, actor) for actor in actors]
    assert await abreast(village.database, first, second) == (False, True)
    assert await Outgoing.filter(notice="nobody_on_duty").exists()


@pytest.mark.parametrize("first_of_the_two", ["bind", "leave"])
async def test_a_group_that_is_bound_in_its_last_moment_is_not_left(
    village: Village, first_of_the_two: str
) -> None:
    group = await GroupChat.create(bot_id=BOT_ID, chat_id=-1009, leave_at=MORNING)
    department, manager = await Department.get(key="cleaning"), await village.actor("manager")
    issue = partial(codes.issue, CodePurpose.BIND, MORNING, department_id=department.id)
    code = await village.database.transaction(issue)
    both: dict[str, Work] = {
        "bind": partial(binding.bind, code, manager, BOT_ID, -1009, None, MORNING),
        "leave": partial(binding.leave, group.id, MORNING),
    }
    first = both.pop(first_of_the_two)
    [second] = both.values()
    assert not any(isinstance(end, Exception) for end in await abreast(village.database, first, second))
    assert (await Department.get(key="cleaning")).chat_id == -1009
    assert not await Outgoing.filter(lane=-1009, method="leaveChat").exists()
    assert not await Outgoing.filter(lane=-1009, notice="group_unbound").exists()
    assert (await GroupChat.get(chat_id=-1009)).leave_at is None


async def test_of_two_numbers_that_one_message_collects_at_once_neither_is_lost(village: Village) -> None:
    tasks = [await village.filed(who) for who in ("owner", "neighbour", "stranger", "foreigner")]
    owes = [partial(bundles.owe, task, 5001, "urged", MORNING) for task in tasks]
    for told in owes[:2]:
        await village.database.transaction(told)
    await abreast(village.database, *owes[2:])
    rows = await Outgoing.filter(notice="urged").order_by("id")
    assert [row.params["numbers"] for row in rows] == [[1], [2, 3, 4]]


async def test_of_two_rosters_that_are_read_at_once_the_second_counts(village: Village) -> None:
    """Whom the first one names would be let in by their number still (T6)."""
    lists = [[Entry(Address("3", "1", "502"), phone=phone)] for phone in ("13800138001", "13800138002")]
    reads = [partial(take_over, entries, village.community, MORNING) for entries in lists]
    ends = await abreast(village.database, *reads)
    assert not any(isinstance(end, Exception) for end in ends)
    assert (await Occupant.get()).phone == "13800138002"


async def test_a_roster_that_is_read_while_the_desk_confirms_an_address_is_read(village: Village) -> None:
    owner, desk = await village.actor("owner"), await village.actor("desk")
    claim = partial(claims.claim, owner, village.community, None, "3-1-502", MORNING)
    residency = await village.database.transaction(claim)
    reads = partial(take_over, [Entry(Address("3", "1", "502"))], village.community, MORNING)
    confirms = partial(claims.confirm, residency.ref, desk, MORNING)
    confirmed, read = await abreast(village.database, confirms, reads)
    assert isinstance(read, Outcome)
    assert await Home.all().count() == 1
    assert (await Residency.get()).home_id == confirmed.home_id


async def test_an_answer_taken_down_while_a_visit_is_given_up_stays(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    director = await village.person("director")
    await Staff.create(person=director, community=village.community, role=Role.DIRECTOR)
    complaint = await village.done()
    await Complaint.filter(id=complaint.id).update(loss=True)
    await village.later(hours=4)
    visit, manager = await Callback.get(tier=Role.MANAGER), await village.actor("manager")
    now = village.clock.now()
    records = partial(phoning.record, complaint.ref, manager, 1, Role.MANAGER, Way.VISIT, Solved.YES, 5, now)

    async def read_after_it_was_recorded(complaint_id: int) -> Complaint:
        monkeypatch.undo()
        await village.database.spawn(village.database.transaction(records), name="record")
        return await complaint_by_id(complaint_id)

    monkeypatch.setattr(signing, "complaint_by_id", read_after_it_was_recorded)
    await village.database.transaction(partial(phoning.let_go, visit.id, now))
    after = await Callback.get(id=visit.id)
    assert (after.state, after.score) == (CallbackState.ANSWERED, 5)
    assert not await Event.filter(action=Action.TRY).exists()


async def shared(village: Village) -> tuple[Complaint, Actor, Actor]:
    """A matter with its filer, and the one neighbour who said "me too"."""
    owner, stranger = [await village.actor(who) for who in ("owner", "stranger")]
    complaint, draft = await village.filed(), await village.draft("stranger", "水管漏水，漏到我家")
    await village.database.transaction(partial(joining.merge_into, draft, complaint.id, stranger, MORNING))
    return complaint, owner, stranger


async def test_nothing_is_passed_on_to_a_neighbour_who_is_forgotten_meanwhile(village: Village) -> None:
    """Their words would stand on a matter that is nobody's."""
    complaint, owner, stranger = await shared(village)
    withdraws = partial(withdrawing.withdraw, complaint.ref, owner, WithdrawReason.CHANGED, MORNING)
    erases = partial(erasing.erase, stranger, MORNING)
    _, withdrawn = await abreast(village.database, erases, withdraws)
    assert isinstance(withdrawn, Outrun), "the inbox looks again"
    assert (await village.database.transaction(withdraws)).status is Status.WITHDRAWN
    assert (await Complaint.get(id=complaint.id)).filer_id == owner.person_id


async def test_what_is_passed_on_to_somebody_while_they_ask_to_be_forgotten_is_forgotten(
    village: Village,
) -> None:
    complaint, owner, stranger = await shared(village)
    withdraws = partial(withdrawing.withdraw, complaint.ref, owner, WithdrawReason.CHANGED, MORNING)
    ends = await abreast(village.database, withdraws, partial(erasing.erase, stranger, MORNING))
    assert not any(isinstance(end, Exception) for end in ends)
    after = await Complaint.get(id=complaint.id)
    assert (after.status, after.text) == (Status.WITHDRAWN, "")


@pytest.mark.parametrize("first_of_the_two", ["says", "gives"])
async def test_what_is_taken_down_from_a_number_while_its_owner_gives_it_is_theirs(
    village: Village, first_of_the_two: str
) -> None:
    """Else it would be nobody's, and nobody could be phoned about it."""
    desk, person = await village.actor("desk"), await village.person("owner")
    jotted = Jotted("水管漏水", phone="13800138000")
    says = partial(taking_down.take_down, desk, village.community, jotted, Guess(), MORNING)
    gives = partial(privacy.keep_phone, person, "+8613800138000", person.telegram_id, MORNING)
    await village.database.transaction(says)
    both = (says, gives) if first_of_the_two == "says" else (gives, says)
    ends = await abreast(village.database, *both)
    assert not any(isinstance(end, Exception) for end in ends)
    assert {each.filer_id for each in await Complaint.all()} == {person.id}


async def told_home(village: Village, told: str, home: Home) -> tuple[Residency, Work]:
    """Where the owner says they live, and the desk's refusal of it."""
    owner, desk = await village.actor("owner"), await village.actor("desk")
    claim = partial(claims.claim, owner, village.community, home, told, MORNING)
    residency = await village.database.transaction(claim)
    return residency, partial(claims.refuse, residency.ref, desk, MORNING)


@pytest.mark.parametrize("first_of_the_two", ["report", "refusal"])
async def test_what_is_reported_while_its_address_is_refused_names_no_strangers_door(
    village: Village, first_of_the_two: str
) -> None:
    [home] = await village.homes(("3", "1", "502"))
    _, refuses = await told_home(village, "3-1-502", home)
    owner, said = await village.actor("owner"), Report(BOT_ID, "水管漏水")
    reports = partial(filing.hear, owner, village.community, said, Guess(), MORNING)
    both = (reports, refuses) if first_of_the_two == "report" else (refuses, reports)
    ends = await abreast(village.database, *both)
    assert not any(isinstance(end, Exception) for end in ends)
    assert (await Complaint.get()).home_id is None


async def test_no_home_is_chosen_that_is_refused_meanwhile(village: Village) -> None:
    [home] = await village.homes(("3", "1", "502"))
    complaint = await village.filed()
    residency, refuses = await told_home(village, "3-1-502", home)
    await Complaint.all().update(home_id=None)
    owner = await village.actor("owner")
    chooses = partial(housing.choose, complaint.ref, residency.ref, owner, MORNING)
    _, chosen = await abreast(village.database, refuses, chooses)
    assert isinstance(chosen, AlreadySettled)
    assert (await Complaint.get()).home_id is None


async def test_a_picture_that_comes_while_its_matter_goes_into_another_goes_there(village: Village) -> None:
    """The parts of an album come one by one, and only the first has words."""
    owner, desk, now = await village.actor("owner"), await village.actor("desk"), MORNING
    target = await village.filed("stranger")
    parts = [
        Report(BOT_ID, text, (Enclosure(AttachmentKind.PHOTO, file_id=f"f{n}", album="a"),), message_id=n)
        for n, text in enumerate(["水管漏水", ""])
    ]
    hears = [partial(filing.hear, owner, village.community, part, Guess(), now) for part in parts]
    gone = await village.database.transaction(hears[0])
    await village.database.transaction(partial(filing.file, gone.ref, owner, now))
    merges = partial(merging.merge, gone.ref, target.ref, desk, now)
    _, heard = await abreast(village.database, merges, hears[1])
    assert isinstance(heard, Outrun), "the inbox looks again"
    await village.database.transaction(hears[1])
    assert await Attachment.filter(complaint_id=target.id).count() == 2


async def test_of_neighbours_who_write_at_once_about_one_matter_none_is_outrun(village: Village) -> None:
    """A whole building may cry at once, and whoever is outrun again and again would be refused."""
    complaint, owner, stranger = await shared(village)
    found = await complaint_by_id(complaint.id), await complaint_by_id(complaint.id)
    for each in found:
        await joining.know_joiners(each)
    writes = [
        partial(following.follow, one, actor, Report(BOT_ID, "更大了"), MORNING)
        for one, actor in zip(found, (owner, stranger), strict=True)
    ]
    ends = await abreast(village.database, *writes)
    assert not any(isinstance(end, Exception) for end in ends)
    assert await Event.filter(complaint_id=complaint.id, action=Action.SUPPLEMENT).count() == 2


async def test_what_is_added_while_the_matter_ends_is_looked_at_again(village: Village) -> None:
    complaint, owner = await village.filed(), await village.actor("owner")
    writes = partial(following.follow, complaint, owner, Report(BOT_ID, "更大了"), MORNING)
    ends = partial(withdrawing.withdraw, complaint.ref, owner, WithdrawReason.SOLVED, MORNING)
    _, written = await abreast(village.database, ends, writes)
    assert isinstance(written, Outrun)


async def test_an_answer_that_is_void_meanwhile_is_not_asked_anew_by_its_old_button(village: Village) -> None:
    complaint = await village.done()
    await village.later(hours=4)
    owner, now = await village.actor("owner"), village.clock.now()
    said = partial(answers.say_solved, complaint.ref, owner, 1, 1, Solved.YES, now)
    await village.database.transaction(said)
    voids = partial(Callback.filter(tier=Role.DESK).update, solved=None, turn=2)
    changes = partial(answers.change_mind, complaint.ref, owner, 1, now, wants=True)
    _, changed = await abreast(village.database, voids, changes)
    assert isinstance(changed, Outrun)
    assert not (await Callback.get(tier=Role.DESK)).changing


@pytest.mark.parametrize("first_of_the_two", ["erases", "appoints"])
async def test_whoever_is_appointed_while_they_ask_to_be_forgotten_is_known_or_a_stranger(
    village: Village, first_of_the_two: str
) -> None:
    stranger, manager = await village.actor("stranger"), await village.actor("manager")
    number = PEOPLE["stranger"]
    erases = partial(erasing.erase, stranger, MORNING)
    appoints = partial(posts.appoint, village.community.id, manager, number, "新人", MORNING)
    both = (erases, appoints) if first_of_the_two == "erases" else (appoints, erases)
    _, second = await abreast(village.database, *both)
    assert isinstance(second, StaffStays) is (first_of_the_two == "appoints")
    assert (await Staff.get(title="新人").select_related("person")).person.telegram_id == number
