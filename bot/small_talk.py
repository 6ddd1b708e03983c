"""Short words that are no report: a hello, thanks, a wish for a person, a question how far it is,
a wish to urge or to withdraw, a number.

The words themselves are in locales/, and all languages' are known in each.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from bot.reading import unslashed
from bot.texts import CHAINS, texts_in

LONGEST = 24  # characters; what is longer says more than that
NOISE = re.compile(r"[^\w#/]+|_")  # punctuation, blanks, emoji
CALL = re.compile("[?!\uff1f\uff01]+")  # for attention; no report
SEPARATOR = "|"
MATTER = re.compile(r"#\s*(\d{1,9})")
CHOICE = re.compile(r"[1-9]")


class SmallTalk(StrEnum):
    HELLO = "hello"
    THANKS = "thanks"
    PERSON = "person"  # wants to talk to one
    PROGRESS = "progress"  # asks how far it is
    URGE = "urge"
    WITHDRAW = "withdraw"


def heard(text: str) -> SmallTalk | None:
    """What the whole of a short text comes to; None when it is something else."""
    words = _plain(text)
    if len(text) > LONGEST:
        return None
    if CALL.fullmatch(text.strip()):
        return SmallTalk.HELLO
    if not words:
        return None
    return next((talk for talk in SmallTalk if words in _words(talk)), None)


def drops_it(text: str) -> bool:
    """Thinks better of what they were about to say."""
    return _plain(text) in _listed("words.never")


def begins(text: str) -> bool:
    """Wants to report something, and has not said what."""
    return _plain(text) in _listed("words.begin")


def says_yes(text: str) -> bool | None:
    """A plain yes or no to what was asked; None when it is neither."""
    words = _plain(text)
    answers = (answer for answer in (True, False) if words and words in _answers(yes=answer))
    return next(answers, None)


def choice_in(text: str) -> int | None:
    """A number typed instead of a button pressed: 1 to 9."""
    words = _plain(text)
    return int(words) if CHOICE.fullmatch(words) else None


def number_in(text: str) -> int | None:
    """A complaint's number, as people read it: #0723."""
    found = MATTER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def _words(talk: SmallTalk) -> frozenset[str]:
    return _listed(f"words.{talk}")


def _answers(*, yes: bool) -> frozenset[str]:
    return _listed("words.yes" if yes else "words.no")


@cache
def _listed(key: str) -> frozenset[str]:
    listed = [texts_in(locale).plain(key).split(SEPARATOR) for locale in CHAINS]
    return frozenset(_plain(word) for words in listed for word in words)


def _plain(text: str) -> str:
    return NOISE.sub("", unslashed(unicodedata.normalize("NFKC", text)).casefold())
