"""The one place that says what a failed request to Telegram means (telegram.md 2b)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.request import ServerTrouble, Unsent
from models.kinds import Doubt

REASON_LIMIT = 120  # characters of what Telegram said that are kept beside a row


class Kind(StrEnum):
    """What became of a request that was not simply answered."""

    DONE = "done"  # what was wanted is so already, or no longer matters
    WAIT = "wait"  # flood limit: Telegram said how long
    NOT_SENT = "not sent"  # never left this machine
    DOUBT = "outcome unknown"  # may have been carried out
    MIGRATED = "group migrated"  # the chat has a new id
    PERSON_LOST = "person unreachable"  # blocked the bot, deleted the account, never started it
    GROUP_LOST = "group lost"  # kicked, deleted, or not allowed to write
    TOPIC_LOST = "topic gone"
    STALE = "message gone"  # the message to change can't be changed any more
    UNFIT = "refused as unfit"  # our mistake: markup, length, buttons
    MEDIA = "media refused"
    REPLY = "replied-to message gone"
    CONFIG = "configuration"  # token or set-up: nothing can be sent until somebody mends it
    UNKNOWN = "unknown refusal"


@dataclass(frozen=True)
class Fault:
    kind: Kind
    reason: str  # short; holds no token and nothing a resident wrote
    seconds: float = 0.0  # WAIT: how long
    chat_bound: bool = True  # WAIT: only this chat has to wait, else the whole bot
    new_chat_id: int | None = None  # MIGRATED: where to


class Verdict(StrEnum):
    """What to do with a call whose outcome is unknown."""

    AGAIN = "again"
    PARK = "park"
    DROP = "drop"


# In the order they are tried; telegram.error strips "Bad Request: " and lowers what follows.
_FORBIDDEN = (
    ("bot was blocked by the user", Kind.PERSON_LOST),
    ("user is deactivated", Kind.PERSON_LOST),
    ("bot can't initiate conversation", Kind.PERSON_LOST),
    ("bot can't send messages to bots", Kind.PERSON_LOST),
    ("bot can't send messages to the user", Kind.PERSON_LOST),
    ("bot was kicked", Kind.GROUP_LOST),
    ("bot is not a member", Kind.GROUP_LOST),
    ("group chat was deleted", Kind.GROUP_LOST),
    ("not enough rights", Kind.GROUP_LOST),
    ("chat_write_forbidden", Kind.GROUP_LOST),
)
_BAD_REQUEST = (
    ("message is not modified", Kind.DONE),
    ("query is too old", Kind.DONE),
    ("query id is invalid", Kind.DONE),
    ("query_id_invalid", Kind.DONE),
    ("message to delete not found", Kind.DONE),
    ("message to unpin not found", Kind.DONE),
    ("message thread not found", Kind.TOPIC_LOST),
    ("topic_closed", Kind.TOPIC_LOST),
    ("topic_deleted", Kind.TOPIC_LOST),
    ("topic_id_invalid", Kind.TOPIC_LOST),
    ("message to be replied not found", Kind.REPLY),
    ("replied message not found", Kind.REPLY),
    ("message to reply not found", Kind.REPLY),
    ("message to edit not found", Kind.STALE),
    ("message can't be edited", Kind.STALE),
    ("message can't be deleted", Kind.STALE),
    ("message to pin not found", Kind.STALE),
    ("message_id_invalid", Kind.STALE),
    ("there is no text in the message to edit", Kind.STALE),
    ("can't parse", Kind.UNFIT),
    ("is too long", Kind.UNFIT),
    ("too_long", Kind.UNFIT),
    ("must be non-empty", Kind.UNFIT),
    ("text is empty", Kind.UNFIT),
    ("button_", Kind.UNFIT),
    ("entit", Kind.UNFIT),
    ("reply markup", Kind.UNFIT),
    ("reply keyboard", Kind.UNFIT),
    ("inline keyboard", Kind.UNFIT),
    ("wrong file", Kind.MEDIA),
    ("wrong remote file", Kind.MEDIA),
    ("wrong type of the web page", Kind.MEDIA),
    ("failed to get http url", Kind.MEDIA),
    ("file is too big", Kind.MEDIA),
    ("file reference", Kind.MEDIA),
    ("file_reference", Kind.MEDIA),
    ("can't use file of type", Kind.MEDIA),
    ("photo_invalid", Kind.MEDIA),
    ("image_process_failed", Kind.MEDIA),
    ("voice_messages_forbidden", Kind.MEDIA),
    ("not enough rights to send text", Kind.GROUP_LOST),
    ("not enough rights to manage", Kind.UNKNOWN),  # pins, topics: the chat itself is fine
    ("not enough rights to pin", Kind.UNKNOWN),
    ("not enough rights to", Kind.MEDIA),  # send photos, videos, documents…
    ("not enough rights", Kind.GROUP_LOST),
    ("have no rights to send", Kind.GROUP_LOST),
    ("chat_write_forbidden", Kind.GROUP_LOST),
    ("chat_restricted", Kind.GROUP_LOST),
    ("group chat was upgraded", Kind.GROUP_LOST),  # migrated, but nobody said where to
    ("group is deactivated", Kind.GROUP_LOST),
    ("channel_private", Kind.GROUP_LOST),
    ("user_is_blocked", Kind.PERSON_LOST),
    ("input_user_deactivated", Kind.PERSON_LOST),
)
_GONE_CHAT = ("chat not found", "peer_id_invalid")
_QUOTED = re.compile(r"""["'«“].*["'»”]|[^\x20-\x7e]+""", re.DOTALL)
_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")


def classify(error: BaseException, method: str, lane: int) -> Fault:
    """What this exception of the library means for a call of this method to this chat (0: to none)."""
    for kind, read in _READERS:
        if isinstance(error, kind):
            return read(error, method, lane)
    return Fault(Kind.UNKNOWN, f"{type(error).__name__} in our own code")


def after_doubt(doubt: Doubt, doubts: int) -> Verdict:
    """Whether to repeat a call whose outcome was unknown so many times already, this time included."""
    if doubt is Doubt.REPEAT:
        return Verdict.AGAIN
    if doubt is Doubt.NEVER:
        return Verdict.DROP
    return Verdict.AGAIN if doubts <= 1 else Verdict.PARK


def reason_of(error: BaseException) -> str:
    """What Telegram said, without quotations: they may be a resident's words."""
    text = _TOKEN.sub("…", str(error)).partition(". Parsing the server response")[0]
    return _QUOTED.sub("…", text)[:REASON_LIMIT] or type(error).__name__


def _told_to_wait(error: Any, _: str, lane: int) -> Fault:
    after = error.retry_after
    seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
    return Fault(Kind.WAIT, f"told to wait {seconds:.0f} s", seconds=seconds, chat_bound=lane != 0)


def _migrated(error: Any, *_: object) -> Fault:
    return Fault(Kind.MIGRATED, "group migrated", new_chat_id=error.new_chat_id)


def _missing_method(error: Any, *_: object) -> Fault:
    """The library says so for a refused token too; only the cause tells."""
    if "unauthorized" in str(error.__cause__).lower():
        return Fault(Kind.CONFIG, "unauthorized")
    return Fault(Kind.UNKNOWN, reason_of(error))


def _misconfigured(error: Any, *_: object) -> Fault:
    return Fault(Kind.CONFIG, reason_of(error))


def _forbidden(error: Any, method: str, lane: int) -> Fault:
    return _by_words(error, _FORBIDDEN, method, lane)


def _bad_request(error: Any, method: str, lane: int) -> Fault:
    return _by_words(error, _BAD_REQUEST, method, lane)


def _by_words(error: Any, table: tuple[tuple[str, Kind], ...], method: str, lane: int) -> Fault:
    text = error.message.lower()
    for words, kind in table:
        if words in text:
            return Fault(_for_method(kind, method, lane), words)
    if any(words in text for words in _GONE_CHAT):
        return Fault(Kind.GROUP_LOST if lane < 0 else Kind.PERSON_LOST, reason_of(error))
    return Fault(Kind.UNKNOWN, reason_of(error))


def _for_method(kind: Kind, method: str, lane: int) -> Kind:
    """Rights to pin, delete or manage are no rights to write, and only what has media can lose it."""
    if kind is Kind.PERSON_LOST and lane < 0:
        kind = Kind.GROUP_LOST
    if kind in {Kind.MEDIA, Kind.GROUP_LOST} and method.startswith(("pin", "unpin", "delete", "set")):
        return Kind.UNKNOWN
    if kind is Kind.MEDIA and method == "sendMessage":
        return Kind.GROUP_LOST
    return kind


def _network(error: Any, _: str, lane: int) -> Fault:
    text, reason = error.message.lower(), reason_of(error)
    if isinstance(error.__cause__, Unsent):
        return Fault(Kind.NOT_SENT, reason)
    if isinstance(error, ServerTrouble) or error.__cause__ is not None:
        return Fault(Kind.DOUBT, reason)
    if "too many requests" in text:
        return Fault(Kind.WAIT, reason, seconds=1.0, chat_bound=lane != 0)
    if "too large" in text:  # 413
        return Fault(Kind.MEDIA, reason)
    return Fault(Kind.UNKNOWN if "(4" in text else Kind.DOUBT, reason)


def _unreadable(error: Any, *_: object) -> Fault:
    return Fault(Kind.DOUBT, reason_of(error))


_READERS: tuple[tuple[type[TelegramError], Callable[[Any, str, int], Fault]], ...] = (
    (RetryAfter, _told_to_wait),
    (ChatMigrated, _migrated),
    (EndPointNotFound, _missing_method),
    (InvalidToken, _misconfigured),
    (Conflict, _misconfigured),
    (Forbidden, _forbidden),
    (BadRequest, _bad_request),  # before its base class
    (NetworkError, _network),
    (TelegramError, _unreadable),
)
