"""What the page's phones share: each chat as all who are in it see it, and events with what they brought."""

from typing import Any

from sandbox.records import Chat, State
from sandbox.stage import Stage
from sandbox.view import message_view
from sandbox.world import World


def everything(stage: Stage) -> dict[str, Any]:
    """The world as the page begins with it; messages come per chat, from `/sim/view`."""
    world = stage.world
    return {
        "now": stage.clock.now().isoformat(),
        "people": [_person(world.state, user.id) for user in world.state.users.values() if not user.is_bot],
        "groups": world.state.group_keys,
        "bot": _bot(world),
        "chats": [about(world, chat) for chat in world.state.chats.values()],
    }


def about(world: World, chat: Chat) -> dict[str, Any]:
    """A chat without its messages, except the last."""
    last = next((each for each in reversed(chat.messages.values()) if not each.deleted), None)
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "forum": chat.forum,
        "members": [user for user, member in chat.members.items() if member.present],
        "pinned": chat.pinned[-1] if chat.pinned else None,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "blocked": chat.blocked,
        "started": chat.started,
        "moved": chat.migrated_to or None,
        "keyboards": chat.keyboards,
        "last": message_view(world, chat, last) if last else None,
    }


def told(stage: Stage, event: dict[str, Any]) -> dict[str, Any]:
    """An event, with the chat and the message it is about as they are now."""
    chat = _chat(stage.world, event)
    if chat is None:
        return event
    plain = {name: value for name, value in event.items() if name != "key"}
    message = chat.messages.get(event.get("message") or 0)
    seen = message_view(stage.world, chat, message) if message and not message.deleted else None
    return plain | {"about": about(stage.world, chat), "seen": seen}


def _chat(world: World, event: dict[str, Any]) -> Chat | None:
    chats, place = world.state.chats, event.get("chat")
    if place is None:
        return None
    if "key" in event:
        return chats.get(event["key"])
    bots = [*world.state.bots, 0]
    return chats.get((0, place)) or chats.get((bots[0], place))


def _person(state: State, user_id: int) -> dict[str, Any]:
    user = state.users[user_id]
    keys = {each: (key, role) for key, (each, role) in state.people_keys.items()}
    key, role = keys.get(user_id, ("", "resident"))
    name = f"{user.first_name} {user.last_name}".strip()
    return {"id": user.id, "name": name, "key": key, "role": role, "language": user.language_code}


def _bot(world: World) -> dict[str, Any] | None:
    for bot in world.state.bots.values():
        user = world.user(bot.id)
        commands = next(iter(bot.commands.values()), [])
        return {"id": bot.id, "name": user.first_name, "username": user.username, "commands": commands}
    return None
