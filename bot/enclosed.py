"""What was sent along with a complaint, sent on to one of the staff."""

from aiogram import Bot

from bot.speech import PROTECTED
from models import Attachment, Complaint
from models.kinds import AttachmentKind

SENDERS = {
    AttachmentKind.PHOTO: "send_photo",
    AttachmentKind.VIDEO: "send_video",
    AttachmentKind.ANIMATION: "send_animation",
    AttachmentKind.VOICE: "send_voice",
    AttachmentKind.AUDIO: "send_audio",
    AttachmentKind.DOCUMENT: "send_document",
}


async def send_enclosed(bot: Bot, chat_id: int, complaint: Complaint, caption: str) -> None:
    for row in await Attachment.filter(complaint_id=complaint.id, bot_id=bot.id).order_by("id"):
        await _send(bot, chat_id, row, caption)


async def _send(bot: Bot, chat_id: int, row: Attachment, caption: str) -> None:
    """Telegram sends a file again only as what it was."""
    if row.kind is AttachmentKind.LOCATION:
        await bot.send_location(chat_id, row.latitude or 0, row.longitude or 0, **PROTECTED)
    elif row.kind is AttachmentKind.ROUND_VIDEO:
        await bot.send_video_note(chat_id, row.file_id, **PROTECTED)
    else:
        await getattr(bot, SENDERS[row.kind])(chat_id, row.file_id, caption=caption, **PROTECTED)
