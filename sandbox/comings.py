"""What people do that isn't a message: join, leave, block, add or remove a bot, upgrade, pin, delete."""

from typing import Any

from sandbox.acts import Act, doing, seen
from sandbox.errors import ControlError
from sandbox.records import Member, Topic
from sandbox.world import bot_admin


def _group_only(act: Act) -> None:
    if act.chat.private:
        raise ControlError(f"{act.wish['do']} needs a group")


def _private_only(act: Act) -> None:
    if not act.chat.private:
        raise ControlError(f"{act.wish['do']} needs a private chat: leave chat out")


def _bot(act: Act) -> int:
    return int(act.get("bot") or act.stage.world.default_bot().id)


@doing("join")
def join(act: Act) -> dict[str, Any]:
    _group_only(act)
    act.stage.membership.join(act.chat, act.person)
    return {}


@doing("leave")
def leave(act: Act) -> dict[str, Any]:
    _group_only(act)
    act.stage.membership.leave(act.chat, act.person)
    return {}


@doing("block")
def block(act: Act) -> dict[str, Any]:
    _private_only(act)
    act.stage.membership.block(act.chat, blocked=True)
    return {}


@doing("unblock")
def unblock(act: Act) -> dict[str, Any]:
    _private_only(act)
    act.stage.membership.block(act.chat, blocked=False)
    return {}


@doing("migrate")
def migrate(act: Act) -> dict[str, Any]:
    _group_only(act)
    return {"chat": act.stage.membership.migrate(act.chat, act.person).id}


@doing("delete_group")
def delete_group(act: Act) -> dict[str, Any]:
    """Nobody is told; whoever writes there finds out."""
    _group_only(act)
    act.chat.deleted = True
    return {}


@doing("kick_bot")
def kick_bot(act: Act) -> dict[str, Any]:
    _group_only(act)
    act.stage.membership.remove(act.chat, _bot(act), act.person)
    return {}


@doing("add_bot")
def add_bot(act: Act) -> dict[str, Any]:
    _group_only(act)
    act.stage.membership.add_bot(act.chat, _bot(act), act.person, admin=bool(act.get("admin", True)))
    return {}


@doing("promote_bot", "demote_bot")
def change_bot(act: Act) -> dict[str, Any]:
    _group_only(act)
    new = bot_admin() if act.wish["do"] == "promote_bot" else Member("member")
    act.stage.membership.change(act.chat, _bot(act), new, act.person)
    return {}


@doing("deactivate")
def deactivate(act: Act) -> dict[str, Any]:
    """The account is deleted: nothing reaches it any more."""
    act.stage.world.user(act.person).deactivated = True
    return {}


@doing("pin")
def pin(act: Act) -> dict[str, Any]:
    message = seen(act, act.get("message_id"))
    act.chat.pinned.append(message.id)
    act.stage.membership.tell(act.chat, act.person, {"pinned_message": {"$message": message.id}})
    return {"message_id": message.id}


@doing("delete")
def delete(act: Act) -> dict[str, Any]:
    """Bots are told nothing of a deletion."""
    message = seen(act, act.get("message_id"))
    message.deleted = True
    act.stage.world.events.publish("deleted", chat=act.chat.id, key=act.chat.key, message=message.id)
    return {"message_id": message.id}


@doing("topic", "close_topic", "delete_topic")
def topic(act: Act) -> dict[str, Any]:
    """`topic` opens one called `text`; the others name theirs by `thread`."""
    if not act.chat.forum:
        raise ControlError("this group has no topics")
    if act.wish["do"] == "topic":
        return _open_topic(act)
    found = act.chat.topics.get(act.get("thread", 0))
    if found is None:
        raise ControlError("there is no such topic", 404)
    if act.wish["do"] == "delete_topic":
        del act.chat.topics[found.id]
    else:
        found.closed = True
        act.stage.membership.tell(act.chat, act.person, {"forum_topic_closed": {}}, found.id)
    return {"thread": found.id}


def _open_topic(act: Act) -> dict[str, Any]:
    made = {"name": act.get("text", "?"), "icon_color": 0x6FB9F0}
    message = act.stage.membership.tell(act.chat, act.person, {"forum_topic_created": made})
    message.thread = message.id
    act.chat.topics[message.id] = Topic(message.id, made["name"], made["icon_color"])
    return {"thread": message.id}


@doing("forum")
def make_forum(act: Act) -> dict[str, Any]:
    if act.chat.type != "supergroup":
        raise ControlError("only a supergroup can have topics: migrate first")
    act.chat.forum = True
    return {}
