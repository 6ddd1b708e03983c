"""What can be told of an update without decoding it."""

from collections.abc import Mapping
from typing import Any

Update = Mapping[str, Any]
Entry = tuple[int, int, Update]  # row id, update_id, update

SENDERS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "inline_query",
    "poll_answer",
    "chat_join_request",
)

LARGEST_ID = 2**63 - 1  # what a column holds; Telegram's ids have 52 bits


def is_update(found: Any) -> bool:
    """Whether it can be written down at all."""
    return isinstance(found, Mapping) and _is_id(found.get("update_id"))


def _is_id(found: Any) -> bool:
    return type(found) is int and abs(found) <= LARGEST_ID


def lane_of(update: Update) -> int:
    """Whose update it is: the person's id, else the chat's, else 0."""
    for kind in SENDERS:
        body = update.get(kind)
        if isinstance(body, Mapping):
            for key in ("from", "user", "chat"):
                who = body.get(key)
                if isinstance(who, Mapping) and _is_id(who.get("id")):
                    return int(who["id"])
    return 0
