"""People and groups come and go."""

from functools import partial
from typing import Any

import pytest
from village import BOT_ID, GROUPS, PEOPLE, Talk, plan

from desk import reach
from desk.estate import install
from models import (
    Card,
    Community,
    Complaint,
    Department,
    Dialog,
    Incoming,
    Membership,
    Outgoing,
    Person,
    Staff,
)
from models.kinds import CardState, IncomingState


async def test_start_says_that_it_is_a_bot_and_whose(talk: Talk) -> None:
    await talk.says("owner", "/start")
    assert "机器人" in talk.last("owner").text
    assert "幸福里" in talk.last("owner").text
    await talk.says("engineer", "/start")
    assert "工作人员" in talk.last("engineer").text
    await talk.says("neighbour", "/help")
    assert "a bot" in talk.last("neighbour").text


async def test_a_link_leads_into_its_community_at_once(talk: Talk) -> None:
    other = plan("other", name="平安苑", staff=[])
    await talk.database.transaction(lambda: install(other, BOT_ID, talk.clock.now()))
    await talk.says("owner", "/start c_other")
    assert "平安苑" in talk.last("owner").text
    await talk.says("owner", "厨房水管漏水")
    assert (await Complaint.get().select_related("community")).community.key == "other"
    await talk.says("stranger", "/start c_nowhere")
    assert "幸福里" in talk.last("stranger").text


async def test_start_shows_an_unfinished_draft_again(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")
    await talk.says("owner", "/start")
    assert "我这样记" in talk.last("owner").text
    assert sum("我这样记" in text for text in talk.sees("owner")) == 1


async def test_who_was_out_of_reach_and_writes_again_sees_the_present_state(talk: Talk) -> None:
    """Blocked and unblocked between two looks: Telegram told only the first."""
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    lost = partial(reach.person_lost, BOT_ID, PEOPLE["owner"], "bot was blocked by the user")
    await talk.database.transaction(lost)
    assert (await Complaint.get()).call_needed
    await talk.says("owner", "柜子也湿了")
    assert (await Person.get(telegram_id=PEOPLE["owner"])).reachable
    assert not await Card.filter(chat_id=PEOPLE["owner"], state=CardState.PARKED).exists()
    assert not (await Complaint.get()).call_needed


async def test_start_ends_a_conversation_that_was_open(talk: Talk) -> None:
    await Dialog.create(
        key=f"fsm:{BOT_ID}:{PEOPLE['owner']}:{PEOPLE['owner']}:default:state",
        state="Answering:writing",
        updated_at=talk.clock.now(),
    )
    await talk.says("owner", "/start")
    assert await Dialog.all().count() == 0


@pytest.mark.parametrize("text", ["/start@village_bot", "/help@village_bot", "/id@village_bot", "/id"])
async def test_a_command_that_names_the_bot_is_understood(talk: Talk, text: str) -> None:
    """Telegram writes commands this way in groups. aiogram would ask for the bot's name, inside a transaction."""
    await talk.says("engineer", text, "engineering")
    assert await Incoming.filter(state=IncomingState.DONE).count() == 1
    assert talk.last("engineer", "engineering").text


async def test_ids_for_the_estate_file_are_told_in_the_group(talk: Talk) -> None:
    await talk.says("engineer", "/id", "engineering")
    assert f"chat_id = {GROUPS['engineering']}" in talk.last("engineer", "engineering").text
    assert f"telegram_id = {PEOPLE['engineer']}" in talk.last("engineer", "engineering").text


async def test_what_cannot_be_read_gets_help_in_private(talk: Talk) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9}
    stickers = {"sticker": sticker | {"is_animated": False, "is_video": False}}
    for more, said in ((stickers, "说一句话"), ({"text": "/nonsense"}, "没有这个命令")):
        await talk.says("owner", **more)
        assert said in talk.last("owner").text
    await talk.says("owner", "\u200b \u2060")
    assert "看不懂" in talk.last("owner").text
    assert await Complaint.all().count() == 0


SENDERS: dict[str, dict[str, Any]] = {
    "anonymous admin": {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
    "channel": {"sender_chat": {"id": -100777, "type": "channel", "title": "News"}},
    "another bot": {"from": {"id": 99, "is_bot": True, "first_name": "Bot"}},
    "linked channel": {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}},
}


@pytest.mark.parametrize("sender", SENDERS)
async def test_nobody_in_particular_can_say_anything(talk: Talk, sender: str) -> None:
    """T4: a channel, an anonymous admin, another bot."""
    await talk.says("owner", "厨房水管漏水", **SENDERS[sender])
    assert await Complaint.all().count() == 0
    assert await Outgoing.all().count() == 0


def changed(talk: Talk, who: dict[str, Any], chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "bot"}
    until = {"until_date": 0} if status == "kicked" else {}
    return {
        "chat": chat,
        "from": who,
        "date": 1,
        "old_chat_member": {"status": "member", "user": bot},
        "new_chat_member": {"status": status, "user": bot} | until,
    }


async def test_who_blocks_the_bot_is_not_reachable_until_they_come_back(talk: Talk) -> None:
    who, chat = talk._user("owner"), talk._chat("owner", "")
    await talk.comes("my_chat_member", changed(talk, who, chat, "kicked"))
    assert (await Person.get(telegram_id=PEOPLE["owner"])).reachable is False
    await talk.comes("my_chat_member", changed(talk, who, chat, "member"))
    assert (await Person.get(telegram_id=PEOPLE["owner"])).reachable is True


@pytest.mark.parametrize("by", ["engineer", "anonymous"])
async def test_a_group_that_throws_the_bot_out_is_noticed_whoever_did_it(talk: Talk, by: str) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    who = anonymous if by == "anonymous" else talk._user(by)
    await talk.comes("my_chat_member", changed(talk, who, talk._chat("engineer", "engineering"), "kicked"))
    assert (await Department.get(key="engineering")).chat_problem == "kicked"
    assert any("发不进去" in text for text in talk.sees("manager"))


async def test_without_any_estate_nobody_is_promised_anything(talk: Talk) -> None:
    for table in (Membership, Staff, Department, Community):
        await table.all().delete()
    await talk.says("owner", "厨房水管漏水")
    assert "还没有开通小区" in talk.last("owner").text
    assert "通知" not in talk.last("owner").text


@pytest.mark.parametrize("said", ["/new", "/figures", "/open", "/visits", "/find 3-1-502", "/withdrawn"])
async def test_to_a_resident_a_command_of_the_staff_is_none(talk: Talk, said: str) -> None:
    await talk.says("owner", said)
    assert "没有这个命令" in talk.last("owner").text
