"""A file in a call: uploaded with it, attached by name, or known by its id."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.files import Upload, check_upload
from sandbox.methods.call import Call
from sandbox.records import StoredFile
from sandbox.samples import THUMBNAIL_SIDE
from sandbox.text import caption

MIME = {
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "animation": "video/mp4",
    "photo": "image/jpeg",
}


def attached(call: Call, kind: str, name: str, value: Any) -> StoredFile:
    upload = call.uploads.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        upload = call.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"file {value} not found in the request")
    if upload:
        check_upload(kind, upload)
        return call.stage.files.store(kind, upload)
    return _known(call, kind, value)


def _known(call: Call, kind: str, value: Any) -> StoredFile:
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if str(value).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox goes nowhere
    file = call.stage.files.by_id(call.bot.id, str(value))
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def shown(file: StoredFile, kind: str, **more: Any) -> Any:
    """How a message of this kind speaks of its file."""
    ref: dict[str, Any] = {"$file": file.unique}
    if kind == "photo":
        small = {"width": THUMBNAIL_SIDE, "height": THUMBNAIL_SIDE}
        smaller = [{"$file": file.thumbnail, **small}] if file.thumbnail else []
        return [*smaller, ref | file.shape]
    if kind in ("document", "voice", "audio", "video", "animation"):
        ref["mime_type"] = MIME.get(kind, file.mime) if file.mime == Upload.mime else file.mime
    if kind in ("document", "audio", "video", "animation"):
        ref["file_name"] = file.name
    return ref | SHAPES.get(kind, {}) | file.shape | {name: value for name, value in more.items() if value}


SHAPES: dict[str, dict[str, Any]] = {
    "voice": {"duration": 1},
    "audio": {"duration": 1},
    "video": {"width": 640, "height": 480, "duration": 1},
    "animation": {"width": 320, "height": 240, "duration": 1},
    "video_note": {"length": 240, "duration": 1},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}


def input_media(call: Call, media: Any) -> dict[str, Any]:
    """An InputMedia of an album or an edit, as a message's content."""
    if not isinstance(media, dict) or "media" not in media:
        raise bad_request("can't parse InputMedia: can't find field \"media\"")
    kind = str(media.get("type", ""))
    if kind not in ("photo", "video", "document", "audio", "animation"):
        raise bad_request("can't parse InputMedia: type must be specified")
    file = attached(call, kind, "", media["media"])
    words = caption(media.get("caption"), media.get("parse_mode"), media.get("caption_entities"))
    return {kind: shown(file, kind)} | words
