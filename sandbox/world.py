"""The world: what exists, how it gets its ids, how it is found, set aside and brought back."""

import copy
from typing import Any

from sandbox.cast import BotSeed, Cast, Group, Person
from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.events import Events, Subscription
from sandbox.records import Bot, Chat, ChatKey, ChatType, Member, Message, State, User

FIRST_PERSON = 5_000_000_001  # beyond 32 bits, as real ids are
FIRST_BASIC_GROUP = -4_000_000_001
ANONYMOUS_ADMIN = 1_087_968_824
FIRST_SUPERGROUP = -1_002_000_000_001
ADMIN_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
]
MAY_SEND = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
]
MAY_MANAGE = ["can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"]


def everything_allowed() -> dict[str, bool]:
    return dict.fromkeys(MAY_SEND, True) | dict.fromkeys(MAY_MANAGE, False)


def bot_admin() -> Member:
    return Member("administrator", dict.fromkeys(ADMIN_RIGHTS, True))


class World:
    def __init__(self, clock: Clock, cast: Cast, bots: tuple[BotSeed, ...] = ()) -> None:
        self.clock = clock
        self.events = Events()
        self.state = State()
        for person in cast.people:
            self._seat(person)
        for group in cast.groups:
            self._open(group)
        for seed in bots:
            self.add_bot(seed)

    def _seat(self, person: Person) -> None:
        user = self.add_person(person.name, person.language, phone=person.phone)
        self.state.people_keys[person.key] = (user.id, person.role)

    def _open(self, group: Group) -> None:
        members = [self.state.people_keys[key][0] for key in group.members]
        chat = self.add_group(group.title, members, forum=group.forum, supergroup=group.supergroup)
        self.state.group_keys[group.key] = chat.id

    # time
    def unix(self) -> int:
        return int(self.clock.now().timestamp())

    # making
    def number(self) -> int:
        self.state.made += 1
        return self.state.made

    def add_person(self, name: str, language: str = "", *, phone: str = "") -> User:
        first, _, last = name.partition(" ")
        number = self.number()
        user = User(FIRST_PERSON + number, first, last, language_code=language, phone=phone)
        user.phone = phone or f"+86138{number:08d}"
        self.state.users[user.id] = user
        return user

    def add_bot(self, seed: BotSeed) -> Bot:
        """A new bot is an administrator of every group of the cast, as if it had always been there."""
        bot = Bot(int(seed.token.partition(":")[0]), seed.token)
        self.state.bots[bot.id] = bot
        self.state.users[bot.id] = User(bot.id, seed.name, username=seed.username, is_bot=True)
        for group_id in self.state.group_keys.values():
            self.state.chats[0, group_id].members[bot.id] = bot_admin()
        return bot

    def add_group(
        self, title: str, members: list[int], *, forum: bool = False, supergroup: bool = False
    ) -> Chat:
        kind: ChatType = "supergroup" if forum or supergroup else "group"
        first = FIRST_SUPERGROUP if kind == "supergroup" else FIRST_BASIC_GROUP
        chat_id = first - self.number()
        chat = Chat((0, chat_id), chat_id, kind, title, forum=forum, permissions=everything_allowed())
        for index, member in enumerate(members):
            chat.members[member] = Member("member" if index else "creator")
        self.state.chats[chat.key] = chat
        return chat

    def add_message(self, chat: Chat, sender: int, content: dict[str, Any], **more: Any) -> Message:
        message = Message(self._next_message_id(chat), self.unix(), sender, content, **more)
        chat.messages[message.id] = message
        self.events.publish("message", chat=chat.id, key=chat.key, message=message.id)
        return message

    def _next_message_id(self, chat: Chat) -> int:
        if chat.type == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self.state.account_messages += 1
        return self.state.account_messages

    def anonymous(self) -> int:
        """Whom Telegram names as the sender when an administrator hides behind the group."""
        hidden = User(ANONYMOUS_ADMIN, "Group", username="GroupAnonymousBot", is_bot=True)
        self.state.users.setdefault(hidden.id, hidden)
        return hidden.id

    # finding
    def user(self, user_id: int) -> User:
        found = self.state.users.get(user_id)
        if found is None:
            raise ControlError(f"nobody has the id {user_id}", 404)
        return found

    def private(self, bot_id: int, user_id: int) -> Chat:
        key = (bot_id, user_id)
        if key not in self.state.chats:
            self.state.chats[key] = Chat(key, user_id, "private")
        return self.state.chats[key]

    def group(self, chat_id: int) -> Chat | None:
        return self.state.chats.get((0, chat_id))

    def groups(self) -> list[Chat]:
        return [chat for chat in self.state.chats.values() if not chat.private]

    def chat(self, key: ChatKey) -> Chat:
        return self.state.chats[key]

    def bots_in(self, chat: Chat) -> list[Bot]:
        if chat.private:
            return [self.state.bots[chat.key[0]]]
        return [bot for bot in self.state.bots.values() if chat.member(bot.id).present]

    def default_bot(self) -> Bot:
        for bot in self.state.bots.values():
            return bot
        raise ControlError("no bot has shown itself yet: start one, or name its token at the start")

    def subscribe(self) -> Subscription:
        return self.events.subscribe()

    # setting aside
    def snapshot(self) -> State:
        return copy.deepcopy(self.state)

    def restore(self, state: State) -> None:
        self.state = copy.deepcopy(state)
        self.events.publish("reset")
