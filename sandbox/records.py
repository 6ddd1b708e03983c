"""What exists in the sandbox: plain records, without behaviour beyond reading themselves.

A message's `content` is the Bot API's own vocabulary with three kinds of reference left open, because
they look different to every bot: `{"$file": unique_id, ...}`, `{"$user": id}`, `{"$message": id}`.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatKey = tuple[int, int]  # (bot, person) for a private chat, (0, chat id) for a group
ChatType = Literal["private", "group", "supergroup"]
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False
    phone: str = ""


@dataclass
class Bot:
    id: int
    token: str
    reads_all_groups: bool = False  # privacy mode switched off
    profile: dict[str, str] = field(default_factory=dict)  # names and descriptions by language
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)
    default_rights: dict[str, bool] = field(default_factory=dict)


@dataclass
class Member:
    status: str
    rights: dict[str, bool] = field(default_factory=dict)
    until: int = 0  # unix time; 0 is for ever
    title: str = ""

    @property
    def present(self) -> bool:
        return self.status in PRESENT and self.rights.get("is_member", True)

    @property
    def admin(self) -> bool:
        return self.status in ("creator", "administrator")


@dataclass
class Topic:
    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str = ""
    closed: bool = False


@dataclass
class Message:
    id: int
    date: int
    sender: int
    content: dict[str, Any]
    thread: int | None = None
    reply_to: int | None = None
    buttons: dict[str, Any] | None = None  # the inline keyboard; a reply keyboard lives in the chat
    album: str = ""
    origin: dict[str, Any] | None = None
    edited: int | None = None
    edits: list[dict[str, Any]] = field(default_factory=list)  # earlier contents, oldest first
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    protected: bool = False
    deleted: bool = False
    service: bool = False


@dataclass
class Chat:
    key: ChatKey
    id: int
    type: ChatType
    title: str = ""
    forum: bool = False
    description: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    permissions: dict[str, bool] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboards: dict[int, dict[str, Any]] = field(default_factory=dict)  # reply keyboard by person
    invite_links: list[str] = field(default_factory=list)
    migrated_to: int = 0
    migrated_from: int = 0
    deleted: bool = False  # a group that its owner has closed for good
    started: bool = False  # private: the person has written to the bot at least once
    blocked: bool = False  # private: the person has blocked the bot

    @property
    def private(self) -> bool:
        return self.type == "private"

    def member(self, user_id: int) -> Member:
        return self.members.get(user_id, Member("left"))

    def has(self, user_id: int) -> bool:
        return user_id in self.key if self.private else self.member(user_id).present


@dataclass
class StoredFile:
    unique: str
    kind: str
    data: bytes
    mime: str
    name: str
    number: int
    shape: dict[str, int] = field(default_factory=dict)  # width, height, duration
    thumbnail: str = ""  # a smaller picture of a photo


@dataclass
class Query:
    """A press of an inline button, and what the bot answered to it."""

    id: str
    bot: int
    user: int
    chat: ChatKey
    message_id: int
    data: str
    at: float  # unix time
    inline: str = ""  # pressed on a message sent by inline mode, which has no chat to name
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class State:
    """Everything that a reset brings back."""

    users: dict[int, User] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    chats: dict[ChatKey, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    people_keys: dict[str, tuple[int, str]] = field(default_factory=dict)  # key -> id, role
    group_keys: dict[str, int] = field(default_factory=dict)
    account_messages: int = 0  # private chats and basic groups share one sequence of message ids
    made: int = 0  # how many people, groups, files, queries have been made: the source of new ids
