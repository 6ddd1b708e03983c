"""The words on the screen: strict look-up in the gettext catalogues under locales/.

Keys are named by intent ("receipt.title"). A key that no catalogue of the chain has, or a
variable that a text wants and nobody gave, raises: nobody is ever shown a key. Values are
escaped here, at one place, so that what people write can't become markup (T11).
"""

import gettext
import io
import itertools
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "locales"
CHAINS: Mapping[str, tuple[str, ...]] = {
    "zh_Hans": ("zh_Hans",),
    "zh_Hant_TW": ("zh_Hant_TW", "zh_Hans"),
    "zh_Hant_HK": ("zh_Hant_HK", "zh_Hant_TW", "zh_Hans"),
    "en": ("en",),
}
SHORT = ".short"  # ends the key of a text that says the same in fewer words
DAYS_NAMED_BY_WEEKDAY = 6  # "Thursday 15:00" is clear for less than a week


class MissingText(KeyError):
    """No catalogue has this text, or it wants a variable that was not given."""


class Html(str):
    """Text that is markup already: put in as it is."""

    __slots__ = ()


class _Strict(gettext.NullTranslations):
    """The end of every chain."""

    def gettext(self, message: str) -> str:
        raise MissingText(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        del msgid2, n
        raise MissingText(msgid1)


class Texts:
    """The texts of one language; `short` ones, where a key has them, for those who read slowly.

    `kept` ones are for messages that are read on other days, too: no "today", no "tomorrow" in their times.
    """

    def __init__(self, locale: str, *, short: bool = False, kept: bool = False) -> None:
        self.locale, self.short, self._kept = locale, short, kept
        self._catalogue = _chain(locale)
        self._short = {key.removesuffix(SHORT) for key in catalogue(locale) if short and key.endswith(SHORT)}

    def __call__(self, key: str, **values: object) -> Html:
        """HTML: the values are escaped, the text itself may hold markup."""
        return Html(self._fill(key, self._text(key), {k: _safe(v) for k, v in values.items()}))

    def plain(self, key: str, **values: object) -> str:
        """The same for places without markup: buttons, toasts."""
        return self._fill(key, self._text(key), values)

    def many(self, key: str, n: int, **values: object) -> Html:
        """A text with a number, in the plural form of the language."""
        text = self._catalogue.ngettext(key, key, n)
        return Html(self._fill(key, text, {"n": n} | {k: _safe(v) for k, v in values.items()}))

    def moment(self, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
        """A clock time as one says it: today 11:05, tomorrow 08:30, Thursday 15:00, 25 Nov 15:00."""
        local, today = moment.astimezone(zone), now.astimezone(zone).date()
        clock = f"{local:%H:%M}"
        if self._kept:
            pattern = "ahead" if moment > now else "MMMd"  # what is past needs no weekday
            return self._day_named(local, pattern)
        days = (local.date() - today).days
        if days in (-1, 0, 1):
            return self.plain(("moment.today", "moment.tomorrow", "moment.yesterday")[days], time=clock)
        return self._day_named(local, "EEEE" if 0 < days <= DAYS_NAMED_BY_WEEKDAY else "MMMd")

    def kept(self) -> "Texts":
        """For what stays on the screen: a card isn't drawn anew at midnight, so its words must be true then."""
        return texts_in(self.locale, short=self.short, kept=True)

    def _day_named(self, local: datetime, pattern: str) -> str:
        day = format_date(local.date(), self.plain(f"moment.{pattern}"), locale=self.locale)
        return self.plain("moment.other", day=day, time=f"{local:%H:%M}")

    def _text(self, key: str) -> str:
        return self._catalogue.gettext(key + SHORT if key in self._short else key)

    @staticmethod
    def _fill(key: str, text: str, values: Mapping[str, object]) -> str:
        try:
            return text.format_map(values)
        except (KeyError, IndexError, ValueError) as missing:
            raise MissingText(f"{key}: {missing}") from None


def locale_for(language_code: str, default: str) -> str:
    """The catalogue for Telegram's language code; the community's own when it tells too little."""
    code = language_code.lower().replace("_", "-")
    if code.startswith("en"):
        return "en"
    if not code.startswith("zh"):
        return default
    if any(place in code for place in ("-hk", "-mo")):
        return "zh_Hant_HK"
    if "hant" in code or "-tw" in code:
        return "zh_Hant_TW"
    return "zh_Hans" if code != "zh" else default


def is_unclear(language_code: str) -> bool:
    """Whether the code tells no language of ours. Plain "zh" does: the community's own Chinese."""
    return not locale_for(language_code, "") and not language_code.lower().startswith("zh")


@cache
def texts_in(locale: str, *, short: bool = False, kept: bool = False) -> Texts:
    return Texts(locale, short=short, kept=kept)


def catalogue(locale: str) -> Mapping[str, str]:
    """Every key of one language's own file with its text, for completeness checks."""
    with (FOLDER / locale / "texts.po").open("rb") as file:
        return {
            str(message.id if isinstance(message.id, str) else message.id[0]): str(message.string)
            for message in read_po(file, locale=locale)
            if message.id
        }


def _safe(value: object) -> object:
    return value if isinstance(value, (Html, int, float)) else escape(str(value), quote=False)


@cache
def _chain(locale: str) -> gettext.NullTranslations:
    links: list[gettext.NullTranslations] = [_load(one) for one in CHAINS[locale] if (FOLDER / one).is_dir()]
    links.append(_Strict())
    for link, following in itertools.pairwise(links):
        link.add_fallback(following)
    return links[0]


def _load(locale: str) -> gettext.GNUTranslations:
    """Read from the source file: there is no compiled catalogue that could be out of date."""
    compiled = io.BytesIO()
    with (FOLDER / locale / "texts.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
