"""The desk files for people who phone, visit or write, and finds what was filed."""

from functools import cache

import pytest
from village import BOT_ID, PEOPLE, Talk, plan

from desk import putting_right
from desk.estate import install
from models import Complaint, Event, Home, Person
from models.kinds import Action, Category, Channel, Discretion, Status
from triage import Triage, load


@cache
def real_triage() -> Triage:
    return load()


LINE = "3-1-502 李女士 13800001234 厨房水管漏水 来访"


async def test_one_line_and_one_tap_file_for_a_visitor(talk: Talk) -> None:
    home = await Home.create(community=talk.village.community, building="3", unit="1", room="502")
    await talk.says("desk", f"/new {LINE}")
    assert all(
        word in talk.last("desk").text for word in ("来访", "3-1-502", "李女士", "13800001234", "维修")
    )
    await talk.presses("desk", "登记")
    complaint = await Complaint.get().select_related("filer")
    assert (complaint.status, complaint.channel, complaint.home_id) == (
        Status.WAITING,
        Channel.VISIT,
        home.id,
    )
    assert complaint.filer is not None
    assert (complaint.filer.name, complaint.filer.phone) == ("李女士", "13800001234")
    assert "#0001" in talk.last("desk").text
    assert "工程部" in talk.last("desk").text
    [card] = talk.sees("engineer", "engineering")
    assert "3栋1单元502" in card
    assert "3-1-502" not in card, "a home that is known is told once"
    assert "漏水" in talk.last("engineer", "engineering").text


@pytest.mark.parametrize("said", ["3栋1单元502", "3栋 1单元 502室", "第3座1單元502", "3 1 502"])
async def test_the_home_is_found_however_it_is_written(talk: Talk, said: str) -> None:
    home = await Home.create(community=talk.village.community, building="3", unit="1", room="502")
    await talk.says("desk", f"/new {said} 李女士 厨房水管漏水")
    await talk.presses("desk", "登记")
    assert (await Complaint.get()).home_id == home.id


async def test_who_took_it_down_is_written_down(talk: Talk) -> None:
    """I2: a record holds who took it down and when."""
    await talk.says("desk", f"/new {LINE}")
    desk = await Person.get(telegram_id=PEOPLE["desk"])
    assert (await Event.get(action=Action.DRAFT)).actor_id == desk.id


async def test_the_phone_number_is_never_seen_in_a_group(talk: Talk) -> None:
    """T9."""
    await talk.says("desk", f"/new {LINE}")
    await talk.presses("desk", "登记")
    assert all("13800001234" not in text for text in talk.sees("engineer", "engineering"))


async def test_a_pasted_line_needs_no_command_and_a_dialog_helps(talk: Talk) -> None:
    await talk.says("desk", LINE)
    assert "登记（来访）" in talk.last("desk").text
    await talk.says("desk", "/new")
    assert "请发一行" in talk.last("desk").text
    await talk.says("desk", "漏水了")
    assert "没留姓名" in talk.last("desk").text
    assert await Complaint.filter(status=Status.DRAFT).count() == 2


@pytest.mark.parametrize("who", ["engineer", "owner"])
async def test_nobody_else_files_in_somebodys_name(talk: Talk, who: str) -> None:
    for line in ("/new", f"/new {LINE}"):
        await talk.says(who, line)
        assert ("找不到" if who == "engineer" else "没有这个命令") in talk.last(who).text
    assert await Complaint.all().count() == 0
    await talk.says("desk", LINE)
    draft = await Complaint.get()
    for data in (f"jd:file:{draft.ref}", f"jd:drop:{draft.ref}", f"jk:fees:{draft.ref}"):
        await talk.taps(who, data)
    assert (await Complaint.get()).status is Status.DRAFT


async def test_the_category_is_put_right_before_filing(talk: Talk) -> None:
    await talk.says("desk", f"/new {LINE}")
    await talk.presses("desk", "改类别")
    await talk.presses("desk", "保洁")
    await talk.presses("desk", "登记")
    assert "漏水" in talk.last("cleaner", "cleaning").text


async def test_danger_on_the_phone_is_filed_without_a_tap(talk: Talk) -> None:
    await talk.says("desk", "/new 3-1-502 李女士 13800001234 厨房着火 来电")
    assert (await Complaint.get()).status is Status.WAITING
    assert "已登记" in talk.last("desk").text


async def test_a_line_nobody_confirmed_files_itself(talk: Talk) -> None:
    await talk.says("desk", LINE)
    await talk.later(minutes=16)
    assert (await Complaint.get()).status is Status.WAITING
    await talk.presses("desk", "登记")
    assert talk.toasts[-1]


async def test_the_same_caller_is_one_person_and_a_chat_gets_its_receipt(talk: Talk) -> None:
    community = talk.village.community
    await Person.filter(telegram_id=PEOPLE["owner"]).update(phone="13800001234", community=community)
    for _ in range(2):
        await talk.says("desk", LINE)
        await talk.presses("desk", "登记")
    assert len({row.filer_id for row in await Complaint.all()}) == 1
    assert "#0002" in talk.last("owner").text


async def test_complaints_are_found_by_number_home_phone_and_words(talk: Talk) -> None:
    await Home.create(community=talk.village.community, building="3", unit="1", room="502")
    await talk.says("desk", LINE)
    await talk.presses("desk", "登记")
    await talk.village.filed(text="楼道脏")
    for wanted in (
        "1",
        "#0001",
        "3-1-502",
        "13800001234",
        "+86 138 0000 1234",
        "138-0000-1234",
        "8613800001234",
        "1234567-0",
        "厨房 水管",
        "李女士",
    ):
        await talk.says("desk", f"/find {wanted}")
        found = [label for label in talk.last("desk").buttons if "#0001" in label]
        assert bool(found) is (wanted != "1234567-0"), wanted
        assert not any("#0002" in label for label in talk.last("desk").buttons)
    await talk.says("desk", "/find 厨房")
    await talk.presses("desk", "#0001")
    assert any("厨房水管漏水" in text for text in talk.sees("desk"))


async def test_staff_of_another_estate_find_nothing_and_open_nothing(talk: Talk) -> None:
    """T8: absent and not yours look alike."""
    complaint = await talk.village.filed(text="厨房漏水")
    spy = [{"telegram_id": PEOPLE["director"], "name": "x", "role": "director"}]
    other = plan("other", name="平安苑", staff=spy)
    await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await talk.says("director", "/start c_other")
    await talk.says("director", "/find 1")
    nothing = talk.last("director").text
    await talk.says("director", "/find 99")
    assert talk.last("director").text == nothing
    for who in ("director", "owner", "stranger"):
        await talk.taps(who, f"jc:{complaint.ref}")
        assert talk.toasts[-1] == "找不到这件事。"
    await talk.says("stranger", "/open")
    assert "没有这个命令" in talk.last("stranger").text


async def test_workers_find_their_departments_tasks_and_nobody_by_phone(talk: Talk) -> None:
    await talk.says("desk", LINE)
    await talk.presses("desk", "登记")
    await talk.says("engineer", "/find 漏水")
    assert any("#0001" in label for label in talk.last("engineer").buttons)
    await talk.says("cleaner", "/find 漏水")
    assert "没有找到" in talk.last("cleaner").text
    await talk.says("engineer", "/find 13800001234")
    assert "没有找到" in talk.last("engineer").text


async def test_open_ones_come_worst_first(talk: Talk) -> None:
    await talk.village.filed(text="厨房漏水")
    talk.clock.forward(hours=1)
    await talk.village.filed(who="neighbour", text="水管漏水")
    await talk.later(hours=1, minutes=30)
    await talk.says("supervisor", "/open")
    assert "<b>2</b> 件，超时 <b>1</b>" in talk.last("supervisor").text
    first, second = talk.last("supervisor").buttons
    assert first.startswith("🔴 #0001")
    assert second.startswith("#0002")
    await talk.says("cleaner", "/open")
    assert "没有未办完" in talk.last("cleaner").text


async def test_what_is_about_a_colleague_leaves_the_desks_hands_at_once(talk: Talk) -> None:
    """D8: filed for those above, and the desk doesn't find it again."""
    await talk.says("desk", "/new 3-1-502 李女士 13800001234 师傅态度差 来电")
    assert "只有主管以上" in talk.last("desk").text
    complaint = await Complaint.get()
    assert (complaint.status, complaint.discretion) == (Status.WAITING, Discretion.CONFIDENTIAL)
    await talk.says("desk", "/find 1")
    assert "没有找到" in talk.last("desk").text
    await talk.says("supervisor", "/find 1")
    assert any("#0001" in label for label in talk.last("supervisor").buttons)


async def test_noise_that_the_desk_takes_down_as_such_names_no_home(talk: Talk) -> None:
    """T9: sorted by the desk before it is filed."""
    await talk.says("desk", f"/new {LINE}")
    await talk.presses("desk", "改类别")
    await talk.presses("desk", "噪音")
    assert (await Complaint.get()).discretion is Discretion.ANONYMOUS


async def test_a_worker_does_not_find_by_its_home_who_complained_of_noise(talk: Talk) -> None:
    """T9; the desk does, for it phones them."""
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.village.filed(text="楼道脏")
    await Complaint.all().update(home=home)
    await talk.says("cleaner", "/find 3-1-502")
    assert any("#0001" in label for label in talk.last("cleaner").buttons)
    await Complaint.all().update(discretion=Discretion.ANONYMOUS)
    await talk.says("cleaner", "/find 3-1-502")
    assert "没有找到" in talk.last("cleaner").text
    await talk.says("desk", "/find 3-1-502")
    assert any("#0001" in label for label in talk.last("desk").buttons)


@pytest.mark.parametrize("known", [True, False])
async def test_the_callers_home_stands_on_no_card_of_a_noise_however_it_became_one(
    talk: Talk, *, known: bool
) -> None:
    """T9: not when triage heard noise, nor when the desk sorted it before filing, nor after."""
    if known:
        await talk.village.homes(("3", "1", "502"))
    talk = Talk(talk.village, real_triage())
    await talk.says("desk", "/new 3-1-502 李女士 13800001234 楼上半夜跳舞太吵 来电")
    await talk.presses("desk", "登记")
    await talk.says("desk", f"/new {LINE}")
    await talk.presses("desk", "改类别")
    await talk.presses("desk", "噪音")
    await talk.presses("desk", "登记")
    await talk.says("desk", f"/new {LINE}")
    await talk.presses("desk", "登记")
    assert "502" in talk.last("engineer", "engineering").text
    actor = await talk.village.actor("desk")
    ref = (await Complaint.get(number=3)).ref
    await talk.database.transaction(lambda: putting_right.sort(ref, actor, Category.NOISE, talk.clock.now()))
    await talk.later(minutes=1)
    assert await Complaint.filter(discretion=Discretion.ANONYMOUS).count() == 3
    shown = talk.sees("cleaner", "cleaning")
    assert sum("#000" in text for text in shown) == 3
    assert not [text for text in shown if "502" in text]
    await talk.database.transaction(
        lambda: putting_right.sort(ref, actor, Category.REPAIRS, talk.clock.now())
    )
    await talk.later(minutes=1)
    assert "502" in talk.last("engineer", "engineering").text, "and it comes back when it was none"
