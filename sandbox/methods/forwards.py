"""Passing a message on: as a forward that names its author, or as a copy that doesn't."""

import copy
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.methods.posting import post
from sandbox.records import Chat, Message
from sandbox.text import caption

MOST_AT_ONCE = 100


def _source(call: Call, message_id: Any, purpose: str) -> Message | None:
    source = call.chat_at(call.get("from_chat_id")).messages.get(int(message_id))
    if source is None or source.deleted:
        return None
    if source.service or (source.protected and source.sender != call.bot.id):
        raise bad_request(f"message can't be {purpose}")
    return source


def _one(call: Call, purpose: str) -> Message:
    source = _source(call, call.get("message_id", 0), "forwarded" if purpose == "forward" else "copied")
    if source is None:
        raise bad_request(f"message to {purpose} not found")
    return source


def _forward(call: Call, chat: Chat, source: Message) -> Message:
    origin = source.origin or {"user": source.sender, "date": source.date}
    return post(call, chat, copy.deepcopy(source.content), origin=origin)


@method("forwardMessage")
def forward_message(call: Call) -> dict[str, Any]:
    chat = call.writable()
    return call.show(chat, _forward(call, chat, _one(call, "forward")))


@method("forwardMessages")
def forward_messages(call: Call) -> list[dict[str, Any]]:
    chat = call.writable()
    return [{"message_id": _forward(call, chat, each).id} for each in _several(call, "forwarded")]


@method("copyMessage")
def copy_message(call: Call) -> dict[str, Any]:
    chat = call.writable()
    content = copy.deepcopy(_one(call, "copy").content)
    if call.get("caption") is not None and "text" not in content:
        content.update(caption(call.get("caption"), call.get("parse_mode"), call.get("caption_entities")))
    return {"message_id": post(call, chat, content).id}


@method("copyMessages")
def copy_messages(call: Call) -> list[dict[str, Any]]:
    chat = call.writable()
    contents = [copy.deepcopy(each.content) for each in _several(call, "copied")]
    return [{"message_id": post(call, chat, content).id} for content in contents]


def _several(call: Call, purpose: str) -> list[Message]:
    """What can't be found is passed over."""
    wanted = call.get("message_ids", [])
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise bad_request("message identifiers are not specified")
    found = [_source(call, each, purpose) for each in wanted]
    return [each for each in found if each]
