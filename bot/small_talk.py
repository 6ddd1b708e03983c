"""Short words that are no report: a hello, thanks, a wish for a person or another language, a question
how far it is, a wish to urge, to withdraw or to be forgotten, a number.

The words themselves are in locales/, and all languages' are known in each.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from bot.pieced import Pieces
from bot.reading import says_nothing, unslashed
from bot.texts import CHAINS, texts_in
from desk.cleaning import is_blank

LONGEST_OVER = 200
LONGEST = 24  # characters; what is longer says more than that
LONGEST_PIECED = 80  # of words that say nothing else
NOISE = re.compile(r"[^\w#/]+|_")  # punctuation, blanks, emoji
CALL = re.compile("[?!\uff1f\uff01]+")  # for attention; no report
ASKS = re.compile("[?\uff1f]")
TELLS_MORE = re.compile(r"[?\uff1f\d]")  # a question, or a number of a place
CLAUSE = re.compile(r"[^\w\s'\u2019]+|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")  # English has blanks inside
REPEATED = re.compile(r"^(.+?)\1+$")
AROUND = " .,!\n\u3002"  # of a number alone; within it, it is an address
SEPARATOR = "|"
MATTER = re.compile(r"#\s*(\d{1,9})")
WIDE_SLASH = "\uff0f"
CHOICE = re.compile(r"[1-9]")


class SmallTalk(StrEnum):
    HELLO = "hello"
    HELP = "help"  # how this works, as the command says it
    THANKS = "thanks"
    PERSON = "person"  # wants to talk to one
    PROGRESS = "progress"  # asks how far it is
    URGE = "urge"
    WITHDRAW = "withdraw"
    LANGUAGE = "language"  # to be spoken to in another
    PRIVACY = "privacy"  # what is kept of them, or that nothing is


# What may stand around the words that ask for it. Whoever else is spoken of, or a question, may only where the
# wish is to know or to hurry: "they gave up" is no wish to withdraw, "there is a person" none to talk to one.
GOES_WITH: dict[SmallTalk, tuple[str, ...]] = {
    SmallTalk.WITHDRAW: ("around", "sorry", "fixed"),
    SmallTalk.PROGRESS: ("around", "around_asked", "sorry"),
    SmallTalk.URGE: ("around", "around_asked", "sorry"),
    SmallTalk.LANGUAGE: ("around", "sorry"),
    SmallTalk.PRIVACY: ("around", "sorry"),
    SmallTalk.PERSON: ("around", "sorry"),
}


def heard(text: str) -> SmallTalk | None:
    """What the whole of a short text comes to; None when it is something else."""
    words = _plain(text)
    if len(text) > LONGEST:
        return _pieced(text)
    if CALL.fullmatch(text.strip()):
        return SmallTalk.HELLO
    if not words:
        return SmallTalk.HELLO if not is_blank(text) and says_nothing(text) else None
    if text.startswith(WIDE_SLASH):  # no command for Telegram
        words = words.removeprefix("/")
    if found := next((talk for talk in SmallTalk if words in _words(talk)), None):
        return found
    return _pieced(text)


def drops_it(text: str) -> bool:
    """Thinks better of what they were about to say, and says nothing else but sorry and thanks."""
    return _pieces("never", "sorry", "thanks").make_up(_plain(text))


def calls_off(text: str) -> bool:
    """Says that a danger is over, or was none, and nothing else but sorry and thanks."""
    return _comes_to(text, _listed("words.calm"))


def seems_over(text: str, *, firmly: bool = False) -> bool:
    """One of its clauses says so, and nothing in it that it goes on, or where. Too weak to end anything.

    Firmly, where the same words sound like danger: its last word is that it is over, or that they were wrong and
    what it was. "It's fine, my mother is bleeding" is a cry.
    """
    if len(text) > LONGEST_OVER or TELLS_MORE.search(text) or _says("not_over", text):
        return False
    polite = _listed("words.sorry") | _words(SmallTalk.THANKS) | {""}
    said = [each for clause in CLAUSE.split(text) if (each := _plain(clause)) not in polite]
    whole, ends = _listed("words.calm") | _listed("words.over"), tuple(_listed("words.over_end"))
    if any(_says("in_need", clause) for clause in CLAUSE.split(text) if _plain(clause) not in whole):
        return False  # the fire is out, and somebody is still in there
    over = [each in whole or each.endswith(ends) for each in said]
    if not firmly or not any(over):
        return any(over)
    wrong, only = tuple(_listed("words.mistake")), tuple(_listed("words.only"))
    return over[-1] or (
        any(each.endswith(wrong) for each in said) and any(each.startswith(only) for each in said)
    )


def recants(text: str) -> bool:
    """It was no false alarm."""
    return _says("recant", text)


def calls_it_all_off(text: str) -> bool:
    """The same, or thinks better of it: of a danger, and nothing else that was asked, that comes to the same."""
    return _comes_to(text, _listed("words.calm") | _listed("words.never"))


def says_fixed(text: str) -> bool:
    """Says that it is all right again, and nothing else but thanks."""
    return _comes_to(text, _listed("words.fixed"))


def begins(text: str) -> bool:
    """Wants to report something, and has not said what."""
    return _plain(text) in _listed("words.begin")


def says_yes(text: str, *, strictly: bool = False) -> bool | None:
    """A plain yes or no to what was asked, said once or more often, politely or not; None when it is neither.

    Strictly, so that it is so, or not; otherwise "fine by me" and "not then" are answers as well.
    """
    words = _plain(text)
    once = REPEATED.sub(r"\1", words)
    told = {answer: _answers(yes=answer, strictly=strictly) for answer in (True, False)}
    plain = (answer for answer, listed in told.items() if words and {words, once} & listed)
    polite = (answer for answer, listed in told.items() if _comes_to(text, listed))
    return next(plain, next(polite, None))


def confirms(text: str, *, strictly: bool = False) -> bool | None:
    """Yes or no to what we understood, or the very words on the buttons; strictly, nothing but those."""
    words = _plain(text)
    if words in _listed("draft.file") | _listed("draft.send_thanked"):
        return True
    if words in _listed("draft.sort"):
        return False
    return None if strictly else says_yes(text)


def is_unsure(text: str) -> bool:
    """Can't say whether it is so."""
    return _comes_to(text, _listed("words.unsure"))


def choice_in(text: str) -> int | None:
    """A number typed instead of a button pressed: 1 to 9."""
    words = _plain(text)
    return int(words) if CHOICE.fullmatch(words) else None


def bare_number(text: str) -> str:
    """Digits and nothing else, that choose nothing; "" when it isn't so."""
    said = unicodedata.normalize("NFKC", text).strip(AROUND)
    return said if said.isdecimal() and choice_in(said) is None else ""


def number_in(text: str) -> int | None:
    """A complaint's number, as people read it: #0723."""
    found = MATTER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def _comes_to(text: str, words: frozenset[str]) -> bool:
    if ASKS.search(text):
        return False
    polite = _listed("words.sorry") | _words(SmallTalk.THANKS)
    said = [_plain(clause) for clause in CLAUSE.split(text) if _plain(clause)]
    return any(each in words for each in said) and all(each in words | polite for each in said)


def _pieced(text: str) -> SmallTalk | None:
    """Put together of words that ask for it and of such as go with them; no list holds each order of these."""
    words = _plain(text)
    if len(words) > LONGEST_PIECED:
        return None
    found = (talk for talk, around in GOES_WITH.items() if _pieces(talk, *around).make_up(words))
    talk = next(found, None)
    return None if talk is SmallTalk.WITHDRAW and ASKS.search(text) else talk


@cache
def _pieces(saying: str, *around: str) -> Pieces:
    return Pieces(_listed(f"words.{saying}"), (word for each in around for word in _listed(f"words.{each}")))


def _says(key: str, text: str) -> bool:
    """Whether one of these stands somewhere in it: letters that have blanks around them as words of their own."""
    return bool(_anywhere(f"words.{key}").search(unicodedata.normalize("NFKC", text).casefold()))


@cache
def _anywhere(key: str) -> re.Pattern[str]:
    listed = {word for locale in CHAINS for word in texts_in(locale).plain(key).casefold().split(SEPARATOR)}
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in listed)
    )


def _words(talk: SmallTalk) -> frozenset[str]:
    return _listed(f"words.{talk}")


def _answers(*, yes: bool, strictly: bool) -> frozenset[str]:
    softly = _listed("words.agree" if yes else "words.decline")
    return _listed("words.yes" if yes else "words.no") | (frozenset() if strictly else softly)


@cache
def _listed(key: str) -> frozenset[str]:
    listed = [texts_in(locale).plain(key).split(SEPARATOR) for locale in CHAINS]
    return frozenset(_plain(word) for words in listed for word in words)


def _plain(text: str) -> str:
    return NOISE.sub("", unslashed(unicodedata.normalize("NFKC", text)).casefold())
