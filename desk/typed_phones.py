"""Phone numbers that people type into their own words: found, and masked for whoever may not see them (T9).

What looks as much like something else stays readable: two rooms, two times, a day, an amount, an order's
number. The words that decide stand in typed_phones.toml.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
AHEAD = 14  # characters before a number in which a word may say that it is one
S = r"[ \u00a0\u3000.\-\u2010-\u2015\uff0d]"  # one blank, dot or dash
MAINLAND = (
    rf"1[3-9]\d(?:\d{{8}}|{S}\d{{4}}{S}?\d{{4}}|\d{{4}}{S}\d{{4}}|\d{S}\d{{4}}{S}\d{{3}}"
    rf"|{S}\d{{3}}{S}\d{{5}}|\d{{2}}{S}\d{{6}})"
)
TAIWAN = rf"09\d{{2}}(?:{S}?\d{{3}}){{2}}|09{S}\d{{4}}{S}?\d{{4}}|886{S}?9\d{{2}}(?:{S}?\d{{3}}){{2}}"
LANDLINE = rf"\(?(?:010|02\d|0[3-9]\d\d|0[2-8])\)?{S}?[2-9]\d{{2,3}}{S}?\d{{4}}"
EIGHT = (
    rf"(?:(?:00)?85[23])?[2-9]\d{{3}}{S}?\d{{4}}"  # Hong Kong, Macau, Singapore; a landline without its area
)
ABROAD = rf"[+\uff0b]\d(?:{S}?\d){{6,14}}"
NUMBER = re.compile(
    rf"(?<!\d)(?:{ABROAD}|(?:(?:00)?86)?{MAINLAND}|{TAIWAN}|{LANDLINE}|(?P<eight>{EIGHT}))(?!\d)"
)
PHONE, ELSE_BEFORE, ELSE_BEHIND = (
    re.compile(WORDS["phone"], re.IGNORECASE),
    re.compile(f"(?:{WORDS['else_before']})$", re.IGNORECASE),
    re.compile(WORDS["else_behind"], re.IGNORECASE),
)
ROOM = re.compile(r"\d\d(?:0[1-9]|1\d|20)")
HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d|2400")
LETTER = re.compile(r"[A-Za-z]$")
CENTURY = "20"  # no eight digits of a phone begin like a day does
TAG = re.compile(r"(<[^>]*>)")
LONG, MIDDLING = 11, 9  # digits: of a shorter number fewer stay readable


def phones_in(text: str) -> list[str]:
    """Digits only, each once, in the order in which they were typed."""
    return list(dict.fromkeys(_digits(found[0]) for found in _found(text)))


def masked(text: str, but: Collection[str] = ()) -> str:
    """The same text with the middle of each number hidden; what is no phone stays as it is. But: the estate's own."""
    for found in reversed(list(_found(text))):
        if (digits := _digits(found[0])) not in but:
            text = text[: found.start()] + _mask(digits) + text[found.end() :]
    return text


def masked_html(html: str, but: Collection[str] = ()) -> str:
    """Only what is read: no link leads elsewhere for it."""
    return "".join(part if part.startswith("<") else masked(part, but) for part in TAG.split(html))


def _found(text: str) -> Iterator[re.Match[str]]:
    plain = "".join(
        str(int(letter)) if letter.isdecimal() else letter for letter in text
    )  # 1 for a wide 1, too
    return (found for found in NUMBER.finditer(plain) if _is_phone(found, plain))


def _is_phone(found: re.Match[str], text: str) -> bool:
    before, behind = text[max(0, found.start() - AHEAD) : found.start()], text[found.end() :]
    if ELSE_BEFORE.search(before):
        return False
    if PHONE.search(re.split(r"\d", before)[-1]):  # it speaks of the figure that comes next
        return True
    if found["eight"] and (LETTER.search(before) or ELSE_BEHIND.match(behind)):
        return False
    return not (_two_things(found[0]) or (found["eight"] and found[0].startswith(CENTURY)))


def _two_things(written: str) -> bool:
    """ "2501 2502" are rooms, "2200-2330" is a night."""
    first, then, *_ = [*re.findall(r"\d+", written), "", ""]
    return any(kind.fullmatch(first) and kind.fullmatch(then) for kind in (ROOM, HOUR))


def _digits(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    mainland = re.fullmatch(r"(?:00)?86(1\d{10})", digits)
    return mainland[1] if mainland else digits


def _mask(digits: str) -> str:
    shown = (3, 4) if len(digits) >= LONG else (3, 3) if len(digits) >= MIDDLING else (2, 2)
    hidden = "*" * (len(digits) - sum(shown))
    return f"{digits[: shown[0]]}{hidden}{digits[-shown[1] :]}"
