"""Editing a bot's own messages; an edit that changes nothing is refused."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.keyboards import inline_keyboard
from sandbox.methods.attachments import input_media
from sandbox.methods.call import Call, method
from sandbox.records import Chat, Message
from sandbox.text import caption, message_text

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
WITH_CAPTION = ("photo", "document", "voice", "audio", "video", "animation")


def _own(call: Call) -> tuple[Chat, Message]:
    chat = call.chat()
    if chat.private and chat.blocked:
        call.writable()
    message = call.message(chat, "edit")
    if message.sender != call.bot.id or message.service or message.origin:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(call: Call, chat: Chat, message: Message, content: dict[str, Any]) -> dict[str, Any]:
    buttons = inline_keyboard(call.get("reply_markup"))
    if content == message.content and buttons == message.buttons:
        raise bad_request(NOT_MODIFIED)
    message.edits.append({"at": call.world.unix(), "content": message.content, "buttons": message.buttons})
    message.content, message.buttons = content, buttons
    message.edited = call.world.unix()
    call.world.events.publish("edited", chat=chat.id, key=chat.key, message=message.id)
    return call.show(chat, message)


@method("editMessageText")
def edit_message_text(call: Call) -> dict[str, Any]:
    content = message_text(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    chat, message = _own(call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _changed(call, chat, message, content)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> dict[str, Any]:
    chat, message = _own(call)
    if not any(kind in message.content for kind in WITH_CAPTION):
        raise bad_request("there is no caption in the message to edit")
    words = caption(call.get("caption"), call.get("parse_mode"), call.get("caption_entities"))
    rest = {name: value for name, value in message.content.items() if not name.startswith("caption")}
    return _changed(call, chat, message, rest | words)


@method("editMessageMedia")
def edit_message_media(call: Call) -> dict[str, Any]:
    chat, message = _own(call)
    content = input_media(call, call.get("media"))
    if message.album and not any(kind in content for kind in ("photo", "video")):
        raise bad_request("MEDIA_GROUPED_INVALID")
    return _changed(call, chat, message, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    chat, message = _own(call)
    return _changed(call, chat, message, message.content)
