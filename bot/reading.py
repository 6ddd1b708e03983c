"""A Telegram message as the desk sees it: words and enclosures."""

import re
from unicodedata import category

from aiogram.types import Document, Message

from desk.cleaning import is_blank
from desk.enclosing import Enclosure, Report
from models.kinds import AttachmentKind

LARGEST_FETCHED = 20 * 1024 * 1024  # bytes (Bot API, getFile); sending on by its id knows no limit
COMMAND = re.compile(r"/[A-Za-z]")
NONE = "-"  # typed where something may be taken away
LOUD = "?!\uff1f\uff01"
MEDIA = ("image/", "video/", "audio/")
PAPERS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",  # not known to the sender's phone: the name decides
        "text/plain",
        "text/csv",
    }
)
SUFFIXES = frozenset(
    [
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "heic",
        "heif",
        "bmp",
        "tif",
        "tiff",
        "mp4",
        "mov",
        "m4v",
        "avi",
        "3gp",
        "mkv",
        "webm",
        "mp3",
        "m4a",
        "ogg",
        "oga",
        "opus",
        "wav",
        "amr",
        "aac",
        "flac",
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "txt",
        "csv",
    ]
)


def report_of(message: Message, bot_id: int) -> Report | None:
    """What somebody reports in one message; None when nothing in it can be read."""
    words = unslashed(message.text or message.caption or "")
    enclosed = _enclosure(message)
    words = "" if says_nothing(words) else words.strip()
    if not words and enclosed is None:
        return None
    return Report(bot_id, words, (enclosed,) if enclosed else (), message.message_id)


def is_command(text: str) -> bool:
    """What Telegram knows as one; a slash before anything else is a slip of the finger, and is heard."""
    return COMMAND.match(text) is not None


def says_nothing(text: str) -> bool:
    """Blank, or a dot and the like; what asks or exclaims is no slip of the finger."""
    return is_blank(text) or all(
        letter.isspace() or (category(letter)[0] == "P" and letter not in LOUD) for letter in text
    )


def unslashed(text: str) -> str:
    """The words without such a slip."""
    return text if is_command(text) else text.lstrip("/ ")


async def can_be_read(message: Message) -> bool:
    """A filter: says something, and is no command."""
    return not is_command(message.text or "") and report_of(message, 0) is not None


async def is_text(message: Message) -> bool:
    """A filter: words typed, and no command. A dash says something where it was asked for: that there is none."""
    typed = message.text or ""
    return (typed.strip() == NONE or not says_nothing(typed)) and not is_command(typed)


def _enclosure(message: Message) -> Enclosure | None:
    if message.location:
        place = message.location
        return Enclosure(AttachmentKind.LOCATION, latitude=place.latitude, longitude=place.longitude)
    kinds = {
        AttachmentKind.PHOTO: message.photo[-1] if message.photo else None,
        AttachmentKind.VIDEO: message.video,
        AttachmentKind.ROUND_VIDEO: message.video_note,
        AttachmentKind.ANIMATION: message.animation,
        AttachmentKind.VOICE: message.voice,
        AttachmentKind.AUDIO: message.audio,
        AttachmentKind.DOCUMENT: message.document
        if message.document and _harmless(message.document)
        else None,
    }
    for kind, file in kinds.items():
        if file is not None:
            return Enclosure(
                kind,
                file_id=file.file_id,
                file_unique_id=file.file_unique_id,
                caption=message.caption or "",
                album=message.media_group_id or "",
            )
    return None


def unfit_file(message: Message) -> str | None:
    """What is wrong with a file: "big" is kept, though nothing of ours can fetch it; "type" isn't passed on.

    Of a film a shorter one is asked for ("big"), of a paper or a recording a smaller one ("big_file").
    """
    films = (message.video, message.video_note)
    others = (message.voice, message.audio, message.document)
    if message.document is not None and not _harmless(message.document):
        return "type"
    if any(file and (file.file_size or 0) > LARGEST_FETCHED for file in films):
        return "big"
    return "big_file" if any(file and (file.file_size or 0) > LARGEST_FETCHED for file in others) else None


def _harmless(document: Document) -> bool:
    """Pictures, recordings and papers; no programs, archives or pages, whatever they are called."""
    name, kind = (document.file_name or "").lower(), (document.mime_type or "").lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    return (not kind or (kind.startswith(MEDIA) and "svg" not in kind) or kind in PAPERS) and (
        not suffix or suffix in SUFFIXES
    )
