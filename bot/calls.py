"""Any Bot API call, as JSON, through python-telegram-bot's own methods; and what to leave out of a refused one."""

import html
import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any

from telegram import (
    BotCommand,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageId,
    ReactionType,
)
from telegram.ext import ExtBot

from bot.speech import Call

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024  # characters
NOT_API = frozenset({"self", "api_kwargs", "rate_limit_args", "filename", "location", "contact", "venue"})
# The library would read a file of this machine when such a text happens to be its path.
FILES = frozenset({"photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker"})
MEDIA = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}


class Concession(StrEnum):
    """What a call gives up so that the rest arrives."""

    PLAIN = "as plain text"
    BUTTONLESS = "without buttons"
    BARE = "without media"
    GENERAL = "outside its topic"
    UNREPLIED = "not as a reply"
    FRESH = "as a new message"


async def place(bot: ExtBot[None], call: Call) -> int | None:
    """Make the call; the id of the message it made, if any."""
    method, known = _native(call.method)
    if method is None:
        return _message_id(await bot.do_api_request(call.method, api_kwargs=call.params))
    params = _with_objects(call)
    given = {name: value for name, value in params.items() if name in known and name not in FILES}
    missing = {name: None for name in params if name in known and name in FILES}
    rest = {name: value for name, value in params.items() if name not in given}
    if call.upload is not None:
        given["document"] = InputFile(call.upload.content, filename=call.upload.name)
    return _message_id(await method(bot, **given, **missing, api_kwargs=rest or None))


def weight(call_method: str, params: dict[str, Any]) -> int:
    """As how many messages Telegram counts it."""
    return max(1, len(params.get("media", ()))) if call_method == "sendMediaGroup" else 1


def concede(call: Call, concession: Concession) -> Call | None:
    """The call without what was refused; None when nothing worth sending would be left."""
    return _CONCEDE[concession](call)


@cache
def _native(method: str) -> tuple[Callable[..., Any] | None, frozenset[str]]:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()
    native = getattr(ExtBot, name, None)
    if native is None:
        return None, frozenset()
    names = frozenset(inspect.signature(native).parameters)
    return native, frozenset(name for name in names - NOT_API if not name.endswith("_timeout"))


def _with_objects(call: Call) -> dict[str, Any]:
    """The few places where the library insists on its own classes."""
    if call.method == "sendMediaGroup":
        return call.params | {"media": [_media(item) for item in call.params["media"]]}
    if call.method == "setMyCommands":
        commands = [BotCommand(item["command"], item["description"]) for item in call.params["commands"]]
        return call.params | {"commands": commands}
    if call.method == "setMessageReaction":
        reactions = [ReactionType.de_json(item, None) for item in call.params.get("reaction", ())]
        return call.params | {"reaction": reactions}
    return call.params


def _media(item: dict[str, Any]) -> Any:
    fields = {name: value for name, value in item.items() if name not in {"type", "media"}}
    made = MEDIA[item["type"]](media="", **fields)
    with made._unfrozen():  # noqa: SLF001  # see FILES
        made.media = item["media"]
    return made


def _message_id(result: Any) -> int | None:
    if isinstance(result, list | tuple):
        result = result[0] if result else None
    if isinstance(result, Message | MessageId):
        return result.message_id
    if isinstance(result, dict) and isinstance(result.get("message_id"), int):
        return int(result["message_id"])
    return None


def _without(call: Call, *names: str) -> Call | None:
    kept = {name: value for name, value in call.params.items() if name not in names}
    return replace(call, params=kept) if len(kept) < len(call.params) else None


def _plain(call: Call) -> Call | None:
    field, limit = ("text", TEXT_LIMIT) if "text" in call.params else ("caption", CAPTION_LIMIT)
    text = str(call.params.get(field, ""))
    if call.params.get("parse_mode"):
        text = html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text))
    if not text.strip():
        return None
    markup = ("parse_mode", "entities", "caption_entities")
    kept = {name: value for name, value in call.params.items() if name not in markup}
    return replace(call, params=kept | {field: text[:limit]})


def _bare(call: Call) -> Call | None:
    source = call.params
    if call.method == "sendMediaGroup":
        source = next((item for item in source["media"] if item.get("caption")), {})
    if not source.get("caption") or not call.method.startswith("send"):
        return None
    renamed = {"caption": "text", "parse_mode": "parse_mode", "caption_entities": "entities"}
    words = {new: source[old] for old, new in renamed.items() if source.get(old)}
    stay = ("chat_id", "message_thread_id", "reply_markup", "reply_parameters", "disable_notification")
    return Call("sendMessage", {name: call.params[name] for name in stay if name in call.params} | words)


def _fresh(call: Call) -> Call | None:
    if call.method != "editMessageText":
        return None
    kept = {name: value for name, value in call.params.items() if name != "message_id"}
    return Call("sendMessage", kept)


_CONCEDE: dict[Concession, Callable[[Call], Call | None]] = {
    Concession.PLAIN: _plain,
    Concession.BUTTONLESS: lambda call: _without(call, "reply_markup"),
    Concession.BARE: _bare,
    Concession.GENERAL: lambda call: _without(call, "message_thread_id"),
    Concession.UNREPLIED: lambda call: _without(call, "reply_parameters", "reply_to_message_id"),
    Concession.FRESH: _fresh,
}
