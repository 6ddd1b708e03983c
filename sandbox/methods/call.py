"""One call of a method: who calls, with what, and the checks that every topic shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, bad_request, forbidden, upgraded
from sandbox.files import Upload
from sandbox.records import Bot, Chat, Member, Message
from sandbox.render import message_json
from sandbox.stage import Stage
from sandbox.world import World

THREAD_NOT_FOUND = "message thread not found"
NOT_FOUND = {"edit": "message to edit not found", "delete": "message to delete not found"}


@dataclass
class Call:
    stage: Stage
    bot: Bot
    params: dict[str, Any]
    uploads: dict[str, Upload]

    @property
    def world(self) -> World:
        return self.stage.world

    def get(self, name: str, default: Any = None) -> Any:
        value = self.params.get(name)
        return default if value is None else value

    # chats
    def chat(self) -> Chat:
        """The chat of this call, with the bot still in it."""
        return self.chat_at(self.get("chat_id"))

    def chat_at(self, chat_id: Any) -> Chat:
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.world.group(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            return self._private(chat_id)
        if chat.migrated_to:
            raise upgraded(chat.migrated_to)
        if chat.deleted:
            raise forbidden(f"the {chat.type} chat was deleted")
        if not chat.has(self.bot.id):
            raise self._outside(chat)
        return chat

    def _private(self, chat_id: Any) -> Chat:
        if chat_id not in self.world.state.users or chat_id == self.bot.id:
            raise bad_request("chat not found")
        if self.world.user(chat_id).is_bot:
            raise forbidden("bot can't send messages to bots")
        return self.world.private(self.bot.id, chat_id)

    def _outside(self, chat: Chat) -> ApiError:
        place = f"the {chat.type} chat"
        if chat.member(self.bot.id).status == "kicked":
            return forbidden(f"bot was kicked from {place}")
        return forbidden(f"bot is not a member of {place}")

    def writable(self, right: str = "can_send_messages") -> Chat:
        """The chat of this call, when the bot may write there."""
        chat = self.chat()
        if chat.private:
            self._check_person(chat)
        elif not self._may_write(chat, right):
            what = right.removeprefix("can_send_").replace("_", " ").replace("messages", "text messages", 1)
            raise bad_request(f"not enough rights to send {what} to the chat")
        return chat

    def _check_person(self, chat: Chat) -> None:
        if self.world.user(chat.id).deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")

    def _may_write(self, chat: Chat, right: str) -> bool:
        me = chat.member(self.bot.id)
        if me.admin:
            return True
        rights = me.rights if me.status == "restricted" else chat.permissions
        return rights.get(right, True)

    def need_right(self, chat: Chat, right: str, reason: str = "not enough rights") -> Member:
        me = chat.member(self.bot.id)
        if not me.admin or not (me.status == "creator" or me.rights.get(right)):
            raise bad_request(reason)
        return me

    # messages
    def message(self, chat: Chat, purpose: str) -> Message:
        found = chat.messages.get(self.get("message_id", 0))
        if found is None or found.deleted:
            raise bad_request(NOT_FOUND.get(purpose, f"message to {purpose} not found"))
        return found

    def thread(self, chat: Chat) -> int | None:
        """Where in a forum; the topic must exist, and be open unless the bot manages topics."""
        wanted = self.get("message_thread_id")
        if wanted is None or (wanted == 1 and chat.forum):
            return None
        topic = chat.topics.get(wanted)
        if topic is None:
            raise bad_request(THREAD_NOT_FOUND)
        me = chat.member(self.bot.id)
        if topic.closed and not (me.admin and me.rights.get("can_manage_topics")):
            raise bad_request("TOPIC_CLOSED")
        return topic.id

    def reply_to(self, chat: Chat) -> int | None:
        wanted = self.get("reply_parameters") or {}
        message_id = wanted.get("message_id") or self.get("reply_to_message_id")
        if not message_id:
            return None
        found = chat.messages.get(int(message_id))
        if found and not found.deleted:
            return found.id
        if wanted.get("allow_sending_without_reply") or self.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def show(self, chat: Chat, message: Message) -> dict[str, Any]:
        return message_json(self.world, self.bot.id, chat, message)


Action = Callable[[Call], Any]
METHODS: dict[str, Action] = {}


def method(*names: str) -> Callable[[Action], Action]:
    def register(action: Action) -> Action:
        METHODS.update({name.lower(): action for name in names})
        return action

    return register
