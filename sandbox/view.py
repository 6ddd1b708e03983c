"""What a person sees of a chat, from where that person stands."""

from html import escape
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration

from sandbox.errors import ControlError
from sandbox.records import Chat, Message, Query
from sandbox.render import resolved
from sandbox.world import World

MEDIA = (
    "photo",
    "document",
    "voice",
    "audio",
    "video",
    "animation",
    "video_note",
    "sticker",
    "contact",
    "location",
)


def view(world: World, chat: Chat, person: int, limit: int = 0) -> dict[str, Any]:
    """Everything, or the newest `limit` messages."""
    if not chat.has(person):
        raise ControlError("this person is not in the chat and can't see it", 403)
    visible = [message for message in chat.messages.values() if not message.deleted]
    return {
        "chat": {"id": chat.id, "type": chat.type, "title": chat.title, "forum": chat.forum},
        "messages": [message_view(world, chat, message) for message in visible[-limit:]],
        "reply_keyboard": chat.keyboards.get(person),
        "pinned": chat.pinned[-1] if chat.pinned else None,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "blocked": chat.blocked,
        "answers": [shown(query) for query in world.state.queries.values() if _mine(query, chat, person)],
    }


def _mine(query: Query, chat: Chat, person: int) -> bool:
    return query.user == person and query.chat == chat.key and bool(query.answers)


def shown(query: Query) -> dict[str, Any]:
    """What the presser's client showed: only the first answer counts."""
    first = query.answers[0] if query.answers else {}
    return {
        "query_id": query.id,
        "message_id": query.message_id,
        "data": query.data,
        "answered": bool(query.answers),
        "text": first.get("text", ""),
        "alert": bool(first.get("show_alert")),
        "url": first.get("url", ""),
    }


def message_view(world: World, chat: Chat, message: Message) -> dict[str, Any]:
    content = resolved(world, 0, chat, message.content)
    text = content.get("text", content.get("caption", ""))
    entities = content.get("entities", content.get("caption_entities", []))
    sender = world.user(message.sender)
    return {
        "message_id": message.id,
        "from": {
            "id": sender.id,
            "name": f"{sender.first_name} {sender.last_name}".strip(),
            "bot": sender.is_bot,
        },
        "text": text,
        "html": html(text, entities),
        "buttons": _buttons(message),
        "media": _media(world, message),
        "thread": message.thread,
        "edited": message.edited is not None,
        "at": message.date,
        "reply_to": message.reply_to,
        "album": message.album or None,
        "reactions": {user: each for user, each in message.reactions.items() if each},
        "service": content if message.service else None,
        "forwarded_from": message.origin.get("user") if message.origin else None,
        "protected": message.protected,
    }


def html(text: str, entities: list[dict[str, Any]]) -> str:
    if not entities:
        return escape(text, quote=False)
    return html_decoration.unparse(text, [MessageEntity(**entity) for entity in entities])


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    rows = (message.buttons or {}).get("inline_keyboard", [])
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any]) -> dict[str, Any]:
    shown = {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}
    copied = (button.get("copy_text") or {}).get("text")
    more = {"style": button.get("style"), "copy": copied}
    return shown | {name: value for name, value in more.items() if value}


def _media(world: World, message: Message) -> list[dict[str, Any]]:
    kinds = [kind for kind in MEDIA if kind in message.content]
    if "animation" in kinds:
        kinds.remove("document")  # stands beside it for old bots only (Bot API, Message)
    found = [(kind, message.content[kind]) for kind in kinds]
    return [_piece(world, kind, value[-1] if isinstance(value, list) else value) for kind, value in found]


def _piece(world: World, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    rest = {name: each for name, each in value.items() if name != "$file"}
    if "$file" not in value:
        return {"kind": kind, **rest}
    file = world.state.files[value["$file"]]
    return {"kind": kind, "url": f"/sim/files/{file.unique}", "size": len(file.data), **rest}
