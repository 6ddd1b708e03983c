"""Sending words, contacts and places; deleting; answering presses; reactions; pins."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.methods.posting import sent
from sandbox.records import Chat, Message, Query
from sandbox.text import message_text

DELETABLE_SECONDS = 48 * 3600
MOST_AT_ONCE = 100
MOST_TOAST = 200  # characters of an answer to a press
ANSWERABLE_SECONDS = 30  # Telegram names no deadline; reports say seconds
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


@method("sendMessage")
def send_message(call: Call) -> dict[str, Any]:
    content = message_text(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    return sent(call, content)


@method("sendContact")
def send_contact(call: Call) -> dict[str, Any]:
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.get(name) for name in names if call.get(name)}
    return sent(call, {"contact": contact})


@method("sendLocation")
def send_location(call: Call) -> dict[str, Any]:
    place = {"latitude": call.get("latitude"), "longitude": call.get("longitude")}
    return sent(call, {"location": place})


@method("sendVenue")
def send_venue(call: Call) -> dict[str, Any]:
    place = {"latitude": call.get("latitude"), "longitude": call.get("longitude")}
    venue = {"location": place, "title": call.get("title"), "address": call.get("address")}
    return sent(call, {"location": place, "venue": venue})


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = call.writable()
    if call.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("action", chat=chat.id, bot=call.bot.id, action=call.get("action"))
    return True


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "delete")
    if not _deletable(call, chat, message):
        raise bad_request("message can't be deleted")
    _delete(call, chat, message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """What can't be found or deleted is passed over."""
    chat, wanted = call.chat(), call.get("message_ids", [])
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise bad_request(
            "too many messages specified" if wanted else "message identifiers are not specified"
        )
    found = [chat.messages[int(each)] for each in wanted if int(each) in chat.messages]
    for message in found:
        if not message.deleted and _deletable(call, chat, message):
            _delete(call, chat, message)
    return True


def _deletable(call: Call, chat: Chat, message: Message) -> bool:
    if call.world.unix() - message.date > DELETABLE_SECONDS:
        return False
    me = chat.member(call.bot.id)
    return (
        chat.private
        or message.sender == call.bot.id
        or bool(me.admin and me.rights.get("can_delete_messages"))
    )


def _delete(call: Call, chat: Chat, message: Message) -> None:
    message.deleted = True
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    call.world.events.publish("deleted", chat=chat.id, key=chat.key, message=message.id)


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    query = call.world.state.queries.get(str(call.get("callback_query_id")))
    now = call.world.clock.now().timestamp()
    if query is None or query.bot != call.bot.id or now - query.at > ANSWERABLE_SECONDS:
        raise bad_request(TOO_OLD)
    if len(call.get("text", "")) > MOST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    _answer(call, query)
    return True


def _answer(call: Call, query: Query) -> None:
    shown = {name: call.get(name) for name in ("text", "show_alert", "url") if call.get(name)}
    query.answers.append(shown)
    if len(query.answers) == 1:  # the person's client has stopped waiting after the first
        call.world.events.publish("answered", query=query.id, user=query.user, chat=query.chat[1], **shown)


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "react")
    message.reactions[call.bot.id] = list(call.get("reaction", []))
    call.world.events.publish("reaction", chat=chat.id, message=message.id)
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "pin")
    _may_pin(call, chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        call.stage.membership.tell(
            chat, call.bot.id, {"pinned_message": {"$message": message.id}}, message.thread
        )
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    chat = call.chat()
    _may_pin(call, chat)
    wanted = call.get("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    call.world.events.publish("unpinned", chat=chat.id, message=wanted)
    return True


@method("unpinAllChatMessages", "unpinAllForumTopicMessages", "unpinAllGeneralForumTopicMessages")
def unpin_all(call: Call) -> bool:
    chat = call.chat()
    _may_pin(call, chat)
    thread = call.get("message_thread_id")
    kept = [each for each in chat.pinned if thread and chat.messages[each].thread != thread]
    chat.pinned[:] = kept
    call.world.events.publish("unpinned", chat=chat.id, message=None)
    return True


def _may_pin(call: Call, chat: Chat) -> None:
    if not chat.private and not chat.permissions.get("can_pin_messages"):
        call.need_right(chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
