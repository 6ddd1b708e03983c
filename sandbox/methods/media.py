"""Sending one file."""

from typing import Any

from sandbox.methods.attachments import attached, shown
from sandbox.methods.call import Call, method
from sandbox.methods.posting import post
from sandbox.text import caption

RIGHTS = {
    "audio": "audios",
    "document": "documents",
    "photo": "photos",
    "video": "videos",
    "voice": "voice_notes",
}
DETAILS = ("duration", "width", "height", "performer", "title", "length", "emoji")


def _send(call: Call, kind: str) -> dict[str, Any]:
    words = caption(call.get("caption"), call.get("parse_mode"), call.get("caption_entities"))
    chat = call.writable("can_send_" + RIGHTS.get(kind, "other_messages"))
    file = attached(call, kind, kind, call.get(kind))
    details = {name: call.get(name) for name in DETAILS if call.get(name)}
    content = {kind: shown(file, kind, **details)} | words
    if kind == "animation":
        content["document"] = shown(file, "document")
    return call.show(chat, post(call, chat, content))


@method("sendPhoto")
def send_photo(call: Call) -> dict[str, Any]:
    return _send(call, "photo")


@method("sendDocument")
def send_document(call: Call) -> dict[str, Any]:
    return _send(call, "document")


@method("sendVoice")
def send_voice(call: Call) -> dict[str, Any]:
    return _send(call, "voice")


@method("sendAudio")
def send_audio(call: Call) -> dict[str, Any]:
    return _send(call, "audio")


@method("sendVideo")
def send_video(call: Call) -> dict[str, Any]:
    return _send(call, "video")


@method("sendAnimation")
def send_animation(call: Call) -> dict[str, Any]:
    return _send(call, "animation")


@method("sendVideoNote")
def send_video_note(call: Call) -> dict[str, Any]:
    return _send(call, "video_note")


@method("sendSticker")
def send_sticker(call: Call) -> dict[str, Any]:
    return _send(call, "sticker")
