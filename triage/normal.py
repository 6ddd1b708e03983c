"""One spelling for every text: width, case, script, dialect letters, and English words cut to their stems."""

import re
import unicodedata
from functools import lru_cache

from zhconv_rs import zhconv

LONGEST = 1_000  # characters; jieba needs 47 ms for the worst 4,096
_NOISE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BETWEEN = r"[ .\u00b7\u3002]"
_SPACED = re.compile(  # letters typed apart: two of Chinese, four of Latin
    rf"(?<!{HAN.pattern}){HAN.pattern}(?:{_BETWEEN}+{HAN.pattern})+(?!{HAN.pattern})|(?<![a-z'])[a-z](?:{_BETWEEN}[a-z]){{3,}}(?!{HAN.pattern}|[a-z'])",
    re.IGNORECASE,
)
_WORD = re.compile(r" ?([a-z][a-z'\u2019]*) ?")
_APART = frozenset(
    {"armed", "blocking", "parking", "building", "housing", "ceiling", "series"}
)  # what their stems would not mean
_SHORTEST_STEM = 3
_SHORTEST_BEFORE_E = 4  # "care" is no "car"


def shown(text: str) -> str:
    """The text as people would still recognise it: cut, without noise, full-width letters made plain, and those
    that were typed apart in one word."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    return _SPACED.sub(_together, " ".join(plain.split()))[:LONGEST]


class Speller:
    def __init__(self, letters: dict[str, str]) -> None:
        self._letters = {"_": " "} | letters
        self._replaced = re.compile(
            "|".join(map(re.escape, self._letters))
        )  # few: quicker than to ask each letter

    def spell(self, text: str) -> str:
        """Every English word becomes its stem between two blanks of its own, so that words never run together."""
        plain = self._replaced.sub(self._replacement, zhconv(text, "zh-hans", False))
        return _WORD.sub(_padded, plain.lower())

    def _replacement(self, match: re.Match[str]) -> str:
        return self._letters[match[0]]


def _together(match: re.Match[str]) -> str:
    return "".join(filter(str.isalpha, match[0]))


def _padded(match: re.Match[str]) -> str:
    return f" {stem(match[1])} "


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    word = word.replace("\u2019", "'").removesuffix("'s").replace("'", "")
    if word in _APART:
        return word
    singular = _without(word, "s", "") if not word.endswith(("ss", "us", "is", "ies")) else word
    root = _single(_without(_without(_without(singular, "ies", "y"), "ing", ""), "ed", ""))
    return root[:-1] if root.endswith("e") and len(root) > _SHORTEST_BEFORE_E else root


def _without(word: str, ending: str, instead: str) -> str:
    if word in _APART or not word.endswith(ending) or len(word) - len(ending) < _SHORTEST_STEM:
        return word
    return word.removesuffix(ending) + instead


def _single(root: str) -> str:
    """`clogged` and `clog` are one word."""
    doubled = len(root) > _SHORTEST_STEM and root[-1] == root[-2] and root[-1] in "bdgmnprt"
    return root[:-1] if doubled else root
