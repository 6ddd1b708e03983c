"""What the courier needs to know about words: calls ready to send, and faces of cards."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from models import Card, Outgoing

# What holds a resident's words or number is neither forwarded nor copied out of the staff's chats (T2).
PROTECTED: dict[str, Any] = {"protect_content": True}


@dataclass(frozen=True)
class Call:
    """One Bot API call: its method in the API's own spelling, and its JSON parameters."""

    method: str
    params: dict[str, Any]
    upload: "Upload | None" = None


@dataclass(frozen=True)
class Upload:
    """A document that is made when it is sent, and kept nowhere."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Face:
    """What a card shows: HTML text and an inline keyboard as Bot API JSON (None: no buttons)."""

    text: str
    keyboard: dict[str, Any] | None = None
    pin: bool = False  # pin it once, silently, after the first send
    silent: bool = False  # send without a sound
    extra: dict[str, Any] = field(default_factory=dict)  # further parameters of the first send


def message_call(chat_id: int, text: str, rows: dict[str, Any] | None = None, **more: Any) -> Call:
    """One message of HTML, without previews of links."""
    params = {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **more,
    }
    return Call("sendMessage", params | ({"reply_markup": rows} if rows else {}))


def edit_call(chat_id: int, message_id: int, text: str) -> Call:
    """Other words, and no buttons, in a message of ours."""
    return Call("editMessageText", {**message_call(chat_id, text).params, "message_id": message_id})


class Speech(Protocol):
    """Puts rows into words; read from the database at the moment of sending."""

    async def call(self, row: Outgoing) -> Call | None:
        """The call for a row; None when there is nothing left to say."""
        ...

    async def face(self, card: Card) -> Face | None:
        """The card as it should look now; None when it should not be shown at all."""
        ...
