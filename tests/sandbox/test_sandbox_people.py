"""People, groups and their rules: starting, blocking, privacy, membership, migration, topics, presses."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import Update
from telegram import Update as PtbUpdate

from sandbox.client import Client, Refused
from sandbox.clock import MovableClock
from sandbox.probes import BOT_ID, Raw
from sandbox.server import Sandbox

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}, {"text": "Site", "url": "https://t.me"}]]}


async def fresh(raw: Raw) -> None:
    """Forgets every update so far."""
    waiting = await raw.updates()
    if waiting:
        await raw.updates(offset=waiting[-1]["update_id"] + 1)


async def newest(raw: Raw, kind: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [each[kind] for each in await raw.updates() if kind in each]
    return found[-1]


async def test_a_bot_cannot_write_first(raw: Raw, sim: Client) -> None:
    person = await sim.person("Chen")
    reason = await raw.refused("sendMessage", chat_id=person, text="x")
    assert reason == "Forbidden: bot can't initiate conversation with a user"
    await sim.text(person, "/start flat-12")
    await raw.ok("sendMessage", chat_id=person, text="x")


async def test_blocking_is_told_and_stops_the_bot(raw: Raw, bot: Bot, sim: Client, owner: int) -> None:
    await fresh(raw)
    await sim.act(owner, "block")
    change = await newest(raw, "my_chat_member")
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(owner, "x")
    with pytest.raises(Refused, match="blocked"):
        await sim.text(owner, "x")
    await sim.act(owner, "unblock")
    assert (await newest(raw, "my_chat_member"))["new_chat_member"]["status"] == "member"
    await bot.send_message(owner, "x")


async def test_a_deleted_account_is_forbidden(raw: Raw, sim: Client, owner: int) -> None:
    await sim.act(owner, "deactivate")
    assert await raw.refused("sendMessage", chat_id=owner, text="x") == "Forbidden: user is deactivated"


async def test_a_new_group_tells_the_bot_that_it_was_added(raw: Raw, sim: Client, owner: int) -> None:
    await fresh(raw)
    await sim.group("Repairs", [owner])
    kinds = [min(set(each) - {"update_id"}) for each in await raw.updates()]
    assert kinds == ["my_chat_member", "message", "my_chat_member"]
    assert (await newest(raw, "message"))["new_chat_members"][0]["id"] == BOT_ID
    assert (await newest(raw, "my_chat_member"))["new_chat_member"]["status"] == "administrator"


async def test_privacy_mode_hides_what_does_not_concern_the_bot(raw: Raw, sim: Client, owner: int) -> None:
    group = await sim.group("Private talk", [owner], bot_admin=False)
    said = await raw.ok("sendMessage", chat_id=group, text="hello")
    await fresh(raw)
    for text in ("chatter", "/status", "/status@other_bot", "ask @yingsheng_bot"):
        await sim.text(owner, text, group)
    await sim.text(owner, "an answer", group, reply_to=said["message_id"])
    seen = [each["message"]["text"] for each in await raw.updates()]
    assert seen == ["/status", "ask @yingsheng_bot", "an answer"]


async def test_an_administrator_bot_sees_everything(raw: Raw, sim: Client, owner: int, group: int) -> None:
    await fresh(raw)
    await sim.text(owner, "chatter", group)
    assert (await newest(raw, "message"))["text"] == "chatter"


async def test_a_kicked_bot_is_told_and_forbidden(raw: Raw, sim: Client, owner: int, group: int) -> None:
    await sim.act(owner, "kick_bot", group)
    assert (await newest(raw, "my_chat_member"))["new_chat_member"]["status"] == "kicked"
    reason = await raw.refused("sendMessage", chat_id=group, text="x")
    assert reason == "Forbidden: bot was kicked from the group chat"


async def test_leaving_and_never_having_been_there_are_told_apart(raw: Raw, sim: Client, forum: int) -> None:
    await raw.ok("leaveChat", chat_id=forum)
    reason = await raw.refused("sendMessage", chat_id=forum, text="x")
    assert reason == "Forbidden: bot is not a member of the supergroup chat"
    assert await raw.refused("sendMessage", chat_id=-1009, text="x") == "Bad Request: chat not found"


async def test_an_upgraded_group_names_its_new_id(
    raw: Raw, bot: Bot, sim: Client, owner: int, group: int
) -> None:
    await fresh(raw)
    new = (await sim.act(owner, "migrate", group))["chat"]
    told = [each["message"] for each in await raw.updates()]
    assert [(each["chat"]["id"], each.get("migrate_to_chat_id")) for each in told] == [
        (group, new),
        (new, None),
    ]
    assert told[1]["migrate_from_chat_id"] == group
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(group, "x")
    assert caught.value.migrate_to_chat_id == new
    sent = await bot.send_message(new, "x")
    assert sent.chat.type == "supergroup"
    with pytest.raises(Refused, match="upgraded already"):
        await sim.act(owner, "migrate", group)


async def test_members_are_banned_restricted_and_let_back(
    raw: Raw, sim: Client, owner: int, forum: int
) -> None:
    guest = await sim.person("Li")
    await sim.act(guest, "join", forum)
    await raw.ok("restrictChatMember", chat_id=forum, user_id=guest, permissions={"can_send_messages": False})
    with pytest.raises(Refused, match="may not write"):
        await sim.text(guest, "x", forum)
    await raw.ok("banChatMember", chat_id=forum, user_id=guest)
    with pytest.raises(Refused, match="not in the chat"):
        await sim.view(guest, forum)
    with pytest.raises(Refused, match="banned"):
        await sim.act(guest, "join", forum)
    await raw.ok("unbanChatMember", chat_id=forum, user_id=guest)
    await sim.act(guest, "join", forum)
    assert await raw.ok("getChatMemberCount", chat_id=forum) == 3
    reason = await raw.refused("banChatMember", chat_id=forum, user_id=owner)
    assert reason == "Bad Request: can't remove chat owner"


async def test_a_bot_without_rights_is_refused(raw: Raw, sim: Client, owner: int) -> None:
    group = await sim.group("Strict", [owner], bot_admin=False)
    message = await sim.text(owner, "/x", group)
    reason = await raw.refused("pinChatMessage", chat_id=group, message_id=message)
    assert reason == "Bad Request: not enough rights to manage pinned messages in the chat"
    assert (
        await raw.refused("deleteMessage", chat_id=group, message_id=message)
        == "Bad Request: message can't be deleted"
    )


async def test_topics_live_close_and_die(raw: Raw, sim: Client, owner: int, forum: int) -> None:
    topic = (await raw.ok("createForumTopic", chat_id=forum, name="Lifts"))["message_thread_id"]
    await fresh(raw)
    await sim.text(owner, "stuck", forum, thread=topic)
    message = await newest(raw, "message")
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Lifts"
    await raw.ok("closeForumTopic", chat_id=forum, message_thread_id=topic)
    await raw.ok("sendMessage", chat_id=forum, message_thread_id=topic, text="managers may")
    await sim.act(owner, "demote_bot", forum)
    reason = await raw.refused("sendMessage", chat_id=forum, message_thread_id=topic, text="x")
    assert reason == "Bad Request: TOPIC_CLOSED"
    await sim.act(owner, "delete_topic", forum, thread=topic)
    reason = await raw.refused("sendMessage", chat_id=forum, message_thread_id=topic, text="x")
    assert reason == "Bad Request: message thread not found"


async def test_a_press_reaches_the_bot_and_its_answer_the_presser(raw: Raw, sim: Client, owner: int) -> None:
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
    query = await sim.press(owner, None, "Go")
    update = await newest(raw, "callback_query")
    assert (update["id"], update["data"], update["from"]["id"]) == (query, "go", owner)
    await raw.ok("answerCallbackQuery", callback_query_id=query, text="taken", show_alert=True)
    answer = await sim.answer(query)
    assert (answer["answered"], answer["text"], answer["alert"]) == (True, "taken", True)
    assert (await sim.view(owner))["answers"] == [answer]
    with pytest.raises(Refused, match="opens a link"):
        await sim.press(owner, None, "Site")
    with pytest.raises(Refused, match="no message shows"):
        await sim.press(owner, None, "Nowhere")


async def test_an_answer_too_late_or_to_nobody_is_refused(
    raw: Raw, sim: Client, clock: MovableClock, owner: int
) -> None:
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
    query = await sim.press(owner, None, "Go")
    clock.advance(timedelta(minutes=1))
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await raw.refused("answerCallbackQuery", callback_query_id=query) == words
    assert await raw.refused("answerCallbackQuery", callback_query_id="1") == words


async def test_a_press_on_an_old_or_deleted_card_comes_without_the_card(
    raw: Raw, sim: Client, clock: MovableClock, owner: int
) -> None:
    for make_gone in ("delete", "age"):
        sent = await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
        if make_gone == "delete":
            await raw.ok("deleteMessage", chat_id=owner, message_id=sent["message_id"])
        else:
            clock.advance(timedelta(hours=49))
        await sim.press_data(owner, None, sent["message_id"], "go")
        update = await newest(raw, "callback_query")
        assert update["message"] == {
            "chat": {"id": owner, "type": "private", "first_name": "Chen", "last_name": "Yan"},
            "message_id": sent["message_id"],
            "date": 0,
        }


async def test_a_press_can_be_forged_in_every_way(raw: Raw, sim: Client, owner: int) -> None:
    sent = await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
    await sim.press_data(owner, None, sent["message_id"], "never:there")
    assert (await newest(raw, "callback_query"))["data"] == "never:there"
    await sim.act(owner, "press", inline_message_id="AAA", data="go")
    update = await newest(raw, "callback_query")
    assert ("message" in update, update["inline_message_id"]) == (False, "AAA")


async def test_an_anonymous_administrator_speaks_as_the_group(
    raw: Raw, sim: Client, owner: int, group: int
) -> None:
    await sim.text(owner, "from above", group, anonymous=True)
    message = await newest(raw, "message")
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1_087_968_824, group)


async def test_a_reply_in_a_supergroup_names_a_thread_that_is_no_topic(
    raw: Raw, sim: Client, owner: int, forum: int
) -> None:
    first = await sim.text(owner, "in General", forum)
    await sim.text(owner, "a reply", forum, reply_to=first)
    message = await newest(raw, "message")
    assert message["message_thread_id"] == first
    assert "is_topic_message" not in message


async def test_an_odd_update_reaches_the_bot_as_it_is(raw: Raw, sim: Client, owner: int) -> None:
    number = await sim.inject("message", {"chat": "nowhere"})
    assert (await raw.updates())[-1] == {"update_id": number, "message": {"chat": "nowhere"}}
    assert await sim.inject("brand_new_kind", 5)
    assert (await raw.updates())[-1]["brand_new_kind"] == 5


async def test_a_photo_comes_in_two_sizes_the_smaller_first(raw: Raw, sim: Client, owner: int) -> None:
    await sim.send(owner, "photo")
    small, large = (await newest(raw, "message"))["photo"]
    assert small["width"] < large["width"]
    assert small["file_unique_id"] != large["file_unique_id"]


async def test_an_edit_that_changes_nothing_is_refused(raw: Raw, owner: int) -> None:
    sent = await raw.ok("sendMessage", chat_id=owner, text="<b>x</b>", parse_mode="HTML", reply_markup=GO)
    same = {"chat_id": owner, "message_id": sent["message_id"], "reply_markup": GO}
    bold = [{"type": "bold", "offset": 1, "length": 1}]
    reason = await raw.refused("editMessageText", **same, text=" x ", entities=bold)
    assert reason.startswith("Bad Request: message is not modified: specified new message content")
    assert (await raw.ok("editMessageText", **same, text="x"))["edit_date"]
    del same["reply_markup"]
    assert "reply_markup" not in await raw.ok("editMessageText", **same, text="x")


async def test_what_is_not_there_or_not_ours_cannot_be_edited(raw: Raw, sim: Client, owner: int) -> None:
    theirs = await sim.text(owner, "mine")
    edit = {"chat_id": owner, "text": "y"}
    assert (
        await raw.refused("editMessageText", **edit, message_id=999)
        == "Bad Request: message to edit not found"
    )
    assert (
        await raw.refused("editMessageText", **edit, message_id=theirs)
        == "Bad Request: message can't be edited"
    )
    assert (
        await raw.refused("deleteMessage", chat_id=owner, message_id=999)
        == "Bad Request: message to delete not found"
    )
    reason = await raw.refused("sendMessage", **edit, reply_parameters={"message_id": 999})
    assert reason == "Bad Request: message to be replied not found"


async def test_messages_older_than_48_hours_cannot_be_deleted(
    raw: Raw, clock: MovableClock, owner: int
) -> None:
    sent = await raw.ok("sendMessage", chat_id=owner, text="x")
    clock.advance(timedelta(hours=48, seconds=2))
    reason = await raw.refused("deleteMessage", chat_id=owner, message_id=sent["message_id"])
    assert reason == "Bad Request: message can't be deleted"
    await raw.ok("editMessageText", chat_id=owner, message_id=sent["message_id"], text="but edited")


async def test_protected_messages_cannot_be_passed_on(raw: Raw, sim: Client, owner: int) -> None:
    sent = await raw.ok("sendMessage", chat_id=owner, text="x", protect_content=True)
    assert sent["has_protected_content"]
    with pytest.raises(Refused, match="protected"):
        await sim.act(owner, "forward", message_id=sent["message_id"])


async def test_a_forward_loses_its_buttons_and_names_its_author(
    raw: Raw, sim: Client, owner: int, group: int
) -> None:
    sent = await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
    await sim.act(owner, "forward", group, from_chat=owner, message_id=sent["message_id"])
    message = await newest(raw, "message")
    assert "reply_markup" not in message
    assert message["forward_origin"]["sender_user"]["id"] == BOT_ID


async def test_everything_a_person_sends_fits_both_libraries(
    raw: Raw, bot: Bot, sim: Client, owner: int, group: int
) -> None:
    neighbour = await sim.person("Li Hua")
    await fresh(raw)
    for kind in ("photo", "voice", "video", "document", "sticker", "audio", "location", "contact"):
        await sim.send(owner, kind, group)
    await sim.act(owner, "contact", contact=neighbour)
    await sim.act(owner, "album", group, pieces=3, text="three")
    message = await sim.text(owner, "x", group)
    await sim.act(owner, "edit", group, message_id=message, text="y")
    await sim.act(owner, "pin", group, message_id=message)
    for update in await raw.updates():
        parsed = Update.model_validate(update, context={"bot": bot})
        assert parsed.event.model_extra in (None, {})
        read = PtbUpdate.de_json(update, None)
        assert read.effective_message
        assert read.effective_message.api_kwargs == {}


async def test_a_contact_says_whose_it_is(raw: Raw, sim: Client, owner: int) -> None:
    neighbour = await sim.person("Li", phone="+85291234567")
    await sim.act(owner, "contact", contact=neighbour)
    assert (await newest(raw, "message"))["contact"]["user_id"] == neighbour
    await sim.act(owner, "contact")
    assert (await newest(raw, "message"))["contact"]["user_id"] == owner


async def test_an_album_is_several_messages_with_one_mark(raw: Raw, sim: Client, owner: int) -> None:
    await fresh(raw)
    await sim.act(owner, "album", pieces=3, text="before")
    messages = [each["message"] for each in await raw.updates()]
    assert len(messages) == 3
    assert len({each["media_group_id"] for each in messages}) == 1
    assert [each.get("caption") for each in messages] == ["before", None, None]


async def test_a_reply_keyboard_is_shown_until_used_or_removed(raw: Raw, sim: Client, owner: int) -> None:
    keyboard = {"keyboard": [["Yes", "No"]], "one_time_keyboard": True, "input_field_placeholder": "?"}
    await raw.ok("sendMessage", chat_id=owner, text="sure?", reply_markup=keyboard)
    shown = (await sim.view(owner))["reply_keyboard"]
    assert shown["keyboard"] == [[{"text": "Yes"}, {"text": "No"}]]
    await sim.text(owner, "Yes")
    assert (await sim.view(owner))["reply_keyboard"] is None
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup={"keyboard": [["A"]]})
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup={"remove_keyboard": True})
    assert (await sim.view(owner))["reply_keyboard"] is None


async def test_a_selective_keyboard_is_for_whoever_is_answered(
    raw: Raw, sim: Client, owner: int, group: int
) -> None:
    neighbour = await sim.person("Li")
    await sim.act(neighbour, "join", group)
    asked = await sim.text(neighbour, "/help", group)
    keyboard = {"keyboard": [["A"]], "selective": True}
    reply = {"message_id": asked}
    await raw.ok("sendMessage", chat_id=group, text="?", reply_markup=keyboard, reply_parameters=reply)
    assert (await sim.view(neighbour, group))["reply_keyboard"]
    assert (await sim.view(owner, group))["reply_keyboard"] is None


async def test_a_deleted_group_is_forbidden(raw: Raw, sim: Client, owner: int, group: int) -> None:
    await sim.act(owner, "delete_group", group)
    reason = await raw.refused("sendMessage", chat_id=group, text="x")
    assert reason == "Forbidden: the group chat was deleted"


async def test_two_bots_keep_their_chats_apart(raw: Raw, sim: Client, owner: int) -> None:
    other = "777:AA-another-bot"
    assert (await raw("getMe", other))["result"]["id"] == 777
    body = await raw("sendMessage", other, chat_id=owner, text="x")
    assert body["description"] == "Forbidden: bot can't initiate conversation with a user"
    await sim.text(owner, "hello", bot=777)
    assert (await raw("sendMessage", other, chat_id=owner, text="mine"))["ok"]
    assert not await sim.sees(owner, "mine")
    assert [each["text"] for each in (await sim.view(owner, bot=777))["messages"]] == ["hello", "mine"]


async def test_whoever_watches_hears_of_everything(
    raw: Raw, sandbox: Sandbox, sim: Client, owner: int
) -> None:
    with sandbox.world.subscribe() as events:
        await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=GO)
        query = await sim.press(owner, None, "Go")
        await raw.ok("answerCallbackQuery", callback_query_id=query)
        kinds = [(await events.next())["kind"] for _ in range(5)]
    assert kinds == ["message", "request", "pressed", "answered", "request"]


def picker(**more: Any) -> dict[str, Any]:
    asks = {"request_id": 7, "max_quantity": 2, "request_name": True} | more
    return {"keyboard": [[{"text": "Choose", "request_users": asks}]], "one_time_keyboard": True}


async def test_people_are_chosen_with_the_bots_picker(raw: Raw, sim: Client, owner: int) -> None:
    colleague = await sim.person("Chen")
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=picker())
    await fresh(raw)
    await sim.act(owner, "choose", users=[colleague])
    message = await newest(raw, "message")
    assert message["users_shared"] == {
        "request_id": 7,
        "users": [{"user_id": colleague, "first_name": "Chen"}],
    }
    update = {"update_id": 1, "message": message}
    assert Update.model_validate(update).message.users_shared.users[0].user_id == colleague  # type: ignore[union-attr]
    theirs = PtbUpdate.de_json(update, None).message.users_shared  # type: ignore[union-attr]
    assert theirs is not None
    assert theirs.users[0].user_id == colleague


async def test_only_as_many_as_were_asked_for_and_only_where_somebody_asked(
    raw: Raw, sim: Client, owner: int
) -> None:
    others = [await sim.person(name) for name in ("A", "B", "C")]
    with pytest.raises(Refused, match="no button"):
        await sim.act(owner, "choose", users=others[:1])
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=picker(user_is_bot=False))
    for wrong in (others, [], [BOT_ID]):
        with pytest.raises(Refused):
            await sim.act(owner, "choose", users=wrong)
    await sim.act(owner, "choose", users=others[:2])


@pytest.mark.parametrize("wrong", [{"request_id": 2**31}, {"request_id": "7"}, {"max_quantity": 11}])
async def test_an_impossible_picker_is_refused(wrong: dict[str, Any], raw: Raw, owner: int) -> None:
    await raw.refused("sendMessage", chat_id=owner, text="x", reply_markup=picker(**wrong))


async def test_people_are_asked_for_in_private_only(raw: Raw, group: int) -> None:
    reason = await raw.refused("sendMessage", chat_id=group, text="x", reply_markup=picker())
    assert reason == "Bad Request: users can be requested in private chats only"
