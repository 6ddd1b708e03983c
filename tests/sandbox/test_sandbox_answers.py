"""Every answer fits aiogram's models and PTB's, method by method."""

import inspect
from typing import Any

import aiogram.methods
import pytest
import telegram
from aiogram import Bot
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, TypeAdapter

from sandbox.client import Client
from sandbox.methods import METHODS
from sandbox.probes import PNG, TOKEN, Raw
from sandbox.schema import adapter, methods
from sandbox.server import Sandbox

# What aiogram calls a type and PTB another, or has none for.
PTB_NAMES = {"MenuButtonDefault": "MenuButton", "ChatMemberOwner": "ChatMember", "File": "File"}
ALBUM = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b", "caption": "two"}]
FILES = {"a": PNG, "b": PNG}

# method, parameters ("owner", "group", "forum", "topic", "sent", "picture" stand for ids), files
CALLS: list[tuple[str, dict[str, Any], dict[str, bytes]]] = [
    ("getMe", {}, {}),
    ("sendMessage", {"chat_id": "owner", "text": "hello /start @somebody https://t.me #tag"}, {}),
    ("sendMessage", {"chat_id": "forum", "message_thread_id": "topic", "text": "in a topic"}, {}),
    ("sendMessage", {"chat_id": "owner", "text": "x", "reply_parameters": {"message_id": "sent"}}, {}),
    ("sendPhoto", {"chat_id": "owner"}, {"photo": PNG}),
    ("sendDocument", {"chat_id": "group", "caption": "c"}, {"document": b"%PDF"}),
    ("sendVoice", {"chat_id": "owner", "duration": 4}, {"voice": b"OggS"}),
    ("sendAudio", {"chat_id": "owner", "title": "t"}, {"audio": b"ID3"}),
    ("sendVideo", {"chat_id": "owner"}, {"video": b"mp4"}),
    ("sendAnimation", {"chat_id": "owner"}, {"animation": b"gif"}),
    ("sendVideoNote", {"chat_id": "owner"}, {"video_note": b"mp4"}),
    ("sendSticker", {"chat_id": "owner"}, {"sticker": b"webp"}),
    ("sendMediaGroup", {"chat_id": "owner", "media": ALBUM}, FILES),
    ("sendContact", {"chat_id": "owner", "phone_number": "+852", "first_name": "A"}, {}),
    ("sendLocation", {"chat_id": "owner", "latitude": 22.3, "longitude": 114.1}, {}),
    ("sendVenue", {"chat_id": "owner", "latitude": 1, "longitude": 2, "title": "t", "address": "a"}, {}),
    ("sendChatAction", {"chat_id": "owner", "action": "typing"}, {}),
    ("copyMessage", {"chat_id": "group", "from_chat_id": "owner", "message_id": "sent"}, {}),
    ("copyMessages", {"chat_id": "group", "from_chat_id": "owner", "message_ids": ["sent"]}, {}),
    ("forwardMessage", {"chat_id": "group", "from_chat_id": "owner", "message_id": "sent"}, {}),
    ("forwardMessages", {"chat_id": "group", "from_chat_id": "owner", "message_ids": ["sent"]}, {}),
    ("editMessageText", {"chat_id": "owner", "message_id": "sent", "text": "other"}, {}),
    ("editMessageCaption", {"chat_id": "owner", "message_id": "picture", "caption": "other"}, {}),
    (
        "editMessageMedia",
        {"chat_id": "owner", "message_id": "picture", "media": {"type": "photo", "media": "attach://a"}},
        {"a": PNG},
    ),
    ("editMessageReplyMarkup", {"chat_id": "owner", "message_id": "sent"}, {}),
    ("deleteMessage", {"chat_id": "owner", "message_id": "sent"}, {}),
    ("deleteMessages", {"chat_id": "owner", "message_ids": ["sent", 99999]}, {}),
    ("pinChatMessage", {"chat_id": "owner", "message_id": "sent"}, {}),
    ("unpinAllChatMessages", {"chat_id": "owner"}, {}),
    ("setMessageReaction", {"chat_id": "owner", "message_id": "sent", "reaction": []}, {}),
    ("getChat", {"chat_id": "owner"}, {}),
    ("getChat", {"chat_id": "group"}, {}),
    ("getChatMember", {"chat_id": "group", "user_id": "owner"}, {}),
    ("getChatMemberCount", {"chat_id": "group"}, {}),
    ("getChatAdministrators", {"chat_id": "group"}, {}),
    ("setChatPermissions", {"chat_id": "group", "permissions": {"can_send_messages": True}}, {}),
    ("setChatTitle", {"chat_id": "group", "title": "New"}, {}),
    ("createForumTopic", {"chat_id": "forum", "name": "Lifts"}, {}),
    ("editForumTopic", {"chat_id": "forum", "message_thread_id": "topic", "name": "Doors"}, {}),
    ("closeForumTopic", {"chat_id": "forum", "message_thread_id": "topic"}, {}),
    ("deleteForumTopic", {"chat_id": "forum", "message_thread_id": "topic"}, {}),
    ("getForumTopicIconStickers", {}, {}),
    ("setMyCommands", {"commands": [{"command": "start", "description": "begin"}]}, {}),
    ("getMyCommands", {}, {}),
    ("deleteMyCommands", {}, {}),
    ("setChatMenuButton", {}, {}),
    ("getChatMenuButton", {}, {}),
    ("setMyName", {"name": "Y"}, {}),
    ("getMyName", {}, {}),
    ("getMyDescription", {}, {}),
    ("getMyShortDescription", {}, {}),
    ("getMyDefaultAdministratorRights", {}, {}),
    ("exportChatInviteLink", {"chat_id": "group"}, {}),
    ("createChatInviteLink", {"chat_id": "group"}, {}),
    ("getUserProfilePhotos", {"user_id": "owner"}, {}),
    ("getUpdates", {}, {}),
    ("getWebhookInfo", {}, {}),
    ("setWebhook", {"url": "http://127.0.0.1:1/x"}, {}),
    ("deleteWebhook", {}, {}),
    ("leaveChat", {"chat_id": "group"}, {}),
]


def model_of(method: str) -> type[TelegramMethod[Any]]:
    name = method[0].upper() + method[1:]
    found: type[TelegramMethod[Any]] = getattr(aiogram.methods, name)
    return found


async def prepared(raw: Raw, sim: Client, owner: int, group: int, forum: int) -> dict[str, int]:
    topic = await raw.ok("createForumTopic", chat_id=forum, name="Cleaning")
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await raw.ok("sendMessage", chat_id=owner, text="first", reply_markup=keyboard)
    photo = await upload(raw, "sendPhoto", {"chat_id": owner}, {"photo": PNG})
    ids = {"owner": owner, "group": group, "forum": forum}
    return ids | {
        "topic": topic["message_thread_id"],
        "sent": sent["message_id"],
        "picture": photo["message_id"],
    }


async def upload(raw: Raw, method: str, params: dict[str, Any], files: dict[str, bytes]) -> Any:
    import json

    from aiohttp import FormData

    form = FormData(default_to_multipart=True)
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, data in files.items():
        form.add_field(name, data, filename=f"{name}.png")
    async with raw.session.post(f"{raw.url}/bot{TOKEN}/{method}", data=form) as response:
        body = await response.json()
        assert body["ok"], body
        return body["result"]


def filled(value: Any, ids: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    return ids.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("method", "params", "files"), CALLS, ids=lambda value: value if isinstance(value, str) else ""
)
async def test_answer_fits_both_libraries(
    method: str,
    params: dict[str, Any],
    files: dict[str, bytes],
    raw: Raw,
    sim: Client,
    bot: Bot,
    sandbox: Sandbox,
    owner: int,
    group: int,
    forum: int,
) -> None:
    ids = await prepared(raw, sim, owner, group, forum)
    result = await upload(raw, method, filled(params, ids), files)
    parsed: Any = TypeAdapter(model_of(method).__returning__).validate_python(result, context={"bot": bot})
    assert known_to_aiogram(parsed) == []
    read_by_ptb(parsed, result)
    assert sandbox.violations == []


def known_to_aiogram(parsed: Any) -> list[str]:
    """Fields that aiogram's models don't have: the sandbox made them up."""
    if isinstance(parsed, list):
        return [name for each in parsed for name in known_to_aiogram(each)]
    if not isinstance(parsed, BaseModel):
        return []
    inner = [name for field in type(parsed).model_fields for name in known_to_aiogram(getattr(parsed, field))]
    return inner + list(parsed.model_extra or {})


def read_by_ptb(parsed: Any, result: Any) -> None:
    for model, plain in zip(parsed, result, strict=True) if isinstance(parsed, list) else [(parsed, result)]:
        if not isinstance(model, BaseModel):
            continue
        name = type(model).__name__
        reader = getattr(telegram, PTB_NAMES.get(name, name))
        assert inspect.isclass(reader)
        assert issubclass(reader, telegram.TelegramObject)
        read = reader.de_json(plain, None)
        assert read.to_dict().keys() >= plain.keys() - {"date"} or read.api_kwargs == {}


def test_the_schema_can_check_every_field_of_every_method_played() -> None:
    fields = [field for name in METHODS if name in methods() for field in methods()[name].fields.values()]
    nested = [field for field in fields if field.kind == "json"]
    assert all(adapter(field.annotation) for field in nested)
    assert {"chat", "int", "str", "bool", "file", "json"} <= {field.kind for field in fields}


def test_every_method_that_the_issue_names_is_played() -> None:
    named = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendDocument
    sendVoice sendAudio sendVideo sendMediaGroup sendContact sendLocation sendChatAction copyMessage
    copyMessages forwardMessage forwardMessages editMessageText editMessageCaption editMessageMedia
    editMessageReplyMarkup deleteMessage deleteMessages pinChatMessage unpinChatMessage unpinAllChatMessages
    answerCallbackQuery getFile getChat getChatMember getChatMemberCount getChatAdministrators
    restrictChatMember banChatMember unbanChatMember promoteChatMember setChatPermissions setMessageReaction
    createForumTopic editForumTopic closeForumTopic reopenForumTopic deleteForumTopic
    getForumTopicIconStickers setMyCommands getMyCommands deleteMyCommands setChatMenuButton setMyName
    setMyDescription setMyShortDescription leaveChat exportChatInviteLink createChatInviteLink
    getUserProfilePhotos logOut close"""
    assert [name for name in named.split() if name.lower() not in METHODS] == []
