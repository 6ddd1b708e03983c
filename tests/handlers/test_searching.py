"""What is open and what is found, in an estate with hundreds of matters: the worst first, none kept silent."""

from datetime import timedelta
from itertools import product
from typing import Any

from presses import hired
from village import MORNING, Talk, Village

from desk import searching
from desk.authority import parts_of
from desk.changes import new_ref
from desk.seeing import seen_by
from models import Complaint, Department, Staff
from models.kinds import Category, Discretion, Role, Severity, Status

WAITING, ACCEPTED, ON_HOLD = searching.OPEN


def open_one(village: Village, number: int, **more: Any) -> Complaint:
    told: dict[str, Any] = {
        "ref": new_ref(),
        "number": number,
        "community_id": village.community.id,
        "status": WAITING,
        "severity": Severity.MINOR,
        "category": Category.REPAIRS,
        "text": f"漏水{number}",
        "created_at": MORNING,
        "filed_at": MORNING,
    }
    return Complaint(**told | more)


async def three_hundred(village: Village) -> None:
    """Each is due a minute before the one filed before it: the oldest is the least urgent."""
    engineering = await Department.get(key="engineering")
    rows = [
        open_one(village, n, department_id=engineering.id, answer_due_at=MORNING - timedelta(minutes=n))
        for n in range(1, 301)
    ]
    rows += [open_one(village, 301, department_id=engineering.id, status=ON_HOLD)]
    await village.database.transaction(lambda: Complaint.bulk_create(rows))


async def test_of_hundreds_the_longest_overdue_come_first_and_the_rest_is_counted(talk: Talk) -> None:
    await three_hundred(talk.village)
    for who in ("supervisor", "engineer"):
        await talk.says(who, "/open")
        shown = talk.last(who)
        assert "<b>301</b> 件，超时 <b>300</b>" in shown.text
        assert [label.split()[1] for label in shown.buttons] == [f"#{n:04d}" for n in range(300, 290, -1)]
        assert "还有 291 件没列出" in shown.text
    await talk.says("cleaner", "/open")
    assert "没有未办完" in talk.last("cleaner").text


async def test_what_rests_comes_last_and_is_there(talk: Talk) -> None:
    await three_hundred(talk.village)
    await Complaint.filter(number__gt=3, number__lt=301).delete()
    await talk.says("desk", "/open")
    assert [label.split("#")[1][:4] for label in talk.last("desk").buttons] == [
        "0003",
        "0002",
        "0001",
        "0301",
    ]


async def test_who_finds_more_than_fits_hears_how_many_more(talk: Talk) -> None:
    await three_hundred(talk.village)
    await talk.says("engineer", "/find 漏水")
    assert "找到 301 件" in talk.last("engineer").text
    assert "还有 291 件没列出" in talk.last("engineer").text
    assert next(iter(talk.last("engineer").buttons)).startswith("#0301"), "the newest"


async def test_a_list_shows_what_one_has_a_part_in_and_nothing_else(talk: Talk) -> None:
    """desk.seeing says in a query what desk.authority decides: for every post, in every kind of case (T1, D8)."""
    village = talk.village
    await hired(talk)
    departments = [
        None,
        *await Department.filter(community_id=village.community.id).values_list("id", flat=True),
    ]
    posts = [None, *[one.id for one in await Staff.filter(community_id=village.community.id)]]
    kinds = product(
        Discretion, (Role.WORKER, Role.SUPERVISOR, Role.DIRECTOR), departments[:3], posts, posts[::3]
    )
    rows = [
        open_one(
            village,
            n,
            discretion=discretion,
            level=level,
            department_id=department,
            assignee_id=assignee,
            about_id=about,
            status=Status.ACCEPTED,
        )
        for n, (discretion, level, department, assignee, about) in enumerate(kinds, 1)
    ]
    await village.database.transaction(lambda: Complaint.bulk_create(rows))
    every = await Complaint.all()
    for who in ("engineer", "cleaner", "desk", "supervisor", "manager", "director"):
        actor = await village.actor(who)
        post = actor.post_in(village.community.id)
        assert post is not None
        seen = set(await Complaint.filter(seen_by(post)).values_list("id", flat=True))
        assert seen == {each.id for each in every if parts_of(actor, each) & searching.STAFF}, who
