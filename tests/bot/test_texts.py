"""The words on the screen: complete in every language, strict, and nobody's words become markup."""

import ast
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import CHAINS, FOLDER, SHORT, Html, MissingText, catalogue, locale_for, texts_in
from desk.sorting import NAMED
from triage.analyst import LEXICON
from triage.lexicon_file import read_lexicon

ROOT = Path(__file__).parents[2]
WRITTEN = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TAGS = {"b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler", "a"}


def variables(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", WRITTEN)
def test_every_language_has_every_text_with_the_same_variables(locale: str) -> None:
    reference, other = catalogue("zh_Hans"), catalogue(locale)
    assert set(other) == set(reference)
    differing = [key for key in reference if variables(reference[key]) != variables(other[key])]
    assert differing == []
    assert [key for key, text in other.items() if not text.strip()] == []


@pytest.mark.parametrize("locale", WRITTEN)
def test_every_text_is_markup_that_telegram_takes(locale: str) -> None:
    for key, text in catalogue(locale).items():
        assert balanced(text), key


@pytest.mark.parametrize("locale", WRITTEN)
def test_no_text_shows_how_a_new_line_is_written(locale: str) -> None:
    assert [key for key, text in catalogue(locale).items() if "\\n" in text] == []


@pytest.mark.parametrize("locale", WRITTEN)
def test_whatever_triage_hears_has_a_name_and_none_repeats_its_category(locale: str) -> None:
    lexicon = read_lexicon(LEXICON)
    concepts = {**lexicon.scenes, **lexicon.concepts}.values()
    heard = {each.subject for each in concepts if each.subject}
    heard |= {each.subject for each in lexicon.rules.values() if each.subject}
    assert heard - NAMED == {"noise", "repair_work"}
    assert {f"subject.{name}" for name in NAMED} - set(catalogue(locale)) == set()


@pytest.mark.parametrize("locale", WRITTEN)
def test_texts_without_markup_stand_where_markup_would_be_seen(locale: str) -> None:
    """Buttons and toasts show a tag as it is."""
    plain = [
        key
        for key, text in catalogue(locale).items()
        if "<" in text and any(fits(key, p, r"[a-z0-9]*") for p in used("plain"))
    ]
    assert plain == []


def test_every_language_of_the_chains_is_written() -> None:
    assert set(WRITTEN) == set(CHAINS)


@pytest.mark.parametrize(("locale", "alphabet"), [("zh_Hant_HK", "big5hkscs"), ("zh_Hant_TW", "cp950")])
def test_traditional_texts_hold_no_simplified_character(locale: str, alphabet: str) -> None:
    """Big5 never held one; a text copied from zh_Hans and forgotten shows here."""
    strange = {
        key: [letter for letter in text if "\u4e00" <= letter <= "\u9fff" and not fits_in(alphabet, letter)]
        for key, text in catalogue(locale).items()
    }
    assert {key: letters for key, letters in strange.items() if letters} == {}


def fits_in(alphabet: str, letter: str) -> bool:
    try:
        return bool(letter.encode(alphabet))
    except UnicodeEncodeError:
        return False


# Words of the one place that sound foreign in the other (conversations.md, "Language").
FOREIGN = {
    "zh_Hant_HK": "物業服務 小區 保潔 電梯 工單 保全 機器人 照片 點擊 管理中心 接單 回訪 催辦 跟催 準信 業戶 主任",
    "zh_Hant_TW": "物業服務 小區 保潔 升降機 工單 保安 機械人 屋苑 管理處 短信 單元？ 表揚 到崗 就行 主任",
}
SPOKEN = "嘅喺咗嗰畀唔哋啲冇嚟睇喇"  # Cantonese as one speaks it; our texts are written as offices write


@pytest.mark.parametrize("locale", FOREIGN)
def test_hong_kong_and_taiwan_are_spoken_to_in_their_own_terms(locale: str) -> None:
    found = {
        key: word
        for key, text in catalogue(locale).items()
        for word in FOREIGN[locale].split()
        if word in text
    }
    assert found == {}


def test_hong_kongs_texts_are_written_and_not_spoken() -> None:
    """But for the words that people say to us."""
    ours = {
        key: text for key, text in catalogue("zh_Hant_HK").items() if not key.startswith(("words.", "typed."))
    }
    assert [key for key, text in ours.items() if set(text) & set(SPOKEN)] == []


def balanced(text: str) -> bool:
    """Whether it opens and closes only what Telegram knows."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.good = True

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.good &= tag in TAGS
            self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            self.good &= bool(self.open) and self.open.pop() == tag

    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.good and not reader.open


@cache
def used(*methods: str) -> frozenset[str]:
    """The keys that the code looks up, as patterns: f"status.{x}" is status.*"""
    found = set()
    for path in [*ROOT.glob("bot/*.py"), *ROOT.glob("handlers/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and _method(call.func) in methods:
                found |= {pattern for pattern in _patterns(call.args[0]) if "." in pattern}
    return frozenset(found)


def _method(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return "call" if isinstance(called, ast.Name) and called.id in ("texts", "words") else ""


def _patterns(key: ast.expr) -> set[str]:
    if isinstance(key, ast.Constant):
        return {str(key.value)}
    if isinstance(key, ast.JoinedStr):
        return {"".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in key.values)}
    if isinstance(key, ast.IfExp):
        return _patterns(key.body) | _patterns(key.orelse)
    if isinstance(key, ast.Subscript):  # a tuple of keys, one of them chosen
        return {str(each.value) for each in ast.walk(key.value) if isinstance(each, ast.Constant)}
    return set()


def named() -> set[str]:
    """Keys that stand anywhere in the code."""
    found = set()
    for path in [*ROOT.glob("bot/*.py"), *ROOT.glob("handlers/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                found |= _patterns(node)
    return found


def fits(key: str, pattern: str, anything: str = r"[A-Za-z0-9_]*") -> bool:
    return _shape(pattern, anything).fullmatch(key) is not None


@cache
def _shape(pattern: str, anything: str) -> re.Pattern[str]:
    """Kept here: there are more patterns than re keeps."""
    return re.compile(re.escape(pattern).replace(r"\*", anything))


def test_every_key_in_the_code_is_in_the_catalogues() -> None:
    keys = catalogue("zh_Hans")
    missing = [
        pattern for pattern in used("call", "plain", "many") if not any(fits(key, pattern) for key in keys)
    ]
    assert missing == []


def test_every_key_in_the_catalogues_is_in_the_code() -> None:
    patterns = {pattern for pattern in named() if "." in pattern}
    keys = [key for key in catalogue("zh_Hans") if not key.endswith(SHORT)]
    assert [key for key in keys if not any(fits(key, pattern) for pattern in patterns)] == []


@pytest.mark.parametrize("locale", WRITTEN)
def test_a_short_text_says_in_fewer_words_what_a_long_one_says(locale: str) -> None:
    texts = catalogue(locale)
    pairs = [(text, texts[key.removesuffix(SHORT)]) for key, text in texts.items() if key.endswith(SHORT)]
    assert pairs
    assert [short for short, long in pairs if len(short) >= len(long)] == []
    assert [short for short, long in pairs if not variables(short) <= variables(long)] == []


def test_short_texts_are_for_those_who_asked_for_them() -> None:
    usual, simple = texts_in("en"), texts_in("en", short=True)
    assert len(simple("hello.first", community="x")) < len(usual("hello.first", community="x"))
    assert simple("hello.draft_waits") == usual("hello.draft_waits")


def test_a_missing_key_or_variable_is_an_error_and_never_shown() -> None:
    texts = texts_in("zh_Hans")
    with pytest.raises(MissingText):
        texts("no.such.key")
    with pytest.raises(MissingText):
        texts.many("no.such.key", 1)
    with pytest.raises(MissingText):
        texts("moment.today")


@given(st.text())
def test_what_people_write_never_becomes_markup(said: str) -> None:
    html = texts_in("zh_Hans")("notice.done_note", worker=said, note=f"<a href='x'>{said}</b>&amp;")
    seen = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert "<" not in html
    assert ">" not in html
    assert said in seen


@given(st.text())
def test_braces_in_what_people_write_stay_braces(said: str) -> None:
    assert said in texts_in("en").plain("staff.words", text=said)


def test_markup_that_is_ours_stays_markup() -> None:
    texts = texts_in("en")
    assert texts("staff.quote", inside=Html("<b>x</b>")) == "<blockquote expandable><b>x</b></blockquote>"


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh-hans", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh-hant-hk", "zh_Hant_HK"),
        ("zh_HK", "zh_Hant_HK"),
        ("zh-MO", "zh_Hant_HK"),
        ("zh-TW", "zh_Hant_TW"),
        ("zh-hant", "zh_Hant_TW"),
        ("zh", "default"),
        ("de", "default"),
        ("", "default"),
    ],
)
def test_telegrams_language_codes_find_their_catalogue(code: str, locale: str) -> None:
    assert locale_for(code, "default") == locale


@pytest.mark.parametrize("locale", CHAINS)
def test_every_chain_can_speak(locale: str) -> None:
    assert texts_in(locale)("hello.first", community="x")


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (timedelta(), "今天 10:00", "today 10:00"),
        (timedelta(hours=13, minutes=59), "今天 23:59", "today 23:59"),
        (timedelta(hours=14), "明天 00:00", "tomorrow 00:00"),
        (timedelta(hours=-11), "昨天 23:00", "yesterday 23:00"),
        (timedelta(days=3), "星期四 10:00", "Thursday 10:00"),
        (timedelta(days=6), "星期日 10:00", "Sunday 10:00"),
        (timedelta(days=7), "11月30日 10:00", "30 Nov 10:00"),
        (timedelta(days=-2), "11月21日 10:00", "21 Nov 10:00"),
    ],
)
def test_moments_are_said_as_people_say_them(ahead: timedelta, zh: str, en: str) -> None:
    assert texts_in("zh_Hans").moment(NOW + ahead, NOW, ZONE) == zh
    assert texts_in("en").moment(NOW + ahead, NOW, ZONE) == en


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (
            timedelta(hours=2),
            ["11月23日周一 12:00", "11月23日(一) 12:00", "11月23日(一) 12:00", "Mon 23 Nov 12:00"],
        ),
        (
            timedelta(hours=14),
            ["11月24日周二 00:00", "11月24日(二) 00:00", "11月24日(二) 00:00", "Tue 24 Nov 00:00"],
        ),
        (timedelta(hours=-1), ["11月23日 09:00", "11月23日 09:00", "11月23日 09:00", "23 Nov 09:00"]),
    ],
)
def test_what_is_kept_names_the_day_so_that_midnight_makes_no_lie_of_it(
    ahead: timedelta, said: list[str]
) -> None:
    locales = ("zh_Hans", "zh_Hant_HK", "zh_Hant_TW", "en")
    assert [texts_in(each).kept().moment(NOW + ahead, NOW, ZONE) for each in locales] == said
