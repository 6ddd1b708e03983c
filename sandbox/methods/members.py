"""Members of a chat: looking them up, restricting, promoting, removing."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.records import PRESENT, Chat, Member
from sandbox.render import member_json
from sandbox.world import ADMIN_RIGHTS, everything_allowed

FOREVER_BELOW, FOREVER_ABOVE = 30, 366 * 24 * 3600  # seconds; bans outside last for ever
MOST_TITLE = 16


@method("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    chat, user_id = call.chat(), call.get("user_id")
    if user_id not in call.world.state.users:
        raise bad_request("invalid user_id specified")
    if chat.private:
        return member_json(call.world, user_id, Member("member" if chat.has(user_id) else "left"))
    return member_json(call.world, user_id, chat.member(user_id))


@method("getChatMemberCount", "getChatMembersCount")
def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return 2 if chat.private else sum(member.present for member in chat.members.values())


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    chat = call.chat()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    admins = {user: member for user, member in chat.members.items() if member.admin}
    people = [user for user in admins if user == call.bot.id or not call.world.user(user).is_bot]
    return [member_json(call.world, user, admins[user]) for user in people]


def _target(call: Call, right: str, chat: Chat) -> int:
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.need_right(chat, right, "not enough rights to restrict/unrestrict chat member")
    user_id = int(call.get("user_id"))
    if user_id not in call.world.state.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.member(user_id).status == "creator":
        raise bad_request("can't remove chat owner")
    if chat.member(user_id).status == "administrator" and right == "can_restrict_members":
        raise bad_request("user is an administrator of the chat")
    return user_id


def _until(call: Call) -> int:
    """Less than 30 seconds or more than 366 days from now is for ever."""
    until = int(call.get("until_date", 0))
    return until if FOREVER_BELOW <= until - call.world.unix() <= FOREVER_ABOVE else 0


@method("banChatMember", "kickChatMember")
def ban_chat_member(call: Call) -> bool:
    chat = call.chat()
    user_id = _target(call, "can_restrict_members", chat)
    call.stage.membership.remove(chat, user_id, call.bot.id, _until(call))
    return True


@method("unbanChatMember")
def unban_chat_member(call: Call) -> bool:
    chat = call.chat()
    user_id = _target(call, "can_restrict_members", chat)
    status = chat.member(user_id).status
    if status == "kicked" or (status in PRESENT and not call.get("only_if_banned")):
        call.stage.membership.change(chat, user_id, Member("left"), call.bot.id)
    return True


@method("restrictChatMember")
def restrict_chat_member(call: Call) -> bool:
    chat = call.chat()
    if chat.type == "group":
        raise bad_request("method is available only for supergroups")
    user_id = _target(call, "can_restrict_members", chat)
    wanted = call.get("permissions", {})
    rights = {name: bool(wanted.get(name, False)) for name in everything_allowed()}
    new = Member("member") if all(rights.values()) else Member("restricted", rights, _until(call))
    call.stage.membership.change(chat, user_id, new, call.bot.id)
    return True


@method("promoteChatMember")
def promote_chat_member(call: Call) -> bool:
    chat = call.chat()
    user_id = _target(call, "can_promote_members", chat)
    rights = {name: bool(call.get(name, False)) for name in ADMIN_RIGHTS}
    rights["can_manage_chat"] = any(rights.values())
    new = Member("administrator", rights) if any(rights.values()) else Member("member")
    call.stage.membership.change(chat, user_id, new, call.bot.id)
    return True


@method("setChatAdministratorCustomTitle")
def set_custom_title(call: Call) -> bool:
    chat = call.chat()
    member = chat.member(int(call.get("user_id")))
    if not member.admin:
        raise bad_request("user is not an administrator")
    if len(call.get("custom_title", "")) > MOST_TITLE:
        raise bad_request("ADMIN_RANK_INVALID")
    member.title = call.get("custom_title", "")
    return True
