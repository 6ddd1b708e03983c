"""Coming and going: joining, leaving, blocking, promoting, and a group that becomes a supergroup."""

import copy
from typing import Any

from sandbox.delivery import Delivery
from sandbox.errors import ControlError
from sandbox.records import Chat, Member, Message
from sandbox.world import FIRST_SUPERGROUP, World, bot_admin


class Membership:
    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery

    def change(self, chat: Chat, user_id: int, new: Member, by: int) -> None:
        old = chat.member(user_id)
        chat.members[user_id] = new
        self._delivery.member(chat, user_id, by, old, new)
        self._world.events.publish("member", chat=chat.id, user=user_id, status=new.status)

    def tell(self, chat: Chat, by: int, content: dict[str, Any], thread: int | None = None) -> Message:
        """A service message."""
        message = self._world.add_message(chat, by, content, service=True, thread=thread)
        self._delivery.message(chat, message)
        return message

    def join(self, chat: Chat, user_id: int, by: int | None = None) -> None:
        if by is None and self._banned(chat.member(user_id)):
            raise ControlError("this person is banned from the group", 403)
        self.change(chat, user_id, Member("member"), by or user_id)
        self.tell(chat, by or user_id, {"new_chat_members": [{"$user": user_id}]})

    def _banned(self, member: Member) -> bool:
        return member.status == "kicked" and (not member.until or member.until > self._world.unix())

    def leave(self, chat: Chat, user_id: int) -> None:
        self._gone(chat, user_id, user_id, Member("left"))

    def remove(self, chat: Chat, user_id: int, by: int, until: int = 0) -> None:
        self._gone(chat, user_id, by, Member("kicked", until=until))

    def _gone(self, chat: Chat, user_id: int, by: int, new: Member) -> None:
        """Whoever goes still gets the service message about it: it is posted while they are there."""
        self.tell(chat, by, {"left_chat_member": {"$user": user_id}})
        self.change(chat, user_id, new, by)

    def add_bot(self, chat: Chat, bot_id: int, by: int, *, admin: bool) -> None:
        self.join(chat, bot_id, by)
        if admin:
            self.change(chat, bot_id, bot_admin(), by)

    def block(self, chat: Chat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        bot_id, person = chat.key
        chat.blocked = blocked
        before, after = Member("member"), Member("kicked")
        if not blocked:
            before, after = after, before
        self._delivery.member(chat, bot_id, person, before, after)
        self._world.events.publish("blocked" if blocked else "unblocked", chat=chat.id, bot=bot_id)

    def migrate(self, chat: Chat, by: int) -> Chat:
        if chat.type != "group":
            raise ControlError("only a basic group can be upgraded")
        if chat.migrated_to:
            raise ControlError(f"this group has been upgraded already: it is {chat.migrated_to} now")
        new_id = FIRST_SUPERGROUP - self._world.number()
        new = Chat((0, new_id), new_id, "supergroup", chat.title, migrated_from=chat.id)
        new.members, new.permissions = copy.deepcopy(chat.members), dict(chat.permissions)
        self._world.state.chats[new.key] = new
        self.tell(chat, by, {"migrate_to_chat_id": new_id})
        chat.migrated_to = new_id
        self.tell(new, by, {"migrate_from_chat_id": chat.id})
        self._rename_key(chat.id, new_id)
        return new

    def _rename_key(self, old: int, new: int) -> None:
        keys = self._world.state.group_keys
        keys.update({key: new for key, group in keys.items() if group == old})
