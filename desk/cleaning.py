"""Text as it may enter: cleaned once, at the border, by the rules of Telegram's own servers and ours.

PostgreSQL refuses NUL and lone surrogates, spreadsheets break on other control characters, and
direction marks can make a text read as something it isn't (telegram.md 2c, finding 10).
"""

import re
from typing import Any

REPLACED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # control characters, all but the line feed
REMOVED = re.compile(r"[\r\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
BLANK = re.compile(r"[\s\u200b-\u200f\u2060\u2800\u3164\ufeff]*")


def clean_text(text: str) -> str:
    """The text without what no table, card or spreadsheet can hold."""
    if text.isascii() and text.isprintable():
        return text
    # Python keeps an astral character as one, so a surrogate that is still here is a lone one.
    return REPLACED.sub(" ", REMOVED.sub("", text))


def clean_all(value: Any) -> Any:
    """The same for every string inside JSON."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: clean_all(item) for key, item in value.items()}
    return [clean_all(item) for item in value] if isinstance(value, list) else value


def is_blank(text: str) -> bool:
    """Whether nothing is left that anybody could see."""
    return BLANK.fullmatch(text) is not None
