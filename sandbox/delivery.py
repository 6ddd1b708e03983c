"""Who is told what: updates for bots, made from what happens in the world."""

import re
from typing import Any

from sandbox.records import Bot, Chat, Member, Message, Query
from sandbox.render import chat_json, member_json, message_json, query_json, user_json
from sandbox.updates import UpdateQueue
from sandbox.world import ANONYMOUS_ADMIN, World

# Telegram keeps apart what concerns one chat and one person by adding multiples of 2^33 to their ids.
CALLBACKS = 3 << 33
MEMBERS = 6 << 33
REACTIONS = 8 << 33


class Delivery:
    def __init__(self, world: World, queues: dict[int, UpdateQueue]) -> None:
        self._world = world
        self._queues = queues

    def message(self, chat: Chat, message: Message, kind: str = "message") -> None:
        for bot in self._world.bots_in(chat):
            if sees(self._world, bot, chat, message):
                payload = message_json(self._world, bot.id, chat, message)
                self._queues[bot.id].put(kind, payload, chat.id)

    def edited(self, chat: Chat, message: Message) -> None:
        self.message(chat, message, "edited_message")

    def query(self, query: Query) -> None:
        payload = query_json(self._world, query)
        self._queues[query.bot].put("callback_query", payload, query.user + CALLBACKS)

    def member(self, chat: Chat, user_id: int, by: int, old: Member, new: Member) -> None:
        change = {
            "chat": chat_json(self._world, chat),
            "from": user_json(self._world.user(by)),
            "date": self._world.unix(),
            "old_chat_member": member_json(self._world, user_id, old),
            "new_chat_member": member_json(self._world, user_id, new),
        }
        if user_id in self._queues:
            self._queues[user_id].put("my_chat_member", change, chat.id)
        for bot in self._world.bots_in(chat):
            if bot.id != user_id and chat.member(bot.id).admin:
                self._queues[bot.id].put("chat_member", change, chat.id + MEMBERS)

    def reaction(
        self, chat: Chat, message: Message, by: int, old: list[dict[str, Any]], new: list[dict[str, Any]]
    ) -> None:
        change = {
            "chat": chat_json(self._world, chat),
            "message_id": message.id,
            "user": user_json(self._world.user(by)),
            "date": self._world.unix(),
            "old_reaction": old,
            "new_reaction": new,
        }
        for bot in self._world.bots_in(chat):
            if chat.private or chat.member(bot.id).admin:
                self._queues[bot.id].put("message_reaction", change, chat.id + REACTIONS)


def sees(world: World, bot: Bot, chat: Chat, message: Message) -> bool:
    """Privacy mode: a bot that is no administrator sees of a group only what concerns it."""
    if message.service:
        return True
    if world.user(message.sender).is_bot and message.sender != ANONYMOUS_ADMIN:
        return False
    if chat.private or chat.member(bot.id).admin or bot.reads_all_groups:
        return True
    return _answers_bot(chat, bot, message) or _addresses(world.user(bot.id).username, message)


def _answers_bot(chat: Chat, bot: Bot, message: Message) -> bool:
    answered = chat.messages.get(message.reply_to or 0)
    return answered is not None and answered.sender == bot.id and not answered.service


def _addresses(username: str, message: Message) -> bool:
    text = str(message.content.get("text") or message.content.get("caption") or "")
    command = re.match(r"/\w+(?:@(\w+))?", text)
    if command:
        return command[1] is None or command[1].lower() == username.lower()
    return bool(username) and f"@{username}".lower() in text.lower()
