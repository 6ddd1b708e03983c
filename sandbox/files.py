"""Files: what is uploaded, how big it may be, and the ids by which each bot knows it."""

import base64
import struct
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.records import StoredFile
from sandbox.samples import THUMBNAIL_SIDE, THUMBNAILS, thumbnail
from sandbox.world import World

MEBIBYTE = 1024 * 1024
MOST_PHOTO = 10 * MEBIBYTE
MOST_UPLOAD = 50 * MEBIBYTE
MOST_DOWNLOAD = 20 * MEBIBYTE
MOST_SIDES = 10_000  # pixels, width and height together
MOST_RATIO = 20
FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "sticker": "stickers",
    "animation": "animations",
    "video_note": "video_notes",
}
PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"
PICTURES = (PNG, JPEG, b"GIF8", b"RIFF", b"BM")
SEGMENT = 0xFF  # every part of a JPEG begins with it
FRAME_HEADERS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WRONG_ID = "wrong file identifier/HTTP URL specified"


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes
    mime: str = "application/octet-stream"


def check_upload(kind: str, upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > MOST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        check_photo(upload.data)


def check_photo(data: bytes) -> None:
    if len(data) > MOST_PHOTO:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {MOST_PHOTO} bytes"
        )
    if not data.startswith(PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    shape = picture_shape(data)
    sides = sorted(shape.values())
    if sum(sides) > MOST_SIDES or sides[1] > sides[0] * MOST_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def picture_shape(data: bytes) -> dict[str, int]:
    if data.startswith(PNG):
        width, height = struct.unpack(">II", data[16:24])
        return {"width": max(1, width), "height": max(1, height)}
    if data.startswith(JPEG):
        return jpeg_shape(data)
    return {"width": 640, "height": 480}


def jpeg_shape(data: bytes) -> dict[str, int]:
    """Walks the segments to the frame header, which alone tells the size."""
    at = 2
    while at + 9 < len(data) and data[at] == SEGMENT:
        if data[at + 1] in FRAME_HEADERS:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return {"width": max(1, width), "height": max(1, height)}
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return {"width": 640, "height": 480}


class Files:
    def __init__(self, world: World) -> None:
        self._world = world

    def store(self, kind: str, upload: Upload, shape: dict[str, int] | None = None) -> StoredFile:
        number = self._world.number()
        unique = f"AQAD{kind[0].upper()}{number:08d}"
        if kind == "photo":
            shape = picture_shape(upload.data)
        file = StoredFile(unique, kind, upload.data, upload.mime, upload.name, number, shape or {})
        if kind == "photo":
            file.thumbnail = self._thumbnail(file)
        self._world.state.files[unique] = file
        return file

    def _thumbnail(self, photo: StoredFile) -> str:
        """Every photo comes in several sizes, the smallest first; this one is no likeness."""
        unique, side = f"{photo.unique}t", {"width": THUMBNAIL_SIDE, "height": THUMBNAIL_SIDE}
        data, number = thumbnail(photo.number % THUMBNAILS), self._world.number()
        self._world.state.files[unique] = StoredFile(
            unique, "photo", data, "image/png", "t.png", number, side
        )
        return unique

    def by_id(self, bot_id: int, file_id: str) -> StoredFile:
        """A file id means something only to the bot that got it."""
        unique = unique_from(bot_id, file_id)
        file = self._world.state.files.get(unique or "")
        if file is None:
            raise bad_request(WRONG_ID)
        return file

    def by_path(self, path: str) -> StoredFile | None:
        files = self._world.state.files.values()
        return next((file for file in files if path_of(file) == path and fits(file)), None)


def fits(file: StoredFile) -> bool:
    return len(file.data) <= MOST_DOWNLOAD


def file_id(bot_id: int, unique: str) -> str:
    plain = f"{bot_id}:{unique}:sandbox-file-id-padding-as-long-as-real".encode()
    return "AgAC" + base64.urlsafe_b64encode(plain).decode().rstrip("=")


def unique_from(bot_id: int, file_id: str) -> str | None:
    body = file_id.removeprefix("AgAC")
    try:
        plain = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except ValueError:
        return None
    owner, _, rest = plain.partition(":")
    return rest.partition(":")[0] if owner == str(bot_id) else None


def path_of(file: StoredFile) -> str:
    if file.kind == "photo":
        return f"photos/file_{file.number}.jpg"
    suffix = file.name.rpartition(".")[2] if "." in file.name else "bin"
    return f"{FOLDERS.get(file.kind, 'documents')}/file_{file.number}.{suffix}"


def described(bot_id: int, file: StoredFile) -> dict[str, Any]:
    return {
        "file_id": file_id(bot_id, file.unique),
        "file_unique_id": file.unique,
        "file_size": len(file.data),
    }
