"""Chats: looking them up, their settings, invitations, leaving."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.records import Chat
from sandbox.render import chat_json, message_json
from sandbox.text import clean

MOST_TITLE = 128
MOST_DESCRIPTION = 255


@method("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat()
    if chat.private and not chat.started:
        raise bad_request("chat not found")
    shown = chat_json(call.world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if not chat.private:
        shown |= {"permissions": chat.permissions} | _description(chat)
    if chat.pinned:
        pinned = chat.messages[chat.pinned[-1]]
        shown["pinned_message"] = message_json(call.world, call.bot.id, chat, pinned, nested=True)
    return shown


def _description(chat: Chat) -> dict[str, Any]:
    return {"description": chat.description} if chat.description else {}


@method("setChatTitle")
def set_chat_title(call: Call) -> bool:
    chat = call.chat()
    call.need_right(chat, "can_change_info", "not enough rights to change chat title")
    title = clean(call.get("title", "")).strip()
    if not 1 <= len(title) <= MOST_TITLE:
        raise bad_request("chat title is empty" if not title else "chat title is too long")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    call.stage.membership.tell(chat, call.bot.id, {"new_chat_title": title})
    return True


@method("setChatDescription")
def set_chat_description(call: Call) -> bool:
    chat = call.chat()
    call.need_right(chat, "can_change_info", "not enough rights to set chat description")
    description = clean(call.get("description", ""))[:MOST_DESCRIPTION]
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


@method("setChatPermissions")
def set_chat_permissions(call: Call) -> bool:
    chat = call.chat()
    call.need_right(chat, "can_restrict_members", "not enough rights to change chat permissions")
    wanted = call.get("permissions", {})
    chat.permissions = {name: bool(wanted.get(name, False)) for name in chat.permissions}
    return True


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.stage.membership.leave(chat, call.bot.id)
    return True


@method("exportChatInviteLink")
def export_chat_invite_link(call: Call) -> str:
    chat = call.chat()
    call.need_right(chat, "can_invite_users", "not enough rights to manage chat invite link")
    link = f"https://t.me/+sandbox{call.world.number():06d}"
    chat.invite_links.append(link)
    return link


@method("createChatInviteLink")
def create_chat_invite_link(call: Call) -> dict[str, Any]:
    link = export_chat_invite_link(call)
    more = {name: call.get(name) for name in ("name", "expire_date", "member_limit") if call.get(name)}
    creator = {"id": call.bot.id, "is_bot": True, "first_name": call.world.user(call.bot.id).first_name}
    flags = {"creates_join_request": bool(call.get("creates_join_request")), "is_primary": False}
    return {"invite_link": link, "creator": creator, "is_revoked": False} | flags | more


@method("revokeChatInviteLink")
def revoke_chat_invite_link(call: Call) -> dict[str, Any]:
    chat, link = call.chat(), call.get("invite_link")
    if link not in chat.invite_links:
        raise bad_request("INVITE_HASH_EXPIRED")
    chat.invite_links.remove(link)
    creator = {"id": call.bot.id, "is_bot": True, "first_name": call.world.user(call.bot.id).first_name}
    flags = {"creates_join_request": False, "is_primary": False, "is_revoked": True}
    return {"invite_link": link, "creator": creator} | flags
