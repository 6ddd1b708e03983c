"""What somebody at the desk jots down while a resident talks: one line, read as home, name, phone, matter."""

import re
import tomllib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desk.addresses import read_address
from models.kinds import Channel

WORDS = Path(__file__).with_name("jotting.toml")
PHONE = re.compile(r"\+?\d[\d-]{6,14}\d")
LOOSE = re.compile(r"[\d ]+")  # figures and nothing else: a home only when the last are a room
ROOM_DIGITS = 3
HOME_WORDS = 6  # that an address may take: Block 3 5/F Flat B
FAMILY_NAME_LIMIT = 3  # characters of a Chinese name without a title
FEWEST_WORDS = 3  # a home, a phone or a channel, and something to say
TITLED_LIMIT = 12  # characters of a name with one


@dataclass(frozen=True)
class Jotted:
    """One line, understood as far as it goes; what is left is the matter."""

    text: str
    home: str = ""
    name: str = ""
    phone: str = ""
    channel: Channel | None = None


def read_jotting(line: str, is_matter: Callable[[str], bool], names: Collection[str] = ()) -> Jotted:
    """`is_matter` says of a word whether it names a trouble, so that no trouble becomes a name.

    `names` are buildings of the estate that go by one.
    """
    words = line.split()
    home = _home(words, names) or _home(words[1:], names)
    phone = next((word for word in words if _is_phone(word)), "")
    channel = next((word for word in words if _channel(word)), "")
    said = _without(words, home)
    rest = [word for word in said if word not in (phone, channel)]
    name = rest[0] if len(rest) > 1 and _is_name(rest[0]) and not is_matter(rest[0]) else ""
    matter = " ".join(rest[1:] if name else rest)
    digits = ("+" if phone.startswith("+") else "") + re.sub(r"\D", "", phone)
    return Jotted(matter, " ".join(home), name, digits, _channel(channel))


def is_jotting(line: str, names: Collection[str] = ()) -> bool:
    """Whether a line can only be meant so: it begins with a home, and tells a phone or a channel."""
    words = line.split()
    home = _home(words, names)
    rest = words[len(home) :]
    told = any(_is_phone(word) or _channel(word) for word in rest)
    return "\n" not in line.strip() and bool(home) and len(rest) >= FEWEST_WORDS - 1 and told


def _home(words: Sequence[str], names: Collection[str]) -> list[str]:
    """The longest beginning that is an address, in any way of writing one."""
    for length in range(min(HOME_WORDS, len(words)), 0, -1):
        first = list(words[:length])
        if not any(_is_phone(word) or _channel(word) for word in first) and _is_home(" ".join(first), names):
            return first
    return []


def _is_home(said: str, names: Collection[str]) -> bool:
    loose = LOOSE.fullmatch(said) and len(said.rsplit(maxsplit=1)[-1]) < ROOM_DIGITS
    return not loose and read_address(said, names) is not None


def _without(words: Sequence[str], home: Sequence[str]) -> list[str]:
    at = 0 if list(words[: len(home)]) == list(home) else 1
    return [*words[:at], *words[at + len(home) :]]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def _channels() -> dict[str, Channel]:
    return {word: Channel(channel) for channel, words in _words()["channels"].items() for word in words}


def _channel(word: str) -> Channel | None:
    return _channels().get(word.lower())


def _is_phone(word: str) -> bool:
    return PHONE.fullmatch(word) is not None


def _is_name(word: str) -> bool:
    titles, families = _words()["names"]["titles"], _words()["names"]["families"]
    if any(word.endswith(title) or word.startswith(title) for title in titles):
        return len(word) <= TITLED_LIMIT
    return (word[0] in families and len(word) <= FAMILY_NAME_LIMIT) or (word.isascii() and word.istitle())
