"""Forum topics."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import THREAD_NOT_FOUND, Call, method
from sandbox.records import Chat, Topic
from sandbox.render import topic_json
from sandbox.text import clean

DEFAULT_COLOUR = 0x6FB9F0
COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
MOST_NAME = 128


def _forum(call: Call) -> Chat:
    chat = call.chat()
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    call.need_right(chat, "can_manage_topics", "not enough rights to create a topic")
    return chat


def _topic(call: Call, chat: Chat) -> Topic:
    topic = chat.topics.get(call.get("message_thread_id", 0))
    if topic is None:
        raise bad_request(THREAD_NOT_FOUND)
    return topic


def _name(call: Call) -> str:
    name = clean(call.get("name", "")).strip()
    if not 1 <= len(name) <= MOST_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return name


@method("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    chat, name = _forum(call), _name(call)
    colour = call.get("icon_color", DEFAULT_COLOUR)
    if colour not in COLOURS:
        raise bad_request("invalid icon color specified")
    message = call.stage.membership.tell(
        chat, call.bot.id, {"forum_topic_created": {"name": name, "icon_color": colour}}
    )
    message.thread = message.id
    topic = Topic(message.id, name, colour, call.get("icon_custom_emoji_id", ""))
    chat.topics[topic.id] = topic
    return topic_json(topic)


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    name, icon = call.get("name", topic.name), call.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon
    call.stage.membership.tell(chat, call.bot.id, {"forum_topic_edited": {"name": name}}, topic.id)
    return True


def _set_closed(call: Call, *, closed: bool) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    what = "forum_topic_closed" if closed else "forum_topic_reopened"
    call.stage.membership.tell(chat, call.bot.id, {what: {}}, topic.id)
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    return _set_closed(call, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    return _set_closed(call, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    del chat.topics[topic.id]
    for message in chat.messages.values():
        message.deleted = message.deleted or message.thread == topic.id
    call.world.events.publish("topic_deleted", chat=chat.id, topic=topic.id)
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(_: Call) -> list[dict[str, Any]]:
    return []
