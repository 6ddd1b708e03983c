"""Who is there when the curtain rises: given as data, by whoever starts the sandbox."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    role: str = ""
    language: str = "zh-hans"
    phone: str = ""


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    members: tuple[str, ...] = ()  # keys of people; the first one owns the group
    forum: bool = False
    supergroup: bool = False  # groups begin as basic groups in Telegram, and can be upgraded


@dataclass(frozen=True)
class Cast:
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class BotSeed:
    token: str
    name: str = "Sandbox"
    username: str = "sandbox_bot"


EMPTY_STAGE = Cast()
