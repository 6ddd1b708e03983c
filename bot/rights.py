"""What the bot may do in a group, from what Telegram tells about its membership."""

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, ResultChatMemberUnion


def missing_rights(me: ResultChatMemberUnion) -> list[str]:
    """Names of rights it lacks, most needed first; their words are the texts `right.…`."""
    if isinstance(me, ChatMemberRestricted):
        return ["admin"] if me.can_send_messages else ["send", "admin"]
    return [] if isinstance(me, ChatMemberAdministrator) else ["admin"]
