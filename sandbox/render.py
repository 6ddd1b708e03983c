"""Records into the Bot API's JSON, as one bot sees them."""

from typing import Any

from sandbox.files import described
from sandbox.records import Chat, Member, Message, Query, Topic, User
from sandbox.world import World

REMEMBERED = 48 * 3600  # seconds; an older message reaches a press only as an InaccessibleMessage


def user_json(user: User) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    for name in ("last_name", "username", "language_code"):
        if getattr(user, name):
            shown[name] = getattr(user, name)
    return shown


def chat_json(world: World, chat: Chat) -> dict[str, Any]:
    if not chat.private:
        return {"id": chat.id, "type": chat.type, "title": chat.title} | (
            {"is_forum": True} if chat.forum else {}
        )
    person = world.user(chat.id)
    names = {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}
    return {"id": chat.id, "type": "private"} | {name: value for name, value in names.items() if value}


def resolved(world: World, bot_id: int, chat: Chat, value: Any) -> Any:
    """Fills the references in a message's content with what this bot may know of them."""
    if isinstance(value, list):
        return [resolved(world, bot_id, chat, each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$user" in value:
        return user_json(world.state.users.get(value["$user"]) or User(value["$user"], "Deleted Account"))
    if "$message" in value:
        return message_json(world, bot_id, chat, chat.messages[value["$message"]], nested=True)
    rest = {name: resolved(world, bot_id, chat, each) for name, each in value.items() if name != "$file"}
    return described(bot_id, world.state.files[value["$file"]]) | rest if "$file" in value else rest


def message_json(
    world: World, bot_id: int, chat: Chat, message: Message, *, nested: bool = False
) -> dict[str, Any]:
    shown = {
        "message_id": message.id,
        "from": user_json(world.user(message.sender)),
        "chat": chat_json(world, chat),
        "date": message.date,
        **_place(chat, message),
        **_marks(message),
        **resolved(world, bot_id, chat, message.content),
    }
    if message.origin:
        shown |= _origin(world, message)
    if not nested and message.reply_to in chat.messages:
        answered = chat.messages[message.reply_to]
        if not answered.deleted:
            shown["reply_to_message"] = message_json(world, bot_id, chat, answered, nested=True)
    return shown


def _place(chat: Chat, message: Message) -> dict[str, Any]:
    if message.thread is None:
        return _reply_thread(chat, message)
    return {"message_thread_id": message.thread} | (
        {"is_topic_message": True} if message.thread in chat.topics else {}
    )


def _reply_thread(chat: Chat, message: Message) -> dict[str, Any]:
    """In a supergroup every chain of replies is a thread, though no topic: a trap for the trusting."""
    answered = chat.messages.get(message.reply_to or 0)
    if chat.type != "supergroup" or answered is None:
        return {}
    while answered.reply_to in chat.messages:
        answered = chat.messages[answered.reply_to]
    return {"message_thread_id": answered.id}


def _marks(message: Message) -> dict[str, Any]:
    marks = {
        "edit_date": message.edited,
        "media_group_id": message.album,
        "reply_markup": message.buttons,
        "has_protected_content": message.protected,
    }
    return {name: value for name, value in marks.items() if value}


def _origin(world: World, message: Message) -> dict[str, Any]:
    origin = dict(message.origin or {})
    sender = user_json(world.user(origin.pop("user")))
    return {"forward_origin": {"type": "user", "sender_user": sender, **origin}}


def inaccessible(world: World, chat: Chat, message_id: int) -> dict[str, Any]:
    return {"chat": chat_json(world, chat), "message_id": message_id, "date": 0}


def query_json(world: World, query: Query) -> dict[str, Any]:
    chat = world.chat(query.chat)
    shown = {
        "id": query.id,
        "from": user_json(world.user(query.user)),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": query.data,
    }
    if query.inline:
        return shown | {"inline_message_id": query.inline}
    return shown | {"message": _pressed_message(world, query, chat)}


def _pressed_message(world: World, query: Query, chat: Chat) -> dict[str, Any]:
    message = chat.messages[query.message_id]
    gone = message.deleted or query.at - message.date > REMEMBERED
    return inaccessible(world, chat, message.id) if gone else message_json(world, query.bot, chat, message)


def member_json(world: World, user_id: int, member: Member) -> dict[str, Any]:
    shown: dict[str, Any] = {"status": member.status, "user": user_json(world.user(user_id))}
    if member.admin:
        shown |= {"is_anonymous": False} | ({"custom_title": member.title} if member.title else {})
    if member.status == "administrator":
        shown |= {"can_be_edited": False, **member.rights}
    if member.status == "restricted":
        shown |= {**member.rights, "until_date": member.until}
        shown.setdefault("is_member", True)
    if member.status == "kicked":
        shown["until_date"] = member.until
    return shown


def topic_json(topic: Topic) -> dict[str, Any]:
    shown = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    return shown | (
        {"icon_custom_emoji_id": topic.icon_custom_emoji_id} if topic.icon_custom_emoji_id else {}
    )
