"""What is about somebody of the staff goes past them and those below, however and whenever it is said (D8)."""

import pytest
from village import GROUPS, PEOPLE, Talk, Village

from models import Complaint, Event, Outgoing, Person, Staff
from models.kinds import Action, Discretion, Role, Status
from triage.library import ours

TITLES = {
    "engineer": "张师傅",
    "cleaner": "清洁王班长",
    "desk": "客服小陈",
    "supervisor": "李主管",
    "manager": "赵经理",
}
GROUP = "engineering"


@pytest.fixture
async def talk(village: Village) -> Talk:
    async def named() -> None:
        for who, title in TITLES.items():
            await Staff.filter(person__telegram_id=PEOPLE[who]).update(title=title)

    await village.database.transaction(named)
    return Talk(village, ours())


async def with_director(talk: Talk) -> None:
    person = await Person.get(telegram_id=PEOPLE["director"])
    community = talk.village.community
    new = Staff(person=person, community=community, role=Role.DIRECTOR, title="周总")
    await talk.database.transaction(new.save)


async def read_in_groups(talk: Talk, words: str) -> bool:
    shown = any(words in text for group in GROUPS for text in talk.sees("engineer", group))
    sent = await Outgoing.filter(lane__in=[*GROUPS.values(), PEOPLE["engineer"]]).order_by("id")
    return shown or any(words in str(row.params) for row in sent)


async def submitted(talk: Talk) -> Complaint:
    draft = await Complaint.filter(status=Status.DRAFT).order_by("-id").first()
    assert draft is not None
    assert draft.discretion is Discretion.CONFIDENTIAL
    await talk.presses("owner", "提交")
    return await Complaint.get(id=draft.id)


async def repair(talk: Talk) -> Complaint:
    """One that 张师傅 is at work on."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    return await Complaint.get()


@pytest.mark.parametrize(
    ("said", "level", "about"),
    [
        ("我要投诉你们物业经理,态度恶劣骂人", Role.SUPERVISOR, "赵经理"),
        ("你们主任在电话里骂我神经病", Role.SUPERVISOR, "赵经理"),
        ("我要投诉赵经理", Role.SUPERVISOR, "赵经理"),
        ("物业经理贪污维修基金,我要举报", Role.SUPERVISOR, "赵经理"),
        ("总经理收回扣", Role.SUPERVISOR, "赵经理"),
        ("李主管骂人", Role.MANAGER, "李主管"),
        ("你们主管收红包", Role.MANAGER, "李主管"),
        ("那个姓张的师傅收了我五十块钱没开票", Role.SUPERVISOR, "张师傅"),
        ("that Mr Zhang from repairs asked me for 500 in cash", Role.SUPERVISOR, "张师傅"),
        ("我要投诉张师傅,修完地上一堆垃圾也不收", Role.SUPERVISOR, "张师傅"),
        ("Security guard asleep at the gate again at 2am", Role.SUPERVISOR, None),
    ],
)
async def test_as_a_first_message_somebody_else_above_or_the_highest_gets_it(
    talk: Talk, said: str, level: Role, about: str | None
) -> None:
    await talk.says("owner", said)
    complaint = await submitted(talk)
    whom = await Staff.get(id=complaint.about_id) if complaint.about_id else None
    assert (complaint.level, whom and whom.title) == (level, about)
    assert not await read_in_groups(talk, said[-4:])
    handles = "supervisor" if level is Role.SUPERVISOR else "manager"
    assert any(said in text for text in talk.sees(handles))


async def test_of_a_manager_the_director_hears_and_no_manager_finds_it(talk: Talk) -> None:
    await with_director(talk)
    await talk.says("owner", "你们物业经理态度恶劣骂人")
    complaint = await submitted(talk)
    assert complaint.level is Role.DIRECTOR
    for who in ("manager", "supervisor", "desk"):
        assert not any("骂人" in text for text in talk.sees(who)), who
        await talk.says(who, "/find 1")
        assert "#0001" not in str(talk.last(who).buttons), who
        assert "接单" not in await talk.taps(who, f"t:take:{complaint.ref}")
    assert any("骂人" in text for text in talk.sees("director"))


async def test_where_two_managers_may_be_meant_neither_has_it(talk: Talk) -> None:
    await with_director(talk)
    await talk.database.transaction(lambda: Staff.filter(title="李主管").update(role=Role.MANAGER))
    await talk.says("owner", "我要投诉经理")
    complaint = await submitted(talk)
    assert (complaint.level, complaint.about_id) == (Role.DIRECTOR, None)


@pytest.mark.parametrize(
    "said",
    [
        "张师傅不会修还骂人,我要投诉他",
        "他態度很差,還說是小孩自己的錯",
        "he was so rude to me and tracked mud everywhere",
        "your plumber smelled of alcohol",
        "小张一身酒味",
    ],
)
async def test_said_while_they_work_it_is_no_supplement(talk: Talk, said: str) -> None:
    first = await repair(talk)
    await talk.says("owner", said)
    assert (await submitted(talk)).id != first.id
    assert not await read_in_groups(talk, said[-6:])
    assert not await Event.filter(complaint_id=first.id, action=Action.SUPPLEMENT).exists()


@pytest.mark.parametrize(
    "said", ["我今天都在家", "张师傅什么时候到", "他带梯子了吗", "the plumber hasn't come"]
)
async def test_what_blames_nobody_is_one_as_before(talk: Talk, said: str) -> None:
    await repair(talk)
    await talk.says("owner", said)
    assert not await Complaint.filter(discretion=Discretion.CONFIDENTIAL).exists()


@pytest.mark.parametrize(
    "said",
    ["可以，但换个人来，这个老是对我老婆大吼大叫", "yes but send someone else, this one screams at my wife"],
)
async def test_said_as_an_answer_it_reaches_neither_group_nor_worker(talk: Talk, said: str) -> None:
    complaint = await repair(talk)
    await talk.taps("engineer", f"t:ask:{complaint.ref}", GROUP)
    await talk.says("engineer", "明天三点行吗")
    await talk.says("owner", said)
    assert await Complaint.filter(discretion=Discretion.CONFIDENTIAL).exists()
    assert not await read_in_groups(talk, said[-6:])


async def test_in_a_draft_about_something_else_it_is_apart(talk: Talk) -> None:
    await talk.says("owner", "厨房水龙头也坏了")
    await talk.says("owner", "我要投诉经理")
    rows = await Complaint.all().order_by("id")
    assert [row.discretion for row in rows] == [Discretion.OPEN, Discretion.CONFIDENTIAL]


async def test_what_was_said_of_them_stays_so_whatever_is_said_besides(talk: Talk) -> None:
    await repair(talk)
    await talk.says("owner", "小张骂我")
    await talk.says("owner", "楼道的灯也坏了")
    draft = await Complaint.filter(status=Status.DRAFT).order_by("id").first()
    assert draft is not None
    assert "骂我" in draft.text
    assert draft.discretion is Discretion.CONFIDENTIAL
    assert draft.verdict["about"]["names"] == ["张师傅"]


async def test_the_receipt_says_who_handles_it(talk: Talk) -> None:
    await talk.says("owner", "李主管骂人")
    assert "主管能看到" not in talk.last("owner").text
    assert "被反映的人看不到" in talk.last("owner").text
    await submitted(talk)
    assert any("由<b>经理</b>亲自处理" in text for text in talk.sees("owner"))
    assert not any("主管以上" in text for text in talk.sees("owner"))


async def test_said_after_the_work_it_is_not_passed_on_as_thanks(talk: Talk) -> None:
    await repair(talk)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    await talk.presses("owner", "✅ 解决了")
    await talk.presses("owner", "满意")
    await talk.presses("owner", "夸一句")
    await talk.says("owner", "张师傅骂我妈,还要红包")
    assert await Complaint.filter(discretion=Discretion.CONFIDENTIAL).exists()
    assert not await read_in_groups(talk, "骂我妈")


async def test_said_of_why_it_is_bad_it_is_no_word_to_those_who_did_it(talk: Talk) -> None:
    await repair(talk)
    await talk.presses("engineer", "完成", GROUP)
    await talk.later(hours=3, minutes=1)
    await talk.presses("owner", "没解决")
    await talk.presses("owner", "很不满意")
    await talk.presses("owner", "其他")
    await talk.says("owner", "the cleaner called me a liar to my face")
    assert await Complaint.filter(discretion=Discretion.CONFIDENTIAL).exists()
    assert not await read_in_groups(talk, "liar")


@pytest.mark.parametrize(
    ("said", "groups", "asked"),
    [
        ("保安在睡觉，3栋2单元着火了", {"service"}, False),
        ("guard is on his phone while a man is beating a woman", {"service"}, True),
        ("管理員睡著了，失火了", {"service"}, True),
        ("保安玩電話，有人困𨋢", {"engineering"}, True),
        ("your staff are laughing at me, I'm stuck in the lift", {"engineering"}, True),
        ("師傅一身酒味，煤气管被他弄断了漏气", {"engineering"}, True),
        ("保安态度恶劣，我被困电梯", {"engineering"}, True),
    ],
)
async def test_a_danger_rings_whoever_is_blamed_beside_it(
    talk: Talk, said: str, groups: set[str], asked: bool
) -> None:
    await talk.says("owner", said)
    complaint = await Complaint.get()
    assert (complaint.status, complaint.discretion) == (Status.WAITING, Discretion.OPEN)
    rung = {group for group in GROUPS if any("🚨" in text for text in talk.sees("engineer", group))}
    assert groups <= rung
    assert ("在哪里" in talk.last("owner").text) is asked


async def test_more_of_a_fire_reaches_its_card_whoever_is_blamed_beside_it(talk: Talk) -> None:
    await talk.says("owner", "3栋2单元着火了")
    fire = await Complaint.get()
    await talk.says("owner", "保安在睡觉，火烧到5楼了")
    assert [row.id for row in await Complaint.all().order_by("id")] == [fire.id]
    assert await read_in_groups(talk, "火烧到5楼了")


@pytest.mark.parametrize("sent", [False, True])
async def test_a_danger_that_is_put_into_words_about_them_by_an_edit_rings(talk: Talk, sent: bool) -> None:
    message = await talk.says("owner", "保安在睡觉")
    if sent:
        await submitted(talk)
    await edits(talk, message, "保安在睡觉，3栋2单元着火了")
    assert await Complaint.filter(
        emergency="fire", discretion=Discretion.OPEN, status=Status.WAITING
    ).exists()
    assert any("🚨" in text for group in GROUPS for text in talk.sees("engineer", group))


async def test_a_danger_after_words_about_them_does_not_bring_those_to_light(talk: Talk) -> None:
    await talk.says("owner", "保安在睡觉骂我妈")
    await talk.says("owner", "3栋2单元着火了")
    assert await Complaint.filter(
        emergency="fire", discretion=Discretion.OPEN, status=Status.WAITING
    ).exists()
    assert not await read_in_groups(talk, "骂我妈")


async def test_a_danger_rings_though_it_was_chosen_that_it_is_about_them(talk: Talk) -> None:
    await talk.says("owner", "/start")
    await talk.presses("owner", "一步步选")
    await talk.presses("owner", "其他")
    await talk.presses("owner", "态度")
    await talk.says("owner", "保安在睡觉，3栋2单元着火了")
    assert await Complaint.filter(
        emergency="fire", discretion=Discretion.OPEN, status=Status.WAITING
    ).exists()


@pytest.mark.parametrize("words", ["小张一身酒味", "他一身酒味", "小陈一身酒味"])
async def test_an_edit_knows_names_and_whom_they_are_served_by(talk: Talk, words: str) -> None:
    message = await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    await talk.presses("engineer", "我来", GROUP)
    await edits(talk, message, f"厨房水管漏水，{words}")
    assert await Complaint.filter(discretion=Discretion.CONFIDENTIAL).exists()
    assert not await read_in_groups(talk, words[-4:])


async def edits(talk: Talk, message_id: int, text: str) -> None:
    message = {"message_id": message_id, "date": 1, "edit_date": 2, "chat": talk._chat("owner", "")}
    await talk.comes("edited_message", message | {"from": talk._user("owner"), "text": text})
