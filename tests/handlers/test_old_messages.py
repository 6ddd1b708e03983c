"""A button of more than two days ago does what it says, and it is seen: of such a message Telegram tells only where."""

from village import Talk

from desk import home_links
from models import Home
from models.kinds import ResidencyKind


async def letter(talk: Talk, home: Home) -> str:
    made = home_links.make_link(home, talk.clock.now(), ResidencyKind.TENANT)
    return await talk.database.transaction(lambda: made)


async def test_who_invites_or_leaves_by_an_old_message_sees_it(talk: Talk) -> None:
    [home] = await talk.village.homes(("3", "1", "502"))
    await talk.says("owner", f"/start h_{await letter(talk, home)}")
    await talk.presses("owner", "邀请家人", old=True)
    assert "/start h_" in talk.last("owner").text
    await talk.says("owner", "/home")
    await talk.presses("owner", "家人", old=True)
    for _ in range(2):  # and sure
        await talk.presses("owner", "已搬走", old=True)
    assert any("搬走" in text for text in talk.sees("owner")[-3:])


async def test_an_old_question_shows_its_answer_to_the_whole_desk(talk: Talk) -> None:
    await talk.says("owner", "/home 8栋2单元301")
    await talk.presses("desk", "是住户", "service", old=True)
    assert "owner" in talk.last("desk", "service").text
    assert not talk.last("desk", "service").buttons


async def test_what_residents_press_on_an_old_message_is_answered(talk: Talk) -> None:
    await talk.says("owner", "/privacy")
    await talk.presses("owner", "删除", old=True)
    assert "全部删除" in "".join(talk.last("owner").buttons)
    await talk.presses("owner", "先不删", old=True)
    assert not talk.last("owner").buttons
    await talk.says("owner", "我要报修")
    await talk.presses("owner", "取消", old=True)
    assert not talk.last("owner").buttons
    await talk.says("owner", "/language")
    await talk.presses("owner", "English", old=True)
    assert "English" in talk.last("owner").text


async def test_an_old_card_offers_staff_its_menus(talk: Talk) -> None:
    await talk.village.accepted()
    await talk.later(hours=1)
    await talk.presses("engineer", "问", "engineering", old=True)
    assert any("返回" in label for label in talk.last("engineer", "engineering").buttons)
